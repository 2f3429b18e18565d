package spec

import (
	"strings"
	"testing"
)

// TestManagedEngineHasAUserOfItsOwn: a managed server's users are not those of the container, which alone makes its own.
func TestManagedEngineHasAUserOfItsOwn(t *testing.T) {
	spec := `
project: name: "shop"
environments: {dev: runsOn: "compose", live: {runsOn: "kubernetes", domain: "shop.example.com"}}
services: {
	api: {stack: "dotnet", build: project: "Shop.Api", ports: http: 8080, needs: ["db"], settings: DB: from: "db"}
	db: {engine: "sqlserver", in: live: {host: "db.example.com", user: "shopadmin"}}
}
`
	p, problems := loadText(t, spec)
	if p == nil {
		t.Fatal(problems)
	}
	users := map[string]string{"dev": "User Id=sa;", "live": "User Id=shopadmin;"}
	for _, s := range p.Settings() {
		for _, e := range p.Environments {
			value := s.In(e).Text(func(*Setting) string { return "" })
			if s.Var == "DB" && !strings.Contains(value, users[e.Name]) {
				t.Errorf("%s: %s, want %s", e.Name, value, users[e.Name])
			}
		}
	}
	_, problems = loadText(t, strings.Replace(spec, `host: "db.example.com", `, "", 1))
	if len(problems) != 1 || problems[0].Code != "DG118" || problems[0].Path != "services.db.in.live.user" {
		t.Errorf("%+v", problems)
	}
}

// TestManagedEngineIsTouchedOnlyIfAsked: on a developer's machine, the production stack of a project with a managed engine
// works on the real data.
func TestManagedEngineIsTouchedOnlyIfAsked(t *testing.T) {
	for in, asks := range map[string]bool{"": false, `db: in: production: host: "db.example.com"`: true} {
		p, problems := loadText(t, oneService+"environments: production: {runsOn: \"compose\", domain: \"shop.example.com\"}\nservices: {api: settings: DB: from: \"db\"\n"+in+"}\n")
		if p == nil {
			t.Fatal(problems)
		}
		if up := p.TaskNamed("prod-up"); up.Confirm != asks || strings.Contains(up.Help, "managed db of production") != asks {
			t.Errorf("%q: %+v", in, up)
		}
	}
}
