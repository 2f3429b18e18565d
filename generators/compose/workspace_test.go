package compose

import (
	"path/filepath"
	"reflect"
	"testing"

	"github.com/compose-spec/compose-go/v2/types"

	"devgen.dev/devgen/spec"
)

// TestWorkspaceStandsBesideEngines loads the container to develop in as editors do, and what docker compose sees when it
// is called inside: the same engines, to the last field, or it would make them anew.
func TestWorkspaceStandsBesideEngines(t *testing.T) {
	found := 0
	everyProject(t, func(t *testing.T, p *spec.Project) {
		if p.Devcontainer() == nil {
			return
		}
		found++
		e := p.EnvironmentFor(spec.Development)
		declared := templateOf(t, p, e)
		outside := loadOver(t, p, declared, spec.DevcontainerCompose)
		inside := loadOver(t, p, declared, spec.DevcontainerInside)
		judgeWorkspace(t, p, outside)
		if inside.Name != outside.Name || inside.Name == p.Name {
			t.Errorf("the project is called %q inside, %q outside, and %q on the machine", inside.Name, outside.Name, p.Name)
		}
		if _, starts := inside.Services[spec.Workspace]; starts || len(inside.DisabledServices) == 0 {
			t.Error("docker compose would make the container anew from inside")
		}
		for _, s := range p.EngineServices() {
			if !reflect.DeepEqual(inside.Services[s.Name], outside.Services[s.Name]) {
				t.Errorf("%s is another one inside", s.Name)
			}
		}
	})
	if found < 3 {
		t.Errorf("only %d projects have a container to develop in", found)
	}
}

// loadOver reads a file laid over the base.
func loadOver(t *testing.T, p *spec.Project, declared map[string]string, path string) *types.Project {
	t.Helper()
	configs := make([]types.ConfigFile, 2)
	for _, f := range Files(p) {
		switch f.Path {
		case spec.ComposeBase:
			configs[0] = types.ConfigFile{Filename: f.Path, Content: f.Body}
		case path:
			configs[1] = types.ConfigFile{Filename: f.Path, Content: f.Body}
			declaredOnly(t, f.Path, f.Body, declared)
		}
	}
	return load(t, configs, declared, nil)
}

func judgeWorkspace(t *testing.T, p *spec.Project, project *types.Project) {
	t.Helper()
	w := project.Services[spec.Workspace]
	if want := filepath.Join(project.WorkingDir, spec.DevcontainerFolder); w.Build == nil || w.Build.Context != want {
		t.Errorf("it is built from %v, not from %s", w.Build, want)
	}
	if len(w.Volumes) != 1 || w.Volumes[0].Source != project.WorkingDir || w.Volumes[0].Target != p.WorkspaceFolder() {
		t.Errorf("it does not mount the working copy: %v", w.Volumes)
	}
	for _, s := range p.EngineServices() {
		want := types.ServiceConditionHealthy
		if unchecked(p, s.Name) {
			want = types.ServiceConditionStarted
		}
		if got := w.DependsOn[s.Name].Condition; got != want {
			t.Errorf("it waits for %s to be %q", s.Name, got)
		}
		if len(project.Services[s.Name].Ports) > 0 {
			t.Errorf("%s takes a port of the machine, which may be in use there", s.Name)
		}
		if _, ok := w.Networks["backend"]; !ok {
			t.Errorf("it does not reach %s", s.Name)
		}
	}
}
