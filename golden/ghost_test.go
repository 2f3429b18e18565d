package golden

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"devgen.dev/devgen/generators"
	"devgen.dev/devgen/spec"
)

// The no-ghost property: after a fact of the spec has changed, nothing of the old one is left anywhere, and only files
// that depend on it have changed. It is the product's promise, so it is a test over every fact that a spec can hold.

// ghost is one change of the spec: a value that becomes another, or a name that becomes another everywhere.
type ghost struct {
	name string // line number and text, or the two names
	old  string // what must not be left
	spec string // with the change
}

// names are renamed everywhere at once, for what refers to them must follow.
var names = [][2]string{
	{"ghostvolume", "spookvolume"}, {"GHOST_LEVEL", "SPOOK_LEVEL"}, {"GHOST_SECRET", "SPOOK_SECRET"}, {"GHOST_CACHE_PASSWORD", "SPOOK_CACHE_PASSWORD"},
	{"Haunted", "Spooked"}, {"nightly", "weekly"}, {"staging", "rehearsal"}, {"haunt", "spook"}, {"ghostunit", "spookunit"},
	{"ghostintegration", "spookintegration"}, {"HAUNTARG", "SPOOKARG"}, {"grpc2", "spdy2"}, {"Ghostwiki", "Spookwiki"},
	{"ops/ghost.txt", "ops/spook.txt"}, {"ghostfeature", "spookfeature"}, {"ghostoption", "spookoption"}, {"GHOSTMODE", "SPOOKMODE"}, {"quiet", "silent"}, {"ghostrow", "spookrow"}, {"ghosttable", "spooktable"}, {"ghostkey", "spookkey"}, {"ghostdone", "spookdone"}, {"mailer", "poster"},
}

// valueOf finds the value of a line: behind its last label, or the whole item of a list.
var valueOf = regexp.MustCompile(`^(\s*(?:(?:[A-Za-z0-9_-]+|"[^"]*"): (?:\{)?)*)(.*?)\s*//~>? (.*)$`)

func ghosts(t testing.TB, text string) []ghost {
	t.Helper()
	var all []ghost
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if !strings.Contains(line, "//~ ") && !strings.Contains(line, "//~> ") {
			continue
		}
		m := valueOf.FindStringSubmatch(line)
		if m == nil {
			t.Fatalf("ghost.cue:%d: cannot tell value from change: %s", i+1, line)
		}
		changed := slices.Clone(lines)
		changed[i] = m[1] + m[3]
		old := unquoted(m[2])
		if strings.Contains(line, "//~> ") {
			old = "" // a reference: what it named is still there
		}
		all = append(all, ghost{strings.TrimSpace(m[1]) + " " + m[2], old, strings.Join(changed, "\n")})
	}
	for _, n := range names {
		if !strings.Contains(text, n[0]) {
			t.Fatalf("ghost.cue has no %q", n[0])
		}
		word := regexp.MustCompile(`\b` + regexp.QuoteMeta(n[0]) + `\b`)
		all = append(all, ghost{n[0] + " -> " + n[1], n[0], word.ReplaceAllString(text, n[1])})
	}
	return all
}

// unquoted strips what the value's syntax adds, so that the rest can be looked for in files.
func unquoted(value string) string {
	value = strings.Trim(value, "[]{},")
	if i := strings.LastIndex(value, `: "`); i >= 0 {
		value = value[i+2:]
	}
	value = strings.Trim(value, ` "`)
	value, _, _ = strings.Cut(value, "{") // up to a placeholder: what stands behind it is another fact
	return strings.ReplaceAll(value, `\\`, `\`)
}

func TestNoGhosts(t *testing.T) {
	text, err := os.ReadFile("testdata/ghost.cue")
	if err != nil {
		t.Fatal(err)
	}
	before := buildText(t, string(text))
	var table strings.Builder
	for _, g := range ghosts(t, string(text)) {
		after := buildText(t, g.spec)
		if after == nil {
			t.Errorf("%s: the changed spec is not valid", g.name)
			continue
		}
		moved := moved(before, after)
		fmt.Fprintf(&table, "%s\n    %s\n", g.name, orNone(strings.Join(moved, " ")))
		if len(moved) == 0 {
			t.Errorf("%s: moves no file: the field is dead", g.name)
		}
		for _, path := range haunted(after, g.old) {
			t.Errorf("%s: %q is left in %s", g.name, g.old, path)
		}
	}
	checkTable(t, "testdata/ghost.moves", table.String())
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

// buildText makes the files of a spec, by path; nil if the spec is not valid.
func buildText(t testing.TB, text string) map[string][]byte {
	t.Helper()
	p, problems := resolveText(t, text)
	for _, problem := range problems {
		if problem.Severity == spec.Error {
			t.Errorf("%s %s: %s", problem.Code, problem.Path, problem.Message)
		}
	}
	if p == nil {
		return nil
	}
	set, clashes := generators.Build(p, nil)
	for _, c := range clashes {
		t.Errorf("%s: %s", c.Code, c.Message)
	}
	files := map[string][]byte{}
	for _, f := range set.Files() {
		body := slices.Clone(f.Body)
		for _, r := range f.Blocks {
			body = append(body, r.Body...)
		}
		files[f.Path] = body
	}
	return files
}

func resolveText(t testing.TB, text string) (*spec.Project, []spec.Problem) {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "devgen.cue"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	p, _, problems, err := spec.Load(os.DirFS(folder), "")
	if err != nil {
		t.Fatal(err)
	}
	return p, problems
}

// moved lists the paths whose content differs, in order.
func moved(before, after map[string][]byte) []string {
	var paths []string
	for path, body := range before {
		if other, ok := after[path]; !ok || !bytes.Equal(body, other) {
			paths = append(paths, path)
		}
	}
	for path := range after {
		if _, ok := before[path]; !ok {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

// everyday words and very short values stand in files for other reasons: for them only the table of moves speaks.
var everyday = []string{"true", "false", "local"}

// haunted lists the files that still hold a value, or are named by it.
func haunted(files map[string][]byte, value string) []string {
	if len(value) < 3 || slices.Contains(everyday, value) {
		return nil
	}
	whole := regexp.MustCompile(`(?i)(^|[^a-z0-9])` + regexp.QuoteMeta(value) + `($|[^a-z0-9])`)
	var paths []string
	for path, body := range files {
		if whole.Match(body) || whole.MatchString(path) {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

// checkTable compares with a file that people review: which files each fact moves.
func checkTable(t *testing.T, file, got string) {
	t.Helper()
	if os.Getenv("DEVGEN_UPDATE") != "" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s is not up to date; write it anew with DEVGEN_UPDATE=1 and read the difference", file)
	}
}
