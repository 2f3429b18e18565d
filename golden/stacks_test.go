//go:build unix

package golden

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	yaml "go.yaml.in/yaml/v3"
)

// stackRepository is a golden repository with a program, and what running its own commands takes.
type stackRepository struct {
	name     string
	language []string // prints its version …
	least    string   // … of which this is the lowest that the program runs on
	registry string   // shell command that succeeds if dependencies can be fetched
	setUp    string   // what stands for the set-up action in CI: shell command, in the environment of all steps
	results  []string // what `make coverage` leaves in test-results
	mistake  mistake  // makes a unit test fail
}

type mistake struct{ file, old, new string }

var stackRepositories = []stackRepository{
	{"shop", []string{"go", "version"}, "1.26", "true", "true", []string{"coverage.out"}, mistake{"handler.go", "secret)", "nil)"}},
	{"tickets", []string{"node", "--version"}, "24", "npm ping", "true", []string{"unit.xml", "lcov.info"}, mistake{"src/routing.ts", "'billing'", "'cellar'"}},
	{"recipes", []string{"python3", "--version"}, "3.11", "python3 -m venv try && try/bin/pip download --no-deps pip", "python3 -m venv ../ci && . ../ci/bin/activate", []string{"unit.xml", "coverage.xml"}, mistake{"app/api.py", "name.lower() for", "name.upper() for"}},
	{"courier", []string{"rustc", "--version"}, "1.85", `cargo llvm-cov --version && ls "${LLVM_COV:-$(rustc --print target-libdir)/../bin/llvm-cov}"`, "true", []string{"lcov.info"}, mistake{"api/src/lib.rs", `"/livez") => Response::new(200`, `"/livez") => Response::new(500`}},
	{"library", []string{"javac", "--version"}, "17", "mvn --batch-mode --quiet -Dmaven.repo.local=try dependency:get -Dartifact=junit:junit:4.13.2:pom", "true", nil, mistake{"src/main/java/com/acme/library/Desk.java", "HttpStatus.CONFLICT", "HttpStatus.GONE"}},
}

// TestStacks runs what make and CI offer for a language, with the language itself, in a copy of each repository. It is
// skipped where the language or its registry is missing.
func TestStacks(t *testing.T) {
	needsLanguages(t)
	for _, r := range stackRepositories {
		t.Run(r.name, func(t *testing.T) {
			r.need(t)
			t.Run("make", r.runsMake)
			t.Run("CI", r.runsCI)
		})
	}
}

// needsLanguages skips what fetches packages and takes minutes, unless it is asked for.
func needsLanguages(t *testing.T) {
	t.Helper()
	if testing.Short() || os.Getenv("DEVGEN_STACKS") == "" {
		t.Skip("DEVGEN_STACKS=1 runs it: it fetches packages, and takes minutes")
	}
}

// need skips the test where the repository's commands cannot run.
func (r stackRepository) need(t *testing.T) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), r.language[0], r.language[1:]...).Output()
	if err != nil || older(string(out), r.least) {
		t.Skipf("needs %s %s or newer: %s %v", r.language[0], r.least, strings.TrimSpace(string(out)), err)
	}
	reach := exec.CommandContext(t.Context(), "sh", "-c", r.registry)
	reach.Dir = t.TempDir()
	if out, err := reach.CombinedOutput(); err != nil {
		t.Skipf("no dependency can be fetched: %s: %v: %s", r.registry, err, lastLine(out))
	}
}

// older reports whether a text names a version below another one.
func older(text, least string) bool {
	return slices.Compare(version(text), version(least)) < 0
}

func version(text string) []int {
	var list []int
	for part := range strings.SplitSeq(regexp.MustCompile(`\d+(\.\d+)*`).FindString(text), ".") {
		n, _ := strconv.Atoi(part) // "" where there is no version: it is below every other
		list = append(list, n)
	}
	return list
}

// runsMake is what a developer does before a push, and what happens if the sources are not in order.
func (r stackRepository) runsMake(t *testing.T) {
	c := newCopy(t, r.name)
	p := load(t, r.name)
	for _, task := range []string{"restore", "format-check", "lint", "build", "test-local", "coverage"} {
		if p.TaskNamed(task) == nil {
			continue
		}
		if out := c.run(t, "make", task); task == "coverage" && !strings.Contains(out, "Coverage of the unit tests: ") {
			t.Errorf("make coverage tells no figure:\n%s", out)
		}
	}
	for _, name := range r.results {
		if _, err := os.Stat(filepath.Join(c.folder, "test-results", name)); err != nil {
			t.Errorf("make coverage: %v", err)
		}
	}
	c.run(t, "make", "restore") // again: what is there does not stand in the way
	c.replace(t, r.mistake.file, r.mistake.old, r.mistake.new)
	c.fails(t, "make", "test-local")
	c.fails(t, "make", "coverage")
	if untidy := c.read(t, r.mistake.file) + "\n\n\n\n"; p.TaskNamed("format-check") != nil {
		c.write(t, r.mistake.file, untidy)
		c.fails(t, "make", "format-check")
		c.run(t, "make", "format")
		c.run(t, "make", "format-check")
	}
}

// runsCI runs the steps of CI's jobs that need no Docker, as a runner does.
func (r stackRepository) runsCI(t *testing.T) {
	c := newCopy(t, r.name)
	var workflow struct {
		Jobs map[string]struct {
			Steps []struct {
				Name, Run string
				Env       map[string]string
			}
		}
	}
	if err := yaml.Unmarshal([]byte(c.read(t, ".github/workflows/ci.yml")), &workflow); err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, job := range []string{"lint", "test"} {
		for _, step := range workflow.Jobs[job].Steps {
			if step.Run == "" {
				continue
			}
			ran++
			command := c.command(t.Context(), "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", r.setUp+"\n"+step.Run)
			command.Env = append(os.Environ(), "CI=true", "GITHUB_STEP_SUMMARY="+filepath.Join(c.folder, "summary"))
			for name, value := range step.Env {
				command.Env = append(command.Env, name+"="+value)
			}
			if out, err := command.CombinedOutput(); err != nil {
				t.Fatalf("%s, %s: %v\n%s", job, step.Name, err, out)
			}
		}
	}
	if ran < 4 {
		t.Errorf("only %d steps were run: the workflow has changed, this test must follow", ran)
	}
	if summary := c.read(t, "summary"); !strings.Contains(summary, "The unit tests cover ") {
		t.Errorf("the summary says %q", summary)
	}
}
