package setup

import (
	"slices"
	"strings"
	"unicode"
)

// used returns the functions of a library that a script calls, itself or through others, in the library's order. A
// library is a list of functions with a blank line between them, each with its comment above it.
func used(library, script string) string {
	blocks := strings.Split(strings.TrimSpace(library), "\n\n")
	wanted := words(script)
	kept := make([]bool, len(blocks))
	for again := true; again; {
		again = false
		for i, block := range blocks {
			if !kept[i] && slices.Contains(wanted, functionName(block)) {
				kept[i], again = true, true
				wanted = append(wanted, words(body(block))...)
			}
		}
	}
	var list []string
	for i, block := range blocks {
		if kept[i] {
			list = append(list, block)
		}
	}
	return strings.Join(list, "\n\n") + "\n"
}

// body is a function without the comment above it.
func body(block string) string {
	for strings.HasPrefix(block, "#") {
		_, block, _ = strings.Cut(block, "\n")
	}
	return block
}

// functionName is the first word of a shell function, the second of one for PowerShell.
func functionName(block string) string {
	return strings.FieldsFunc(strings.TrimPrefix(body(block), "function "), notInName)[0]
}

func words(script string) []string { return strings.FieldsFunc(script, notInName) }

func notInName(c rune) bool {
	return c != '_' && c != '-' && !unicode.IsLetter(c) && !unicode.IsDigit(c)
}
