package spec

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestReadMessages compares the messages of bad specs with what testdata/read holds. Each archive is a list of cases:
// case/devgen.cue (or several files), or case/devgen.yaml, or both in one case, whose messages are the same then; and
// case/want, the messages. DEVGEN_UPDATE=1 writes them anew: read the diff.
func TestReadMessages(t *testing.T) {
	archives, err := filepath.Glob("testdata/read/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, file := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { testArchive(t, file) })
	}
}

func testArchive(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var updated []txtar.File
	for _, c := range goldenCases(archive) {
		t.Run(c.name, func(t *testing.T) {
			got := c.run(t)
			if got != c.want && os.Getenv("DEVGEN_UPDATE") == "" {
				t.Errorf("got:\n%s\nwant:\n%s", got, c.want)
			}
			updated = append(append(updated, c.inputs...), txtar.File{Name: c.name + "/want", Data: []byte(got)})
		})
	}
	if os.Getenv("DEVGEN_UPDATE") != "" {
		archive.Files = updated
		if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// allCases returns every case of every archive, by name.
func allCases(t testing.TB) map[string]*goldenCase {
	t.Helper()
	archives, err := filepath.Glob("testdata/read/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	cases := map[string]*goldenCase{}
	for _, file := range archives {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range goldenCases(archive) {
			cases[filepath.Base(file)+"/"+c.name] = c
		}
	}
	return cases
}

type goldenCase struct {
	name      string
	inputs    []txtar.File
	cue, yaml map[string][]byte
	want      string
}

func goldenCases(a *txtar.Archive) []*goldenCase {
	var cases []*goldenCase
	for _, f := range a.Files {
		name, file, _ := strings.Cut(f.Name, "/")
		if len(cases) == 0 || cases[len(cases)-1].name != name {
			cases = append(cases, &goldenCase{name: name, cue: map[string][]byte{}, yaml: map[string][]byte{}})
		}
		c := cases[len(cases)-1]
		switch {
		case file == "want":
			c.want = string(f.Data)
			continue
		case strings.HasSuffix(file, ".cue"):
			c.cue[file] = f.Data
		default:
			c.yaml[file] = f.Data
		}
		c.inputs = append(c.inputs, f)
	}
	return cases
}

// run reads both variants of a case. What they have to say differs in places only.
func (c *goldenCase) run(t *testing.T) string {
	var texts []string
	var said [][]string
	for _, files := range []map[string][]byte{c.cue, c.yaml} {
		if len(files) == 0 {
			continue
		}
		doc, problems := ReadBytes(files)
		checkPlaces(t, doc, problems)
		texts = append(texts, problemText(problems)+secretText(doc))
		said = append(said, wordsOf(problems))
	}
	if len(said) == 2 && !slices.Equal(said[0], said[1]) {
		t.Errorf("CUE and YAML do not say the same:\n%s\n%s", strings.Join(said[0], "\n"), strings.Join(said[1], "\n"))
	}
	return strings.Join(texts, "\n")
}

func problemText(problems []Problem) string {
	var b strings.Builder
	for _, p := range problems {
		fmt.Fprintf(&b, "%s%s: %s [%s]\n", spanText(p.Span), pathText(p.Path), p.Message, p.Code)
		for _, r := range p.Related {
			fmt.Fprintf(&b, "\t%s%s: %s\n", spanText(r.Span), pathText(r.Path), r.Message)
		}
		for _, n := range p.Notes {
			fmt.Fprintf(&b, "\tnote: %s\n", n)
		}
		for _, h := range p.Help {
			fmt.Fprintf(&b, "\thelp: %s\n", h)
		}
	}
	return b.String()
}

func spanText(s Span) string {
	if !s.Known() {
		return s.File
	}
	return fmt.Sprintf("%s:%d:%d+%d", s.File, s.Line, s.Column, s.Length)
}

func pathText(path string) string {
	if path == "" {
		return ""
	}
	return " (" + path + ")"
}

func secretText(d *Document) string {
	var b strings.Builder
	for _, s := range d.Sources {
		for _, span := range s.Secrets {
			fmt.Fprintf(&b, "masked: %s\n", spanText(span))
		}
	}
	return b.String()
}

// wordsOf lists what problems say, without their places.
func wordsOf(problems []Problem) []string {
	var words []string
	for _, p := range problems {
		words = append(words, fmt.Sprintf("%s (%s) %s %q %q", p.Code, p.Path, p.Message, p.Notes, p.Help))
	}
	slices.Sort(words)
	return words
}

// checkPlaces fails if a problem points at nothing in the user's files.
func checkPlaces(t *testing.T, doc *Document, problems []Problem) {
	t.Helper()
	for _, p := range problems {
		spans := []Span{p.Span}
		for _, r := range p.Related {
			spans = append(spans, r.Span)
		}
		for _, s := range spans {
			if err := placeError(doc, s); err != "" {
				t.Errorf("%s: %s: %+v: %s", p.Code, p.Message, s, err)
			}
		}
	}
}

func placeError(doc *Document, s Span) string {
	i := slices.IndexFunc(doc.Sources, func(src Source) bool { return src.File == s.File })
	if i < 0 {
		return "no such file"
	}
	if s.Line == 0 {
		return "" // the file as a whole
	}
	lines := strings.Split(string(doc.Sources[i].Text), "\n")
	switch {
	case s.Line > len(lines):
		return "no such line"
	case s.Column < 1 || s.Length < 1:
		return "no column or no length"
	case s.Column-1 > len([]rune(lines[s.Line-1])):
		return "beyond the line"
	}
	return ""
}
