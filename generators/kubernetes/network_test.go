package kubernetes_test

import (
	"slices"
	"testing"

	"devgen.dev/devgen/generators/internal/manifests"
	"devgen.dev/devgen/spec"
)

// Every service reaches what it needs and what its settings lead to, and nothing else; that is, out of its own pods and
// into the others'.
func TestNetworkIsWhatTheSpecSays(t *testing.T) {
	eachNamespace(t, func(t *testing.T, p *spec.Project, e *spec.Environment, rendered []byte) {
		b, _ := manifests.Read(rendered)
		for _, from := range p.BuiltServices() {
			for _, to := range p.Services {
				checkReach(t, b, e, from, to)
			}
		}
	})
}

func checkReach(t *testing.T, b *manifests.Bundle, e *spec.Environment, from, to *spec.Service) {
	t.Helper()
	allowed := slices.ContainsFunc(from.Needs, func(n *spec.Need) bool { return n.Service == to }) ||
		slices.ContainsFunc(from.Settings, func(s *spec.Setting) bool { return s.Provider == to })
	in := to.Env(e)
	if to.Kind == spec.External || in.Managed {
		if allowed && !b.ReachesOutside(from.Name, in.Address.Port) {
			t.Errorf("%s: %s does not reach %s, which is outside", e.Name, from.Name, to.Name)
		}
		return
	}
	for _, port := range to.Ports {
		if got := b.Reaches(from.Name, to.Name, port.Number); got != allowed {
			t.Errorf("%s: %s reaches %s: %v, want %v", e.Name, from.Name, to.Name, got, allowed)
		}
		if from.Migrations != nil && to.Kind == spec.Engine && b.Reaches(from.MigrationName(), to.Name, port.Number) != allowed {
			t.Errorf("%s: the migrations of %s reach %s: %v, want %v", e.Name, from.Name, to.Name, !allowed, allowed)
		}
	}
}
