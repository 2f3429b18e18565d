package spec

import (
	"bytes"
	"sort"
	"sync"
	"unicode/utf8"
)

// sourceText is the text of one spec file, with what is needed to name places in it.
type sourceText struct {
	file string
	body []byte

	once  sync.Once
	lines []int // offsets at which lines begin; worked out when a place is first named
}

// place is a piece of a source, as byte offsets: small enough to be kept for every value. Spans are worked out only
// for the places that a message names.
type place struct {
	in       *sourceText
	from, to int32
}

func (s *sourceText) place(from, to int) place {
	from = max(0, min(from, len(s.body)))
	return place{in: s, from: int32(from), to: int32(max(from, min(to, len(s.body))))}
}

func (p place) known() bool { return p.in != nil }

// span names the place by line and column. Of a place that reaches over several lines, it is the part on the first.
func (p place) span() Span {
	if p.in == nil {
		return Span{}
	}
	from := p.in.lastText(int(p.from))
	line, start := p.in.line(from)
	end := p.in.lineEnd(start)
	to := max(from, min(int(p.to), end))
	return Span{
		File:   p.in.file,
		Line:   line,
		Column: utf8.RuneCount(p.in.body[start:from]) + 1,
		Length: max(1, utf8.RuneCount(bytes.TrimRight(p.in.body[from:to], " \t"))),
	}
}

// lastText moves an offset behind the last line back to the end of the last text: a message points at something.
func (s *sourceText) lastText(offset int) int {
	if offset < len(s.body) {
		return offset
	}
	return len(bytes.TrimRight(s.body, "\r\n"))
}

// line returns the number of the line that holds an offset, and where it begins.
func (s *sourceText) line(offset int) (number, start int) {
	s.once.Do(s.index)
	n := sort.SearchInts(s.lines, offset+1)
	return n, s.lines[n-1]
}

func (s *sourceText) lineEnd(start int) int {
	if i := bytes.IndexByte(s.body[start:], '\n'); i >= 0 {
		return start + len(bytes.TrimSuffix(s.body[start:start+i], []byte{'\r'}))
	}
	return len(s.body)
}

func (s *sourceText) index() {
	s.lines = append(s.lines, 0)
	for at := 0; ; {
		i := bytes.IndexByte(s.body[at:], '\n')
		if i < 0 {
			return
		}
		at += i + 1
		s.lines = append(s.lines, at)
	}
}

// spans names the place line by line: an excerpt may show any line of it.
func (p place) spans() []Span {
	var spans []Span
	for from := int(p.from); from < int(p.to); {
		_, start := p.in.line(from)
		end := max(from, min(int(p.to), p.in.lineEnd(start)))
		spans = append(spans, p.in.place(from, end).span())
		next := bytes.IndexByte(p.in.body[end:], '\n')
		if next < 0 {
			break
		}
		from = end + next + 1
	}
	return spans
}
