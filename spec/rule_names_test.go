package spec

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// inNames are services that things are made for: a migration, a console, a suite, a certificate, volumes.
const inNames = `
project: name: "shop"
environments: {dev: runsOn: "compose", ci: runsOn: "github", production: {runsOn: "kubernetes", domain: "shop.example.com"}}
services: {
	api: {stack: "go", ports: http: 8080, needs: ["db"], volumes: "b-c": "/data", migrations: {run: "migrate", command: ["migrate"]}}
	db: engine: "postgres"
	NEW
}
tests: acceptance: {kind: "integration", run: "go test ./acceptance"}
editor: devcontainer: {}
`

func TestNamesThatAreTaken(t *testing.T) {
	for _, tc := range []struct{ name, text, code, path string }{
		{"localhost", `localhost: stack: "go"`, "DG131", "services.localhost"},
		{"a device of Windows", `aux: stack: "go"`, "DG131", "services.aux"},
		{"the policy that denies", `"default-deny": stack: "go"`, "DG131", `services."default-deny"`},
		{"the policy for names", `"allow-dns": stack: "go"`, "DG131", `services."allow-dns"`},
		{"the policy for certificates", `"acme-from-ingress": stack: "go"`, "DG131", `services."acme-from-ingress"`},
		{"a migration", `"api-migrate": stack: "go"`, "DG123", `services."api-migrate"`},
		{"the image of a migration", `"api-migration": stack: "go"`, "DG123", `services."api-migration"`},
		{"a suite", `"acceptance-tests": stack: "go"`, "DG123", `services."acceptance-tests"`},
		{"a certificate", `"api-tls": stack: "go"`, "DG123", `services."api-tls"`},
		{"a policy", `"api-from-ingress": stack: "go"`, "DG123", `services."api-from-ingress"`},
		{"the container to develop in", `workspace: stack: "go"`, "DG123", "services.workspace"},
		{"a console", `adminer: stack: "go"`, "DG123", "services.adminer"},
		{"a volume", `"api-b": {stack: "go", volumes: c: "/data"}`, "DG123", `services."api-b".volumes.c`},
		{"the data of an engine", `"api-b": {engine: "postgres", publish: postgres: 5433}, api: volumes: "b-data": "/other"`, "DG123", `services."api-b"`},
	} {
		_, problems := loadText(t, strings.Replace(inNames, "NEW", tc.text, 1))
		found := slices.DeleteFunc(problems, func(p Problem) bool { return p.Severity == Warning })
		if len(found) != 1 || found[0].Code != tc.code || found[0].Path != tc.path {
			t.Errorf("%s: %s\nwant %s at %s, got %v", tc.name, tc.text, tc.code, tc.path, found)
		}
	}
}

// TestNamesThatAreFree: what is not made takes no name away.
func TestNamesThatAreFree(t *testing.T) {
	for name, text := range map[string]string{
		"no migration":            `services: "web-migrate": stack: "go", services: web: {stack: "go", ports: http: 8081}`,
		"somebody else's service": `services: "api-migrate": external: url: "https://migrate.example.com"`,
		"no consoles":             `environments: dev: consoles: false, services: adminer: {stack: "go", ports: http: 8081}`,
		"no ports":                `services: worker: stack: "go", services: "worker-tls": stack: "go"`,
		"another volume":          `services: "api-b": {stack: "go", volumes: d: "/data"}`,
	} {
		_, problems := loadText(t, strings.Replace(inNames, "NEW", "", 1)+text)
		for _, p := range problems {
			if p.Severity == Error {
				t.Errorf("%s: %s: %v", name, text, p)
			}
		}
	}
}

// TestHiddenCharacters: what changes how a text looks, and what no text holds, is refused; letters and signs of every
// language are not.
func TestHiddenCharacters(t *testing.T) {
	for _, c := range "\u202a\u202e\u2066\u2069\u200b\u200f\ufeff\ufffe\uffff\ufdd0\U0001ffff\u007f\u0085\x01" {
		if !hidden(c) {
			t.Errorf("%U is taken", c)
		}
	}
	for _, c := range "\t\n a\u00e9\u4e2d\u05d0\u200d\ufffd\U0001f600" {
		if hidden(c) {
			t.Errorf("%U is refused", c)
		}
	}
}

// TestHiddenCharactersAnywhere: also as the first character of a text.
func TestHiddenCharactersAnywhere(t *testing.T) {
	for _, title := range []string{"\u202eShop", "Sh\u202eop", "Shop\u202e"} {
		_, problems := loadText(t, oneService+fmt.Sprintf("project: title: \"%s\"", title))
		if len(problems) != 1 || problems[0].Code != "DG403" || problems[0].Path != "project.title" {
			t.Errorf("%q: %v", title, problems)
		}
	}
}
