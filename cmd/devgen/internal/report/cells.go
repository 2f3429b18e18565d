package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/mattn/go-runewidth"
)

// cell is what stands at one place of a printed line: a letter with its accents, an emoji, a tab as spaces, or the name
// of a character that cannot be seen.
type cell struct {
	text   string
	width  int // columns of the terminal, at least 1
	column int // of its first code point in the line, from 1
	length int // in code points
}

// tabWidth is how far apart tab stops are. CUE is indented with tabs, and deeply.
const tabWidth = 4

// maxCluster is how many code points may share a place. The longest emoji in use, a kiss between two skin tones, has
// ten; a letter under hundreds of accents is there to do harm.
const maxCluster = 16

const zeroWidthJoiner = '\u200d'

// widths does not follow the locale, as the package's own functions do: equal results, equal bytes.
var widths = &runewidth.Condition{StrictEmojiNeutral: true}

// line collects the cells of a line.
type line struct {
	cells  []cell
	column int
	width  int
}

// cellsOf splits a text into cells. A byte that is not UTF-8 counts as one code point, as package spec counts it.
func cellsOf(text string) []cell {
	l := line{column: 1}
	for text != "" {
		valid := validLength(text)
		for clusters := graphemes.FromString(text[:valid]); clusters.Next(); {
			l.cluster(clusters.Value())
		}
		if text = text[valid:]; text != "" {
			l.add(fmt.Sprintf("<0x%02X>", text[0]), 1)
			text = text[1:]
		}
	}
	return l.cells
}

// validLength is the length of the text's beginning that is UTF-8.
func validLength(text string) int {
	for i, r := range text {
		if r != utf8.RuneError {
			continue
		}
		if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
			return i
		}
	}
	return len(text)
}

func (l *line) add(text string, length int) {
	width := widths.StringWidth(text)
	l.cells = append(l.cells, cell{text: text, width: width, column: l.column, length: length})
	l.column += length
	l.width += width
}

// cluster adds what a reader takes for one character.
func (l *line) cluster(text string) {
	switch {
	case text == "\t":
		l.add(strings.Repeat(" ", tabWidth-l.width%tabWidth), 1)
	case text == "[" && l.endsWith("#", "#"):
		l.add(nameOf('['), 1) // "##[" is a command to GitHub's runner, wherever it stands
	case readable(text):
		l.add(text, utf8.RuneCountInString(text))
	default:
		l.apart(text)
	}
}

// apart adds the code points of a cluster one by one.
func (l *line) apart(text string) {
	for _, r := range text {
		if s := string(r); printable(r) && widths.RuneWidth(r) > 0 {
			l.add(s, 1)
		} else {
			l.add(nameOf(r), 1)
		}
	}
}

func (l *line) endsWith(texts ...string) bool {
	if len(l.cells) < len(texts) {
		return false
	}
	for i, c := range l.cells[len(l.cells)-len(texts):] {
		if c.text != texts[i] {
			return false
		}
	}
	return true
}

// readable reports whether a cluster shows all that it holds. What joins or varies a character counts as shown, for it
// changes the look of what it stands behind.
func readable(cluster string) bool {
	if widths.StringWidth(cluster) == 0 || utf8.RuneCountInString(cluster) > maxCluster {
		return false
	}
	for i, r := range cluster {
		joins := i > 0 && (isPresentation(r) || r == zeroWidthJoiner && joinsEmoji(cluster, i))
		if !printable(r) && !joins {
			return false
		}
	}
	return true
}

// printable reports whether a character can be seen: graphic as Go defines it, and not one of the marks and letters
// that are drawn as nothing, in which text can be hidden.
func printable(r rune) bool {
	return unicode.IsPrint(r) && !unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// isPresentation reports whether r asks for a character as text, or as an emoji.
func isPresentation(r rune) bool { return r == '\ufe0e' || r == '\ufe0f' }

// joinsEmoji reports whether the joiner at i stands between two emoji.
func joinsEmoji(cluster string, i int) bool {
	first, _ := utf8.DecodeRuneInString(cluster)
	next, size := utf8.DecodeRuneInString(cluster[i+utf8.RuneLen(zeroWidthJoiner):])
	return size > 0 && unicode.Is(unicode.So, first) && unicode.Is(unicode.So, next)
}

func nameOf(r rune) string { return fmt.Sprintf("<U+%04X>", r) }

// visible returns a text as it may be printed in a line: everything in it can be seen, and nothing in it acts.
func visible(text string) string {
	if plain(text) {
		return text
	}
	var b strings.Builder
	for _, c := range cellsOf(text) {
		b.WriteString(c.text)
	}
	return b.String()
}

// plain reports whether a text is printed as it is, which nearly every one is.
func plain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return !strings.Contains(text, "##[")
}

// visibleLine is visible for a text that begins a line. The runner takes what begins with "::" behind any space for a
// command (actions/runner, ActionCommand.TryParseV2).
func visibleLine(text string) string {
	text = visible(text)
	if trimmed := strings.TrimLeft(text, " "); strings.HasPrefix(trimmed, "::") {
		return text[:len(text)-len(trimmed)] + nameOf(':') + trimmed[1:]
	}
	return text
}

// visibleLines is visibleLine for a text of several lines.
func visibleLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = visibleLine(lines[i])
	}
	return strings.Join(lines, "\n")
}
