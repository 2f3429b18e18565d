package readers

import (
	"fmt"
	"reflect"

	goccy "github.com/goccy/go-yaml"
	yaml3 "go.yaml.in/yaml/v3"
	yaml4 "go.yaml.in/yaml/v4"
	sigs "sigs.k8s.io/yaml"
)

// DocumentProblems reads a YAML document of any shape with the readers in process, and describes each reading that
// is not what was written.
func DocumentProblems(file []byte, want map[string]any) []string {
	var problems []string
	for _, reader := range []struct {
		name string
		read func([]byte, any) error
	}{
		{"go.yaml.in/yaml/v3", yaml3.Unmarshal},
		{"go.yaml.in/yaml/v4", func(in []byte, out any) error { return yaml4.Unmarshal(in, out) }},
		{"goccy/go-yaml", func(in []byte, out any) error { return goccy.Unmarshal(in, out) }},
		{"sigs.k8s.io/yaml", func(in []byte, out any) error { return sigs.UnmarshalStrict(in, out) }},
	} {
		var got map[string]any
		if err := reader.read(file, &got); err != nil {
			problems = append(problems, fmt.Sprintf("%s: %v", reader.name, err))
		} else if !reflect.DeepEqual(got, want) {
			problems = append(problems, fmt.Sprintf("%s: wrote %.200v, read %.200v", reader.name, want, got))
		}
	}
	return problems
}
