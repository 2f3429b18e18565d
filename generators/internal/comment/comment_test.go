package comment_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"devgen.dev/devgen/generators/internal/comment"
	"devgen.dev/devgen/generators/internal/corpus"
)

func TestLines(t *testing.T) {
	for _, tt := range []struct {
		text  string
		width int
		want  []string
	}{
		{"", 10, nil},
		{" \n\n", 10, nil},
		{"one two three", 7, []string{"one two", "three"}},
		{"one two three", 8, []string{"one two", "three"}},
		{"one\n\n  two three\n", 7, []string{"one", "", "  two", "  three"}},
		{"unbreakable word", 4, []string{"unbreakable", "word"}},
		{"a\r\nb\rc\u2028d\u0085e\vf", 80, []string{"a", "b", "c", "d", "e", "f"}},
		{"đặt hàng", 8, []string{"đặt hàng"}},
		{`C:\temp\`, 80, []string{`C:\temp\.`}},
		{"a \\ b", 3, []string{`a \.`, "b"}},
		{"\u202eevil\u202c\u200b\ufeff", 80, []string{"U+202EevilU+202CU+200BU+FEFF"}},
		{"a\tb\u00a0c", 80, []string{"a b c"}},
	} {
		if got := comment.Lines(tt.text, tt.width); !slices.Equal(got, tt.want) {
			t.Errorf("Lines(%q, %d) = %q, want %q", tt.text, tt.width, got, tt.want)
		}
	}
}

func TestLine(t *testing.T) {
	for text, want := range map[string]string{"": "", " a \n b\t": "a b", "a\\": `a\.`, "a\u200b": "aU+200B", "a\r\nb": "a b", "a\u00A0b": "a b"} {
		if got := comment.Line(text); got != want {
			t.Errorf("Line(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestHidden(t *testing.T) {
	for _, r := range "\x00\x1b\x7f\u0085\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200d\u202e\u2028\u2066\u3164\ufeff\ufffd\uffa0\ue000\U000e0041" {
		if !comment.Hidden(r) {
			t.Errorf("%U is not hidden", r)
		}
	}
	for _, r := range "a~éĐ日😀“–€\u0301" {
		if comment.Hidden(r) {
			t.Errorf("%U is hidden", r)
		}
	}
}

func check(t *testing.T, text string) {
	t.Helper()
	for _, line := range append(comment.Lines(text, 60), comment.Line(text)) {
		if strings.HasSuffix(line, `\`) || strings.HasSuffix(line, " ") {
			t.Errorf("%q: line %q has a dangerous end", text, line)
		}
		if strings.ContainsFunc(line, func(r rune) bool { return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) }) {
			t.Errorf("%q: line %q hides something", text, line)
		}
		if utf8.RuneCountInString(line) > 60 && strings.Contains(strings.TrimLeft(line, " "), " ") && line != comment.Line(text) {
			t.Errorf("%q: line %q could be wrapped", text, line)
		}
	}
}

func TestNoTextEscapes(t *testing.T) {
	for _, text := range corpus.Texts() {
		check(t, text)
	}
}

func FuzzLines(f *testing.F) {
	for _, text := range corpus.Texts() {
		if len(text) < 300 {
			f.Add(text)
		}
	}
	f.Fuzz(check)
}
