// Package patch changes single places of a YAML or JSON file that devgen has written, and leaves every other line as it
// is.
//
// A patch is laid over the file as a JSON Merge Patch (RFC 7396) is: mappings are merged key by key, null removes a key,
// anything else takes the place of what is there. RFC 7396 can replace a list only as a whole. Here a mapping laid over
// a list names items of it:
//
//	containers: "name=api": {…}      the item whose name is api; a.b=c looks deeper
//	args: "0": "--verbose"           the item at this index
//	volumes: "+": ["./data:/data"]   new items at the end
//
// Several documents in one file are such a list. What a file shares through an anchor is copied where a patch changes
// one of its uses; the extension fields at its top (x-logging) stay shared, since that is what they are for.
package patch

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Error says which part of a patch cannot be laid over the file.
type Error struct {
	Path   []string // in the patch
	Reason string
}

func (e *Error) Error() string { return e.Reason }

// YAML lays a patch over a file. The patch is made of map[string]any, []any, string, int64, float64, bool and nil. The
// error is an *Error where the patch does not fit; the body is then returned as it came.
func YAML(body []byte, patch map[string]any) ([]byte, error) {
	patched := body
	for _, op := range operations(nil, patch) {
		next, err := op.apply(patched)
		if err != nil {
			return body, err
		}
		patched = next
	}
	return patched, nil
}

// operation is one change at one place.
type operation struct {
	path  []string
	value any // nil removes
}

// operations takes a patch apart, in the order of its keys: equal patches give equal files.
func operations(path []string, patch map[string]any) []operation {
	var list []operation
	for _, key := range slices.Sorted(maps.Keys(patch)) {
		at := append(slices.Clone(path), key)
		if inner, ok := patch[key].(map[string]any); ok && len(inner) > 0 {
			list = append(list, operations(at, inner)...)
			continue
		}
		list = append(list, operation{at, patch[key]})
	}
	return list
}

// apply makes the change. What stands in its way, an anchor or an alias, is copied first, one at a time: the text is
// read again after each.
func (op operation) apply(body []byte) ([]byte, error) {
	for {
		d, err := read(body)
		if err != nil {
			return nil, &Error{op.path, "the file is no YAML that can be read: " + err.Error()}
		}
		done, err := op.step(d)
		if err != nil || done {
			return d.text(), err
		}
		body = d.text()
	}
}

// step walks to the place and makes the change. It returns false where it has only copied what was shared.
func (op operation) step(d *document) (bool, error) {
	p, path := d.start(), op.path
	if p == nil { // several documents: the first step chooses one
		chosen, err := choose(d.documents(), path[0])
		if err != nil {
			return false, op.wrong(0, err.Error())
		}
		p, path = chosen, path[1:]
	}
	for i, name := range path {
		at, last := len(op.path)-len(path)+i, i == len(path)-1
		if d.unshare(p, false) {
			return false, nil
		}
		if p.node.Kind == yaml.SequenceNode && name == "+" {
			return op.add(d, p, at, last)
		}
		if p.node.Kind == yaml.SequenceNode && onOneLine(p.node) {
			d.set(p, values(p.node))
			return false, nil
		}
		next, err := p.child(d, name)
		switch {
		case err != nil:
			return false, op.wrong(at, err.Error())
		case next == nil && op.value == nil:
			return true, nil // it is not there: nothing to remove
		case next == nil:
			d.put(p, name, nested(path[i+1:], op.value))
			return true, nil
		case last:
			return op.change(d, next), nil
		}
		p = next
	}
	return false, op.wrong(0, "it names a whole document, which no patch can replace")
}

// change sets or removes what is there.
func (op operation) change(d *document, p *place) bool {
	if isEmpty(op.value) && named(p.node).Kind == yaml.MappingNode {
		return true // an empty mapping laid over a mapping changes nothing
	}
	if d.unshare(p, true) {
		return false
	}
	if op.value == nil {
		d.remove(p)
	} else {
		d.set(p, op.value)
	}
	return true
}

func isEmpty(value any) bool {
	m, ok := value.(map[string]any)
	return ok && len(m) == 0
}

// add puts new items behind those of a list.
func (op operation) add(d *document, list *place, at int, last bool) (bool, error) {
	items, ok := op.value.([]any)
	if !last || !ok {
		return false, op.wrong(at, `"+" takes a list of new items`)
	}
	d.addItems(list, items)
	return true, nil
}

func (op operation) wrong(at int, reason string) error { return &Error{op.path[:at+1], reason} }

// nested wraps a value in the mappings that are still missing on the way to it.
func nested(path []string, value any) any {
	for _, name := range slices.Backward(path) {
		value = map[string]any{name: value}
	}
	return value
}

// choose finds the item that a patch names.
func choose(items []*place, name string) (*place, error) {
	i, err := chosen(len(items), name, func(i int, field []string, want string) bool { return items[i].holds(field, want) })
	if err != nil {
		return nil, err
	}
	return items[i], nil
}

// chosen finds the item of a list that a patch names: by its index, or by a value that it holds.
func chosen(n int, name string, holds func(i int, field []string, want string) bool) (int, error) {
	if field, want, ok := strings.Cut(name, "="); ok {
		for i := range n {
			if holds(i, strings.Split(field, "."), want) {
				return i, nil
			}
		}
		return 0, fmt.Errorf("no item of the list has %s %q", field, want)
	}
	i, err := strconv.Atoi(name)
	if err != nil {
		return 0, errors.New(`there is a list: name an item by its index ("0") or by a value in it ("name=…"), or add items with "+"`)
	}
	if i < 0 || i >= n {
		return 0, fmt.Errorf("the list has %d items: there is no item %d", n, i)
	}
	return i, nil
}
