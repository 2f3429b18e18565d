// Package yaml writes YAML that people read and every reader understands alike.
//
// What comes in is an ordered tree: Maps and Seqs that keep the order in which they were filled, with comments and
// blank lines where a careful author would put them. What goes out is one form of it: two blanks of indentation,
// sequences indented under their key, no folded lines, one final newline; Prettier leaves it as it is. A string comes
// back as the same string from YAML 1.1 and 1.2 readers, also if it looks like a number, a boolean or a date.
//
//	m := yaml.NewMap()
//	m.Set("image", "postgres:17").Note("pinned by the platform team")
//	m.Blank().Comment("Kept over restarts.").Set("volumes", []string{"data:/var/lib/postgresql/data"})
//	body := yaml.Document(header.Sentence("devgen.cue"), m)
//
// The package does not read YAML, and does not offer folded scalars. A mistake of the calling code (a key set twice, a
// type that has no form here) panics: no spec can cause it that was checked before.
package yaml

import "fmt"

// Map is a mapping whose keys keep the order in which they were set.
type Map struct {
	entries []entry
	next    lead
}

// Seq is a sequence.
type Seq struct {
	entries []entry
	next    lead
}

// longestKey keeps the colon where readers look for it, within 1,024 characters (YAML 1.2.2, section 7.4.2).
const longestKey = 500

// entry is one key with its value, or one item of a sequence.
type entry struct {
	lead  lead
	key   string
	bare  bool // the key is written as it is
	value any
	note  string
}

// lead is what stands on the lines above an entry.
type lead struct {
	blank   bool
	comment string
}

// Block is text written as a literal block (`|`), as scripts and embedded files are. It ends in one newline, whether or
// not the text does. Text that a literal block cannot hold is written in quotes: the reader gets the same.
type Block string

// Quoted is a string in quotes even where it would not need them, for looks: a version, a port mapping.
type Quoted string

type flow []any

// Flow is a sequence of scalars on one line, `[main, develop]`; one item a line if it were longer than 80 columns.
func Flow(items ...any) any { return flow(items) }

// FlowStrings is Flow for a list of strings.
func FlowStrings(items []string) any {
	list := make(flow, len(items))
	for i, item := range items {
		list[i] = item
	}
	return list
}

type tagged struct {
	tag   string
	value any
}

// Tag puts a tag before a value; a nil value is written null: Tag("!reset", nil) is `!reset null`.
func Tag(tag string, value any) any { return tagged{tag, value} }

type alias string

// Anchor names a value, so that Alias can stand for it further down in the document.
func Anchor(name string, value any) any { return tagged{"&" + name, value} }

// Alias stands for the value of that name.
func Alias(name string) any { return alias(name) }

// NewMap returns an empty mapping.
func NewMap() *Map { return new(Map) }

// NewSeq returns a sequence of items.
func NewSeq(items ...any) *Seq {
	s := new(Seq)
	for _, item := range items {
		s.Add(item)
	}
	return s
}

// Set adds a key. The value is a string, bool, int, int64, float64, []string, *Map, *Seq, Block, Quoted, Flow, Tag, Anchor, Alias, or
// nil for a key without a value. A key can be set once.
func (m *Map) Set(key string, value any) *Map { return m.add(entry{key: key, value: value}) }

// SetBare is Set with the key written as it is: `on` in a workflow, which every YAML printer quotes and nobody else.
func (m *Map) SetBare(key string, value any) *Map {
	return m.add(entry{key: key, value: value, bare: true})
}

// SetIf is Set if the condition holds. If it does not, a comment or blank line waiting for the key is dropped with it.
func (m *Map) SetIf(condition bool, key string, value any) *Map {
	if !condition {
		m.next = lead{}
		return m
	}
	return m.Set(key, value)
}

// SetNonEmpty is Set unless the value is nil or an empty string, list or mapping. Numbers and booleans are never empty.
func (m *Map) SetNonEmpty(key string, value any) *Map { return m.SetIf(!empty(value), key, value) }

func (m *Map) add(e entry) *Map {
	if m.Has(e.key) || len(e.key) > longestKey {
		panic(fmt.Sprintf("yaml: key %.80q set twice, or too long", e.key))
	}
	mustPrint(e.value)
	e.lead, m.next = m.next, lead{}
	if m.entries == nil {
		m.entries = make([]entry, 0, 4) // most mappings are small: one allocation instead of three
	}
	m.entries = append(m.entries, e)
	return m
}

// Comment puts a comment above the next key. It may have several lines; long ones are wrapped.
func (m *Map) Comment(text string) *Map {
	m.next.comment = joined(m.next.comment, text)
	return m
}

// Blank puts a blank line above the next key and its comment. The first key of a mapping never has one.
func (m *Map) Blank() *Map {
	m.next.blank = true
	return m
}

// Note puts a comment behind the key just set.
func (m *Map) Note(text string) *Map {
	m.entries[len(m.entries)-1].note = text
	return m
}

// Len is the number of keys.
func (m *Map) Len() int { return len(m.entries) }

// Has reports whether the key is set.
func (m *Map) Has(key string) bool {
	for i := range m.entries {
		if m.entries[i].key == key {
			return true
		}
	}
	return false
}

// Add adds an item; the values are those of Map.Set.
func (s *Seq) Add(value any) *Seq {
	mustPrint(value)
	s.entries = append(s.entries, entry{lead: s.next, value: value})
	s.next = lead{}
	return s
}

// Comment puts a comment above the next item.
func (s *Seq) Comment(text string) *Seq {
	s.next.comment = joined(s.next.comment, text)
	return s
}

// Blank puts a blank line above the next item and its comment. The first item never has one.
func (s *Seq) Blank() *Seq {
	s.next.blank = true
	return s
}

// Note puts a comment behind the item just added; of an item that is a mapping or a sequence, above it.
func (s *Seq) Note(text string) *Seq {
	last := &s.entries[len(s.entries)-1]
	if block(last.value) {
		last.lead.comment = joined(last.lead.comment, text)
		return s
	}
	last.note = text
	return s
}

// Len is the number of items.
func (s *Seq) Len() int { return len(s.entries) }

func joined(text, more string) string {
	if text == "" {
		return more
	}
	return text + "\n" + more
}

// mustPrint panics, at the caller's own line, on a value that the printer has no form for.
func mustPrint(value any) {
	switch v := value.(type) {
	case nil, string, bool, int, int64, float64, []string, *Map, *Seq, Block, Quoted, alias:
	case flow:
		for _, item := range v {
			if block(item) {
				panic(fmt.Sprintf("yaml: %T in a flow sequence", item))
			}
			mustPrint(item)
		}
	case tagged:
		mustPrint(v.value)
	default:
		panic(fmt.Sprintf("yaml: no form for a value of type %T", value))
	}
}

func empty(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case Block:
		return v == ""
	case Quoted:
		return v == ""
	case []string:
		return len(v) == 0
	case flow:
		return len(v) == 0
	case *Map:
		return v == nil || v.Len() == 0
	case *Seq:
		return v == nil || v.Len() == 0
	}
	return false
}

// block reports whether the value stands on lines of its own below its key.
func block(value any) bool {
	switch value.(type) {
	case *Map, *Seq, []string:
		return !empty(value)
	}
	return false
}
