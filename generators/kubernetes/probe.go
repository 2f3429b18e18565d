package kubernetes

import (
	"time"

	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/spec"
)

// probe is one of a container's three checks, under its name in the manifest.
type probe struct {
	name  string
	check *yaml.Map
}

// probes are the checks of a built service. A scheduled one has none: a job is well if it ends well.
func probes(s *spec.Service) []probe {
	if s.Schedule != "" {
		return nil
	}
	var list []probe
	for _, p := range []struct {
		name string
		*spec.Probe
	}{{"startupProbe", s.Startup}, {"livenessProbe", s.Liveness}, {"readinessProbe", s.Readiness}} {
		if p.Probe != nil {
			list = append(list, probe{p.name, check(p.Probe)})
		}
	}
	return list
}

func check(p *spec.Probe) *yaml.Map {
	m := yaml.NewMap()
	switch {
	case len(p.Command) > 0:
		m.Set("exec", yaml.NewMap().Set("command", arguments(p.Command)))
	case p.HTTPPath != "":
		m.Set("httpGet", yaml.NewMap().Set("path", p.HTTPPath).Set("port", p.Port.Name))
	case p.GRPC:
		m.Set("grpc", yaml.NewMap().Set("port", p.Port.Number)) // the API takes no name here
	default:
		m.Set("tcpSocket", yaml.NewMap().Set("port", p.Port.Name))
	}
	if p.Delay > 0 {
		m.Set("initialDelaySeconds", seconds(p.Delay))
	}
	return m.
		Set("periodSeconds", seconds(p.Period)).
		Set("timeoutSeconds", seconds(p.Timeout)).
		Set("failureThreshold", p.Failures)
}

// engineProbes are the checks of an engine. Whether it can serve is asked by its own client, some of which take seconds
// to start. Whether it lives is only whether it listens: a database that is busy, or replays its log, must not be killed
// for it.
func engineProbes(srv *spec.Server, port *spec.Port, command string) []probe {
	listens := spec.Probe{TCP: true, Port: port, Period: 20 * time.Second, Timeout: 5 * time.Second, Failures: 6}
	serves := listens
	if command != "" {
		serves = spec.Probe{Command: []string{"sh", "-c", command}, Timeout: 10 * time.Second}
	}
	starts := serves
	starts.Period = 5 * time.Second
	starts.Failures = max(1, seconds(srv.Startup)/seconds(starts.Period))
	serves.Period, serves.Failures = 10*time.Second, 3
	return []probe{{"startupProbe", check(&starts)}, {"livenessProbe", check(&listens)}, {"readinessProbe", check(&serves)}}
}
