package kubernetes

import (
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/spec"
)

// claims are the volumes of a built service. Several copies, which may be on several nodes, share them.
func (r *instance) claims() []*yaml.Map {
	if r.Kind != spec.Built || r.env.Ephemeral {
		return nil
	}
	mode := "ReadWriteOnce"
	if r.several() {
		mode = "ReadWriteMany"
	}
	var list []*yaml.Map
	for _, v := range r.Volumes {
		list = append(list, object("v1", "PersistentVolumeClaim", r.VolumeName(v), r.identity()).Set("spec", r.claim(mode)))
	}
	return list
}

func (r *instance) claim(mode string) *yaml.Map {
	return yaml.NewMap().
		Set("accessModes", yaml.Flow(mode)).
		SetNonEmpty("storageClassName", r.cluster.project.Kubernetes.StorageClass).
		Set("resources", yaml.NewMap().Set("requests", yaml.NewMap().Set("storage", r.Storage)))
}

func (r *instance) claimDocument() document {
	about := ""
	if r.several() {
		about = "Several copies share these, so the storage class has to offer ReadWriteMany."
	}
	return document{about: about, objects: r.claims()}
}
