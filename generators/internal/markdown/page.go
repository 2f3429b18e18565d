package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Page is a document, or a block of one, in the making. Its blocks stand one blank line apart.
type Page struct{ out strings.Builder }

// Align is where the text of a table's column stands.
type Align int

// The alignments of a column.
const (
	Left Align = iota
	Right
	Center
)

// Table is a table; its cells are inline Markdown, as Text, Code and Link make it.
type Table struct {
	Head  []string
	Align []Align // by column; what is missing is Left
	Rows  [][]string
}

// Heading adds a heading of level 1 to 6; the text is a value.
func (p *Page) Heading(level int, text string) *Page {
	escaped := Text(text)
	if strings.HasSuffix(escaped, "#") && !strings.HasSuffix(escaped, `\#`) {
		escaped = escaped[:len(escaped)-1] + `\#` // a closing sequence would be dropped (GFM 4.2)
	}
	return p.block(strings.Repeat("#", level) + " " + escaped)
}

// Paragraph adds a block of Markdown, as the author of a generator wrote it or as the functions here made it.
func (p *Page) Paragraph(markdown string) *Page { return p.block(strings.Trim(markdown, "\n")) }

// List adds a list; the items are inline Markdown.
func (p *Page) List(items ...string) *Page {
	if len(items) == 0 {
		return p
	}
	lines := make([]string, len(items))
	for i, item := range items {
		lines[i] = strings.TrimRight("- "+strings.ReplaceAll(item, "\n", "\n  "), " ")
	}
	return p.block(strings.Join(lines, "\n"))
}

// Fence adds a code block. The language is a word: "sh", "mermaid".
func (p *Page) Fence(language, body string) *Page {
	body = strings.TrimRight(unixBreaks.Replace(body), "\n")
	fence := "```"
	for strings.Contains(body, fence) {
		fence += "`"
	}
	return p.block(fence + language + "\n" + body + "\n" + fence)
}

// Table adds a table, its columns aligned as Prettier aligns them. A table without rows is left out.
func (p *Page) Table(t Table) *Page {
	if len(t.Rows) == 0 {
		return p
	}
	return p.block(t.String())
}

// Bytes is the page's content.
func (p *Page) Bytes() []byte { return []byte(p.out.String()) }

func (p *Page) block(markdown string) *Page {
	if markdown == "" {
		return p
	}
	if p.out.Len() > 0 {
		p.out.WriteByte('\n')
	}
	p.out.WriteString(markdown)
	p.out.WriteByte('\n')
	return p
}

// String returns the table without a final newline.
func (t Table) String() string {
	widths := t.widths()
	lines := []string{t.row(t.Head, widths), t.rule(widths)}
	for _, row := range t.Rows {
		lines = append(lines, t.row(row, widths))
	}
	return strings.Join(lines, "\n")
}

func (t Table) widths() []int {
	widths := make([]int, len(t.Head))
	for _, row := range append([][]string{t.Head}, t.Rows...) {
		for i := range widths {
			widths[i] = max(3, widths[i], columns(cell(row, i)))
		}
	}
	return widths
}

func (t Table) row(cells []string, widths []int) string {
	var b strings.Builder
	for i, w := range widths {
		text := cell(cells, i)
		space := w - columns(text)
		left := 0
		switch t.align(i) {
		case Right:
			left = space
		case Center:
			left = space / 2
		}
		b.WriteString("| " + strings.Repeat(" ", left) + text + strings.Repeat(" ", space-left) + " ")
	}
	return b.String() + "|"
}

func (t Table) rule(widths []int) string {
	var b strings.Builder
	for i, w := range widths {
		dashes := []byte(strings.Repeat("-", w))
		if t.align(i) == Center {
			dashes[0] = ':'
		}
		if t.align(i) != Left {
			dashes[w-1] = ':'
		}
		b.WriteString("| " + string(dashes) + " ")
	}
	return b.String() + "|"
}

func (t Table) align(column int) Align {
	if column < len(t.Align) {
		return t.Align[column]
	}
	return Left
}

// cell returns the text of a cell. A bar inside a code span would end the cell; one in text is escaped already.
func cell(cells []string, i int) string {
	if i >= len(cells) {
		return ""
	}
	var b strings.Builder
	for j, r := range cells[i] {
		if r == '|' && (j == 0 || cells[i][j-1] != '\\') {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// columns is the width of text on a terminal, as Prettier counts it: East Asian letters and emoji take two columns,
// marks on a letter and the skin of an emoji none.
func columns(text string) int {
	n, before := 0, ' '
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf || r == emojiStyle && emojiBase(before):
			n++
		case unicode.In(r, unicode.Mn, unicode.Me) || r >= 0x1F3FB && r <= 0x1F3FF:
		case wide(r):
			n += 2
		default:
			n++
		}
		before = r
	}
	return n
}

// emojiStyle makes an emoji, and so one column more, of a narrow symbol before it, or a digit in a keycap.
const emojiStyle = '\uFE0F'

func emojiBase(r rune) bool {
	return unicode.In(r, unicode.So, unicode.Sm, unicode.Nd) || r == '#' || r == '*'
}

func wide(r rune) bool {
	kind := width.LookupRune(r).Kind()
	return kind == width.EastAsianWide || kind == width.EastAsianFullwidth
}
