package spec

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// stackTasks run one command of the stacks for every service, once for each folder that services are built from.
func stackTasks(p *Project) []*Task {
	restore := append(p.venvSteps(), p.everyFolder(func(c Commands) string { return c.Restore })...)
	tasks := []*Task{{Name: "restore", Group: groupTest, Help: "Fetch the dependencies", Steps: restore, Origin: FromStack}}
	for _, t := range []struct {
		name, help string
		command    func(Commands) string
	}{
		{"build", "Compile", func(c Commands) string { return c.Build }},
		{"lint", "Find suspicious code", func(c Commands) string { return c.Lint }},
		{"format", "Format the sources", func(c Commands) string { return c.Format }},
		{"format-check", "Fail if sources are not formatted", func(c Commands) string { return c.FormatCheck }},
	} {
		tasks = append(tasks, &Task{Name: t.name, Group: groupTest, Help: t.help, Steps: p.everyFolder(t.command), Origin: FromStack})
	}
	return tasks
}

// everyFolder runs a command for every service. Services of one folder often have the same command: it runs once.
func (p *Project) everyFolder(command func(Commands) string) []Step {
	var steps []Step
	for _, s := range p.BuiltServices() {
		step := s.step(command(s.Build.Commands))
		if step.Run != "" && !slices.Contains(steps, step) {
			steps = append(steps, step)
		}
	}
	return steps
}

// venvSteps make the virtual environments, where they are missing. A folder alone is none: docker may have made it.
func (p *Project) venvSteps() []Step {
	var steps []Step
	for _, s := range p.BuiltServices() {
		if s.Stack == nil {
			continue // reported
		}
		v := s.Stack.Venv
		step := Step{
			Dir:   s.dir(),
			Posix: fmt.Sprintf("[ -f %s/pyvenv.cfg ] || %s", v.Folder, v.Posix),
			Pwsh:  fmt.Sprintf("if (-not (Test-Path -LiteralPath %s/pyvenv.cfg)) { %s }", v.Folder, v.Pwsh),
		}
		if v.Folder != "" && !slices.Contains(steps, step) {
			steps = append(steps, step)
		}
	}
	return steps
}

// testTasks are test, test-local, coverage and test-docker.
func testTasks(p *Project) []*Task {
	t := func(name, help string, steps []Step) *Task {
		return &Task{Name: name, Group: groupTest, Help: help, Steps: steps, Origin: FromStack}
	}
	return []*Task{
		t("test", "Run all tests", calls("test-local", "test-docker")),
		t("test-local", "Run the unit tests on this machine", p.unitSteps()),
		t("coverage", "Run the unit tests and measure what they cover", p.coverageSteps()),
		t("test-docker", "Run the integration tests in Docker", p.integrationSteps()),
	}
}

func (p *Project) suitesOf(kind SuiteKind) []*Suite {
	var suites []*Suite
	for _, s := range p.Suites {
		if s.Kind == kind && s.Run != "" {
			suites = append(suites, s)
		}
	}
	return suites
}

func (p *Project) unitSteps() []Step {
	var steps []Step
	for _, suite := range p.suitesOf(Unit) {
		steps = append(steps, resultsStep(suite, suite.Run)...)
		steps = append(steps, suite.Service.step(suite.Run))
	}
	return steps
}

// resultsStep makes the folder of a suite's results, if its command writes there: not every test tool makes it.
func resultsStep(suite *Suite, command string) []Step {
	results := suite.Service.Build.Results
	if !strings.Contains(command, results) {
		return nil
	}
	return []Step{{Dir: suite.Service.dir(), Posix: "mkdir -p " + results, Pwsh: makeFolder(results)}}
}

func makeFolder(folder string) string {
	return "New-Item -ItemType Directory -Force -Path " + folder + " | Out-Null"
}

func (p *Project) coverageSteps() []Step {
	var steps []Step
	for _, suite := range p.suitesOf(Unit) {
		if suite.Coverage.Run == "" {
			continue
		}
		if old := resultsGone(suite.Service); !slices.Contains(steps, old) {
			steps = append(steps, old) // the figure would be of earlier runs as well
		}
		steps = append(steps, resultsStep(suite, suite.Coverage.Run)...)
		steps = append(steps, suite.Service.step(suite.Coverage.Run), p.percentStep(suite))
	}
	return steps
}

// percentStep says how much a suite covers, and fails below the gate. What prints the figure is a command for sh:
// PowerShell says where the results are.
func (p *Project) percentStep(suite *Suite) Step {
	where := fmt.Sprintf("Coverage of the %s tests: %s", suite.Name, strings.Join(suite.UnitResults(), ", "))
	if suite.Coverage.Percent == "" {
		return Step{Say: where}
	}
	posix := fmt.Sprintf(`covered=$(%s) && echo "Coverage of the %s tests: $covered %%"`, suite.Coverage.Percent, suite.Name)
	if p.Gates.Coverage > 0 {
		posix += fmt.Sprintf(` && awk -v covered="$covered" 'BEGIN { exit !(covered >= %d) }' || { echo "At least %d %% are wanted." >&2; exit 1; }`, p.Gates.Coverage, p.Gates.Coverage)
	}
	step := suite.Service.step("")
	step.Posix, step.Pwsh = posix, "Write-Output '"+where+"'"
	return step
}

// resultsPath is the folder of a suite's results, from the repository's root.
func resultsPath(suite *Suite) string {
	return strings.TrimPrefix(suite.Service.dir()+"/"+suite.Service.Build.Results, "/")
}

// integrationSteps run every integration suite in the test stack. `run` returns the tests' exit code and starts the
// engines that they need; the stack goes away whatever happens.
func (p *Project) integrationSteps() []Step {
	e, suites := p.EnvironmentFor(Test), p.suitesOf(Integration)
	if e == nil || len(suites) == 0 {
		return nil
	}
	compose := func(args ...string) *ComposeStep {
		return &ComposeStep{Files: []string{ComposeTest}, EnvFile: e.EnvFile, Args: args}
	}
	steps := []Step{envStep(e)}
	for _, suite := range suites {
		folder := resultsPath(suite) // docker would make it as root's
		steps = append(steps, Step{Posix: "mkdir -p " + folder, Pwsh: makeFolder(folder)})
	}
	for _, load := range p.SeedTests(e) {
		load.Files, load.EnvFile = []string{ComposeTest}, e.EnvFile
		if load.Args[0] == "run" {
			load.Args = slices.Insert(load.Args, 2, "--build")
		}
		steps = append(steps, Step{Compose: load})
	}
	for _, suite := range suites {
		steps = append(steps, Step{Compose: compose("run", "--rm", "--build", suite.ComposeService())})
		steps = append(steps, Step{Say: passed(suite)})
	}
	return append(steps, Step{Compose: compose(downArgs(true)...), Always: true})
}

// UnitResults lists the folders, from the repository's root, in which a suite of unit tests leaves its results.
func (s *Suite) UnitResults() []string {
	b := s.Service.Build
	var folders []string
	for _, folder := range b.UnitResults {
		folders = append(folders, path.Join(b.Context, folder))
	}
	if len(folders) == 0 {
		folders = []string{path.Join(b.Context, b.Results)}
	}
	return folders
}

// passed tells how a suite has ended, and where its results are, if it writes any.
func passed(suite *Suite) string {
	text := "The " + suite.Name + " tests have passed."
	if b := suite.Service.Build; strings.Contains(suite.Run, b.Results) || b.DockerResults != b.Results {
		text += " Results: " + resultsPath(suite)
	}
	return text
}

func imageTask(p *Project) []*Task {
	if len(p.BuiltServices()) == 0 || p.EnvironmentFor(Development) == nil {
		return nil
	}
	build := Step{Compose: &ComposeStep{Files: []string{ComposeBase}, Args: []string{"build"}}}
	return []*Task{{
		Name: "images", Group: groupTest, Origin: FromStack,
		Help:  "Build the images of " + enumerate(serviceNames(p.BuiltServices())),
		Steps: append(calls("env"), build),
	}}
}

// ciTask does on a developer's machine what the workflow does on GitHub.
func ciTask(p *Project) []*Task {
	names := []string{"restore"}
	if p.Gates.Format {
		names = append(names, "format-check")
	}
	names = append(names, "lint", "build")
	if !p.coversAll() {
		names = append(names, "test-local")
	}
	names = append(names, "coverage", "test-docker", "images")
	return []*Task{{Name: "ci", Group: groupTest, Help: "Do what CI does: check, build, test, build the images", Steps: calls(names...), Origin: FromStack}}
}

// coversAll reports whether measuring coverage runs every unit test.
func (p *Project) coversAll() bool {
	return !slices.ContainsFunc(p.suitesOf(Unit), func(s *Suite) bool { return s.Coverage.Run == "" })
}
