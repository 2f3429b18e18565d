package spec

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func loadText(t *testing.T, text string) (*Project, []Problem) {
	t.Helper()
	p, _, problems, err := Load(fstest.MapFS{"devgen.cue": {Data: []byte("package devgen\n" + text)}}, "")
	if err != nil {
		t.Fatal(err)
	}
	return p, problems
}

const oneService = `
project: name: "shop"
services: {
	api: {stack: "go", ports: http: 8080, needs: ["db"]}
	db: engine: "postgres"
}
`

func TestTaskReplaced(t *testing.T) {
	p, problems := loadText(t, oneService+`
tasks: {
	lint: {help: "Lint my way", steps: [{run: "lint"}]}
	format: {help: "Format my way", group: "Mine", steps: [{run: "fmt"}]}
}
`)
	if p == nil {
		t.Fatal(problems)
	}
	lint := p.TaskNamed("lint")
	if lint.Help != "Lint my way" || lint.Group != groupTest || lint.Origin != FromSpec {
		t.Errorf("a replacement keeps the place of the old one: %+v", lint)
	}
	if before := p.Tasks[slices.Index(p.Tasks, lint)-1]; before.Name != "build" {
		t.Errorf("lint stands behind %s", before.Name)
	}
	if format := p.TaskNamed("format"); format.Group != "Mine" {
		t.Errorf("a replacement with a heading keeps it: %+v", format)
	}
	if !slices.ContainsFunc(p.TaskNamed("ci").Steps, func(s Step) bool { return s.Task == "lint" }) {
		t.Error("ci no longer calls lint")
	}
}

// TestTasksFitTheProject: every task that is called exists, and nothing speaks of what a project lacks.
func TestTasksFitTheProject(t *testing.T) {
	for name, tc := range map[string]struct{ text, lacks string }{
		"no engines":     {`services: api: {stack: "go", ports: http: 8080}`, "up test-docker tools db-shell db-reset seed migrate"},
		"no production":  {`services: api: {stack: "go", ports: http: 8080}`, "prod-up k8s-render-production deploy-production"},
		"only engines":   {`services: db: engine: "postgres"`, "dev build test test-local ci images dev-docker coverage"},
		"no development": {`environments: production: {runsOn: "kubernetes", domain: "a.example.com"}, services: api: {stack: "go", ports: http: 8080}`, "env dev up logs images seed"},
		"nothing to run": {`environments: local: runsOn: "host", stacks: quiet: title: "Quiet", services: {api: {stack: "quiet", ports: http: 8080}, db: engine: "postgres"}`, "dev dev-docker test"},
		"no cluster":     {`environments: production: {runsOn: "compose", domain: "a.example.com"}, services: api: {stack: "go", ports: http: 8080}`, "k8s-render-production deploy-production"},
	} {
		t.Run(name, func(t *testing.T) {
			p, problems := loadText(t, `project: name: "x", `+tc.text)
			if p == nil {
				t.Fatal(problems)
			}
			for _, task := range p.Tasks {
				if len(task.Steps) == 0 {
					t.Errorf("%s does nothing", task.Name)
				}
				for _, step := range task.Steps {
					if step.Task != "" && p.TaskNamed(step.Task) == nil {
						t.Errorf("%s calls %s, which is not there", task.Name, step.Task)
					}
				}
			}
			for lacking := range strings.FieldsSeq(tc.lacks) {
				if p.TaskNamed(lacking) != nil {
					t.Errorf("there is a task %s", lacking)
				}
			}
		})
	}
}

func TestTaskProblems(t *testing.T) {
	for _, tc := range []struct{ tasks, code, path string }{
		{`help: {help: "x", steps: [{run: "x"}]}`, "DG123", "tasks.help"},
		{`makefile: {help: "x", steps: [{run: "x"}]}`, "DG123", "tasks.makefile"},
		{`"dev-docker": {help: "x", steps: [{run: "x"}]}, devdocker: {help: "x", steps: [{run: "x"}]}`, "DG123", "tasks.devdocker"},
		{`"make-ps": {help: "x", steps: [{run: "x"}]}`, "DG123", `tasks."make-ps"`},
		{`a: {help: "x", steps: []}`, "DG106", "tasks.a"},
		{`a: {help: "x", steps: [{}]}`, "DG125", "tasks.a.steps[0]"},
		{`a: {help: "x", steps: [{run: "x", task: "ci"}]}`, "DG125", "tasks.a.steps[0]"},
		{`a: {help: "x", steps: [{posix: "x"}]}`, "DG125", "tasks.a.steps[0]"},
		{`a: {help: "x", steps: [{run: "x && y"}]}`, "DG125", "tasks.a.steps[0].run"},
		{`a: {help: "x", steps: [{run: "A=1 x"}]}`, "DG125", "tasks.a.steps[0].run"},
		{`a: {help: "x", steps: [{posix: "x\ny", pwsh: "x"}]}`, "DG125", "tasks.a.steps[0].posix"},
		{`a: {help: "x", steps: [{task: "nope"}]}`, "DG114", "tasks.a.steps[0].task"},
		{`a: {help: "x", steps: [{up: ["nope"]}]}`, "DG110", "tasks.a.steps[0].up[0]"},
		{`a: {help: "x", args: ["V"], steps: [{run: "x"}]}, b: {help: "x", steps: [{task: "a"}]}`, "DG106", "tasks.b.steps[0].task"},
		{`a: {help: "x", args: ["PATH"], steps: [{run: "x"}]}`, "DG130", "tasks.a.args[0]"},
		{`a: {help: "x", args: ["input"], steps: [{run: "x"}]}`, "DG130", "tasks.a.args[0]"},
		{`a: {help: "x", args: ["V", "V"], steps: [{run: "x"}]}`, "DG123", "tasks.a.args[1]"},
		{`a: {help: "x", steps: [{task: "b"}]}, b: {help: "x", steps: [{task: "a"}]}`, "DG121", "tasks.a"},
		{`lint: {help: "x", steps: [{task: "ci"}]}`, "DG121", "tasks.lint"},
	} {
		_, problems := loadText(t, oneService+"tasks: {"+tc.tasks+"}")
		if !slices.ContainsFunc(problems, func(p Problem) bool { return p.Code == tc.code && p.Path == tc.path }) {
			t.Errorf("tasks: {%s}\nwant %s at %s, got %v", tc.tasks, tc.code, tc.path, problems)
		}
		if len(problems) != 1 {
			t.Errorf("tasks: {%s}\nwant one problem, got %v", tc.tasks, problems)
		}
	}
}
