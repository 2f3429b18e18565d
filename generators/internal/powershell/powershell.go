// Package powershell quotes words for Windows PowerShell 5.1 and PowerShell 7, in plain ASCII.
//
// Two things make PowerShell unlike other shells. Its tokenizer takes four typographic quotes for `'` (CharTraits.cs,
// IsSingleQuote) and three dashes for `-`. And 5.1 reads a file without a byte order mark in the machine's ANSI code
// page, where the second byte of many a letter is one of those quotes. So a character outside ASCII is written as its
// number, and a script made of these words means the same in every code page.
package powershell

import (
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Quote returns value as one expression or argument that yields exactly it: 'it”s', or ('caf' + [char]0xE9).
// Text that is not UTF-8 panics, as PowerShell's strings cannot hold it.
func Quote(value string) string {
	if plain(value) {
		return single(value)
	}
	return "(" + strings.Join(parts(value), " + ") + ")"
}

// Command returns a command line that runs argv. It is false if no command line does so in both PowerShells: an
// argument that is empty, or holds a double quote, or a blank and a backslash at its end, arrives changed in all
// versions before 7.3 (about_Preference_Variables, PSNativeCommandArgumentPassing). Pass such values by the
// environment, by standard input or by a file.
func Command(argv []string) (text string, ok bool) {
	if len(argv) == 0 {
		return "", false
	}
	words := make([]string, len(argv))
	for i, arg := range argv {
		if !passes(arg) {
			return "", false
		}
		words[i] = argument(arg)
	}
	if name := argv[0]; !bare(name) || keywords[strings.ToLower(name)] {
		words[0] = "& " + Quote(name)
	}
	return strings.Join(words, " "), true
}

// passes reports whether PowerShell 5.1 hands an argument to a program as it is. It puts double quotes around one with
// blanks without escaping what is inside.
func passes(arg string) bool {
	blank := strings.ContainsAny(arg, " \t\n\v\f\r\u0085\u00A0")
	return arg != "" && !strings.Contains(arg, `"`) && !(blank && strings.HasSuffix(arg, `\`))
}

func argument(arg string) string {
	if bare(arg) || flag(arg) {
		return arg
	}
	return Quote(arg)
}

// bare reports whether a word needs no quotes: a name, a path, an address, or a number that is not rewritten.
func bare(word string) bool {
	word = strings.TrimPrefix(word, "./")
	switch {
	case word == "":
		return false
	case digit(word[0]):
		return len(word) < 10 && only(word, digit) && (word[0] != '0' || word == "0")
	}
	return letter(word[0]) && only(word, func(c byte) bool {
		return letter(c) || digit(c) || strings.IndexByte("_-./:=", c) >= 0
	})
}

// flag reports whether a word is an option that PowerShell hands on whole. It splits -Dname.part=x at the dot, and
// stops reading at --%, so an option has letters, digits and dashes only.
func flag(word string) bool {
	name := strings.TrimPrefix(strings.TrimPrefix(word, "-"), "-")
	return name != word && name != "" && letter(name[0]) && only(name, func(c byte) bool {
		return letter(c) || digit(c) || c == '-'
	})
}

func letter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
func digit(c byte) bool  { return '0' <= c && c <= '9' }

func only(word string, ok func(byte) bool) bool {
	for i := range len(word) {
		if !ok(word[i]) {
			return false
		}
	}
	return true
}

// keywords cannot be a command's name without the call operator (about_Language_Keywords).
var keywords = map[string]bool{
	"begin": true, "break": true, "catch": true, "class": true, "clean": true, "configuration": true, "continue": true,
	"data": true, "define": true, "do": true, "dynamicparam": true, "else": true, "elseif": true, "end": true,
	"enum": true, "exit": true, "filter": true, "finally": true, "for": true, "foreach": true, "from": true,
	"function": true, "hidden": true, "if": true, "in": true, "inlinescript": true, "parallel": true, "param": true,
	"process": true, "return": true, "sequence": true, "static": true, "switch": true, "throw": true, "trap": true,
	"try": true, "until": true, "using": true, "var": true, "while": true, "workflow": true,
}

// plain reports whether a value is printable ASCII, and so safe between single quotes.
func plain(value string) bool {
	return only(value, printable)
}

func printable(c byte) bool { return ' ' <= c && c <= '~' }

func single(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// parts cuts a value into quoted ASCII and numbered characters. The first part is always a string, so that + joins.
func parts(value string) []string {
	if !utf8.ValidString(value) {
		panic(fmt.Sprintf("powershell: text is not UTF-8: %q", value))
	}
	var list []string
	for value != "" || list == nil {
		n := asciiLength(value)
		list = append(list, single(value[:n]))
		value = value[n:]
		for value != "" && asciiLength(value) == 0 {
			r, size := utf8.DecodeRuneInString(value)
			for _, unit := range utf16.Encode([]rune{r}) {
				list = append(list, fmt.Sprintf("[char]0x%X", unit))
			}
			value = value[size:]
		}
	}
	return list
}

// asciiLength is the length of the printable ASCII at the start of text.
func asciiLength(text string) int {
	for i := range len(text) {
		if !printable(text[i]) {
			return i
		}
	}
	return len(text)
}
