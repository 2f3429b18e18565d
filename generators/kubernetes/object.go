package kubernetes

import (
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/spec"
)

// The recommended labels. The name is what selectors use: one label, so that every policy checker sees the match.
// Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
const (
	labelName      = "app.kubernetes.io/name"
	labelInstance  = "app.kubernetes.io/instance"
	labelVersion   = "app.kubernetes.io/version"
	labelComponent = spec.ComponentLabel
	labelPartOf    = "app.kubernetes.io/part-of"
)

// The components of built services; those of engines are what the engine is: database, cache, queue, storage.
const (
	server    = spec.ComponentServer
	worker    = spec.ComponentWorker
	job       = spec.ComponentJob
	migration = spec.ComponentMigration
)

// component says what part a service plays.
func component(s *spec.Service) string {
	switch {
	case s.Kind == spec.Engine && s.Server.EngineKind != "":
		return s.Server.EngineKind
	case s.Kind == spec.Engine:
		return "engine"
	case s.Schedule != "":
		return job
	case len(s.Ports) == 0:
		return worker
	}
	return server
}

// identity is what an object says of itself. The version is an engine's: that of built services is the image's tag,
// which a deployment may set.
type identity struct {
	name, component, version, project string
}

func (s *service) identity() identity {
	id := identity{name: s.Name, component: component(s.Service), project: s.cluster.project.Name}
	if s.Kind == spec.Engine {
		id.version = s.Server.Version
	}
	return id
}

// labels returns a new mapping of the recommended labels.
func (id identity) labels() *yaml.Map {
	return yaml.NewMap().
		Set(labelName, id.name).
		Set(labelInstance, id.name).
		SetNonEmpty(labelVersion, label(id.version)).
		Set(labelComponent, id.component).
		Set(labelPartOf, id.project)
}

// selector picks the pods of one name.
func selector(name string) *yaml.Map {
	return yaml.NewMap().Set("matchLabels", yaml.NewMap().Set(labelName, name))
}

// object begins a manifest: its type, its name and labels, and what else its metadata holds.
func object(version, kind, name string, id identity) *yaml.Map {
	return yaml.NewMap().
		Set("apiVersion", version).
		Set("kind", kind).
		Set("metadata", yaml.NewMap().Set("name", name).Set("labels", id.labels()))
}

// label writes a text as the value of a label: 63 letters, digits, dashes, dots and underscores, with a letter or digit
// at both ends. Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
func label(text string) string {
	text = text[:min(len(text), 63)]
	for text != "" && !alphanumeric(text[len(text)-1]) {
		text = text[:len(text)-1]
	}
	for text != "" && !alphanumeric(text[0]) {
		text = text[1:]
	}
	return text
}

func alphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
