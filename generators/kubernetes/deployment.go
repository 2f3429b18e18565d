package kubernetes

import (
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/spec"
)

// deployment runs a built service.
func (r *instance) deployment() document {
	if r.Kind != spec.Built || r.Schedule != "" {
		return document{}
	}
	body := yaml.NewMap().
		Comment(r.copies()).
		Set("revisionHistoryLimit", 5).
		Set("selector", selector(r.Name)).
		Set("strategy", r.strategy()).
		Set("template", r.program().template())
	return document{about: r.about(), objects: []*yaml.Map{object("apps/v1", "Deployment", r.Name, r.identity()).Set("spec", body)}}
}

// copies says where the number of copies is decided, as it is not in the Deployment.
func (r *instance) copies() string {
	if r.Scale != nil {
		return "No replicas here: hpa.yaml decides how many copies run."
	}
	return "No replicas here: the overlays say how many copies run."
}

// strategy replaces copies one by one, never running fewer than are asked for. A single copy with a volume that only
// one node can hold has to go first.
func (r *instance) strategy() *yaml.Map {
	if len(r.claims()) > 0 && !r.several() {
		return yaml.NewMap().
			Comment("Only one node can hold the volume: the old copy has to let go of it first.").
			Set("type", "Recreate")
	}
	return yaml.NewMap().
		Set("type", "RollingUpdate").
		Set("rollingUpdate", yaml.NewMap().Set("maxSurge", 1).Set("maxUnavailable", 0))
}

// several reports whether more than one copy may run.
func (r *instance) several() bool {
	if r.Scale != nil {
		return r.Scale.Max > 1
	}
	return r.in.Replicas > 1
}
