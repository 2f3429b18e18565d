// Package familytest tests one generator over small specs.
//
// What comes in is a folder of archives (testdata/*.txtar), each of which shows one behaviour: a comment that says why
// it matters, a spec (devgen.cue or devgen.yaml), and the files that the family must make from it. What goes out is a
// test failure for every file that is missing, not expected, or different, with the difference.
//
// A comment line `only: PATTERN …` narrows an archive to the files that fit; the rest is some other archive's matter.
// With DEVGEN_UPDATE=1 the archives are rewritten with what the generator makes: read the difference before it is
// committed.
//
// What a name in the archive says beyond the path is what an archive cannot hold otherwise: `scripts/env.sh (exec)`,
// `notes.md (once)`, and `.gitignore [devgen]` for one marked region of somebody else's file.
package familytest

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/rogpeppe/go-internal/txtar"

	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// specNames are the files of an archive that are the spec.
var specNames = []string{"devgen.cue", "devgen.yaml"}

// Run tests a generator over every archive in dir.
func Run(t *testing.T, dir string, files func(*spec.Project) []tree.File) {
	t.Helper()
	each(t, dir, func(t *testing.T, name string) { runArchive(t, name, files) })
}

// Each runs a test over the spec of every archive in dir: what must hold for all output of a family.
func Each(t *testing.T, dir string, test func(*testing.T, *spec.Project)) {
	t.Helper()
	each(t, dir, func(t *testing.T, name string) { test(t, Archive(t, name)) })
}

// Archive resolves the spec of one archive.
func Archive(t testing.TB, name string) *spec.Project {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	specs, _ := split(archive)
	return load(t, specs)
}

// each runs a test for every archive. A folder without archives fails: a test that runs nothing would pass for ever.
func each(t *testing.T, dir string, test func(t *testing.T, archive string)) {
	t.Helper()
	archives, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	if len(archives) == 0 {
		t.Fatalf("no archives in %s", dir)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { test(t, name) })
	}
}

// Project resolves a spec written in CUE, and fails the test if it has a mistake.
func Project(t testing.TB, specText string) *spec.Project {
	t.Helper()
	return load(t, fstest.MapFS{"devgen.cue": {Data: []byte(specText)}})
}

// GoldenNames lists the golden repositories, each of which has a spec, for the tests of a generator.
func GoldenNames(t testing.TB) []string {
	t.Helper()
	specs, err := filepath.Glob("../../golden/*/devgen.*")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range specs {
		if filepath.Ext(file) != ".lock" {
			names = append(names, filepath.Base(filepath.Dir(file)))
		}
	}
	if len(names) == 0 {
		t.Fatal("there are no golden repositories")
	}
	return names
}

// Load resolves the spec in a folder, such as one of the golden repositories.
func Load(t testing.TB, dir string) *spec.Project {
	t.Helper()
	return load(t, os.DirFS(dir))
}

func load(t testing.TB, fsys fs.FS) *spec.Project {
	t.Helper()
	project, _, problems, err := spec.Load(fsys, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if p.Severity == spec.Error {
			t.Errorf("%s: %s [%s]", p.Path, p.Message, p.Code)
		}
	}
	if project == nil {
		t.Fatal("the spec has no project")
	}
	return project
}

func runArchive(t *testing.T, name string, files func(*spec.Project) []tree.File) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if strings.TrimSpace(string(archive.Comment)) == "" {
		t.Error("the archive does not say why it exists: write a comment on top")
	}
	specs, expected := split(archive)
	got, err := sections(files(load(t, specs)), patterns(archive.Comment))
	if err != nil {
		t.Fatal(err)
	}
	// Read here, not in a variable of the package, so that go test sees what its cached result depends on.
	if os.Getenv("DEVGEN_UPDATE") == "1" {
		update(t, name, archive, got)
		return
	}
	for _, complaint := range compare(expected, got) {
		t.Error(complaint)
	}
}

// split takes an archive apart into the spec and the files that are expected.
func split(archive *txtar.Archive) (fstest.MapFS, []txtar.File) {
	specs := fstest.MapFS{}
	var expected []txtar.File
	for _, f := range archive.Files {
		if slices.Contains(specNames, f.Name) {
			specs[f.Name] = &fstest.MapFile{Data: f.Data}
		} else {
			expected = append(expected, f)
		}
	}
	return specs, expected
}

// patterns reads the `only:` line of an archive's comment; none means every file.
func patterns(comment []byte) []string {
	for line := range strings.Lines(string(comment)) {
		if list, ok := strings.CutPrefix(line, "only:"); ok {
			return strings.Fields(list)
		}
	}
	return nil
}

// sections turns files into sections of an archive, in the order in which the generator returned them.
func sections(files []tree.File, only []string) ([]txtar.File, error) {
	var list []txtar.File
	for _, f := range files {
		if len(only) > 0 && !slices.ContainsFunc(only, func(p string) bool { ok, _ := path.Match(p, f.Path); return ok }) {
			continue
		}
		if f.Own == tree.Block {
			for _, region := range f.Blocks {
				list = append(list, txtar.File{Name: fmt.Sprintf("%s [%s]", f.Path, region.Name), Data: region.Body})
			}
			continue
		}
		list = append(list, txtar.File{Name: label(f), Data: f.Body})
	}
	for i, f := range list {
		if slices.ContainsFunc(list[:i], func(other txtar.File) bool { return other.Name == f.Name }) {
			return nil, fmt.Errorf("%s is generated twice", f.Name)
		}
	}
	return list, nil
}

func label(f tree.File) string {
	name := f.Path
	if f.Exec {
		name += " (exec)"
	}
	if f.Own == tree.Once {
		name += " (once)"
	}
	return name
}

// compare says what is missing, what nobody asked for, and what differs.
func compare(expected, got []txtar.File) []string {
	var complaints []string
	for _, want := range expected {
		i := slices.IndexFunc(got, func(f txtar.File) bool { return f.Name == want.Name })
		switch {
		case i < 0:
			complaints = append(complaints, want.Name+" is missing")
		case string(got[i].Data) != string(want.Data):
			complaints = append(complaints, string(diff.Diff("want "+want.Name, want.Data, "got "+want.Name, got[i].Data)))
		}
	}
	for _, f := range got {
		if !slices.ContainsFunc(expected, func(want txtar.File) bool { return want.Name == f.Name }) {
			complaints = append(complaints, fmt.Sprintf("%s is not expected:\n%s", f.Name, f.Data))
		}
	}
	return complaints
}

// update rewrites an archive: its comment and spec, and what the generator makes now.
func update(t *testing.T, name string, archive *txtar.Archive, got []txtar.File) {
	t.Helper()
	kept := slices.DeleteFunc(slices.Clone(archive.Files), func(f txtar.File) bool { return !slices.Contains(specNames, f.Name) })
	next := txtar.Format(&txtar.Archive{Comment: archive.Comment, Files: append(kept, got...)})
	if string(next) == string(txtar.Format(archive)) {
		return
	}
	if err := os.WriteFile(name, next, 0o666); err != nil {
		t.Fatal(err)
	}
	t.Logf("updated %s", name)
}
