package compose

import (
	"strings"

	"devgen.dev/devgen/generators/internal/delivery"
	"devgen.dev/devgen/generators/internal/interpolate"
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/spec"
)

// settings fills in what a built service reads: its variables, and in production its secrets.
func (f *file) settings(c *container, s *spec.Service) {
	c.environment = yaml.NewMap()
	for _, fixed := range s.Fixed {
		c.environment.Set(fixed.Name, interpolate.Compose(fixed.Value))
	}
	for _, setting := range s.Settings {
		if delivery.To(s, setting, f.env) != delivery.File {
			c.environment.Set(setting.Var, f.value(s, setting))
			if host := delivery.OfHost(s, setting, f.env); host != nil && setting.In(f.env).Source != spec.SourceConnection {
				c.environment.Note(f.env.EnvFile + " has the value of " + host.Name)
			}
			continue
		}
		c.secrets = append(c.secrets, secretFor(s, setting))
		if s.SecretsAs == spec.SecretsSuffix {
			c.environment.Set(setting.Var+"_FILE", delivery.SecretsPath+delivery.FileName(setting))
		}
	}
}

// value is the text of a setting in a container's environment.
func (f *file) value(s *spec.Service, setting *spec.Setting) string {
	v := setting.In(f.env)
	switch delivery.To(s, setting, f.env) {
	case delivery.Text, delivery.Composed:
		return f.text(v.Parts)
	}
	if !v.Known() || v.Source == spec.SourceSample {
		return f.reference(setting)
	}
	if text, ok := interpolate.ComposeDefault(setting.Var, v.Literal()); ok {
		return text
	}
	return f.required(setting)
}

// text writes literal text and references to secrets, as they stand in a row.
func (f *file) text(parts []spec.Part) string {
	var b strings.Builder
	for _, p := range parts {
		if p.Secret != nil {
			b.WriteString(f.required(p.Secret))
		} else {
			b.WriteString(interpolate.Compose(p.Text))
		}
	}
	return b.String()
}

// reference is a variable without a value of its own here.
func (f *file) reference(setting *spec.Setting) string {
	if setting.Required {
		return f.required(setting)
	}
	return "${" + setting.Var + ":-}"
}

// required is a variable without which docker compose refuses to start, and tells what to do.
func (f *file) required(setting *spec.Setting) string {
	advice := "set it in " + f.env.EnvFile
	if setting.Secret && setting.Generate != "" {
		advice = "run " + spec.EnvScript
	}
	return "${" + setting.Var + ":?" + advice + "}"
}
