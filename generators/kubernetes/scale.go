package kubernetes

import (
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/spec"
)

// autoscaler decides how many copies run. It is slow to take some away: load comes back.
func (r *instance) autoscaler() document {
	if r.Scale == nil || r.Schedule != "" {
		return document{}
	}
	cpu := yaml.NewMap().
		Set("name", "cpu").
		Set("target", yaml.NewMap().Set("type", "Utilization").Set("averageUtilization", r.Scale.CPU))
	body := yaml.NewMap().
		Set("scaleTargetRef", yaml.NewMap().Set("apiVersion", "apps/v1").Set("kind", "Deployment").Set("name", r.Name)).
		Set("minReplicas", r.Scale.Min).
		Set("maxReplicas", r.Scale.Max).
		Set("metrics", yaml.NewSeq(yaml.NewMap().Set("type", "Resource").Set("resource", cpu))).
		Set("behavior", yaml.NewMap().Set("scaleDown", yaml.NewMap().Set("stabilizationWindowSeconds", 300)))
	return document{objects: []*yaml.Map{object("autoscaling/v2", "HorizontalPodAutoscaler", r.Name, r.identity()).Set("spec", body)}}
}

// disruptionBudget lets a node be drained one copy at a time. A single copy gets none: it could only forbid, and so
// hold up whoever mends the node.
func (r *instance) disruptionBudget() document {
	if r.Kind != spec.Built || r.Schedule != "" || r.fewest() < 2 {
		return document{}
	}
	body := yaml.NewMap().
		Set("maxUnavailable", 1).
		Comment("A copy that does not work anyway may always go.").
		Set("unhealthyPodEvictionPolicy", "AlwaysAllow").
		Set("selector", selector(r.Name))
	return document{objects: []*yaml.Map{object("policy/v1", "PodDisruptionBudget", r.Name, r.identity()).Set("spec", body)}}
}

// fewest is how many copies run at least.
func (r *instance) fewest() int {
	if r.Scale != nil {
		return r.Scale.Min
	}
	return r.in.Replicas
}
