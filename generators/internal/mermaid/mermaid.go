// Package mermaid writes Mermaid flowcharts.
//
// Names and labels come from a spec and may be anything. A node's id is made from its key with letters, digits and `_`
// behind a prefix, so that no key is a word of Mermaid's (`end`, `graph`, `style`); a label stands in quotes with every
// character that Mermaid, its HTML or its Markdown could read written as a number (https://mermaid.js.org/syntax/flowchart.html,
// "Entity codes to escape characters").
package mermaid

import (
	"strconv"
	"strings"

	"devgen.dev/devgen/generators/internal/comment"
)

// Shape is the outline of a node.
type Shape int

// The shapes, for what each of them stands in an architecture diagram.
const (
	Box     Shape = iota // a service
	Round                // a person, an outside system
	Storage              // a database, a bucket
	Queue                // a broker
)

var outlines = [...][2]string{Box: {"[", "]"}, Round: {"(", ")"}, Storage: {"[(", ")]"}, Queue: {"[[", "]]"}}

// Flowchart is a flowchart in the making.
type Flowchart struct {
	lines  []string
	indent string
	ids    map[string]string // key → id
	taken  map[string]bool
}

// NewFlowchart starts a chart that runs "LR", "TB", "RL" or "BT".
func NewFlowchart(direction string) *Flowchart {
	return &Flowchart{
		lines:  []string{"flowchart " + direction},
		indent: "  ",
		ids:    map[string]string{},
		taken:  map[string]bool{},
	}
}

// Node adds a node. The key is how edges refer to it.
func (f *Flowchart) Node(key, label string, shape Shape) *Flowchart {
	outline := outlines[shape]
	return f.line(f.id(key) + outline[0] + Label(label) + outline[1])
}

// Edge connects two nodes; an empty label is left out.
func (f *Flowchart) Edge(from, to, label string) *Flowchart {
	return f.line(f.id(from) + " -->" + edgeLabel(label) + " " + f.id(to))
}

// Dotted is Edge for what is optional, or happens only now and then.
func (f *Flowchart) Dotted(from, to, label string) *Flowchart {
	return f.line(f.id(from) + " -.->" + edgeLabel(label) + " " + f.id(to))
}

func edgeLabel(label string) string {
	if strings.TrimSpace(label) == "" {
		return ""
	}
	return "|" + Label(label) + "|"
}

// Group starts a frame around the nodes that follow, up to End.
func (f *Flowchart) Group(key, label string) *Flowchart {
	f.line("subgraph " + f.id(key) + "[" + Label(label) + "]")
	f.indent += "  "
	return f
}

// End ends a frame.
func (f *Flowchart) End() *Flowchart {
	f.indent = f.indent[2:]
	return f.line("end")
}

// String is the chart's text, with one final newline.
func (f *Flowchart) String() string { return strings.Join(f.lines, "\n") + "\n" }

func (f *Flowchart) line(text string) *Flowchart {
	f.lines = append(f.lines, f.indent+text)
	return f
}

// id returns the id of a key, the same for the same key, and no other's.
func (f *Flowchart) id(key string) string {
	if id, ok := f.ids[key]; ok {
		return id
	}
	base := "s_" + strings.Map(idRune, key)
	id := base
	for n := 2; f.taken[id]; n++ {
		id = base + "_" + strconv.Itoa(n)
	}
	f.ids[key], f.taken[id] = id, true
	return id
}

func idRune(r rune) rune {
	if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' {
		return r
	}
	return '_'
}

// Label returns text as a quoted label. Mermaid trims labels and has no empty one: such text becomes a blank that it
// keeps. Line breaks become <br/>.
func Label(text string) string {
	lines := strings.Split(strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)), "\n")
	for i, line := range lines {
		lines[i] = escape(comment.Visible(line))
	}
	label := strings.Join(lines, "<br/>")
	if label == "" {
		label = "#160;"
	}
	return `"` + label + `"`
}

func escape(line string) string {
	var b strings.Builder
	for i, r := range line {
		if harmless(line, i, r) {
			b.WriteRune(r)
			continue
		}
		b.WriteString("#" + strconv.Itoa(int(r)) + ";")
	}
	return b.String()
}

// harmless reports whether a character means nothing in a label. A dash or a numbered dot in front would make a
// Markdown list, which Mermaid refuses to draw.
func harmless(line string, i int, r rune) bool {
	switch {
	case r >= 0x80 || idRune(r) == r && r != '_' || r == ' ':
		return true
	case r == '-':
		return i > 0 && line[i-1] != '-'
	case r == '.' || r == ')':
		return i > 0 && (line[0] < '0' || line[0] > '9')
	}
	return strings.ContainsRune(",/(:", r)
}
