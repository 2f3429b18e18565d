package spec

import (
	"slices"
	"strings"
)

// Headings of the tasks that devgen brings, in the order in which lists show them. The user's own headings stand
// between them and housekeeping, by name.
const (
	groupDevelopment  = "Development"
	groupTest         = "Build and test"
	groupDatabase     = "Database"
	groupProduction   = "Production"
	groupKubernetes   = "Kubernetes"
	groupUnnamed      = "Project" // the schema's default: the heading of a task that names none
	groupHousekeeping = "Housekeeping"
)

// defaultTasks are the tasks that stacks, engines and environments bring, in the order in which lists show them.
//
// A maker may name tasks that the project lacks: such steps are dropped once all tasks are known, and with its last
// step a task goes as well. So a maker says what belongs to a task, and nothing about when.
var defaultTasks = []func(*Project) []*Task{
	envTasks,
	devTasks,
	watchTasks,
	hooksTask,
	dockerTasks, // the stack in containers: dev-docker, up, down, logs, ps, tools
	stackTasks,  // what stacks know: restore, build, lint, format …
	testTasks,
	imageTask,
	ciTask,
	migrationTasks,
	seedTask,
	shellTasks, // a client of every engine
	resetTask,
	rehearsalTasks, // the production stack on one machine
	kubernetesTasks,
	cleanTask,
}

// resolveTasks joins the tasks that stacks and engines bring with the user's. A task of the user's replaces one of the
// same name, in its place; tasks that refer to it mean the user's from then on.
func resolveTasks(p *Project, user map[string]rawTask) []*Task {
	var tasks []*Task
	for _, tasksOf := range defaultTasks {
		tasks = append(tasks, tasksOf(p)...)
	}
	tasks = withoutMissing(tasks, sortedKeys(user))
	for _, name := range sortedKeys(user) {
		tasks = placeTask(tasks, userTask(p, name, user[name]))
	}
	sortTasks(tasks)
	return tasks
}

// withoutMissing drops steps that name no task, and tasks that have no step of their own left, until nothing changes.
func withoutMissing(tasks []*Task, more []string) []*Task {
	for {
		names := slices.Clone(more)
		for _, t := range tasks {
			names = append(names, t.Name)
		}
		for _, t := range tasks {
			t.Steps = slices.DeleteFunc(t.Steps, func(s Step) bool { return s.Task != "" && !slices.Contains(names, s.Task) })
		}
		before := len(tasks)
		tasks = slices.DeleteFunc(tasks, func(t *Task) bool { return len(t.Steps) == 0 })
		if len(tasks) == before {
			return tasks
		}
	}
}

// placeTask adds a task, or puts it where the one of its name is. A replacement that names no heading keeps the old
// one.
func placeTask(tasks []*Task, t *Task) []*Task {
	for i, old := range tasks {
		if old.Name == t.Name {
			if t.Group == groupUnnamed {
				t.Group = old.Group
			}
			tasks[i] = t
			return tasks
		}
	}
	return append(tasks, t)
}

// sortTasks groups tasks by heading. Within a heading they keep their order: of daily use for those that devgen
// brings, by name for the user's.
func sortTasks(tasks []*Task) {
	headings := []string{groupDevelopment, groupTest, groupDatabase, groupProduction, groupKubernetes}
	rank := func(t *Task) int {
		if i := slices.Index(headings, t.Group); i >= 0 {
			return i
		}
		if t.Group == groupHousekeeping {
			return len(headings) + 1
		}
		return len(headings)
	}
	slices.SortStableFunc(tasks, func(a, b *Task) int {
		if byRank := rank(a) - rank(b); byRank != 0 || rank(a) != len(headings) {
			return byRank
		}
		return strings.Compare(a.Group, b.Group)
	})
}

func userTask(p *Project, name string, raw rawTask) *Task {
	t := &Task{Name: name, Help: raw.Help, Group: orElse(raw.Group, groupUnnamed), Args: raw.Args, Confirm: raw.Confirm, Origin: FromSpec}
	for i, step := range raw.Steps {
		t.Steps = append(t.Steps, userStep(p, step, i > 0))
	}
	return t
}

// userStep resolves a step. Commands get the environment of programs that run on the developer's machine. A `down`
// behind other steps cleans up after them, so it runs even if they fail.
func userStep(p *Project, raw rawStep, later bool) Step {
	switch {
	case raw.Task != "":
		return Step{Task: raw.Task}
	case len(raw.Up) > 0:
		return upStep(raw.Up...)
	case raw.Down != "":
		return Step{Compose: &ComposeStep{Args: downArgs(raw.Down == "volumes")}, Always: later}
	}
	return Step{Run: raw.Run, Posix: raw.Posix, Pwsh: raw.Pwsh, Venv: p.rootVenv(), Env: p.onHost()}
}

// rootVenv is the virtual environment that commands in the root of the repository run in, or "".
func (p *Project) rootVenv() string {
	for _, s := range p.BuiltServices() {
		if s.dir() == "" && s.Stack.Venv.Folder != "" {
			return s.Stack.Venv.Folder
		}
	}
	return ""
}

// onHost returns the environment in which programs run on the developer's machine, or nil if there is none.
func (p *Project) onHost() *Environment {
	if e := p.HostEnvironment(); e != nil && e.RunsOn == Host {
		return e
	}
	return nil
}

// upStep starts services in containers and waits until they are healthy; none means all of them.
func upStep(services ...string) Step {
	return Step{Compose: &ComposeStep{Args: append([]string{"up", "--detach", "--wait"}, services...)}}
}

func downArgs(volumes bool) []string {
	args := []string{"down", "--remove-orphans"}
	if volumes {
		args = append(args, "--volumes")
	}
	return args
}

// envStep makes an environment's file from its template, or adds what it lacks, and fails if a value in it does not fit.
func envStep(e *Environment) Step {
	return Step{Posix: "./" + EnvScript + " " + e.Name, Pwsh: "& ./" + EnvScriptPS + " -Environment " + e.Name}
}

// calls are steps that run other tasks.
func calls(names ...string) []Step {
	var steps []Step
	for _, name := range names {
		steps = append(steps, Step{Task: name})
	}
	return steps
}

// dir is the folder that a service's commands work in; the root is "".
func (s *Service) dir() string {
	if s.Build.Context == "." {
		return ""
	}
	return s.Build.Context
}

// step runs one of the service's commands in its folder, on the developer's machine.
func (s *Service) step(command string) Step {
	step := Step{Dir: s.dir(), Run: command}
	if s.Stack != nil {
		step.Venv = s.Stack.Venv.Folder
	}
	return step
}

// enumerate writes names as people do: "db", "db and cache", "db, cache and queue".
func enumerate(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

func serviceNames(services []*Service) []string {
	var names []string
	for _, s := range services {
		names = append(names, s.Name)
	}
	return names
}
