package golden

import (
	"os"
	"slices"
	"strings"
	"testing"

	"devgen.dev/devgen/spec"
)

// unmoved lists the fields that ghost.cue leaves out, with the reason. A field that is in neither is dead, or not
// tested.
var unmoved = map[string]string{
	"Spec.engines":               "the built-in engines move files; a test of package spec lays others over them",
	"Kubernetes.gateway":         "stands in place of the Ingress: a test of kubernetes",
	"Gateway.name":               "see Kubernetes.gateway",
	"Gateway.namespace":          "see Kubernetes.gateway",
	"Gateway.listener":           "see Kubernetes.gateway",
	"Gateway.proxies":            "see Kubernetes.gateway",
	"Lint.ignore":                "accepts warnings, and moves no file",
	"Output.own":                 "moves and drops whole files: a test of generators",
	"Output.path":                "moves and drops whole files: a test of generators",
	"Seed.file":                  "stands in place of the tables: a test of tasks",
	"Spec.lint":                  "accepts warnings, and moves no file",
	"Devcontainer.image":         "stands in place of the stacks' image: a test of devcontainer",
	"StackDevcontainer.features": "add a language to the image of another: a test of devcontainer",
	"StackDevcontainer.user":     "stands where the spec names none: a test of devcontainer",
}

// TestEveryFieldIsHaunted keeps ghost.cue complete: a new field of the language joins it, or is named above.
func TestEveryFieldIsHaunted(t *testing.T) {
	text, err := os.ReadFile("testdata/ghost.cue")
	if err != nil {
		t.Fatal(err)
	}
	doc, problems := spec.ReadBytes(map[string][]byte{"devgen.cue": text})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	used := map[string]bool{}
	use(used, spec.SchemaModel().Root, []*spec.Node{doc.Root})
	var missing []string
	for _, shape := range append(spec.SchemaModel().Types, spec.SchemaModel().Root) {
		for _, f := range shape.Fields {
			name := shape.Name + "." + f.Name
			if !used[name] && unmoved[name] == "" && !ofEngine(shape.Name) {
				missing = append(missing, name)
			}
		}
	}
	slices.Sort(missing)
	if missing = slices.Compact(missing); len(missing) > 0 {
		t.Errorf("fields that ghost.cue does not hold: %s", strings.Join(missing, ", "))
	}
}

// ofEngine: engines are laid over the built-in ones, see unmoved.
func ofEngine(name string) bool { return strings.HasPrefix(name, "Engine") }

// use marks the fields that nodes of a shape set.
func use(used map[string]bool, shape *spec.Shape, nodes []*spec.Node) {
	for _, n := range nodes {
		switch shape.Form {
		case spec.Struct:
			for _, f := range shape.Fields {
				if n.Set(f.Name) {
					used[shape.Name+"."+f.Name] = true
					use(used, f.Shape, []*spec.Node{n.Get(f.Name)})
				}
			}
		case spec.Map, spec.Sequence:
			use(used, shape.Elem, n.Children())
		}
	}
}
