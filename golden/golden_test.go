package golden

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"devgen.dev/devgen/generators"
	"devgen.dev/devgen/generators/judge"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// repositories lists the folders here that hold a spec.
func repositories(t testing.TB) []string {
	t.Helper()
	specs, err := filepath.Glob("*/devgen.*")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range specs {
		names = append(names, filepath.Dir(s))
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) < 2 {
		t.Fatalf("only %v found: the golden repositories are missing", names)
	}
	return names
}

// load resolves the spec of a folder, which must be without problems: examples show what is right.
func load(t testing.TB, folder string) *spec.Project {
	t.Helper()
	p, _, problems, err := spec.Load(os.DirFS(folder), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range problems {
		t.Errorf("%s: %s %s: %s", folder, problem.Code, problem.Path, problem.Message)
	}
	if p == nil {
		t.FailNow()
	}
	return p
}

// build makes the files of a project.
func build(t testing.TB, p *spec.Project) *tree.Set {
	t.Helper()
	set, clashes := generators.Build(p, nil)
	for _, c := range clashes {
		t.Fatalf("%s: %s", c.Code, c.Message)
	}
	return set
}

func TestRepositoriesAreAsTheirSpecsSay(t *testing.T) {
	// devgen's own repository is a user of devgen.
	for _, name := range append(repositories(t), "..") {
		t.Run(name, func(t *testing.T) {
			set := build(t, load(t, name))
			for _, f := range judge.Files(set.Files()) {
				t.Error(f)
			}
			root, err := os.OpenRoot(name)
			if err != nil {
				t.Fatal(err)
			}
			defer root.Close()
			plan := compare(t, root, set)
			if os.Getenv("DEVGEN_UPDATE") != "" {
				if err := plan.Apply(root); err != nil {
					t.Fatal(err)
				}
				plan = compare(t, root, set)
			}
			for _, e := range slices.Concat(plan.Refusals(), plan.Pending()) {
				t.Errorf("%s is %s; DEVGEN_UPDATE=1 go test ./golden writes it anew", e.Path, e.State)
			}
		})
	}
}

func compare(t testing.TB, root *os.Root, set *tree.Set) tree.Plan {
	t.Helper()
	lock, err := tree.ReadLock(root.FS())
	if err != nil {
		t.Fatal(err)
	}
	plan, err := tree.Compare(root.FS(), set, lock, tree.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func TestTwoBuildsAreEqual(t *testing.T) {
	for _, name := range repositories(t) {
		first, second := build(t, load(t, name)).Files(), build(t, load(t, name)).Files()
		if !slices.EqualFunc(first, second, func(a, b tree.File) bool { return a.Path == b.Path && string(a.Body) == string(b.Body) }) {
			t.Errorf("%s: two builds differ", name)
		}
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
