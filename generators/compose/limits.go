package compose

import (
	"strconv"
	"strings"

	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/spec"
)

// deploy is how many copies run and what each may use.
type deploy struct {
	replicas  int
	resources spec.Resources
}

// pidsLimit stops a fork bomb; the threads of a busy server stay far below it.
const pidsLimit = 1024

func (d *deploy) yaml() *yaml.Map {
	if d == nil {
		return nil
	}
	limits := yaml.NewMap().
		Set("cpus", yaml.Quoted(cpus(d.resources.LimitCPU))).
		Set("memory", memory(d.resources.LimitMemory)).
		Set("pids", pidsLimit)
	return yaml.NewMap().
		SetIf(d.replicas != 1, "replicas", d.replicas).
		Set("resources", yaml.NewMap().
			Set("limits", limits).
			Set("reservations", yaml.NewMap().Set("memory", memory(d.resources.RequestMemory))))
}

// cpus writes an amount of processor in cores: 500m becomes 0.5.
func cpus(quantity string) string {
	return strconv.FormatFloat(float64(spec.MilliCPU(quantity))/1000, 'f', -1, 64)
}

// memory writes an amount of memory as Docker does, whose M is 1024 · 1024 bytes: 512Mi becomes 512M.
// Source: github.com/docker/go-units, RAMInBytes.
func memory(quantity string) string { return strings.TrimSuffix(quantity, "i") }

// temporary is a folder in memory. It may take half of what the container may use, as the kernel gives a tmpfs half of
// the machine's memory.
func temporary(folder string, r spec.Resources) string {
	half := max(spec.Bytes(r.LimitMemory)/2>>20, 1)
	return folder + ":size=" + strconv.FormatInt(half, 10) + "m"
}

func temporaries(folders []string, r spec.Resources) []string {
	var list []string
	for _, folder := range folders {
		list = append(list, temporary(folder, r))
	}
	return list
}
