package kubernetes_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"devgen.dev/devgen/generators/internal/familytest"
	"devgen.dev/devgen/generators/internal/manifests"
	"devgen.dev/devgen/generators/kubernetes"
	"devgen.dev/devgen/spec"
)

// eachSpec calls f with the project of every archive, and of the golden repositories.
func eachSpec(t *testing.T, f func(*testing.T, *spec.Project)) {
	t.Helper()
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			f(t, familytest.Project(t, string(archive.Files[0].Data)))
		})
	}
	t.Run("golden shop", func(t *testing.T) { f(t, familytest.Load(t, "../../golden/shop")) })
}

// eachNamespace calls f with what kustomize makes of every environment on Kubernetes.
func eachNamespace(t *testing.T, f func(*testing.T, *spec.Project, *spec.Environment, []byte)) {
	t.Helper()
	eachSpec(t, func(t *testing.T, p *spec.Project) {
		files := kubernetes.Files(p)
		for _, e := range p.Environments {
			if e.RunsOn != spec.Kubernetes {
				continue
			}
			rendered, err := manifests.Render(files, spec.Overlays+"/"+e.Name)
			if err != nil {
				t.Fatalf("%s: %v", e.Name, err)
			}
			f(t, p, e, rendered)
		}
	})
}

func TestManifestsPassTheirJudges(t *testing.T) {
	eachNamespace(t, func(t *testing.T, _ *spec.Project, e *spec.Environment, rendered []byte) {
		for _, finding := range manifests.Judge(rendered) {
			t.Errorf("%s: %s", e.Name, finding)
		}
		if t.Failed() {
			t.Logf("%s", rendered)
		}
	})
}

func TestEveryFileIsInAKustomization(t *testing.T) {
	eachSpec(t, func(t *testing.T, p *spec.Project) {
		for _, dead := range manifests.Unlisted(kubernetes.Files(p), "k8s/") {
			t.Error(dead)
		}
	})
}
