package report

import (
	"strings"
	"unicode/utf8"

	"devgen.dev/devgen/spec"
)

// excerpt is a line of a source, or the part of it around the place that a problem points at.
type excerpt struct {
	number        int
	cells         []cell
	before, after bool // something was left out there
	from, to      int  // the cells that are pointed at; both len(cells) for the end of the line
}

// excerptOf cuts the line of a span out of its source, so that it fits into a number of columns. It reports false for a
// line that the source does not have.
func excerptOf(source *source, at spec.Span, columns int) (excerpt, bool) {
	if source == nil || !at.Known() {
		return excerpt{}, false
	}
	text, ok := source.line(at.Line)
	if !ok {
		return excerpt{}, false
	}
	at = withinLine(at, text)
	e := excerpt{number: at.Line}
	text, first := e.cut(text, at, 4*columns)
	e.cells = cellsOf(text)
	for i := range e.cells {
		e.cells[i].column += first - 1
	}
	mask(e.cells, source.secrets[at.Line])
	e.point(at)
	e.fit(columns)
	return e, true
}

// withinLine keeps a span to its line, so that nothing here counts further than the line is long. A span without a
// column means the whole line.
func withinLine(at spec.Span, text string) spec.Span {
	if at.Column <= 0 {
		at.Column = len(text) - len(strings.TrimLeft(text, " \t")) + 1
		at.Length = len(text)
	}
	at.Column = min(at.Column, len(text)+1)
	at.Length = min(max(1, at.Length), len(text)+1)
	return at
}

// cut shortens a line to the code points near a span, so that a line of megabytes costs no more than one of a hundred
// columns. It returns the column of what is left.
func (e *excerpt) cut(text string, at spec.Span, reach int) (part string, column int) {
	column = max(1, at.Column-reach)
	start := offset(text, column-1)
	end := start + offset(text[start:], at.Column-column+min(at.Length, reach)+reach)
	e.before, e.after = start > 0, end < len(text)
	return text[start:end], column
}

// offset is where a text's code point number n begins, or the text's length if it has fewer.
func offset(text string, n int) int {
	at := 0
	for ; n > 0 && at < len(text); n-- {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return at
}

// point finds the cells of a span. A span that begins or ends within a cell takes in the whole of it.
func (e *excerpt) point(at spec.Span) {
	for e.from < len(e.cells) && e.cells[e.from].end() <= at.Column {
		e.from++
	}
	e.to = e.from
	for e.to < len(e.cells) && e.cells[e.to].column < at.Column+at.Length {
		e.to++
	}
}

// end is the column behind a cell.
func (c cell) end() int { return c.column + c.length }

// fit leaves out cells far from those that are pointed at, until the excerpt has no more columns than it may.
func (e *excerpt) fit(columns int) {
	if width(e.cells) <= columns && !e.before && !e.after {
		return
	}
	w := window{cells: e.cells, start: e.from, end: e.from, room: max(1, columns-2)} // an ellipsis may stand at both ends
	w.right(e.to)                                                                    // what is pointed at,
	w.left(w.room / 2)                                                               // then as much before it as behind it,
	w.right(len(w.cells))
	w.left(w.room) // then what there is room for
	e.before = e.before || w.start > 0
	e.after = e.after || w.end < len(w.cells)
	e.cells, e.from, e.to = w.cells[w.start:w.end], e.from-w.start, min(e.to, w.end)-w.start
}

// window is the part of a line that is shown. It grows until there is no room left.
type window struct {
	cells            []cell
	start, end, room int
}

func (w *window) right(limit int) {
	for ; w.end < limit && w.cells[w.end].width <= w.room; w.end++ {
		w.room -= w.cells[w.end].width
	}
}

func (w *window) left(room int) {
	for ; w.start > 0 && w.cells[w.start-1].width <= room; w.start-- {
		room -= w.cells[w.start-1].width
		w.room -= w.cells[w.start-1].width
	}
}

func width(cells []cell) int {
	n := 0
	for _, c := range cells {
		n += c.width
	}
	return n
}

const ellipsis = "…"

// text is the line as it is printed.
func (e *excerpt) text() string {
	var b strings.Builder
	if e.before {
		b.WriteString(ellipsis)
	}
	for _, c := range e.cells {
		b.WriteString(c.text)
	}
	if e.after {
		b.WriteString(ellipsis)
	}
	return b.String()
}

// indent is the number of columns before what is pointed at.
func (e *excerpt) indent() int {
	n := width(e.cells[:e.from])
	if e.before {
		n++
	}
	return n
}

// underline is a row of marks below what is pointed at: one for the end of a line, which has no width.
func (e *excerpt) underline(mark string) string {
	return strings.Repeat(mark, max(1, width(e.cells[e.from:e.to])))
}
