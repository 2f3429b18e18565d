package kubernetes_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"devgen.dev/devgen/generators/internal/corpus"
	"devgen.dev/devgen/generators/internal/familytest"
	"devgen.dev/devgen/generators/internal/manifests"
	"devgen.dev/devgen/generators/kubernetes"
	"devgen.dev/devgen/spec"
)

// bundle renders an overlay and reads it.
func bundle(t *testing.T, p *spec.Project, environment string) *manifests.Bundle {
	t.Helper()
	rendered, err := manifests.Render(kubernetes.Files(p), spec.Overlays+"/"+environment)
	if err != nil {
		t.Fatal(err)
	}
	b, findings := manifests.Read(rendered)
	for _, f := range findings {
		t.Error(f)
	}
	return b
}

// service returns the service of that name.
func service(p *spec.Project, name string) *spec.Service {
	return p.Services[slices.IndexFunc(p.Services, func(s *spec.Service) bool { return s.Name == name })]
}

const twoEnvironments = `package devgen
project: {name: "shop", repository: "acme/shop"}
environments: {staging: runsOn: "kubernetes", production: {runsOn: "kubernetes", after: "staging"}}
`

// carried reports whether kustomize can carry a value at all: its own printer writes control characters as they are, and
// loses its way in text of several lines that begins with a tab. The spec refuses both.
func carried(text string) bool {
	unprintable := func(r rune) bool { return r >= 0x7F && unicode.IsControl(r) || r == 0xFFFE || r == 0xFFFF }
	return !strings.ContainsFunc(text, unprintable) && !(strings.HasPrefix(text, "\t") && strings.Contains(text, "\n"))
}

// The values do not pass the rules of the spec here: more than those let through must come out as it went in.
func TestValuesComeBack(t *testing.T) {
	p := familytest.Project(t, twoEnvironments+`services: api: {stack: "go", ports: http: 8080, settings: X: default: "x"}`)
	api := service(p, "api")
	first := api.Settings[0]
	want := map[string]string{"PORT": "8080", "X": "x"}
	for i, text := range corpus.Texts() {
		if !carried(text) {
			continue
		}
		for _, special := range []bool{false, true} { // in config.env of the base, and in that of the overlay
			s := *first
			s.Var, s.Help = fmt.Sprintf("X_%d_%v", i, special), text
			s.Values = slices.Clone(first.Values)
			for j := range s.Values {
				s.Values[j].Parts = []spec.Part{{Text: text}}
				if special {
					s.Values[j].Source = spec.SourceIn
				}
			}
			api.Settings = append(api.Settings, &s)
			want[s.Var] = text
		}
		api.Command = append(api.Command, text)
	}
	c := bundle(t, p, "production").Container("api", nil)
	for name, text := range want {
		if got, ok := c.Variables[name]; !ok || got != text {
			t.Errorf("%s is %.80q, not %.80q", name, got, text)
		}
	}
	if len(c.Variables) != len(want) {
		t.Errorf("%d variables, not %d", len(c.Variables), len(want))
	}
	for i, arg := range c.Arguments {
		if arg != api.Command[i] {
			t.Errorf("argument %d is %.80q, not %.80q", i, arg, api.Command[i])
		}
	}
	if len(c.Arguments) != len(api.Command) {
		t.Errorf("%d arguments, not %d", len(c.Arguments), len(api.Command))
	}
}

func TestConnectionsAreComposedOfSecrets(t *testing.T) {
	p := familytest.Project(t, twoEnvironments+`services: {
		api: {stack: "go", ports: http: 8080, secretsAs: "environment", settings: {DATABASE_URL: from: "db", CACHE_URL: from: "cache"}}
		db: {engine: "postgres", in: production: host: "db.example.com"}
		cache: {engine: "redis", password: "CACHE_PASSWORD"}
	}
	settings: cache: CACHE_PASSWORD: secret: true
	groups: cache: services: []`)
	// The API server does not look into the value of a Secret, and the kubelet does not expand it again.
	secrets := map[string]map[string]string{"api": {"DB_PASSWORD": "p$(PORT)$$", "CACHE_PASSWORD": "c"}}
	for environment, want := range map[string]string{
		"staging":    "postgres://shop:p$(PORT)$$@db:5432/shop?sslmode=disable",
		"production": "postgres://shop:p$(PORT)$$@db.example.com:5432/shop?sslmode=require",
	} {
		c := bundle(t, p, environment).Container("api", secrets)
		if got := c.Variables["DATABASE_URL"]; got != want {
			t.Errorf("%s: DATABASE_URL is %q, not %q", environment, got, want)
		}
		if got, want := c.Variables["CACHE_URL"], "redis://:c@cache:6379/0"; got != want {
			t.Errorf("%s: CACHE_URL is %q, not %q", environment, got, want)
		}
	}
}

func TestEnginesReadTheirPasswordInAShell(t *testing.T) {
	p := familytest.Project(t, twoEnvironments+`services: cache: {engine: "redis", password: "CACHE_PASSWORD"}
	settings: cache: CACHE_PASSWORD: secret: true
	groups: cache: services: []`)
	c := bundle(t, p, "production").Container("cache", nil)
	const read = `"$(cat /run/secrets/cache_password)"`
	for _, words := range append(c.Probes, c.Arguments) {
		if words[0] != "sh" || !strings.Contains(words[2], read) || strings.Contains(words[2], "$$") {
			t.Errorf("a shell does not get %s: %q", read, words)
		}
	}
	if len(c.Probes) != 2 {
		t.Errorf("%d probes are commands, not 2", len(c.Probes))
	}
}

// A new version, a changed setting and another limit each make another Job; nothing else does.
func TestMigrationsRunAgainAfterEachChange(t *testing.T) {
	const text = twoEnvironments + `services: {
		api: {stack: "go", ports: http: 8080, migrations: {run: "go run ./cmd/migrate", command: ["/app/migrate"]}, settings: {DATABASE_URL: from: "db", LEVEL: default: "info"}}
		db: engine: "postgres"
	}
	`
	names := map[string]string{}
	for change, more := range map[string]string{
		"none":    "",
		"help":    `services: api: help: "Answers"`,
		"version": `environments: production: version: "9.9.9"`,
		"setting": `services: api: settings: LEVEL: in: production: "warn"`,
		"limit":   `services: api: in: production: resources: limits: memory: "1Gi"`,
		"staging": `services: api: settings: LEVEL: in: staging: "debug"`,
	} {
		for _, o := range bundle(t, familytest.Project(t, text+more), "production").Objects {
			if o.Kind == "Job" {
				names[change] = o.GetName()
			}
		}
	}
	for _, same := range []string{"help", "staging"} {
		if names[same] != names["none"] {
			t.Errorf("%s changes the Job from %s to %s", same, names["none"], names[same])
		}
	}
	for _, other := range []string{"version", "setting", "limit"} {
		if names[other] == names["none"] {
			t.Errorf("%s leaves the Job as it is: %s", other, names["none"])
		}
	}
}
