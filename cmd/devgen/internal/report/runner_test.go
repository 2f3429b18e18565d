package report

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

// runnerCommands are the names that GitHub's runner knows (actions/runner, the classes of IActionCommandExtension).
var runnerCommands = []string{
	"add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group", "internal-set-repo-path", "notice",
	"remove-matcher", "save-state", "set-env", "set-output", "stop-commands", "warning",
}

// workflowCommands returns the names of the commands that the runner would take from a line of a log: of the form
// ::name properties::data, with nothing but space before it, or ##[name properties]data anywhere.
func workflowCommands(text string) []string {
	var found []string
	if rest, ok := strings.CutPrefix(strings.TrimLeftFunc(text, unicode.IsSpace), "::"); ok {
		if info, _, ok := strings.Cut(rest, "::"); ok {
			found = append(found, commandName(info))
		}
	}
	if _, rest, ok := strings.Cut(text, "##["); ok {
		if info, _, ok := strings.Cut(rest, "]"); ok {
			found = append(found, commandName(info))
		}
	}
	return slices.DeleteFunc(found, func(name string) bool { return !slices.Contains(runnerCommands, name) })
}

func commandName(info string) string {
	name, _, _ := strings.Cut(info, " ")
	return strings.ToLower(name)
}

// TestRunner says that the stand-in for the runner sees what it is there to see.
func TestRunner(t *testing.T) {
	for line, want := range map[string]string{
		"::error::x":                      "error",
		" \t::Set-Output name=a::b":       "set-output",
		"11 | a ##[add-mask]x":            "add-mask",
		"11 | ::error::x":                 "",
		"  ::: devgen.cue:3:1  (a::b::c)": "",
		"::nothing::x":                    "",
		"::error":                         "",
	} {
		if got := strings.Join(workflowCommands(line), ","); got != want {
			t.Errorf("%q: got %q, want %q", line, got, want)
		}
	}
}
