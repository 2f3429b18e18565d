package spec

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// resolveBuilds fills the stacks' images and commands for every built service.
func (r *resolver) resolveBuilds() {
	contexts := map[string]int{}
	for _, s := range r.project.BuiltServices() {
		contexts[r.rawBuild(s).Context]++
	}
	owner := map[string]*Service{}
	for _, s := range r.project.BuiltServices() {
		s.Build = r.build(s, contexts[r.rawBuild(s).Context] > 1)
		s.Migrations = r.migrations(s)
		if other, ok := owner[s.Build.Dockerfile]; ok {
			p := r.report("DG132", child(child(s.Path, "build"), "dockerfile"), fmt.Sprintf("%q and %q have the same Dockerfile, %s", other.Name, s.Name, s.Build.Dockerfile), "give one of them another path")
			p.relate(r.doc.LocateKey(other.Path), other.Path, "the other service")
		}
		owner[s.Build.Dockerfile] = s
	}
}

func (r *resolver) rawBuild(s *Service) rawBuild {
	if b := r.raw.Services[s.Name].Build; b != nil {
		return *b
	}
	return rawBuild{Context: ".", UID: 10001}
}

func (r *resolver) build(s *Service, shared bool) Build {
	raw, stack := r.rawBuild(s), r.stacks[s.StackName]
	b := Build{
		Context: raw.Context, Shared: shared, Project: orElse(raw.Project, stack.Project), Solution: raw.Solution,
		Setup: raw.Setup, Results: ResultsFolder,
	}
	b.Dockerfile, b.Ignore = dockerfilePaths(s, raw, shared)
	if len(stack.Configurations) > 0 {
		b.Configuration = stack.Configurations[0]
	}
	if b.Project == "." && slices.ContainsFunc(stack.Image.Entrypoint, func(a string) bool { return strings.Contains(a, "{assembly}") }) {
		r.reportKey("DG106", child(s.Path, "build"), fmt.Sprintf("%q does not say which project runs: a program of the stack %q is named after its project", s.Name, s.StackName), `add  build: project: "Shop.Api"`)
	}
	fill := r.buildText(s, b, stack)
	b.Image = stackImage(stack.Image, raw, stack.Ignore, fill)
	b.Packages = slices.Concat(raw.Packages, stack.Image.RuntimePackages, stack.Image.HealthPackages)
	slices.Sort(b.Packages)
	b.Packages = slices.Compact(b.Packages)
	b.Needed = slices.Compact(slices.Sorted(slices.Values(raw.Packages)))
	b.Commands = commands(stack.Commands, fill)
	b.InCI = commands(stack.Commands, r.buildText(s, r.inCI(b), stack))
	b.Coverage = coverage(stack.Coverage, fill)
	for _, folder := range stack.Results.Unit {
		b.UnitResults = append(b.UnitResults, path.Clean(fill.Replace(folder)))
	}
	b.DockerResults = path.Clean(orElse(fill.Replace(stack.Results.Integration), b.Results))
	b.Staged = Staged{Files: stack.Staged.Files, FormatCheck: fill.Replace(stack.Staged.FormatCheck)}
	b.Development = developmentStage(stack.Development, b.Commands, fill)
	d := stack.Debug
	b.Debug = Debug{Debugger: d.Type, Program: fill.Replace(d.Program), Folder: fill.Replace(d.Folder), Build: fill.Replace(d.Build)}
	return b
}

func coverage(raw rawStackCoverage, fill *strings.Replacer) Coverage {
	return Coverage{Setup: fill.Replace(raw.Setup), Run: fill.Replace(raw.Run), Percent: fill.Replace(raw.Percent)}
}

func developmentStage(raw rawStackDevelopment, commands Commands, fill *strings.Replacer) DevelopmentStage {
	reloading := orElse(fill.Replace(raw.Command), commands.Watch)
	return DevelopmentStage{
		Command: orElse(reloading, commands.Run), Reloads: reloading != "", Setup: fill.Replace(raw.Setup),
		Keep: filled(raw.Keep, fill), Env: pairs(raw.Env, fill), DebugPort: raw.DebugPort,
	}
}

// inCI is a build for the configuration that CI builds. With several, jobs run once for each and know theirs from a
// variable.
func (r *resolver) inCI(b Build) Build {
	if r.raw.CI == nil || b.Configuration == "" {
		return b
	}
	switch names := r.raw.CI.Configurations; len(names) {
	case 0:
	case 1:
		b.Configuration = names[0]
	default:
		b.Configuration = `"$CONFIGURATION"`
	}
	return b
}

// dockerfilePaths names a service's Dockerfile and its .dockerignore. Docker looks for NAME.Dockerfile.dockerignore
// first, so services that share a context can differ.
func dockerfilePaths(s *Service, raw rawBuild, shared bool) (dockerfile, ignore string) {
	switch {
	case raw.Dockerfile != "":
		return raw.Dockerfile, raw.Dockerfile + ".dockerignore"
	case shared:
		dockerfile = path.Join(raw.Context, s.Name+".Dockerfile")
		return dockerfile, dockerfile + ".dockerignore"
	}
	return path.Join(raw.Context, "Dockerfile"), path.Join(raw.Context, ".dockerignore")
}

// buildText returns what fills the placeholders of a stack's texts for one service.
func (r *resolver) buildText(s *Service, b Build, stack rawStack) *strings.Replacer {
	port, migrations := "", ""
	if s.Port() != nil {
		port = fmt.Sprint(s.Port().Number)
	}
	if m := r.raw.Services[s.Name].Migrations; m != nil {
		migrations = m.Project
	}
	solution := ""
	if b.Solution != "" {
		solution = " " + b.Solution
	}
	// A service without a solution must not leave two blanks where its name would stand.
	return strings.NewReplacer(" {solution}", solution, "{version}", stack.Version, "{service}", s.Name, "{project}", b.Project, "{assembly}", path.Base(b.Project), "{solution}", b.Solution,
		"{configuration}", b.Configuration, "{port}", port, "{results}", b.Results, "{migrations}", orElse(migrations, b.Project))
}

func filled(texts []string, fill *strings.Replacer) []string {
	var list []string
	for _, t := range texts {
		list = append(list, fill.Replace(t))
	}
	return list
}

func stackImage(raw rawStackImage, own rawBuild, ignore []string, fill *strings.Replacer) StackImage {
	manifests := raw.Manifests
	if len(own.Manifests) > 0 {
		manifests = own.Manifests
	}
	return StackImage{
		Tools: fill.Replace(raw.Tools), Plan: fill.Replace(raw.Plan),
		Build: fill.Replace(raw.Build), Runtime: fill.Replace(raw.Runtime), PackageTool: raw.Packages, Workdir: raw.Workdir,
		Downloads: raw.Downloads, Caches: raw.Caches, Layers: raw.Layers, Env: pairs(raw.Env, fill), Manifests: filled(manifests, fill), Restore: fill.Replace(raw.Restore),
		Compile: fill.Replace(raw.Compile), Publish: fill.Replace(raw.Publish), BuildMigration: fill.Replace(raw.Migration),
		Migrate: filled(raw.Migrate, fill), Entrypoint: filled(raw.Entrypoint, fill), RuntimeEnv: pairs(raw.RuntimeEnv, fill),
		Writable: raw.Writable, Health: raw.Health, HealthPort: raw.HealthPort, Ignore: ignore,
	}
}

func commands(raw rawStackCommands, fill *strings.Replacer) Commands {
	f := fill.Replace
	return Commands{
		Restore: f(raw.Restore), Build: f(raw.Build), Test: f(raw.Test), Integration: f(raw.Integration), Format: f(raw.Format),
		FormatCheck: f(raw.FormatCheck), Lint: f(raw.Lint), Run: f(raw.Run), Watch: f(raw.Watch), Tools: f(raw.Tools),
		Migrate: f(raw.Migrate), Migration: f(raw.Migration), Clean: f(raw.Clean),
	}
}

func (r *resolver) migrations(s *Service) *Migrations {
	raw := r.raw.Services[s.Name].Migrations
	if raw == nil {
		return nil
	}
	m := &Migrations{Project: raw.Project, Run: orElse(raw.Run, s.Build.Commands.Migrate), Command: raw.Command}
	if len(m.Command) == 0 {
		m.Command = s.Build.Image.Migrate
	}
	path := child(s.Path, "migrations")
	if m.Run == "" {
		r.reportKey("DG106", path, fmt.Sprintf("the stack %q does not know how to apply migrations", s.StackName), `add  run: "…",  the command in the working copy`)
	}
	if len(m.Command) == 0 {
		r.reportKey("DG106", path, fmt.Sprintf("the stack %q does not know how to apply migrations in a container", s.StackName), `add  command: ["…"]`)
	}
	return m
}
