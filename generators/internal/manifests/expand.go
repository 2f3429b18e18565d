package manifests

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// Expand does what the kubelet does to a value, an argument or the command of a probe: $(NAME) becomes the variable's
// value and stays as it is if there is none; $$ becomes $. It also returns the names that it found.
// Source: k8s.io/kubernetes/third_party/forked/golang/expansion/expand.go, Expand.
func Expand(text string, variables map[string]string) (expanded string, names []string) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '$' || i+1 == len(text) {
			b.WriteByte(text[i])
			continue
		}
		i++
		end := strings.IndexByte(text[i:], ')')
		switch {
		case text[i] == '$':
			b.WriteByte('$')
		case text[i] == '(' && end > 0:
			name := text[i+1 : i+end]
			names = append(names, name)
			if value, ok := variables[name]; ok {
				b.WriteString(value)
			} else {
				b.WriteString("$(" + name + ")")
			}
			i += end
		default:
			b.WriteString("$" + text[i:i+1])
		}
	}
	return b.String(), names
}

// Container is what the first container of a workload's pods really gets.
type Container struct {
	Variables map[string]string
	Arguments []string
	Probes    [][]string // commands: startup, liveness, readiness, of those that are commands
}

// Container returns what the container of the pods with a name gets, given the values of Secrets by name and key.
func (b *Bundle) Container(name string, secrets map[string]map[string]string) Container {
	spec := b.podNamed(name).Spec.Containers[0]
	c := Container{Variables: map[string]string{}}
	for _, from := range spec.EnvFrom {
		each(b, func(_ Object, m *corev1.ConfigMap) {
			if m.Name == from.ConfigMapRef.Name {
				for key, value := range m.Data {
					c.Variables[key] = value
				}
			}
		})
	}
	for _, v := range spec.Env {
		if v.ValueFrom != nil {
			c.Variables[v.Name] = secrets[v.ValueFrom.SecretKeyRef.Name][v.ValueFrom.SecretKeyRef.Key]
			continue
		}
		c.Variables[v.Name], _ = Expand(v.Value, c.Variables)
	}
	c.Arguments = expandAll(spec.Args, c.Variables)
	for _, p := range []*corev1.Probe{spec.StartupProbe, spec.LivenessProbe, spec.ReadinessProbe} {
		if p != nil && p.Exec != nil {
			c.Probes = append(c.Probes, expandAll(p.Exec.Command, c.Variables))
		}
	}
	return c
}

func expandAll(words []string, variables map[string]string) []string {
	var list []string
	for _, word := range words {
		text, _ := Expand(word, variables)
		list = append(list, text)
	}
	return list
}
