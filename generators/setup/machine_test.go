package setup

import (
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
setup: tools: converter: "Converts videos"
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
		for _, name := range []string{"git", "docker", "make"} {
			install(name, "echo version 99.1")
		}
		out, code := c.script(spec.SetupScript)
		if code != 1 || !strings.Contains(out, "converter (Converts videos) is missing") {
			t.Errorf("a tool is missing, and the script ends with %d:\n%s", code, out)
		}
		install("converter", "exit 2")
		if out, code = c.script(spec.SetupScript); code != 0 || !strings.Contains(out, "ok       converter\n") {
			t.Errorf("every tool is there, and the script ends with %d:\n%s", code, out)
		}
		if env := c.env(".env"); env == nil {
			t.Error("there is no .env")
		}
	})
}
