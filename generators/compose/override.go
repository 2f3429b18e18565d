package compose

import (
	"slices"
	"strings"

	"devgen.dev/devgen/generators/internal/interpolate"
	"devgen.dev/devgen/generators/internal/shell"
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/spec"
)

// overrideFile is what development adds to the base: only what differs.
func overrideFile(p *spec.Project) *file {
	e := p.EnvironmentFor(spec.Development)
	if e == nil {
		return nil
	}
	f := &file{project: p, env: e, path: spec.ComposeOverride, overlay: true}
	f.about = "Development: what `docker compose up` lays over " + spec.ComposeBase + ". Ports are open to this machine only. " +
		"Consoles start with `docker compose --profile " + spec.ToolsProfile + " up`."
	for _, s := range p.Services {
		switch s.Kind {
		case spec.Engine:
			f.add(f.enginePorts(s))
		case spec.Built:
			f.add(f.development(s))
		}
	}
	for _, s := range p.EngineServices() {
		f.add(f.console(s))
	}
	return f
}

// enginePorts opens the ports of an engine to the machine, or is nil.
func (f *file) enginePorts(s *spec.Service) *container {
	in := s.Env(f.env)
	if in.Managed || len(in.Publish) == 0 {
		return nil
	}
	c := &container{name: s.Name, addition: true, ports: published(in)}
	if console := in.Server.Console; console != nil && console.Image == "" && f.env.Consoles {
		c.about = console.Title + ": http://localhost:" + decimal(console.Publish)
		c.ports = append(c.ports, port("127.0.0.1", decimal(console.Publish), console.Port))
	}
	return c
}

// development is a service at its development stage, with the working copy in it where that is wanted.
func (f *file) development(s *spec.Service) *container {
	d := s.Build.Development
	c := &container{name: s.Name, addition: true, build: &build{target: "development"}}
	if command := developmentCommand(s); command != "" {
		c.command = []string{"sh", "-c", interpolate.Compose(command)}
	}
	if builtHealth(s) != nil {
		c.health = &health{start: developmentPatience}
	}
	if d.DebugPort > 0 {
		c.ports = []string{port("127.0.0.1", decimal(f.project.DebugPort(s)), d.DebugPort)}
	}
	if f.env.HotReload {
		c.volumes, c.added = sources(s), overFiles
	}
	return c
}

// overFiles lets the root of a container, who is nobody on the machine, write where the working copy's owner may.
var overFiles = []string{"DAC_OVERRIDE"}

// developmentCommand restarts the program on changes. Arguments that the spec gives the program follow it.
func developmentCommand(s *spec.Service) string {
	words := []string{s.Build.Development.Command}
	for _, arg := range s.Command {
		words = append(words, shell.Quote(arg))
	}
	return strings.Join(words, " ")
}

// sources mounts the working copy, and over it the folders that stay the container's own: what is built inside must not
// mix with what is built outside. What tools cache is kept beside them: every change of the sources makes a new image,
// and so a new container, which would compile the libraries again.
func sources(s *spec.Service) []mount {
	workdir := s.Build.Image.Workdir
	list := []mount{{source: fromRoot(s.Build.Context, ""), path: workdir}}
	keep := func(path, word string) {
		if !slices.ContainsFunc(list, func(m mount) bool { return m.path == path }) {
			list = append(list, mount{source: s.Name + "-dev-" + spec.Slug(word), path: path, named: true})
		}
	}
	for _, folder := range s.Build.Development.Keep {
		keep(workdir+"/"+folder, folder)
	}
	for _, folder := range s.Build.Image.Caches {
		keep(folder, folder)
	}
	return list
}

// console is the web console of an engine, or nil. Some engines serve theirs themselves.
func (f *file) console(s *spec.Service) *container {
	srv := f.server(s)
	if srv == nil || srv.Console == nil || srv.Console.Image == "" || !f.env.Consoles {
		return nil
	}
	console := srv.Console
	c := &container{
		name: console.Name, about: console.Title + ": http://localhost:" + decimal(console.Publish), image: console.Image,
		profiles: []string{spec.ToolsProfile}, environment: yaml.NewMap(), networks: []network{backend},
		ports:        []string{port("127.0.0.1", decimal(console.Publish), console.Port)},
		capabilities: capabilities{limited: true},
		health:       consoleHealth(console),
	}
	for _, v := range console.Env {
		c.environment.Set(v.Name, f.text(v.Text))
	}
	if d, ok := f.dependency(s); ok {
		c.dependsOn = []dependency{d}
	}
	return c
}
