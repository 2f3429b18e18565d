package readers

import (
	"strings"

	"github.com/compose-spec/compose-go/v2/template"
)

// Compose replaces variables as docker compose does, each of them set to "replaced".
func Compose(text string) (string, error) {
	return template.Substitute(text, func(string) (string, bool) { return "replaced", true })
}

// Kubelet replaces $(NAME) as the kubelet does, each of them set to "replaced".
// Source: k8s.io/kubernetes/third_party/forked/golang/expansion/expand.go.
func Kubelet(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '$' || i+1 == len(text) {
			b.WriteByte(text[i])
			continue
		}
		end := strings.IndexByte(text[i:], ')')
		switch next := text[i+1]; {
		case next == '$':
			b.WriteByte('$')
			i++
		case next == '(' && end > 0:
			b.WriteString("replaced")
			i += end
		default:
			b.WriteByte('$')
		}
	}
	return b.String()
}
