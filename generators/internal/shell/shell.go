// Package shell quotes words for POSIX shells: bash, dash, busybox.
//
// What comes in are values and argument lists; what goes out is text that the shell turns back into exactly them, with
// no expansion, no word splitting, no pattern. Single quotes are the only quoting whose content no shell touches
// (POSIX.1-2024, Shell Command Language, 2.2.2), so nothing else is used. How a word reads to people comes second: what
// needs no quotes has none.
package shell

import "strings"

// Fits reports whether a shell word can hold the value: all but NUL, which ends a string in every Unix process.
func Fits(value string) bool { return strings.IndexByte(value, 0) < 0 }

// Quote returns value as one word. It panics if the value does not fit.
func Quote(value string) string {
	switch {
	case !Fits(value):
		panic("shell: a word cannot hold NUL")
	case value != "" && safe(value):
		return value
	}
	return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
}

// Join returns a command line that runs argv as it is: no word of it becomes a keyword or an assignment, no argument
// is split.
func Join(argv []string) string {
	words := make([]string, len(argv))
	for i, arg := range argv {
		words[i] = argument(arg)
	}
	if len(argv) > 0 {
		words[0] = commandName(argv[0])
	}
	return strings.Join(words, " ")
}

// argument is Quote for a word that is not the first: there NAME=value is no assignment, and --name=value needs no quotes.
func argument(arg string) string {
	if name, value, found := strings.Cut(arg, "="); found && safe(name) && name != "" && safe(value) {
		return arg
	}
	return Quote(arg)
}

// commandName quotes a first word that the shell would read as a keyword (POSIX 2.4, and bash's own).
func commandName(name string) string {
	if reserved[name] {
		return "'" + name + "'"
	}
	return Quote(name)
}

var reserved = map[string]bool{
	"if": true, "then": true, "else": true, "elif": true, "fi": true, "do": true, "done": true, "case": true,
	"esac": true, "while": true, "until": true, "for": true, "in": true, "select": true, "function": true,
	"time": true, "coproc": true,
}

// safe reports whether no character of value means anything to a shell, in any position.
func safe(value string) bool {
	for i := range len(value) {
		c := value[i]
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !letter && strings.IndexByte("_@%+:,./-", c) < 0 {
			return false
		}
	}
	return true
}
