package devcontainer

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"devgen.dev/devgen/generators/compose"
	"devgen.dev/devgen/generators/internal/familytest"
	"devgen.dev/devgen/generators/internal/readers"
	"devgen.dev/devgen/generators/judge"
	"devgen.dev/devgen/spec"
)

func TestFiles(t *testing.T) { familytest.Run(t, "testdata", Files) }

func TestJudgesAgree(t *testing.T) {
	familytest.Each(t, "testdata", func(t *testing.T, p *spec.Project) {
		for _, finding := range judge.Files(Files(p)) {
			t.Error(finding)
		}
		for _, f := range Files(p) {
			switch filepath.Ext(f.Path) {
			case ".json":
				readers.Prettier(t, "json", f.Body)
			case ".md":
				readers.Prettier(t, "markdown", f.Body)
			}
		}
	})
}

// TestCommandLineReadsIt asks @devcontainers/cli, which editors have inside, in a folder with the files as they lie in a
// repository.
func TestCommandLineReadsIt(t *testing.T) {
	cli := filepath.Join(os.Getenv("NODE_PATH"), "@devcontainers", "cli", "devcontainer.js")
	if _, err := os.Stat(cli); err != nil {
		t.Skip("no @devcontainers/cli on this machine")
	}
	familytest.Each(t, "testdata", func(t *testing.T, p *spec.Project) {
		if p.Devcontainer() == nil {
			return
		}
		var got struct {
			Configuration struct {
				Service, RemoteUser string
				DockerComposeFile   []string
				Features            map[string]map[string]any
			}
			Workspace struct{ WorkspaceFolder string }
		}
		folder := written(t, p)
		// It asks Docker for containers that run already: true knows of none.
		out, err := exec.CommandContext(t.Context(), "node", cli, "read-configuration", "--docker-path", "true", "--workspace-folder", folder).Output()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if err := json.Unmarshal(out, &got); err != nil {
			t.Fatal(err)
		}
		c := got.Configuration
		if c.Service != spec.Workspace || c.RemoteUser != p.Devcontainer().User || got.Workspace.WorkspaceFolder != p.WorkspaceFolder() {
			t.Errorf("it reads %+v", got)
		}
		for _, file := range c.DockerComposeFile {
			if _, err := os.Stat(filepath.Join(folder, spec.DevcontainerFolder, file)); err != nil {
				t.Error(err)
			}
		}
		if len(c.Features) != len(p.Devcontainer().Features) {
			t.Errorf("it reads the features %v", c.Features)
		}
	})
}

// TestCommandsExist: what the README names is there.
func TestCommandsExist(t *testing.T) {
	familytest.Each(t, "testdata", func(t *testing.T, p *spec.Project) {
		for _, f := range Files(p) {
			for _, part := range strings.Split(string(f.Body), "`make ")[1:] {
				name, _, _ := strings.Cut(part, "`")
				if p.TaskNamed(name) == nil {
					t.Errorf("%s names make %s, which does not exist", f.Path, name)
				}
			}
		}
	})
}

// written lays the files into a folder.
func written(t *testing.T, p *spec.Project) string {
	t.Helper()
	folder := t.TempDir()
	for _, f := range append(Files(p), compose.Files(p)...) {
		file := filepath.Join(folder, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, f.Body, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}
