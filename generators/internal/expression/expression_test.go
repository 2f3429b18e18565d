package expression

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// patterns of specs, the ordinary and the awkward ones.
var patterns = []string{
	`^[a-z][a-z0-9-]*$`, `^\d{3}-\d{4}$`, `sk-[A-Za-z0-9]{20,}`, `^(debug|info)$`, `^\w+@\w+\.com$`, `a.c`, `^[^ ]+$`, `^[^a-z]+$`,
	`(?i)^bearer `, `\.$`, `^[\]^-]+$`, `^[a\-z]+$`, `[[:alpha:]]+[[:digit:]]`, `^\[x\]$`, `x{2}y?z*`, `^[.*+?(){}|\\]+$`, `^(?:ab)+$`, `^a{0,3}b$`, `[-]`,
	`^[\[\]:=.-]+$`, `\S+\s\S+`, `^"[^"]*"$`, `^'.*'$`, `a|b|c`, `^$|^x`,
}

// texts are tried against every pattern.
var texts = []string{
	"a", "abc", "a-b", "A", "555-1234", "sk-0123456789abcdefghij", "debug", "info", "debugger", "me@there.com", "me@there,com", "a c", "ABC", "Bearer x",
	"bearer x", "end.", "]^-", "^", "-", "]", "[", "a-z", "b", "x1", "[x]", "xxyz", "xx", ".*+?(){}|\\", "\\", "abab", "aba", "aaab", "aaaab", "[]:=.-",
	"two words", `"quoted"`, "'quoted'", `$HOME`, "0", "_", "~", "#", "@", "a/b",
}

func TestGrepFindsWhatGoFinds(t *testing.T) {
	grep, err := exec.LookPath("grep")
	if err != nil {
		t.Skip("no grep on this machine")
	}
	for _, pattern := range patterns {
		forGrep, _, ok := Translate(pattern)
		if !ok {
			t.Logf("%s: no translation", pattern)
			continue
		}
		cmd := exec.Command(grep, "-E", "-e", forGrep)
		cmd.Stdin = strings.NewReader(strings.Join(texts, "\n") + "\n")
		out, _ := cmd.Output() // it fails where nothing matches
		var want string
		for _, text := range texts {
			if regexp.MustCompile(pattern).MatchString(text) {
				want += text + "\n"
			}
		}
		if string(out) != want {
			t.Errorf("%s as %s: got %q, want %q", pattern, forGrep, out, want)
		}
	}
}

// TestDotnetFindsWhatGoFinds: what is written for .NET means the same to Go, whose syntax has all that is used of it.
func TestDotnetFindsWhatGoFinds(t *testing.T) {
	for _, pattern := range patterns {
		_, dotnet, ok := Translate(pattern)
		if !ok {
			continue
		}
		for _, text := range texts {
			if got, want := regexp.MustCompile(dotnet).MatchString(text), regexp.MustCompile(pattern).MatchString(text); got != want {
				t.Errorf("%s as %s: %q: got %v", pattern, dotnet, text, got)
			}
		}
	}
}

func TestTranslate(t *testing.T) {
	for _, tc := range []struct{ pattern, grep, dotnet string }{
		{`^\d+$`, `^[0-9]+$`, `^[0-9]+$`},
		{`[\]a^-]`, `[]a^-]`, `[\-\]\^a]`},
		{`[^\[]`, `[^[]`, `[^\[]`},
		{`(?i)ok`, `[Oo][Kk]`, `[Oo][Kk]`},
		{`(?:ab){2,3}?`, `(ab){2,3}`, `(ab){2,3}`},
		{`.`, `.`, `.`},
		{`(?s:.)`, `.`, `.`},
	} {
		grep, dotnet, ok := Translate(tc.pattern)
		if !ok || grep != tc.grep || dotnet != tc.dotnet {
			t.Errorf("%s: got %s and %s (%v), want %s and %s", tc.pattern, grep, dotnet, ok, tc.grep, tc.dotnet)
		}
	}
}

func TestWhatOneReaderLacksIsRefused(t *testing.T) {
	for _, pattern := range []string{`\bword\b`, `\pL+`, `x{300}`, `a||b`, ``, `(`, `^*a`, "\t", `[^\x{e9}]`} {
		if grep, dotnet, ok := Translate(pattern); ok {
			t.Errorf("%q: %q and %q", pattern, grep, dotnet)
		}
	}
}
