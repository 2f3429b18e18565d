package setup

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"devgen.dev/devgen/generators/internal/familytest"
	"devgen.dev/devgen/spec"
)

// TestMachineIsPrepared runs the script on a machine whose programs do nothing but tell their version, and one of them
// not even that.
func TestMachineIsPrepared(t *testing.T) {
	p := familytest.Project(t, `package devgen
project: name: "shop"
environments: dev: runsOn: "compose"
services: api: {stack: "go", ports: http: 8080}
setup: {tools: converter: "Converts videos", install: converter: {debian: "https://converter.example.com", macos: "brew install converter"}}
`)
	eachShell(t, func(t *testing.T, shell []string) {
		c := newCheckout(t, shell, p)
		if err := os.Chmod(filepath.Join(c.dir, spec.EnvScript), 0o755); err != nil {
			t.Fatal(err)
		}
		programs := t.TempDir()
		t.Setenv("PATH", programs+string(os.PathListSeparator)+os.Getenv("PATH"))
		install := func(name, text string) {
			if err := os.WriteFile(filepath.Join(programs, name), []byte("#!/bin/sh\n"+text+"\n"), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		for _, name := range []string{"git", "docker", "make", "go"} {
			install(name, "echo version 99.1")
		}
		out, code := c.script(spec.SetupScript)
		if code != 1 || !strings.Contains(out, "converter (Converts videos) is missing\n           https://converter.example.com\n") {
			t.Errorf("a tool is missing, and the script ends with %d:\n%s", code, out)
		}
		install("converter", "exit 2")
		if out, code = c.script(spec.SetupScript); code != 0 || !strings.Contains(out, "ok       converter\n") {
			t.Errorf("every tool is there, and the script ends with %d:\n%s", code, out)
		}
		if env := c.env(".env"); env == nil {
			t.Error("there is no .env")
		}
		for reason, says := range map[string]string{
			"Cannot connect to the daemon":              "start it",
			"permission denied, said the daemon's gate": "may not use Docker: sudo usermod -aG docker",
		} {
			install("docker", `echo version 99.1; [ "$1" != info ] || { echo "`+reason+`" >&2; exit 1; }`)
			if out, code = c.script(spec.SetupScript); code != 1 || !strings.Contains(out, reason+"\n") || !strings.Contains(out, says) {
				t.Errorf("Docker does not answer, and the script ends with %d:\n%s", code, out)
			}
		}
		install("docker", "echo version 99.1")
		install("make", `echo version 99.1; [ "$1" != restore ] || exit 2`)
		if out, code = c.script(spec.SetupScript); code != 2 || !strings.HasSuffix(out, "failed   Fetch the dependencies: see above, and docs/TROUBLESHOOTING.md; then run this again\n") {
			t.Errorf("a step fails, and the script ends with %d:\n%s", code, out)
		}
	})
}

// TestRowsAreOptional: a project with rows for its database offers them, and takes nothing else.
func TestRowsAreOptional(t *testing.T) {
	p := familytest.Project(t, `package devgen
project: name: "shop"
environments: dev: runsOn: "compose"
services: api: {stack: "go", ports: http: 8080}
tasks: seed: {help: "load sample data", steps: [{run: "go run ./cmd/seed"}]}
`)
	eachShell(t, func(t *testing.T, shell []string) {
		c := newCheckout(t, shell, p)
		if err := os.Chmod(filepath.Join(c.dir, spec.EnvScript), 0o755); err != nil {
			t.Fatal(err)
		}
		c.write("bin/tool", "#!/bin/sh\necho \"version 99.1 $*\"\n")
		for _, name := range []string{"git", "docker", "make", "go"} {
			if err := errors.Join(os.Symlink("tool", filepath.Join(c.dir, "bin", name)), os.Chmod(filepath.Join(c.dir, "bin/tool"), 0o755)); err != nil {
				t.Fatal(err)
			}
		}
		t.Setenv("PATH", filepath.Join(c.dir, "bin")+string(os.PathListSeparator)+os.Getenv("PATH"))
		for _, call := range []struct {
			args  []string
			code  int
			seeds bool
		}{{nil, 0, false}, {[]string{"--seed"}, 0, true}, {[]string{"--sead"}, 2, false}} {
			out, code := c.script(spec.SetupScript, call.args...)
			if code != call.code || strings.Contains(out, "version 99.1 seed\n") != call.seeds {
				t.Errorf("%q: exit code %d\n%s", call.args, code, out)
			}
		}
	})
}
