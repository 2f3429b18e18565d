package yaml

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"devgen.dev/devgen/generators/internal/comment"
)

const (
	flowWidth    = 80  // Prettier's print width: a longer flow sequence it would break itself
	commentWidth = 100 // columns of a comment line, its indentation included
)

// Document writes one document. The head comment is text, without `#`; empty for none.
func Document(head string, m *Map) []byte { return Stream(head, m) }

// Stream writes several documents, with `---` between them, below one head comment.
func Stream(head string, documents ...*Map) []byte {
	w := &writer{out: make([]byte, 0, 4096)}
	w.comment(head, 0)
	for i, m := range documents {
		if i > 0 {
			w.out = append(w.out, "---\n"...)
		} else if head != "" {
			w.out = append(w.out, '\n')
		}
		w.document(m)
	}
	return w.out
}

// Fragment writes the entries of a mapping, indented by so many blanks: a marked block in somebody's own file.
func Fragment(m *Map, indent int) []byte {
	w := &writer{}
	w.entries(m.entries, indent, false)
	return w.out
}

type writer struct{ out []byte }

func (w *writer) document(m *Map) {
	if empty(m) {
		w.out = append(w.out, "{}\n"...)
		return
	}
	w.entries(m.entries, 0, false)
}

// entries writes the keys of a mapping. Inline means that the first one stands behind a dash that is already written,
// together with what leads it.
func (w *writer) entries(list []entry, indent int, inline bool) {
	for i := range list {
		e := &list[i]
		if i > 0 || !inline {
			w.lead(e.lead, indent, i == 0)
			w.blanks(indent)
		}
		w.key(e)
		w.value(e.value, indent, e.note)
	}
}

// items writes the items of a sequence.
func (w *writer) items(list []entry, indent int, inline bool) {
	for i := range list {
		e := &list[i]
		if i > 0 || !inline {
			w.lead(e.lead, indent, i == 0)
			w.firstLeads(e.value, indent)
			w.blanks(indent)
		}
		w.item(e, indent)
	}
}

// item writes one dash and its value, a mapping or sequence starting on the same line.
func (w *writer) item(e *entry, indent int) {
	w.out = append(w.out, '-')
	if !block(e.value) {
		w.value(e.value, indent, e.note)
		return
	}
	w.out = append(w.out, ' ')
	switch v := e.value.(type) {
	case *Map:
		w.entries(v.entries, indent+2, true)
	case *Seq:
		w.items(v.entries, indent+2, true)
	case []string:
		w.strings(v, indent+2, true)
	}
}

// firstLeads writes the comments of the entry that will stand behind the dash above the dash, where alone they can be.
func (w *writer) firstLeads(value any, indent int) {
	var first *entry
	switch v := value.(type) {
	case *Map:
		if !empty(v) {
			first = &v.entries[0]
		}
	case *Seq:
		if !empty(v) {
			first = &v.entries[0]
		}
	}
	if first != nil {
		w.comment(first.lead.comment, indent)
		w.firstLeads(first.value, indent)
	}
}

func (w *writer) key(e *entry) {
	if e.bare {
		w.out = append(w.out, e.key...)
	} else {
		w.out = appendScalar(w.out, e.key, inKey)
	}
	w.out = append(w.out, ':')
}

// value writes what follows a colon or a dash, up to the end of the last line.
func (w *writer) value(value any, indent int, note string) {
	switch v := value.(type) {
	case *Map:
		w.mapping(v, indent, note)
	case *Seq:
		w.sequence(v, indent, note)
	case []string:
		w.list(v, indent, note)
	case flow:
		w.flow(v, indent, note)
	case tagged:
		w.tagged(v, indent, note)
	case Block:
		w.literal(strings.TrimRight(string(v), "\n")+"\n", indent, note)
	case string:
		if !isBlock(v) {
			w.scalar(v, note)
			return
		}
		w.literal(v, indent, note)
	default:
		w.scalar(v, note)
	}
}

func (w *writer) scalar(value any, note string) {
	if value != nil {
		w.out = append(w.out, ' ')
		w.out = appendValue(w.out, value, inBlock)
	}
	w.endLine(note)
}

func (w *writer) mapping(m *Map, indent int, note string) {
	if empty(m) {
		w.out = append(w.out, " {}"...)
		w.endLine(note)
		return
	}
	w.endLine(note)
	w.entries(m.entries, indent+2, false)
}

func (w *writer) sequence(s *Seq, indent int, note string) {
	if empty(s) {
		w.out = append(w.out, " []"...)
		w.endLine(note)
		return
	}
	w.endLine(note)
	w.items(s.entries, indent+2, false)
}

func (w *writer) list(list []string, indent int, note string) {
	if len(list) == 0 {
		w.sequence(nil, indent, note)
		return
	}
	w.endLine(note)
	w.strings(list, indent+2, false)
}

func (w *writer) strings(list []string, indent int, inline bool) {
	for i, item := range list {
		if i > 0 || !inline {
			w.blanks(indent)
		}
		w.out = append(w.out, '-')
		w.value(item, indent, "")
	}
}

// flow writes a sequence on one line, or one item a line if the line would be longer than Prettier allows.
func (w *writer) flow(items flow, indent int, note string) {
	start := len(w.out)
	w.out = append(w.out, " ["...)
	style := flowStyle(items)
	for i, item := range items {
		if i > 0 {
			w.out = append(w.out, ", "...)
		}
		w.out = appendValue(w.out, item, style)
	}
	w.out = append(w.out, ']')
	if w.column() > flowWidth {
		w.out = w.out[:start]
		w.sequence(NewSeq(items...), indent, note)
		return
	}
	w.endLine(note)
}

// flowStyle quotes all strings of a flow sequence if one of them needs it: ["CMD", "redis-cli", "-p", "6379"].
func flowStyle(items flow) style {
	for _, item := range items {
		if text, ok := item.(string); ok && !isPlain(text, inFlow) {
			return inQuotes
		}
	}
	return inFlow
}

func (w *writer) tagged(t tagged, indent int, note string) {
	w.out = append(w.out, ' ')
	w.out = append(w.out, t.tag...)
	if t.value == nil {
		w.out = append(w.out, " null"...)
	}
	w.value(t.value, indent, note)
}

// literal writes a literal block, or a quoted string if the block could not hold the text.
func (w *writer) literal(text string, indent int, note string) {
	if !fitsLiteral(text) {
		w.scalar(Quoted(text), note)
		return
	}
	w.out = append(w.out, " |"...)
	if text[len(text)-1] != '\n' {
		w.out = append(w.out, '-')
		text += "\n"
	}
	w.endLine(note)
	for start := 0; start < len(text); {
		end := start + strings.IndexByte(text[start:], '\n') + 1
		if end-start > 1 {
			w.blanks(indent + 2)
		}
		w.out = append(w.out, text[start:end]...)
		start = end
	}
}

func (w *writer) endLine(note string) {
	if line := comment.Line(note); line != "" {
		w.out = append(w.out, " # "...)
		w.out = append(w.out, line...)
	}
	w.out = append(w.out, '\n')
}

func (w *writer) lead(l lead, indent int, first bool) {
	if l.blank && !first {
		w.out = append(w.out, '\n')
	}
	w.comment(l.comment, indent)
}

func (w *writer) comment(text string, indent int) {
	if text == "" {
		return
	}
	for _, line := range comment.Lines(text, max(commentWidth-indent-len("# "), 40)) {
		w.blanks(indent)
		w.out = append(w.out, '#')
		if line != "" {
			w.out = append(w.out, ' ')
			w.out = append(w.out, line...)
		}
		w.out = append(w.out, '\n')
	}
}

func (w *writer) blanks(n int) {
	for range n {
		w.out = append(w.out, ' ')
	}
}

// column is the width of the line being written.
func (w *writer) column() int {
	return utf8.RuneCount(w.out[bytes.LastIndexByte(w.out, '\n')+1:])
}

// appendValue writes anything that fits on a line: scalars, null.
func appendValue(out []byte, value any, s style) []byte {
	switch v := value.(type) {
	case nil:
		return append(out, "null"...)
	case alias:
		return append(append(out, '*'), v...)
	case string:
		return appendScalar(out, v, s)
	case Quoted:
		return appendScalar(out, string(v), inQuotes)
	case Block:
		return appendScalar(out, string(v), inQuotes)
	case bool:
		return strconv.AppendBool(out, v)
	case int:
		return strconv.AppendInt(out, int64(v), 10)
	case int64:
		return strconv.AppendInt(out, v, 10)
	case float64:
		return strconv.AppendFloat(out, v, 'f', -1, 64)
	}
	panic("yaml: not a scalar")
}

// Value writes what follows the colon of a key, to the end of its last line. The key stands indented by so many blanks.
func Value(value any, indent int) []byte {
	mustPrint(value)
	w := &writer{}
	w.value(value, indent, "")
	return w.out
}

// Item writes an item of a sequence from its dash on, which stands indented by so many blanks.
func Item(value any, indent int) []byte {
	mustPrint(value)
	w := &writer{}
	w.item(&entry{value: value}, indent)
	return w.out
}
