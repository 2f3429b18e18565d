// Package markdown writes GitHub Flavored Markdown that renders as the text that came in, and that Prettier leaves as
// it is.
//
// Text, Code, Link and Image turn values into inline Markdown; each result can stand in a paragraph, a heading or a
// table cell alike. Page puts blocks below each other. Whatever comes in as a value is text: no HTML, no
// emphasis, no heading, no mention of a region marker survives as such. Line breaks become blanks, and characters that
// a reader cannot see become their code point, as comment.Visible has it.
package markdown

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"devgen.dev/devgen/generators/internal/comment"
)

// Text returns prose as inline Markdown. Only what would mean something is escaped, so that the source stays readable.
// Source: GFM 0.29, sections 2.4 and 6; for `$` (math) and `:name:` (emoji) GitHub's own extensions.
func Text(text string) string {
	text = flat(text)
	var b strings.Builder
	for i, r := range text {
		switch {
		case r == '<':
			b.WriteString("&lt;")
			continue
		case r == '&' && entity.MatchString(text[i:]):
			b.WriteString("&amp;")
			continue
		case special(text, i, r):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

var entity = regexp.MustCompile(`^&#?[0-9A-Za-z]+;`)

// special reports whether the character at i needs a backslash.
func special(text string, i int, r rune) bool {
	switch r {
	case '\\', '`', '*', '[', ']', '|', '~', '$':
		return true
	case '_':
		return !insideWord(text, i)
	case ':':
		return emoji.MatchString(text[i:])
	case '#', '+', '-', '=', '>':
		return i == 0
	case '.', ')':
		return i > 0 && strings.Trim(text[:i], "0123456789") == "" && (i+1 == len(text) || text[i+1] == ' ')
	}
	return false
}

var emoji = regexp.MustCompile(`^:[A-Za-z0-9_+-]+:`)

func insideWord(text string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	after, _ := utf8.DecodeRuneInString(text[i+1:])
	return wordRune(before) && wordRune(after)
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// Code returns a value as a code span. An empty value gives an empty text, as there is no empty code span.
func Code(value string) string {
	value = comment.Visible(unixBreaks.Replace(value))
	switch {
	case value == "":
		return ""
	case strings.Contains(value, `\|`):
		return "<code>" + codeEntities(value) + "</code>"
	}
	fence := codeFence(value)
	if value[0] == '`' || value[len(value)-1] == '`' || padded(value) {
		value = " " + value + " "
	}
	return fence + value + fence
}

// codeEntities is the way out for `\|`: in a table's code span there is no form of it on which renderers agree.
func codeEntities(value string) string {
	var b strings.Builder
	for _, r := range value {
		if r < utf8.RuneSelf && r != ' ' && !wordRune(r) {
			b.WriteString("&#" + strconv.Itoa(int(r)) + ";")
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// codeFence is the shortest run of back-ticks that the value does not contain as a run of its own (GFM 6.3).
func codeFence(value string) string {
	runs := map[int]bool{}
	for _, run := range strings.FieldsFunc(value, func(r rune) bool { return r != '`' }) {
		runs[len(run)] = true
	}
	n := 1
	for runs[n] {
		n++
	}
	return strings.Repeat("`", n)
}

// padded reports whether a code span would lose a blank at each end (GFM 6.3).
func padded(value string) bool {
	return strings.HasPrefix(value, " ") && strings.HasSuffix(value, " ") && strings.Trim(value, " ") != ""
}

// Link returns a link. A destination that is neither a path nor an http, https or mailto address gives the text alone.
func Link(text, destination string) string {
	if !linkable(destination) {
		return Text(text)
	}
	return "[" + Text(text) + "](" + address(destination) + ")"
}

// Image returns an image with its alternative text; with the rules of Link.
func Image(alternative, source string) string {
	if !linkable(source) {
		return Text(alternative)
	}
	return "!" + Link(alternative, source)
}

var scheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)

func linkable(destination string) bool {
	switch strings.ToLower(scheme.FindString(destination)) {
	case "", "http:", "https:", "mailto:":
		return destination != ""
	}
	return false
}

// address percent-encodes what a link destination cannot hold (GFM 6.6, RFC 3986).
func address(destination string) string {
	var b strings.Builder
	for i := range len(destination) {
		c := destination[i]
		if c <= ' ' || c >= 0x7F || strings.IndexByte("\"<>\\^`{|}()[]*_", c) >= 0 && !(c == '_' && insideWord(destination, i)) {
			b.WriteByte('%')
			b.WriteByte("0123456789ABCDEF"[c>>4])
			b.WriteByte("0123456789ABCDEF"[c&0xF])
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// Anchor returns the fragment by which GitHub makes a heading reachable: "Quick start!" is "#quick-start". A page's
// second heading of the same text gets "-1", which this function does not know.
func Anchor(heading string) string {
	var b strings.Builder
	b.WriteByte('#')
	for _, r := range strings.ToLower(flat(heading)) {
		switch {
		case r == ' ':
			b.WriteByte('-')
		case r == '-' || r == '_' || wordRune(r) || unicode.IsMark(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Comment returns an HTML comment, which no renderer shows.
func Comment(text string) string {
	text = flat(text)
	for strings.Contains(text, "--") {
		text = strings.ReplaceAll(text, "--", "- -")
	}
	return "<!-- " + strings.TrimSuffix(text, "-") + " -->"
}

// flat makes text one line without blanks at its ends.
func flat(text string) string { return strings.TrimSpace(comment.Visible(unixBreaks.Replace(text))) }

var unixBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")
