package spec

import (
	"fmt"
	"strings"
	"time"
)

// resolveProbes gives every built service the probes that it asks for, and, where it listens on a port, those that
// follow: a service whose health nobody can see is restarted by nobody.
func (r *resolver) resolveProbes() {
	for _, s := range r.project.BuiltServices() {
		raw := r.raw.Services[s.Name]
		probes := raw.Probes
		if probes == nil {
			probes = &rawProbes{}
		}
		path := child(s.Path, "probes")
		s.Startup = r.probe(s, child(path, "startup"), probes.Startup, 5*time.Second, 30)
		s.Liveness = r.probe(s, child(path, "liveness"), probes.Liveness, 30*time.Second, 3)
		s.Readiness = r.probe(s, child(path, "readiness"), probes.Readiness, 10*time.Second, 3)
		r.impliedProbes(s)
		s.Metrics = r.metrics(s, raw.Metrics)
	}
}

// impliedProbes adds what a service leaves out: a check of its first port, and patience while it starts.
func (r *resolver) impliedProbes(s *Service) {
	if s.Schedule != "" {
		return
	}
	if s.Liveness == nil && s.Readiness == nil && s.Port() != nil {
		s.Readiness = &Probe{TCP: true, Port: s.Port(), Period: 10 * time.Second, Timeout: 5 * time.Second, Failures: 3}
	}
	first := s.Liveness
	if first == nil {
		first = s.Readiness
	}
	if s.Startup == nil && first != nil {
		startup := *first
		startup.Period, startup.Failures, startup.Delay = 5*time.Second, 30, 0
		s.Startup = &startup
	}
	if s.Probe() == nil && !r.brokenBelow(s.Path) {
		r.reportKey("DG501", s.Path, fmt.Sprintf("nobody can see whether %q works: it has no port and no probe", s.Name),
			`add  probes: liveness: command: ["…"]`)
	}
}

// brokenBelow reports whether a part of what stands at a path was refused: a misspelt "port" is no missing one.
func (r *resolver) brokenBelow(path string) bool {
	for other := range r.broken {
		if strings.HasPrefix(other, path+".") {
			return true
		}
	}
	return false
}

func (r *resolver) probe(s *Service, path string, raw *rawProbe, period time.Duration, failures int) *Probe {
	if raw == nil {
		return nil
	}
	p := &Probe{
		HTTPPath: raw.Path, TCP: raw.TCP, GRPC: raw.GRPC, Command: raw.Command,
		Period: orElse(duration(raw.Period), period), Timeout: duration(raw.Timeout),
		Failures: orElse(raw.Failures, failures), Delay: duration(raw.Delay),
	}
	r.checkProbeKind(path, raw)
	if len(raw.Command) == 0 {
		p.Port = r.portFor(s, path, raw.Port)
	}
	if p.Timeout > p.Period {
		r.report("DG127", path, fmt.Sprintf("the probe may take %s but is repeated every %s", p.Timeout, p.Period),
			fmt.Sprintf("set a timeout of at most %s, or a longer period", p.Period))
	}
	return p
}

func (r *resolver) checkProbeKind(path string, raw *rawProbe) {
	var ways []string
	for _, w := range []struct {
		set  bool
		name string
	}{{raw.Path != "", "path"}, {raw.TCP, "tcp"}, {raw.GRPC, "grpc"}, {len(raw.Command) > 0, "command"}} {
		if w.set {
			ways = append(ways, w.name)
		}
	}
	switch {
	case len(ways) == 0:
		r.reportKey("DG124", path, "the probe does not say how to check", `add  path: "/healthz",  tcp: true,  grpc: true  or  command: ["…"]`)
	case len(ways) > 1:
		r.reportKey("DG124", path, "the probe checks in several ways at once: "+strings.Join(ways, ", "), "keep one of them")
	}
}

// portFor follows the name of a port; "" means the first.
func (r *resolver) portFor(s *Service, path, name string) *Port {
	if name == "" {
		if s.Port() == nil {
			r.reportKey("DG115", path, fmt.Sprintf("%q has no port", s.Name), "add  ports: http: 8080  to the service, or check by  command: […]")
		}
		return s.Port()
	}
	port := r.portNamed(s, name)
	if port == nil {
		r.unknown("DG115", child(path, "port"), "port", name, portNames(s), child(s.Path, "ports"))
	}
	return port
}

func (r *resolver) metrics(s *Service, raw *rawMetrics) *Metrics {
	if raw == nil {
		return nil
	}
	return &Metrics{Path: raw.Path, Port: r.portFor(s, child(s.Path, "metrics"), raw.Port)}
}
