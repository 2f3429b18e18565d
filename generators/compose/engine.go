package compose

import (
	"slices"

	"devgen.dev/devgen/generators/internal/delivery"
	"devgen.dev/devgen/generators/internal/interpolate"
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/spec"
)

// server is what an engine's container runs, or nil where somebody else runs it.
func (f *file) server(s *spec.Service) *spec.Server {
	in := s.Env(f.env)
	if in.Managed {
		return nil
	}
	return in.Server
}

// engine is the container of an engine, or nil.
func (f *file) engine(s *spec.Service) *container {
	srv := f.server(s)
	if srv == nil {
		return nil
	}
	in := s.Env(f.env)
	c := &container{
		name: s.Name, about: s.Help, image: s.Image, networks: []network{backend},
		restart: restart(f.env), stopGrace: seconds(s.StopGrace),
	}
	secureEngine(c, s, srv)
	f.engineData(c, s, in)
	f.serve(c, s, srv)
	if f.production() {
		c.readOnly = true
		c.tmpfs = append(c.tmpfs, temporaries(srv.Writable, in.Resources)...)
		c.deploy = &deploy{replicas: 1, resources: in.Resources}
	}
	return c
}

// secureEngine takes away what the engine does not need. One that has to start as root, to own its folders before it
// drops its rights, keeps the capabilities for that; any other runs as its user from the start.
func secureEngine(c *container, s *spec.Service, srv *spec.Server) {
	c.limited, c.added = true, srv.Capabilities
	if len(srv.Capabilities) == 0 && s.UID > 0 {
		c.user = decimal(s.UID)
	}
}

func (f *file) engineData(c *container, s *spec.Service, in *spec.ServiceIn) {
	for _, v := range s.Volumes {
		switch {
		case delivery.KeepsData(in.Server, f.env):
			c.volumes = append(c.volumes, namedVolume(s, v))
		case in.Server.DirectIO:
			c.volumes = append(c.volumes, mount{path: v.Path})
		case f.production():
			c.tmpfs = append(c.tmpfs, temporary(v.Path, in.Resources))
		default:
			c.tmpfs = append(c.tmpfs, v.Path)
		}
	}
}

func namedVolume(s *spec.Service, v spec.Volume) mount {
	return mount{source: s.VolumeName(v), path: v.Path, named: true}
}

// serve fills in the engine's variables, command and health check, the three places in which its secrets stand.
func (f *file) serve(c *container, s *spec.Service, srv *spec.Server) {
	if f.production() {
		f.serveFromFiles(c, s, srv)
	} else {
		f.serveFromVariables(c, srv)
	}
}

// serveFromVariables passes secrets as variables, which .env has. A secret that commands inside the container need, and
// no variable of the engine holds, gets one under its own name: it must not be part of a command's text.
func (f *file) serveFromVariables(c *container, srv *spec.Server) {
	c.environment = yaml.NewMap()
	for _, v := range srv.Env {
		if len(v.Text) > 0 {
			c.environment.Set(v.Name, f.text(v.Text))
		}
	}
	for _, secret := range slices.Concat(srv.Health, srv.Shell, srv.Load).Secrets() {
		if variableHolding(srv, secret) == "" && !c.environment.Has(secret.Var) {
			c.environment.Set(secret.Var, f.required(secret))
		}
	}
	for _, a := range delivery.ServerArgs(srv, f.env) {
		c.command = append(c.command, f.text(a))
	}
	check := srv.Health.Text(func(s *spec.Setting) string {
		name := variableHolding(srv, s)
		if name == "" {
			name = s.Var
		}
		return `"$` + name + `"`
	})
	c.health = engineHealth(srv, interpolate.Compose(check), false)
}

// variableHolding names the engine's variable that holds a secret and nothing else; "" if there is none.
func variableHolding(srv *spec.Server, secret *spec.Setting) string {
	for _, v := range srv.Env {
		if len(v.Text) == 1 && v.Text[0].Secret == secret {
			return v.Name
		}
	}
	return ""
}

// serveFromFiles passes secrets as files. What the engine cannot read from a file, it gets as a variable all the same.
func (f *file) serveFromFiles(c *container, s *spec.Service, srv *spec.Server) {
	launch := delivery.LaunchFromFiles(s, f.env)
	c.environment = yaml.NewMap()
	for _, v := range launch.Variables {
		c.environment.Set(v.Name, interpolate.Compose(v.Value))
	}
	for _, v := range launch.Unread {
		c.environment.Set(v.Name, f.text(v.Text))
	}
	for _, secret := range delivery.EngineSecrets(s, f.env) {
		c.secrets = append(c.secrets, secretOf(secret))
	}
	c.command = doubled(launch.Command)
	c.health = engineHealth(srv, interpolate.Compose(launch.Health), true)
}

func secretOf(s *spec.Setting) secret { return secret{name: delivery.FileName(s)} }

// restart is the policy for a container of the environment; "no" is what docker does anyway.
func restart(e *spec.Environment) string {
	if e.Restart == "no" {
		return ""
	}
	return e.Restart
}
