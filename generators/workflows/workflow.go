package workflows

import (
	"strconv"
	"strings"
	"time"

	"devgen.dev/devgen/generators/internal/ghexpr"
	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// workflow is a workflow in the making. Texts of its jobs are as GitHub reads them: what comes from the spec has gone
// through ghexpr before.
type workflow struct {
	project *spec.Project
	name    string
	about   string // for people, above it
	on      *yaml.Map
	jobs    []*job
}

// job is one job. It runs on the project's runner, unless it names others.
type job struct {
	id          string
	name        string
	about       string // for people, above it
	condition   string
	needs       []string
	environment string
	permissions []permission
	timeout     time.Duration
	matrix      []string // build configurations; the job runs once for each, and finds its own in $CONFIGURATION
	runners     []string // the job runs once on each
	dir         string   // folder of its scripts
	steps       []step
}

// permission is a right of a job's token, with the reason.
type permission struct{ scope, access, why string }

// step is an action with its inputs, or a script with its variables.
type step struct {
	name      string
	id        string
	about     string // for people, above it
	condition string
	uses      string // action
	with      []spec.Pair
	env       []spec.Pair
	dir       string // "/" = the repository's root, in a job that works elsewhere
	run       string
	timeout   time.Duration
}

func (w *workflow) file(path string) tree.File {
	m := yaml.NewMap().Set("name", w.name)
	m.Blank().SetBare("on", w.on)
	m.Blank().Comment("No job gets a right that it does not name.").Set("permissions", yaml.NewMap())
	m.Blank().Comment("A new commit makes the run for the last one of its pull request pointless.").Set("concurrency", yaml.NewMap().
		Set("group", "${{ github.workflow }}-${{ github.ref }}").
		Set("cancel-in-progress", "${{ github.event_name == 'pull_request' }}"))
	m.Blank().Comment("bash as GitHub starts it when it is named: with pipefail.").
		Set("defaults", yaml.NewMap().Set("run", yaml.NewMap().Set("shell", "bash")))
	jobs := yaml.NewMap()
	for _, j := range w.jobs {
		jobs.Blank().Comment(j.about).Set(j.id, w.job(j))
	}
	m.Blank().Set("jobs", jobs)
	return tree.File{Path: path, Body: yaml.Document(header.Sentence(w.project.SpecFile)+"\n\n"+w.about, m), Own: tree.Whole}
}

// job writes a job in the order in which GitHub's documents do.
func (w *workflow) job(j *job) *yaml.Map {
	m := yaml.NewMap().Set("name", j.name)
	m.SetNonEmpty("if", j.condition)
	m.SetNonEmpty("needs", yaml.FlowStrings(j.needs))
	m.Set("runs-on", w.runner(j))
	m.Set("timeout-minutes", minutes(j.timeout))
	if j.environment != "" {
		m.Set("environment", j.environment).Note("whose secrets the job reads")
	}
	m.Set("permissions", permissions(j.permissions))
	if len(j.matrix)+len(j.runners) > 0 {
		m.Set("strategy", strategy(j))
	}
	if len(j.matrix) > 0 {
		m.Set("env", yaml.NewMap().Set("CONFIGURATION", "${{ matrix.configuration }}"))
	}
	if j.dir != "" {
		m.Set("defaults", yaml.NewMap().Set("run", yaml.NewMap().Set("working-directory", j.dir)))
	}
	steps := yaml.NewSeq()
	for _, s := range j.steps {
		steps.Blank().Comment(s.about).Add(w.step(s, j.dir))
	}
	return m.Set("steps", steps)
}

func (w *workflow) runner(j *job) string {
	if len(j.runners) > 0 {
		return "${{ matrix.runner }}"
	}
	return w.project.CI.Runner
}

// strategy runs a job for every configuration and runner, also after one has failed: whether the others do says where
// to look.
func strategy(j *job) *yaml.Map {
	matrix := yaml.NewMap()
	matrix.SetNonEmpty("runner", yaml.FlowStrings(j.runners))
	matrix.SetNonEmpty("configuration", yaml.FlowStrings(j.matrix))
	return yaml.NewMap().Set("fail-fast", false).Set("matrix", matrix)
}

func permissions(list []permission) *yaml.Map {
	m := yaml.NewMap()
	for _, p := range list {
		m.Set(p.scope, p.access).Note(p.why)
	}
	return m
}

func (w *workflow) step(s step, jobDir string) *yaml.Map {
	m := yaml.NewMap().Set("name", s.name)
	m.SetNonEmpty("id", s.id)
	m.SetNonEmpty("if", s.condition)
	if s.uses != "" {
		pin := w.project.Pin(s.uses)
		m.Set("uses", s.uses+"@"+pin.SHA).Note(pin.Version)
		m.SetNonEmpty("with", pairs(s.with))
		return m
	}
	if s.timeout > 0 {
		m.Set("timeout-minutes", minutes(s.timeout))
	}
	if s.dir == "/" && jobDir != "" {
		m.Set("working-directory", ".")
	}
	m.SetNonEmpty("env", pairs(s.env))
	return m.Set("run", script(s.run))
}

// script is one line as it is, or a block.
func script(text string) any {
	text = strings.TrimSuffix(text, "\n")
	if !strings.Contains(text, "\n") {
		return text
	}
	return yaml.Block(text)
}

// pairs writes texts by name: one with several lines as a block, and what GitHub documents as a number or a boolean
// without quotes. It makes text of them again.
func pairs(list []spec.Pair) *yaml.Map {
	m := yaml.NewMap()
	for _, p := range list {
		m.Set(p.Name, input(p.Value))
	}
	return m
}

func input(text string) any {
	if n, err := strconv.Atoi(text); err == nil && strconv.Itoa(n) == text {
		return n
	}
	switch text {
	case "true", "false":
		return text == "true"
	}
	return script(text)
}

// minutes rounds up: a limit must not be tighter than the spec says.
func minutes(d time.Duration) int { return int((d + time.Minute - 1) / time.Minute) }

// plain makes a text of the spec fit for any place of a workflow.
func plain(text string) string { return ghexpr.Text(text) }

func plainPairs(list []spec.Pair) []spec.Pair {
	var out []spec.Pair
	for _, p := range list {
		out = append(out, spec.Pair{Name: p.Name, Value: plain(p.Value)})
	}
	return out
}
