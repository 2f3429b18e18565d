package spec

import (
	"fmt"
	"slices"
	"strings"
)

// defaultEnvironments is what a spec without environments gets.
var defaultEnvironments = map[string]rawEnvironment{
	"local": {RunsOn: string(Host)},
	"dev":   {RunsOn: string(Compose)},
	"ci":    {RunsOn: string(GitHub)},
}

func (r *resolver) resolveEnvironments() {
	if len(r.raw.Environments) == 0 {
		r.raw.Environments = defaultEnvironments
	}
	names := sortedKeys(r.raw.Environments)
	for _, name := range names {
		r.checkEnvironmentReferences(name, names)
	}
	for _, name := range names {
		if e := r.environment(name); e != nil {
			r.project.Environments = append(r.project.Environments, e)
		}
	}
	r.orderEnvironments()
}

func (r *resolver) checkEnvironmentReferences(name string, names []string) {
	raw, path := r.raw.Environments[name], child("environments", name)
	for field, other := range map[string]string{"like": raw.Like, "after": raw.After} {
		if other != "" && !slices.Contains(names, other) {
			r.unknown("DG111", child(path, field), "environment", other, names, "environments")
		}
	}
	r.checkChain(path, "like", name, func(n string) string { return r.raw.Environments[n].Like })
	r.checkChain(path, "after", name, func(n string) string { return r.raw.Environments[n].After })
}

// checkChain reports a chain of references that comes back to where it began. Each circle is reported once, at its
// first name in order.
func (r *resolver) checkChain(path, field, name string, next func(string) string) {
	seen := []string{name}
	for n := next(name); n != ""; n = next(n) {
		if n == name {
			if slices.Min(seen) == name {
				r.report("DG121", child(path, field), fmt.Sprintf("environments lead back to themselves: %s", strings.Join(append(seen, name), " -> ")),
					fmt.Sprintf("remove one %q of the circle", field))
			}
			return
		}
		if slices.Contains(seen, n) {
			return
		}
		seen = append(seen, n)
	}
}

// likeChain returns the environment and those that it is like, nearest first.
func (r *resolver) likeChain(name string) []string {
	var chain []string
	for n := name; n != "" && !slices.Contains(chain, n); n = r.raw.Environments[n].Like {
		chain = append(chain, n)
	}
	return chain
}

// inherit returns the first value that is set along the chain.
func inherit[T comparable](r *resolver, name string, field func(rawEnvironment) T) T {
	var zero T
	for _, n := range r.likeChain(name) {
		if v := field(r.raw.Environments[n]); v != zero {
			return v
		}
	}
	return zero
}

func (r *resolver) environment(name string) *Environment {
	raw := r.raw.Environments[name]
	runsOn := RunsOn(inherit(r, name, func(e rawEnvironment) string { return e.RunsOn }))
	if runsOn == "" {
		r.reportKey("DG119", child("environments", name), fmt.Sprintf("environment %q does not say what it runs on", name),
			`add  runsOn: "compose"  (or host, github, kubernetes), or  like: "…"  another environment`)
		return nil
	}
	e := &Environment{Name: name, RunsOn: runsOn, Like: raw.Like, After: raw.After, Domain: raw.Domain}
	ephemeral := inherit(r, name, func(e rawEnvironment) *bool { return e.Ephemeral })
	e.Stage = Stage(orElse(inherit(r, name, func(e rawEnvironment) string { return e.Stage }), string(defaultStage(e, ephemeral))))
	e.Help = orElse(raw.Help, environmentHelp(e))
	e.Ephemeral = boolOr(ephemeral, e.Stage == Test)
	e.HotReload = boolOr(inherit(r, name, func(e rawEnvironment) *bool { return e.HotReload }), e.Stage == Development && runsOn == Compose)
	e.Consoles = boolOr(inherit(r, name, func(e rawEnvironment) *bool { return e.Consoles }), e.Stage == Development)
	e.Restart = orElse(inherit(r, name, func(e rawEnvironment) string { return e.Restart }), defaultRestart(e.Stage))
	e.Logging = r.logging(name)
	if runsOn == Kubernetes {
		e.Namespace = orElse(raw.Namespace, r.project.Name+"-"+name)
	} else if raw.Namespace != "" {
		r.reportKey("DG118", child(child("environments", name), "namespace"), fmt.Sprintf("%q runs on %s, which has no namespaces", name, runsOn), "remove it")
	}
	e.Version = orElse(inherit(r, name, func(e rawEnvironment) string { return e.Version }), r.project.Version)
	e.Template, e.EnvFile = ".env."+name+".template", ".env."+name
	if e.Stage == Development {
		e.EnvFile = ".env" // what docker compose and the stacks' tools read of themselves
	}
	return e
}

// productionNames are names of environments that nobody gives to a place for trying things out.
var productionNames = []string{"live", "preprod", "prod", "production", "staging"}

func defaultStage(e *Environment, ephemeral *bool) Stage {
	switch {
	case e.RunsOn == GitHub, boolOr(ephemeral, false):
		return Test
	case e.RunsOn == Kubernetes, e.Domain != "", slices.Contains(productionNames, e.Name):
		return Production
	}
	return Development
}

func defaultRestart(stage Stage) string {
	if stage == Production {
		return "unless-stopped"
	}
	return "no"
}

func environmentHelp(e *Environment) string {
	where := map[RunsOn]string{
		Host:       "on the developer's machine, engines in Docker Compose",
		Compose:    "in Docker Compose",
		GitHub:     "in GitHub Actions",
		Kubernetes: "on Kubernetes",
	}[e.RunsOn]
	what := map[Stage]string{Development: "Development", Test: "Tests", Production: "Production"}[e.Stage]
	if e.Stage == Production && !slices.Contains([]string{"live", "prod", "production"}, e.Name) {
		what = "Run like production,"
	}
	return what + " " + where
}

func (r *resolver) logging(name string) Logging {
	for _, n := range r.likeChain(name) {
		if l := r.raw.Environments[n].Logging; l != nil {
			return Logging{Driver: l.Driver, MaxSize: l.MaxSize, MaxFiles: l.MaxFiles}
		}
	}
	return Logging{Driver: "json-file", MaxSize: "10m", MaxFiles: 3}
}

func boolOr(b *bool, otherwise bool) bool {
	if b == nil {
		return otherwise
	}
	return *b
}

// orderEnvironments puts environments in the order of promotion: development, test, production; within a stage those
// that come after another behind it, then host before compose before the rest, then by name.
func (r *resolver) orderEnvironments() {
	depth := func(e *Environment) int {
		n := 0
		for after := e.After; after != "" && n < len(r.raw.Environments); after = r.raw.Environments[after].After {
			n++
		}
		return n
	}
	rank := map[string]int{string(Development): 0, string(Test): 1, string(Production): 2,
		string(Host): 0, string(Compose): 1, string(GitHub): 2, string(Kubernetes): 3}
	slices.SortFunc(r.project.Environments, func(a, b *Environment) int {
		return orElse(
			rank[string(a.Stage)]-rank[string(b.Stage)],
			depth(a)-depth(b),
			rank[string(a.RunsOn)]-rank[string(b.RunsOn)],
			strings.Compare(a.Name, b.Name),
		)
	})
}

// environmentNames returns the names of all environments, in order of their names.
func (r *resolver) environmentNames() []string { return sortedKeys(r.raw.Environments) }

// checkIn reports keys of an `in` map that are no environments.
func checkIn[V any](r *resolver, path string, in map[string]V) {
	for _, name := range sortedKeys(in) {
		if _, ok := r.raw.Environments[name]; !ok {
			r.unknownKey("DG111", child(child(path, "in"), name), "environment", name, r.environmentNames(), "environments")
		}
	}
}

// unknownKey is unknown for a name that stands as a key.
func (r *resolver) unknownKey(code, path, what, name string, known []string, prefix string) {
	n := len(r.problems)
	r.unknown(code, path, what, name, known, prefix)
	if len(r.problems) > n {
		r.problems[n].Span = r.doc.LocateKey(path)
	}
}

// likeValue returns the value that a map by environment holds for an environment or the nearest one that it is like,
// and the name of the environment that it was found under.
func likeValue[V any](r *resolver, environment string, in map[string]V) (V, string, bool) {
	for _, n := range r.likeChain(environment) {
		if v, ok := in[n]; ok {
			return v, n, true
		}
	}
	var zero V
	return zero, "", false
}
