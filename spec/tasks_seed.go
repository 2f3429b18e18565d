package spec

import (
	"fmt"
	"slices"
)

// seedTask loads the rows of the spec, or the user's SQL file, into the development database.
//
// It never meets another one: it finds the container by the project's name, which production's stack does not have,
// whatever COMPOSE_FILE and COMPOSE_PROJECT_NAME say in somebody's shell; and where development uses a managed
// database, there is no such task.
func seedTask(p *Project) []*Task {
	e := p.EnvironmentFor(Development)
	if p.Seed == nil || e == nil || p.Seed.Service.Env(e).Managed {
		return nil
	}
	load := p.Seed.load(e)
	load.Project = p.Name
	return []*Task{{
		Name: "seed", Group: groupDatabase, Origin: FromEngine,
		Help:  fmt.Sprintf("Load %s into %s", p.Seed.Script(), p.Seed.Of),
		Steps: append(calls("env", "up", "migrate"), Step{Compose: load}),
	}}
}

// Script is the SQL file that loads the rows: the user's own, or the generated one.
func (s *Seed) Script() string { return orElse(s.File, SeedScript) }

// load has the engine's own client, in its container, read the script.
func (s *Seed) load(e *Environment) *ComposeStep {
	server := s.Service.Env(e).Server
	client := server.Load
	if len(client) == 0 {
		client = server.Shell
	}
	return &ComposeStep{Args: append([]string{"exec", "-T", s.Of}, inContainer(server, client)...), Input: s.Script()}
}

// SeedTests returns what compose does in a test environment before its integration suites run: it applies the
// migrations, which make the tables, and loads the rows. It is nil where tests load none, and where nothing makes the
// tables before the program itself starts.
func (p *Project) SeedTests(e *Environment) []*ComposeStep {
	if p.Seed == nil || !p.Seed.Tests || len(p.suitesOf(Integration)) == 0 || p.Seed.Service.Env(e).Managed {
		return nil
	}
	var steps []*ComposeStep
	for _, s := range p.tested() {
		if s.Migrations != nil && s.needs(p.Seed.Service) {
			steps = append(steps, &ComposeStep{Args: []string{"run", "--rm", s.MigrationName()}})
		}
	}
	switch {
	case len(steps) == 0 && p.Seed.File == "":
		return nil
	case len(steps) == 0: // migrations start their database themselves
		steps = append(steps, upStep(p.Seed.Of).Compose)
	}
	return append(steps, p.Seed.load(e))
}

// tested returns the built services that integration suites test or call.
func (p *Project) tested() []*Service {
	var services []*Service
	for _, suite := range p.suitesOf(Integration) {
		for _, s := range append([]*Service{suite.Service}, suite.Needs...) {
			if s.Kind == Built && !slices.Contains(services, s) {
				services = append(services, s)
			}
		}
	}
	return services
}

// needs reports whether a service uses another one.
func (s *Service) needs(other *Service) bool {
	return slices.ContainsFunc(s.Needs, func(n *Need) bool { return n.Service == other })
}
