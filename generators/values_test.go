package generators_test

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"cuelang.org/go/cue/literal"

	"devgen.dev/devgen/generators"
	"devgen.dev/devgen/generators/internal/corpus"
	"devgen.dev/devgen/generators/internal/readers"
	"devgen.dev/devgen/generators/internal/shell"
	"devgen.dev/devgen/spec"
)

// The way of a value through the whole product: it is typed into a spec, resolved, written by every generator, and read
// back by the programs that consume the files. It comes out as it went in, or the spec was refused at that place.
//
// The test stands here and not in package golden since the readers are internal to the generators.

// slot is a field of the spec that takes any text.
type slot struct {
	name  string
	write string                            // CUE, with %[1]d for the number of the value and %[2]s for the value
	list  string                            // what the values stand in, if they are items of one list; then write is one item
	path  func(number, position int) string // of the value, as problems name it
	place func(value string) string         // instead of path, where the value names a field
	key   func(number, position int) string // under which readers find it
	// engine is what the database runs; "" = PostgreSQL.
	engine string
}

func (s slot) at(number, position int, value string) string {
	if s.place != nil {
		return s.place(value)
	}
	return s.path(number, position)
}

func named(format string) func(int, int) string {
	return func(number, _ int) string { return fmt.Sprintf(format, number) }
}

func counted(format string) func(int, int) string {
	return func(_, position int) string { return fmt.Sprintf(format, position) }
}

var slots = []slot{
	{name: "setting", write: "settings: values: VALUE_%[1]d: default: %[2]s\n",
		path: named("settings.values.VALUE_%d.default"), key: named("VALUE_%d")},
	{name: "setting in one environment", write: "settings: values: VALUE_LIVE_%[1]d: {default: \"plain\", in: production: %[2]s}\n",
		path: named("settings.values.VALUE_LIVE_%d.in.production"), key: named("VALUE_LIVE_%d")},
	{name: "help of a setting", write: "settings: values: VALUE_HELP_%[1]d: {default: \"plain\", help: %[2]s}\n",
		path: named("settings.values.VALUE_HELP_%d.help"), key: named("VALUE_HELP_%d")},
	{name: "argument", list: "services: api: command: [%s]\n", write: "%[2]s, ",
		path: counted("services.api.command[%d]"), key: counted("%d")},
	{name: "argument of a probe", list: "services: api: probes: liveness: command: [\"true\", %s]\n", write: "%[2]s, ",
		path: func(_, position int) string {
			return fmt.Sprintf("services.api.probes.liveness.command[%d]", position+1)
		}, key: counted("%d")},
	{name: "variable of the image", write: "stacks: go: image: env: VALUE_%[1]d: %[2]s\n",
		path: named("stacks.go.image.env.VALUE_%d"), key: named("VALUE_%d")},
	{name: "variable of development", write: "stacks: go: development: env: VALUE_DEV_%[1]d: %[2]s\n",
		path: named("stacks.go.development.env.VALUE_DEV_%d"), key: named("VALUE_DEV_%d")},
	{name: "option of a server", write: "services: db: flags: \"value-%[1]d\": %[2]s\n",
		path: named(`services.db.flags."value-%d"`), key: named("value-%d")},
	{name: "help of a task", write: "tasks: \"value-%[1]d\": {help: %[2]s, steps: [{run: \"true\"}]}\n",
		path: named(`tasks."value-%d".help`), key: named("value-%d")},
	{name: "step of a task", list: "tasks: steps: {help: \"Steps\", steps: [%s]}\n", write: "{posix: %[2]s, pwsh: \"exit\"}, ",
		path: counted("tasks.steps.steps[%d].posix"), key: counted("%d")},
	{name: "help of a service", write: "services: \"value-%[1]d\": {help: %[2]s, external: url: \"https://value-%[1]d.example.com\"}\n",
		path: named(`services."value-%d".help`), key: named("value-%d")},
	{name: "input of an action", write: "stacks: go: ci: with: \"value-%[1]d\": %[2]s\n",
		path: named(`stacks.go.ci.with."value-%d"`), key: named("value-%d")},
	{name: "command of a suite", write: "tests: \"value-%[1]d\": run: %[2]s\n",
		path: named(`tests."value-%d".run`), key: named("value-%d")},
	{name: "use of a tool", write: "setup: tools: \"value-%[1]d\": %[2]s\n",
		path: named(`setup.tools."value-%d"`), key: named("value-%d")},
	{name: "link", write: "project: links: %[2]s: \"https://example.com/value-%[1]d\"\n",
		place: func(value string) string { return "project.links." + strconv.Quote(value) }, key: named("https://example.com/value-%d")},
	{name: "file", write: "files: \"values/%[1]d.txt\": %[2]s\n",
		path: named(`files."values/%d.txt"`), key: named("values/%d.txt")},
	seedSlot("row of PostgreSQL", "postgres"),
	seedSlot("row of MySQL", "mysql"),
	seedSlot("row of SQL Server", "sqlserver"),
}

// seedSlot is a column of text in the seed of a server.
func seedSlot(name, engine string) slot {
	return slot{name: name, engine: engine, list: "seed: tables: texts: {key: [\"name\"], rows: {%s}}\n", write: "VALUE_%[1]d: {name: \"VALUE_%[1]d\", text: %[2]s}\n",
		path: named("seed.tables.texts.rows.VALUE_%d.text"), key: named("VALUE_%d")}
}

const around = `package devgen
project: {name: "shop", repository: "acme/shop"}
environments: {dev: runsOn: "compose", ci: runsOn: "github", production: {runsOn: "kubernetes", domain: "shop.example.com"}}
services: {
	api: {stack: "go", ports: http: 8080, needs: ["db"]}
	db: engine: "postgres"
}
editor: {}
`

// around is the spec that a slot is in.
func (s slot) around() string {
	if s.engine == "" {
		return around
	}
	return strings.Replace(around, "postgres", s.engine, 1)
}

// typed is what stands in a slot: the numbers of the values that it takes, and the text that a value is typed as.
type typed struct {
	slot    slot
	text    func(value string) string
	numbers []int
}

func (c typed) spec(values []string) string {
	var b strings.Builder
	for _, n := range c.numbers {
		fmt.Fprintf(&b, c.slot.write, n, literal.String.Quote(c.text(values[n])))
	}
	if c.slot.list != "" {
		return fmt.Sprintf(c.slot.list, b.String())
	}
	return b.String()
}

// want is what readers must find.
func (c typed) want(values []string) map[string]string {
	want := map[string]string{}
	for position, n := range c.numbers {
		want[c.slot.key(n, position)] = values[n]
	}
	return want
}

// taken types every value into a slot, and takes those out again that the spec refuses, each at its own place.
func taken(t *testing.T, s slot, text func(string) string, values []string) (c typed, p *spec.Project) {
	t.Helper()
	c = typed{slot: s, text: text}
	for n := range values {
		c.numbers = append(c.numbers, n)
	}
	for range 4 { // what is refused first may hide what is refused next
		p, problems := resolve(t, s.around()+c.spec(values))
		if p != nil {
			return c, p
		}
		if i := slices.IndexFunc(problems, func(p spec.Problem) bool { return p.Code == "DG402" }); i >= 0 {
			t.Fatalf("%s: %s is taken for a credential", s.name, problems[i].Path)
		}
		refused := map[int]bool{}
		for position, n := range c.numbers {
			at := s.at(n, position, values[n])
			refused[n] = slices.ContainsFunc(problems, func(p spec.Problem) bool { return p.Path == at && p.Span.Known() })
		}
		before := len(c.numbers)
		c.numbers = slices.DeleteFunc(c.numbers, func(n int) bool { return refused[n] })
		if len(c.numbers) == before {
			t.Fatalf("%s: refused, but not at a value: %v", s.name, problems[0])
		}
	}
	t.Fatalf("%s: refused again and again", s.name)
	return c, nil
}

func resolve(t testing.TB, text string) (*spec.Project, []spec.Problem) {
	t.Helper()
	var fsys fs.FS = fstest.MapFS{"devgen.cue": {Data: []byte(text)}}
	p, _, problems, err := spec.Load(fsys, "")
	if err != nil {
		t.Fatal(err)
	}
	return p, slices.DeleteFunc(problems, func(p spec.Problem) bool { return p.Severity != spec.Error })
}

// texts are the values of the corpus that a person could type: text, and not too long for a command line.
func texts() []string {
	return slices.DeleteFunc(corpus.Texts(), func(text string) bool { return len(text) > 8192 })
}

// outputs makes the files of a project, by path.
func outputs(t testing.TB, p *spec.Project) map[string][]byte {
	t.Helper()
	set, clashes := generators.Build(p, nil)
	for _, c := range clashes {
		t.Fatalf("%s: %s", c.Code, c.Message)
	}
	files := map[string][]byte{}
	for _, f := range set.Files() {
		files[f.Path] = f.Body
		for _, b := range f.Blocks {
			files[f.Path] = append(files[f.Path], b.Body...)
		}
	}
	return files
}

// TestValuesSurvive prints the table of the README: go test -v -run ValuesSurvive ./generators
func TestValuesSurvive(t *testing.T) {
	values := texts()
	t.Logf("| field | taken | refused | file | read back by |")
	t.Logf("| --- | --: | --: | --- | --- |")
	for _, s := range slots {
		t.Run(s.name, func(t *testing.T) { surviveIn(t, s, values) })
	}
}

// surviveIn reads back every file that holds the values of a slot.
func surviveIn(t *testing.T, s slot, values []string) {
	if s.place != nil {
		values = distinct(values)
	}
	text := func(value string) string { return value }
	if s.name == "step of a task" || s.name == "command of a suite" {
		text = func(value string) string { return "printf '%s\\0' " + shell.Quote(value) }
	}
	c, p := taken(t, s, text, values)
	if len(c.numbers) < len(values)/2 {
		t.Errorf("%d of %d values are refused", len(values)-len(c.numbers), len(values))
	}
	files := outputs(t, p)
	want := c.want(values)
	for _, r := range readings[s.name] {
		got, err := r.read(t, files)
		if errors.Is(err, readers.ErrMissing) {
			continue
		}
		if err != nil {
			t.Errorf("%s, %s: %v", r.file, r.by, err)
			continue
		}
		for _, difference := range readers.Differences(folded(got, r, false), folded(want, r, true)) {
			t.Errorf("%s, %s: %s", r.file, r.by, difference)
		}
		t.Logf("| %s | %d | %d | %s | %s |", s.name, len(c.numbers), len(values)-len(c.numbers), r.file, r.by)
	}
}

// distinct leaves out names that are another one with other blanks: the spec takes them for the same.
func distinct(values []string) []string {
	seen := map[string]bool{"": true}
	return slices.DeleteFunc(slices.Clone(values), func(value string) bool {
		known := seen[heading(value)]
		seen[heading(value)] = true
		return known
	})
}

// folded takes away what a file may change of its values; wanted ones may be beside the point.
func folded(values map[string]string, r reading, wanted bool) map[string]string {
	result := map[string]string{}
	for key, value := range values {
		switch {
		case wanted && r.beside != "":
			value = r.beside
		case r.fold != nil && strings.TrimSpace(value) == "":
			continue // documents have a word of their own for nothing
		case r.fold != nil:
			value = r.fold(value)
		}
		result[key] = value
	}
	return result
}
