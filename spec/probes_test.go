package spec

import (
	"slices"
	"testing"
)

// TestMisspeltPortIsNoMissingOne: a service whose port or probe was refused is not said to have none.
func TestMisspeltPortIsNoMissingOne(t *testing.T) {
	for text, want := range map[string][]string{
		`port: http: 80`:             {"DG101"},
		`ports: http: "80"`:          {"DG103"},
		`probe: liveness: path: "/"`: {"DG101"},
		`help: "Alone"`:              {"DG501"},
	} {
		_, problems := loadText(t, `project: name: "shop", services: api: {stack: "go", `+text+`}`)
		var codes []string
		for _, p := range problems {
			codes = append(codes, p.Code)
		}
		if !slices.Equal(codes, want) {
			t.Errorf("%s: %v", text, problems)
		}
	}
}
