package spec

import "testing"

func TestLocate(t *testing.T) {
	doc, _ := ReadBytes(map[string][]byte{"devgen.cue": []byte(`package devgen

project: name: "shop"
services: {
	"my-db": {engine: "postgres"}
	api: {
		stack: "go"
		needs: ["my-db",
			"cache"]
		probes: liveness: {path: "/livez"}
	}
}
`)})
	for _, c := range []struct{ path, best, key, value string }{
		{"services.api.stack", "7:10+4", "7:3+5", "7:10+4"},
		{"services.api.needs", "8:10+9", "8:3+5", "8:10+9"},
		{"services.api.needs[1]", "9:4+7", "9:4+7", "9:4+7"},
		{"services.api", "6:2+3", "6:2+3", "6:7+1"},
		{`services."my-db"`, "5:2+7", "5:2+7", "5:11+20"},
		{`services."my-db".engine`, "5:20+10", "5:12+6", "5:20+10"},
		{"services.api.probes.liveness.path", "10:28+8", "10:22+4", "10:28+8"},
		{"services.api.probes.liveness.timeout", "10:11+8", "10:11+8", "10:11+8"}, // a default
		{"services.api.needs[7]", "8:3+5", "8:3+5", "8:3+5"},
		{"services.api.nothing.deep", "6:2+3", "6:2+3", "6:2+3"},
		{"services.web", "4:1+8", "4:1+8", "4:1+8"},
		{"tasks.x", "1:1+14", "1:1+14", "1:1+14"},
		{"", "1:1+14", "1:1+14", "1:1+14"},
		{`services."broken`, "4:1+8", "4:1+8", "4:1+8"},
		{"services[0]", "4:1+8", "4:1+8", "4:1+8"},
	} {
		got := []string{spanText(doc.Locate(c.path)), spanText(doc.LocateKey(c.path)), spanText(doc.LocateValue(c.path))}
		for i, want := range []string{c.best, c.key, c.value} {
			if got[i] != "devgen.cue:"+want {
				t.Errorf("%s: got %s, want %s", c.path, got[i], want)
			}
		}
	}
	var none *Document
	if none.Locate("x").Known() || (&Document{}).LocateKey("x").Known() {
		t.Error("there is a place in nothing")
	}
}

func TestPaths(t *testing.T) {
	for _, names := range [][]string{{"a"}, {"services", "api"}, {"my-db"}, {"a.b"}, {`quo"te`, "x"}, {"", "x"}, {"8080"}, {"_x"}, {"#d"}, {"größe"}} {
		path := ""
		for _, n := range names {
			path = child(path, n)
		}
		path = item(path, 3)
		steps := pathSteps(path)
		if len(steps) != len(names)+1 || steps[len(names)].i != 3 {
			t.Errorf("%q: %q has the steps %v", names, path, steps)
			continue
		}
		for i, n := range names {
			if steps[i].name != n {
				t.Errorf("%q: %q has the steps %v", names, path, steps)
			}
		}
	}
	for path, want := range map[string]string{"a.b": "b", "a[0][1]": "a[0][1]", "a.b[2]": "b[2]", `a."x-y"`: `"x-y"`, "": "the spec"} {
		if got := lastStep(path); got != want {
			t.Errorf("the end of %q is %q, want %q", path, got, want)
		}
	}
}

func TestPlaces(t *testing.T) {
	text := &sourceText{file: "x", body: []byte("ab\r\n\täöü = 漢字\n\nlast")}
	for _, c := range []struct {
		from, to int
		want     string
	}{
		{0, 2, "x:1:1+2"},
		{0, 100, "x:1:1+2"}, // no further than its line, and not over its end
		{5, 11, "x:2:2+3"},
		{14, 20, "x:2:8+2"},
		{21, 21, "x:3:1+1"}, // an empty line
		{22, 26, "x:4:1+4"},
		{26, 26, "x:4:5+1"}, // the end
		{-5, -1, "x:1:1+1"},
	} {
		if got := spanText(text.place(c.from, c.to).span()); got != c.want {
			t.Errorf("%d to %d: got %s, want %s", c.from, c.to, got, c.want)
		}
	}
	if got := spanText((&sourceText{file: "x", body: []byte("a\n\n")}).place(3, 3).span()); got != "x:1:2+1" {
		t.Errorf("behind the last line: %s", got)
	}
}
