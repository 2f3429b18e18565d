package spec

import (
	"fmt"
	"net/url"
	"strconv"
)

// loopback is the address that development ports are bound to: nobody else on the network reaches them.
const loopback = "127.0.0.1"

// resolvePublished decides which ports of the machine lead to which services, in every environment, and reports
// clashes.
func (r *resolver) resolvePublished() {
	for _, s := range r.project.Services {
		for _, in := range s.In {
			in.Publish = r.published(s, in.Environment)
		}
	}
	r.placeConsoles()
	for i, e := range r.project.Environments {
		owner := map[int]string{} // by port of the machine: the path that asks for it
		for _, s := range r.project.Services {
			for _, p := range s.In[i].Publish {
				r.claimPort(owner, e, p.Host, s.Name, r.publishPath(s, e, p.Name), "publish: "+p.Name)
			}
		}
		for _, s := range r.project.EngineServices() {
			if c := s.In[i].Server.Console; c != nil && e.Consoles {
				r.claimPort(owner, e, c.Publish, c.Name, child(s.Path, "console"), "console: publish")
			}
		}
	}
	r.checkPublishNames()
}

// claimPort takes a port of the machine for what stands at a path, or reports that another one has it. field is what
// chooses a port, inside the service.
func (r *resolver) claimPort(owner map[int]string, e *Environment, port int, name, path, field string) {
	other, taken := owner[port]
	if !taken {
		owner[port] = path
		return
	}
	free := port + 1
	for owner[free] != "" {
		free++
	}
	p := r.report("DG120", path, fmt.Sprintf("ports clash in environment %q: %s publishes %d, which is taken", e.Name, name, port),
		fmt.Sprintf("publish another port:  %s: %d", field, free))
	p.relate(r.doc.LocateValue(other), other, "taken here")
	r.broken[path] = true
}

// publishPath is where the spec says, or could say, which port of the machine is used.
func (r *resolver) publishPath(s *Service, e *Environment, port string) string {
	raw := r.raw.Services[s.Name]
	if _, name, ok := likeValueWhere(r, e.Name, raw.In, func(in rawServiceIn) bool { return in.Publish[port] != 0 }); ok {
		return child(child(child(child(s.Path, "in"), name), "publish"), port)
	}
	if raw.Publish[port] != 0 {
		return child(child(s.Path, "publish"), port)
	}
	if raw.Ports[port] != 0 {
		return child(child(s.Path, "ports"), port)
	}
	return s.Path
}

func (r *resolver) published(s *Service, e *Environment) []Publish {
	in := s.Env(e)
	if in.Managed || s.Kind == External || e.Stage == Test || s.Kind == Engine && e.Stage == Production {
		return nil
	}
	raw := r.raw.Services[s.Name]
	bind := loopback
	if e.Stage == Production && e.RunsOn == Compose {
		bind = ""
	}
	var list []Publish
	for _, p := range s.Ports {
		host := orElse(raw.Publish[p.Name], p.Number)
		if special, _, ok := likeValueWhere(r, e.Name, raw.In, func(in rawServiceIn) bool { return in.Publish[p.Name] != 0 }); ok {
			host = special.Publish[p.Name]
		}
		list = append(list, Publish{Port: p, Name: p.Name, Host: host, Bind: bind})
	}
	return list
}

func (r *resolver) checkPublishNames() {
	for _, s := range r.project.Services {
		raw := r.raw.Services[s.Name]
		r.checkPortNames(s, child(s.Path, "publish"), raw.Publish)
		for _, name := range sortedKeys(raw.In) {
			r.checkPortNames(s, child(child(child(s.Path, "in"), name), "publish"), raw.In[name].Publish)
		}
	}
}

func (r *resolver) checkPortNames(s *Service, path string, publish map[string]int) {
	for _, name := range sortedKeys(publish) {
		if r.portNamed(s, name) == nil {
			r.unknownKey("DG115", child(path, name), "port", name, portNames(s), child(s.Path, "ports"))
		}
	}
}

func (r *resolver) portNamed(s *Service, name string) *Port {
	for _, p := range s.Ports {
		if p.Name == name {
			return p
		}
	}
	return nil
}

func portNames(s *Service) []string {
	var names []string
	for _, p := range s.Ports {
		names = append(names, p.Name)
	}
	return names
}

// resolveAddresses answers once where the project's own services reach each service, in every environment.
func (r *resolver) resolveAddresses() {
	for _, s := range r.project.Services {
		for _, in := range s.In {
			in.Address = address(s, in)
		}
	}
}

func address(s *Service, in *ServiceIn) Address {
	switch {
	case s.Kind == External:
		return externalAddress(s.URL)
	case len(s.Ports) == 0:
		return Address{}
	case in.Managed:
		return Address{Host: in.Address.Host, Port: orElse(in.Address.Port, s.Ports[0].Number)}
	case in.Environment.RunsOn == Host && len(in.Publish) > 0:
		return Address{Host: "localhost", Port: in.Publish[0].Host}
	}
	// Compose and Kubernetes both resolve a service by its name; jobs on GitHub run inside the test compose file.
	return Address{Host: s.Name, Port: s.Ports[0].Number}
}

func externalAddress(text string) Address {
	u, err := url.Parse(text)
	if err != nil {
		return Address{}
	}
	port, _ := strconv.Atoi(u.Port())
	if port == 0 {
		port = map[string]int{"https": 443, "http": 80, "smtp": 25, "smtps": 465}[u.Scheme]
	}
	return Address{Host: u.Hostname(), Port: port}
}
