package familytest

import (
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"devgen.dev/devgen/generators/tree"
)

func TestCompareComplainsOfEveryDifference(t *testing.T) {
	expected := []txtar.File{{Name: "same", Data: []byte("a\n")}, {Name: "missing", Data: []byte("a\n")}, {Name: "changed", Data: []byte("a\n")}}
	got := []txtar.File{{Name: "same", Data: []byte("a\n")}, {Name: "changed", Data: []byte("b\n")}, {Name: "extra", Data: []byte("c\n")}}
	complaints := compare(expected, got)
	for i, fragment := range []string{"missing is missing", "-a\n+b", "extra is not expected"} {
		if len(complaints) <= i || !strings.Contains(complaints[i], fragment) {
			t.Errorf("complaint %d of %q does not contain %q", i, complaints, fragment)
		}
	}
	if len(complaints) != 3 {
		t.Errorf("%d complaints, not 3: %q", len(complaints), complaints)
	}
}

func TestSectionsNameWhatAnArchiveCannotHold(t *testing.T) {
	files := []tree.File{
		{Path: "run.sh", Exec: true, Own: tree.Whole},
		{Path: "notes.md", Own: tree.Once},
		{Path: ".gitignore", Own: tree.Block, Blocks: []tree.Region{{Name: "devgen"}, {Name: "more"}}},
	}
	list, err := sections(files, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"run.sh (exec)", "notes.md (once)", ".gitignore [devgen]", ".gitignore [more]"}
	if got := names(list); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestOnlyNarrowsAnArchive(t *testing.T) {
	files := []tree.File{{Path: "a.yml"}, {Path: "b.yml"}, {Path: "deep/a.yml"}}
	list, err := sections(files, patterns([]byte("Why this is so.\nonly: a.yml deep/*\n")))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := names(list), []string{"a.yml", "deep/a.yml"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestOnePathTwiceIsRefused(t *testing.T) {
	if _, err := sections([]tree.File{{Path: "a"}, {Path: "a"}}, nil); err == nil {
		t.Error("two files of one path are accepted")
	}
}

func names(list []txtar.File) []string {
	var names []string
	for _, f := range list {
		names = append(names, f.Name)
	}
	return names
}
