package kubernetes_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"devgen.dev/devgen/generators/internal/familytest"
	"devgen.dev/devgen/generators/internal/manifests"
	"devgen.dev/devgen/generators/kubernetes"
	"devgen.dev/devgen/spec"
)

// eachSpec calls f with the project of every archive, and of the golden repositories.
func eachSpec(t *testing.T, f func(*testing.T, *spec.Project)) {
	t.Helper()
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			f(t, familytest.Project(t, string(archive.Files[0].Data)))
		})
	}
	for _, name := range []string{"shop", "recipes"} {
		t.Run("golden "+name, func(t *testing.T) { f(t, familytest.Load(t, "../../golden/"+name)) })
	}
	t.Run("stacks and engines", func(t *testing.T) { f(t, familytest.Project(t, everyStackAndEngine)) })
}

// everyStackAndEngine uses all that devgen brings.
const everyStackAndEngine = `package devgen
project: {name: "shop", repository: "acme/shop"}
environments: production: {runsOn: "kubernetes", domain: "shop.example.com"}
services: {
	a: {stack: "dotnet", ports: http: 8001, build: project: "A", settings: {mysql__url: from: "mysql", mssql__url: from: "sqlserver"}}
	b: {stack: "go", ports: http: 8002, settings: {PG_URL: from: "postgres", REDIS_URL: from: "redis"}}
	c: {stack: "java", ports: http: 8003, settings: MARIADB_URL: from: "mariadb"}
	d: {stack: "node", ports: http: 8004, settings: MONGO_URL: from: "mongo"}
	e: {stack: "python", ports: http: 8005, settings: VALKEY_URL: from: "valkey"}
	f: {stack: "rust", ports: http: 8006, settings: RABBIT_URL: from: "rabbitmq"}
	mariadb: engine:   "mariadb"
	mongo: engine:     "mongo"
	mysql: engine:     "mysql"
	postgres: engine:  "postgres"
	rabbitmq: engine:  "rabbitmq"
	redis: engine:     "redis"
	sqlserver: engine: "sqlserver"
	valkey: engine:    "valkey"
}`

// eachNamespace calls f with what kustomize makes of every environment on Kubernetes.
func eachNamespace(t *testing.T, f func(*testing.T, *spec.Project, *spec.Environment, []byte)) {
	t.Helper()
	eachSpec(t, func(t *testing.T, p *spec.Project) {
		files := kubernetes.Files(p)
		for _, e := range p.Environments {
			if e.RunsOn != spec.Kubernetes {
				continue
			}
			rendered, err := manifests.Render(files, spec.Overlays+"/"+e.Name)
			if err != nil {
				t.Fatalf("%s: %v", e.Name, err)
			}
			f(t, p, e, rendered)
		}
	})
}

func TestManifestsPassTheirJudges(t *testing.T) {
	eachNamespace(t, func(t *testing.T, _ *spec.Project, e *spec.Environment, rendered []byte) {
		for _, finding := range manifests.Judge(rendered) {
			t.Errorf("%s: %s", e.Name, finding)
		}
		if t.Failed() {
			t.Logf("%s", rendered)
		}
	})
}

func TestEveryFileIsInAKustomization(t *testing.T) {
	eachSpec(t, func(t *testing.T, p *spec.Project) {
		for _, dead := range manifests.Unlisted(kubernetes.Files(p), "k8s/") {
			t.Error(dead)
		}
	})
}
