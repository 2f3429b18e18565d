package jsonc

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Read takes a document of this package's own apart again: the head comment, and the object with its comments. Document
// writes the same bytes from them. Comments stand on lines of their own, above keys; elsewhere they are an error.
func Read(body []byte) (head string, root *Object, err error) {
	r := &reader{text: string(body)}
	defer func() {
		if refused, ok := recover().(refusal); ok {
			err = errors.New(string(refused))
		}
	}()
	head = r.comments()
	value := r.value()
	root, ok := value.(*Object)
	if !ok || r.comments() != "" || r.at < len(r.text) {
		r.refuse("one object")
	}
	return head, root, nil
}

// reader walks through the text. What it cannot read it panics with, as a refusal.
type reader struct {
	text string
	at   int
}

type refusal string

func (r *reader) refuse(expected string) {
	line := 1 + strings.Count(r.text[:r.at], "\n")
	panic(refusal(fmt.Sprintf("line %d: expected %s", line, expected)))
}

// comments skips blanks and returns the comments among them, as text.
func (r *reader) comments() string {
	var lines []string
	for {
		r.at = len(r.text) - len(strings.TrimLeft(r.text[r.at:], " \t\r\n"))
		if !strings.HasPrefix(r.text[r.at:], "//") {
			return strings.Join(lines, "\n")
		}
		line, _, _ := strings.Cut(r.text[r.at:], "\n")
		lines = append(lines, strings.TrimPrefix(strings.TrimPrefix(line, "//"), " "))
		r.at += len(line)
	}
}

// next skips blanks, and takes a character if it comes next.
func (r *reader) next(c byte) bool {
	if r.comments() != "" {
		r.refuse("no comment here")
	}
	if r.at < len(r.text) && r.text[r.at] == c {
		r.at++
		return true
	}
	return false
}

func (r *reader) value() any {
	switch {
	case r.next('{'):
		return r.object()
	case r.next('['):
		return r.array()
	}
	return r.scalar()
}

func (r *reader) object() *Object {
	o := NewObject()
	for {
		about := r.comments()
		if about == "" && r.next('}') {
			return o
		}
		key, ok := r.scalar().(string)
		if !ok || !r.next(':') {
			r.refuse("a key")
		}
		o.Comment(about).Set(key, r.value())
		if !r.next(',') {
			r.must('}')
			return o
		}
	}
}

func (r *reader) array() *Array {
	a := NewArray()
	for !r.next(']') {
		a.Add(r.value())
		if !r.next(',') {
			r.must(']')
			return a
		}
	}
	return a
}

func (r *reader) must(c byte) {
	if !r.next(c) {
		r.refuse("a comma, or " + string(c))
	}
}

// scalar reads a string, a number, true, false or null.
func (r *reader) scalar() any {
	rest := r.text[r.at:]
	decoder := json.NewDecoder(strings.NewReader(rest))
	decoder.UseNumber()
	token, err := decoder.Token()
	if _, bracket := token.(json.Delim); err != nil || bracket {
		r.refuse("a value")
	}
	r.at += int(decoder.InputOffset())
	if number, ok := token.(json.Number); ok {
		return parsed(number)
	}
	return token
}

func parsed(number json.Number) any {
	if whole, err := strconv.ParseInt(number.String(), 10, 64); err == nil {
		return whole
	}
	real, _ := number.Float64() // the decoder took it for a number
	return real
}

// Get returns the value of a key, and whether it is there.
func (o *Object) Get(key string) (any, bool) {
	i := o.index(key)
	if i < 0 {
		return nil, false
	}
	return o.entries[i].value, true
}

// Put sets a key, in its place if it is there already.
func (o *Object) Put(key string, value any) {
	if i := o.index(key); i >= 0 {
		o.entries[i].value = normal(value)
		return
	}
	o.Set(key, value)
}

// Remove takes a key away, with the comment above it.
func (o *Object) Remove(key string) {
	o.entries = slices.DeleteFunc(o.entries, func(e entry) bool { return e.key == key })
}

func (o *Object) index(key string) int {
	return slices.IndexFunc(o.entries, func(e entry) bool { return e.key == key })
}

// Items returns the items of the array: what is set there is in the array.
func (a *Array) Items() []any { return a.items }

// Remove takes an item away.
func (a *Array) Remove(i int) { a.items = slices.Delete(a.items, i, i+1) }
