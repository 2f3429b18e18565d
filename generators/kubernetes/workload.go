package kubernetes

import (
	"time"

	"devgen.dev/devgen/generators/internal/interpolate"
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/spec"
)

// workload is what Deployments, StatefulSets, Jobs and CronJobs run: a pod with one container. A field that is empty
// is left out.
type workload struct {
	identity
	annotations *yaml.Map
	image       string
	imageNote   string   // for people, behind the image
	args        []string // in place of the image's own
	ports       []*spec.Port
	configMap   string // whose keys become variables
	env         *yaml.Seq
	probes      []probe
	drain       time.Duration // between leaving the Service and being told to stop
	grace       time.Duration // to stop
	resources   *yaml.Map     // nil = a patch of the overlay has them
	uid         int           // 0 = the image's own, which then must not be root
	volumes     []volume
	restart     string
	spread      bool // copies over nodes and zones
}

// template is the pod template. The pod's account has the workload's name.
func (w *workload) template() *yaml.Map {
	metadata := yaml.NewMap().
		Set("labels", w.labels()).
		SetNonEmpty("annotations", w.annotations)
	return yaml.NewMap().Set("metadata", metadata).Set("spec", w.pod())
}

func (w *workload) pod() *yaml.Map {
	m := yaml.NewMap().
		Set("serviceAccountName", w.name).
		Set("automountServiceAccountToken", false).
		Set("enableServiceLinks", false).
		SetNonEmpty("restartPolicy", w.restart).
		Set("terminationGracePeriodSeconds", seconds(w.grace+w.drain)).
		Set("securityContext", w.podSecurity())
	if w.spread {
		m.Set("topologySpreadConstraints", overZones(w.name)).Set("affinity", apart(w.name))
	}
	m.Blank().Set("containers", yaml.NewSeq(w.container()))
	return m.Blank().SetNonEmpty("volumes", podVolumes(w.volumes))
}

// container is the pod's only one, in the order in which people read it: what runs, with what, how it is watched and
// stopped, what it may use and do.
func (w *workload) container() *yaml.Map {
	m := yaml.NewMap().
		Set("name", w.name).
		Set("image", w.image).Note(w.imageNote).
		Set("imagePullPolicy", "Always").
		SetNonEmpty("args", arguments(w.args)).
		SetNonEmpty("ports", containerPorts(w.ports))
	if w.configMap != "" {
		m.Set("envFrom", yaml.NewSeq(yaml.NewMap().Set("configMapRef", yaml.NewMap().Set("name", w.configMap))))
	}
	m.SetNonEmpty("env", w.env).Blank()
	for _, p := range w.probes {
		m.Set(p.name, p.check)
	}
	m.Blank().SetNonEmpty("lifecycle", w.lifecycle())
	m.Blank().SetNonEmpty("resources", w.resources)
	m.Blank().Set("securityContext", containerSecurity())
	return m.SetNonEmpty("volumeMounts", mounts(w.volumes))
}

// arguments protects words from the kubelet's own variables.
func arguments(words []string) any {
	var list []string
	for _, word := range words {
		list = append(list, interpolate.Kubernetes(word))
	}
	return yaml.FlowStrings(list)
}

func containerPorts(ports []*spec.Port) *yaml.Seq {
	list := yaml.NewSeq()
	for _, p := range ports {
		list.Add(yaml.NewMap().Set("name", p.Name).Set("containerPort", p.Number))
	}
	return list
}

// lifecycle keeps a pod working until every proxy has heard that it is going: without the pause, the last requests
// reach a closed port.
func (w *workload) lifecycle() *yaml.Map {
	if w.drain == 0 {
		return nil
	}
	sleep := yaml.NewMap().Set("seconds", seconds(w.drain))
	return yaml.NewMap().
		Comment("Requests still arrive until every proxy has heard that the pod is going.").
		Set("preStop", yaml.NewMap().Set("sleep", sleep))
}

// podSecurity is what the standard "restricted" asks of a pod, with the image's user as a number: a name proves nothing.
// Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
func (w *workload) podSecurity() *yaml.Map {
	m := yaml.NewMap().Set("runAsNonRoot", true)
	if w.uid > 0 {
		m.Set("runAsUser", w.uid).
			Set("runAsGroup", w.uid).
			Set("fsGroup", w.uid).
			Set("fsGroupChangePolicy", "OnRootMismatch")
	}
	return m.Set("seccompProfile", yaml.NewMap().Set("type", "RuntimeDefault"))
}

func containerSecurity() *yaml.Map {
	return yaml.NewMap().
		Set("allowPrivilegeEscalation", false).
		Set("capabilities", yaml.NewMap().Set("drop", yaml.Flow("ALL"))).
		Set("readOnlyRootFilesystem", true)
}

// overZones spreads copies over the zones, where there are several.
func overZones(name string) *yaml.Seq {
	return yaml.NewSeq(yaml.NewMap().
		Set("maxSkew", 1).
		Set("topologyKey", "topology.kubernetes.io/zone").
		Set("whenUnsatisfiable", "ScheduleAnyway").
		Set("labelSelector", selector(name)))
}

// apart puts copies on different nodes, as long as there are enough.
func apart(name string) *yaml.Map {
	term := yaml.NewMap().Set("topologyKey", "kubernetes.io/hostname").Set("labelSelector", selector(name))
	preferred := yaml.NewSeq(yaml.NewMap().Set("weight", 100).Set("podAffinityTerm", term))
	return yaml.NewMap().Set("podAntiAffinity", yaml.NewMap().Set("preferredDuringSchedulingIgnoredDuringExecution", preferred))
}

// seconds writes a duration in whole seconds, a begun one counting in full: Kubernetes knows no smaller unit, and 0
// would mean its default.
func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }
