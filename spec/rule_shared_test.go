package spec

import "testing"

// sharing has two environments for each compose file, and every fact that they can differ in.
const sharing = `
project: name: "shop"
environments: {
	test: {runsOn: "compose", stage: "test"}
	e2e: like:     "test"
	ci: {runsOn: "github"}
	staging: like: "live"
	live: runsOn:  "compose"
	cluster: runsOn: "kubernetes"
}
services: {
	api: {stack: "go", ports: http: 8080, needs: ["db"]}
	db: engine: "postgres"
}
`

func TestFactsThatFilesDoNotHold(t *testing.T) {
	for text, path := range map[string]string{
		`services: db: in: e2e: database: "other"`:                    "services.db.in.e2e.database",
		`services: db: in: ci: database: "other"`:                     "services.db.in.ci.database",
		`services: db: in: ci: host: "db.example.com"`:                "services.db.in.ci.host",
		`environments: e2e: ephemeral: false`:                         "environments.e2e.ephemeral",
		`environments: ci: restart: "always"`:                         "environments.ci.restart",
		`environments: staging: restart: "always"`:                    "environments.staging.restart",
		`environments: staging: logging: driver: "local"`:             "environments.staging.logging",
		`services: api: in: staging: replicas: 1`:                     "services.api.in.staging.replicas",
		`services: api: in: staging: publish: http: 8081`:             "services.api.in.staging.publish",
		`services: db: in: staging: resources: limits: memory: "4Gi"`: "services.db.in.staging.resources",
		`services: db: in: staging: host: "db.example.com"`:           "services.db.in.staging.host",
		`services: api: in: test: replicas: 3`:                        "services.api.in.test.replicas",
		`services: api: in: test: publish: http: 8081`:                "services.api.in.test.publish",
		`services: api: in: test: resources: limits: cpu: "2"`:        "services.api.in.test.resources",
	} {
		_, problems := loadText(t, sharing+text)
		if len(problems) != 1 || problems[0].Code != "DG303" || problems[0].Path != path {
			t.Errorf("%s\nwant DG303 at %s, got %v", text, path, problems)
		}
	}
}

func TestFactsThatFilesHold(t *testing.T) {
	for _, text := range []string{
		"",
		`services: db: in: {test: database: "other", ci: database: "other"}`,
		`services: api: in: live: {replicas: 3, publish: http: 8081}`,
		`services: api: in: cluster: replicas: 3, environments: cluster: logging: driver: "local"`,
		`services: api: settings: LEVEL: {default: "a", in: {e2e: "b", staging: "c"}}`,
		`environments: dev: {runsOn: "compose", restart: "always"}, services: api: in: dev: publish: http: 8081`,
	} {
		if _, problems := loadText(t, sharing+text); len(problems) != 0 {
			t.Errorf("%s\ngives %v", text, problems)
		}
	}
}
