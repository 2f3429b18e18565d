package spec

import (
	"bytes"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

const smallSpec = "package devgen\n\nproject: name: \"shop\"\nservices: api: stack: \"go\"\n"

func files(nameAndText ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(nameAndText); i += 2 {
		fsys[nameAndText[i]] = &fstest.MapFile{Data: []byte(nameAndText[i+1])}
	}
	return fsys
}

func TestReadFindsTheSpec(t *testing.T) {
	yaml := "project: {name: shop}\nservices: {}\n"
	for _, c := range []struct {
		what string
		fsys fstest.MapFS
		name string
		want []string
	}{
		{"the CUE file", files("devgen.cue", smallSpec, "README.md", "x"), "", []string{"devgen.cue"}},
		{"YAML", files("devgen.yaml", yaml), "", []string{"devgen.yaml"}},
		{"the short extension", files("devgen.yml", yaml), "", []string{"devgen.yml"}},
		{"all files of the package", files("b.cue", "package devgen\n", "devgen.cue", smallSpec, "a.cue", "// Comment.\npackage devgen\n"), "", []string{"devgen.cue", "a.cue", "b.cue"}},
		{"the package by its main file", files("devgen.cue", smallSpec, "a.cue", "package devgen\n"), "devgen.cue", []string{"devgen.cue", "a.cue"}},
		{"no other package", files("devgen.cue", smallSpec, "a.cue", "package other\n", "b.cue", "x: 1\n", "c_tool.cue", "package devgen\n",
			"d_test.cue", "package devgen\n", "_e.cue", "package devgen\n", ".f.cue", "package devgen\n", "g.cue/x.cue", "package devgen\n"), "", []string{"devgen.cue"}},
		{"a file by name alone", files("devgen.cue", smallSpec, "other.cue", smallSpec), "other.cue", []string{"other.cue"}},
		{"a file in a folder", files("deploy/devgen.cue", smallSpec, "deploy/a.cue", "package devgen\n"), "deploy/devgen.cue", []string{"devgen.cue", "a.cue"}},
		{"a folder", files("deploy/devgen.cue", smallSpec), "deploy", []string{"devgen.cue"}},
		{"this folder", files("devgen.cue", smallSpec), ".", []string{"devgen.cue"}},
	} {
		doc, problems, err := Read(c.fsys, c.name)
		if err != nil || len(problems) > 0 {
			t.Errorf("%s: %v\n%s", c.what, err, problemText(problems))
			continue
		}
		if !slices.Equal(doc.Files, c.want) || len(doc.Sources) != len(c.want) || doc.Root == nil {
			t.Errorf("%s: read %q", c.what, doc.Files)
		}
	}
}

func TestReadFindsNoSpec(t *testing.T) {
	for _, name := range []string{"", "devgen.cue", "deploy/devgen.yaml"} {
		if _, _, err := Read(files("README.md", "x"), name); !errors.Is(err, ErrNoSpec) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestReadRefusesFiles(t *testing.T) {
	large := strings.Repeat("// comment\n", maxFileSize/10)
	many := files("devgen.cue", smallSpec)
	for i := range maxFiles {
		many["f"+strings.Repeat("a", i)+".cue"] = &fstest.MapFile{Data: []byte("package devgen\n")}
	}
	together := files("devgen.cue", smallSpec)
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		together[name+".cue"] = &fstest.MapFile{Data: []byte("package devgen\n" + large[:maxFileSize-100])}
	}
	for _, c := range []struct {
		what, code, place string
		fsys              fstest.MapFS
	}{
		{"a folder", "DG013", "devgen.cue", files("devgen.cue/x", "")},
		{"a device", "DG013", "devgen.cue", fstest.MapFS{"devgen.cue": {Mode: fs.ModeDevice}}},
		{"a large file", "DG011", "devgen.cue", files("devgen.cue", large)},
		{"many files", "DG011", "devgen.cue", many},
		{"many large files", "DG011", "devgen.cue", together},
		{"two specs", "DG019", "devgen.yaml", files("devgen.cue", smallSpec, "devgen.yaml", "")},
		{"Latin-1", "DG010", "devgen.cue:2:5+1", files("devgen.cue", "// a\n// b\xe4\n")},
		{"UTF-16", "DG010", "devgen.cue", files("devgen.cue", "\xff\xfep\x00a\x00")},
		{"a binary file", "DG010", "devgen.cue:1:3+1", files("devgen.cue", "ab\x00")},
	} {
		doc, problems, err := Read(c.fsys, "")
		if err != nil || len(problems) != 1 || problems[0].Code != c.code || spanText(problems[0].Span) != c.place || doc.Root != nil {
			t.Errorf("%s: %v\n%s", c.what, err, problemText(problems))
		}
	}
}

// failingFS fails to read one file.
type failingFS struct {
	fstest.MapFS
	fails string
}

var errDisk = errors.New("disk failure")

func (f failingFS) Open(name string) (fs.File, error) {
	if name == f.fails {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errDisk}
	}
	return f.MapFS.Open(name)
}

func (f failingFS) Stat(name string) (fs.FileInfo, error) { return f.MapFS.Stat(name) }

func (f failingFS) ReadFile(name string) ([]byte, error) {
	if name == f.fails {
		return nil, errDisk
	}
	return f.MapFS.ReadFile(name)
}

func TestReadFails(t *testing.T) {
	fsys := files("devgen.cue", smallSpec, "a.cue", "package devgen\n")
	for _, name := range []string{"devgen.cue", "a.cue"} {
		if _, _, err := Read(failingFS{fsys, name}, ""); !errors.Is(err, errDisk) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTooManyFields: time grows with the square of a struct's fields in CUE.
func TestTooManyFields(t *testing.T) {
	cue, yaml := []byte("files: {\n"), []byte("files:\n")
	for i := range maxFields + 1 {
		name := "f" + strings.Repeat("a", i%7) + strings.Repeat("b", i/7%11) + strings.Repeat("c", i/77)
		cue = append(cue, name+": \"x\"\n"...)
		yaml = append(yaml, "  "+name+": x\n"...)
	}
	for name, text := range map[string][]byte{"devgen.cue": append(cue, '}'), "devgen.yaml": yaml} {
		doc, problems := ReadBytes(map[string][]byte{name: text})
		if len(problems) != 1 || problems[0].Code != "DG012" || doc.Root != nil {
			t.Errorf("%s: %s", name, problemText(problems))
		}
	}
}

// TestProblemsNeverQuoteCUE: whatever CUE says of the goldens' specs, its own words are not in a message.
func TestProblemsNeverQuoteCUE(t *testing.T) {
	words := []string{"conflicting values", "_|_", "mismatched types", "incomplete value", "not found", "out of bound", "disjunction", "struct literal", "expected operand", "did not find expected", "cannot start any token"}
	for name, c := range allCases(t) {
		for _, files := range []map[string][]byte{c.cue, c.yaml} {
			_, problems := ReadBytes(files)
			text := strings.ReplaceAll(problemText(problems), "_|_ is an error by definition", "")
			for _, w := range words {
				if strings.Contains(text, w) {
					t.Errorf("%s: %q in\n%s", name, w, text)
				}
			}
		}
	}
}

// TestSecretsStayOut: no message of the goldens' specs holds a text that is masked.
func TestSecretsStayOut(t *testing.T) {
	for name, c := range allCases(t) {
		for _, files := range []map[string][]byte{c.cue, c.yaml} {
			_, problems := ReadBytes(files)
			if text := problemText(problems); strings.Contains(text, "hunter") {
				t.Errorf("%s:\n%s", name, text)
			}
		}
	}
}

// TestSourcesMaskEverySecret masks each source and looks for what is left.
func TestSourcesMaskEverySecret(t *testing.T) {
	for name, c := range allCases(t) {
		for _, files := range []map[string][]byte{c.cue, c.yaml} {
			doc, _ := ReadBytes(files)
			for _, s := range doc.Sources {
				if bytes.Contains(masked(s), []byte("hunter")) {
					t.Errorf("%s: %s", name, masked(s))
				}
			}
		}
	}
}

func masked(s Source) []byte {
	lines := strings.Split(string(s.Text), "\n")
	for _, span := range s.Secrets {
		line := []rune(lines[span.Line-1])
		for i := range span.Length {
			line[span.Column-1+i] = '*'
		}
		lines[span.Line-1] = string(line)
	}
	return []byte(strings.Join(lines, "\n"))
}
