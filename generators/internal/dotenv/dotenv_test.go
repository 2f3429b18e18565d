package dotenv_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"devgen.dev/devgen/generators/internal/corpus"
	"devgen.dev/devgen/generators/internal/dotenv"
	"devgen.dev/devgen/generators/internal/readers"
)

// TestValuesComeBack writes every value of the corpus that has a form, and reads the file with six readers.
func TestValuesComeBack(t *testing.T) {
	f, want, refused := dotenv.New("head"), map[string]string{}, 0
	for i, text := range corpus.Texts() {
		if _, ok := dotenv.Value(text); !ok {
			refused++
			continue
		}
		f.Comment("what "+text+" is").Set(readers.Name(i), text)
		want[readers.Name(i)] = text
	}
	t.Logf("%d values written, %d refused", len(want), refused)
	readers.Check(t, readers.Dotenv, f.Bytes(), want)
	readers.Check(t, readers.DotenvPrograms, f.Bytes(), want)
}

func TestShortStringsComeBack(t *testing.T) {
	f, want := dotenv.New(""), map[string]string{}
	for i, text := range slices.Concat(corpus.Short("a0 =#'\"\\$`\n{}~!:;&(-")...) {
		if _, ok := dotenv.Value(text); ok {
			f.Set(readers.Name(i), text)
			want[readers.Name(i)] = text
		}
	}
	readers.Check(t, readers.Dotenv, f.Bytes(), want)
	readers.Check(t, readers.DotenvPrograms, f.Bytes(), want)
}

func TestBareCharacters(t *testing.T) {
	const want = "!%*+,-./0123456789:=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{}"
	write := func(text string) string {
		written, _ := dotenv.Value(text)
		return written
	}
	if got := corpus.Bare(write); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestLongestValue(t *testing.T) {
	const longest = 127 * 1024
	for _, text := range []string{"x", " "} {
		if got, ok := dotenv.Value(strings.Repeat(text, longest)); !ok || strings.Contains(got, "'") != (text == " ") {
			t.Errorf("%d times %q was refused, or needlessly quoted", longest, text)
		}
		if _, ok := dotenv.Value(strings.Repeat(text, longest+1)); ok {
			t.Errorf("%d times %q was written", longest+1, text)
		}
	}
}

func FuzzValue(f *testing.F) {
	for _, text := range corpus.Texts() {
		if len(text) < 300 {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, ok := dotenv.Value(text); !ok || !utf8.ValidString(text) {
			t.Skip()
		}
		file := dotenv.New("head").Set("VALUE_0", text).Comment(text).Set("VALUE_1", "next").Bytes()
		want := map[string]string{"VALUE_0": text, "VALUE_1": "next"}
		for _, reader := range readers.Dotenv {
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
