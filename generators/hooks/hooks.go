// Package hooks writes git hooks for the tool that the project's language usually has: Husky.NET, husky, pre-commit or
// lefthook. A hook runs the project's own tasks; `git commit --no-verify` skips it, as always.
//
// Hooks only look, they change nothing: what is checked is what is committed. They are for people, so they are as quick as
// they can be (the format of the files in the commit only, no build for documents), and they need nothing but the
// language's tools and the sh that every git brings along, on Windows too. Each developer switches them on with the task
// hooks; CI runs none of them, since it runs the same tasks itself.
package hooks

import (
	"path"
	"strings"

	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/generators/internal/jsonc"
	"devgen.dev/devgen/generators/internal/shell"
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// Files returns the hooks of a project that asks for them.
func Files(p *spec.Project) []tree.File {
	if p.Hooks == nil {
		return nil
	}
	hooks := hooksOf(p)
	switch p.Hooks.Tool {
	case "lefthook":
		return lefthook(p, hooks)
	case "pre-commit":
		return preCommit(p, hooks)
	case "husky.net":
		return huskyNet(p, hooks)
	}
	return husky(p, hooks)
}

// lefthook is lefthook.yml (https://lefthook.dev/configuration). It hides what is not staged while it runs.
func lefthook(p *spec.Project, hooks []hook) []tree.File {
	root := yaml.NewMap().Set("min_version", "1.10.0") // jobs keep their order
	for _, h := range hooks {
		jobs := yaml.NewSeq()
		for _, j := range h.jobs {
			jobs.Add(lefthookJob(j))
		}
		one := yaml.NewMap()
		if h.name == preCommitHook {
			// What is merged or rebased has been checked when it was committed.
			one.Set("skip", yaml.FlowStrings([]string{"merge", "rebase"}))
		}
		root.Blank().Set(h.name, one.Set("jobs", jobs))
	}
	comment := header.Sentence(p.SpecFile) + "\n\nOnce in every clone: make hooks. LEFTHOOK=0 skips the hooks."
	return []tree.File{{Path: "lefthook.yml", Own: tree.Whole, Body: yaml.Document(comment, root)}}
}

func lefthookJob(j job) *yaml.Map {
	m := yaml.NewMap().Set("name", j.name)
	if j.onFiles != "" {
		return m.SetNonEmpty("root", folder(j.dir)).Set("glob", yaml.FlowStrings(j.files)).Set("run", inVenv(j.venv, j.onFiles+" {staged_files}"))
	}
	return m.SetIf(j.notForDocuments, "exclude", yaml.FlowStrings(documents)).Set("run", j.script())
}

// folder is a folder as lefthook wants it.
func folder(dir string) string {
	if dir == "" {
		return ""
	}
	return dir + "/"
}

// preCommit is .pre-commit-config.yaml (https://pre-commit.com). The tool hides what is not staged while it runs.
func preCommit(p *spec.Project, hooks []hook) []tree.File {
	list, stages := yaml.NewSeq(), []string{}
	for _, h := range hooks {
		stages = append(stages, h.name)
		for _, j := range h.jobs {
			list.Add(preCommitHookOf(h, j))
		}
	}
	root := yaml.NewMap().Set("default_install_hook_types", yaml.FlowStrings(stages)).
		Set("repos", yaml.NewSeq(yaml.NewMap().Set("repo", "local").Set("hooks", list)))
	comment := header.Sentence(p.SpecFile) + "\n\nOnce in every clone: make hooks. SKIP=ID skips a hook."
	return []tree.File{{Path: ".pre-commit-config.yaml", Own: tree.Whole, Body: yaml.Document(comment, root)}}
}

func preCommitHookOf(h hook, j job) *yaml.Map {
	m := yaml.NewMap().Set("id", h.name+"-"+j.name).Set("name", j.help)
	switch {
	case j.onFiles != "" && j.dir == "":
		m.Set("entry", j.entry()).Set("language", "system").Set("files", expression(j.files))
	default:
		m.Set("entry", shell.Join(j.words())).Set("language", "system").Set("pass_filenames", false).
			SetIf(j.notForDocuments, "exclude", expression(documents)).
			// Without it, a push of nothing but deleted files would not be tested.
			SetIf(!j.notForDocuments, "always_run", true)
	}
	return m.Set("stages", yaml.FlowStrings([]string{h.name}))
}

// entry is a job on files as a program, behind which pre-commit puts the files' names.
func (j job) entry() string {
	if j.venv == "" {
		return j.onFiles
	}
	return shell.Join([]string{"sh", "-c", inVenv(j.venv, j.onFiles+` "$@"`), "sh"})
}

// husky is a script for each hook, which husky runs with sh -e (https://typicode.github.io/husky).
func husky(p *spec.Project, hooks []hook) []tree.File {
	var files []tree.File
	for _, h := range hooks {
		body := "#!/bin/sh\n" + header.Hash(p.SpecFile) + "#\n# Once in every clone: make hooks. HUSKY=0 skips the hooks.\n\n"
		for _, j := range h.jobs {
			body += strings.Join(j.commands, "\n") + "\n"
		}
		files = append(files, script(h, body))
	}
	return files
}

// huskyNet is Husky.NET's list of tasks, a script for each hook (https://alirezanet.github.io/Husky.Net), and the list of
// the repository's own tools, unless there is one.
func huskyNet(p *spec.Project, hooks []hook) []tree.File {
	tasks := jsonc.NewArray()
	var files []tree.File
	for _, h := range hooks {
		for _, j := range h.jobs {
			tasks.Add(huskyNetTask(h, j))
		}
		// husky.sh is how Husky.NET knows HUSKY=0, and ~/.huskyrc for programs whose PATH lacks dotnet.
		files = append(files, script(h, "#!/bin/sh\n"+header.Hash(p.SpecFile)+"#\n# Once in every clone: make hooks. HUSKY=0 skips the hooks.\n\n"+
			". \"$(dirname \"$0\")/_/husky.sh\"\n\ndotnet husky run --group "+h.name+"\n"))
	}
	return append(files, toolManifest(p),
		tree.File{Path: ".husky/task-runner.json", Own: tree.Whole, Body: jsonc.Document("", jsonc.NewObject().Set("tasks", tasks))})
}

func huskyNetTask(h hook, j job) *jsonc.Object {
	words := j.words()
	if j.staged() {
		words = append(strings.Fields(j.onFiles), "${staged}")
	}
	task := jsonc.NewObject().Set("name", j.name).Set("group", h.name).Set("command", words[0]).Set("args", words[1:])
	if words[0] == "make" {
		// Windows has no make: there a task is a command of PowerShell.
		task.Set("windows", jsonc.NewObject().Set("command", "powershell").
			Set("args", []string{"-NoProfile", "-ExecutionPolicy", "Bypass", "-Command", ". ./" + aliases + "; " + j.powershell}))
	}
	switch {
	case j.staged():
		task.Set("include", anywhere(j.files))
	case j.notForDocuments:
		// Without an include it would match nothing.
		task.Set("filteringRule", "staged").Set("include", []string{"**/*"}).Set("exclude", anywhere(documents))
	}
	return task
}

// staged reports whether Husky.NET can put the files' names behind the command: it knows no folders and no shell.
func (j job) staged() bool { return j.onFiles != "" && j.dir == "" && j.venv == "" }

// toolManifest names Husky.NET, and the tool of migrations that the same list holds. It is the project's own from then
// on, as its versions are.
func toolManifest(p *spec.Project) tree.File {
	tools := jsonc.NewObject()
	for _, s := range p.BuiltServices() {
		if s.Migrations != nil && s.Stack.Hooks == "husky.net" {
			tools.Set("dotnet-ef", tool(s.Stack.Version+".0", "dotnet-ef"))
			break
		}
	}
	tools.Set("husky", tool(huskyNetVersion, "husky"))
	return tree.File{Path: ".config/dotnet-tools.json", Own: tree.Once,
		Body: jsonc.Document("", jsonc.NewObject().Set("version", 1).Set("isRoot", true).Set("tools", tools))}
}

// aliases are the project's tasks for PowerShell.
const aliases = "scripts/ps-aliases.ps1"

// huskyNetVersion is the version that a new project begins with; Dependabot moves it from there.
const huskyNetVersion = "0.9.1"

func tool(version, command string) *jsonc.Object {
	return jsonc.NewObject().Set("version", version).Set("commands", []string{command}).Set("rollForward", false)
}

func script(h hook, body string) tree.File {
	return tree.File{Path: ".husky/" + h.name, Own: tree.Whole, Exec: true, Body: []byte(body)}
}

// anywhere are patterns of file names at any depth, as .NET writes that.
func anywhere(patterns []string) []string {
	var list []string
	for _, pattern := range patterns {
		list = append(list, "**/"+pattern)
	}
	return list
}

// expression is a regular expression for patterns of the form *.EXTENSION.
func expression(patterns []string) string {
	var extensions []string
	for _, pattern := range patterns {
		extensions = append(extensions, strings.TrimPrefix(path.Ext(pattern), "."))
	}
	if len(extensions) == 1 {
		return `\.` + extensions[0] + `$`
	}
	return `\.(` + strings.Join(extensions, "|") + `)$`
}
