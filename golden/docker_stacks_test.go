//go:build unix

package golden

import (
	"strings"
	"testing"
)

// dockerRepository is a golden repository whose stack of containers is tried, and what tells that it works.
type dockerRepository struct {
	name  string
	ports []string // of this machine
	ready string   // answers once a request can be served
	live  string   // answers with what change makes of it
	// change is one of the program's sources, and what the program answers after it.
	change  mistake
	changed string
	// mistake makes an integration test fail, whose name is then in the output.
	mistake mistake
	fails   string
	secret  string   // file below secrets/
	built   []string // services that are built, besides api
	tools   string   // names that nothing in the images of production has: arguments of find
}

var dockerRepositories = []dockerRepository{
	{
		name: "courier", ports: []string{"6380", "8070", "8071", "8078"},
		ready: "http://127.0.0.1:8070/readyz", live: "http://127.0.0.1:8070/livez",
		change: mistake{"api/src/lib.rs", `Response::new(200, "ok"),`, `Response::new(200, "changed"),`}, changed: "changed",
		mistake: mistake{"api/tests/parcels.rs", "before + 1", "before + 2"}, fails: "test a_parcel_is_taken_and_delivered ... FAILED",
		secret: "api_token",
	},
	{
		name: "library", ports: []string{"5005", "5434", "8060", "8061", "8068"},
		ready: "http://127.0.0.1:8060/actuator/health/readiness", live: "http://127.0.0.1:8060/books",
		change: mistake{"src/main/java/com/acme/library/Books.java", "SELECT title, due", "SELECT upper(title) AS title, due"}, changed: "STONER",
		mistake: mistake{"src/test/java/com/acme/library/BooksIT.java", "isFalse()", "isTrue()"}, fails: "BooksIT.aBookOnItsShelfIsLentOnce",
		secret: "library_token",
	},
	{
		name: "tickets", ports: []string{"3000", "5433", "9229", "9230"},
		ready: "http://127.0.0.1:3000/readyz", live: "http://127.0.0.1:3000/readyz",
		change:  mistake{"src/server.ts", "await store.check();\n    return [200, { status: 'ok' }]", "await store.check();\n    return [200, { status: 'changed' }]"},
		changed: "changed",
		mistake: mistake{"test/integration/tickets.test.ts", "team: 'billing'", "team: 'cellar'"}, fails: "cellar",
		secret: "db_password", built: []string{"worker"}, tools: "-name eslint -o -name typescript",
	},
	{
		name: "recipes", ports: []string{"8000", "3306", "5678"},
		ready: "http://127.0.0.1:8000/readyz", live: "http://127.0.0.1:8000/readyz",
		change:  mistake{"app/api.py", "from error\n        return {\"status\": \"ok\"}", "from error\n        return {\"status\": \"changed\"}"},
		changed: "changed",
		mistake: mistake{"tests/integration/test_mariadb.py", "status_code == 201", "status_code == 200"}, fails: "test_mariadb.py",
		secret: "db_password", tools: "-name ruff -o -name pytest",
	},
}

// TestDockerStacks is TestDocker for other languages: development with reload, integration tests, the stack of
// production.
func TestDockerStacks(t *testing.T) {
	needsLanguages(t)
	for _, r := range dockerRepositories {
		t.Run(r.name, r.tries)
	}
}

func (r dockerRepository) tries(t *testing.T) {
	c := newDockerCopy(t, r.name, r.ports...)
	c.withoutParents(t)
	t.Cleanup(func() { c.remove(t) })
	for _, step := range []struct {
		name string
		do   func(*testing.T, workingCopy)
	}{
		{"make dev-docker runs it in a container, anew at every change", r.develops},
		{"make test-docker", r.tests},
		{"make prod-up runs the stack of production", r.runsProduction},
		{"make clean leaves nothing", r.cleans},
	} {
		if !t.Run(step.name, func(t *testing.T) { step.do(t, c) }) {
			return // what follows builds on it
		}
	}
}

func (r dockerRepository) develops(t *testing.T, c workingCopy) {
	c.run(t, "make", "dev-docker")
	answers(t, r.ready, "")
	restore := c.replace(t, r.change.file, r.change.old, r.change.new)
	answers(t, r.live, r.changed)
	restore()
	c.run(t, "make", "down")
	c.nothing(t, r.name, "container", "network")
}

func (r dockerRepository) tests(t *testing.T, c workingCopy) {
	c.run(t, "make", "test-docker")
	restore := c.replace(t, r.mistake.file, r.mistake.old, r.mistake.new)
	if out := c.fails(t, "make", "test-docker"); !strings.Contains(out, r.fails) {
		t.Errorf("it failed, but not for its tests:\n%s", out)
	}
	restore()
	c.nothing(t, r.name+"-test", "container", "network", "volume")
}

func (r dockerRepository) runsProduction(t *testing.T, c workingCopy) {
	c.run(t, "make", "prod-up")
	answers(t, r.ready, "")
	secret := strings.TrimSpace(c.read(t, "secrets/"+r.secret))
	for _, service := range append([]string{"api"}, r.built...) {
		program := r.name + "-prod-" + service + "-1"
		facts := c.run(t, "docker", "inspect", "--format", "{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.Config.User}}", program)
		if strings.TrimSpace(facts) != "true [ALL] 10001:10001" {
			t.Errorf("read-only, without capabilities, nobody: %s", facts)
		}
		if environment := c.run(t, "docker", "inspect", "--format", "{{.Config.Env}}", program); strings.Contains(environment, secret) {
			t.Error("a secret stands in the environment of a container")
		}
		if r.tools != "" {
			c.run(t, "docker", "exec", program, "sh", "-c", "! find /app "+r.tools+" | grep .")
		}
	}
	c.run(t, "make", "prod-down")
	c.nothing(t, r.name+"-prod", "container", "network")
}

func (r dockerRepository) cleans(t *testing.T, c workingCopy) {
	c.run(t, "make", "up")
	c.run(t, "make", "clean")
	c.nothing(t, r.name, "container", "network")
}

// withoutParents copies the one manifest that the repository has by its name: the frontend of BuildKit that is built
// into an old engine knows no --parents.
func (s workingCopy) withoutParents(t *testing.T) {
	t.Helper()
	for _, name := range s.dockerfiles(t) {
		if strings.Contains(s.read(t, name), "COPY --parents ") {
			s.replace(t, name, "COPY --parents .mvn* **/pom.xml ./", "COPY pom.xml ./")
		}
	}
}
