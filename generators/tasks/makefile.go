package tasks

import (
	"fmt"
	"slices"
	"strings"

	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/generators/internal/makefile"
	"devgen.dev/devgen/generators/internal/shell"
	"devgen.dev/devgen/spec"
)

// makefileBody writes the Makefile: what every recipe relies on, help, then the tasks by heading.
func makefileBody(p *spec.Project) []byte {
	f := makefile.New(header.Sentence(p.SpecFile))
	f.Line("#").Comment("`make` lists the tasks. Works with GNU make 3.81 and newer, under any POSIX shell.").Blank()
	f.Set("SHELL", ":=", "/bin/sh").Set(".SHELLFLAGS", ":=", "-eu -c").Set(".DEFAULT_GOAL", ":=", spec.HelpTask)
	f.Blank().Comment("Tasks that a task needs run one after the other, in the order in which they are named.")
	f.Line(".NOTPARALLEL:").Blank()
	definitions(f, p)
	f.Rule(makefile.Rule{Target: spec.HelpTask, Help: "List the tasks", Recipe: helpRecipe(p)})
	group := ""
	for _, t := range p.Tasks {
		f.Blank()
		if t.Group != group {
			group = t.Group
			f.Comment("--- " + oneLine(group)).Blank()
		}
		f.Rule(rule(t))
	}
	return f.Bytes()
}

// definitions writes the make functions that recipes of this project call.
func definitions(f *makefile.File, p *spec.Project) {
	if anyStep(p, func(s spec.Step) bool { return s.Env != nil }) {
		f.Comment("Programs on this machine read their settings from an environment's file, as containers do.")
		f.Set("load", "=", "set -a; [ ! -f $1 ] || . ./$1; set +a;").Blank()
	}
	if anyStep(p, func(s spec.Step) bool { return s.Venv != "" }) {
		f.Comment("Programs of a virtual environment come before the machine's; on Windows they lie in Scripts.")
		f.Set("venv", "=", `PATH="$$PWD/$1/bin:$$PWD/$1/Scripts:$$PATH" &&`).Blank()
	}
	if slices.ContainsFunc(p.Tasks, func(t *spec.Task) bool { return len(t.Args) > 0 }) {
		f.Comment("An argument counts only if it stands on the command line: a shell may have a variable of that name, such as NAME in WSL.")
		f.Set("need", "=", `[ '$(origin $1)' = 'command line' ] && [ -n "$${$1}" ] || { echo 'Missing: make $@ $1=...' >&2; exit 2; }`).Blank()
	}
	if slices.ContainsFunc(p.Tasks, callsGuarded) {
		f.Comment("Not $(MAKE): make -n would run the lines that hold it, clean-up and all.")
		f.Set("again", ":=", "$(MAKE) --no-print-directory").Blank()
	}
}

func anyStep(p *spec.Project, is func(spec.Step) bool) bool {
	return slices.ContainsFunc(p.Tasks, func(t *spec.Task) bool { return slices.ContainsFunc(t.Steps, is) })
}

// callsGuarded reports whether a task calls another one between the start of containers and the clean-up.
func callsGuarded(t *spec.Task) bool {
	_, guarded, _ := cleansUp(t)
	return slices.ContainsFunc(guarded, func(s spec.Step) bool { return s.Task != "" })
}

// helpRecipe prints the list with the shell's own printf: no awk, no grep, nothing that Windows lacks.
func helpRecipe(p *spec.Project) []string {
	typed := func(t *spec.Task) string {
		text := t.Name
		for _, arg := range t.Args {
			text += " " + arg + "=..."
		}
		return text
	}
	recipe := []string{`@printf '%s\n' \`}
	for _, line := range helpLines(p, oneLine(p.Title)+": make TASK", typed) {
		word, _ := makefile.Word(line)
		recipe = append(recipe, "\t"+word+` \`)
	}
	last := len(recipe) - 1
	recipe[last] = strings.TrimSuffix(recipe[last], ` \`)
	return recipe
}

// rule writes a task. Tasks that it calls before anything else are what it needs, unless it asks the caller something
// first: make runs needs before the recipe.
func rule(t *spec.Task) makefile.Rule {
	r := makefile.Rule{Target: t.Name, Help: t.Help}
	first, guarded, always := cleansUp(t)
	for len(first) > 0 && first[0].Task != "" && len(t.Args) == 0 && !t.Confirm {
		r.Needs = append(r.Needs, first[0].Task)
		first = first[1:]
	}
	for _, arg := range t.Args {
		r.Recipe = append(r.Recipe, "@$(call need,"+arg+")")
	}
	if t.Confirm {
		r.Recipe = append(r.Recipe, confirmation(t))
	}
	for _, s := range first {
		r.Recipe = append(r.Recipe, recipeLine(t, s))
	}
	r.Recipe = append(r.Recipe, guardedLines(guarded, always)...)
	return r
}

// confirmation asks before a task that cannot be taken back; YES=1 answers for scripts.
func confirmation(t *spec.Task) string {
	question, _ := makefile.Word(oneLine(t.Help) + "?")
	return fmt.Sprintf(`@[ "$${YES:-}" = 1 ] || { printf '%%s [y/N] ' %s; read -r answer && [ "$$answer" = y ]; } || { echo 'Nothing done.' >&2; exit 1; }`, question)
}

// recipeLine writes a step as a line of its own. make shows commands as it runs them, but not devgen's own scripts.
func recipeLine(t *spec.Task, s spec.Step) string {
	switch {
	case s.Task != "":
		return "$(MAKE) --no-print-directory " + s.Task
	case s.Say != "", s.Posix != "" && t.Origin != spec.FromSpec:
		return "@" + makeText(s)
	}
	return makeText(s)
}

// guardedLines run steps so that the clean-up follows, also after a failure or an interrupt. They are one command line,
// since make gives each line a shell of its own.
func guardedLines(guarded, always []spec.Step) []string {
	if len(always) == 0 {
		return nil
	}
	var ends []string
	for _, s := range always {
		ends = append(ends, makeText(s)+";")
	}
	lines := []string{
		"@clean_up() { " + strings.Join(ends, " ") + ` }; \`,
		`trap clean_up EXIT; trap 'exit 130' INT; trap 'exit 143' TERM; \`,
	}
	for i, s := range guarded {
		line := guardedText(s)
		if i < len(guarded)-1 {
			line += ` && \`
		}
		lines = append(lines, line)
	}
	return lines
}

// guardedText keeps a step's folder and variables to itself.
func guardedText(s spec.Step) string {
	switch {
	case s.Task != "":
		return "$(again) " + s.Task
	case s.Dir != "", s.Env != nil, s.Venv != "", list(s.Posix):
		return "( " + makeText(s) + " )"
	}
	return makeText(s)
}

// makeText returns a step as make text for one command line of sh.
func makeText(s spec.Step) string {
	var text string
	switch {
	case s.Compose != nil:
		text = shell.Join(composeWords(s.Compose))
		if s.Compose.Input != "" {
			text += " < " + shell.Quote(s.Compose.Input)
		}
	case s.Say != "":
		text = "echo " + shell.Quote(oneLine(s.Say))
	default:
		text = s.Run + s.Posix
	}
	text = makefile.Shell(assignment(s.With) + text)
	text = inFolder(s, text)
	if s.Env != nil {
		text = "$(call load," + s.Env.EnvFile + ") " + text
	}
	return text
}

// assignment gives a command a variable of its own.
func assignment(v spec.Pair) string {
	if v.Name == "" {
		return ""
	}
	return v.Name + "=" + shell.Quote(v.Value) + " "
}

// inFolder runs a command in its step's folder and virtual environment, and not at all if the folder is missing.
func inFolder(s spec.Step, command string) string {
	before := ""
	if s.Dir != "" {
		before = "cd " + makefile.Shell(shell.Quote(s.Dir)) + " && "
	}
	if s.Venv != "" {
		before += "$(call venv," + s.Venv + ") "
	}
	if before != "" && list(command) {
		command = "{ " + command + "; }"
	}
	return before + command
}

// list reports whether shell text is more than one command, so that && before it would reach the first only.
func list(command string) bool { return strings.ContainsAny(command, ";&|\n") }
