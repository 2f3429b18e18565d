package kubernetes

import (
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

// writable lists the folders that the program writes to and that are no volumes. Runtimes expect a /tmp.
func (r *instance) writable() []string {
	folders := []string{"/tmp"}
	for _, folder := range r.Build.Image.Writable {
		if !slices.Contains(folders, folder) {
			folders = append(folders, folder)
		}
	}
	return slices.DeleteFunc(folders, func(folder string) bool {
		return slices.ContainsFunc(r.Volumes, func(v spec.Volume) bool { return v.Path == folder })
	})
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
		list = append(list, object("v1", "PersistentVolumeClaim", claimName(r.Service, v), r.identity()).Set("spec", r.claim(mode)))
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

// jobDeadline ends a scheduled job that hangs: until then, no later one starts.
const jobDeadline = 6 * time.Hour

// cronJob runs a built service at its times.
func (r *instance) cronJob() document {
	if r.Schedule == "" {
		return document{}
	}
	w := r.program()
	w.restart = "Never"
	job := yaml.NewMap().
		Set("backoffLimit", 2).
		Comment("One that hangs would hold up all later ones.").
		Set("activeDeadlineSeconds", seconds(jobDeadline)).
		Set("ttlSecondsAfterFinished", seconds(week)).
		Set("template", w.template())
	body := yaml.NewMap().
		Set("schedule", yaml.Quoted(r.Schedule)).
		Set("timeZone", "Etc/UTC").
		Set("concurrencyPolicy", "Forbid").
		Set("startingDeadlineSeconds", 300).
		Set("successfulJobsHistoryLimit", 3).
		Set("failedJobsHistoryLimit", 3).
		Set("jobTemplate", yaml.NewMap().Set("spec", job))
	return document{about: r.about(), objects: []*yaml.Map{object("batch/v1", "CronJob", r.Name, r.identity()).Set("spec", body)}}
}

const (
	day  = 24 * time.Hour
	week = 7 * day
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
