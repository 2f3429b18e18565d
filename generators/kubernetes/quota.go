package kubernetes

import (
	"strconv"

	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/spec"
)

// usage is what pods use together.
type usage struct {
	pods                           int
	requestMilliCPU, limitMilliCPU int64
	requestMemory, limitMemory     int64 // bytes
	storage                        int64 // bytes
	claims                         int
}

func (u *usage) add(copies int, r spec.Resources) {
	u.pods += copies
	u.requestMilliCPU += int64(copies) * spec.MilliCPU(r.RequestCPU)
	u.limitMilliCPU += int64(copies) * spec.MilliCPU(r.LimitCPU)
	u.requestMemory += int64(copies) * spec.Bytes(r.RequestMemory)
	u.limitMemory += int64(copies) * spec.Bytes(r.LimitMemory)
}

// guest is what a container gets that says nothing: one that somebody starts to look around, or that proves to a
// certificate authority that the host name is ours.
var guest = spec.Resources{RequestCPU: "50m", RequestMemory: "64Mi", LimitCPU: "200m", LimitMemory: "128Mi"}

// guests is how many of them there is room for.
const guests = 5

// usage is what the environment uses at most.
func (o *overlay) usage() usage {
	var u usage
	for _, r := range o.instances() {
		r.addTo(&u)
	}
	u.add(guests, guest)
	return u
}

func (r *instance) addTo(u *usage) {
	copies := r.most()
	if r.Kind == spec.Built && r.Schedule == "" {
		copies *= 2 // in a rollout, old copies may still be stopping when all the new ones are there
	}
	u.add(copies, r.in.Resources)
	if r.Migrations != nil {
		u.add(1, r.in.Resources)
	}
	claims := len(r.claims())
	if r.Kind == spec.Engine && r.keepsData() {
		claims = len(r.Volumes) * r.most()
	}
	u.claims += claims
	u.storage += int64(claims) * spec.Bytes(r.Storage)
}

// most is how many copies run at most.
func (r *instance) most() int {
	if r.Scale != nil {
		return r.Scale.Max
	}
	return r.in.Replicas
}

// limits bound the namespace.
func (o *overlay) limits() []*yaml.Map {
	u := o.usage()
	hard := yaml.NewMap().
		Set("pods", yaml.Quoted(decimal(u.pods))).
		Set("requests.cpu", milliCPU(u.requestMilliCPU)).
		Set("requests.memory", memory(u.requestMemory)).
		Set("limits.cpu", milliCPU(u.limitMilliCPU)).
		Set("limits.memory", memory(u.limitMemory))
	if u.claims > 0 {
		hard.Set("persistentvolumeclaims", yaml.Quoted(decimal(u.claims))).Set("requests.storage", memory(u.storage))
	}
	return []*yaml.Map{
		o.bound("ResourceQuota", yaml.NewMap().Set("hard", hard)),
		o.bound("LimitRange", yaml.NewMap().Set("limits", yaml.NewSeq(guestLimits()))),
	}
}

func guestLimits() *yaml.Map {
	return yaml.NewMap().
		Comment("For containers that say nothing, such as one to look around with.").
		Set("type", "Container").
		Set("defaultRequest", yaml.NewMap().Set("cpu", guest.RequestCPU).Set("memory", guest.RequestMemory)).
		Set("default", yaml.NewMap().Set("cpu", guest.LimitCPU).Set("memory", guest.LimitMemory))
}

func (o *overlay) bound(kind string, body *yaml.Map) *yaml.Map {
	name := o.cluster.project.Name
	return yaml.NewMap().
		Set("apiVersion", "v1").
		Set("kind", kind).
		Set("metadata", yaml.NewMap().Set("name", name).Set("labels", yaml.NewMap().Set(labelPartOf, name))).
		Set("spec", body)
}

// milliCPU writes an amount of processor in cores where it is a whole number of them.
func milliCPU(n int64) string {
	if n%1000 == 0 {
		return strconv.FormatInt(n/1000, 10)
	}
	return strconv.FormatInt(n, 10) + "m"
}

// memory writes bytes in the largest unit that divides them.
func memory(n int64) string {
	for _, unit := range []struct {
		size int64
		name string
	}{{1 << 30, "Gi"}, {1 << 20, "Mi"}, {1 << 10, "Ki"}} {
		if n%unit.size == 0 {
			return strconv.FormatInt(n/unit.size, 10) + unit.name
		}
	}
	return strconv.FormatInt(n, 10)
}
