package kubernetes

import (
	"slices"
	"strings"

	"devgen.dev/devgen/generators/internal/delivery"
	"devgen.dev/devgen/generators/internal/interpolate"
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/spec"
)

// way is how a setting reaches a built service.
type way int

const (
	config   way = iota // a key of the ConfigMap
	file                // a key of the Secret, mounted below /run/secrets
	variable            // a key of the Secret, as a variable
	composed            // text of the manifest with $(NAME) of such variables in it: a connection
)

// way tells how a setting reaches the service. It is the same in every environment: what is secret in one of them is
// no text in another.
func (s *service) way(setting *spec.Setting) way {
	secret := func(r *instance) bool { return delivery.Secret(setting, r.env) }
	isComposed := func(r *instance) bool { return setting.In(r.env).Composed() }
	switch {
	case !slices.ContainsFunc(s.runs, secret):
		return config
	case s.SecretsAs != spec.SecretsVariables:
		return file
	case slices.ContainsFunc(s.runs, isComposed):
		return composed
	}
	return variable
}

// secretKey is a key of a service's Secret. Somebody makes the Secret outside.
type secretKey struct {
	name     string
	setting  *spec.Setting
	optional bool
}

// secretKeys lists the keys of the service's Secret in an environment, in the order of its settings.
func (r *instance) secretKeys() []secretKey {
	var keys []secretKey
	add := func(name string, s *spec.Setting) {
		if !slices.ContainsFunc(keys, func(k secretKey) bool { return k.name == name }) {
			keys = append(keys, secretKey{name, s, !s.Required})
		}
	}
	if r.Kind == spec.Engine {
		for _, s := range delivery.EngineSecrets(r.Service, r.env) {
			add(delivery.FileName(s), s)
		}
		return keys
	}
	for _, s := range r.Settings {
		switch r.way(s) {
		case file, variable:
			add(s.FileName(r.SecretsAs), s)
		case composed:
			for _, part := range s.In(r.env).Parts {
				if part.Secret != nil {
					add(part.Ref, part.Secret)
				}
			}
		}
	}
	return keys
}

// variables are a built service's variables that do not come from its ConfigMap: those with one value everywhere, paths
// of secrets, secrets, and at last what is composed of them, as the kubelet knows only variables that came before.
// Connections that differ between environments are left to the overlays.
func (r *instance) variables() *yaml.Seq {
	list := yaml.NewSeq()
	for _, fixed := range r.Fixed {
		list.Add(textVariable(fixed.Name, interpolate.Kubernetes(fixed.Value)))
	}
	for _, s := range r.Settings {
		if r.way(s) == file && r.SecretsAs == spec.SecretsSuffix {
			list.Add(textVariable(s.Var+"_FILE", delivery.SecretsPath+s.FileName(r.SecretsAs)))
		}
	}
	if !r.ownConnections() {
		r.addSecrets(list)
	}
	return list
}

// addSecrets adds secrets and what is composed of them.
func (r *instance) addSecrets(list *yaml.Seq) {
	if r.SecretsAs != spec.SecretsVariables {
		return
	}
	for _, key := range r.secretKeys() {
		list.Add(secretVariable(r.Name, key))
	}
	for _, s := range r.Settings {
		if v := s.In(r.env); r.way(s) == composed && v.Known() {
			list.Add(textVariable(s.Var, kubeletText(v.Parts)))
		}
	}
}

func textVariable(name, value string) *yaml.Map {
	return yaml.NewMap().Set("name", name).Set("value", value)
}

func secretVariable(secret string, key secretKey) *yaml.Map {
	ref := yaml.NewMap().Set("name", secret).Set("key", key.name).SetIf(key.optional, "optional", true)
	return yaml.NewMap().Set("name", key.setting.Var).Set("valueFrom", yaml.NewMap().Set("secretKeyRef", ref))
}

// kubeletText writes text with $(NAME) for secrets, which the kubelet fills in.
// Source: https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
func kubeletText(parts []spec.Part) string {
	var b strings.Builder
	for _, p := range parts {
		if p.Secret != nil {
			b.WriteString("$(" + p.Secret.Var + ")")
		} else {
			b.WriteString(interpolate.Kubernetes(p.Text))
		}
	}
	return b.String()
}

// connections is what is composed of secrets in one environment, as one text to compare.
func (r *instance) connections() string {
	var b strings.Builder
	for _, s := range r.Settings {
		if r.way(s) == composed {
			b.WriteString(s.Var + "=" + kubeletText(s.In(r.env).Parts) + "\n")
		}
	}
	return b.String()
}

// ownConnections reports whether environments differ in what is composed of secrets.
func (s *service) ownConnections() bool {
	return s.Kind == spec.Built && differ(s.runs, (*instance).connections)
}

// ownResources reports whether environments differ in what a copy may use.
func (s *service) ownResources() bool {
	return differ(s.runs, func(r *instance) spec.Resources { return r.in.Resources })
}

func differ[T comparable](runs []*instance, what func(*instance) T) bool {
	return slices.ContainsFunc(runs, func(r *instance) bool { return what(r) != what(runs[0]) })
}
