package setup

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"devgen.dev/devgen/generators/internal/comment"
	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/generators/internal/shell"
	"devgen.dev/devgen/spec"
)

var (
	//go:embed functions.sh
	shellFunctions string
	//go:embed see.sh
	shellSee string
	//go:embed see_files.sh
	shellSeeFiles string
)

// about is the first thing that both scripts say of themselves.
const about = "Makes the file of an environment from its template, fills in secrets that are empty, composes connections " +
	"of them, and checks every value. What has a value is never changed, so it can be run again at any time."

// shellScript is the script for POSIX shells.
func shellScript(p *spec.Project, plans []plan) []byte {
	var b strings.Builder
	b.WriteString("#!/bin/sh\n" + header.Hash(p.SpecFile) + "#\n")
	for _, line := range comment.Lines(about, 118) {
		b.WriteString("# " + line + "\n")
	}
	work := shellArguments + shellEnvironments(plans) + shellStart(p) + shellWork(plans) + shellRules(p, plans) + shellEnd
	b.WriteString("\nset -eu\n\n" + shellUsage(plans) + "\n" + used(shellFunctions+"\n"+seeing(plans, shellSee, shellSeeFiles), work) + "\n" + work)
	return []byte(b.String())
}

// seeing picks the functions that look values up: in a project that keeps secrets in files they look there as well.
func seeing(plans []plan, plain, files string) string {
	if keepsFiles(plans) {
		return files
	}
	return plain
}

// keepsFiles reports whether some environment has secrets as files.
func keepsFiles(plans []plan) bool {
	return slices.ContainsFunc(plans, func(pl plan) bool { return len(pl.files) > 0 })
}

const shellArguments = `check=no
case ${1-} in
  -h | --help)
    usage
    exit 0
    ;;
  --check)
    check=yes
    shift
    ;;
esac
if [ $# -ne 1 ]; then
  usage >&2
  exit 2
fi
environment=$1
`

// shellEnvironments names the files of each environment.
func shellEnvironments(plans []plan) string {
	var b strings.Builder
	if keepsFiles(plans) {
		b.WriteString("secret_files=''\n")
	}
	b.WriteString("case $environment in\n")
	for _, pl := range plans {
		b.WriteString("  " + shell.Quote(pl.env.Name) + ")\n    template=" + shell.Quote(pl.env.Template) + " file=" + shell.Quote(pl.env.EnvFile) + "\n")
		if len(pl.files) > 0 {
			b.WriteString("    secret_files=" + shell.Quote(strings.Join(pl.files, " ")) + "\n")
		}
		b.WriteString("    ;;\n")
	}
	b.WriteString("  *)\n    usage >&2\n    exit 2\n    ;;\nesac\n")
	return b.String()
}

func shellStart(p *spec.Project) string {
	return `
CDPATH='' cd -- "$(dirname -- "$0")/.."
umask 077 # what is made here holds secrets
newline='
'
secret_names=` + shell.Quote(strings.Join(secretNames(p), " ")) + `
problems=0
[ -f "$template" ] || fail "$template is missing; devgen build writes it"
`
}

// shellWork makes the file, by environment; a check only reads it.
func shellWork(plans []plan) string {
	var b strings.Builder
	b.WriteString("\nif [ \"$check\" = yes ]; then\n  [ -f \"$file\" ] || fail \"$file is missing; " + spec.EnvScript + " $environment makes it\"\n")
	b.WriteString("  each_missing report_line\n  note_unknown\nelse\n  case $environment in\n")
	for _, pl := range plans {
		b.WriteString("    " + shell.Quote(pl.env.Name) + ")\n")
		for _, line := range shellPlan(pl) {
			b.WriteString("      " + line + "\n")
		}
		b.WriteString("      ;;\n")
	}
	b.WriteString("  esac\nfi\n")
	return b.String()
}

// shellRules checks the values: first what holds everywhere, then what holds for paths of this machine.
func shellRules(p *spec.Project, plans []plan) string {
	var b strings.Builder
	b.WriteString("\n# What must be true of the values. A variable that the environment does not have is passed over.\n")
	for _, r := range rules(p) {
		b.WriteString(shellRule(r) + "\n")
	}
	for _, pl := range plans {
		if len(pl.paths) == 0 {
			continue
		}
		b.WriteString("if [ \"$environment\" = " + shell.Quote(pl.env.Name) + " ]; then\n")
		for _, r := range pl.paths {
			b.WriteString("  " + shellRule(r) + "\n")
		}
		b.WriteString("fi\n")
	}
	return b.String()
}

var shellRuleNames = map[ruleKind]string{
	isSet: "is_set", isConnection: "is_connection", isBool: "is_bool", isInt: "is_int", isNumber: "is_number", isOneOf: "is_one_of",
	isURL: "is_url", isLike: "is_like", isLong: "is_long", isFolder: "is_folder", isPath: "is_path",
}

func shellRule(r rule) string {
	return shell.Join(append([]string{shellRuleNames[r.kind], r.name}, r.words...))
}

const shellEnd = `
if [ "$problems" -gt 0 ]; then
  fail "$file: values that do not fit: $problems. Set them and run it again"
fi
if [ "$check" = yes ]; then
  echo "$file: every value fits"
fi
`

func shellUsage(plans []plan) string {
	width := 0
	for _, pl := range plans {
		width = max(width, len(pl.env.Name))
	}
	var b strings.Builder
	b.WriteString("usage() {\n  cat <<'END'\nUsage: " + spec.EnvScript + " [--check] ENVIRONMENT\n\n")
	for _, line := range comment.Lines(about+" With --check it makes and changes nothing.", 78) {
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
	lines := []string{"start_file"}
	if len(pl.windows) > 0 {
		lines = append(lines, "if is_new && on_windows; then")
		for _, v := range pl.windows {
			lines = append(lines, "  "+shell.Join([]string{"windows_value", v.Name, v.Value}))
		}
		lines = append(lines, "fi")
	}
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
