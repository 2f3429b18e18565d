// Package comment makes any text fit to stand in a comment.
//
// What comes in is prose that somebody typed into a spec: help texts, summaries, reasons. What goes out are lines
// that no reader of any of our syntaxes can take for anything but prose: no line break of any kind inside a line, no
// control character, nothing that a reviewer cannot see. Characters that change how the surrounding text looks
// (Trojan Source, CVE-2021-42574) are written as their code point, U+202E.
//
// The package knows no comment syntax: the printers put `#`, `//` or `--` in front of what it returns.
package comment

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lines splits text into lines of at most width columns, to be put behind a comment mark. Line breaks in the text
// stay, longer lines are wrapped between words, a word longer than width stays whole. Empty text gives no lines.
func Lines(text string, width int) []string {
	text = strings.Trim(breaks.Replace(text), "\n")
	if strings.TrimSpace(text) == "" {
		return nil
	}
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines = append(lines, wrap(Visible(paragraph), width)...)
	}
	return lines
}

// Line is text on a single line, for a comment behind something.
func Line(text string) string {
	if text == "" {
		return ""
	}
	return ended(strings.Join(strings.Fields(Visible(breaks.Replace(text))), " "))
}

// breaks holds what Unicode, and one reader or another, takes for the end of a line (UAX #14, class BK, CR, NL).
var breaks = strings.NewReplacer(
	"\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// wrap breaks one line into lines of at most width columns, keeping its indentation.
func wrap(line string, width int) []string {
	indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
	var lines []string
	current := indent
	for i, word := range strings.Fields(line) {
		switch {
		case i == 0:
			current += word
		case utf8.RuneCountInString(current)+1+utf8.RuneCountInString(word) > width:
			lines = append(lines, ended(current))
			current = indent + word
		default:
			current += " " + word
		}
	}
	return append(lines, ended(strings.TrimRight(current, " ")))
}

// ended gives a line that ends in a backslash a full stop: make reads such a comment as going on in the next line,
// and would swallow it (GNU make manual, "What Makefiles Contain").
func ended(line string) string {
	if strings.HasSuffix(line, `\`) {
		return line + "."
	}
	return line
}

// Visible replaces what a reviewer would not see in text with its code point; a tab, a line break or a no-break blank
// becomes a blank.
func Visible(text string) string {
	if !strings.ContainsFunc(text, Hidden) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '\t' || r == '\n' || r == '\u00A0':
			b.WriteByte(' ')
		case Hidden(r):
			fmt.Fprintf(&b, "U+%04X", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Hidden reports whether r is a character that a reader of source text cannot see or place: controls, zero width and
// bidirectional formatting, unusual blanks, private use, and what is no character at all.
func Hidden(r rune) bool {
	if r < utf8.RuneSelf {
		return r < ' ' || r == 0x7F
	}
	return r == utf8.RuneError || !unicode.IsPrint(r) || blankLetters[r]
}

// blankLetters are letters and marks that draw nothing, and so pass for printable (UAX #44, Default_Ignorable_Code_Point).
var blankLetters = map[rune]bool{
	0x034F: true, 0x115F: true, 0x1160: true, 0x17B4: true, 0x17B5: true, 0x180B: true, 0x180C: true, 0x180D: true,
	0x180F: true, 0x3164: true, 0xFFA0: true,
}
