package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"devgen.dev/devgen/spec"
)

// TestGolden writes the results of testdata/*.txtar in the formats whose want/ files stand in the archive. result.json
// is what was found out; the files beside it are the spec. DEVGEN_UPDATE=1 writes what is wanted anew: read the diff.
func TestGolden(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { testGolden(t, name) })
	}
}

func testGolden(t *testing.T, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	given := readCase(t, archive)
	wanted := 0
	for i, f := range archive.Files {
		format, ok := strings.CutPrefix(f.Name, "want/")
		if !ok {
			continue
		}
		wanted++
		got := given.write(t, format)
		checkOutput(t, format, got)
		if read, ok := readers[format]; ok {
			t.Run("read back "+format, func(t *testing.T) { read(t, got) })
		}
		if os.Getenv("DEVGEN_UPDATE") != "" {
			archive.Files[i].Data = got
		} else if !bytes.Equal(got, f.Data) {
			t.Errorf("%s: got:\n%s\nwant:\n%s", format, got, f.Data)
		}
	}
	if wanted == 0 {
		t.Fatal("the archive wants nothing")
	}
	if os.Getenv("DEVGEN_UPDATE") != "" {
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// goldenCase is result.json.
type goldenCase struct {
	Problems []struct {
		At, Code, Path, Message string
		Severity                spec.Severity
		Related                 []struct{ At, Path, Message string }
		Notes, Help             []string
	}
	Drift   []Drift
	Texts   []struct{ File, Text string } // sources that an archive cannot hold as files
	Secrets []string
	Files   int
	Folder  string
	Version string
	Strict  bool
	Options TextOptions

	result Result
}

func parseCase(t *testing.T, name string) *goldenCase {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return readCase(t, archive)
}

func readCase(t *testing.T, archive *txtar.Archive) *goldenCase {
	t.Helper()
	var c goldenCase
	for _, f := range archive.Files {
		switch {
		case f.Name == "result.json":
			decoder := json.NewDecoder(bytes.NewReader(f.Data))
			decoder.DisallowUnknownFields()
			if err := decoder.Decode(&c); err != nil {
				t.Fatalf("result.json: %v", err)
			}
		case !strings.HasPrefix(f.Name, "want/"):
			c.result.Sources = append(c.result.Sources, spec.Source{File: f.Name, Text: f.Data})
		}
	}
	c.fill(t)
	return &c
}

func (c *goldenCase) fill(t *testing.T) {
	t.Helper()
	r := &c.result
	r.Drift, r.Files, r.Folder, r.Version, r.Strict = c.Drift, c.Files, c.Folder, c.Version, c.Strict
	for _, s := range c.Texts {
		r.Sources = append(r.Sources, spec.Source{File: s.File, Text: []byte(s.Text)})
	}
	for _, at := range c.Secrets {
		span := spanOf(t, at)
		for i := range r.Sources {
			if r.Sources[i].File == span.File {
				r.Sources[i].Secrets = append(r.Sources[i].Secrets, span)
			}
		}
	}
	for _, given := range c.Problems {
		p := spec.Problem{Code: given.Code, Severity: given.Severity, Path: given.Path, Message: given.Message, Span: spanOf(t, given.At), Notes: given.Notes, Help: given.Help}
		for _, related := range given.Related {
			p.Related = append(p.Related, spec.Related{Span: spanOf(t, related.At), Path: related.Path, Message: related.Message})
		}
		r.Problems = append(r.Problems, p)
	}
}

// spanOf reads "file:line:column+length"; what is left out is not known.
func spanOf(t *testing.T, text string) spec.Span {
	t.Helper()
	var numbers [3]int
	file, rest, _ := strings.Cut(text, ":")
	for i, s := range strings.FieldsFunc(rest, func(r rune) bool { return r == ':' || r == '+' }) {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatalf("%q is no place: %v", text, err)
		}
		numbers[i] = n
	}
	return spec.Span{File: file, Line: numbers[0], Column: numbers[1], Length: numbers[2]}
}

// write writes the case in a format. Beside those of the package there are "summary", and "text" as the options ask.
// Escape characters are shown, so that archives stay text.
func (c *goldenCase) write(t *testing.T, format string) []byte {
	t.Helper()
	var write func(io.Writer, Result) error
	switch f, ok := FormatNamed(format); {
	case format == "text":
		write = func(w io.Writer, r Result) error { return Text(w, r, c.Options) }
	case format == "summary":
		write = Summary
	case ok:
		write = f.Write
	default:
		t.Fatalf("there is no format %q", format)
	}
	var b bytes.Buffer
	if err := write(&b, c.result); err != nil {
		t.Fatal(err)
	}
	return bytes.ReplaceAll(b.Bytes(), []byte("\x1b"), []byte("␛"))
}

// checkOutput is what holds for everything that is printed, whatever it is made from.
func checkOutput(t *testing.T, format string, output []byte) {
	t.Helper()
	for i, text := range strings.Split(string(output), "\n") {
		if commands := workflowCommands(text); len(commands) > 0 && format != "github" {
			t.Errorf("%s, line %d is a workflow command: %q", format, i+1, text)
		}
		if hidden := firstHidden(text); hidden != "" {
			t.Errorf("%s, line %d has something that cannot be seen, %s: %q", format, i+1, hidden, text)
		}
		if format == "text" && strings.HasSuffix(text, " ") {
			t.Errorf("%s, line %d ends in a space: %q", format, i+1, text)
		}
	}
}

// firstHidden names the first character of a line that cannot be seen.
func firstHidden(text string) string {
	for i, r := range text {
		if !printable(r) && !isPresentation(r) && r != zeroWidthJoiner {
			return fmt.Sprintf("%U at %d", r, i)
		}
	}
	return ""
}
