package spec

import (
	"slices"
	"testing"
)

func TestUnpinnedAction(t *testing.T) {
	const text = oneService + `stacks: go: ci: action: "acme/setup-go"` + "\n"
	_, problems := loadText(t, text)
	if len(problems) != 1 || problems[0].Code != "DG106" || problems[0].Path != "stacks.go.ci.action" {
		t.Errorf("an action without a pin gives %v", problems)
	}
	p, problems := loadText(t, text+`pins: "acme/setup-go": {version: "v1.2.3", sha: "0123456789012345678901234567890123456789"}`)
	if p == nil || slices.ContainsFunc(problems, func(p Problem) bool { return p.Severity == Error }) {
		t.Errorf("an action with a pin gives %v", problems)
	}
}
