package spec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestModels compares what specs resolve to with what testdata/models holds. Each archive has a spec, why it is there,
// and files that are named after parts of `devgen model`: all facts below that part, one a line. DEVGEN_UPDATE=1 writes
// them anew: read the diff.
func TestModels(t *testing.T) {
	eachArchive(t, "testdata/models/*.txtar", func(t *testing.T, archive *txtar.Archive) {
		project, _, problems, err := Load(fstest.MapFS{"devgen.cue": {Data: archive.Files[0].Data}}, "")
		if err != nil || project == nil {
			t.Fatalf("%v\n%s", err, problemText(problems))
		}
		facts := factsOf(t, project)
		for i := range archive.Files[1:] {
			want := &archive.Files[1+i]
			got := below(facts, want.Name)
			if got == "" {
				t.Errorf("the model has no %s", want.Name)
			}
			compareText(t, want, got)
		}
	})
}

// factsOf lists the leaves of the model's JSON with their paths, in order. Members of lists go by what they are called.
func factsOf(t *testing.T, p *Project) []string {
	t.Helper()
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var model any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&model); err != nil {
		t.Fatal(err)
	}
	return leaves("", model)
}

func leaves(path string, value any) []string {
	switch value := value.(type) {
	case map[string]any:
		var facts []string
		for _, name := range slices.Sorted(maps.Keys(value)) {
			facts = append(facts, leaves(strings.TrimPrefix(path+"."+name, "."), value[name])...)
		}
		return facts
	case []any:
		return elements(path, value)
	}
	return []string{path + ": " + inJSON(value)}
}

// elements lists the facts of a list: texts and numbers on one line, everything else below what it is called.
func elements(path string, list []any) []string {
	var facts, words []string
	for i, element := range list {
		switch element := element.(type) {
		case map[string]any:
			field, name := called(element, i)
			delete(element, field)
			facts = append(facts, leaves(path+"["+name+"]", element)...)
		case []any:
			facts = append(facts, leaves(fmt.Sprintf("%s[%d]", path, i), element)...)
		default:
			words = append(words, inJSON(element))
		}
	}
	if len(facts) == 0 {
		return []string{path + ": " + strings.Join(words, " ")}
	}
	return facts
}

// called is the field that names a list's element, and the name; without one, the element's number.
func called(element map[string]any, i int) (field, name string) {
	for _, field := range []string{"name", "var", "environment", "service", "title", "pattern", "path"} {
		if name, ok := element[field].(string); ok {
			return field, name
		}
	}
	return "", fmt.Sprint(i)
}

func inJSON(value any) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err) // it was read from JSON
	}
	return strings.TrimSpace(b.String())
}

// below returns the facts at or below a path, without the path.
func below(facts []string, path string) string {
	var b strings.Builder
	for _, fact := range facts {
		if rest, ok := strings.CutPrefix(fact, path); ok && strings.ContainsAny(rest[:1], ".[:") {
			b.WriteString(strings.TrimPrefix(rest, ".") + "\n")
		}
	}
	return b.String()
}

// TestProblemsOfResolving compares the messages of whole specs with what testdata/resolve holds: what is wrong between
// parts that are each well formed. The archives have the form of those of TestReadMessages.
func TestProblemsOfResolving(t *testing.T) {
	eachArchive(t, "testdata/resolve/*.txtar", func(t *testing.T, archive *txtar.Archive) {
		for _, c := range goldenCases(archive) {
			t.Run(c.name, func(t *testing.T) {
				doc, problems := ReadBytes(c.cue)
				_, problems = Resolve(doc, problems)
				checkPlaces(t, doc, problems)
				i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == c.name+"/want" })
				if i < 0 {
					t.Fatal("the case has no want")
				}
				compareText(t, &archive.Files[i], problemText(problems))
			})
		}
	})
}

// TestPagesOfProblems: the bad spec on a problem's page has that problem, at the place that the page shows, and the
// mended one has none.
func TestPagesOfProblems(t *testing.T) {
	eachArchive(t, "testdata/problems/*.txtar", func(t *testing.T, archive *txtar.Archive) {
		if len(archive.Files) != 3 || strings.HasPrefix(t.Name(), "TestPagesOfProblems/DG2") {
			t.Skip("the page has no example, or one that only a build finds")
		}
		bad, said, good := archive.Files[0], string(archive.Files[1].Data), archive.Files[2]
		doc, problems := ReadBytes(map[string][]byte{filepath.Base(bad.Name): bad.Data})
		_, problems = Resolve(doc, problems)
		if len(problems) != 1 {
			t.Fatalf("%d problems, not one:\n%s", len(problems), problemText(problems))
		}
		p := problems[0]
		place := fmt.Sprintf("--> %s:%d:%d", p.Span.File, p.Span.Line, p.Span.Column)
		if p.Path != "" {
			place += "  (" + p.Path + ")"
		}
		for _, want := range []string{"[" + p.Code + "]: ", place + "\n"} {
			if !strings.Contains(said, want) {
				t.Errorf("no %q on the page:\n%s", want, said)
			}
		}
		doc, problems = ReadBytes(map[string][]byte{filepath.Base(good.Name): good.Data})
		if _, problems = Resolve(doc, problems); len(problems) > 0 {
			t.Errorf("the mended spec has problems:\n%s", problemText(problems))
		}
	})
}

// eachArchive runs a subtest for every archive, and writes it back with DEVGEN_UPDATE=1.
func eachArchive(t *testing.T, pattern string, test func(*testing.T, *txtar.Archive)) {
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no archives at %s: %v", pattern, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			test(t, archive)
			if os.Getenv("DEVGEN_UPDATE") == "" {
				return
			}
			if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// compareText compares a text with a file of an archive, or puts it there with DEVGEN_UPDATE=1.
func compareText(t *testing.T, want *txtar.File, got string) {
	t.Helper()
	if os.Getenv("DEVGEN_UPDATE") != "" {
		want.Data = []byte(got)
	}
	if got != string(want.Data) {
		t.Errorf("%s: got:\n%s\nwant:\n%s", want.Name, got, want.Data)
	}
}
