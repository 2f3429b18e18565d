package patch

import (
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	print "devgen.dev/devgen/generators/internal/yaml"
)

// set gives an entry or item another value.
func (d *document) set(p *place, value any) {
	before := d.lines[p.first][:p.column]
	if p.key == "" {
		d.replace(p.first, p.last, before+string(print.Item(printable(value), p.column)))
		return
	}
	d.replace(p.first, p.last, before+p.key+string(print.Value(printable(value), p.column)))
}

// put adds an entry to a mapping, or puts a mapping with it in the place of anything else.
func (d *document) put(p *place, name string, value any) {
	children := d.children(p)
	switch {
	case len(children) > 0 && p.node.Kind == yaml.MappingNode:
		entry := print.NewMap().Set(name, printable(value))
		d.insert(p.last+1, string(print.Fragment(entry, children[0].column)))
	case p.parent == nil: // an empty document
		d.replace(p.first, p.last, string(print.Fragment(print.NewMap().Set(name, printable(value)), 0)))
	default:
		d.set(p, map[string]any{name: value})
	}
}

// addItems puts items behind those of a list.
func (d *document) addItems(list *place, items []any) {
	if list.node.Style&yaml.FlowStyle != 0 { // [] as well
		d.set(list, append(values(list.node), items...))
		return
	}
	var text strings.Builder
	column := list.node.Column - 1
	for _, item := range items {
		text.WriteString(strings.Repeat(" ", column))
		text.Write(print.Item(printable(item), column))
	}
	d.insert(list.last+1, text.String())
}

// remove takes an entry or item away, with the comments above it.
func (d *document) remove(p *place) {
	siblings := d.children(p.parent)
	if len(siblings) == 1 {
		d.empty(p.parent)
		return
	}
	before := d.lines[p.first][:p.column]
	switch next := siblings[1]; {
	case strings.TrimSpace(before) != "": // it stands behind the dash of an item, which goes to the next entry
		d.lines[next.first] = before + d.lines[next.first][next.column:]
		d.replace(p.first, p.last, "")
	case p.first == siblings[0].first && d.lines[next.lead] == "": // the next one is first now
		d.replace(p.lead, next.lead, "")
	default:
		d.replace(p.lead, p.last, "")
	}
}

// empty leaves a mapping or list without entries, a document included.
func (d *document) empty(p *place) {
	var value any = map[string]any{}
	if p.node.Kind == yaml.SequenceNode {
		value = []any{}
	}
	if p.parent == nil {
		d.replace(p.first, p.last, "{}\n")
		return
	}
	d.set(p, value)
}

// replace puts text, of whole lines, in the place of lines; insert puts it before one.
func (d *document) replace(first, last int, text string) {
	d.lines = slices.Concat(d.lines[:first], textLines(text), d.lines[last+1:])
}

func (d *document) insert(line int, text string) { d.replace(line, line-1, text) }

func textLines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// values reads a list that stands on one line.
func values(n *yaml.Node) []any {
	var list []any
	if err := n.Decode(&list); err != nil {
		panic(err) // a list can be read as a list of anything
	}
	return list
}

// printable turns a value of a patch into one that the printer takes.
func printable(value any) any {
	switch v := value.(type) {
	case map[string]any:
		m := print.NewMap()
		for _, key := range slices.Sorted(maps.Keys(v)) {
			m.Set(key, printable(v[key]))
		}
		return m
	case []any:
		s := print.NewSeq()
		for _, item := range v {
			s.Add(printable(item))
		}
		return s
	}
	return value
}
