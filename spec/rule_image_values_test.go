package spec

import (
	"fmt"
	"strings"
	"testing"
)

// TestImageValues: what is as long as a line of a Dockerfile can hold is taken, and one character more is not.
func TestImageValues(t *testing.T) {
	longest := strings.Repeat("x", longestImageValue)
	for format, path := range map[string]string{
		`project: summary: %q`:                "project.summary",
		`stacks: go: image: env: LONG: %q`:    "stacks.go.image.env.LONG",
		`stacks: go: development: env: A: %q`: "stacks.go.development.env.A",
	} {
		if p, problems := loadText(t, oneService+fmt.Sprintf(format, longest)); p == nil {
			t.Errorf("%s: %s", path, problemText(problems))
		}
		p, problems := loadText(t, oneService+fmt.Sprintf(format, longest+"x"))
		if p != nil || len(problems) != 1 || problems[0].Code != "DG135" || problems[0].Path != path {
			t.Errorf("%s: %d problems", path, len(problems))
		}
	}
}
