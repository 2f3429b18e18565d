//go:build unix

package golden

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestDockerNewcomer is the first hour of somebody who has just cloned golden/shop: one script, and everything works. It
// is skipped where TestDocker is.
func TestDockerNewcomer(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes")
	}
	s := newDockerCopy(t, "shop", "5432", "6379", "8080", "8081", "8090").clone(t)
	t.Cleanup(func() { s.remove(t) })
	out := s.run(t, "./scripts/dev-setup.sh")
	for _, want := range []string{"ok       Docker is running", ".env: made from .env.local.template", "\nReady\n", "http://localhost:8080/readyz"} {
		if !strings.Contains(out, want) {
			t.Errorf("the script does not say %q:\n%s", want, out)
		}
	}
	env, containers := s.read(t, ".env"), s.run(t, "docker", "compose", "ps", "--quiet")
	out = s.run(t, "./scripts/dev-setup.sh")
	if s.read(t, ".env") != env || s.run(t, "docker", "compose", "ps", "--quiet") != containers {
		t.Errorf("the second run changed something:\n%s", out)
	}
	if status := s.run(t, "git", "status", "--porcelain"); status != "" {
		t.Errorf("git sees what the script made:\n%s", status)
	}
	s.run(t, "make", "test-local")
	developsOnTheMachine(t, s)
	testsInDocker(t, s)
	refusesWrongSetting(t, s)
}

// refusesWrongSetting: nothing starts with a setting that does not fit.
func refusesWrongSetting(t *testing.T, s workingCopy) {
	defer s.replace(t, ".env", "LOG_LEVEL=info", "LOG_LEVEL=loud")()
	out := s.fails(t, "make", "dev")
	if !strings.Contains(out, "wrong: LOG_LEVEL in .env is 'loud', and must be one of debug, info, warn") || strings.Contains(out, "go run") {
		t.Errorf("make dev:\n%s", out)
	}
}

// clone makes a repository of the working copy and clones it, as it is cloned from a server.
func (s workingCopy) clone(t *testing.T) workingCopy {
	t.Helper()
	for _, args := range [][]string{
		{"init", "--quiet"}, {"add", "--all"},
		{"-c", "user.name=somebody", "-c", "user.email=somebody@example.com", "commit", "--quiet", "--message", "first"},
	} {
		s.run(t, "git", args...)
	}
	fresh := workingCopy{filepath.Join(t.TempDir(), "an empty folder", "shop")}
	s.run(t, "git", "clone", "--quiet", s.folder, fresh.folder)
	return fresh
}

// freshCopy is golden/shop for what needs no engine.
func freshCopy(t *testing.T, programs ...string) workingCopy {
	t.Helper()
	for _, name := range programs {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("no %s on this machine", name)
		}
	}
	return newCopy(t, "shop")
}

// TestSetupWithoutEngine: where Docker is missing or asleep the script says so, and what to do, and has made nothing.
func TestSetupWithoutEngine(t *testing.T) {
	s := freshCopy(t, "git", "make", "go")
	asleep := func(c *exec.Cmd) {
		c.Env = append(os.Environ(), "DOCKER_HOST=unix://"+filepath.Join(t.TempDir(), "docker.sock"))
	}
	missing := func(c *exec.Cmd) { c.Env = append(os.Environ(), "PATH="+pathWithout(t, "docker")) }
	for _, tc := range []struct {
		name  string
		means func(*exec.Cmd)
		says  []string
	}{
		{"missing", missing, []string{
			"docker (containers) is missing\n           https://docs.docker.com/engine/install", "docker compose (the stack of containers) is missing", "failed   install what is missing (2), then run it again",
		}},
		{"asleep", asleep, []string{"failed   Docker does not answer: start it"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := exec.Command("docker", "compose", "version").Output(); err != nil && tc.name == "asleep" {
				t.Skip("no Docker Compose on this machine")
			}
			c := s.command(t.Context(), "./scripts/dev-setup.sh")
			tc.means(c)
			out, _ := c.CombinedOutput()
			if code := c.ProcessState.ExitCode(); code != 1 {
				t.Errorf("exit code %d", code)
			}
			for _, want := range tc.says {
				if !strings.Contains(string(out), want) {
					t.Errorf("it does not say %q:\n%s", want, out)
				}
			}
			if _, err := os.Stat(filepath.Join(s.folder, ".env")); err == nil {
				t.Error("it has made .env")
			}
		})
	}
}

// pathWithout is a search path with all of this machine's programs but one.
func pathWithout(t *testing.T, hidden string) string {
	t.Helper()
	bin := t.TempDir()
	for _, folder := range filepath.SplitList(os.Getenv("PATH")) {
		entries, _ := os.ReadDir(folder) // a folder of PATH may be missing
		for _, entry := range entries {
			if entry.Name() != hidden {
				_ = os.Symlink(filepath.Join(folder, entry.Name()), filepath.Join(bin, entry.Name())) // the first one stays
			}
		}
	}
	return bin
}

// TestMakeForReal runs the tasks that need neither an engine nor a registry.
func TestMakeForReal(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a program")
	}
	s := freshCopy(t, "make", "go", "gofmt")
	for _, task := range []string{"help", "env", "env-check", "build", "lint", "format-check", "test-local", "coverage"} {
		t.Run(task, func(t *testing.T) { s.run(t, "make", task) })
	}
	t.Run("format-check finds", func(t *testing.T) {
		defer s.replace(t, "main.go", "\nfunc ", "\nfunc  ")()
		s.fails(t, "make", "format-check")
		s.run(t, "make", "format")
		s.run(t, "make", "format-check")
	})
	t.Run("test-local finds", func(t *testing.T) {
		if err := os.WriteFile(filepath.Join(s.folder, "bad_test.go"), []byte("package main\n\nimport \"testing\"\n\nfunc TestBad(t *testing.T) { t.Fail() }\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		s.fails(t, "make", "test-local")
	})
	t.Run("env-check finds", func(t *testing.T) {
		defer s.replace(t, ".env", "LOG_LEVEL=info\n", "")()
		if out := s.fails(t, "make", "env-check"); !strings.Contains(out, fmt.Sprintf("missing: LOG_LEVEL in .env: %s has it", ".env.local.template")) {
			t.Errorf("it says:\n%s", out)
		}
	})
}
