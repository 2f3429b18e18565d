package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"devgen.dev/devgen/spec"
)

// Every code has one archive: why it is a problem, a bad spec, what devgen says, and a good spec. The archive is the
// code's test, and its page in docs/problems is made of it.
const problemArchives = "../../spec/testdata/problems"

func TestProblems(t *testing.T) {
	for _, code := range spec.Codes {
		t.Run(code.Code, func(t *testing.T) {
			file := filepath.Join(problemArchives, code.Code+".txtar")
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatalf("%s has no archive: %v", code.Code, err)
			}
			checkProblem(t, code, archive)
			sameFile(t, file, txtar.Format(archive))
			sameFile(t, "../../docs/problems/"+code.Code+".md", problemPage(code, archive))
		})
	}
	sameFile(t, "../../docs/problems/README.md", problemIndex())
}

// checkProblem runs the program on both specs. What it says of the bad one goes into the archive. Codes whose spec
// would be too large or too strange for a page have none: the tests of package spec make theirs.
func checkProblem(t *testing.T, code spec.Code, archive *txtar.Archive) {
	t.Helper()
	bad, good := part(archive, "bad/"), part(archive, "good/")
	if bad == nil || good == nil {
		if len(archive.Files) > 0 {
			t.Fatal("an archive has a bad and a good spec, or neither")
		}
		return
	}
	said := problemsOf(t, bad)
	if !strings.Contains(said, "["+code.Code+"]") {
		t.Errorf("the bad spec is not reported as %s:\n%s", code.Code, said)
	}
	if n := strings.Count(said, "\nerror[") + strings.Count(said, "\nwarning["); n > 0 {
		t.Errorf("the bad spec has more than one problem:\n%s", said)
	}
	if other := problemsOf(t, good); other != "" {
		t.Errorf("the good spec is not good:\n%s", other)
	}
	set(archive, "output", said)
}

func part(archive *txtar.Archive, prefix string) *txtar.File {
	i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return strings.HasPrefix(f.Name, prefix) })
	if i < 0 {
		return nil
	}
	return &archive.Files[i]
}

func set(archive *txtar.Archive, name, text string) {
	for i, f := range archive.Files {
		if f.Name == name {
			archive.Files[i].Data = []byte(text)
		}
	}
}

// problemsOf is what devgen says of a spec before it looks at files: the text for people, without colours.
func problemsOf(t *testing.T, f *txtar.File) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, filepath.Base(f.Name)), f.Data, 0o644); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	t.Setenv("GITHUB_ACTIONS", "")
	run([]string{"build", "--dry-run", "--quiet", "--color", "never", "-C", folder}, strings.NewReader(""), &stdout, &stderr)
	said, _, _ := strings.Cut(stderr.String(), "\nnote: ")
	if i := strings.Index(said, " would change: "); i >= 0 {
		said = said[:max(0, strings.LastIndexByte(said[:i], '\n'))]
	}
	return strings.TrimLeft(said, "\n")
}

func problemPage(code spec.Code, archive *txtar.Archive) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: %s\n\n%s\n", code.Code, code.Title, strings.TrimSpace(string(archive.Comment)))
	if bad, good := part(archive, "bad/"), part(archive, "good/"); bad != nil && good != nil {
		said := part(archive, "output")
		fmt.Fprintf(&b, "\n## Example\n\n```%s\n%s```\n\n```text\n%s```\n\n## Mended\n\n```%s\n%s```\n", language(bad), bad.Data, said.Data, language(good), good.Data)
	}
	if code.Severity == spec.Warning {
		fmt.Fprintf(&b, "\nThis is a warning: files are written all the same, unless `--strict` is given. To accept it, with the reason:\n\n```cue\nlint: ignore: %s: \"why it is right here\"\n```\n", code.Code)
	}
	return []byte(b.String())
}

func language(f *txtar.File) string { return strings.TrimPrefix(filepath.Ext(f.Name), ".") }

func problemIndex() []byte {
	var b strings.Builder
	b.WriteString("# Problems\n\nEvery problem that devgen reports has a code. `devgen explain CODE` prints its page without a network.\n\n| Code | What | Severity |\n| --- | --- | --- |\n")
	for _, c := range spec.Codes {
		fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s |\n", c.Code, c.Code, c.Title, c.Severity)
	}
	return []byte(b.String())
}

// sameFile compares a file with what it should hold; DEVGEN_UPDATE=1 writes it.
func sameFile(t *testing.T, file string, want []byte) {
	t.Helper()
	if os.Getenv("DEVGEN_UPDATE") != "" {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not up to date; write it anew with DEVGEN_UPDATE=1 and read the difference", file)
	}
}
