// Package hooks writes git hooks for the tool that the project's language usually has: Husky.NET, husky, pre-commit or
// lefthook. A hook runs the project's own tasks; `git commit --no-verify` skips it, as always.
package hooks

import (
	"strings"

	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/generators/internal/jsonc"
	"devgen.dev/devgen/generators/internal/shell"
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// hook is one moment of git at which tasks run.
type hook struct {
	name  string // as git calls it
	tasks []*spec.Task
}

// Files returns the hooks of a project that asks for them.
func Files(p *spec.Project) []tree.File {
	if p.Hooks == nil {
		return nil
	}
	var hooks []hook
	for _, h := range []hook{{"pre-commit", p.Hooks.PreCommit}, {"pre-push", p.Hooks.PrePush}} {
		if len(h.tasks) > 0 {
			hooks = append(hooks, h)
		}
	}
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

// command is how a task is run from a hook: by the program itself where it is a single one, which needs no make; else
// through make.
func command(t *spec.Task) []string {
	if len(t.Steps) != 1 || t.Steps[0].Run == "" || t.Steps[0].Dir != "" || t.Steps[0].Env != nil || t.Steps[0].Venv != "" || !plain(t.Steps[0].Run) {
		return []string{"make", t.Name}
	}
	return strings.Fields(t.Steps[0].Run)
}

// plain reports whether a command is words without any syntax of a shell.
func plain(command string) bool { return !strings.ContainsAny(command, "\"'`$\\|&;<>(){}*?#~\n") }

// lefthook is lefthook.yml (https://lefthook.dev/configuration).
func lefthook(p *spec.Project, hooks []hook) []tree.File {
	root := yaml.NewMap()
	for _, h := range hooks {
		commands := yaml.NewMap()
		for _, t := range h.tasks {
			commands.Set(t.Name, yaml.NewMap().Set("run", shell.Join(command(t))))
		}
		root.Blank().Set(h.name, yaml.NewMap().Set("commands", commands))
	}
	comment := header.Sentence(p.SpecFile) + "\n\nOnce in every clone: lefthook install. LEFTHOOK=0 skips the hooks."
	return []tree.File{{Path: "lefthook.yml", Own: tree.Whole, Body: yaml.Document(comment, root)}}
}

// preCommit is .pre-commit-config.yaml (https://pre-commit.com).
func preCommit(p *spec.Project, hooks []hook) []tree.File {
	list, stages := yaml.NewSeq(), []string{}
	for _, h := range hooks {
		stages = append(stages, h.name)
		for _, t := range h.tasks {
			list.Add(yaml.NewMap().Set("id", h.name+"-"+t.Name).Set("name", t.Help).Set("entry", shell.Join(command(t))).
				Set("language", "system").Set("pass_filenames", false).Set("stages", yaml.FlowStrings([]string{h.name})))
		}
	}
	root := yaml.NewMap().Set("default_install_hook_types", yaml.FlowStrings(stages)).
		Set("repos", yaml.NewSeq(yaml.NewMap().Set("repo", "local").Set("hooks", list)))
	comment := header.Sentence(p.SpecFile) + "\n\nOnce in every clone: pre-commit install. SKIP=ID skips a hook."
	return []tree.File{{Path: ".pre-commit-config.yaml", Own: tree.Whole, Body: yaml.Document(comment, root)}}
}

// husky is a script for each hook, which husky's `prepare` script makes git run (https://typicode.github.io/husky).
func husky(p *spec.Project, hooks []hook) []tree.File {
	var files []tree.File
	for _, h := range hooks {
		var lines []string
		for _, t := range h.tasks {
			lines = append(lines, shell.Join(command(t)))
		}
		files = append(files, script(p, h, lines...))
	}
	return files
}

// huskyNet is Husky.NET's list of tasks and a script for each hook (https://alirezanet.github.io/Husky.Net).
func huskyNet(p *spec.Project, hooks []hook) []tree.File {
	tasks := jsonc.NewArray()
	var files []tree.File
	for _, h := range hooks {
		for _, t := range h.tasks {
			words := command(t)
			tasks.Add(jsonc.NewObject().Set("name", t.Name).Set("group", h.name).Set("command", words[0]).Set("args", words[1:]))
		}
		files = append(files, script(p, h, "dotnet husky run --group "+h.name))
	}
	return append(files, tree.File{Path: ".husky/task-runner.json", Own: tree.Whole, Body: jsonc.Document("", jsonc.NewObject().Set("tasks", tasks))})
}

func script(p *spec.Project, h hook, lines ...string) tree.File {
	body := "#!/bin/sh\n" + header.Hash(p.SpecFile) + "set -eu\n\n" + strings.Join(lines, "\n") + "\n"
	return tree.File{Path: ".husky/" + h.name, Own: tree.Whole, Exec: true, Body: []byte(body)}
}
