package powershell_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"devgen.dev/devgen/generators/internal/corpus"
	"devgen.dev/devgen/generators/internal/powershell"
	"devgen.dev/devgen/generators/internal/readers"
)

func ascii(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' })
}

func TestValuesComeBack(t *testing.T) {
	for _, text := range corpus.Texts() {
		if utf8.ValidString(text) {
			check(t, text)
		}
	}
}

func check(t *testing.T, text string) {
	t.Helper()
	quoted := powershell.Quote(text)
	if !ascii(quoted) {
		t.Errorf("%q is not plain ASCII", quoted)
	}
	if got, rest, err := readers.PowerShellQuotes(quoted); err != nil || got != text || rest != "" {
		t.Errorf("Quote(%q) = %s reads as %q, rest %q, %v", text, quoted, got, rest, err)
	}
}

func TestQuote(t *testing.T) {
	for text, want := range map[string]string{
		"":           "''",
		"it's $5":    "'it''s $5'",
		"caf\u00e9":  "('caf' + [char]0xE9)",
		"\u2018x":    "('' + [char]0x2018 + 'x')",
		"\U0001F600": "('' + [char]0xD83D + [char]0xDE00)",
		"a\nb":       "('a' + [char]0xA + 'b')",
		" ~":         "' ~'",
		"\x7f":       "('' + [char]0x7F)",
	} {
		if got := powershell.Quote(text); got != want {
			t.Errorf("Quote(%q) = %s, want %s", text, got, want)
		}
	}
}

// words splits a command line as the argument mode does, for the kinds of words that Command may use.
func words(line string) ([]string, error) {
	var list []string
	line = strings.TrimPrefix(line, "& ")
	for line != "" {
		if line[0] == '\'' || line[0] == '(' {
			value, rest, err := readers.PowerShellQuotes(line)
			if err != nil {
				return nil, err
			}
			list, line = append(list, value), strings.TrimPrefix(rest, " ")
			continue
		}
		word, rest, _ := strings.Cut(line, " ")
		if strings.ContainsAny(word, "'\"`$@#;,&|<>(){}\\%!*?[]~^+") {
			return nil, fmt.Errorf("%s stands without quotes", word)
		}
		if strings.HasPrefix(word, "-") && strings.ContainsAny(word, ".:=") {
			return nil, fmt.Errorf("%s would be split", word)
		}
		list, line = append(list, word), rest
	}
	return list, nil
}

func TestCommandsComeBack(t *testing.T) {
	refused := 0
	for _, text := range corpus.Texts() {
		for _, argv := range [][]string{{text}, {"echo", text, text}, {text, "-d"}} {
			line, ok := powershell.Command(argv)
			if !ok {
				refused++
				continue
			}
			if got, err := words(line); err != nil || !slices.Equal(got, argv) || !ascii(line) {
				t.Errorf("Command(%q) = %s reads as %q, %v", argv, line, got, err)
			}
		}
	}
	t.Logf("%d command lines refused", refused)
}

func TestCommand(t *testing.T) {
	for _, tt := range []struct {
		argv []string
		want string
	}{
		{[]string{"docker", "compose", "up", "-d", "--wait"}, "docker compose up -d --wait"},
		{[]string{"dotnet", "test", "-p:A=b", "./src/a.csproj", "10"}, "dotnet test '-p:A=b' ./src/a.csproj 10"},
		{[]string{"curl", "http://localhost:8080/livez"}, "curl http://localhost:8080/livez"},
		{[]string{"if", "007", "--%", "-"}, "& 'if' '007' '--%' '-'"},
		{[]string{"C:\\a b\\x.exe", "a\\"}, `& 'C:\a b\x.exe' 'a\'`},
	} {
		if got, ok := powershell.Command(tt.argv); !ok || got != tt.want {
			t.Errorf("Command(%q) = %s, want %s", tt.argv, got, tt.want)
		}
	}
}

func TestCommandRefusesWhatWindowsPowerShellChanges(t *testing.T) {
	for _, argv := range [][]string{nil, {"a", ""}, {""}, {"a", `say "hi"`}, {"a", `{"a":1}`}, {"a", `b c\`}, {"a", "b\tc\\"}} {
		if got, ok := powershell.Command(argv); ok {
			t.Errorf("Command(%q) = %s", argv, got)
		}
	}
}

func TestInvalidTextPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("text that is not UTF-8 was written")
		}
	}()
	powershell.Quote("a\xff")
}

func TestBareCharacters(t *testing.T) {
	write := func(text string) string {
		line, _ := powershell.Command([]string{"a", text})
		return strings.TrimPrefix(line, "a ")
	}
	if got, want := corpus.Bare(write), "-./0123456789:=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, word := range []string{"0", "9", "123456789", "A", "z", "-a", "--Z9-", "./a"} {
		if got := write(word); got != word {
			t.Errorf("%s was quoted: %s", word, got)
		}
	}
	for _, word := range []string{"01", "1234567890", "1a", "-", "--", "-1", "---a", "-a_", "./", "@", "[", "_a", ".a", "/a"} {
		if got := write(word); got != "'"+word+"'" {
			t.Errorf("%s was not quoted: %s", word, got)
		}
	}
}

func FuzzQuote(f *testing.F) {
	for _, text := range corpus.Texts() {
		if len(text) < 300 {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			t.Skip()
		}
		check(t, text)
		if line, ok := powershell.Command([]string{text, text}); ok {
			if got, err := words(line); err != nil || !slices.Equal(got, []string{text, text}) {
				t.Errorf("Command(%q twice) = %s reads as %q, %v", text, line, got, err)
			}
		}
	})
}
