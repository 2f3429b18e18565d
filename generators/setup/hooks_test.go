package setup

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"devgen.dev/devgen/generators/internal/familytest"
	"devgen.dev/devgen/spec"
)

// TestMachineDoesWithoutHooks: nobody has to have git hooks, so a machine without their tool is prepared all the same,
// and told how to get it.
func TestMachineDoesWithoutHooks(t *testing.T) {
	p := familytest.Project(t, `package devgen
project: name: "shop"
environments: dev: runsOn: "compose"
services: api: {stack: "go", ports: http: 8080}
hooks: {}
`)
	eachShell(t, func(t *testing.T, shell []string) {
		for hooks, note := range map[string]bool{"exit 0": false, "exit 127": true} {
			c := newCheckout(t, shell, p)
			if err := os.Chmod(filepath.Join(c.dir, spec.EnvScript), 0o755); err != nil {
				t.Fatal(err)
			}
			programs := t.TempDir()
			t.Setenv("PATH", programs+string(os.PathListSeparator)+os.Getenv("PATH"))
			for _, name := range []string{"git", "docker", "make"} {
				text := "#!/bin/sh\nif [ \"$1\" = hooks ]; then " + hooks + "; fi\necho version 99.1\n"
				if err := os.WriteFile(filepath.Join(programs, name), []byte(text), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			out, code := c.script(spec.SetupScript)
			if code != 0 || strings.Contains(out, "https://lefthook.dev/install, then the task hooks") != note {
				t.Errorf("%s: the script ends with %d:\n%s", hooks, code, out)
			}
			if strings.Index(out, "Install the git hooks") > strings.Index(out, "Ready") {
				t.Error("hooks are not installed before the end")
			}
		}
	})
}
