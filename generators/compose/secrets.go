package compose

import (
	"devgen.dev/devgen/generators/internal/delivery"
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/spec"
)

// secret is one secret of production: a file of the machine, and its use in one container.
type secret struct {
	name     string
	variable string // made from this variable instead of from a file
	target   string // name under /run/secrets; "" = the secret's own
}

func (s secret) yaml() *yaml.Map {
	if s.variable != "" {
		return yaml.NewMap().Set("environment", s.variable)
	}
	return yaml.NewMap().Set("file", "./"+spec.SecretsFolder+"/"+s.name)
}

// productionSecrets lists what may be declared at the top of the production file.
func productionSecrets(p *spec.Project, e *spec.Environment) []secret {
	var list []secret
	for _, f := range delivery.SecretFiles(p, e) {
		s := secret{name: f.Name}
		if f.FromVariable {
			s.variable = f.Setting.Var
		}
		list = append(list, s)
	}
	return list
}

// secretFor is the use of a secret by a built service, which looks for it in its own way.
func secretFor(s *spec.Service, setting *spec.Setting) secret {
	use := secret{name: delivery.FileName(setting)}
	if s.SecretsAs != spec.SecretsSuffix {
		use.target = setting.FileName(s.SecretsAs)
	}
	return use
}

func secretUses(list []secret) *yaml.Seq {
	uses := yaml.NewSeq()
	for _, s := range list {
		if s.target == "" || s.target == s.name {
			uses.Add(s.name)
			continue
		}
		uses.Add(yaml.NewMap().Set("source", s.name).Set("target", s.target))
	}
	return uses
}
