package spec

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"devgen.dev/devgen/schema"
)

// builtin returns the built-in data of a stack or engine, or nil. kind is the folder: stacks or engines.
func builtin(kind, name string) *Node {
	text, err := fs.ReadFile(schema.Data, kind+"/"+name+".cue")
	if err != nil {
		return nil
	}
	return plainData(name+".cue", text).Get(name)
}

// Builtins returns the names of the built-in stacks or engines, in order. kind is stacks or engines.
func Builtins(kind string) []string {
	entries, err := fs.ReadDir(schema.Data, kind)
	if err != nil {
		panic("the schema holds no folder " + kind) // embedded at build time: cannot happen to a user
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".cue"))
	}
	slices.Sort(names)
	return names
}

// catalog returns the names that a service may give as its stack or engine: built-in ones and the user's.
func catalog[V any](kind string, user map[string]V) []string {
	names := append(Builtins(kind), sortedKeys(user)...)
	slices.Sort(names)
	return slices.Compact(names)
}

// merged decodes a stack or engine: the built-in data with the user's laid over it.
func (r *resolver) merged(kind, name string, into any) {
	decode(Overlay(builtin(kind, name), r.doc.Root.Get(kind).Get(name)), into)
}

// pins returns the pinned actions: the built-in ones and the user's over them.
func (r *resolver) pins() map[string]Pin {
	text, err := fs.ReadFile(schema.Data, "pins.cue")
	if err != nil {
		panic(err) // embedded at build time: cannot happen to a user
	}
	var raw map[string]rawPin
	decode(Overlay(plainData("pins.cue", text).Get("pins"), r.doc.Root.Get("pins")), &raw)
	pins := map[string]Pin{}
	for action, pin := range raw {
		pins[action] = Pin{Action: action, Version: pin.Version, SHA: pin.SHA}
	}
	return pins
}

func (r *resolver) resolveStacks() {
	r.stacks, r.engines = map[string]rawStack{}, map[string]rawEngine{}
	stackNames, engineNames := catalog("stacks", r.raw.Stacks), catalog("engines", r.raw.Engines)
	for _, name := range sortedKeys(r.raw.Services) {
		s, path := r.raw.Services[name], child("services", name)
		if s.Stack != "" {
			use(r, "stack", s.Stack, child(path, "stack"), stackNames, r.stacks)
		}
		if s.Engine != "" {
			use(r, "engine", s.Engine, child(path, "engine"), engineNames, r.engines)
		}
	}
	r.checkUnusedData("stacks", sortedKeys(r.raw.Stacks), sortedKeys(r.stacks))
	r.checkUnusedData("engines", sortedKeys(r.raw.Engines), sortedKeys(r.engines))
	for _, name := range sortedKeys(r.stacks) {
		r.project.Stacks = append(r.project.Stacks, r.stack(name))
	}
	r.project.pins = r.pins()
}

// use records a stack or engine that a service names, once.
func use[V any](r *resolver, what, name, path string, known []string, used map[string]V) {
	if _, ok := used[name]; ok {
		return
	}
	if !slices.Contains(known, name) {
		r.unknown("DG112", path, what, name, known, "")
		return
	}
	var v V
	r.merged(what+"s", name, &v)
	used[name] = v
}

func (r *resolver) checkUnusedData(kind string, declared, used []string) {
	for _, name := range declared {
		if !slices.Contains(used, name) {
			r.reportKey("DG133", child(kind, name), fmt.Sprintf("no service uses the %s %q", strings.TrimSuffix(kind, "s"), name),
				"remove it, or name it in a service")
		}
	}
}

func (r *resolver) stack(name string) *Stack {
	raw := r.stacks[name]
	fill := strings.NewReplacer("{version}", raw.Version)
	s := &Stack{
		Name: name, Title: orElse(raw.Title, name), Version: raw.Version, Configurations: raw.Configurations,
		PortVariable: raw.PortVariable, Ignore: raw.Ignore, Ecosystem: raw.Ecosystem, Hooks: raw.Hooks,
		Extensions: raw.Extensions, Matchers: raw.Matchers, Venv: raw.Venv, Attributes: pairs(raw.Attributes, fill),
		CI: StackCI{Action: raw.CI.Action, With: pairs(raw.CI.With, fill), Tools: raw.CI.Tools, Cache: raw.CI.Cache, CacheKey: raw.CI.CacheKey},
	}
	for _, tool := range sortedKeys(raw.Tools) {
		t := raw.Tools[tool]
		s.Tools = append(s.Tools, Tool{Name: tool, Help: t.Help, Check: t.Check, CheckPwsh: t.CheckPwsh, Version: fill.Replace(t.Version), Install: pairs(t.Install, fill)})
	}
	for _, pattern := range sortedKeys(raw.Editorconfig) {
		s.EditorConfig = append(s.EditorConfig, EditorRules{Pattern: pattern, Rules: pairs(raw.Editorconfig[pattern], fill)})
	}
	return s
}

// pairs lists a map by name, with the placeholders of its values filled.
func pairs(m map[string]string, fill *strings.Replacer) []Pair {
	var list []Pair
	for _, name := range sortedKeys(m) {
		list = append(list, Pair{Name: name, Value: fill.Replace(m[name])})
	}
	return list
}

// Described is a built-in stack or engine, for lists.
type Described struct{ Name, Title, Version string }

// Catalog describes the built-in stacks or engines, by name. kind is stacks or engines.
func Catalog(kind string) []Described {
	var list []Described
	for _, name := range Builtins(kind) {
		var d struct{ Title, Version string }
		decode(builtin(kind, name), &d)
		list = append(list, Described{Name: name, Title: d.Title, Version: d.Version})
	}
	return list
}
