package patch

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// document is the text of a file by lines, and what a reader sees in it.
type document struct {
	lines []string
	roots []*yaml.Node
}

// place is a value in the text: an entry of a mapping, an item of a list, or a whole document.
type place struct {
	node        *yaml.Node
	parent      *place // nil for a document
	lead        int    // first line of the comments and blank lines above it
	first, last int    // its lines
	column      int    // where its key or dash begins
	key         string // as it is written, with its colon; "" for an item
	name        string // what the key means
}

func read(body []byte) (*document, error) {
	d := &document{lines: strings.Split(strings.TrimSuffix(string(body), "\n"), "\n")}
	decoder := yaml.NewDecoder(bytes.NewReader(body))
	for {
		var n yaml.Node
		err := decoder.Decode(&n)
		if errors.Is(err, io.EOF) {
			return d, nil
		}
		if err != nil {
			return nil, err
		}
		d.roots = append(d.roots, n.Content[0])
	}
}

func (d *document) text() []byte { return []byte(strings.Join(d.lines, "\n") + "\n") }

// start is the only document, or nil if there are several.
func (d *document) start() *place {
	if len(d.roots) != 1 {
		return nil
	}
	return d.documents()[0]
}

func (d *document) documents() []*place {
	places := make([]*place, len(d.roots))
	for i, n := range d.roots {
		places[i] = &place{node: n, first: n.Line - 1, last: len(d.lines) - 1}
		if i > 0 {
			places[i-1].last = d.above(n.Line-1, "---")
		}
	}
	return places
}

// above is the line before the nearest separator above a line.
func (d *document) above(line int, separator string) int {
	for line > 0 && d.lines[line] != separator {
		line--
	}
	return line - 1
}

// children returns the entries of a mapping or the items of a list, with their lines. A list or mapping on one line has
// none that could be told apart.
func (d *document) children(p *place) []*place {
	var places []*place
	switch {
	case onOneLine(p.node):
	case p.node.Kind == yaml.MappingNode:
		for i := 0; i < len(p.node.Content); i += 2 {
			places = append(places, d.entry(p, p.node.Content[i], p.node.Content[i+1]))
		}
	case p.node.Kind == yaml.SequenceNode:
		for _, n := range p.node.Content {
			places = append(places, &place{node: n, parent: p, first: n.Line - 1, column: p.node.Column - 1})
		}
	}
	for i, c := range places {
		c.lead = d.leadOf(c, i == 0)
		c.last = p.last
		if i > 0 {
			places[i-1].last = c.lead - 1
		}
	}
	return places
}

func (d *document) entry(p *place, key, value *yaml.Node) *place {
	c := &place{node: value, parent: p, first: key.Line - 1, column: key.Column - 1, name: key.Value}
	c.key = keyText(d.lines[c.first][c.column:])
	return c
}

// keyText cuts a line behind the colon of its key.
func keyText(line string) string {
	end := 0
	if quote := line[0]; quote == '"' || quote == '\'' {
		end = 1
		for line[end] != quote || quote == '\'' && line[end+1] == quote {
			if line[end] == '\\' && quote == '"' || line[end] == quote {
				end++
			}
			end++
		}
	}
	return line[:end+strings.IndexByte(line[end:], ':')+1]
}

// leadOf finds the comments above an entry and the blank line above those, which come and go with it. What an entry
// further up ends with is indented more than they are. The first entry has no blank line: that is below the head.
func (d *document) leadOf(c *place, first bool) int {
	line, comment := c.first, strings.Repeat(" ", c.column)+"#"
	for line > 0 && strings.HasPrefix(d.lines[line-1], comment) {
		line--
	}
	if line > 0 && !first && d.lines[line-1] == "" {
		line--
	}
	return line
}

// onOneLine reports whether a list or mapping is written in brackets.
func onOneLine(n *yaml.Node) bool {
	return n.Style&yaml.FlowStyle != 0 && len(n.Content) > 0
}

// child finds an entry or item by the name that a patch gives it: nil where a key is not there, and where p is no
// mapping or list, so that a mapping has to take its place.
func (p *place) child(d *document, name string) (*place, error) {
	switch p.node.Kind {
	case yaml.SequenceNode:
		return choose(d.children(p), name)
	case yaml.MappingNode:
		children := d.children(p)
		if i := slices.IndexFunc(children, func(c *place) bool { return c.name == name }); i >= 0 {
			return children[i], nil
		}
	}
	return nil, nil
}

// holds reports whether the value at a path is this text.
func (p *place) holds(path []string, want string) bool {
	n := p.node
	for _, name := range path {
		n = valueOf(n, name)
	}
	return n != nil && n.Kind == yaml.ScalarNode && n.Value == want
}

func valueOf(n *yaml.Node, name string) *yaml.Node {
	if n == nil || named(n).Kind != yaml.MappingNode {
		return nil
	}
	n = named(n)
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return nil
}

// named is what an alias stands for, and any other value itself.
func named(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}
