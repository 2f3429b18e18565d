package compose

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	composedotenv "github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/template"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/sirupsen/logrus"
	"go.yaml.in/yaml/v4"

	"devgen.dev/devgen/generators/dotenv"
	"devgen.dev/devgen/generators/internal/delivery"
	"devgen.dev/devgen/generators/internal/familytest"
	"devgen.dev/devgen/generators/internal/readers"
	"devgen.dev/devgen/spec"
)

// combination is one way in which people call docker compose.
type combination struct {
	name     string
	stage    spec.Stage
	files    []string
	profiles []string
}

var combinations = []combination{
	{"base", spec.Development, []string{spec.ComposeBase}, nil},
	{"development", spec.Development, []string{spec.ComposeBase, spec.ComposeOverride}, nil},
	{"consoles", spec.Development, []string{spec.ComposeBase, spec.ComposeOverride}, []string{spec.ToolsProfile}},
	{"jobs", spec.Development, []string{spec.ComposeBase, spec.ComposeOverride}, []string{jobsProfile}},
	{"test", spec.Test, []string{spec.ComposeTest}, nil},
	{"production", spec.Production, []string{spec.ComposeProd}, nil},
}

// TestComposeLoadsEveryCombination asks docker compose's own loader, with the environment file of every environment
// that uses the files.
func TestComposeLoadsEveryCombination(t *testing.T) {
	everyProject(t, func(t *testing.T, p *spec.Project) {
		bodies := map[string][]byte{}
		for _, f := range Files(p) {
			bodies[f.Path] = f.Body
		}
		for _, c := range combinations {
			for _, e := range p.Environments {
				if e.Stage == c.stage && bodies[c.files[0]] != nil {
					t.Run(c.name+" "+e.Name, func(t *testing.T) { judge(t, p, e, c, bodies) })
				}
			}
		}
	})
}

// everyProject runs a test over the golden repositories and the specs of all archives.
func everyProject(t *testing.T, test func(*testing.T, *spec.Project)) {
	for _, name := range familytest.GoldenNames(t) {
		t.Run(name, func(t *testing.T) { test(t, familytest.Load(t, filepath.Join("..", "..", "golden", name))) })
	}
	t.Run("everything", func(t *testing.T) { test(t, everything(t)) })
	familytest.Each(t, "testdata", test)
}

// everything is a project with a service of every built-in stack and engine.
func everything(t *testing.T) *spec.Project {
	t.Helper()
	var b strings.Builder
	b.WriteString(`package devgen
project: name: "all"
environments: {dev: runsOn: "compose", test: {runsOn: "compose", ephemeral: true}, live: {runsOn: "compose", domain: "all.example.com"}}
editor: devcontainer: {}
`)
	for i, engine := range spec.Builtins("engines") {
		fmt.Fprintf(&b, "services: \"e-%s\": {engine: %q, password: \"SECRET\", publish: %q: %d}\n", engine, engine, engine, 9000+i)
	}
	for i, stack := range spec.Builtins("stacks") {
		fmt.Fprintf(&b, "services: \"s-%s\": {stack: %q, build: {context: %q, project: \"app\"}, ports: http: %d}\n", stack, stack, stack, 8000+i)
	}
	b.WriteString(`settings: shared: SECRET: {secret: true, generate: "openssl rand -hex 24"}` + "\ngroups: shared: services: []\n")
	return familytest.Project(t, b.String())
}

func judge(t *testing.T, p *spec.Project, e *spec.Environment, c combination, bodies map[string][]byte) {
	declared := templateOf(t, p, e)
	var configs []types.ConfigFile
	for _, name := range c.files {
		if bodies[name] == nil {
			continue
		}
		configs = append(configs, types.ConfigFile{Filename: name, Content: bodies[name]})
		declaredOnly(t, name, bodies[name], declared)
	}
	project := load(t, configs, declared, c.profiles)
	for _, s := range project.Services {
		judgeService(t, project, s)
		if s.HealthCheck == nil && !runsOnce(s) && !unchecked(p, s.Name) {
			t.Errorf("%s has no health check", s.Name)
		}
	}
	portsOnce(t, project)
	everythingUsed(t, project)
	if c.stage == spec.Production {
		for _, s := range project.Services {
			judgeProduction(t, p, e, s)
		}
	}
}

// templateOf reads the environment's template and fills what it leaves to people.
func templateOf(t *testing.T, p *spec.Project, e *spec.Environment) map[string]string {
	t.Helper()
	for _, f := range dotenv.Files(p) {
		if f.Path != e.Template {
			continue
		}
		values, err := composedotenv.Parse(bytes.NewReader(f.Body))
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range values {
			if value == "" {
				values[name] = "filled"
			}
		}
		return values
	}
	t.Fatalf("no template %s", e.Template)
	return nil
}

// declaredOnly finds variables that no template declares: they would be empty, or whatever the shell happens to hold.
func declaredOnly(t *testing.T, name string, body []byte, declared map[string]string) {
	t.Helper()
	var document map[string]any
	if err := yaml.Unmarshal(body, &document); err != nil {
		t.Fatal(err)
	}
	for variable := range template.ExtractVariables(document, template.DefaultPattern) {
		if _, ok := declared[variable]; !ok {
			t.Errorf("%s reads ${%s}, which the template does not declare", name, variable)
		}
	}
}

// load reads files as docker compose does, and fails the test for every warning.
func load(t *testing.T, configs []types.ConfigFile, environment map[string]string, profiles []string) *types.Project {
	t.Helper()
	var warnings bytes.Buffer
	logrus.SetOutput(&warnings)
	defer logrus.SetOutput(t.Output())
	details := types.ConfigDetails{WorkingDir: t.TempDir(), ConfigFiles: configs, Environment: environment}
	project, err := loader.LoadWithContext(context.Background(), details, func(o *loader.Options) { o.Profiles = profiles })
	if err != nil {
		t.Fatal(err)
	}
	if warnings.Len() > 0 {
		t.Error(warnings.String())
	}
	return project
}

func runsOnce(s types.ServiceConfig) bool {
	return strings.HasSuffix(s.Name, "-migrate") || strings.HasSuffix(s.Name, "-tests") || slices.Contains(s.Profiles, jobsProfile)
}

// unchecked reports whether a service is an engine of the user's own that names no health command.
func unchecked(p *spec.Project, name string) bool {
	engine := engineNamed(p, name)
	return engine != nil && len(engine.Server.Health) == 0
}

func judgeService(t *testing.T, project *types.Project, s types.ServiceConfig) {
	t.Helper()
	if s.Build != nil && s.Build.Target == "" {
		t.Errorf("%s is built without a target", s.Name)
	}
	if s.Build == nil && !strings.Contains(s.Image, ":") {
		t.Errorf("%s runs %q, without a tag", s.Name, s.Image)
	}
	if !slices.Equal(s.CapDrop, []string{"ALL"}) || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
		t.Errorf("%s keeps rights that it does not need", s.Name)
	}
	if s.Logging == nil || len(s.Networks) == 0 || s.ContainerName != "" {
		t.Errorf("%s: logging %v, networks %v, container name %q", s.Name, s.Logging, s.Networks, s.ContainerName)
	}
	for name, d := range s.DependsOn {
		provider, ok := project.Services[name]
		if !ok {
			t.Errorf("%s depends on %s, which does not exist", s.Name, name)
		}
		if d.Condition == types.ServiceConditionHealthy && provider.HealthCheck == nil {
			t.Errorf("%s waits for the health of %s, which nobody checks", s.Name, name)
		}
	}
}

// portsOnce finds ports of the machine that two containers, or two copies of one, ask for.
func portsOnce(t *testing.T, project *types.Project) {
	t.Helper()
	owner := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(project.Services)) {
		s := project.Services[name]
		for _, p := range s.Ports {
			if other, taken := owner[p.Published]; taken {
				t.Errorf("port %s is published by %s and %s", p.Published, other, name)
			}
			owner[p.Published] = name
			if s.GetScale() > 1 && !strings.Contains(p.Published, "-") {
				t.Errorf("%d copies of %s publish the one port %s", s.GetScale(), name, p.Published)
			}
		}
	}
}

// everythingUsed finds volumes, networks and secrets that are declared and not used; the loader finds the reverse.
func everythingUsed(t *testing.T, project *types.Project) {
	t.Helper()
	used := map[string]bool{}
	for _, s := range append(slices.Collect(maps.Values(project.Services)), slices.Collect(maps.Values(project.DisabledServices))...) {
		for _, v := range s.Volumes {
			used["volume "+v.Source] = true
		}
		for n := range s.Networks {
			used["network "+n] = true
		}
		for _, secret := range s.Secrets {
			used["secret "+secret.Source] = true
		}
	}
	for _, list := range [][]string{prefixed("volume ", project.Volumes), prefixed("network ", project.Networks), prefixed("secret ", project.Secrets)} {
		for _, name := range list {
			if !used[name] {
				t.Errorf("%s is declared and not used", name)
			}
		}
	}
}

func prefixed[V any](prefix string, m map[string]V) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(m)) {
		names = append(names, prefix+name)
	}
	return names
}

var numericUser = regexp.MustCompile(`^[1-9][0-9]*(:[0-9]+)?$`)

// judgeProduction holds what CIS asks of a container, and what people found out the hard way.
func judgeProduction(t *testing.T, p *spec.Project, e *spec.Environment, s types.ServiceConfig) {
	t.Helper()
	if !s.ReadOnly {
		t.Errorf("%s may write into its image", s.Name)
	}
	if s.Deploy == nil || s.Deploy.Resources.Limits == nil || s.Deploy.Resources.Limits.NanoCPUs == 0 || s.Deploy.Resources.Limits.MemoryBytes == 0 || s.Deploy.Resources.Limits.Pids == 0 {
		t.Errorf("%s has no limits", s.Name)
	}
	if !numericUser.MatchString(s.User) && len(s.CapAdd) == 0 {
		t.Errorf("%s runs as %q", s.Name, s.User)
	}
	if engineNamed(p, s.Name) != nil && len(s.Ports) > 0 {
		t.Errorf("%s is open to the network", s.Name)
	}
	for name, value := range s.Environment {
		if value != nil && strings.Contains(*value, "filled") && !readsVariables(p, e, s.Name, name) {
			t.Errorf("%s holds a secret in the variable %s", s.Name, name)
		}
	}
}

func engineNamed(p *spec.Project, name string) *spec.Service {
	for _, s := range p.EngineServices() {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// readsVariables reports whether a container may hold what was filled in: an empty setting that is no secret, a secret
// where the spec asks for variables, or one that an engine cannot read from a file.
func readsVariables(p *spec.Project, e *spec.Environment, container, variable string) bool {
	if engine := engineNamed(p, container); engine != nil {
		return slices.ContainsFunc(delivery.LaunchFromFiles(engine, e).Unread, func(v spec.ServerVar) bool { return v.Name == variable })
	}
	for _, s := range p.Settings() {
		if s.Var == variable {
			return !s.Secret || slices.ContainsFunc(s.Services, func(r *spec.Service) bool { return r.SecretsAs == spec.SecretsVariables })
		}
	}
	return false
}

// TestPrettierLeavesFilesAlone hands over all files as one stream: node starts once.
func TestPrettierLeavesFilesAlone(t *testing.T) {
	var bodies [][]byte
	everyProject(t, func(_ *testing.T, p *spec.Project) {
		for _, f := range Files(p) {
			bodies = append(bodies, f.Body)
		}
	})
	readers.Prettier(t, "yaml", bytes.Join(bodies, []byte("---\n")))
}

// TestNoSecretIsWritten makes samples that would be seen.
func TestNoSecretIsWritten(t *testing.T) {
	p := familytest.Project(t, `package devgen
project: name: "shop"
environments: {dev: runsOn: "compose", test: {runsOn: "compose", ephemeral: true}, live: {runsOn: "compose", domain: "shop.example.com"}}
services: {
	api: {stack: "go", ports: http: 8080, needs: ["db"], settings: {
		DB_URL: from: "db"
		TOKEN: {secret: true, sample: "sample-of-token"}
	}}
	db: {engine: "postgres", password: "DB_PASS"}
}
settings: shared: DB_PASS: {secret: true, sample: "sample-of-password"}
`)
	for _, f := range Files(p) {
		if i := bytes.Index(f.Body, []byte("sample-of-")); i >= 0 {
			t.Errorf("%s holds a sample: %.60s", f.Path, f.Body[i:])
		}
	}
	if got := len(Files(p)); got != 4 {
		t.Errorf("%d files, not 4", got)
	}
}
