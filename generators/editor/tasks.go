package editor

import (
	"path"
	"slices"

	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/generators/internal/jsonc"
	"devgen.dev/devgen/spec"
)

// tasksFile is .vscode/tasks.json: every task of the project, by make, and by its PowerShell command on Windows, which
// has no make; then what debuggers need built.
// Source: https://code.visualstudio.com/docs/debugtest/tasks
func tasksFile(p *spec.Project) []byte {
	list := jsonc.NewArray()
	for _, t := range p.Tasks {
		list.Add(task(p, t))
	}
	for _, s := range debugged(p) {
		if s.Build.Debug.Build != "" {
			list.Add(debugBuild(s))
		}
		if steps := preparations(p, s); len(steps) > 1 {
			list.Add(jsonc.NewObject().Set("label", prepareLabel(s)).Set("hide", true).
				Set("dependsOrder", "sequence").Set("dependsOn", steps).Set("problemMatcher", []string{}))
		}
	}
	root := jsonc.NewObject().Set("version", "2.0.0").Set("windows", powerShell())
	inputs := inputs(p)
	root.SetIf(inputs.Len() > 0, "inputs", inputs).Set("tasks", list)
	return jsonc.Document(header.Sentence(p.SpecFile), root)
}

// powerShell has tasks run in Windows PowerShell whatever the user's own shell is. Scripts of the repository are not
// signed.
func powerShell() *jsonc.Object {
	shell := jsonc.NewObject().Set("executable", "powershell.exe").
		Set("args", []string{"-NoProfile", "-ExecutionPolicy", "Bypass", "-Command"})
	return jsonc.NewObject().Set("options", jsonc.NewObject().Set("shell", shell))
}

// task is one task of the project.
func task(p *spec.Project, t *spec.Task) *jsonc.Object {
	command, windows := "make "+t.Name, ". ./scripts/ps-aliases.ps1; "+t.PowerShellName()
	for _, arg := range t.Args {
		command += " '" + arg + "=${input:" + arg + "}'"
		windows += " -" + arg + " '${input:" + arg + "}'"
	}
	endless := endless(p, t)
	o := jsonc.NewObject().Set("label", t.Name).Set("detail", t.Help).Set("type", "shell").Set("command", command).
		Set("windows", jsonc.NewObject().Set("command", windows))
	if kind, isDefault := group(t); kind != "" {
		o.Set("group", jsonc.NewObject().Set("kind", kind).SetIf(isDefault, "isDefault", true))
	}
	o.SetIf(endless, "isBackground", true)
	o.SetIf(endless, "presentation", jsonc.NewObject().Set("panel", "dedicated"))
	return o.Set("problemMatcher", matchers(p, t))
}

// group puts a task behind the editor's own commands for building and testing.
func group(t *spec.Task) (kind string, isDefault bool) {
	switch t.Name {
	case "build", "test":
		return t.Name, true
	case "test-local", "test-docker", "coverage":
		return "test", false
	}
	return "", false
}

// endless reports whether a task runs until somebody stops it: a program, or logs that are followed.
func endless(p *spec.Project, t *spec.Task) bool {
	last := t.Steps[len(t.Steps)-1]
	if last.Compose != nil {
		return slices.Contains(last.Compose.Args, "--follow")
	}
	return last.Run != "" && slices.ContainsFunc(p.BuiltServices(), func(s *spec.Service) bool {
		return last.Run == s.Build.Commands.Run || last.Run == s.Build.Commands.Watch
	})
}

// matched are the tasks whose output names places in sources.
var matched = []string{"build", "format-check", "lint", "test", "test-local", "coverage", "ci"}

// matchers lists what finds these places. Tools write paths as seen from the folder that they run in.
func matchers(p *spec.Project, t *spec.Task) *jsonc.Array {
	list := jsonc.NewArray()
	if !slices.Contains(matched, t.Name) {
		return list
	}
	seen := map[string]bool{}
	for _, s := range p.BuiltServices() {
		for _, m := range s.Stack.Matchers {
			if key := m + " " + s.Build.Context; !seen[key] {
				seen[key] = true
				list.Add(matcher(m, s))
			}
		}
	}
	return list
}

func matcher(name string, s *spec.Service) any {
	if s.Build.Context == "." {
		return name
	}
	return jsonc.NewObject().Set("base", name).Set("fileLocation", []string{"autoDetect", workspace(s)})
}

// inputs ask for the arguments of tasks, each once.
func inputs(p *spec.Project) *jsonc.Array {
	list, seen := jsonc.NewArray(), map[string]bool{}
	for _, t := range p.Tasks {
		for _, arg := range t.Args {
			if !seen[arg] {
				seen[arg] = true
				list.Add(jsonc.NewObject().Set("id", arg).Set("type", "promptString").Set("description", arg))
			}
		}
	}
	return list
}

// debugBuild builds a service as its debugger wants it: the Makefile's own build may leave out what that needs.
func debugBuild(s *spec.Service) *jsonc.Object {
	matchers := jsonc.NewArray()
	for _, m := range s.Stack.Matchers {
		matchers.Add(matcher(m, s))
	}
	return jsonc.NewObject().Set("label", buildLabel(s)).Set("hide", true).Set("type", "shell").
		Set("command", s.Build.Debug.Build).Set("options", jsonc.NewObject().Set("cwd", workspace(s))).
		Set("problemMatcher", matchers)
}

func buildLabel(s *spec.Service) string   { return "build " + s.Name + " for the debugger" }
func prepareLabel(s *spec.Service) string { return "prepare " + s.Name + " for the debugger" }

// preparations are the labels of the tasks before a service is debugged: its settings, its engines, its program.
func preparations(p *spec.Project, s *spec.Service) []string {
	var steps []string
	for _, name := range []string{"up", "env"} { // up makes the settings as well
		if p.TaskNamed(name) != nil {
			steps = append(steps, name)
			break
		}
	}
	if s.Build.Debug.Build != "" {
		steps = append(steps, buildLabel(s))
	}
	return steps
}

// workspace is the folder of a service's sources, or what is below it, as the editor names it.
func workspace(s *spec.Service, below ...string) string {
	return path.Join(append([]string{"${workspaceFolder}", s.Build.Context}, below...)...)
}
