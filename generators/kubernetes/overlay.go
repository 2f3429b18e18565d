package kubernetes

import (
	"strconv"

	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// overlay is what one environment adds to the base, in the making.
type overlay struct {
	cluster   *cluster
	env       *spec.Environment
	resources []string // of its kustomization, in order
	files     []tree.File
	images    *yaml.Seq
	replicas  *yaml.Seq
	configs   *yaml.Seq
	patches   *yaml.Seq
}

func newOverlay(c *cluster, e *spec.Environment) *overlay {
	o := &overlay{cluster: c, env: e, images: yaml.NewSeq(), replicas: yaml.NewSeq(), configs: yaml.NewSeq(), patches: yaml.NewSeq()}
	o.addManifest("namespace.yaml", "", o.namespace())
	o.resources = append(o.resources, "../../base")
	return o
}

func (o *overlay) folder() string { return spec.Overlays + "/" + o.env.Name }

// instances lists the services that the environment runs itself.
func (o *overlay) instances() []*instance {
	var list []*instance
	for _, s := range o.cluster.services {
		for _, r := range s.runs {
			if r.overlay == o {
				list = append(list, r)
			}
		}
	}
	return list
}

// addManifest adds a file that is a resource of its own.
func (o *overlay) addManifest(name, about string, objects ...*yaml.Map) {
	o.resources = append(o.resources, name)
	o.files = append(o.files, o.cluster.file(o.folder()+"/"+name, about, objects...))
}

// add takes over what the environment says of a service.
func (o *overlay) add(r *instance) {
	if !r.everywhere() {
		o.resources = append(o.resources, "../../base/"+r.Name)
	}
	o.addImages(r)
	o.addReplicas(r)
	o.addConfig(r)
	if patch := r.patch(); patch != nil {
		name := r.Name + "-patch.yaml"
		o.patches.Add(yaml.NewMap().Set("path", name))
		o.files = append(o.files, o.cluster.file(o.folder()+"/"+name, o.says(r), patch))
	}
	if r.Migrations != nil {
		o.patches.Add(r.renamed())
	}
}

func (o *overlay) addImages(r *instance) {
	if r.Kind != spec.Built {
		return
	}
	names := []string{r.Image}
	if r.Migrations != nil {
		names = append(names, r.MigrationImage())
	}
	for _, name := range names {
		o.images.Add(yaml.NewMap().Set("name", name).Set("newTag", yaml.Quoted(r.env.Version)))
	}
}

func (o *overlay) addReplicas(r *instance) {
	if r.Scale != nil || r.Schedule != "" || r.Kind == spec.Engine && r.in.Replicas == 1 {
		return
	}
	o.replicas.Add(yaml.NewMap().Set("name", r.Name).Set("count", r.in.Replicas))
}

// addConfig adds the settings that the environment has for itself. They are laid over the base's, if there are any.
func (o *overlay) addConfig(r *instance) {
	base, own := r.baseConfig(), r.ownConfig()
	if !r.hasConfig() || len(own) == 0 && len(base) > 0 {
		return
	}
	behavior := ""
	if len(base) > 0 {
		behavior = "merge"
	}
	name := r.Name + ".env"
	o.configs.Add(generated(r.Name, behavior, name, own))
	o.files = append(o.files, o.cluster.configFile(o.folder()+"/"+name, o.says(r), own))
}

func (o *overlay) says(r *instance) string { return "What " + o.env.Name + " says of " + r.Name + "." }

// addOwn adds what is no service's: bounds, and the way in.
func (o *overlay) addOwn() {
	o.addManifest("quota.yaml", "What the spec asks for, with room for a rollout, and no more.", o.limits()...)
	o.addEntries()
}

func (o *overlay) kustomization() tree.File {
	m := kustomization().
		Blank().Set("namespace", o.env.Namespace).
		Blank().Set("resources", o.resources).
		Blank().Comment("The version that runs here.").SetNonEmpty("images", o.images).
		Blank().SetNonEmpty("replicas", o.replicas).
		Blank().Comment(hashed).SetNonEmpty("configMapGenerator", o.configs).
		Blank().SetNonEmpty("patches", o.patches)
	about := o.env.Name + ": " + o.env.Help + "\n\n  kubectl apply --kustomize " + o.folder()
	return o.cluster.file(o.folder()+"/"+kustomizationFile, about, m)
}

// namespace is the environment's own, in which Kubernetes refuses pods that ask for more than "restricted" allows.
// Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces
func (o *overlay) namespace() *yaml.Map {
	labels := yaml.NewMap().Set(labelPartOf, o.cluster.project.Name)
	for _, mode := range []string{"enforce", "audit", "warn"} {
		labels.Set("pod-security.kubernetes.io/"+mode, "restricted")
	}
	return yaml.NewMap().
		Set("apiVersion", "v1").
		Set("kind", "Namespace").
		Set("metadata", yaml.NewMap().Set("name", o.env.Namespace).Set("labels", labels))
}

func decimal(n int) string { return strconv.Itoa(n) }
