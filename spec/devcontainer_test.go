package spec

import (
	"slices"
	"strings"
	"testing"
)

func devcontainerOf(t *testing.T, text string) *Devcontainer {
	t.Helper()
	p, problems := loadText(t, "project: name: \"shop\"\n"+text)
	for _, problem := range problems {
		if problem.Severity == Error {
			t.Fatal(problem)
		}
	}
	return p.Devcontainer()
}

func references(d *Devcontainer) string {
	var list []string
	for _, f := range d.Features {
		list = append(list, strings.TrimPrefix(f.name(), "ghcr.io/devcontainers/features/"))
	}
	return strings.Join(list, " ")
}

// TestDevcontainerHasEveryLanguage: the image brings the first language that has an image, features bring the others.
func TestDevcontainerHasEveryLanguage(t *testing.T) {
	for _, tc := range []struct{ name, text, image, user, features string }{
		{"one language", `services: api: {stack: "go", ports: http: 8080}, editor: devcontainer: {}`,
			"mcr.microsoft.com/devcontainers/go:1.26-bookworm", "vscode", "docker-outside-of-docker"},
		{"its version", `services: api: {stack: "go", ports: http: 8080}, stacks: go: version: "1.25", editor: devcontainer: {}`,
			"mcr.microsoft.com/devcontainers/go:1.25-bookworm", "vscode", "docker-outside-of-docker"},
		{"the user of the image", `services: web: {stack: "node", ports: http: 8080}, editor: devcontainer: {}`,
			"mcr.microsoft.com/devcontainers/javascript-node:24-bookworm", "node", "docker-outside-of-docker"},
		{"a language without image", `services: api: {stack: "rust", ports: http: 8080}, editor: devcontainer: {}`,
			"mcr.microsoft.com/devcontainers/base:bookworm", "vscode", "docker-outside-of-docker rust"},
		{"three languages", `services: {a: {stack: "rust", build: context: "a"}, b: {stack: "python", build: context: "b"}, c: {stack: "node", build: context: "c"}}, editor: devcontainer: {}`,
			"mcr.microsoft.com/devcontainers/javascript-node:24-bookworm", "node", "docker-outside-of-docker python rust"},
		{"an image of one's own", `services: api: {stack: "rust", ports: http: 8080}, editor: devcontainer: {image: "mine:1", user: "me"}`,
			"mine:1", "me", "docker-outside-of-docker"},
	} {
		d := devcontainerOf(t, tc.text)
		if d.Image != tc.image || d.User != tc.user || references(d) != tc.features {
			t.Errorf("%s: %s as %s with %s, want %s as %s with %s", tc.name, d.Image, d.User, references(d), tc.image, tc.user, tc.features)
		}
	}
}

// TestDevcontainerTakesVersionsOfUsers: a feature of the user's own stands in place of devgen's, by its name.
func TestDevcontainerTakesVersionsOfUsers(t *testing.T) {
	const mine = "ghcr.io/devcontainers/features/rust@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	d := devcontainerOf(t, `services: api: {stack: "rust", ports: http: 8080}, editor: devcontainer: features: "`+mine+`": version: "1.90"`)
	i := slices.IndexFunc(d.Features, func(f Feature) bool { return strings.Contains(f.Reference, "rust") })
	if len(d.Features) != 2 || d.Features[i].Reference != mine || d.Features[i].Options[0].Text != "1.90" {
		t.Errorf("features: %v", d.Features)
	}
}

func TestDevcontainerNeedsSomethingToDevelop(t *testing.T) {
	for name, text := range map[string]string{
		"no environment for development": `environments: ci: runsOn: "github", services: api: {stack: "go", ports: http: 8080}`,
		"no service that is built":       `services: db: engine: "postgres"`,
	} {
		_, problems := loadText(t, "project: name: \"shop\"\neditor: devcontainer: {}\n"+text)
		if !slices.ContainsFunc(problems, func(p Problem) bool { return p.Code == "DG118" && p.Path == "editor.devcontainer" }) {
			t.Errorf("%s: %v", name, problems)
		}
	}
}
