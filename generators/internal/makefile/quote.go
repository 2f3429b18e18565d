// Package makefile writes GNU makefiles and quotes what stands in them.
//
// A value passes two readers on its way to a program: make, which replaces `$` and ends text at `#`, and then the shell
// that runs the recipe. Value serves the first, Word both. Make has no form for a line break in either place, so
// both say whether the value can be written at all.
//
// Targets are tasks, not files: the printer declares each of them .PHONY beside its rule.
package makefile

import (
	"regexp"
	"strings"

	"devgen.dev/devgen/generators/internal/shell"
)

// Value returns the text that gives a variable exactly this value: NAME := text. It is false for a value with a line
// break or NUL. Source: GNU make manual, "What Makefiles Contain" (comments), "Basics of Variable References",
// "Setting Variables" (blanks).
func Value(value string) (text string, ok bool) {
	if strings.ContainsAny(value, "\n\r\x00") {
		return "", false
	}
	text = hashes(Shell(value))
	if value != "" && blank(value[0]) {
		text = nothing + text
	}
	if value != "" && (blank(value[len(value)-1]) || value[len(value)-1] == '\\') {
		text += nothing
	}
	return text, true
}

// nothing expands to nothing. At the ends of a value it keeps blanks, which make or an editor would remove, and a
// backslash, which would continue the line.
const nothing = "$()"

// Word returns the text of one word of a recipe's command line. It is false for a value with a line break or NUL: make
// runs each line of a recipe by itself.
func Word(value string) (text string, ok bool) {
	if strings.ContainsAny(value, "\n\r\x00") {
		return "", false
	}
	return Shell(shell.Quote(value)), true
}

// Shell returns shell text as it stands in a recipe: every `$` of the shell doubled.
func Shell(text string) string { return strings.ReplaceAll(text, "$", "$$") }

// Target reports whether a name can be a task's target: letters, digits, `.`, `_` and `-`, no dot or dash in front,
// and not the makefile itself, which make would try to remake from the rule.
func Target(name string) bool {
	return targetName.MatchString(name) && !strings.EqualFold(name, "makefile") && !strings.EqualFold(name, "gnumakefile")
}

var targetName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._-]*$`)

// hashes escapes every `#`, and the backslashes before it, which make otherwise halves.
func hashes(text string) string {
	if strings.IndexByte(text, '#') < 0 {
		return text
	}
	var b strings.Builder
	slashes := 0
	for i := range len(text) {
		switch text[i] {
		case '\\':
			slashes++
		case '#':
			b.WriteString(strings.Repeat(`\`, slashes+1))
			slashes = 0
		default:
			slashes = 0
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\v' || c == '\f' }
