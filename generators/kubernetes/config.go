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

// shared reports whether a setting stands in the base: the same everywhere, and nowhere because the spec says it of
// that environment.
func (s *service) shared(setting *spec.Setting) bool {
	own := func(r *instance) bool {
		v := setting.In(r.env)
		managed := v.Source == spec.SourceConnection && setting.Provider.Env(r.env).Managed
		return !v.Known() || v.Source == spec.SourceIn || v.Source == spec.SourceLike || managed
	}
	text := func(r *instance) string { return setting.In(r.env).Literal() }
	return !slices.ContainsFunc(s.runs, own) && !differ(s.runs, text)
}

// configs splits an environment's configuration into what the base holds and what the overlay holds.
func (r *instance) configs() (base, own []entry) {
	for _, e := range r.configuration() {
		if r.shared(e.setting) {
			base = append(base, e)
		} else {
			own = append(own, e)
		}
	}
	return base, own
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
