// Package generators is the ordered list of everything that devgen can write, and Build, which runs it.
//
// A generator is a value, not a framework: a pure function from the resolved project to files. It returns files and
// never writes, never looks anything up and cannot fail: what could fail is a rule of package spec, with a code and a
// position. A new artifact is one package and one line in All.
package generators

import (
	"fmt"
	"path"
	"runtime/debug"
	"slices"

	"devgen.dev/devgen/generators/attributes"
	"devgen.dev/devgen/generators/compose"
	"devgen.dev/devgen/generators/devcontainer"
	"devgen.dev/devgen/generators/dockerfile"
	"devgen.dev/devgen/generators/docs"
	"devgen.dev/devgen/generators/dotenv"
	"devgen.dev/devgen/generators/editor"
	"devgen.dev/devgen/generators/files"
	"devgen.dev/devgen/generators/hooks"
	"devgen.dev/devgen/generators/kubernetes"
	"devgen.dev/devgen/generators/seed"
	"devgen.dev/devgen/generators/setup"
	"devgen.dev/devgen/generators/tasks"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/generators/updates"
	"devgen.dev/devgen/generators/workflows"
	"devgen.dev/devgen/spec"
)

// Generator makes the files of one output family.
type Generator struct {
	Name  string // as in --only and in the spec's outputs
	Doc   string // what it writes, in a few words
	Files func(*spec.Project) []tree.File
}

// UserFiles is the generator of what the spec holds as it is: nobody but the user knows what is right there.
const UserFiles = "files"

// attributesName is the generator of .gitattributes, which lists what all others make.
const attributesName = "attributes"

// All lists the generators in the order in which people meet their files.
var All = []Generator{
	{"dotenv", ".env templates, one for each environment", dotenv.Files},
	{"compose", "Docker Compose files: base, development, test, production, devcontainer", compose.Files},
	{"dockerfile", "Dockerfile and .dockerignore of every built service", dockerfile.Files},
	{"tasks", "Makefile and the same commands for PowerShell", tasks.Files},
	{"setup", "scripts that make an environment's file and its secrets", setup.Files},
	{"seed", "rows for development and test databases, as SQL", seed.Files},
	{"workflows", "GitHub Actions: continuous integration", workflows.Files},
	{"kubernetes", "Kubernetes manifests: kustomize base and overlays", kubernetes.Files},
	{"hooks", "git hooks, by the tool that the language usually has", hooks.Files},
	{"editor", "what editors are told: .editorconfig, extensions, tasks, debuggers", editor.Files},
	{"devcontainer", "a container to develop in, for editors and Codespaces", devcontainer.Files},
	{attributesName, ".gitattributes: line ends, what is generated", attributes.Files},
	{"updates", "Dependabot: packages, images, actions", updates.Files},
	{"docs", "documents: quick reference, configuration, architecture; README blocks", docs.Files},
	{UserFiles, "files of your own, from the spec", files.Files},
}

// Selection says which generators run; nil means all.
type Selection func(generator string) bool

// Select makes a selection from lists of names and patterns (k8s*): what only names (all, if it is empty) without
// what skip names, or nil if both are empty. A pattern that fits no generator is an error.
func Select(only, skip []string) (Selection, error) {
	for _, pattern := range slices.Concat(only, skip) {
		if !slices.ContainsFunc(All, func(g Generator) bool { return fits(pattern, g.Name) }) {
			return nil, fmt.Errorf("no generator is named %q", pattern)
		}
	}
	if len(only)+len(skip) == 0 {
		return nil, nil
	}
	return func(name string) bool {
		named := func(pattern string) bool { return fits(pattern, name) }
		return (len(only) == 0 || slices.ContainsFunc(only, named)) && !slices.ContainsFunc(skip, named)
	}, nil
}

func fits(pattern, name string) bool {
	ok, err := path.Match(pattern, name)
	return ok && err == nil
}

// Build makes every file that the project asks for. Problems are what only shows here: two generators, or a generator
// and the user, ask for one path; an entry of outputs that does not fit the files.
func Build(p *spec.Project, selected Selection) (*tree.Set, []spec.Problem) {
	wanted := func(name string) bool { return selected == nil || selected(name) }
	r := newResult(p)
	r.run(func(name string) bool { return name != attributesName && wanted(name) })
	if wanted(attributesName) {
		all := r
		if selected != nil { // the list does not depend on what is asked for today
			all = newResult(p)
			all.run(func(name string) bool { return name != attributesName })
		}
		r.add(attributesName, attributes.List(p, generated(all.set)))
	}
	if selected == nil {
		r.reportUnused()
	}
	return r.set, r.problems
}

// generated lists the paths of what is devgen's alone, in order.
func generated(set *tree.Set) []string {
	var paths []string
	for _, f := range set.Files() {
		if f.Own == tree.Whole {
			paths = append(paths, f.Path)
		}
	}
	return paths
}

// Crash is a panic of a generator: a bug of devgen, not of the spec.
type Crash struct {
	Generator string
	Value     any
	Stack     []byte
}

// run makes the generator's files, and names it in a panic.
func (g Generator) run(p *spec.Project) []tree.File {
	defer func() {
		if value := recover(); value != nil {
			panic(&Crash{Generator: g.Name, Value: value, Stack: debug.Stack()})
		}
	}()
	return g.Files(p)
}
