package spec

import (
	"slices"
	"testing"
)

// TestHooksAskNobody: a hook has nobody to ask, not by a task that it calls either, and must not change what has been
// chosen for the commit. A task of the user's own is the user's own business.
func TestHooksAskNobody(t *testing.T) {
	_, problems := loadText(t, oneService+`
tasks: {
	tag: {help: "Tag", args: ["VERSION"], steps: [{run: "git tag $VERSION"}]}
	fresh: {help: "Afresh", steps: [{task: "db-reset"}]}
	lint: {help: "Mine", steps: [{run: "true"}]}
}
hooks: {preCommit: ["tag", "lint", "format"], prePush: ["fresh", "tset-local"]}
`)
	var got []string
	for _, p := range problems {
		got = append(got, p.Code+" "+p.Path)
	}
	want := []string{"DG137 hooks.preCommit[0]", "DG137 hooks.preCommit[2]", "DG137 hooks.prePush[0]", "DG114 hooks.prePush[1]"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestHooksTakeOneTool: with several languages, the first by name that has a tool decides, or who overrides it.
func TestHooksTakeOneTool(t *testing.T) {
	services := `
project: name: "shop"
services: {
	api: {stack: "python", ports: http: 8080, build: context: "api"}
	web: {stack: "node", ports: http: 8081, build: context: "web"}
}
hooks: {}
`
	for text, want := range map[string]string{services: "husky", services + `stacks: node: hooks: "lefthook"`: "lefthook"} {
		p, problems := loadText(t, text)
		if p == nil {
			t.Fatal(problems)
		}
		if p.Hooks.Tool != want {
			t.Errorf("%s, want %s", p.Hooks.Tool, want)
		}
	}
}
