package spec

import (
	"strconv"
	"strings"
)

// child writes the path of a field: services.api. A name that is no plain word is quoted, as CUE wants it:
// services."my-db".
func child(parent, name string) string {
	if !plainName(name) {
		name = strconv.Quote(name)
	}
	if parent == "" {
		return name
	}
	return parent + "." + name
}

// PathOf writes the path that leads through names: services."my-db".
func PathOf(names ...string) string {
	path := ""
	for _, name := range names {
		path = child(path, name)
	}
	return path
}

// item writes the path of a list's item: services.api.needs[0].
func item(parent string, i int) string { return parent + "[" + strconv.Itoa(i) + "]" }

// plainName reports whether a name needs no quotes in CUE: a word that begins with a letter.
func plainName(name string) bool {
	for i := 0; i < len(name); i++ {
		c := name[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (i == 0 || c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return name != ""
}

// nextStep takes the first step off a path: a name, or the number of an item (then name is empty and i is 0 or more).
// ok is false at the end, and where the path is not well-formed.
func nextStep(path string) (name string, i int, rest string, ok bool) {
	path = strings.TrimPrefix(path, ".")
	switch {
	case path == "":
		return "", 0, "", false
	case path[0] == '[':
		number, rest, found := strings.Cut(path[1:], "]")
		i, err := strconv.Atoi(number)
		return "", i, rest, found && err == nil && i >= 0
	case path[0] == '"':
		quoted, err := strconv.QuotedPrefix(path)
		if err != nil {
			return "", 0, "", false
		}
		name, err = strconv.Unquote(quoted)
		return name, -1, path[len(quoted):], err == nil
	}
	end := strings.IndexAny(path, ".[")
	if end < 0 {
		end = len(path)
	}
	return path[:end], -1, path[end:], true
}

// found is what a path led to.
type found struct {
	member
	exact bool // the path led to the end; else member is the nearest ancestor that the user wrote
}

// find follows a path as far as the user's own fields go. A default of the schema has no place, so it does not count.
func (d *Document) find(path string) found {
	if d == nil || d.Root == nil {
		return found{}
	}
	at := found{member: member{node: d.Root}}
	for {
		name, i, rest, ok := nextStep(path)
		if !ok {
			at.exact = path == ""
			return at
		}
		next := at.node.step(name, i)
		if next == nil {
			return at
		}
		at.member, path = *next, rest
	}
}

// step returns the member that one step of a path names, if the user wrote it.
func (n *Node) step(name string, i int) *member {
	m := n.member(name)
	if i >= 0 && n.kind == listNode && i < len(n.members) {
		m = &n.members[i]
	}
	if m == nil || !m.at.known() && !m.node.at.known() {
		return nil
	}
	return m
}

// Locate returns the place that a message about a path should point at: the value, or for a group of fields its name.
// Where the user did not write the path, it is the name of the nearest group around it that the user wrote, at the
// end the start of the spec. A path reads as in messages: services.api.needs[0], services."my-db".
func (d *Document) Locate(path string) Span {
	f := d.find(path)
	if f.node == nil {
		return d.start()
	}
	if f.exact && f.node.kind != structNode && f.node.at.known() {
		return f.node.at.span()
	}
	return d.name(f)
}

// LocateKey returns the place of the name at the end of a path, as Locate does for what the user did not write. An
// item of a list has no name: its value is meant.
func (d *Document) LocateKey(path string) Span {
	f := d.find(path)
	if f.node == nil {
		return d.start()
	}
	return d.name(f)
}

// LocateValue returns the place of the value at a path; of a value that reaches over several lines, its first line.
// What the user did not write is located as Locate does.
func (d *Document) LocateValue(path string) Span {
	f := d.find(path)
	switch {
	case f.node == nil:
		return d.start()
	case f.exact && f.node.at.known():
		return f.node.at.span()
	}
	return d.name(f)
}

func (d *Document) name(f found) Span {
	switch {
	case f.at.known():
		return f.at.span()
	case f.node.at.known():
		return f.node.at.span()
	}
	return d.start()
}

// start is the first line of the spec.
func (d *Document) start() Span {
	if d == nil || len(d.texts) == 0 {
		return Span{}
	}
	first := d.texts[0]
	return first.place(0, first.lineEnd(0)).span()
}
