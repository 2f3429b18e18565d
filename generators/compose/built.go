package compose

import (
	"fmt"
	"strings"

	"devgen.dev/devgen/spec"
)

// jobsProfile holds scheduled services: compose knows no schedule, so they run when somebody says so.
const jobsProfile = "jobs"

// built is the container of a service that this project builds.
func (f *file) built(s *spec.Service) *container {
	in := s.Env(f.env)
	c := f.program(s, s.Name, "runtime")
	c.about = s.Help
	c.command = doubled(s.Command)
	c.dependsOn = append(c.dependsOn, f.needs(s)...)
	c.health = builtHealth(s)
	c.restart = restart(f.env)
	c.stopGrace = seconds(s.StopGrace)
	c.ports = published(in)
	for _, v := range s.Volumes {
		if f.env.Ephemeral {
			c.tmpfs = append(c.tmpfs, v.Path)
		} else {
			c.volumes = append(c.volumes, namedVolume(s, v))
		}
	}
	if s.Schedule != "" {
		asJob(c, s)
	}
	if f.production() {
		c.image = s.Image + ":" + f.version()
		c.build.version = f.version()
		c.deploy = &deploy{replicas: in.Replicas, resources: in.Resources}
	}
	return c
}

// asJob makes a container one that somebody, or the machine's own scheduler, runs.
func asJob(c *container, s *spec.Service) {
	c.about += fmt.Sprintf(", due at %q. Compose has no schedule: let the machine's cron call `docker compose run --rm %s`.", s.Schedule, s.Name)
	c.profiles = []string{jobsProfile}
	c.restart, c.ports, c.health = "", nil, nil
}

// program is what all containers of a service's own code have: its image at a stage, its settings, its limits.
func (f *file) program(s *spec.Service, name, stage string) *container {
	c := &container{
		name: name, reads: s.Name, build: buildOf(s, stage), init: true,
		networks: []network{backend}, capabilities: capabilities{limited: true},
	}
	f.settings(c, s)
	if f.production() {
		c.networks = []network{frontend, backend}
		c.user = fmt.Sprintf("%d:%d", s.UID, s.UID)
		c.readOnly = true
		c.tmpfs = temporaries(append([]string{"/tmp"}, s.Build.Image.Writable...), s.Env(f.env).Resources)
	}
	return c
}

func buildOf(s *spec.Service, stage string) *build {
	b := &build{context: ".", target: stage, dockerfile: dockerfile(s.Build)}
	if s.Build.Context != "." {
		b.context = "./" + s.Build.Context
	}
	return b
}

// dockerfile names a service's Dockerfile as seen from its context; "" for the name that docker looks for.
func dockerfile(b spec.Build) string {
	file := b.Dockerfile
	if b.Context != "." {
		inside, ok := strings.CutPrefix(file, b.Context+"/")
		if !ok {
			inside = strings.Repeat("../", 1+strings.Count(b.Context, "/")) + file
		}
		file = inside
	}
	if file == "Dockerfile" {
		return ""
	}
	return file
}

// version is the version of the project's images that the machine asks for.
func (f *file) version() string {
	return "${" + f.project.VersionVariable() + ":-" + f.env.Version + "}"
}

// migration is the container that brings the database of a service up to date before it starts, or nil.
func (f *file) migration(s *spec.Service) *container {
	if s.Migrations == nil {
		return nil
	}
	c := f.program(s, s.MigrationName(), "migration")
	c.about = "Database migrations of " + s.Name
	for _, n := range s.Needs {
		if d, ok := f.dependency(n.Service); ok && n.Service.Kind == spec.Engine {
			c.dependsOn = append(c.dependsOn, d)
		}
	}
	if f.production() {
		c.image = s.MigrationImage() + ":" + f.version()
		c.deploy = &deploy{replicas: 1, resources: s.Env(f.env).Resources}
	}
	return c
}

// needs lists what must have come up before a service starts.
func (f *file) needs(s *spec.Service) []dependency {
	var list []dependency
	for _, n := range s.Needs {
		if d, ok := f.dependency(n.Service); ok {
			list = append(list, d)
		}
	}
	if s.Migrations != nil {
		list = append(list, dependency{s.MigrationName(), completed})
	}
	return list
}

// dependency is what a need becomes; there is none on what runs elsewhere, nor on a job, which runs now and then.
func (f *file) dependency(provider *spec.Service) (dependency, bool) {
	switch {
	case provider.Kind == spec.Engine:
		srv := f.server(provider)
		return dependency{provider.Name, condition(srv != nil && len(srv.Health) > 0)}, srv != nil
	case provider.Kind == spec.Built && provider.Schedule == "":
		return dependency{provider.Name, condition(builtHealth(provider) != nil)}, true
	}
	return dependency{}, false
}

// condition waits for health where it can be seen.
func condition(visible bool) string {
	if visible {
		return healthy
	}
	return started
}

// published lists a service's ports on the machine. A port of the machine has one owner, so copies of a service get
// the ports that follow, one each, for a load balancer in front of them.
func published(in *spec.ServiceIn) []string {
	var list []string
	for _, p := range in.Publish {
		host := decimal(p.Host)
		if in.Replicas > 1 {
			host += "-" + decimal(p.Host+in.Replicas-1)
		}
		list = append(list, port(p.Bind, host, p.Port.Number))
	}
	return list
}

// port writes host:container, with the address that the host port is bound to.
func port(bind, host string, number int) string {
	text := host + ":" + decimal(number)
	if bind != "" {
		text = bind + ":" + text
	}
	return text
}
