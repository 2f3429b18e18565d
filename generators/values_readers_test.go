package generators_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	composedotenv "github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	render "github.com/yuin/goldmark/renderer/html"
	"go.yaml.in/yaml/v3"

	"devgen.dev/devgen/generators/internal/comment"
	"devgen.dev/devgen/generators/internal/databases"
	"devgen.dev/devgen/generators/internal/manifests"
	"devgen.dev/devgen/generators/internal/readers"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// reading is one way in which a file is consumed.
type reading struct {
	file, by string
	read     func(t *testing.T, files map[string][]byte) (map[string]string, error)
	fold     func(value string) string // takes away what the file may change; nil = nothing
	beside   string                    // what must be read in any case, if the values are in comments
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
			{"docs/CONFIGURATION.md", "goldmark", cells("docs/CONFIGURATION.md", 3), onOneLine, ""},
		}),
	"setting in one environment": slices.Concat(
		dotenvFile(".env.production.template"),
		[]reading{
			composeVariables("docker-compose.prod.yml", "", spec.ComposeProd),
			composeVariables("docker-compose.prod.yml with .env", ".env.production.template", spec.ComposeProd),
			kubernetesContainer("api", func(c manifests.Container) map[string]string { return c.Variables }),
		}),
	"help of a setting": slices.Concat(
		[]reading{{"docs/CONFIGURATION.md", "goldmark", cells("docs/CONFIGURATION.md", 1), sentence, ""}},
		unchanged(dotenvFile(".env.dev.template"))),
	"argument": {
		composeWords("docker-compose.yml", func(s types.ServiceConfig) []string { return s.Command }, spec.ComposeBase),
		composeWords("docker-compose.prod.yml", func(s types.ServiceConfig) []string { return s.Command }, spec.ComposeProd),
		kubernetesContainer("api", func(c manifests.Container) map[string]string { return numbered(c.Arguments) }),
	},
	"argument of a probe": {
		composeWords("docker-compose.yml", health, spec.ComposeBase),
		kubernetesContainer("api", func(c manifests.Container) map[string]string { return numbered(c.Probes[0][1:]) }),
		{"Dockerfile HEALTHCHECK", "BuildKit", dockerfileHealth, nil, ""},
	},
	"variable of the image":   {{"Dockerfile ENV", "BuildKit", dockerfileVariables, nil, ""}},
	"variable of development": {{"Dockerfile ENV", "BuildKit", dockerfileVariables, nil, ""}},
	"option of a server": {
		composeFlags("docker-compose.yml", spec.ComposeBase),
		kubernetesContainer("db", func(c manifests.Container) map[string]string { return flags(c.Arguments) }),
	},
	"help of a task": {
		{"Makefile", "make help", makeHelp, heading, ""},
		{"docs/QUICK_REFERENCE.md", "goldmark", cells("docs/QUICK_REFERENCE.md", 1), heading, ""},
		{".vscode/tasks.json", "encoding/json", editorTasks, heading, ""},
	},
	"step of a task":    {{"Makefile", "make and sh", makeSteps, nil, ""}},
	"file":              {{"the file", "its bytes", func(_ *testing.T, files map[string][]byte) (map[string]string, error) { return asTexts(files), nil }, wholeFile, ""}},
	"row of PostgreSQL": {seedRows(databases.Postgres)},
	"row of MySQL":      {seedRows(databases.MariaDB), seedRows(databases.MySQL)},
	"row of SQL Server": {{spec.SeedScript, readers.TSQL.Name, func(_ *testing.T, files map[string][]byte) (map[string]string, error) {
		return readers.TSQL.Read(files[spec.SeedScript])
	}, nil, ""}},
	"help of a service": {
		{"docs/ARCHITECTURE.md", "goldmark", cells("docs/ARCHITECTURE.md", 1), uncapped, ""},
		{"docs/ARCHITECTURE.md, diagram", "mermaid", diagramLabels, uncapped, ""},
		{"README.md, diagram", "mermaid", diagramLabelsOf("README.md"), uncapped, ""},
	},
	"input of an action": {{".github/workflows/ci.yml", "yaml and actionlint's expressions", workflowInputs, strings.TrimSpace, ""}},
	"command of a suite": {{".github/workflows/ci.yml", "yaml, actionlint's expressions and bash", workflowCommands, nil, ""}},
	"use of a tool": {
		{"scripts/dev-setup.ps1", "PowerShell's rule", toolsOfPowerShell, heading, ""},
		{"scripts/dev-setup.sh", "sh", toolsOfShell, heading, ""},
	},
	"link": {{"README.md", "goldmark", links, heading, ""}},
}

// seedRows loads the script into a real server, and asks it what it has.
func seedRows(kind databases.Kind) reading {
	return reading{spec.SeedScript, kind.Name, func(t *testing.T, files map[string][]byte) (map[string]string, error) {
		server := kind.Start(t)
		server.Must(t, "CREATE TABLE texts (name varchar(100) PRIMARY KEY, text text);")
		for range 2 {
			server.Must(t, string(files[spec.SeedScript]))
		}
		got := map[string]string{}
		for line := range strings.Lines(server.Must(t, "SELECT name, "+server.Hex("text")+" FROM texts;")) {
			name, digits, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
			text, err := hex.DecodeString(digits)
			if err != nil {
				return nil, err
			}
			got[name] = string(text)
		}
		return got, nil
	}, nil, ""}
}

func dotenvFile(name string) []reading {
	var list []reading
	for _, r := range slices.Concat(readers.Dotenv, readers.DotenvPrograms) {
		list = append(list, reading{name, r.Name, func(_ *testing.T, files map[string][]byte) (map[string]string, error) { return r.Read(files[name]) }, nil, ""})
	}
	return list
}

// unchanged is for values that end in comments: what is beside them is still read as it was.
func unchanged(list []reading) []reading {
	for i := range list {
		list[i].beside = "plain"
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
	for _, name := range names {
		needed(t, variables, files[name], slices.Collect(maps.Values(templates(files))))
	}
	details := types.ConfigDetails{WorkingDir: t.TempDir(), ConfigFiles: configs, Environment: variables}
	project, err := loader.LoadWithContext(context.Background(), details, func(o *loader.Options) { o.Profiles = []string{"*"} })
	if err != nil {
		t.Fatal(err)
	}
	return project
}

var required = regexp.MustCompile(`\$\{(VALUE_[A-Z0-9_]+):\?`)

// needed sets the variables that a compose file asks for: it holds no default for a value that ${NAME:-value} has no
// form for.
func needed(t *testing.T, variables map[string]string, file []byte, templates [][]byte) {
	t.Helper()
	for _, m := range required.FindAllSubmatch(file, -1) {
		for _, template := range templates {
			values, err := composedotenv.Parse(bytes.NewReader(template))
			if err != nil {
				t.Fatal(err)
			}
			if value := values[string(m[1])]; value != "" && (variables[string(m[1])] == "" || value != "plain") {
				variables[string(m[1])] = value
			}
		}
	}
}

func templates(files map[string][]byte) map[string][]byte {
	found := map[string][]byte{}
	for path, body := range files {
		if strings.HasPrefix(path, ".env.") && strings.HasSuffix(path, ".template") {
			found[path] = body
		}
	}
	return found
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
	}, nil, ""}
}

func composeWords(file string, words func(types.ServiceConfig) []string, names ...string) reading {
	return reading{file, "compose-go", func(t *testing.T, files map[string][]byte) (map[string]string, error) {
		return numbered(words(program(composeProject(t, files, "", names...)))), nil
	}, nil, ""}
}

func health(s types.ServiceConfig) []string { return s.HealthCheck.Test[2:] } // CMD and "true" before them

func composeFlags(file string, names ...string) reading {
	return reading{file, "compose-go", func(t *testing.T, files map[string][]byte) (map[string]string, error) {
		return flags(composeProject(t, files, "", names...).Services["db"].Command), nil
	}, nil, ""}
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
	}, nil, ""}
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

// editorTasks reads what the editor shows of every task.
func editorTasks(_ *testing.T, files map[string][]byte) (map[string]string, error) {
	var document struct {
		Tasks []struct{ Label, Detail string }
	}
	_, text, _ := bytes.Cut(files[".vscode/tasks.json"], []byte("\n")) // the header
	err := json.Unmarshal(text, &document)
	got := map[string]string{}
	for _, task := range document.Tasks {
		got[task.Label] = task.Detail
	}
	return got, err
}

func makeSteps(t *testing.T, files map[string][]byte) (map[string]string, error) {
	out, err := runMake(t, files, "steps")
	return numbered(strings.Split(strings.TrimSuffix(out, "\x00"), "\x00")), err
}

// diagramLabels are those of the services in ARCHITECTURE.md, without the names of the services above them.
func diagramLabels(t *testing.T, files map[string][]byte) (map[string]string, error) {
	return diagramLabelsOf("docs/ARCHITECTURE.md")(t, files)
}

func diagramLabelsOf(file string) func(*testing.T, map[string][]byte) (map[string]string, error) {
	return func(_ *testing.T, files map[string][]byte) (map[string]string, error) {
		_, after, _ := strings.Cut(string(files[file]), "```mermaid\n")
		chart, _, _ := strings.Cut(after, "```")
		labels, err := readers.Mermaid([]byte(chart))
		got := map[string]string{}
		for _, label := range labels {
			name, help, _ := strings.Cut(html.UnescapeString(label), "\n")
			got[name] = help
		}
		return got, err
	}
}

// workflowSteps lists the steps of all jobs.
func workflowSteps(files map[string][]byte) ([]workflowStep, error) {
	var w struct {
		Jobs map[string]struct{ Steps []workflowStep }
	}
	err := yaml.Unmarshal(files[".github/workflows/ci.yml"], &w)
	var steps []workflowStep
	for _, name := range slices.Sorted(maps.Keys(w.Jobs)) {
		steps = append(steps, w.Jobs[name].Steps...)
	}
	return steps, err
}

type workflowStep struct {
	ID, Uses, Run string
	With          map[string]yaml.Node
}

// workflowInputs are what an action gets: texts, whatever YAML takes them for, after GitHub has replaced expressions.
// Blanks around them do not count: the actions' toolkit trims them.
func workflowInputs(_ *testing.T, files map[string][]byte) (map[string]string, error) {
	steps, err := workflowSteps(files)
	got := map[string]string{}
	for _, s := range steps {
		if !strings.HasPrefix(s.Uses, "actions/setup-go@") {
			continue
		}
		for name, node := range s.With {
			if got[name], err = readers.GitHub(node.Value); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return got, err
}

// workflowCommands runs the suites' commands in one bash, as GitHub starts it, and returns what each prints.
func workflowCommands(_ *testing.T, files map[string][]byte) (map[string]string, error) {
	steps, err := workflowSteps(files)
	if err != nil {
		return nil, err
	}
	script := ""
	for _, s := range steps {
		if s.ID == "" {
			continue
		}
		run, err := readers.GitHub(s.Run)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.ID, err)
		}
		script += "printf '%s\\0' " + s.ID + "\n" + run + "\n"
	}
	out, err := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script).Output()
	if errors.Is(err, exec.ErrNotFound) {
		return nil, readers.ErrMissing
	}
	got := map[string]string{}
	for pair := range slices.Chunk(strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00"), 2) {
		got[pair[0]] = pair[len(pair)-1]
	}
	return got, err
}

// toolsOfPowerShell reads the first two arguments of each line that asks for a tool.
func toolsOfPowerShell(_ *testing.T, files map[string][]byte) (map[string]string, error) {
	got := map[string]string{}
	for line := range strings.Lines(string(files["scripts/dev-setup.ps1"])) {
		if arguments, found := strings.CutPrefix(line, "Assert-Tool "); found {
			name, rest, err := readers.PowerShellQuotes(arguments)
			if err != nil {
				return nil, err
			}
			if got[name], _, err = readers.PowerShellQuotes(strings.TrimPrefix(rest, " ")); err != nil {
				return nil, err
			}
		}
	}
	return got, nil
}

// toolsOfShell lets a shell read the lines that ask for tools.
func toolsOfShell(_ *testing.T, files map[string][]byte) (map[string]string, error) {
	script := "need() { printf '%s\\0%s\\0' \"$1\" \"$2\"; }\n"
	for line := range strings.Lines(string(files["scripts/dev-setup.sh"])) {
		if strings.HasPrefix(line, "need ") {
			script += line
		}
	}
	out, err := exec.Command("sh", "-c", script).Output()
	if errors.Is(err, exec.ErrNotFound) {
		return nil, readers.ErrMissing
	}
	got := map[string]string{}
	for pair := range slices.Chunk(strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00"), 2) {
		got[pair[0]] = pair[len(pair)-1]
	}
	return got, err
}

// links are the texts of a document's links, by address.
func links(_ *testing.T, files map[string][]byte) (map[string]string, error) {
	var page strings.Builder
	err := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(render.WithUnsafe())).Convert(files["README.md"], &page)
	got := map[string]string{}
	for _, m := range anchor.FindAllStringSubmatch(page.String(), -1) {
		got[m[1]] = html.UnescapeString(m[2])
	}
	return got, err
}

var anchor = regexp.MustCompile(`(?s)<a href="([^"]*)">(.*?)</a>`)

var (
	row  = regexp.MustCompile(`(?s)<tr>(.*?)</tr>`)
	cell = regexp.MustCompile(`(?s)<t[dh][^>]*>(.*?)</t[dh]>`)
	code = strings.NewReplacer("<code>", "", "</code>", "")
)

// cells reads the tables of a document as they are rendered: the text of a column, by the text of the first. Markup that
// a value became shows as the tag that it is.
func cells(file string, column int) func(*testing.T, map[string][]byte) (map[string]string, error) {
	return func(_ *testing.T, files map[string][]byte) (map[string]string, error) {
		var page strings.Builder
		err := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(render.WithUnsafe())).Convert(files[file], &page)
		got := map[string]string{}
		for _, r := range row.FindAllStringSubmatch(page.String(), -1) {
			var texts []string
			for _, c := range cell.FindAllStringSubmatch(r[1], -1) {
				texts = append(texts, html.UnescapeString(code.Replace(unlinked(c[1]))))
			}
			if name := strings.TrimPrefix(texts[0], "make "); len(texts) > column && got[name] == "" {
				got[name] = texts[column]
			}
		}
		return got, err
	}
}

var link = regexp.MustCompile(`<a href="([^"]*)">([^<]*)</a>`)

// unlinked takes away the links that GitHub makes of every bare address: they show the address itself.
func unlinked(rendered string) string {
	return link.ReplaceAllStringFunc(rendered, func(found string) string {
		if m := link.FindStringSubmatch(found); strings.HasSuffix(m[1], m[2]) {
			return m[2]
		}
		return found
	})
}

// onOneLine is a value as documents show it: line breaks are blanks, what cannot be seen is written as its code point.
func onOneLine(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	return strings.Join(strings.Fields(comment.Visible(text)), " ")
}

// sentence is prose as documents show it: with a capital and a full stop, unless it has an end of its own.
func sentence(text string) string {
	return strings.ToLower(strings.TrimRight(onOneLine(strings.TrimSpace(text)), "."))
}

// heading is what the spec makes of a text that is one sentence.
func heading(text string) string { return comment.Line(strings.Join(strings.Fields(text), " ")) }

// uncapped is a heading without regard to its first letter and full stop.
func uncapped(text string) string { return strings.ToLower(strings.TrimRight(heading(text), ".")) }

// wholeFile is a text as files hold it: with Unix line ends, and one at the end.
func wholeFile(text string) string {
	return strings.TrimRight(regexp.MustCompile(`\r+\n`).ReplaceAllString(text, "\n"), "\r\n") + "\n"
}

func asTexts(files map[string][]byte) map[string]string {
	got := map[string]string{}
	for path, body := range files {
		got[path] = string(body)
	}
	return got
}
