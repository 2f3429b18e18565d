package hooks

import (
	"fmt"
	"slices"
	"strings"

	"devgen.dev/devgen/generators/internal/shell"
	"devgen.dev/devgen/spec"
)

// hook is one moment of git at which something runs.
type hook struct {
	name string // as git calls it
	jobs []job
}

const preCommitHook = "pre-commit"

// job is one thing that a hook does.
type job struct {
	name, help string
	commands   []string // for sh, in the repository's root, one after the other
	powershell string   // the task for PowerShell
	// onFiles does the same on the files of a commit that fit, whose names stand behind it, in the folder dir. It says less
	// than commands and is quicker; a tool that cannot do that takes commands.
	onFiles string
	files   []string // *.EXTENSION
	dir     string   // "" = the root
	venv    string   // virtual environment in dir; "" = none
	// notForDocuments: nothing that it looks at is in a document.
	notForDocuments bool
}

// documents are files that no compiler reads.
var documents = []string{"*.md"}

// hooksOf returns the hooks that have something to do.
func hooksOf(p *spec.Project) []hook {
	var hooks []hook
	for _, h := range []struct {
		name  string
		tasks []*spec.Task
	}{{preCommitHook, p.Hooks.PreCommit}, {"pre-push", p.Hooks.PrePush}} {
		one := hook{name: h.name}
		for _, t := range h.tasks {
			one.jobs = append(one.jobs, jobsOf(p, h.name, t)...)
		}
		if len(one.jobs) > 0 {
			hooks = append(hooks, one)
		}
	}
	return hooks
}

// jobsOf is a task as jobs: the check of the format before a commit is one for each folder, any other is one job.
func jobsOf(p *spec.Project, hookName string, t *spec.Task) []job {
	fromStack := t.Origin != spec.FromSpec
	if hookName == preCommitHook && fromStack && t.Name == "format-check" {
		return formatJobs(p, t)
	}
	return []job{{name: t.Name, help: t.Help, commands: commands(p, t), powershell: t.PowerShellName(), notForDocuments: hookName == preCommitHook && fromStack}}
}

// formatJobs look at the files of the commit where the stack can, and else at all of a folder.
func formatJobs(p *spec.Project, t *spec.Task) []job {
	var jobs []job
	for _, step := range t.Steps {
		j := job{name: t.Name, help: t.Help, commands: []string{command(step)}, dir: step.Dir, venv: step.Venv, notForDocuments: true}
		s := serviceOf(p, step)
		if s != nil {
			j.files, j.onFiles = s.Build.Staged.Files, s.Build.Staged.FormatCheck
		}
		if len(t.Steps) > 1 && s != nil {
			j.name, j.help = t.Name+"-"+s.Name, t.Help+": "+s.Name
		}
		jobs = append(jobs, j)
	}
	return jobs
}

// serviceOf finds the first service that a step checks the format of.
func serviceOf(p *spec.Project, step spec.Step) *spec.Service {
	for _, s := range p.BuiltServices() {
		if s.Build.Commands.FormatCheck == step.Run && (s.Build.Context == step.Dir || s.Build.Context == "." && step.Dir == "") {
			return s
		}
	}
	return nil
}

// commands are a task for sh. One that wants containers or an environment's file is left to make.
func commands(p *spec.Project, t *spec.Task) []string {
	var list []string
	for _, step := range t.Steps {
		if step.Compose != nil || step.Env != nil || step.Always {
			return makeTask(t)
		}
		if step.Task == "" {
			list = append(list, command(step))
			continue
		}
		called := p.TaskNamed(step.Task)
		inner := commands(p, called)
		if slices.Equal(inner, makeTask(called)) {
			return makeTask(t)
		}
		list = append(list, inner...)
	}
	return list
}

func makeTask(t *spec.Task) []string { return []string{"make " + t.Name} }

// command is a step for sh that leaves the shell in its folder.
func command(step spec.Step) string {
	text := step.Run + step.Posix
	if step.Say != "" {
		text = "echo " + shell.Quote(step.Say)
	}
	text = inVenv(step.Venv, text)
	if step.Dir == "" {
		return text
	}
	return "(cd " + shell.Quote(step.Dir) + " && " + group(text) + ")"
}

// inVenv runs a command with the programs of a virtual environment, which on Windows lie in Scripts.
func inVenv(venv, command string) string {
	if venv == "" {
		return command
	}
	return fmt.Sprintf(`(PATH="$PWD/%[1]s/bin:$PWD/%[1]s/Scripts:$PATH"; %[2]s)`, venv, command)
}

// group keeps several commands together behind an &&. Those in parentheses are together already.
func group(text string) string {
	together := strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")") && strings.Count(text, "(") == 1
	if !together && strings.ContainsAny(text, ";&|") {
		return "{ " + text + "; }"
	}
	return text
}

// script is a job as one command of sh.
func (j job) script() string {
	if len(j.commands) == 1 {
		return j.commands[0]
	}
	var list []string
	for _, c := range j.commands {
		list = append(list, group(c))
	}
	return strings.Join(list, " && ")
}

// words is a job as a program with its arguments: the command's own where it is one without any syntax of a shell.
func (j job) words() []string {
	if script := j.script(); !plain(script) {
		return []string{"sh", "-c", script}
	}
	return strings.Fields(j.script())
}

// plain reports whether a command is words without any syntax of a shell.
func plain(command string) bool { return !strings.ContainsAny(command, "\"'`$\\|&;<>(){}*?#~=\n") }
