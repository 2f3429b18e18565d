package setup

import (
	_ "embed"
	"fmt"
	"strings"

	"devgen.dev/devgen/generators/internal/comment"
	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/generators/internal/shell"
	"devgen.dev/devgen/spec"
)

//go:embed functions.sh
var shellFunctions string

// about is the first thing that both scripts say of themselves.
const about = "Makes the file of an environment from its template, fills in secrets that are empty, and composes connections " +
	"of them. What has a value is never changed, so it can be run again at any time."

// shellScript is the script for POSIX shells.
func shellScript(p *spec.Project, plans []plan) []byte {
	var b strings.Builder
	b.WriteString("#!/bin/sh\n" + header.Hash(p.SpecFile) + "#\n")
	for _, line := range comment.Lines(about, 118) {
		b.WriteString("# " + line + "\n")
	}
	work := shellArguments + shellCases(plans)
	if asks(plans) {
		work = shellArguments + "gaps=0\n" + shellCases(plans) + shellEnd
	}
	b.WriteString("\nset -eu\n\n" + shellUsage(plans) + "\n" + used(shellFunctions, work) + "\n" + work)
	return []byte(b.String())
}

// shellCases is the work, by environment.
func shellCases(plans []plan) string {
	var b strings.Builder
	b.WriteString("\ncase $1 in\n")
	for _, pl := range plans {
		b.WriteString("  " + shell.Quote(pl.env.Name) + ")\n")
		for _, line := range shellPlan(pl) {
			b.WriteString("    " + line + "\n")
		}
		b.WriteString("    ;;\n")
	}
	b.WriteString("  *)\n    usage >&2\n    exit 2\n    ;;\nesac\n")
	return b.String()
}

const shellArguments = `case ${1-} in
  -h | --help)
    usage
    exit 0
    ;;
esac
if [ $# -ne 1 ]; then
  usage >&2
  exit 2
fi

CDPATH='' cd -- "$(dirname -- "$0")/.."
umask 077 # what is made here holds secrets
`

const shellEnd = `
if [ "$gaps" -gt 0 ]; then
  fail "values are missing: $gaps. Set them and run it again"
fi
`

func shellUsage(plans []plan) string {
	width := 0
	for _, pl := range plans {
		width = max(width, len(pl.env.Name))
	}
	var b strings.Builder
	b.WriteString("usage() {\n  cat <<'END'\nUsage: " + spec.EnvScript + " ENVIRONMENT\n\n")
	for _, line := range comment.Lines(about, 78) {
		b.WriteString(line + "\n")
	}
	b.WriteString("\nEnvironments:\n")
	for _, pl := range plans {
		for i, line := range comment.Lines(pl.target()+": "+pl.env.Help, 76-width) {
			name := pl.env.Name
			if i > 0 {
				name = ""
			}
			b.WriteString(fmt.Sprintf("  %-*s  %s\n", width, name, line))
		}
	}
	b.WriteString("END\n}\n")
	return b.String()
}

// shellPlan is what the script does for one environment, a command a line.
func shellPlan(pl plan) []string {
	start := []string{"start_file", pl.env.Template, pl.env.EnvFile}
	for _, v := range pl.windows {
		start = append(start, v.Name, v.Value)
	}
	lines := []string{shell.Join(start)}
	for _, s := range pl.steps {
		lines = append(lines, shellStep(s)...)
	}
	return lines
}

func shellStep(s step) []string {
	call := func(words ...string) []string {
		words[0] += suffix(s.file)
		return []string{shell.Join(words)}
	}
	switch s.kind {
	case hex:
		return call("fill", s.name, "random_hex", s.size)
	case base64:
		return call("fill", s.name, "random_base64", s.size)
	case word:
		return call("fill", s.name, "random_word", s.size)
	case run:
		return call("fill", s.name, "sh", "-c", s.text)
	case ask:
		return call("ask", s.name, comment.Visible(s.help))
	case empty:
		return call("empty", s.name)
	}
	return shellComposition(s)
}

// shellComposition composes a value, unless one of its secrets is missing, which has been said by then.
func shellComposition(s step) []string {
	var conditions, checks []string
	for _, p := range s.secrets() {
		kind, name := suffix(p.file), shell.Quote(p.secret)
		conditions = append(conditions, "has"+kind+" "+name)
		if len(s.part) > 1 { // else it is the whole value, and need not fit anything
			checks = append(checks, fmt.Sprintf(`  %s %s "%s"`, s.fitting(), name, shellRead(p)))
		}
	}
	text := ""
	for _, p := range s.part {
		if p.secret == "" {
			text += shell.Quote(p.text)
		} else {
			text += `"` + shellRead(p) + `"`
		}
	}
	lines := append([]string{"if " + strings.Join(conditions, " && ") + "; then"}, checks...)
	return append(lines, "  compose"+suffix(s.file)+" "+shell.Quote(s.name)+" "+text, "fi")
}

// suffix tells the functions for variables from those for files.
func suffix(file bool) string {
	if file {
		return "_secret"
	}
	return "_value"
}

// fitting names the function that tells whether a secret can stand in the value.
func (s step) fitting() string {
	if s.url {
		return "fits_url"
	}
	return "fits_text"
}

func shellRead(p part) string { return "$(read" + suffix(p.file) + " " + shell.Quote(p.secret) + ")" }
