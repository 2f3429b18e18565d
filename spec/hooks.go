package spec

import (
	"fmt"
	"slices"
)

// Hooks are the tasks that git hooks run, and the tool that makes git run them.
type Hooks struct {
	Tool      string  `json:"tool"`  // husky.net, husky, pre-commit or lefthook
	Title     string  `json:"title"` // the tool's name for people
	Get       string  `json:"get"`   // how the tool itself gets onto a machine, for people
	PreCommit []*Task `json:"-"`
	PrePush   []*Task `json:"-"`
}

// HooksTask is the task that makes git run the hooks in a clone.
const HooksTask = "hooks"

// hookTools tells people about the tools: their names, and how they get onto a machine. One that the language's own
// packages bring is named in the repository, so that everybody has the same.
var hookTools = map[string]struct{ title, get string }{
	"husky.net":  {"Husky.NET", "dotnet tool install husky"},
	"husky":      {"husky", "npm install --save-dev husky"},
	"pre-commit": {"pre-commit", "pip install pre-commit"},
	"lefthook":   {"lefthook", "https://lefthook.dev/install"},
}

// resolveHookTool chooses the tool that runs git hooks. A project without the section has no hooks.
func (r *resolver) resolveHookTool() {
	if r.raw.Hooks == nil {
		return
	}
	for _, stack := range r.project.Stacks {
		if stack.Hooks != "" {
			tool := hookTools[stack.Hooks]
			r.project.Hooks = &Hooks{Tool: stack.Hooks, Title: tool.title, Get: tool.get}
			return
		}
	}
}

// resolveHooks finds the tasks that git hooks run.
func (r *resolver) resolveHooks() {
	h, raw := r.project.Hooks, r.raw.Hooks
	if h == nil {
		return
	}
	h.PreCommit = r.hookTasks("hooks.preCommit", raw.PreCommit, "format-check")
	h.PrePush = r.hookTasks("hooks.prePush", raw.PrePush, "test-local")
}

func (r *resolver) hookTasks(place string, names *[]string, otherwise string) []*Task {
	if names == nil {
		if t := r.project.TaskNamed(otherwise); t != nil {
			return []*Task{t}
		}
		return nil
	}
	var tasks []*Task
	for i, name := range *names {
		at := fmt.Sprintf("%s[%d]", place, i)
		t := r.project.TaskNamed(name)
		if t == nil {
			r.unknown("DG114", at, "task", name, r.taskNames(), "tasks")
			continue
		}
		r.checkHookTask(at, t)
		tasks = append(tasks, t)
	}
	return tasks
}

// checkHookTask: a hook has nobody to ask, and what it changes is not in the commit any more.
func (r *resolver) checkHookTask(place string, t *Task) {
	switch {
	case len(t.Args) > 0:
		r.report("DG137", place, fmt.Sprintf("task %q needs %s, and a git hook has nobody to ask", t.Name, enumerate(t.Args)), "make a task that says what is wanted, and name that one")
	case r.asks(t):
		r.report("DG137", place, fmt.Sprintf("task %q asks before it runs, and a git hook has nobody to ask", t.Name), "name a task that does not ask")
	case t.Name == "format" && t.Origin != FromSpec:
		r.report("DG137", place, `task "format" changes files after they have been chosen for the commit, which would go out as it was`, `name "format-check", and run format yourself when it fails`)
	}
}

// asks reports whether a task, or one that it calls, wants a yes.
func (r *resolver) asks(t *Task) bool {
	return t.Confirm || slices.ContainsFunc(t.Steps, func(s Step) bool {
		called := r.project.TaskNamed(s.Task)
		return called != nil && called != t && len(r.taskCircle(called.Name, nil)) == 0 && r.asks(called)
	})
}

// hooksTask makes git run the hooks in a clone: git takes no hooks from a repository by itself.
func hooksTask(p *Project) []*Task {
	if p.Hooks == nil {
		return nil
	}
	return []*Task{{
		Name: HooksTask, Group: groupDevelopment, Origin: FromStack,
		Help:  "Install the git hooks, with " + p.Hooks.Title,
		Steps: p.installHooks(),
	}}
}

func (p *Project) installHooks() []Step {
	switch p.Hooks.Tool {
	case "husky.net":
		return []Step{{Run: "dotnet tool restore"}, {Run: "dotnet husky install"}}
	case "husky":
		// Where the packages are is not where git is: husky looks for .git in the folder that it runs in.
		for _, s := range p.BuiltServices() {
			if s.Stack.Hooks == "husky" && s.dir() != "" {
				return []Step{{Run: "npx --no-install --prefix " + s.dir() + " husky"}}
			}
		}
		return []Step{{Run: "npx --no-install husky"}}
	}
	return []Step{{Run: p.Hooks.Tool + " install"}}
}
