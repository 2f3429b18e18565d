package compose

import (
	"fmt"
	"slices"
	"strings"

	"devgen.dev/devgen/generators/internal/delivery"
	"devgen.dev/devgen/spec"
)

// baseFile is the stack as it is released, with the values of development.
func baseFile(p *spec.Project) *file {
	e := p.EnvironmentFor(spec.Development)
	if e == nil {
		return nil
	}
	f := &file{project: p, env: e, path: spec.ComposeBase, name: p.Name}
	f.about = "The stack as it is released, with the values of " + e.Name + ". `docker compose up` lays " + spec.ComposeOverride +
		" over it for development. Variables come from " + e.EnvFile + ", which `" + delivery.ScriptCall(e) + "` makes."
	f.addServices(p.Services)
	return f
}

// addServices adds the containers of services: engines, built services and what migrates for them.
func (f *file) addServices(services []*spec.Service) {
	for _, s := range services {
		switch s.Kind {
		case spec.Engine:
			f.add(f.engine(s))
		case spec.Built:
			f.add(f.migration(s), f.built(s))
		}
	}
}

// testFile is the stack of the integration suites: engines in memory, the suites, and the services that they call.
func testFile(p *spec.Project) *file {
	e := p.EnvironmentFor(spec.Test)
	if e == nil {
		return nil
	}
	f := &file{project: p, env: e, path: spec.ComposeTest, name: p.Name + "-test"}
	f.about = "The stack of the integration tests, on its own: engines that keep nothing, and a service for each suite " +
		"(with --build once its sources have changed). " +
		"Variables come from " + e.EnvFile + ", which `" + delivery.ScriptCall(e) + "` makes."
	called := delivery.Called(p)
	for _, s := range p.Services {
		switch {
		case s.Kind == spec.Engine:
			f.add(f.engine(s))
		case slices.Contains(called, s):
			f.add(f.migration(s), f.built(s))
		case slices.ContainsFunc(p.Suites, func(suite *spec.Suite) bool { return suite.Kind == spec.Integration && suite.Service == s }):
			f.add(f.migration(s))
		}
	}
	for _, suite := range p.Suites {
		if suite.Kind == spec.Integration {
			f.about += "\n\n  docker compose -f " + f.path + delivery.EnvFileOption(e) + " run --rm " + suite.ComposeService()
			f.add(f.suite(suite))
		}
	}
	return f
}

// suite is the container that runs an integration suite and brings its results out.
func (f *file) suite(suite *spec.Suite) *container {
	s := suite.Service
	c := f.program(s, suite.ComposeService(), "test")
	c.about = "Test suite " + suite.Name + " of " + s.Name
	c.command = doubled([]string{"sh", "-c", suiteCommand(suite)})
	c.added = append(slices.Clone(overFiles), "CHOWN")
	for _, need := range suite.Needs {
		if d, ok := f.dependency(need); ok {
			c.dependsOn = append(c.dependsOn, d)
		}
	}
	if s.Migrations != nil {
		c.dependsOn = append(c.dependsOn, dependency{s.MigrationName(), completed})
	}
	c.volumes = []mount{{source: fromRoot(s.Build.Context, s.Build.Results), path: s.Build.Image.Workdir + "/" + s.Build.DockerResults}}
	for _, v := range s.Volumes {
		c.tmpfs = append(c.tmpfs, v.Path)
	}
	return c
}

// suiteCommand runs a suite, and gives its results to whom their folder belongs: in the container everything is root's,
// whose files nobody else could remove. The exit code stays that of the tests.
func suiteCommand(suite *spec.Suite) string {
	results := suite.Service.Build.Results
	if !strings.Contains(suite.Run, results) {
		return suite.Run
	}
	return fmt.Sprintf(`trap 'chown -R "$(stat -c %%u:%%g %s)" %s' EXIT; %s`, results, results, suite.Run)
}

// fromRoot is a path below a build context, as compose wants it: with ./ in front, or it would be a named volume.
func fromRoot(context, path string) string {
	switch {
	case context == "." && path == "":
		return "."
	case context == ".":
		return "./" + path
	case path == "":
		return "./" + context
	}
	return "./" + context + "/" + path
}

// productionFile is the stack as production runs it, on one machine.
func productionFile(p *spec.Project) *file {
	e := p.EnvironmentFor(spec.Production)
	if e == nil {
		return nil
	}
	f := &file{project: p, env: e, path: spec.ComposeProd, name: p.Name + "-prod", secrets: productionSecrets(p, e)}
	f.about = "The stack of " + e.Name + " on one machine, on its own. " +
		"Variables come from " + e.EnvFile + ", secrets from files under " + spec.SecretsFolder + "/:\n\n  " +
		delivery.ScriptCall(e) + "\n  docker compose -f " + spec.ComposeProd + delivery.EnvFileOption(e) + " up --detach --wait"
	f.addServices(p.Services)
	return f
}
