package kubernetes

import (
	"devgen.dev/devgen/generators/internal/delivery"
	"devgen.dev/devgen/generators/internal/interpolate"
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/spec"
)

// engine is the workload of an engine. It runs as the user of its image from the start: what an image does as root
// before it changes to that user is done by fsGroup here.
func (r *instance) engine() *workload {
	srv := r.in.Server
	launch := delivery.LaunchFromFiles(r.Service, r.env)
	w := &workload{
		identity: r.identity(), image: r.Image, args: launch.Command, ports: r.Ports, env: r.launchVariables(launch),
		probes: engineProbes(srv, r.Port(), launch.Health), uid: r.UID, grace: r.StopGrace,
	}
	if keys := r.secretKeys(); len(keys) > 0 {
		w.volumes = append(w.volumes, secretVolume(r.Name, keys))
	}
	for _, v := range r.Volumes {
		if r.keepsData() {
			w.volumes = append(w.volumes, volume{name: v.Name, path: v.Path, folder: "data"})
		} else {
			w.volumes = append(w.volumes, emptyDir(v.Name, v.Path, int(spec.Bytes(r.Storage)>>20)))
		}
	}
	w.volumes = append(w.volumes, scratch(srv.Writable)...)
	if !r.ownResources() {
		w.resources = amounts(r.in.Resources, w.volumes)
	}
	return w
}

func (r *instance) keepsData() bool { return delivery.KeepsData(r.in.Server, r.env) }

// launchVariables are an engine's variables. Those whose secrets no file can bring come from the Secret.
func (r *instance) launchVariables(launch delivery.Launch) *yaml.Seq {
	list := yaml.NewSeq()
	for _, v := range launch.Variables {
		list.Add(textVariable(v.Name, interpolate.Kubernetes(v.Value)))
	}
	have := map[string]bool{}
	for _, v := range launch.Unread {
		for _, secret := range v.Text.Secrets() {
			if !have[secret.Var] {
				list.Add(secretVariable(r.Name, secretKey{name: delivery.FileName(secret), setting: secret}))
				have[secret.Var] = true
			}
		}
		if !have[v.Name] {
			list.Add(textVariable(v.Name, kubeletText(v.Text)))
		}
	}
	return list
}

// statefulSet runs an engine: one copy with a name and a volume of its own.
func (r *instance) statefulSet() document {
	if r.Kind != spec.Engine {
		return document{}
	}
	body := yaml.NewMap().
		Set("serviceName", r.Name).
		Set("replicas", 1).
		Set("revisionHistoryLimit", 5).
		Set("selector", selector(r.Name)).
		Set("updateStrategy", yaml.NewMap().Set("type", "RollingUpdate")).
		Set("template", r.engine().template())
	if claims := r.claimTemplates(); claims.Len() > 0 {
		body.
			Blank().Set("persistentVolumeClaimRetentionPolicy", yaml.NewMap().Set("whenDeleted", "Retain").Set("whenScaled", "Retain")).
			Set("volumeClaimTemplates", claims)
	}
	return document{about: r.about(), objects: []*yaml.Map{object("apps/v1", "StatefulSet", r.Name, r.identity()).Set("spec", body)}}
}

// claimTemplates are the volumes that the StatefulSet keeps. They hold nothing that may change: Kubernetes refuses any
// change to them.
func (r *instance) claimTemplates() *yaml.Seq {
	list := yaml.NewSeq()
	if !r.keepsData() {
		return list
	}
	for _, v := range r.Volumes {
		list.Add(yaml.NewMap().
			Set("metadata", yaml.NewMap().Set("name", v.Name).Set("labels", yaml.NewMap().Set(labelName, r.Name))).
			Set("spec", r.claim("ReadWriteOnce")))
	}
	return list
}
