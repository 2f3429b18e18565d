package kubernetes

import (
	"bytes"
	"slices"

	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/generators/tree"
)

const (
	baseFolder        = "k8s/base"
	kustomizationFile = "kustomization.yaml"
)

// document is what a manifest file holds: what it is, for people, and its objects. Without any, there is no file.
type document struct {
	about   string
	objects []*yaml.Map
}

// kinds lists the manifests that a service can have, in the order in which people read them. One more is one function
// and one line.
var kinds = []struct {
	file string
	make func(*instance) document
}{
	{"serviceaccount.yaml", (*instance).account},
	{"networkpolicy.yaml", (*instance).networkPolicy},
	{"service.yaml", (*instance).serviceObject},
	{"volumes.yaml", (*instance).claimDocument},
	{"statefulset.yaml", (*instance).statefulSet},
	{"deployment.yaml", (*instance).deployment},
	{"cronjob.yaml", (*instance).cronJob},
	{"migration.yaml", (*instance).migration},
	{"hpa.yaml", (*instance).autoscaler},
	{"pdb.yaml", (*instance).disruptionBudget},
}

// files returns the service's folder of the base, and gives the overlays what differs between environments.
func (s *service) files() []tree.File {
	folder := baseFolder + "/" + s.Name
	var files []tree.File
	var resources []string
	for _, k := range kinds {
		made := make([]document, len(s.runs))
		for i, r := range s.runs {
			made[i] = k.make(r)
		}
		switch {
		case !same(made):
			s.spread(k.file, made)
		case len(made[0].objects) > 0:
			files = append(files, s.cluster.file(folder+"/"+k.file, made[0].about, made[0].objects...))
			resources = append(resources, k.file)
		}
	}
	settings := s.settings(folder)
	files = append(files, settings...)
	for _, r := range s.runs {
		r.overlay.add(r)
	}
	return append([]tree.File{s.kustomization(folder, resources, len(settings) > 0)}, files...)
}

func same(list []document) bool {
	if len(list) == 1 {
		return true
	}
	first := list[0].body()
	return !slices.ContainsFunc(list[1:], func(d document) bool { return !bytes.Equal(d.body(), first) })
}

func (d document) body() []byte { return yaml.Stream(d.about, d.objects...) }

// spread puts a manifest that differs between environments into the overlays of those that have it.
func (s *service) spread(name string, made []document) {
	for i, d := range made {
		if len(d.objects) > 0 {
			s.runs[i].overlay.addManifest(s.Name+"-"+name, d.about, d.objects...)
		}
	}
}

// settings returns the file of what the service reads in the base, if there is any such setting.
func (s *service) settings(folder string) []tree.File {
	base := s.baseConfig()
	if len(base) == 0 {
		return nil
	}
	about := "What " + s.Name + " reads, where an overlay says nothing else."
	return []tree.File{s.cluster.configFile(folder+"/config.env", about, base)}
}

func (s *service) kustomization(folder string, resources []string, settings bool) tree.File {
	m := kustomization().Blank().Set("resources", resources)
	if settings {
		m.Blank().
			Comment(hashed).
			Set("configMapGenerator", yaml.NewSeq(generated(s.Name, "", "config.env", s.baseConfig())))
	}
	return s.cluster.file(folder+"/"+kustomizationFile, s.about(), m)
}

func kustomization() *yaml.Map {
	return yaml.NewMap().Set("apiVersion", "kustomize.config.k8s.io/v1beta1").Set("kind", "Kustomization")
}

// baseFiles are what every environment has.
func (c *cluster) baseFiles() []tree.File {
	resources := []string{"networkpolicies.yaml"}
	for _, s := range c.services {
		if s.everywhere() {
			resources = append(resources, s.Name)
		}
	}
	return []tree.File{
		c.file(baseFolder+"/"+kustomizationFile, "What every environment on Kubernetes runs.", kustomization().Blank().Set("resources", resources)),
		c.file(baseFolder+"/networkpolicies.yaml", "Nothing may talk to anything, but for what a policy of its own allows.", c.namespacePolicies()...),
	}
}
