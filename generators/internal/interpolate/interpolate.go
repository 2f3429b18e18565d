// Package interpolate protects values from the tools that replace variables in what they read.
//
// The functions work on the value, before it is written in the file's own syntax: a compose value is
// yaml.Map.Set(key, interpolate.Compose(value)).
package interpolate

import "strings"

// Compose doubles every `$`, so that docker compose gives the value to the container as it is.
// Source: https://docs.docker.com/reference/compose-file/interpolation/ ("$$").
func Compose(value string) string { return strings.ReplaceAll(value, "$", "$$") }

// ComposeDefault returns ${name:-value}, the variable of that name or else the value, doubling its `$`. It is false if
// a default cannot hold the value: docker compose knows no line breaks there, and where it ends one that holds braces is
// not what the braces say (compose-go's template package; measured).
func ComposeDefault(name, value string) (text string, ok bool) {
	if strings.ContainsAny(value, "{}\n\r") {
		return "", false
	}
	return "${" + name + ":-" + Compose(value) + "}", true
}

// Kubernetes protects an env value, a command or an argument from the kubelet, which replaces $(NAME) there. A `$` is
// doubled only where the kubelet would look at it, before `$` or `(`, so that `$HOME` in a script stays readable.
// Source: k8s.io/kubernetes/third_party/forked/golang/expansion/expand.go (`$$` → `$`, `$(NAME)` → value).
func Kubernetes(value string) string {
	if !strings.Contains(value, "$") {
		return value
	}
	out := make([]byte, 0, len(value)+4)
	for i := range len(value) {
		out = append(out, value[i])
		if value[i] == '$' && i+1 < len(value) && (value[i+1] == '$' || value[i+1] == '(') {
			out = append(out, '$')
		}
	}
	return string(out)
}
