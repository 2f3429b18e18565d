package attributes

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"devgen.dev/devgen/generators/internal/familytest"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// written are paths as other generators make them.
var written = []string{".env.example", ".husky/pre-commit", "Makefile", "docs/CONFIGURATION.md", "k8s/base/api/service.yaml", "k8s/base/kustomization.yaml"}

func TestFiles(t *testing.T) {
	familytest.Run(t, "testdata", func(p *spec.Project) []tree.File { return List(p, written) })
}

// TestGitReadsIt asks git itself. What the user's own line says wins, as it stands behind the region.
func TestGitReadsIt(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git on this machine")
	}
	p := familytest.Project(t, `package devgen
project: name: "shop"
services: {
	api: {stack: "go", ports: http: 8080}
	web: {stack: "node", build: context: "web", ports: http: 3000}
	jobs: {stack: "dotnet", build: {context: "jobs", project: "Jobs"}}
}
`)
	body := string(List(p, written)[0].Blocks[0].Body) + "\n*.ps1 eol=crlf\n"
	for path, want := range map[string]string{
		"scripts/env.sh":              "text: auto, eol: lf",
		"Makefile":                    "text: auto, eol: lf, linguist-generated: set",
		"tools/Makefile":              "text: auto, eol: lf",
		".husky/pre-commit":           "text: auto, eol: lf, linguist-generated: set",
		"scripts/env.ps1":             "text: auto, eol: crlf",
		"mvnw.cmd":                    "text: set, eol: crlf",
		"web/logo.png":                "binary: set, diff: unset, merge: unset, text: unset, eol: lf",
		"k8s/overlays/qa/patch.yaml":  "text: auto, eol: lf, linguist-generated: set",
		"docs/k8s/guide.md":           "text: auto, eol: lf",
		"main.go":                     "diff: golang, text: auto, eol: lf",
		"jobs/Jobs/Program.cs":        "diff: csharp, text: auto, eol: lf",
		"web/package-lock.json":       "text: auto, eol: lf, linguist-generated: set",
		"internal/.env.example":       "text: auto, eol: lf",
		"docs/CONFIGURATION.md.draft": "text: auto, eol: lf",
	} {
		if got := attributesOf(t, body, path); !sameSet(got, want) {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

// attributesOf is what git knows of a path.
func attributesOf(t *testing.T, attributes, path string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, ".gitattributes"), []byte(attributes), 0o644); err != nil {
		t.Fatal(err)
	}
	git := func(args ...string) string {
		cmd := exec.CommandContext(t.Context(), "git", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1")
		out, err := cmd.CombinedOutput()
		if err != nil || strings.Contains(string(out), "not a valid attribute") {
			t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	git("init", "--quiet")
	var list []string
	for line := range strings.Lines(git("check-attr", "--all", "--", path)) {
		list = append(list, strings.TrimSpace(strings.TrimPrefix(line, path+": ")))
	}
	return strings.Join(list, ", ")
}

func sameSet(a, b string) bool {
	x, y := strings.Split(a, ", "), strings.Split(b, ", ")
	for _, part := range x {
		if !strings.Contains(", "+b+", ", ", "+part+", ") {
			return false
		}
	}
	return len(x) == len(y)
}
