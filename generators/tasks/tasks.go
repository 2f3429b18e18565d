// Package tasks writes the project's commands twice: as a Makefile, and as functions of PowerShell.
//
// What comes in is one list, Project.Tasks. What goes out is
//
//   - Makefile, for every make since 3.81 (macOS still has it) and every POSIX shell;
//   - scripts/ps-aliases.ps1, the same tasks for Windows PowerShell 5.1 and PowerShell 7;
//   - scripts/install-aliases.ps1, which makes them available in every session.
//
// Both have exactly one entry for each task, and `help`, which lists them. A step means the same in both: it runs in its
// folder, with its environment's file if it has one, and ends the task if it fails.
package tasks

import (
	"strings"

	"devgen.dev/devgen/generators/internal/comment"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// Paths of the files.
const (
	makefilePath = "Makefile"
	aliasesPath  = "scripts/ps-aliases.ps1"
	installPath  = "scripts/install-aliases.ps1"
)

// Files returns the Makefile and the PowerShell scripts; nothing for a project without tasks.
func Files(p *spec.Project) []tree.File {
	if len(p.Tasks) == 0 {
		return nil
	}
	return []tree.File{
		{Path: makefilePath, Body: makefileBody(p), Own: tree.Whole},
		{Path: aliasesPath, Body: aliasesBody(p), Own: tree.Whole},
		{Path: installPath, Body: installBody(p), Own: tree.Whole},
	}
}

// helpLines is what `help` prints: the tasks under their headings, with what the caller types.
func helpLines(p *spec.Project, title string, typed func(*spec.Task) string) []string {
	width := 0
	for _, t := range p.Tasks {
		width = max(width, len(typed(t)))
	}
	lines := []string{title}
	group := ""
	for _, t := range p.Tasks {
		if t.Group != group {
			group = t.Group
			lines = append(lines, "", oneLine(group))
		}
		gap := strings.Repeat(" ", width-len(typed(t))+2)
		lines = append(lines, "  "+typed(t)+gap+oneLine(t.Help))
	}
	return lines
}

// oneLine makes text of the spec fit for a line of a list or a comment.
func oneLine(text string) string {
	return comment.Visible(strings.Join(strings.Fields(text), " "))
}

// composeWords is the command line of a compose step.
func composeWords(c *spec.ComposeStep) []string {
	words := []string{"docker", "compose"}
	option := func(name, value string) {
		if value != "" {
			words = append(words, name, value)
		}
	}
	option("--project-name", c.Project)
	option("--env-file", c.EnvFile)
	for _, f := range c.Files {
		option("--file", f)
	}
	option("--profile", c.Profile)
	return append(words, c.Args...)
}

// cleansUp splits a task at its clean-up: what is run first, what is run whatever happens to it, and the clean-up. The
// steps before the first container starts leave nothing behind, so they are not guarded.
func cleansUp(t *spec.Task) (first, guarded, always []spec.Step) {
	for _, s := range t.Steps {
		switch {
		case s.Always:
			always = append(always, s)
		case s.Compose != nil || len(guarded) > 0:
			guarded = append(guarded, s)
		default:
			first = append(first, s)
		}
	}
	if len(always) == 0 {
		return t.Steps, nil, nil
	}
	return first, guarded, always
}
