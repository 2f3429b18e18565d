package dockerfile

import (
	"strings"
	"testing"

	"devgen.dev/devgen/generators/internal/familytest"
	"devgen.dev/devgen/generators/internal/readers"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

func TestFiles(t *testing.T) { familytest.Run(t, "testdata", Files) }

// everyProject runs a test over the projects of all archives and of the golden repositories.
func everyProject(t *testing.T, test func(*testing.T, *spec.Project)) {
	familytest.Each(t, "testdata", test)
	for _, name := range familytest.GoldenNames(t) {
		t.Run(name, func(t *testing.T) { test(t, familytest.Load(t, "../../golden/"+name)) })
	}
}

// eachDockerfile runs a test over the Dockerfiles of a project.
func eachDockerfile(t *testing.T, p *spec.Project, test func(t *testing.T, f tree.File)) {
	for _, f := range Files(p) {
		if strings.HasSuffix(f.Path, "Dockerfile") {
			t.Run(f.Path, func(t *testing.T) { test(t, f) })
		}
	}
}

// TestStages checks what all who build one of the stages rely on.
func TestStages(t *testing.T) {
	everyProject(t, func(t *testing.T, p *spec.Project) {
		eachDockerfile(t, p, func(t *testing.T, f tree.File) {
			stages, _, err := readers.Stages(f.Body)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, s := range stages {
				names = append(names, s.Name)
			}
			list := " " + strings.Join(names, " ") + " "
			for _, name := range []string{"restore", "build", "development", "test", "publish"} {
				if !strings.Contains(list, " "+name+" ") {
					t.Errorf("stage %s is missing: %s", name, list)
				}
			}
			if names[len(names)-1] != "runtime" {
				t.Errorf("the last stage is %s: a plain docker build would make that", names[len(names)-1])
			}
		})
	})
}
