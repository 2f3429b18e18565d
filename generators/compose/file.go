package compose

import (
	"slices"

	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/spec"
)

// file is a compose file in the making.
type file struct {
	project    *spec.Project
	env        *spec.Environment // whose values it shows
	path       string
	about      string // for people: what it is, how it is started
	name       string // of the compose project; "" in the override, which has the base's
	overlay    bool   // laid over the base, which declares networks
	containers []*container
	secrets    []secret
}

// network is one of a file's networks.
type network string

const (
	backend  network = "backend"  // between services and engines
	frontend network = "frontend" // towards the world: production only, where engines have no way out
)

func (f *file) add(containers ...*container) {
	for _, c := range containers {
		if c != nil {
			f.containers = append(f.containers, c)
		}
	}
}

func (f *file) production() bool { return f.env.Stage == spec.Production }

func (f *file) body() []byte {
	m := yaml.NewMap().SetNonEmpty("name", f.name)
	whole := slices.ContainsFunc(f.containers, func(c *container) bool { return !c.addition })
	m.Blank().SetIf(whole, "x-"+logging, yaml.Anchor(logging, loggingMap(f.env.Logging)))
	m.Blank().Set("services", f.services())
	m.Blank().SetNonEmpty("networks", f.networks())
	m.Blank().SetNonEmpty("volumes", f.volumes())
	m.Blank()
	if slices.ContainsFunc(f.secrets, func(s secret) bool { return s.variable == "" }) {
		m.Comment("Files that scripts/env.sh makes; git ignores the folder.")
	}
	m.SetNonEmpty("secrets", f.topSecrets())
	return yaml.Document(header.Sentence(f.project.SpecFile)+"\n\n"+f.about, m)
}

func (f *file) services() *yaml.Map {
	f.shareSettings()
	m := yaml.NewMap()
	for _, c := range f.containers {
		m.Blank().Comment(c.about).Set(c.name, c.yaml())
	}
	return m
}

// shareSettings has the settings of a service stand once where several containers have them: the service, its
// migrations, its tests.
func (f *file) shareSettings() {
	seen := map[string]*container{}
	for _, c := range f.containers {
		other := seen[c.reads]
		switch {
		case c.reads == "":
		case other == nil:
			seen[c.reads] = c
		default:
			other.share, c.share = first, again
		}
	}
}

// networks lists the networks in use. What is laid over the base has none of its own: they stand there.
func (f *file) networks() *yaml.Map {
	m := yaml.NewMap()
	if f.overlay {
		return m
	}
	for _, n := range []network{frontend, backend} {
		if !slices.ContainsFunc(f.containers, func(c *container) bool { return slices.Contains(c.networks, n) }) {
			continue
		}
		if n == backend && f.production() {
			m.Comment("No way out: engines neither need the internet nor are reached from it.")
			m.Set(string(n), yaml.NewMap().Set("internal", true))
			continue
		}
		m.Set(string(n), nil)
	}
	return m
}

// volumes lists the named volumes in use, in the order of the services. Those that the base has declared stand there.
func (f *file) volumes() *yaml.Map {
	m := yaml.NewMap()
	for _, c := range f.containers {
		for _, mount := range c.volumes {
			if mount.named && !m.Has(mount.source) {
				m.Set(mount.source, nil)
			}
		}
	}
	return m
}

// topSecrets declares the secrets that containers use, in the order of documents.
func (f *file) topSecrets() *yaml.Map {
	m := yaml.NewMap()
	for _, s := range f.secrets {
		if slices.ContainsFunc(f.containers, func(c *container) bool { return c.uses(s.name) }) {
			m.Set(s.name, s.yaml())
		}
	}
	return m
}

// logging names the one mapping that all containers of a file share: where their logs go.
const logging = "logging"

// loggingMap writes the log driver; only the drivers that keep files rotate them.
// Source: https://docs.docker.com/engine/logging/configure/
func loggingMap(l spec.Logging) *yaml.Map {
	m := yaml.NewMap().Set("driver", l.Driver)
	if l.Driver == "json-file" || l.Driver == "local" {
		m.Set("options", yaml.NewMap().Set("max-size", l.MaxSize).Set("max-file", yaml.Quoted(decimal(l.MaxFiles))))
	}
	return m
}
