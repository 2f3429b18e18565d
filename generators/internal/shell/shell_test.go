package shell_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"devgen.dev/devgen/generators/internal/corpus"
	"devgen.dev/devgen/generators/internal/readers"
	"devgen.dev/devgen/generators/internal/shell"
)

// script assigns every text to a variable.
func script(texts []string) ([]byte, map[string]string) {
	var b strings.Builder
	want := map[string]string{}
	for i, text := range texts {
		b.WriteString(readers.Name(i) + "=" + shell.Quote(text) + "\n")
		want[readers.Name(i)] = text
	}
	return []byte(b.String()), want
}

func TestQuotedValuesComeBack(t *testing.T) {
	file, want := script(corpus.Texts())
	readers.Check(t, readers.ShellPrograms, file, want)
	file, want = script(slices.DeleteFunc(corpus.Texts(), hasCRLF))
	readers.Check(t, readers.Shell, file, want)
}

func hasCRLF(text string) bool { return strings.Contains(text, "\r\n") }

// TestArgumentsComeBack joins all of the corpus into one command line.
func TestArgumentsComeBack(t *testing.T) {
	argv := corpus.Texts()
	for _, name := range []string{"bash", "dash"} {
		got, err := readers.Argv(name, strings.TrimPrefix(shell.Join(append([]string{"x"}, argv...)), "x "))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, argv) {
			t.Errorf("%s: %d arguments, got %d, or other ones", name, len(argv), len(got))
		}
	}
}

func TestJoin(t *testing.T) {
	for _, tt := range []struct {
		argv []string
		want string
	}{
		{nil, ""},
		{[]string{"docker", "compose", "up", "-d"}, "docker compose up -d"},
		{[]string{"curl", "--header=Accept: text/html", "--max-time=5"}, "curl '--header=Accept: text/html' --max-time=5"},
		{[]string{"A=b", "A=b"}, "'A=b' A=b"},
		{[]string{"if", "if"}, "'if' if"},
		{[]string{"echo", "", "=", "a="}, "echo '' '=' a="},
		{[]string{"it's", "~", "*"}, `'it'\''s' '~' '*'`},
	} {
		if got := shell.Join(tt.argv); got != tt.want {
			t.Errorf("Join(%q) = %s, want %s", tt.argv, got, tt.want)
		}
	}
}

// TestCommandNamesAreNeverSyntax runs each reserved word as a command: the shell must look for a program of that name.
func TestCommandNamesAreNeverSyntax(t *testing.T) {
	for _, name := range []string{"if", "then", "for", "{", "!", "[[", "time", "function", "select", "A=b", "case", "coproc"} {
		out, err := readers.Output("bash", "PATH=/nowhere; "+shell.Join([]string{name, "x"})+" 2>&1 || echo $?")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out, "127") {
			t.Errorf("%s: ran as syntax: %s", name, out)
		}
	}
}

func TestNULIsRefused(t *testing.T) {
	if shell.Fits("a\x00") || shell.Fits("\x00") || !shell.Fits("a\n") {
		t.Error("Fits is about NUL and nothing else")
	}
	defer func() {
		if recover() == nil {
			t.Error("Quote wrote a word with NUL")
		}
	}()
	shell.Quote("a\x00")
}

func TestBareCharacters(t *testing.T) {
	const want = "%+,-./0123456789:@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
	if got := corpus.Bare(shell.Quote); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func FuzzQuote(f *testing.F) {
	for _, text := range corpus.Texts() {
		if len(text) < 300 {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !shell.Fits(text) || hasCRLF(text) || !utf8.ValidString(text) {
			t.Skip()
		}
		file, want := script([]string{text, "next"})
		for _, reader := range readers.Shell {
			got, err := reader.Read(file)
			if err != nil {
				t.Fatalf("%s: %v\n%s", reader.Name, err, file)
			}
			for _, problem := range readers.Differences(got, want) {
				t.Errorf("%s: %s\n%s", reader.Name, problem, file)
			}
		}
	})
}
