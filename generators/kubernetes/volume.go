package kubernetes

import (
	"fmt"
	"slices"
	"strings"

	"devgen.dev/devgen/generators/internal/delivery"
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/spec"
)

// volume is a folder of a container. Names of the kinds begin differently, so that no two of a pod can be the same.
type volume struct {
	name   string
	path   string
	folder string // of the volume, "" = its root
	kind   string // emptyDir, persistentVolumeClaim, secret; "" = from the StatefulSet's own claims
	source *yaml.Map
	size   int // of an emptyDir, in Mi
	about  string
}

// scratchSize is what a temporary folder may hold, in Mi; a container's log and layer may take as much again.
const scratchSize = 256

// scratch returns the temporary folders of a container whose file system is read-only otherwise.
func scratch(folders []string) []volume {
	var list []volume
	for _, folder := range folders {
		v := emptyDir(scratchName(folder), folder, scratchSize)
		for n := 2; slices.ContainsFunc(list, func(other volume) bool { return other.name == v.name }); n++ {
			v.name = fmt.Sprintf("%s-%d", scratchName(folder), n)
		}
		list = append(list, v)
	}
	return list
}

// scratchName names a temporary folder by its path: /var/run/postgresql is scratch-var-run-postgresql.
func scratchName(folder string) string {
	name := "scratch-" + spec.Slug(folder)
	return strings.Trim(name[:min(len(name), 60)], "-")
}

func emptyDir(name, path string, size int) volume {
	return volume{name: name, path: path, kind: "emptyDir", source: yaml.NewMap().Set("sizeLimit", mebibytes(size)), size: size}
}

func mebibytes(n int) string { return memory(int64(n) << 20) }

// claimed returns a folder that outlives the pod.
func claimed(s *spec.Service, v spec.Volume) volume {
	return volume{
		name: "volume-" + v.Name, path: v.Path, kind: "persistentVolumeClaim",
		source: yaml.NewMap().Set("claimName", s.VolumeName(v)),
	}
}

// secretVolume holds, where programs find their secrets in compose as well, a file for each key of the Secret that has the workload's name.
func secretVolume(name string, keys []secretKey) volume {
	source := yaml.NewMap().
		Set("secretName", name).
		Set("defaultMode", 0o440).Note("0440: root, and the group of the pod")
	if !slices.ContainsFunc(keys, func(k secretKey) bool { return !k.optional }) {
		source.Set("optional", true)
	}
	return volume{name: "secrets", path: strings.TrimSuffix(delivery.SecretsPath, "/"), kind: "secret", source: source, about: "Made outside, with the keys: " + keyList(keys)}
}

func keyList(keys []secretKey) string {
	var names []string
	for _, k := range keys {
		name := k.name
		if k.optional {
			name += " (optional)"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

func podVolumes(list []volume) *yaml.Seq {
	volumes := yaml.NewSeq()
	for _, v := range list {
		if v.kind == "" {
			continue
		}
		if v.about != "" {
			volumes.Comment(v.about)
		}
		volumes.Add(yaml.NewMap().Set("name", v.name).Set(v.kind, v.source))
	}
	return volumes
}

func mounts(list []volume) *yaml.Seq {
	mounts := yaml.NewSeq()
	for _, v := range list {
		m := yaml.NewMap().
			Set("name", v.name).
			Set("mountPath", v.path).
			SetNonEmpty("subPath", v.folder).
			SetIf(v.kind == "secret", "readOnly", true)
		if v.folder != "" {
			m.Note("its root may hold lost+found, beside which some engines refuse to begin")
		}
		mounts.Add(m)
	}
	return mounts
}

// amounts writes what a container may use. Space on the node is what its temporary folders may hold together, and as
// much again as one of them for its log.
func amounts(r spec.Resources, volumes []volume) *yaml.Map {
	space := scratchSize
	for _, v := range volumes {
		space += v.size
	}
	return yaml.NewMap().
		Set("requests", yaml.NewMap().
			Set("cpu", r.RequestCPU).
			Set("memory", r.RequestMemory).
			Set("ephemeral-storage", "64Mi")).
		Set("limits", yaml.NewMap().
			Set("cpu", r.LimitCPU).
			Set("memory", r.LimitMemory).
			Set("ephemeral-storage", mebibytes(space)))
}
