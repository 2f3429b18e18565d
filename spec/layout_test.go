package spec

import (
	"slices"
	"strings"
	"testing"
)

// loaded is the project of a spec that has no errors.
func loaded(t *testing.T, text string) *Project {
	t.Helper()
	p, problems := loadText(t, text)
	if p == nil {
		t.Fatal(problemText(problems))
	}
	return p
}

// TestEnvironmentFor: which environment the compose file of a stage shows.
func TestEnvironmentFor(t *testing.T) {
	for _, c := range []struct {
		environments                  string
		development, test, production string
	}{
		{`a: runsOn: "host"`, "a", "", ""},
		{`a: runsOn: "host", b: runsOn: "compose"`, "b", "", ""},
		{`a: {runsOn: "compose", stage: "test"}, b: {runsOn: "compose", stage: "test"}`, "", "a", ""},
		{`a: runsOn: "github", b: {runsOn: "compose", stage: "test"}`, "", "b", ""},
		{`a: {like: "b"}, b: {runsOn: "compose", stage: "test"}`, "", "b", ""},
		{`a: {runsOn: "kubernetes"}, b: {runsOn: "kubernetes", after: "a"}`, "", "", "b"},
		{`a: {runsOn: "kubernetes"}, b: {like: "a", after: "a"}`, "", "", "a"},
		{`a: {runsOn: "kubernetes", after: "b"}, b: {runsOn: "compose", domain: "b.example.com"}`, "", "", "b"},
	} {
		p := loaded(t, `project: name: "shop", services: api: stack: "go", environments: {`+c.environments+`}`)
		for stage, want := range map[Stage]string{Development: c.development, Test: c.test, Production: c.production} {
			got := ""
			if e := p.EnvironmentFor(stage); e != nil {
				got = e.Name
			}
			if got != want {
				t.Errorf("%s\n%s is shown by %q, not %q", c.environments, stage, got, want)
			}
		}
	}
}

func TestSlug(t *testing.T) {
	for text, want := range map[string]string{
		"Redis Commander": "redis-commander", "/var/run": "var-run", "az09": "az09", "a`b{c/d:e": "a-b-c-d-e", "": "",
	} {
		if got := Slug(text); got != want {
			t.Errorf("Slug(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestURLs: what a developer can open, at the ports of the machine.
func TestURLs(t *testing.T) {
	const services = `project: name: "shop", services: {
		api: {stack: "go", ports: {http: 8080, admin: 9000}, publish: http: 18080, pages: Docs: "/docs", probes: readiness: path: "/readyz"}
		aside: {stack: "go", ports: {http: 8081, admin: 9001}, probes: liveness: {path: "/livez", port: "admin"}}
		tcp: {stack: "go", ports: http: 8082}
		worker: stack: "go"
	}
	`
	for environments, want := range map[string]string{
		`local: runsOn: "host"`:  "api, health http://localhost:18080/readyz; api, Docs http://localhost:18080/docs",
		`dev: runsOn: "compose"`: "api, health http://localhost:18080/readyz; api, Docs http://localhost:18080/docs",
		`rig: {runsOn: "host", stage: "test"}, dev: runsOn: "compose"`: "api, health http://localhost:18080/readyz; api, Docs http://localhost:18080/docs",
		`ci: runsOn: "github"`: "",
	} {
		var got []string
		for _, link := range loaded(t, services+`environments: {`+environments+`}`).URLs() {
			got = append(got, link.Title+" "+link.URL)
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%s: %v", environments, got)
		}
	}
}

// TestOutput: the entry for a file wins over a pattern's, and that over the generator's.
func TestOutput(t *testing.T) {
	p := &Project{Outputs: []Output{
		{Pattern: "compose", Own: "off"}, {Pattern: "docs/*", Own: "once"}, {Pattern: "docs/ENV.md", Own: "own"}, {Pattern: "guides", Own: "off"},
	}}
	for _, c := range []struct{ generator, file, want string }{
		{"compose", "docker-compose.yml", "off"}, {"guides", "docs/ENV.md", "own"}, {"guides", "docs/OTHER.md", "once"},
		{"guides", "README.md", "off"}, {"make", "Makefile", ""},
	} {
		got, ok := p.Output(c.generator, c.file)
		if got.Own != c.want || ok != (c.want != "") {
			t.Errorf("%s of %s is %+v, %v", c.file, c.generator, got, ok)
		}
	}
}

// TestHooks: without tasks of their own, hooks run what the project has of the usual ones.
func TestHooks(t *testing.T) {
	for stack, want := range map[string]string{
		`test: "test", formatCheck: "check"`: "format-check | test-local", `test: "test"`: " | test-local", `build: "build"`: " | ",
	} {
		p := loaded(t, `project: name: "shop", services: api: {stack: "own", ports: http: 8080}, hooks: {}, stacks: own: {hooks: "husky", commands: {`+stack+`}}`)
		if got := taskNames(p.Hooks.PreCommit) + " | " + taskNames(p.Hooks.PrePush); got != want {
			t.Errorf("%s: %s", stack, got)
		}
	}
	p := loaded(t, oneService+`hooks: {preCommit: ["lint", "build"], prePush: []}`)
	if got := taskNames(p.Hooks.PreCommit) + " | " + taskNames(p.Hooks.PrePush); got != "lint build | " {
		t.Error(got)
	}
}

func taskNames(tasks []*Task) string {
	var names []string
	for _, t := range tasks {
		names = append(names, t.Name)
	}
	return strings.Join(names, " ")
}

// TestSuiteNeeds: integration tests have the engines up that their service needs, or those that they name.
func TestSuiteNeeds(t *testing.T) {
	p := loaded(t, `project: name: "shop", services: {
		api: {stack: "go", ports: http: 8080, needs: ["db", "mail"]}
		cache: engine: "redis"
		db: engine: "postgres"
		mail: external: url: "smtp://mail.example.com"
	}
	tests: {units: {}, all: kind: "integration", named: {kind: "integration", needs: ["db", "cache"]}, none: {kind: "integration", needs: []}}`)
	want := map[string]string{"units": "", "all": "db", "named": "db cache", "none": ""}
	for _, s := range p.Suites {
		if got := strings.Join(serviceNames(s.Needs), " "); got != want[s.Name] {
			t.Errorf("%s needs %q, not %q", s.Name, got, want[s.Name])
		}
	}
}

// TestCommandsKnowTheirEnvironment: what runs on the developer's machine has the file of its environment loaded.
func TestCommandsKnowTheirEnvironment(t *testing.T) {
	p := loaded(t, oneService+`environments: {local: runsOn: "host", dev: runsOn: "compose"}, tasks: mine: {help: "Mine", steps: [{run: "mine"}]}`)
	for _, name := range []string{"dev", "mine"} {
		steps := p.TaskNamed(name).Steps
		if e := steps[len(steps)-1].Env; e == nil || e.Name != "local" {
			t.Errorf("%s runs in %v", name, e)
		}
	}
	p = loaded(t, oneService+`environments: dev: runsOn: "compose", tasks: mine: {help: "Mine", steps: [{run: "mine"}]}`)
	if e := p.TaskNamed("mine").Steps[0].Env; e != nil {
		t.Errorf("without a host, it runs in %v", e)
	}
}

// TestPortOnTheHost: a server on the developer's machine is told the port that is published there, or its own where
// none is.
func TestPortOnTheHost(t *testing.T) {
	for environment, want := range map[string]string{`runsOn: "host"`: "18080", `{runsOn: "host", stage: "test"}`: "8080"} {
		p := loaded(t, `project: name: "shop", services: api: {stack: "go", ports: http: 8080, publish: http: 18080}, environments: local: `+environment)
		steps := p.TaskNamed("dev").Steps
		if got := steps[len(steps)-1].With; got != (Pair{"PORT", want}) {
			t.Errorf("%s: %v", environment, got)
		}
	}
}

// TestHelpOfTasks: a help speaks of containers where there are some.
func TestHelpOfTasks(t *testing.T) {
	const watching = `environments: {local: runsOn: "host", ci: runsOn: "github"}, stacks: own: commands: {run: "run", watch: "watch"}, `
	p := loaded(t, `project: name: "shop", `+watching+`services: api: {stack: "own", ports: http: 8080}`)
	for name, want := range map[string]string{"dev": "Run api on this machine", "watch": "Run api on this machine, anew at every change"} {
		if task := p.TaskNamed(name); task == nil || task.Help != want {
			t.Errorf("%s is %+v, want %q", name, task, want)
		}
	}
	if p.TaskNamed("down") != nil {
		t.Error("there is a task that stops containers, but none that starts some")
	}
	for _, step := range p.TaskNamed("clean").Steps {
		if step.Compose != nil && step.Compose.Project == "shop-test" {
			t.Error("clean removes the containers of integration tests, which there are none of")
		}
	}
	p = loaded(t, `project: name: "shop", environments: dev: runsOn: "compose", services: api: {stack: "go", ports: http: 8080}`)
	if p.TaskNamed("dev-docker") == nil || p.TaskNamed("down") == nil {
		t.Error("containers without engines cannot be started or stopped")
	}
}

// TestDeployCommands: without migrations, a deployment is one part.
func TestDeployCommands(t *testing.T) {
	p := loaded(t, `project: name: "shop", environments: production: {runsOn: "kubernetes", domain: "a.example.com"}, services: {
		api: {stack: "go", ports: http: 8080, needs: ["db"]}, nightly: {stack: "go", schedule: "0 3 * * *"}
		db: {engine: "postgres", in: production: host: "db.example.com"}
	}`)
	want := []string{
		"kubectl apply --kustomize k8s/overlays/production",
		"kubectl rollout status --namespace shop-production deployment/api --timeout=10m",
	}
	if got := p.DeployCommands(p.Environments[0]); !slices.Equal(got, want) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}
