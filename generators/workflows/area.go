package workflows

import (
	"path"
	"slices"
	"strings"

	"devgen.dev/devgen/spec"
)

// area is a folder with the services of one stack that are built from it: what one set of jobs works on.
type area struct {
	name     string // of its first service
	alone    bool   // the only one of the project
	context  string
	stack    *spec.Stack
	services []*spec.Service
}

// areas lists the areas in the order of their first services.
func areas(p *spec.Project) []*area {
	var list []*area
	for _, s := range p.BuiltServices() {
		i := slices.IndexFunc(list, func(a *area) bool { return a.context == s.Build.Context && a.stack == s.Stack })
		if i < 0 {
			list = append(list, &area{name: s.Name, context: s.Build.Context, stack: s.Stack})
			i = len(list) - 1
		}
		list[i].services = append(list[i].services, s)
	}
	for _, a := range list {
		a.alone = len(list) == 1
	}
	return list
}

// id names one of the area's jobs.
func (a *area) id(job string) string {
	if a.alone {
		return job
	}
	return job + "-" + a.name
}

// title names one of the area's jobs for people.
func (a *area) title(job string) string {
	if a.alone {
		return job
	}
	return job + " " + a.name
}

// dir is the folder of the area's scripts; "" for the root.
func (a *area) dir() string {
	if a.context == "." {
		return ""
	}
	return a.context
}

// path is a file of the area, from the root.
func (a *area) path(name string) string { return path.Join(a.context, name) }

// commands lists what a command is for the services of the area, each once.
func (a *area) commands(command func(spec.Commands) string) []string {
	var list []string
	for _, s := range a.services {
		if c := command(s.Build.InCI); c != "" && !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

// suites lists the suites of a kind that test the area's services.
func (a *area) suites(p *spec.Project, kind spec.SuiteKind) []*spec.Suite {
	var list []*spec.Suite
	for _, s := range p.Suites {
		if s.Kind == kind && s.InCI.Run != "" && slices.Contains(a.services, s.Service) {
			list = append(list, s)
		}
	}
	return list
}

// matrix lists the configurations that the area is built for, if there are several.
func (a *area) matrix(p *spec.Project) []string {
	if len(a.stack.Configurations) == 0 || len(p.CI.Configurations) < 2 {
		return nil
	}
	return p.CI.Configurations
}

// set-up of the stack: the language, its caches, the tools of the repository, the dependencies.
func (a *area) setup() []step {
	steps := []step{checkout()}
	ci := a.stack.CI
	if ci.Action != "" {
		steps = append(steps, step{name: "Set up " + plain(a.stack.Title), uses: ci.Action, with: a.inputs()})
	}
	if len(ci.Cache) > 0 {
		steps = append(steps, a.cache())
	}
	if ci.Tools != "" {
		steps = append(steps, step{name: "Install the tools of the repository", run: plain(ci.Tools)})
	}
	for _, c := range a.commands(func(c spec.Commands) string { return c.Restore }) {
		steps = append(steps, step{name: "Fetch dependencies", run: plain(c)})
	}
	return steps
}

// inputs are the action's, and where its cache finds the lock files in a folder of its own: the set-up actions of
// GitHub all look in the root and call that input alike.
func (a *area) inputs() []spec.Pair {
	with := plainPairs(a.stack.CI.With)
	caches := slices.ContainsFunc(with, func(p spec.Pair) bool { return p.Name == "cache" && p.Value != "false" })
	if caches && len(a.stack.CI.CacheKey) > 0 {
		with = append(with, spec.Pair{Name: "cache-dependency-path", Value: strings.Join(a.lockFiles(), "\n")})
	}
	return with
}

func (a *area) lockFiles() []string {
	var files []string
	for _, f := range a.stack.CI.CacheKey {
		files = append(files, a.path(f))
	}
	return files
}

// cache keeps folders between runs. A changed lock file begins a new one, from the last of the old.
func (a *area) cache() step {
	var quoted []string
	for _, f := range a.lockFiles() {
		quoted = append(quoted, "'"+strings.ReplaceAll(f, "'", "''")+"'")
	}
	prefix := "${{ runner.os }}-" + plain(a.id(a.stack.Name)) + "-"
	var folders []string
	for _, f := range a.stack.CI.Cache {
		folders = append(folders, plain(a.cacheFolder(f)))
	}
	return step{
		name: "Cache " + strings.Join(folders, ", "), uses: "actions/cache",
		with: []spec.Pair{
			{Name: "path", Value: strings.Join(folders, "\n")},
			{Name: "key", Value: prefix + "${{ hashFiles(" + strings.Join(quoted, ", ") + ") }}"},
			{Name: "restore-keys", Value: prefix},
		},
	}
}

// cacheFolder is a folder of the home directory as it is, and one of the working copy from the root.
func (a *area) cacheFolder(folder string) string {
	if strings.HasPrefix(folder, "~") || strings.HasPrefix(folder, "/") {
		return folder
	}
	return a.path(folder)
}
