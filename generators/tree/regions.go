package tree

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
)

// marks is how the lines around a region look in one format.
type marks struct{ before, after string }

// marksOf gives the marks of a file: `<!-- devgen:begin NAME -->` where a comment is markup, else `# devgen:begin NAME`.
func marksOf(name string) marks {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown", ".mdx", ".html", ".htm", ".xml", ".svg":
		return marks{"<!-- ", " -->"}
	}
	return marks{"# ", ""}
}

// appendable reports whether a region may go to the end of a hand-written file of this name: lists of patterns and of
// sections, which have no beginning, middle and end. In prose only its author knows the place.
func appendable(name string) bool {
	base := path.Base(name)
	switch base {
	case ".gitattributes", ".editorconfig", "CODEOWNERS":
		return true
	}
	return strings.HasPrefix(base, ".") && strings.HasSuffix(base, "ignore")
}

// goesFirst reports whether a region stands before what people wrote: of two lines of .gitattributes that speak of one
// file the later one counts, and that is theirs.
func goesFirst(name string) bool { return path.Base(name) == ".gitattributes" }

// mark is what a line says about regions.
type mark struct {
	kind markKind
	name string // of the region that begins or ends
}

type markKind int

const (
	plain markKind = iota // nothing
	begin
	end
	malformed
)

// read says what a line is. A marker starts at the very beginning of its line, so an indented one is an example of
// one; blanks behind it do not count. What starts like a marker and is none is malformed: taking it for text would add
// the region a second time.
func (m marks) read(line []byte) mark {
	text, ok := strings.CutPrefix(string(line), strings.TrimRight(m.before, " "))
	text = strings.TrimLeft(text, " \t")
	if !ok || !strings.HasPrefix(text, "devgen:begin") && !strings.HasPrefix(text, "devgen:end") {
		return mark{kind: plain}
	}
	exact, ok := strings.CutPrefix(strings.TrimRight(string(line), " \t\r\n"), m.before)
	exact, closed := strings.CutSuffix(exact, m.after)
	word, name, _ := strings.Cut(exact, " ")
	switch {
	case !ok || !closed || !isRegionName(name):
		return mark{kind: malformed}
	case word == "devgen:begin":
		return mark{begin, name}
	case word == "devgen:end":
		return mark{end, name}
	}
	return mark{kind: malformed}
}

func (m marks) begin(name string) string { return m.before + "devgen:begin " + name + m.after }
func (m marks) end(name string) string   { return m.before + "devgen:end " + name + m.after }

// isRegionName keeps names to what is safe inside a comment of any format: no dashes in a row, which would end one of XML.
func isRegionName(name string) bool {
	outside := func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' }
	return name != "" && len(name) <= maxSegment && !strings.ContainsFunc(name, outside) &&
		!strings.Contains(name, "--") && !strings.HasPrefix(name, "-") && !strings.HasSuffix(name, "-")
}

// piece is a part of a Block file: hand-written text, or a region with its markers.
type piece struct {
	name string // of the region, "" for text
	head []byte // the line of the begin marker
	body []byte // the text, or what stands between the markers
	tail []byte // the line of the end marker
}

// Fault is something wrong in a hand-written file, with the line that it is in.
type Fault struct {
	Line    int
	Message string
}

func (f Fault) String() string { return fmt.Sprintf("line %d: %s", f.Line, f.Message) }

// cut takes a Block file apart: text, region, text, region, text, where texts may be empty. The pieces put together
// again are the content, to the byte. Faults are markers that are unbalanced, nested, repeated or malformed; with any of
// them the pieces mean nothing.
func cut(m marks, content []byte) ([]piece, []Fault) {
	c := cutter{pieces: []piece{{}}, seen: map[string]int{}}
	for line := range bytes.Lines(content) {
		c.line++
		c.take(m.read(line), line)
	}
	if c.open > 0 {
		c.fault(c.open, "region %q is not ended", c.last().name)
	}
	slices.SortStableFunc(c.faults, func(a, b Fault) int { return a.Line - b.Line })
	return c.pieces, c.faults
}

// cutter walks over the lines of a Block file.
type cutter struct {
	line   int
	open   int // line of the begin marker that we are behind, 0 in text
	seen   map[string]int
	pieces []piece // never empty
	faults []Fault
}

func (c *cutter) last() *piece { return &c.pieces[len(c.pieces)-1] }

func (c *cutter) fault(line int, format string, args ...any) {
	c.faults = append(c.faults, Fault{line, fmt.Sprintf(format, args...)})
}

func (c *cutter) take(m mark, line []byte) {
	switch {
	case m.kind == malformed:
		c.fault(c.line, "a marker that cannot be read: %s", clipped(strconv.Quote(strings.TrimSpace(string(line)))))
	case m.kind == begin && c.open > 0:
		c.fault(c.line, "region %q begins inside region %q", m.name, c.last().name)
	case m.kind == begin:
		c.begin(m.name, line)
	case m.kind == end && c.open == 0:
		c.fault(c.line, "region %q ends, but did not begin", m.name)
	case m.kind == end && m.name != c.last().name:
		c.fault(c.line, "region %q ends inside region %q", m.name, c.last().name)
	case m.kind == end:
		c.last().tail = line
		c.pieces = append(c.pieces, piece{})
		c.open = 0
	default:
		c.last().body = append(c.last().body, line...)
	}
}

func (c *cutter) begin(name string, line []byte) {
	if first, ok := c.seen[name]; ok {
		c.fault(c.line, "region %q is there twice: it began in line %d before", name, first)
	}
	c.seen[name] = c.line
	c.pieces = append(c.pieces, piece{name: name, head: line})
	c.open = c.line
}

// join puts pieces together.
func join(pieces []piece) []byte {
	all := []byte{} // an empty file is a file
	for _, p := range pieces {
		all = append(append(append(all, p.head...), p.body...), p.tail...)
	}
	return all
}

// find returns the piece that is a region, or nil.
func find(pieces []piece, name string) *piece {
	for i := range pieces {
		if pieces[i].name == name && name != "" {
			return &pieces[i]
		}
	}
	return nil
}

// without removes a region, markers and all. Text around it stays as it is, except for the blank line that set the
// region off from it.
func without(pieces []piece, name string) []piece {
	at := slices.IndexFunc(pieces, func(p piece) bool { return p.name == name })
	before, after := pieces[at-1].body, pieces[at+1].body
	switch first, last := at == 1, at+2 == len(pieces); {
	case first && len(before) == 0:
		after = after[blankAtStart(after):]
	case last && len(after) == 0, blankAtStart(after) > 0:
		before = before[:len(before)-blankAtEnd(before, first)]
	}
	return slices.Concat(pieces[:at-1], []piece{{body: slices.Concat(before, after)}}, pieces[at+2:])
}

// blankAtStart is the length of the blank line that a text begins with.
func blankAtStart(text []byte) int { return firstOf(text, bytes.HasPrefix, "\r\n", "\n") }

// blankAtEnd is the length of the blank line that a text ends with. The text at the beginning of a file needs two line
// ends for one, any other has the end of a marker before it.
func blankAtEnd(text []byte, first bool) int {
	if !first {
		text = slices.Concat([]byte("\n"), text)
	}
	return max(firstOf(text, bytes.HasSuffix, "\n\r\n", "\n\n")-1, 0)
}

func firstOf(text []byte, holds func(text, part []byte) bool, parts ...string) int {
	for _, part := range parts {
		if holds(text, []byte(part)) {
			return len(part)
		}
	}
	return 0
}

// with appends a region, set off by a blank line from what is there.
func with(pieces []piece, m marks, r Region, eol string) []piece {
	content := join(pieces)
	gap := eol
	switch {
	case len(content) == 0:
		gap = ""
	case !bytes.HasSuffix(content, []byte("\n")):
		gap += eol
	}
	last := len(pieces) - 1
	return append(slices.Clone(pieces[:last]),
		piece{body: slices.Concat(pieces[last].body, []byte(gap))},
		made(m, r, eol),
		piece{})
}

// before puts a region in front of everything, set off by a blank line from what is there.
func before(pieces []piece, m marks, r Region, eol string) []piece {
	gap := ""
	if len(join(pieces)) > 0 {
		gap = eol
	}
	first := piece{body: slices.Concat([]byte(gap), pieces[0].body)}
	return append([]piece{{}, made(m, r, eol), first}, pieces[1:]...)
}

// made is a region with its markers.
func made(m marks, r Region, eol string) piece {
	return piece{r.Name, []byte(m.begin(r.Name) + eol), ended(r.Body, eol), []byte(m.end(r.Name) + eol)}
}

// ended gives LF text the line ends of the file that it goes into.
func ended(text []byte, eol string) []byte {
	return bytes.ReplaceAll(text, []byte("\n"), []byte(eol))
}

// folded gives text LF line ends: git writes CRLF into working trees on Windows (core.autocrlf, eol=crlf), and that is no
// change. It returns text itself if there is nothing to fold.
func folded(text []byte) []byte {
	if !bytes.Contains(text, []byte("\r\n")) {
		return text
	}
	return bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
}

// lineEnd is how most lines of a file end: LF, if it has none.
func lineEnd(content []byte) string {
	if 2*bytes.Count(content, []byte("\r\n")) > bytes.Count(content, []byte("\n")) {
		return "\r\n"
	}
	return "\n"
}
