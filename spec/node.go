package spec

import "strconv"

// nodeKind says what a value is.
type nodeKind uint8

const (
	brokenNode nodeKind = iota // no value could be worked out: reported already
	nullNode
	boolNode
	wholeNode // a number without a fraction
	numberNode
	textNode
	bytesNode // CUE's 'single quotes': no field of the schema takes them, the message names the slip
	listNode
	structNode
)

// Node is one value of a spec as it was written: plain data, with the place of every value and every name. All
// spellings of a spec (CUE, evaluated CUE, YAML) end in the same tree, so what follows cannot tell them apart.
//
// A nil *Node is a value that is not there: its methods may be called.
type Node struct {
	kind    nodeKind
	text    string         // of a scalar: the text, the number in decimal, true or false
	members []member       // of a struct, in the order of the source; of a list, without names
	byName  map[string]int // index into members, for structs of many
	at      place          // of the value
	partial bool           // some fields could not be worked out, so nothing can be said about missing ones
}

// member is a field of a struct, or an item of a list.
type member struct {
	name string
	at   place // of the name; unknown for a default that the schema filled in
	node *Node
}

// manyMembers is the number of members from which a struct keeps an index: below it, looking is faster.
const manyMembers = 16

// Get returns the value of a field: the user's, or the schema's default once the checker has filled it in. It is nil
// where there is no such field, or where n is no struct.
func (n *Node) Get(name string) *Node {
	if m := n.member(name); m != nil {
		return m.node
	}
	return nil
}

// Set reports whether the user has set a field. A default of the schema does not count.
func (n *Node) Set(name string) bool {
	m := n.member(name)
	return m != nil && m.at.known()
}

func (n *Node) member(name string) *member {
	if n == nil || n.kind != structNode {
		return nil
	}
	if n.byName != nil {
		if i, ok := n.byName[name]; ok {
			return &n.members[i]
		}
		return nil
	}
	for i := range n.members {
		if n.members[i].name == name {
			return &n.members[i]
		}
	}
	return nil
}

// At returns the value that a path leads to from n, or nil: settings.JwtSettings.SecretKey, services.api.needs[0].
func (n *Node) At(path string) *Node {
	for _, s := range pathSteps(path) {
		switch {
		case s.i < 0:
			n = n.Get(s.name)
		case n != nil && n.kind == listNode && s.i < len(n.members):
			n = n.members[s.i].node
		default:
			return nil
		}
	}
	return n
}

// Text returns the value where it is a text.
func (n *Node) Text() (string, bool) {
	if n == nil {
		return "", false
	}
	return n.text, n.kind == textNode
}

// Children returns the values of a struct's fields or the items of a list, in the order of the source.
func (n *Node) Children() []*Node {
	if n == nil {
		return nil
	}
	nodes := make([]*Node, len(n.members))
	for i, m := range n.members {
		nodes[i] = m.node
	}
	return nodes
}

// Walk calls f for every value in n, itself first, with its path from n, in the order of the source.
func (n *Node) Walk(f func(path string, n *Node)) {
	if n != nil {
		n.walk("", f)
	}
}

func (n *Node) walk(path string, f func(path string, n *Node)) {
	f(path, n)
	for i, m := range n.members {
		if n.kind == listNode {
			m.node.walk(item(path, i), f)
		} else {
			m.node.walk(child(path, m.name), f)
		}
	}
}

// add appends a field. The caller knows that the struct has none of that name.
func (n *Node) add(m member) {
	n.members = append(n.members, m)
	switch {
	case n.byName != nil:
		n.byName[m.name] = len(n.members) - 1
	case len(n.members) == manyMembers:
		n.byName = make(map[string]int, 4*manyMembers)
		for i := range n.members {
			n.byName[n.members[i].name] = i
		}
	}
}

// scalar reports whether the value is a single text, number, true or false.
func (n *Node) scalar() bool {
	switch n.kind {
	case boolNode, wholeNode, numberNode, textNode:
		return true
	}
	return false
}

// open returns a value of which the schema knows nothing: map[string]any, []any, string, int64, float64, bool, or nil.
func (n *Node) open() any {
	switch n.kind {
	case textNode, bytesNode:
		return n.text
	case boolNode:
		return n.text == "true"
	case wholeNode, numberNode:
		return number(n.text)
	case listNode:
		list := make([]any, len(n.members))
		for i, m := range n.members {
			list[i] = m.node.open()
		}
		return list
	case structNode:
		fields := make(map[string]any, len(n.members))
		for _, m := range n.members {
			fields[m.name] = m.node.open()
		}
		return fields
	}
	return nil
}

// number returns a number in decimal as int64 where it is one, else as float64.
func number(text string) any {
	if whole, err := strconv.ParseInt(text, 10, 64); err == nil {
		return whole
	}
	real, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text // beyond what programs count with
	}
	return real
}

// leaf reports whether the value holds no other values.
func (n *Node) leaf() bool { return n.scalar() || n.kind == nullNode || n.kind == bytesNode }

// equal reports whether two leaves are the same value, as CUE sees it: 1 and 1.0 are not.
func (n *Node) equal(other *Node) bool { return n.kind == other.kind && n.text == other.text }

// Overlay lays one value over another and returns the result; neither is changed. Structs are merged field by field,
// anything else of over wins. Either may be nil.
func Overlay(base, over *Node) *Node {
	switch {
	case over == nil:
		return base
	case base == nil || base.kind != structNode || over.kind != structNode:
		return over
	}
	merged := &Node{kind: structNode, at: over.at, partial: over.partial}
	for _, m := range base.members {
		if o := over.member(m.name); o != nil {
			m = member{name: m.name, at: o.at, node: Overlay(m.node, o.node)}
		}
		merged.add(m)
	}
	for _, m := range over.members {
		if base.member(m.name) == nil {
			merged.add(m)
		}
	}
	return merged
}
