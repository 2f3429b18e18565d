package spec

import (
	"fmt"
	"strings"
)

// HealthURL is the address at which a service asks itself for an HTTP probe. It is a number, not "localhost": that may
// resolve to ::1, where many servers do not listen.
func (p *Probe) HealthURL() string {
	return fmt.Sprintf("http://%s:%d%s", loopback, p.Port.Number, p.HTTPPath)
}

// HealthCommand returns the argument list that checks a probe from inside the service's own container, for Docker and
// compose, which know no other checks. It is nil if there is no probe, or the image has no program for it. A gRPC probe
// becomes a check of the port: images hold no gRPC client.
func (s *Service) HealthCommand(p *Probe) []string {
	switch {
	case p == nil:
		return nil
	case len(p.Command) > 0:
		return p.Command
	case p.HTTPPath != "":
		return filled(s.Build.Image.Health, strings.NewReplacer("{url}", p.HealthURL(), "{port}", fmt.Sprint(p.Port.Number), "{path}", p.HTTPPath))
	}
	return filled(s.Build.Image.HealthPort, strings.NewReplacer("{port}", fmt.Sprint(p.Port.Number)))
}
