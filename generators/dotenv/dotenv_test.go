package dotenv

import (
	"bytes"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	composedotenv "github.com/compose-spec/compose-go/v2/dotenv"

	"devgen.dev/devgen/generators/internal/delivery"
	"devgen.dev/devgen/generators/internal/familytest"
	"devgen.dev/devgen/generators/internal/readers"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

func TestFiles(t *testing.T) { familytest.Run(t, "testdata", Files) }

// TestReadersAgree has every template read by the programs that people read such files with.
func TestReadersAgree(t *testing.T) {
	everyProject(t, func(t *testing.T, p *spec.Project) {
		for _, e := range p.Environments {
			t.Run(e.Name, func(t *testing.T) {
				body, want := prefixed(template(p, e)), map[string]string{}
				for name, value := range values(p, e) {
					want[readers.Prefix+name] = value
				}
				readers.Check(t, slices.Concat(readers.Dotenv, readers.DotenvPrograms), body, want)
			})
		}
	})
}

// everyProject runs a test over the golden repositories and the specs of all archives.
func everyProject(t *testing.T, test func(*testing.T, *spec.Project)) {
	for _, name := range familytest.GoldenNames(t) {
		t.Run(name, func(t *testing.T) { test(t, familytest.Load(t, filepath.Join("..", "..", "golden", name))) })
	}
	familytest.Each(t, "testdata", test)
}

// values is what a template should hold, from the model.
func values(p *spec.Project, e *spec.Environment) map[string]string {
	values := map[string]string{}
	for _, s := range delivery.Variables(p, e) {
		values[s.Var] = ""
		if v := s.In(e); !v.Composed() {
			values[s.Var] = v.Literal()
		}
	}
	if e.Stage == spec.Production {
		values[p.VersionVariable()] = e.Version
	}
	return values
}

var assignment = regexp.MustCompile(`(?m)^([A-Za-z_][A-Za-z0-9_]*)=`)

// prefixed gives all variables of a file the prefix that tells them from what a shell sets by itself.
func prefixed(body []byte) []byte { return assignment.ReplaceAll(body, []byte(readers.Prefix+"$1=")) }

func TestTemplatesHoldNothingElse(t *testing.T) {
	everyProject(t, func(t *testing.T, p *spec.Project) {
		for _, e := range p.Environments {
			got, err := composedotenv.Parse(bytes.NewReader(template(p, e)))
			if err != nil {
				t.Fatal(err)
			}
			if names, want := slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(values(p, e))); !slices.Equal(names, want) {
				t.Errorf("%s holds %v, want %v", e.Template, names, want)
			}
		}
	})
}

func TestExampleHasEverySetting(t *testing.T) {
	everyProject(t, func(t *testing.T, p *spec.Project) {
		got, err := composedotenv.Parse(bytes.NewReader(example(p)))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range p.Settings() {
			if value, ok := got[s.Var]; !ok || value != s.Default {
				t.Errorf("%s=%q, want %q", s.Var, value, s.Default)
			}
		}
	})
}

// TestSamplesStayInTheirStages makes a sample that would be seen.
func TestSamplesStayInTheirStages(t *testing.T) {
	p := familytest.Project(t, `package devgen
project: name: "shop"
environments: {dev: runsOn: "compose", test: {runsOn: "compose", ephemeral: true}, live: {runsOn: "compose", domain: "shop.example.com"}}
services: {
	api: {stack: "go", secretsAs: "environment", ports: http: 8080, settings: TOKEN: {secret: true, sample: "only-a-sample"}}
	db: {engine: "postgres", password: "TOKEN"}
}
`)
	for _, f := range Files(p) {
		want := f.Path == ".env.dev.template" || f.Path == ".env.test.template"
		if got := strings.Contains(content(f), "only-a-sample"); got != want {
			t.Errorf("%s holds the sample: %v, want %v", f.Path, got, want)
		}
	}
}

func content(f tree.File) string {
	text := string(f.Body)
	for _, region := range f.Blocks {
		text += string(region.Body)
	}
	return text
}
