package tree

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func block(name string, regions ...string) File {
	f := File{Path: name, Own: Block}
	for _, r := range regions {
		f.Blocks = append(f.Blocks, Region{r, []byte("x\n")})
	}
	return f
}

func TestSetSorts(t *testing.T) {
	set := setOf(t, "b", "2", "a/z", "1", "a.b", "0")
	must(t, set.Add("gen", File{Path: "B2/x"}))
	var names []string
	for _, f := range set.Files() {
		names = append(names, f.Path)
	}
	if want := []string{"B2/x", "a.b", "a/z", "b"}; !slices.Equal(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
	f, ok := set.File("a/z")
	if !ok || string(f.Body) != "1" || f.Own != Whole {
		t.Errorf("got %+v, %v", f, ok)
	}
	if f, _ := set.File("B2/x"); f.Body == nil {
		t.Error("an empty file counts as none")
	}
	if _, ok := set.File("z"); ok || set.Generators("z") != nil {
		t.Error("a file that nobody added")
	}
}

func TestSetClashes(t *testing.T) {
	for _, c := range []struct{ first, second, want string }{
		{"Makefile", "Makefile", "Makefile is made by both one and two"},
		{"Makefile", "makefile", "Makefile (made by one) and makefile (made by two) differ in case only, and are one file on Windows and macOS"},
		{"a", "a/b", "a (made by one) and a/b (made by two) need one name as a file and as a folder"},
		{"a/b", "a", "a/b (made by one) and a (made by two) need one name as a file and as a folder"},
		{"A/b", "a", "A/b (made by one) and a (made by two) need one name as a file and as a folder"},
		{"a/b/c", "a/B", "a/b/c (made by one) and a/B (made by two) need one name as a file and as a folder"},
		{"k8s/a", "K8s/b", "k8s/a (made by one) and K8s/b (made by two) are in folders whose names differ in case only"},
		{"x/k8s/a", "x/K8s/b/c", "x/k8s/a (made by one) and x/K8s/b/c (made by two) are in folders whose names differ in case only"},
	} {
		set := setOf(t)
		must(t, set.Add("one", File{Path: c.first}))
		err := set.Add("two", File{Path: c.second})
		var clash *Clash
		if !errors.As(err, &clash) || err.Error() != c.want {
			t.Errorf("%s, %s: %v, want %s", c.first, c.second, err, c.want)
			continue
		}
		if clash.Path != c.second || clash.Generator != "two" || clash.OtherPath != c.first || clash.OtherGenerator != "one" {
			t.Errorf("clash names %+v", clash)
		}
		if len(set.Files()) != 1 {
			t.Errorf("%s was added", c.second)
		}
	}
}

func TestSetTwiceByOne(t *testing.T) {
	err := setOf(t).Add("one", File{Path: "a"}, File{Path: "a"})
	if err == nil || err.Error() != "a is made twice by one" {
		t.Errorf("got %v", err)
	}
}

func TestSetEqualTwice(t *testing.T) {
	set := setOf(t, "a", "same")
	if err := set.Add("two", File{Path: "a", Body: []byte("same"), Own: Whole}); err == nil {
		t.Error("two generators may make one file if they agree")
	}
}

func TestSetSharesBlockFiles(t *testing.T) {
	set := &Set{}
	must(t, set.Add("dotenv", block(".gitignore", "secrets")))
	must(t, set.Add("editor", block(".gitignore", "build", "tools")))
	must(t, set.Add("dotenv", block(".gitignore", "more")))
	f, _ := set.File(".gitignore")
	var names []string
	for _, r := range f.Blocks {
		names = append(names, r.Name)
	}
	if want := []string{"secrets", "build", "tools", "more"}; !slices.Equal(names, want) {
		t.Errorf("regions %v, want %v", names, want)
	}
	if got := set.Generators(".gitignore"); !slices.Equal(got, []string{"dotenv", "editor"}) {
		t.Errorf("generators %v", got)
	}
	err := set.Add("third", block(".gitignore", "tools"))
	if want := `region "tools" of .gitignore is made by both editor and third`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	err = set.Add("third", File{Path: ".gitignore"})
	if want := `.gitignore is made by both dotenv and third`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestSetRefusesBodies(t *testing.T) {
	for want, f := range map[string]File{
		"unknown ownership":        {Path: "a", Own: "mine"},
		"no block file":            {Path: "a", Own: Once, Blocks: []Region{{"r", nil}}},
		"without regions":          {Path: "a", Own: Block},
		"CRLF line ends: files":    {Path: "a", Body: []byte("x\r\n")},
		"CRLF line ends in":        {Path: "a", Own: Block, Blocks: []Region{{"r", []byte("x\r\n")}}},
		"final newline":            {Path: "a", Own: Block, Blocks: []Region{{"r", []byte("x")}}},
		`named "R"`:                block("a", "R"),
		`named ""`:                 block("a", ""),
		`named "a--b"`:             block("a", "a--b"),
		`named "-a"`:               block("a", "-a"),
		`named "a-"`:               block("a", "a-"),
		`region "r" twice`:         block("a", "r", "r"),
		`a marker inside`:          {Path: "a", Own: Block, Blocks: []Region{{"r", []byte("ok\n# devgen:end r\n")}}},
		`marker inside region "m"`: {Path: "a.md", Own: Block, Blocks: []Region{{"m", []byte("<!--devgen:begin x\n")}}},
	} {
		err := setOf(t).Add("gen", f)
		var bad *BodyError
		if !errors.As(err, &bad) || !strings.Contains(err.Error(), want) || bad.Generator != "gen" || bad.Path != f.Path {
			t.Errorf("%+v: %v, want %q", f, err, want)
		}
	}
}

func TestSetReportsEverything(t *testing.T) {
	set := &Set{}
	err := set.Add("gen", File{Path: "../a"}, File{Path: "fine"}, File{Path: ".env"})
	var invalid *PathError
	if !errors.As(err, &invalid) || invalid.Generator != "gen" || !invalid.InvalidPath() {
		t.Fatalf("got %v", err)
	}
	if lines := strings.Split(err.Error(), "\n"); len(lines) != 2 || !strings.Contains(lines[1], ".env") {
		t.Errorf("got %q", lines)
	}
	if files := set.Files(); len(files) != 1 || files[0].Path != "fine" {
		t.Errorf("got %v, want the one that is fine", files)
	}
	if !reflect.DeepEqual(set.Generators("fine"), []string{"gen"}) {
		t.Error("nobody made it")
	}
}
