package kubernetes

import (
	"path"
	"slices"
	"time"

	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/spec"
)

// drainTime is how long a server goes on after it has left its Service, until proxies and the ingress controller have
// heard of it.
const drainTime = 5 * time.Second

// program is the workload of a built service.
func (r *instance) program() *workload {
	w := r.code(r.identity(), r.Image)
	w.args = r.Command
	w.ports = r.Ports
	w.probes = probes(r.Service)
	w.annotations = scraped(r.Metrics)
	w.volumes = slices.DeleteFunc(w.volumes, func(v volume) bool { return r.hasVolumeAt(v.path) })
	for _, v := range r.Volumes {
		if r.env.Ephemeral {
			w.volumes = append(w.volumes, emptyDir("volume-"+v.Name, v.Path, int(spec.Bytes(r.Storage)>>20)))
		} else {
			w.volumes = append(w.volumes, claimed(r.Service, v))
		}
	}
	if r.Schedule == "" && len(r.Ports) > 0 {
		w.drain = drainTime
	}
	w.grace = r.StopGrace
	w.spread = r.Schedule == ""
	if !r.ownResources() {
		w.resources = amounts(r.in.Resources, w.volumes)
	}
	return w
}

func (r *instance) hasVolumeAt(folder string) bool {
	return slices.ContainsFunc(r.Volumes, func(v spec.Volume) bool { return path.Clean(v.Path) == path.Clean(folder) })
}

// about says what a service is.
func (s *service) about() string { return s.Name + ": " + s.Help }

// code is what every container of a service's own code has: its settings, its secrets, its user, folders to write to.
func (r *instance) code(id identity, image string) *workload {
	w := &workload{identity: id, image: image, imageNote: "the overlays add the tag", env: r.variables(), uid: r.UID}
	if r.hasConfig() {
		w.configMap = r.Name
	}
	if keys := r.secretKeys(); len(keys) > 0 && r.SecretsAs != spec.SecretsVariables {
		w.volumes = append(w.volumes, secretVolume(r.Name, keys))
	}
	w.volumes = append(w.volumes, scratch(r.writable())...)
	return w
}

// writable lists the folders that the program writes to. Runtimes expect a /tmp.
func (r *instance) writable() []string {
	folders := []string{"/tmp"}
	for _, folder := range r.Build.Image.Writable {
		if !slices.Contains(folders, folder) {
			folders = append(folders, folder)
		}
	}
	return folders
}

// scraped tells Prometheus' usual pod discovery where the metrics are.
func scraped(m *spec.Metrics) *yaml.Map {
	if m == nil {
		return nil
	}
	return yaml.NewMap().
		Set("prometheus.io/scrape", yaml.Quoted("true")).
		Set("prometheus.io/port", yaml.Quoted(decimal(m.Port.Number))).
		Set("prometheus.io/path", m.Path)
}

// account is the identity of the service's pods. They do not talk to the API server, so they get no token.
func (r *instance) account() document {
	return document{objects: []*yaml.Map{account(r.identity())}}
}

func account(id identity) *yaml.Map {
	return object("v1", "ServiceAccount", id.name, id).Set("automountServiceAccountToken", false)
}
