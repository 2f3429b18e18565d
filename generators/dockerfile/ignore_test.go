package dockerfile

import (
	"path"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"

	"devgen.dev/devgen/generators/internal/familytest"
	"devgen.dev/devgen/generators/internal/readers"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// ignored returns what docker leaves out of a service's context.
func ignored(t *testing.T, p *spec.Project, s *spec.Service) *patternmatcher.PatternMatcher {
	t.Helper()
	patterns, err := ignorefile.ReadAll(strings.NewReader(string(ignore(p, s))))
	if err != nil {
		t.Fatal(err)
	}
	m, err := patternmatcher.New(patterns)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func isIgnored(t *testing.T, m *patternmatcher.PatternMatcher, file string) bool {
	t.Helper()
	no, err := m.MatchesOrParentMatches(file)
	if err != nil {
		t.Fatal(err)
	}
	return no
}

// TestCopiedFilesAreInTheContext checks what a COPY names. A pattern stands for files as a project of the stack has
// them.
func TestCopiedFilesAreInTheContext(t *testing.T) {
	everyProject(t, func(t *testing.T, p *spec.Project) {
		for _, s := range p.BuiltServices() {
			m := ignored(t, p, s)
			for _, file := range copiedFiles(t, newImage(p, s).body()) {
				if isIgnored(t, m, file) {
					t.Errorf("%s: COPY wants %s, which %s leaves out", s.Name, file, s.Build.Ignore)
				}
			}
		}
	})
}

// copiedFiles lists the files that instructions copy from the context.
func copiedFiles(t *testing.T, dockerfile []byte) []string {
	t.Helper()
	stages, _, err := readers.Stages(dockerfile)
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, s := range stages {
		for _, command := range s.Commands {
			if c, ok := command.(*instructions.CopyCommand); ok && c.From == "" {
				for _, source := range c.SourcePaths {
					if source != "." {
						files = append(files, strings.NewReplacer("**/", "Shop.Api/", "*", "x").Replace(path.Clean(source)))
					}
				}
			}
		}
	}
	return files
}

func TestContext(t *testing.T) {
	p := familytest.Project(t, `
		project: name: "shop"
		stacks: go: {}
		services: {
			api: {stack: "go", ports: http: 8080}
			web: {stack: "dotnet", build: {context: "web", project: "Shop.Web"}, ports: http: 8081}
		}
	`)
	for _, c := range []struct {
		service, file string
		left          bool
	}{
		{"api", "main.go", false},
		{"api", "internal/secrets/secrets.go", false}, // a package of that name is source
		{"api", "secrets/db_password", true},
		{"api", ".env", true},
		{"api", "cmd/.env.local", true},
		{"api", ".git/HEAD", true},
		{"api", "test-results/coverage.out", true},
		{"web", "Shop.Web/Program.cs", false},
		{"web", "secrets/Reader.cs", false}, // the folder of secrets lies in the root of the repository
		{"web", ".config/dotnet-tools.json", false},
		{"web", "Shop.Web/bin/Debug/net10.0/Shop.Web.dll", true},
		{"web", "Shop.Web/obj/project.assets.json", true},
	} {
		for _, s := range p.BuiltServices() {
			if s.Name == c.service && isIgnored(t, ignored(t, p, s), c.file) != c.left {
				t.Errorf("%s: %s left out: %t, want %t", c.service, c.file, !c.left, c.left)
			}
		}
	}
}

// TestEachServiceHasItsOwnFiles checks that services of one context do not share a file.
func TestEachServiceHasItsOwnFiles(t *testing.T) {
	p := familytest.Project(t, `
		project: name: "shop"
		services: {
			api: {stack: "go", build: project: "./cmd/api", ports: http: 8080}
			worker: {stack: "go", build: project: "./cmd/worker", probes: liveness: command: ["/app/worker", "-check"]}
		}
	`)
	set := &tree.Set{}
	if err := set.Add("dockerfile", Files(p)...); err != nil {
		t.Error(err)
	}
	if n := len(set.Files()); n != 4 {
		t.Errorf("%d files, want 4", n)
	}
}
