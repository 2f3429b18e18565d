package workflows

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"devgen.dev/devgen/generators/internal/delivery"
	"devgen.dev/devgen/generators/internal/shell"
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/spec"
)

// readContents is the right to check out, the only one that CI needs.
var readContents = []permission{{"contents", "read", "to check out"}}

// ciWorkflow checks, builds and tests what is pushed and proposed.
func ciWorkflow(p *spec.Project) *workflow {
	w := &workflow{
		project: p, name: "CI", on: triggers(p),
		about: "Checks, builds and tests every push and pull request; `make ci` does the same on a developer's machine. " +
			"Branch protection needs one check only, the job \"" + gateName + "\".",
	}
	for _, a := range areas(p) {
		w.jobs = append(w.jobs, lintJob(p, a), testJob(p, a))
		w.jobs = append(w.jobs, systemJobs(p, a)...)
	}
	w.jobs = append(w.jobs, integrationJob(p))
	for _, s := range p.BuiltServices() {
		w.jobs = append(w.jobs, imageJob(p, s))
	}
	w.jobs = slices.DeleteFunc(w.jobs, func(j *job) bool { return j == nil })
	w.jobs = append(w.jobs, gateJob(w.jobs))
	return w
}

// triggers: pull requests towards any branch, since a stack of them is merged from its end.
func triggers(p *spec.Project) *yaml.Map {
	return yaml.NewMap().
		Set("push", yaml.NewMap().Set("branches", yaml.FlowStrings(p.Branches))).
		Set("pull_request", nil).
		Set("merge_group", nil).
		Set("workflow_dispatch", nil)
}

// checkout leaves no token behind for later steps to find.
func checkout() step {
	return step{name: "Check out", uses: "actions/checkout", with: []spec.Pair{{Name: "persist-credentials", Value: "false"}}}
}

// lintJob finds what can be found without running the program, or is nil where a stack has no such commands.
func lintJob(p *spec.Project, a *area) *job {
	var checks []step
	name := "Format"
	if p.Gates.Format {
		for _, c := range a.commands(func(c spec.Commands) string { return c.FormatCheck }) {
			checks = append(checks, step{name: "Check the format", run: plain(c)})
		}
	}
	for _, c := range a.commands(func(c spec.Commands) string { return c.Lint }) {
		name = "Lint"
		checks = append(checks, step{name: "Lint", run: plain(c)})
	}
	if len(checks) == 0 {
		return nil
	}
	return &job{
		id: a.id("lint"), name: a.title(name), permissions: readContents, timeout: p.CI.Timeout, dir: a.dir(),
		steps: append(a.setup(), checks...),
	}
}

// testJob compiles and runs the unit tests, for every configuration.
func testJob(p *spec.Project, a *area) *job {
	builds := a.commands(func(c spec.Commands) string { return c.Build })
	name := "Build and test"
	if len(builds) == 0 {
		name = "Test"
	}
	j := &job{id: a.id("test"), name: a.title(name), permissions: readContents, dir: a.dir(), steps: a.setup(), matrix: a.matrix(p)}
	if len(j.matrix) > 0 {
		j.name += " (${{ matrix.configuration }})"
	}
	before := len(j.steps)
	for _, c := range builds {
		j.steps = append(j.steps, step{name: "Build", run: plain(c)})
	}
	suites := slices.DeleteFunc(a.suites(p, spec.Unit), func(s *spec.Suite) bool { return len(s.Runners) > 0 })
	j.test(p, a, suites)
	if len(j.steps) == before {
		return nil
	}
	return j
}

// systemJobs run the suites that must pass on several systems, each in a job of its own, once on every runner.
func systemJobs(p *spec.Project, a *area) []*job {
	var jobs []*job
	for _, suite := range a.suites(p, spec.Unit) {
		if len(suite.Runners) == 0 {
			continue
		}
		j := &job{
			id: "suite-" + suite.Name, name: "The " + suite.Name + " tests on ${{ matrix.runner }}",
			permissions: readContents, dir: a.dir(), steps: a.setup(), matrix: a.matrix(p), runners: suite.Runners,
		}
		if len(j.matrix) > 0 {
			j.name += " (${{ matrix.configuration }})"
		}
		j.test(p, a, []*spec.Suite{suite})
		jobs = append(jobs, j)
	}
	return jobs
}

// test adds the steps that run unit suites, and keep what they write.
func (j *job) test(p *spec.Project, a *area, suites []*spec.Suite) {
	j.steps = append(j.steps, coverageTools(suites)...)
	for _, suite := range suites {
		j.steps = append(j.steps, unitSteps(p, suite)...)
	}
	j.timeout = max(p.CI.Timeout, total(suites)+setupTime)
	folders := unitResults(suites)
	if len(folders) == 0 {
		return
	}
	name := a.id("test-results")
	if len(j.runners) > 0 {
		name += "-" + suites[0].Name + "-${{ matrix.runner }}"
	}
	if len(j.matrix) > 0 {
		name += "-${{ matrix.configuration }}"
	}
	j.steps = append(j.steps, uploadStep(p, suites, name, folders))
}

// unitResults lists the folders in which suites leave results, each once.
func unitResults(suites []*spec.Suite) []string {
	var folders []string
	for _, suite := range suites {
		if !writesResults(suite) && len(suite.Service.Build.UnitResults) == 0 {
			continue
		}
		for _, folder := range suite.UnitResults() {
			if !slices.Contains(folders, folder) {
				folders = append(folders, folder)
			}
		}
	}
	return folders
}

// setupTime is what a job takes beside its tests.
const setupTime = 10 * time.Minute

func total(suites []*spec.Suite) time.Duration {
	var sum time.Duration
	for _, s := range suites {
		sum += s.Timeout
	}
	return sum
}

// unitSteps run a suite, with coverage where the stack can measure it.
func unitSteps(p *spec.Project, suite *spec.Suite) []step {
	command := suite.InCI.Run
	if suite.InCI.Coverage.Run != "" {
		command = suite.InCI.Coverage.Run
	}
	if writesResults(suite) {
		command = "mkdir -p " + shell.Quote(suite.Service.Build.Results) + "\n" + command
	}
	steps := []step{{name: "Run the " + suite.Name + " tests", id: suite.Name, run: plain(command), timeout: suite.Timeout}}
	if suite.InCI.Coverage.Percent != "" {
		steps = append(steps, coverageStep(p, suite))
	}
	return steps
}

// writesResults reports whether a suite leaves files in the folder of results.
func writesResults(suite *spec.Suite) bool {
	folder := suite.Service.Build.Results
	return strings.Contains(suite.InCI.Run, folder) && suite.InCI.Coverage.Run == "" || strings.Contains(suite.InCI.Coverage.Run, folder)
}

// coverageTools install what measures the coverage of suites, each once.
func coverageTools(suites []*spec.Suite) []step {
	var steps []step
	for _, suite := range suites {
		s := step{name: "Install what measures coverage", run: plain(suite.InCI.Coverage.Setup)}
		if s.run != "" && !slices.ContainsFunc(steps, func(other step) bool { return other.run == s.run }) {
			steps = append(steps, s)
		}
	}
	return steps
}

// coverageStep puts the coverage into the summary, and fails below the gate.
func coverageStep(p *spec.Project, suite *spec.Suite) step {
	s := step{name: "Coverage of the " + suite.Name + " tests", run: "covered=$(" + plain(suite.InCI.Coverage.Percent) + ")\n"}
	if p.Gates.Coverage == 0 {
		s.run += `echo "The ` + suite.Name + ` tests cover $covered % of the lines." >>"$GITHUB_STEP_SUMMARY"`
		return s
	}
	s.env = []spec.Pair{{Name: "WANTED", Value: fmt.Sprint(p.Gates.Coverage)}}
	s.run += `echo "The ` + suite.Name + ` tests cover $covered % of the lines, $WANTED % are wanted." >>"$GITHUB_STEP_SUMMARY"` + `
if ! awk -v covered="$covered" -v wanted="$WANTED" 'BEGIN { exit !(covered >= wanted) }'; then
  echo "::error::$covered % of the lines are covered, $WANTED % are wanted."
  exit 1
fi`
	return s
}

// afterTests is the condition of steps that look at what tests have left, also after a failure: that is when it is
// wanted.
func afterTests(suites []*spec.Suite) string {
	return "${{ !cancelled() && steps." + suites[0].Name + ".outcome != 'skipped' }}"
}

// uploadStep keeps the results of suites.
func uploadStep(p *spec.Project, suites []*spec.Suite, name string, paths []string) step {
	return step{
		name: "Keep the results", condition: afterTests(suites), uses: "actions/upload-artifact",
		with: []spec.Pair{
			{Name: "name", Value: name},
			{Name: "path", Value: strings.Join(paths, "\n")},
			{Name: "retention-days", Value: fmt.Sprint(p.CI.Retention)},
			// Tests that fail to compile leave nothing, and that they have failed is said once.
			{Name: "if-no-files-found", Value: "warn"},
		},
	}
}

// imageJob builds the image of a service, and throws it away: releases are another workflow's.
func imageJob(p *spec.Project, s *spec.Service) *job {
	j := &job{id: "image-" + s.Name, name: "Image of " + s.Name, permissions: readContents, timeout: p.CI.Timeout}
	if len(p.BuiltServices()) == 1 {
		j.id, j.name = "image", "Image"
	}
	j.steps = []step{checkout(), buildx(), imageStep("Build the image", s, "runtime", "")}
	return j
}

func buildx() step { return step{name: "Set up Buildx", uses: "docker/setup-buildx-action"} }

// imageStep builds one stage of a service's Dockerfile, with the layers of earlier runs. With a tag, docker has the
// image afterwards.
func imageStep(name string, s *spec.Service, target, tag string) step {
	scope := s.Name + "-" + target
	with := []spec.Pair{
		{Name: "context", Value: s.Build.Context},
		{Name: "file", Value: s.Build.Dockerfile},
		{Name: "target", Value: target},
		{Name: "push", Value: "false"},
	}
	if tag != "" {
		with = append(with, spec.Pair{Name: "load", Value: "true"}, spec.Pair{Name: "tags", Value: tag})
	}
	with = append(with,
		spec.Pair{Name: "cache-from", Value: "type=gha,scope=" + scope},
		spec.Pair{Name: "cache-to", Value: "type=gha,mode=max,scope=" + scope},
	)
	return step{name: name, uses: "docker/build-push-action", with: with}
}

const gateName = "CI"

// gateJob needs every other job. GitHub takes a skipped check for a passed one, so it must run even then, and say no.
func gateJob(jobs []*job) *job {
	var ids []string
	for _, j := range jobs {
		ids = append(ids, j.id)
	}
	return &job{
		id: "ci", name: gateName, needs: ids, condition: "${{ always() }}", timeout: 5 * time.Minute,
		about: "The check for branch protection. It always runs: GitHub takes a skipped check for a passed one.",
		steps: []step{{
			name: "Every job has succeeded",
			env:  []spec.Pair{{Name: "NEEDS", Value: "${{ toJSON(needs) }}"}},
			run: `jq --raw-output 'to_entries[] | "- \(.key): \(.value.result)"' <<<"$NEEDS" | tee -a "$GITHUB_STEP_SUMMARY"
jq --exit-status 'all(.[]; .result == "success")' <<<"$NEEDS" >/dev/null`,
		}},
	}
}

// integrationJob runs the integration suites in the stack of docker-compose.test.yml, or is nil if there are none. Its
// images are built first, by an action that can keep their layers, under the names by which compose knows them.
func integrationJob(p *spec.Project) *job {
	var suites []*spec.Suite
	for _, a := range areas(p) {
		suites = append(suites, a.suites(p, spec.Integration)...)
	}
	if len(suites) == 0 {
		return nil
	}
	e := gitHub(p)
	j := &job{id: "integration", name: "Integration tests", permissions: readContents, timeout: max(p.CI.Timeout, total(suites)+setupTime)}
	j.steps = append(j.steps, checkout(), buildx())
	for _, i := range testImages(p, suites) {
		j.steps = append(j.steps, imageStep("Build "+i.container, i.service, i.target, p.Name+"-test-"+i.container))
	}
	envFile := environmentStep(p, e)
	if len(envFile.env) > 0 {
		j.environment = e.Name
	}
	j.steps = append(j.steps, envFile)
	if load := p.SeedTests(e); load != nil {
		j.steps = append(j.steps, seedStep(p, e, load))
	}
	for _, suite := range suites {
		j.steps = append(j.steps, suiteStep(e, suite))
	}
	j.steps = append(j.steps, logsStep(e, suites), uploadStep(p, suites, "integration-results", resultFolders(suites)))
	return j
}

// testImage is a container of the test stack that is built from the sources.
type testImage struct {
	container string
	service   *spec.Service
	target    string
}

// testImages lists them as the test compose file does: called services and migrations, then the suites.
func testImages(p *spec.Project, suites []*spec.Suite) []testImage {
	called := delivery.Called(p)
	var list []testImage
	for _, s := range p.BuiltServices() {
		tested := slices.ContainsFunc(suites, func(suite *spec.Suite) bool { return suite.Service == s })
		if s.Migrations != nil && (tested || slices.Contains(called, s)) {
			list = append(list, testImage{s.MigrationName(), s, "migration"})
		}
		if slices.Contains(called, s) {
			list = append(list, testImage{s.Name, s, "runtime"})
		}
	}
	for _, suite := range suites {
		list = append(list, testImage{suite.ComposeService(), suite.Service, "test"})
	}
	return list
}

// environmentStep makes the environment's file. What nobody but people knows comes from the repository's settings.
func environmentStep(p *spec.Project, e *spec.Environment) step {
	s := step{name: "Make " + e.EnvFile}
	for _, setting := range delivery.Variables(p, e) {
		if setting.In(e).Known() || !setting.Required || setting.Generate != "" {
			continue
		}
		source := "vars"
		if setting.Secret {
			source = "secrets"
		}
		s.env = append(s.env, spec.Pair{Name: setting.Var, Value: "${{ " + source + "." + strings.ToUpper(setting.Var) + " }}"})
		s.run += fmt.Sprintf("printf \"%%s='%%s'\\n\" %s \"$%s\" >>%s\n", setting.Var, setting.Var, shell.Quote(e.EnvFile))
	}
	s.run += "./" + delivery.ScriptCall(e)
	return s
}

// seedStep applies the migrations and loads the rows that tests begin with.
func seedStep(p *spec.Project, e *spec.Environment, load []*spec.ComposeStep) step {
	var lines []string
	for _, c := range load {
		line := composeCommand(e) + " " + shell.Join(c.Args)
		if c.Input != "" {
			line += " <" + shell.Quote(c.Input)
		}
		lines = append(lines, line)
	}
	name := "Load " + p.Seed.Script()
	if load[0].Args[0] == "run" {
		name = "Apply the migrations, load " + p.Seed.Script()
	}
	return step{name: name, run: strings.Join(lines, "\n")}
}

// suiteStep runs a suite. The folder of its results is made here: docker would make it as root's.
func suiteStep(e *spec.Environment, suite *spec.Suite) step {
	return step{
		name: "Run the " + suite.Name + " tests", id: suite.Name, timeout: suite.Timeout,
		run: "mkdir -p " + shell.Quote(resultFolder(suite)) + "\n" +
			composeCommand(e) + " run --rm " + suite.ComposeService() + "\n" +
			"echo 'The " + suite.Name + " tests have passed.' >>\"$GITHUB_STEP_SUMMARY\"",
	}
}

func resultFolder(suite *spec.Suite) string {
	return (&area{context: suite.Service.Build.Context}).path(suite.Service.Build.Results)
}

// containerLogs is what the stack has said, kept with the results.
const containerLogs = "containers.log"

func logsStep(e *spec.Environment, suites []*spec.Suite) step {
	return step{
		name: "Show the containers", condition: afterTests(suites),
		run: composeCommand(e) + " ps --all\n" + composeCommand(e) + " logs --no-color --timestamps >" + containerLogs,
	}
}

func resultFolders(suites []*spec.Suite) []string {
	list := []string{containerLogs}
	for _, s := range suites {
		if folder := resultFolder(s); !slices.Contains(list, folder) {
			list = append(list, folder)
		}
	}
	return list
}

func composeCommand(e *spec.Environment) string {
	return "docker compose --file " + spec.ComposeTest + delivery.EnvFileOption(e)
}
