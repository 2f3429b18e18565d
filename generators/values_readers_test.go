package generators_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	composedotenv "github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"devgen.dev/devgen/generators/internal/manifests"
	"devgen.dev/devgen/generators/internal/readers"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// reading is one way in which a file is consumed.
type reading struct {
	file, by string
	read     func(t *testing.T, files map[string][]byte) (map[string]string, error)
	shown    func(value string) string // what people see of a value, where a document shows it; nil = the value itself
}

// readings are the consumers of each slot.
var readings = map[string][]reading{
	"setting": slices.Concat(
		dotenvFile(".env.dev.template"), dotenvFile(".env.example"),
		[]reading{
			composeVariables("docker-compose.yml", "", spec.ComposeBase),
			composeVariables("docker-compose.yml with .env", ".env.dev.template", spec.ComposeBase, spec.ComposeOverride),
			composeVariables("docker-compose.test.yml", "", spec.ComposeTest),
			composeVariables("docker-compose.prod.yml", ".env.production.template", spec.ComposeProd),
			kubernetesContainer("api", func(c manifests.Container) map[string]string { return c.Variables }),
			{"docs/CONFIGURATION.md", "goldmark", cells("docs/CONFIGURATION.md", 3), code},
		}),
	"setting in one environment": slices.Concat(
		dotenvFile(".env.production.template"),
		[]reading{
			composeVariables("docker-compose.prod.yml", "", spec.ComposeProd),
			composeVariables("docker-compose.prod.yml with .env", ".env.production.template", spec.ComposeProd),
			kubernetesContainer("api", func(c manifests.Container) map[string]string { return c.Variables }),
		}),
	"help of a setting": slices.Concat(
		[]reading{{"docs/CONFIGURATION.md", "goldmark", cells("docs/CONFIGURATION.md", 1), sentence}},
		unchanged(dotenvFile(".env.dev.template"))),
	"argument": {
		composeWords("docker-compose.yml", func(s types.ServiceConfig) []string { return s.Command }, spec.ComposeBase),
		composeWords("docker-compose.prod.yml", func(s types.ServiceConfig) []string { return s.Command }, spec.ComposeProd),
		kubernetesContainer("api", func(c manifests.Container) map[string]string { return numbered(c.Arguments) }),
	},
	"argument of a probe": {
		composeWords("docker-compose.yml", health, spec.ComposeBase),
		kubernetesContainer("api", func(c manifests.Container) map[string]string { return numbered(c.Probes[0][1:]) }),
		{"Dockerfile HEALTHCHECK", "BuildKit", dockerfileHealth, nil},
	},
	"variable of the image":   {{"Dockerfile ENV", "BuildKit", dockerfileVariables, nil}},
	"variable of development": {composeVariables("docker-compose.override.yml", "", spec.ComposeBase, spec.ComposeOverride)},
	"option of a server": {
		composeFlags("docker-compose.yml", spec.ComposeBase),
		kubernetesContainer("db", func(c manifests.Container) map[string]string { return flags(c.Arguments) }),
	},
	"help of a task": {
		{"Makefile", "make help", makeHelp, sentence},
		{"docs/QUICK_REFERENCE.md", "goldmark", cells("docs/QUICK_REFERENCE.md", 2), sentence},
	},
	"step of a task": {{"Makefile", "make and sh", makeSteps, nil}},
	"file":           {{"the file", "its bytes", func(_ *testing.T, files map[string][]byte) (map[string]string, error) { return asTexts(files), nil }, line}},
}

func dotenvFile(name string) []reading {
	var list []reading
	for _, r := range slices.Concat(readers.Dotenv, readers.DotenvPrograms) {
		list = append(list, reading{name, r.Name, func(_ *testing.T, files map[string][]byte) (map[string]string, error) { return r.Read(files[name]) }, nil})
	}
	return list
}

// unchanged is for values that end in comments: what is beside them is still read as it was.
func unchanged(list []reading) []reading {
	for i := range list {
		list[i].shown = func(string) string { return "plain" }
	}
	return list
}

func composeProject(t *testing.T, files map[string][]byte, env string, names ...string) *types.Project {
	t.Helper()
	var configs []types.ConfigFile
	for _, name := range names {
		configs = append(configs, types.ConfigFile{Filename: name, Content: files[name]})
	}
	variables := map[string]string{}
	if env != "" {
		var err error
		if variables, err = composedotenv.Parse(bytes.NewReader(files[env])); err != nil {
			t.Fatal(err)
		}
	}
	variables["DB_PASSWORD"] = "filled"
	details := types.ConfigDetails{WorkingDir: t.TempDir(), ConfigFiles: configs, Environment: variables}
	project, err := loader.LoadWithContext(context.Background(), details, func(o *loader.Options) { o.Profiles = []string{"*"} })
	if err != nil {
		t.Fatal(err)
	}
	return project
}

// program is the service that the values are for: api, or in the test file the container of its tests.
func program(p *types.Project) types.ServiceConfig {
	for _, name := range []string{"api", "integration-tests"} {
		if s, ok := p.Services[name]; ok {
			return s
		}
	}
	return types.ServiceConfig{}
}

func composeVariables(file, env string, names ...string) reading {
	return reading{file, "compose-go", func(t *testing.T, files map[string][]byte) (map[string]string, error) {
		got := map[string]string{}
		for name, value := range program(composeProject(t, files, env, names...)).Environment {
			if value != nil {
				got[name] = *value
			}
		}
		return got, nil
	}, nil}
}

func composeWords(file string, words func(types.ServiceConfig) []string, names ...string) reading {
	return reading{file, "compose-go", func(t *testing.T, files map[string][]byte) (map[string]string, error) {
		return numbered(words(program(composeProject(t, files, "", names...)))), nil
	}, nil}
}

func health(s types.ServiceConfig) []string { return s.HealthCheck.Test[2:] } // CMD and "true" before them

func composeFlags(file string, names ...string) reading {
	return reading{file, "compose-go", func(t *testing.T, files map[string][]byte) (map[string]string, error) {
		return flags(composeProject(t, files, "", names...).Services["db"].Command), nil
	}, nil}
}

// flags reads  -c name=value  from a command line of PostgreSQL.
func flags(words []string) map[string]string {
	got := map[string]string{}
	for _, word := range words {
		if name, value, ok := strings.Cut(word, "="); ok {
			got[strings.TrimLeft(name, "-")] = value
		}
	}
	return got
}

func numbered(words []string) map[string]string {
	got := map[string]string{}
	for i, word := range words {
		got[strconv.Itoa(i)] = word
	}
	return got
}

func kubernetesContainer(name string, part func(manifests.Container) map[string]string) reading {
	return reading{"k8s/", "kustomize, API types, kubelet's rule", func(_ *testing.T, files map[string][]byte) (map[string]string, error) {
		var list []tree.File
		for _, path := range slices.Sorted(maps.Keys(files)) {
			list = append(list, tree.File{Path: path, Body: files[path]})
		}
		rendered, err := manifests.Render(list, spec.Overlays+"/production")
		if err != nil {
			return nil, err
		}
		bundle, findings := manifests.Read(rendered)
		if len(findings) > 0 {
			return nil, fmt.Errorf("%s", findings[0])
		}
		return part(bundle.Container(name, nil)), nil
	}, nil}
}

// dockerfileCommands lists the instructions of all stages.
func dockerfileCommands(files map[string][]byte) ([]instructions.Command, error) {
	stages, _, err := readers.Stages(files["Dockerfile"])
	var all []instructions.Command
	for _, s := range stages {
		all = append(all, s.Commands...)
	}
	return all, err
}

func dockerfileVariables(_ *testing.T, files map[string][]byte) (map[string]string, error) {
	commands, err := dockerfileCommands(files)
	got := map[string]string{}
	for _, c := range commands {
		if env, ok := c.(*instructions.EnvCommand); ok {
			if err := readers.Expand(env); err != nil {
				return nil, err
			}
			for _, pair := range env.Env {
				got[pair.Key] = pair.Value
			}
		}
	}
	return got, err
}

func dockerfileHealth(_ *testing.T, files map[string][]byte) (map[string]string, error) {
	commands, err := dockerfileCommands(files)
	for _, c := range commands {
		if h, ok := c.(*instructions.HealthCheckCommand); ok {
			return numbered(h.Health.Test[2:]), err
		}
	}
	return nil, err
}

// runMake runs a target of the generated Makefile.
func runMake(t *testing.T, files map[string][]byte, target string) (string, error) {
	t.Helper()
	if _, err := exec.LookPath("make"); err != nil {
		return "", readers.ErrMissing
	}
	file := filepath.Join(t.TempDir(), "Makefile")
	if err := os.WriteFile(file, files["Makefile"], 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("make", "-s", "-f", file, target)
	cmd.Dir = filepath.Dir(file)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
	out, err := cmd.Output()
	return string(out), err
}

func makeHelp(t *testing.T, files map[string][]byte) (map[string]string, error) {
	out, err := runMake(t, files, "help")
	got := map[string]string{}
	for line := range strings.SplitSeq(out, "\n") {
		if name, help, ok := strings.Cut(strings.TrimPrefix(line, "  "), " "); ok {
			got[name] = strings.TrimLeft(help, " ")
		}
	}
	return got, err
}

func makeSteps(t *testing.T, files map[string][]byte) (map[string]string, error) {
	out, err := runMake(t, files, "steps")
	return numbered(strings.Split(strings.TrimSuffix(out, "\x00"), "\x00")), err
}

// cells reads the tables of a document: the text of a column, by the text of the first.
func cells(file string, column int) func(*testing.T, map[string][]byte) (map[string]string, error) {
	return func(_ *testing.T, files map[string][]byte) (map[string]string, error) {
		got := map[string]string{}
		source := files[file]
		document := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
		err := ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if row, ok := n.(*east.TableRow); ok && entering && row.ChildCount() > column {
				first := row.FirstChild()
				cell := first
				for range column {
					cell = cell.NextSibling()
				}
				name := strings.TrimPrefix(plainText(first, source), "make ")
				if _, seen := got[name]; !seen {
					got[name] = plainText(cell, source)
				}
			}
			return ast.WalkContinue, nil
		})
		return got, err
	}
}

// plainText is what a reader of the rendered page sees.
func plainText(n ast.Node, source []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.Write(unescaped(c.Segment.Value(source), c))
		case *ast.String:
			b.Write(c.Value)
		case *ast.RawHTML:
			b.WriteString("<raw HTML>")
		default:
			b.WriteString(plainText(c, source))
		}
	}
	return b.String()
}

func asTexts(files map[string][]byte) map[string]string {
	got := map[string]string{}
	for path, body := range files {
		got[path] = string(body)
	}
	return got
}
