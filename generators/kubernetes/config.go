package kubernetes

import (
	"slices"
	"strings"

	"devgen.dev/devgen/generators/internal/comment"
	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// entry is one key of a ConfigMap.
type entry struct {
	setting *spec.Setting
	text    string
}

// configuration lists what the service reads from its ConfigMap in an environment, in the order of documents.
func (r *instance) configuration() []entry {
	var list []entry
	for _, s := range r.Settings {
		if v := s.In(r.env); r.Kind == spec.Built && r.way(s) == config && v.Known() {
			list = append(list, entry{s, v.Literal()})
		}
	}
	return list
}

// hasConfig reports whether the service has a ConfigMap. If it has one anywhere, it has one everywhere.
func (s *service) hasConfig() bool {
	return slices.ContainsFunc(s.runs, func(r *instance) bool { return len(r.configuration()) > 0 })
}

// baseConfig lists what the base holds: settings that are the same in every environment of which the spec says nothing
// special. The overlays of the others win over it.
func (s *service) baseConfig() []entry {
	var list []entry
	for _, setting := range s.Settings {
		usual := slices.DeleteFunc(slices.Clone(s.runs), func(r *instance) bool { return r.special(setting) })
		if s.Kind != spec.Built || s.way(setting) != config || len(usual) == 0 {
			continue
		}
		first := setting.In(usual[0].env)
		value := func(r *instance) string { return setting.In(r.env).Literal() }
		unset := func(r *instance) bool { return !setting.In(r.env).Known() }
		if !differ(usual, value) && !slices.ContainsFunc(usual, unset) {
			list = append(list, entry{setting, first.Literal()})
		}
	}
	return list
}

// special reports whether the value of a setting is the environment's own: the spec says it of the environment, or it
// leads to an engine that is managed there.
func (r *instance) special(setting *spec.Setting) bool {
	v := setting.In(r.env)
	return v.Source == spec.SourceIn || v.Source == spec.SourceLike ||
		v.Source == spec.SourceConnection && setting.Provider.Env(r.env).Managed
}

// ownConfig lists what the overlay holds: what the base does not, and what is special here.
func (r *instance) ownConfig() []entry {
	base := r.baseConfig()
	return slices.DeleteFunc(r.configuration(), func(e entry) bool {
		return !r.special(e.setting) && slices.ContainsFunc(base, func(b entry) bool { return b.setting == e.setting })
	})
}

// hashed says, above configMapGenerator, why there is one.
const hashed = "The hash of its content becomes part of its name, so a changed setting rolls the pods."

// generated is an entry of configMapGenerator. Entries that a line of a file cannot hold are literals.
func generated(name, behavior, file string, entries []entry) *yaml.Map {
	m := yaml.NewMap().Set("name", name).SetNonEmpty("behavior", behavior)
	m.Set("envs", yaml.Flow(file))
	var literals []string
	for _, e := range entries {
		if !oneLine(e.text) {
			literals = append(literals, e.setting.Var+"="+literal(e.text))
		}
	}
	return m.SetNonEmpty("literals", literals)
}

// oneLine reports whether a line of a file for `envs` can hold a value. Kustomize takes the line as it is, without
// quotes or escapes, up to 64 KiB of it; a blank at its end would not survive an editor.
// Source: sigs.k8s.io/kustomize/api/kv, keyValuesFromLines.
func oneLine(value string) bool {
	return !strings.ContainsAny(value, "\n\r") && strings.TrimRight(value, " \t") == value && len(value) < 32<<10
}

// literal protects a value in `literals`, where kustomize takes away one pair of quotes around it.
// Source: sigs.k8s.io/kustomize/api/kv, removeQuotes.
func literal(value string) string {
	if n := len(value); n > 1 && value[0] == value[n-1] && (value[0] == '"' || value[0] == '\'') {
		return value[:1] + value + value[:1]
	}
	return value
}

// configFile is a file for `envs`: a line NAME=value for each entry, below what it is.
func (c *cluster) configFile(path, about string, entries []entry) tree.File {
	var b strings.Builder
	b.WriteString(header.Hash(c.project.SpecFile))
	remark(&b, about)
	for _, e := range entries {
		if !oneLine(e.text) {
			continue
		}
		b.WriteByte('\n')
		remark(&b, e.setting.Help)
		b.WriteString(e.setting.Var + "=" + e.text + "\n")
	}
	return tree.File{Path: path, Body: []byte(b.String()), Own: tree.Whole}
}

func remark(b *strings.Builder, text string) {
	for _, line := range comment.Lines(text, 98) {
		b.WriteString(strings.TrimRight("# "+line, " ") + "\n")
	}
}
