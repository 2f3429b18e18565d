package kubernetes

import (
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/spec"
)

// patch is what a workload has in this environment only: what it may use, and connections. It is nil if there is
// nothing of that kind.
func (r *instance) patch() *yaml.Map {
	container := yaml.NewMap().Set("name", r.Name)
	if r.ownConnections() {
		env := yaml.NewSeq()
		r.addSecrets(env)
		container.Set("env", env)
	}
	if r.ownResources() {
		container.Set("resources", amounts(r.in.Resources, r.workload().volumes))
	}
	if container.Len() == 1 {
		return nil
	}
	pod := yaml.NewMap().Set("template", yaml.NewMap().Set("spec", yaml.NewMap().Set("containers", yaml.NewSeq(container))))
	version, kind := "apps/v1", "Deployment"
	switch {
	case r.Kind == spec.Engine:
		kind = "StatefulSet"
	case r.Schedule != "":
		version, kind = "batch/v1", "CronJob"
		pod = yaml.NewMap().Set("jobTemplate", yaml.NewMap().Set("spec", pod))
	}
	return yaml.NewMap().
		Set("apiVersion", version).
		Set("kind", kind).
		Set("metadata", yaml.NewMap().Set("name", r.Name)).
		Set("spec", pod)
}

func (r *instance) workload() *workload {
	if r.Kind == spec.Engine {
		return r.engine()
	}
	return r.program()
}
