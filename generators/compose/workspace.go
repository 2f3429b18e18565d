package compose

import (
	"fmt"
	"strings"

	"devgen.dev/devgen/generators/internal/delivery"
	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// workspaceFile is the container to develop in, laid over the base: beside it run the base's engines, with data of their
// own. docker compose sees all paths from the folder of the first file, the root.
func workspaceFile(p *spec.Project) *file {
	e := p.EnvironmentFor(spec.Development)
	if p.Devcontainer() == nil || e == nil {
		return nil
	}
	f := &file{project: p, env: e, path: spec.DevcontainerCompose, overlay: true, name: p.WorkspaceProject()}
	f.about = "The container to develop in, laid over " + spec.ComposeBase + ". Editors start it: see README.md. " +
		"The engines beside it and their data are not those of `docker compose up`."
	f.add(f.workspace())
	return f
}

func (f *file) workspace() *container {
	c := &container{
		name: spec.Workspace, addition: true, build: &build{context: spec.DevcontainerFolder}, init: true,
		command:     []string{"sh", "-c", f.workspaceCommand()},
		environment: f.workspaceEnvironment(),
		volumes:     []mount{{source: ".", path: f.project.WorkspaceFolder()}},
		networks:    []network{backend},
	}
	if len(f.project.Forwards()) > 0 {
		c.about = "localhost leads to the engines, as on a developer's machine: " + f.env.EnvFile + ", tasks and debuggers work here as there."
	}
	for _, s := range f.project.EngineServices() {
		if d, ok := f.dependency(s); ok {
			c.dependsOn = append(c.dependsOn, d)
		}
	}
	return c
}

// workspaceEnvironment holds the addresses of the engines as containers see them, and what makes docker compose find
// them from inside. No other setting is here: .env has them, and what docker compose is told by variables of the shell it
// prefers to any file, also in tests.
func (f *file) workspaceEnvironment() *yaml.Map {
	m := yaml.NewMap().Comment("For docker compose in here: the engines beside it are its own.")
	m.Set("COMPOSE_FILE", spec.ComposeBase+":"+spec.DevcontainerInside)
	for _, s := range f.project.BuiltServices() {
		for _, setting := range s.Settings {
			if setting.In(f.env).Source == spec.SourceConnection && !m.Has(setting.Var) && delivery.To(s, setting, f.env) != delivery.File {
				m.Set(setting.Var, f.value(s, setting))
			}
		}
	}
	return m
}

// workspaceCommand waits for editors. Until they come it makes localhost mean what it means on a developer's machine, so
// that .env, tasks and debuggers work in the container as they do there.
func (f *file) workspaceCommand() string {
	var lines []string
	for _, forward := range f.project.Forwards() {
		lines = append(lines, fmt.Sprintf("socat TCP-LISTEN:%d,bind=127.0.0.1,fork,reuseaddr TCP:%s:%d &", forward.Host, forward.Service.Name, forward.Port.Number))
	}
	return strings.Join(append(lines, "exec sleep infinity"), "\n")
}

// inside is a profile that nobody asks for.
const inside = "inside"

// insideFile gives docker compose, called in the container, the name of the project that the container belongs to. It
// knows the container, or would take it for a leftover and remove it; but neither starts nor stops it.
func insideFile(p *spec.Project) []tree.File {
	if p.Devcontainer() == nil {
		return nil
	}
	about := header.Sentence(p.SpecFile) + "\n\n" +
		"What docker compose lays over " + spec.ComposeBase + " when it is called in the container to develop in: the project that the container and the engines beside it belong to."
	workspace := yaml.NewMap().Set("build", yaml.NewMap().Set("context", spec.DevcontainerFolder)).Set("profiles", yaml.Flow(inside))
	services := yaml.NewMap().Comment("Here because compose would remove what it does not know. A profile that nobody asks for keeps it from starting or stopping where you are.").
		Set(spec.Workspace, workspace)
	root := yaml.NewMap().Set("name", p.WorkspaceProject()).Blank().Set("services", services)
	return []tree.File{{Path: spec.DevcontainerInside, Own: tree.Whole, Body: yaml.Document(about, root)}}
}
