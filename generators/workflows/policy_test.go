package workflows_test

import (
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rhysd/actionlint"
	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v4"

	"devgen.dev/devgen/generators/internal/familytest"
	"devgen.dev/devgen/generators/workflows"
)

// finding is a break of one of the rules for workflows.
type finding struct{ rule, message string }

// The shape of a workflow, as far as rules look at it.
type (
	anyMap    = map[string]any
	parsedJob struct {
		Name        string
		Permissions any
		Timeout     any `yaml:"timeout-minutes"`
		RunsOn      any `yaml:"runs-on"`
		Environment any
		Env         anyMap
		Uses        string
		Secrets     any
		Container   any
		Steps       []parsedStep
	}
	parsedStep struct {
		Name, Uses, Run, Shell, If string
		With, Env                  anyMap
	}
	parsedWorkflow struct {
		Name        string
		On          anyMap
		Permissions any
		Concurrency anyMap
		Env         anyMap
		Defaults    struct{ Run struct{ Shell string } }
		Jobs        map[string]parsedJob
	}
)

// rules are the rules of W1 to W18 that a program can judge; W17 is actionlint's and shellcheck's.
var rules = []struct {
	id    string
	check func(w parsedWorkflow, text string) []string
}{
	{"W1", checkPermissions},
	{"W2", checkPins},
	{"W4", eachStep(func(s parsedStep) string {
		return fault(strings.HasPrefix(s.Uses, "actions/checkout@") && s.With["persist-credentials"] != false, "checkout leaves its token")
	})},
	{"W5", eachStep(func(s parsedStep) string { return fault(strings.Contains(s.Run, "${{"), "expression in a script") })},
	{"W6", func(w parsedWorkflow, _ string) []string {
		_, target := w.On["pull_request_target"]
		_, run := w.On["workflow_run"]
		return list(fault(target || run, "strangers' code with the repository's rights"))
	}},
	{"W7", eachJob(func(j parsedJob) string { return fault(j.Timeout == nil, "no time limit") })},
	{"W8", func(w parsedWorkflow, _ string) []string {
		return list(fault(w.Concurrency["group"] == nil || w.Concurrency["cancel-in-progress"] == nil, "no concurrency"))
	}},
	{"W9", checkSecrets},
	{"W10", eachStep(func(s parsedStep) string {
		return fault(regexp.MustCompile(`GITHUB_(ENV|PATH)|::(set-output|save-state|set-env|add-path)`).MatchString(s.Run), "later steps change by what a script writes")
	})},
	{"W12", eachJob(func(j parsedJob) string {
		label := fmt.Sprint(j.RunsOn)
		return fault(strings.Contains(label, "latest") || strings.Contains(label, "self-hosted") || j.Container != nil, "runner is not pinned")
	})},
	{"W13", checkNames},
	{"W14", eachStep(func(s parsedStep) string {
		return fault(regexp.MustCompile(`npm (install|i) |gem install|pip install [a-z]|curl[^\n]*\| *(ba)?sh`).MatchString(s.Run), "installs what nothing pins")
	})},
	{"W15", func(_ parsedWorkflow, text string) []string {
		return list(fault(strings.Contains(text, "ACTIONS_STEP_DEBUG") || strings.Contains(text, "ACTIONS_RUNNER_DEBUG"), "debug switch"))
	}},
	{"W18", checkPublishes},
}

func fault(wrong bool, message string) string {
	if wrong {
		return message
	}
	return ""
}

func list(messages ...string) []string {
	var found []string
	for _, m := range messages {
		if m != "" {
			found = append(found, m)
		}
	}
	return found
}

func eachJob(check func(parsedJob) string) func(parsedWorkflow, string) []string {
	return func(w parsedWorkflow, _ string) []string {
		var found []string
		for id, j := range w.Jobs {
			if m := check(j); m != "" {
				found = append(found, id+": "+m)
			}
		}
		return found
	}
}

func eachStep(check func(parsedStep) string) func(parsedWorkflow, string) []string {
	return eachJob(func(j parsedJob) string {
		for _, s := range j.Steps {
			if m := check(s); m != "" {
				return s.Name + ": " + m
			}
		}
		return ""
	})
}

func checkPermissions(w parsedWorkflow, text string) []string {
	top, _ := w.Permissions.(anyMap)
	found := list(fault(top == nil || len(top) > 0, "permissions at the top are not {}"))
	for id, j := range w.Jobs {
		_, exact := j.Permissions.(anyMap)
		found = append(found, list(fault(!exact, id+": permissions are not named one by one"))...)
	}
	for _, right := range regexp.MustCompile(`(?m)^ +[a-z-]+: (read|write)( # \S.*)?$`).FindAllStringSubmatch(text, -1) {
		found = append(found, list(fault(right[2] == "", right[0]+" has no reason"))...)
	}
	return found
}

func checkPins(_ parsedWorkflow, text string) []string {
	pinned := regexp.MustCompile(`uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v?\d+(\.\d+)*$`)
	var found []string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		found = append(found, list(fault(strings.Contains(line, "uses:") && !pinned.MatchString(line), line))...)
	}
	return found
}

func checkSecrets(w parsedWorkflow, text string) []string {
	found := list(
		fault(regexp.MustCompile(`secrets: *inherit|toJSON\(secrets\)`).MatchString(text), "all secrets at once"),
		fault(strings.Contains(fmt.Sprint(w.Env), "secrets."), "secret for every job"))
	for id, j := range w.Jobs {
		uses := strings.Contains(fmt.Sprint(j.Steps), "secrets.")
		found = append(found, list(
			fault(strings.Contains(fmt.Sprint(j.Env), "secrets."), id+": secret for every step"),
			fault(uses && j.Environment == nil, id+": secret outside an environment"))...)
	}
	return found
}

func checkNames(w parsedWorkflow, _ string) []string {
	found := list(fault(w.Name == "", "workflow without a name"), fault(w.Defaults.Run.Shell != "bash", "shell is not bash"))
	for id, j := range w.Jobs {
		found = append(found, list(fault(j.Name == "", id+" has no name"))...)
		for _, s := range j.Steps {
			found = append(found, list(fault(s.Name == "", id+" has a step without a name"), fault(s.Shell == "cmd", "cmd"))...)
		}
	}
	return found
}

// checkPublishes: what publishes also attests.
func checkPublishes(w parsedWorkflow, text string) []string {
	publishes := eachStep(func(s parsedStep) string { return fault(s.With["push"] == true, "publishes") })(w, text)
	return list(fault(len(publishes) > 0 && !strings.Contains(text, "attest"), "publishes without attestation"))
}

// judge holds a workflow against every rule.
func judge(t *testing.T, text string) []finding {
	t.Helper()
	// A literal in an expression is how text with braces is written: it evaluates nothing.
	evaluated := regexp.MustCompile(`\$\{\{ '\$\{\{' \}\}[^}]*\}\}`).ReplaceAllString(text, "literal")
	var w parsedWorkflow
	if err := yaml.Unmarshal([]byte(evaluated), &w); err != nil {
		t.Fatal(err)
	}
	var found []finding
	for _, r := range rules {
		for _, m := range r.check(w, evaluated) {
			found = append(found, finding{r.id, m})
		}
	}
	return append(found, lint(t, text)...)
}

// lint asks actionlint, with shellcheck where it is installed: rule W17.
func lint(t *testing.T, text string) []finding {
	t.Helper()
	shellcheck, _ := exec.LookPath("shellcheck")
	linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{Shellcheck: shellcheck})
	if err != nil {
		t.Fatal(err)
	}
	problems, err := linter.Lint(".github/workflows/ci.yml", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	var found []finding
	for _, p := range problems {
		found = append(found, finding{"W17", fmt.Sprintf("%d:%d: %s", p.Line, p.Column, p.Message)})
	}
	return found
}

func TestPolicy(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range workflows.Files(familytest.Project(t, string(archive.Files[0].Data))) {
				for _, found := range judge(t, string(f.Body)) {
					t.Errorf("%s: %s: %s", f.Path, found.rule, found.message)
				}
			}
		})
	}
}

// TestPolicyBites: each rule finds the mistake that it is for, in a workflow that is right but for that.
func TestPolicyBites(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/shop.txtar")
	if err != nil {
		t.Fatal(err)
	}
	project := familytest.Project(t, string(archive.Files[0].Data))
	good := string(workflows.Files(project)[0].Body)
	checkout := project.Pin("actions/checkout")
	pinned := "@" + checkout.SHA + " # " + checkout.Version
	for _, tc := range []struct{ rule, old, new string }{
		{"W1", "permissions: {}\n\n#", "permissions: read-all\n\n#"},
		{"W1", "contents: read # to check out", "contents: read"},
		{"W1", "    permissions: {}\n    steps", "    permissions: write-all\n    steps"},
		{"W2", pinned, "@v5"},
		{"W2", " # " + checkout.Version, ""},
		{"W2", "uses: actions/checkout" + pinned, "uses: ./checkout"},
		{"W4", "persist-credentials: false", "persist-credentials: true"},
		{"W5", "run: go mod download", "run: echo ${{ github.event.head_commit.message }}"},
		{"W6", "  pull_request:\n", "  pull_request_target:\n"},
		{"W7", "    timeout-minutes: 20\n", ""},
		{"W8", "  cancel-in-progress: ${{ github.event_name == 'pull_request' }}\n", ""},
		{"W9", "        run: ./scripts/env.sh ci", "        env:\n          TOKEN: ${{ secrets.TOKEN }}\n        run: ./scripts/env.sh ci"},
		{"W10", "run: go mod download", `run: echo A=1 >>"$GITHUB_ENV"`},
		{"W12", "ubuntu-24.04", "ubuntu-latest"},
		{"W13", "    name: Lint\n", ""},
		{"W13", "shell: bash", "shell: sh"},
		{"W14", "run: go mod download", "run: npm install left-pad"},
		{"W15", "defaults:\n", "env:\n  ACTIONS_STEP_DEBUG: true\n\ndefaults:\n"},
		{"W17", "needs: [lint, ", "needs: [nobody, "},
		{"W18", "push: false", "push: true"},
	} {
		bad := strings.Replace(good, tc.old, tc.new, 1)
		if bad == good {
			t.Errorf("%s: %q is not in the workflow", tc.rule, tc.old)
			continue
		}
		hit := false
		for _, found := range judge(t, bad) {
			hit = hit || found.rule == tc.rule
		}
		if !hit {
			t.Errorf("%s does not find %q", tc.rule, tc.new)
		}
	}
}

// TestShellcheckBites: scripts are really checked where shellcheck is installed.
func TestShellcheckBites(t *testing.T) {
	if _, err := exec.LookPath("shellcheck"); err != nil {
		t.Skip("needs shellcheck")
	}
	archive, err := txtar.ParseFile("testdata/shop.txtar")
	if err != nil {
		t.Fatal(err)
	}
	good := string(workflows.Files(familytest.Project(t, string(archive.Files[0].Data)))[0].Body)
	bad := strings.Replace(good, `>>"$GITHUB_STEP_SUMMARY"`, ">>$GITHUB_STEP_SUMMARY", 1)
	if found := lint(t, bad); len(found) != 1 || !strings.Contains(found[0].message, "SC2086") {
		t.Errorf("an unquoted variable gives %v", found)
	}
}
