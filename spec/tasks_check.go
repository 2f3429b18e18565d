package spec

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// checkTasks judges the user's tasks as they are written.
func (r *resolver) checkTasks() {
	for _, name := range sortedKeys(r.raw.Tasks) {
		path, raw := child("tasks", name), r.raw.Tasks[name]
		if name == HelpTask {
			r.reportKey("DG123", path, `"help" is the task that lists the others`, "choose another name")
		}
		if name == "makefile" || name == "gnumakefile" {
			r.reportKey("DG123", path, fmt.Sprintf("make would take %q for itself", name), "choose another name")
		}
		if len(raw.Steps) == 0 && !r.broken[path] {
			r.reportKey("DG106", path, fmt.Sprintf("task %q has no steps", name), `add  steps: [{run: "…"}]`)
		}
		for i, step := range raw.Steps {
			r.checkStep(fmt.Sprintf("%s[%d]", child(path, "steps"), i), step)
		}
		r.checkArgs(path, raw)
	}
}

// ways lists how a step says what it does.
func (s rawStep) ways() []string {
	var ways []string
	for _, w := range []struct {
		set  bool
		name string
	}{{s.Run != "", "run"}, {s.Posix != "" || s.Pwsh != "", "posix and pwsh"}, {s.Task != "", "task"}, {len(s.Up) > 0, "up"}, {s.Down != "", "down"}} {
		if w.set {
			ways = append(ways, w.name)
		}
	}
	return ways
}

func (r *resolver) checkStep(path string, step rawStep) {
	ways := step.ways()
	switch {
	case len(ways) == 0:
		r.report("DG125", path, "the step does nothing", `add one of  run: "…",  posix: "…" with pwsh: "…",  task: "…",  up: […],  down: "containers"`)
	case len(ways) > 1:
		r.report("DG125", path, "the step does several things at once: "+strings.Join(ways, ", "), "make a step of each")
	case (step.Posix == "") != (step.Pwsh == ""):
		missing := map[bool]string{true: "posix", false: "pwsh"}[step.Posix == ""]
		r.report("DG125", path, fmt.Sprintf("the step works in one shell only: %q is missing", missing), fmt.Sprintf("add  %s: \"…\",  or use  run:  if the command reads alike in both", missing))
	case step.Run != "" && notAlike(step.Run) != "":
		r.report("DG125", child(path, "run"), fmt.Sprintf("the command holds %s, which sh and PowerShell do not read alike", notAlike(step.Run)), "write it twice:  posix: \"…\", pwsh: \"…\"")
	case strings.ContainsAny(step.Posix, "\n\r") || strings.HasSuffix(step.Posix, `\`):
		r.report("DG125", child(path, "posix"), "make runs every line by itself, so the command cannot have several", "make a step of each line, or put them into a script")
	}
	for i, name := range step.Up {
		at := fmt.Sprintf("%s[%d]", child(path, "up"), i)
		if s, ok := r.services[name]; !ok {
			r.unknown("DG110", at, "service", name, sortedKeys(r.services), "services")
		} else if s.Kind == External {
			r.report("DG118", at, fmt.Sprintf("%q is somebody else's: it cannot be started here", name), "remove it")
		}
	}
}

// notAlike names the first piece of a command that means one thing to sh and another to Windows PowerShell 5.1, or to
// make.
func notAlike(command string) string {
	switch {
	case strings.ContainsAny(command, "\n\r"):
		return "a line break"
	case strings.HasSuffix(command, `\`):
		return "a backslash at its end"
	case assignment.MatchString(command):
		return "a variable in front"
	}
	for _, piece := range []string{"&&", "||", "$(", "`", "2>", "<", "|", `\"`, " & "} {
		if strings.Contains(command, piece) {
			return fmt.Sprintf("%q", strings.TrimSpace(piece))
		}
	}
	return ""
}

var assignment = regexp.MustCompile(`^\s*[A-Za-z_][A-Za-z0-9_]*=`)

func (r *resolver) checkArgs(path string, raw rawTask) {
	seen := map[string]bool{}
	for i, arg := range raw.Args {
		if seen[arg] {
			r.report("DG123", fmt.Sprintf("%s[%d]", child(path, "args"), i), fmt.Sprintf("argument %s is named twice", arg), "remove one of them")
		}
		seen[arg] = true
		if upper := strings.ToUpper(arg); reservedVariables.MatchString(upper) || reservedArgs.MatchString(upper) {
			r.report("DG130", fmt.Sprintf("%s[%d]", child(path, "args"), i), fmt.Sprintf("%s means something to make, sh or PowerShell: an argument of that name would change what they do", arg), "give it another name")
		}
	}
}

// reservedArgs are variables of make, the answer to a question (YES), and PowerShell's own variables.
// Source: about_Automatic_Variables.
var reservedArgs = regexp.MustCompile(`^(YES|MAKE|MAKELEVEL|CURDIR|ARGS|CONSOLEFILENAME|ERROR|EVENT.*|EXECUTIONCONTEXT|FALSE|FOREACH|HOST|INPUT|IS(CORECLR|LINUX|MACOS|WINDOWS)|LASTEXITCODE|MATCHES|MYINVOCATION|NESTEDPROMPTLEVEL|NULL|OUTPUTENCODING|PID|PROFILE|PS.+|SENDER|SHELLID|STACKTRACE|SWITCH|THIS|TRUE|.+PREFERENCE)$`)

// checkTaskReferences judges references from task to task and the names of all of them, once the tasks that stacks
// bring are known.
func (r *resolver) checkTaskReferences() {
	names := r.taskNames()
	for _, name := range sortedKeys(r.raw.Tasks) {
		for i, step := range r.raw.Tasks[name].Steps {
			at := fmt.Sprintf("%s[%d].task", child(child("tasks", name), "steps"), i)
			if step.Task != "" && !slices.Contains(names, step.Task) {
				r.unknown("DG114", at, "task", step.Task, names, "tasks")
			} else if step.Task != "" {
				r.checkPassedArgs(at, r.project.TaskNamed(name), r.project.TaskNamed(step.Task))
			}
		}
		r.checkCircle(name)
	}
	r.checkTaskNames()
}

// checkPassedArgs: the arguments of a task go on to the tasks that it calls, so it must have theirs.
func (r *resolver) checkPassedArgs(path string, caller, called *Task) {
	for _, arg := range called.Args {
		if !slices.Contains(caller.Args, arg) {
			r.report("DG106", path, fmt.Sprintf("task %q needs %s, which %q does not have", called.Name, arg, caller.Name), fmt.Sprintf("add  args: [%q]  to %q", arg, caller.Name))
		}
	}
}

// checkCircle reports a circle of calls once: at the first of the user's tasks in it, by name.
func (r *resolver) checkCircle(name string) {
	circle := r.taskCircle(name, nil)
	for _, other := range circle {
		if _, users := r.raw.Tasks[other]; users && other < name {
			return
		}
	}
	if circle != nil {
		r.reportKey("DG121", child("tasks", name), "tasks call each other in a circle: "+strings.Join(append(circle, name), " -> "), "remove one of the steps")
	}
}

// checkTaskNames finds tasks that would have one name in PowerShell: ps, which is typed make-ps there, and make-ps;
// a-b and ab, whose functions have no dashes.
func (r *resolver) checkTaskNames() {
	for _, name := range []func(*Task) string{(*Task).PowerShellName, withoutDashes} {
		owner := map[string]*Task{}
		for _, t := range r.project.Tasks {
			if other, taken := owner[name(t)]; taken {
				r.reportKey("DG123", taskPath(t, other), fmt.Sprintf("the tasks %q and %q would be one command in PowerShell", other.Name, t.Name), "choose another name")
			}
			owner[name(t)] = t
		}
	}
}

func withoutDashes(t *Task) string { return strings.ReplaceAll(t.Name, "-", "") }

// taskPath is the place of the first task that the user has written; without one, the services gave both their names.
func taskPath(tasks ...*Task) string {
	for _, t := range tasks {
		if t.Origin == FromSpec {
			return child("tasks", t.Name)
		}
	}
	return "services"
}

// taskCircle returns the tasks on a way from the named one back to itself, or nil.
func (r *resolver) taskCircle(name string, trail []string) []string {
	if len(trail) > 0 && name == trail[0] {
		return trail
	}
	if slices.Contains(trail, name) {
		return nil
	}
	t := r.project.TaskNamed(name)
	if t == nil {
		return nil
	}
	for _, step := range t.Steps {
		if step.Task == "" {
			continue
		}
		if circle := r.taskCircle(step.Task, append(slices.Clone(trail), name)); circle != nil {
			return circle
		}
	}
	return nil
}
