package spec

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestOverlay(t *testing.T) {
	base := plainData("base.cue", []byte(`a: {x: 1, y: 2}, list: [1, 2], text: "base", only: "base"`))
	over := plainData("over.cue", []byte(`a: {y: 3, z: 4}, list: [5], text: {group: 1}, new: true`))
	want := plainData("want.cue", []byte(`a: {x: 1, y: 3, z: 4}, list: [5], text: {group: 1}, only: "base", new: true`))
	before := nodeText(base) + nodeText(over)
	if got := nodeText(Overlay(base, over)); got != nodeText(want) {
		t.Errorf("got\n%s\nwant\n%s", got, nodeText(want))
	}
	if nodeText(base)+nodeText(over) != before {
		t.Error("an operand has changed")
	}
	if Overlay(nil, over) != over || Overlay(base, nil) != base || Overlay(nil, nil) != nil {
		t.Error("nothing is not neutral")
	}
}

func nodeText(n *Node) string { return treeText(&Document{Root: n}, nil) }

func TestGetAndSet(t *testing.T) {
	doc, problems := ReadBytes(map[string][]byte{"devgen.cue": []byte(`
		project: {name: "shop", links: {` + manyNames(100) + `}}
		services: db: {engine: "postgres", persist: true}
		services: api: stack: "go"
	`)})
	if len(problems) > 0 {
		t.Fatal(problemText(problems))
	}
	db, api := doc.Root.At("services.db"), doc.Root.At("services.api")
	if !db.Set("persist") || api.Set("persist") {
		t.Error("a default counts as set, or a set value does not")
	}
	if text, ok := api.Get("storage").Text(); text != "10Gi" || !ok {
		t.Errorf("the default is not filled in: %q", text)
	}
	if doc.Root.At("project.links.n99") == nil || doc.Root.At("project.links.n100") != nil {
		t.Error("a struct of many fields is not read right")
	}
	var none *Node
	if none.Get("x") != nil || none.Set("x") || none.At("x[0].y") != nil || api.Get("stack").Get("x") != nil {
		t.Error("there is something in nothing")
	}
}

func manyNames(count int) string {
	var b strings.Builder
	for i := range count {
		b.WriteString("n")
		b.WriteString(strconv.Itoa(i))
		b.WriteString(": \"https://example.com\", ")
	}
	return b.String()
}

func TestWalkNamesEveryValue(t *testing.T) {
	root := plainData("x.cue", []byte(`a: {b: [1, {"my-c": 2}]}, d: "x"`))
	var paths []string
	root.Walk(func(path string, n *Node) {
		paths = append(paths, path)
		if root.At(path) != n {
			t.Errorf("%q does not lead back", path)
		}
	})
	want := []string{"", "a", "a.b", "a.b[0]", "a.b[1]", `a.b[1]."my-c"`, "d"}
	if !slices.Equal(paths, want) {
		t.Errorf("got %q, want %q", paths, want)
	}
}
