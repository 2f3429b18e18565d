package kubernetes_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"devgen.dev/devgen/spec"
)

// accepted are findings of kube-score that are right about the manifest and wrong about what to do, by the kind and the
// name that they are about ("" = any) and the check.
var accepted = []struct{ kind, name, check, why string }{
	{"StatefulSet", "", "container-security-context-user-group-id", "an image's own user: PostgreSQL does not start as one that it does not know"},
	{"Deployment", "", "deployment-replicas", "the spec asks for one copy"},
	{"Deployment", "models", "deployment-strategy", "the copies share a volume that only one node can hold"},
	{"NetworkPolicy", "acme-from-ingress", "networkpolicy-targets-pod", "cert-manager makes the pods"},
}

// A finding of kube-score, with the grades that it calls critical (1) and warning (5).
type scored struct {
	Kind   struct{ Kind string } `json:"type_meta"`
	Meta   struct{ Name string } `json:"object_meta"`
	Checks []struct {
		Check    struct{ ID string }
		Grade    int
		Skipped  bool
		Comments []struct{ Summary string }
	}
}

func TestKubeScoreFindsNothing(t *testing.T) {
	program, err := exec.LookPath("kube-score")
	if err != nil {
		t.Skip("kube-score is not on this machine: go install github.com/zegl/kube-score/cmd/kube-score@v1.20.0")
	}
	eachNamespace(t, func(t *testing.T, _ *spec.Project, e *spec.Environment, rendered []byte) {
		command := exec.Command(program, "score", "--output-format", "json", "-")
		command.Stdin = bytes.NewReader(rendered)
		out, _ := command.Output() // fails when it finds something, which is read here
		var objects []scored
		if err := json.Unmarshal(out, &objects); err != nil || len(objects) == 0 {
			t.Fatalf("%v: %s", err, out)
		}
		for _, o := range objects {
			for _, finding := range o.findings() {
				t.Errorf("%s: %s %s: %s", e.Name, o.Kind.Kind, o.Meta.Name, finding)
			}
		}
	})
}

func (o scored) findings() []string {
	var list []string
	for _, c := range o.Checks {
		if c.Grade > 5 || c.Skipped || o.accepts(c.Check.ID) {
			continue
		}
		for _, comment := range c.Comments {
			list = append(list, c.Check.ID+": "+comment.Summary)
		}
	}
	return list
}

func (o scored) accepts(check string) bool {
	for _, a := range accepted {
		if a.check == check && a.kind == o.Kind.Kind && strings.HasPrefix(o.Meta.Name, a.name) {
			return true
		}
	}
	return false
}
