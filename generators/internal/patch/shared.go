package patch

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// unshare copies what a change of this place would change elsewhere too. It reports whether there was something to
// copy: the places found so far are then out of date. Whole means that the place itself goes, with all that is in it.
func (d *document) unshare(p *place, whole bool) bool {
	if p.node.Kind == yaml.AliasNode && !whole {
		d.copyInto(p, d.anchor(p.node.Alias))
		return true
	}
	anchored := d.anchored(p, whole)
	if len(anchored) == 0 {
		return false
	}
	first := anchored[0]
	if aliases := d.aliases(first.node); len(aliases) > 0 {
		d.copyInto(aliases[0], first)
	} else {
		d.lines[first.first] = strings.Replace(d.lines[first.first], " &"+first.node.Anchor, "", 1)
	}
	return true
}

// anchored returns the places with an anchor that a change is about: the place itself, and if it goes all in it. An
// extension field keeps its anchor as long as it is there.
func (d *document) anchored(p *place, whole bool) []*place {
	var found []*place
	if p.node.Anchor != "" && (whole || !strings.HasPrefix(p.name, "x-")) {
		found = append(found, p)
	}
	if whole {
		d.below(p, func(c *place) {
			if c.node.Anchor != "" {
				found = append(found, c)
			}
		})
	}
	return found
}

// copyInto writes what an anchor names in the place of an alias.
func (d *document) copyInto(alias, anchored *place) {
	own := d.lines[alias.first][:alias.column] + alias.key
	first := d.lines[anchored.first]
	_, rest, _ := strings.Cut(first[anchored.column+len(anchored.key):], "&"+anchored.node.Anchor)
	lines := []string{own + rest}
	for _, line := range d.lines[anchored.first+1 : anchored.last+1] {
		lines = append(lines, shifted(line, alias.column-anchored.column))
	}
	d.replace(alias.first, alias.last, strings.Join(lines, "\n")+"\n")
}

// shifted moves a line to the right or, where n is negative, to the left.
func shifted(line string, n int) string {
	switch {
	case line == "":
		return line
	case n < 0:
		return line[-n:]
	}
	return strings.Repeat(" ", n) + line
}

// anchor finds the place of an anchored value.
func (d *document) anchor(n *yaml.Node) *place {
	var found *place
	d.each(func(p *place) {
		if p.node == n {
			found = p
		}
	})
	return found
}

// aliases finds the places that stand for an anchored value, in the order of the text.
func (d *document) aliases(n *yaml.Node) []*place {
	var found []*place
	d.each(func(p *place) {
		if p.node.Kind == yaml.AliasNode && p.node.Alias == n {
			found = append(found, p)
		}
	})
	return found
}

// each calls f for every place, in the order of the text.
func (d *document) each(f func(*place)) {
	for _, root := range d.documents() {
		d.below(root, f)
	}
}

func (d *document) below(p *place, f func(*place)) {
	for _, c := range d.children(p) {
		f(c)
		d.below(c, f)
	}
}
