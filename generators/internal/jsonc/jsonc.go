// Package jsonc writes JSON, with comments where its reader allows them, in the order of a careful author.
//
// What comes in is an ordered tree; what goes out is one form of it that Prettier leaves as it is: two blanks of
// indentation, objects one key a line, arrays on one line where they fit, one final newline. Without a head comment
// and without Comment the output is plain JSON. A mistake of the calling code (a key set twice, a type that has no
// form here) panics.
package jsonc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"devgen.dev/devgen/generators/internal/comment"
)

const (
	printWidth   = 80 // Prettier's
	commentWidth = 100
)

// Object is an object whose keys keep the order in which they were set.
type Object struct {
	entries []entry
	next    string
}

// Array is an array.
type Array struct{ items []any }

type entry struct {
	comment string
	key     string
	value   any
}

// NewObject returns an empty object.
func NewObject() *Object { return new(Object) }

// NewArray returns an array of items.
func NewArray(items ...any) *Array {
	a := new(Array)
	for _, item := range items {
		a.Add(item)
	}
	return a
}

// Set adds a key. The value is a string, bool, int, int64, float64, []string, *Object, *Array, or nil for null.
func (o *Object) Set(key string, value any) *Object {
	if slices.ContainsFunc(o.entries, func(e entry) bool { return e.key == key }) {
		panic(fmt.Sprintf("jsonc: key %q set twice", key))
	}
	o.entries = append(o.entries, entry{o.next, key, normal(value)})
	o.next = ""
	return o
}

// SetIf is Set if the condition holds. If it does not, a comment waiting for the key is dropped with it.
func (o *Object) SetIf(condition bool, key string, value any) *Object {
	if !condition {
		o.next = ""
		return o
	}
	return o.Set(key, value)
}

// Comment puts a comment above the next key.
func (o *Object) Comment(text string) *Object {
	o.next = text
	return o
}

// Len is the number of keys.
func (o *Object) Len() int { return len(o.entries) }

// Add adds an item; the values are those of Object.Set.
func (a *Array) Add(value any) *Array {
	a.items = append(a.items, normal(value))
	return a
}

// Len is the number of items.
func (a *Array) Len() int { return len(a.items) }

// normal turns lists into arrays, and panics on a value that has no form.
func normal(value any) any {
	switch v := value.(type) {
	case nil, string, bool, int, int64, float64, *Object, *Array:
		return value
	case []string:
		a := new(Array)
		for _, item := range v {
			a.items = append(a.items, item)
		}
		return a
	}
	panic(fmt.Sprintf("jsonc: no form for a value of type %T", value))
}

// Document writes one document. The head comment is text, without `//`; empty for none, as in plain JSON.
func Document(head string, o *Object) []byte {
	w := new(writer)
	w.comment(head, 0)
	w.value(o, 0, 0)
	w.out = append(w.out, '\n')
	return w.out
}

// String returns text as a JSON string, without the escapes that only HTML needs.
func String(text string) string { return string(appendString(nil, text)) }

type writer struct{ out []byte }

// value writes a value at an indentation; after is the width of what will follow it on its line.
func (w *writer) value(value any, indent, after int) {
	switch v := value.(type) {
	case *Object:
		w.object(v, indent)
	case *Array:
		w.array(v, indent, after)
	default:
		w.out = appendScalar(w.out, value)
	}
}

func (w *writer) object(o *Object, indent int) {
	if len(o.entries) == 0 {
		w.out = append(w.out, "{}"...)
		return
	}
	w.out = append(w.out, "{\n"...)
	for i, e := range o.entries {
		w.comment(e.comment, indent+2)
		w.blanks(indent + 2)
		w.out = append(appendString(w.out, e.key), ": "...)
		w.last(e.value, indent+2, i == len(o.entries)-1)
	}
	w.blanks(indent)
	w.out = append(w.out, '}')
}

func (w *writer) array(a *Array, indent, after int) {
	if line, ok := oneLine(a); ok && w.column()+utf8.RuneCount(line)+after <= printWidth {
		w.out = append(w.out, line...)
		return
	}
	w.out = append(w.out, "[\n"...)
	for i, item := range a.items {
		w.blanks(indent + 2)
		w.last(item, indent+2, i == len(a.items)-1)
	}
	w.blanks(indent)
	w.out = append(w.out, ']')
}

// last writes a member and the end of its line, with a comma unless it is the last one.
func (w *writer) last(value any, indent int, last bool) {
	if last {
		w.value(value, indent, 0)
		w.out = append(w.out, '\n')
		return
	}
	w.value(value, indent, len(","))
	w.out = append(w.out, ",\n"...)
}

// oneLine returns an array on one line, unless it holds an object that stands on several, or is a table of rows,
// which Prettier breaks.
func oneLine(a *Array) ([]byte, bool) {
	out := []byte{'['}
	rows := 0
	for i, item := range a.items {
		if i > 0 {
			out = append(out, ", "...)
		}
		switch v := item.(type) {
		case *Object:
			if v.Len() > 0 {
				return nil, false
			}
			out = append(out, "{}"...)
		case *Array:
			line, ok := oneLine(v)
			if !ok {
				return nil, false
			}
			if v.Len() > 1 {
				rows++
			}
			out = append(out, line...)
		default:
			out = appendScalar(out, item)
		}
	}
	return append(out, ']'), rows < 2 || rows < a.Len()
}

func (w *writer) comment(text string, indent int) {
	for _, line := range comment.Lines(text, max(commentWidth-indent-len("// "), 40)) {
		w.blanks(indent)
		w.out = append(w.out, bytes.TrimRight([]byte("// "+line), " ")...)
		w.out = append(w.out, '\n')
	}
}

func (w *writer) blanks(n int) {
	for range n {
		w.out = append(w.out, ' ')
	}
}

func (w *writer) column() int {
	return utf8.RuneCount(w.out[bytes.LastIndexByte(w.out, '\n')+1:])
}

func appendScalar(out []byte, value any) []byte {
	switch v := value.(type) {
	case nil:
		return append(out, "null"...)
	case string:
		return appendString(out, v)
	case bool:
		return strconv.AppendBool(out, v)
	case int:
		return strconv.AppendInt(out, int64(v), 10)
	case int64:
		return strconv.AppendInt(out, v, 10)
	case float64:
		return strconv.AppendFloat(out, v, 'f', -1, 64)
	}
	panic("jsonc: not a scalar")
}

// appendString writes a string as encoding/json does. It panics on text that is not UTF-8, which the encoder would
// quietly change.
func appendString(out []byte, text string) []byte {
	if !utf8.ValidString(text) {
		panic("jsonc: text is not UTF-8: " + strconv.Quote(text))
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		panic(err) // a string always encodes
	}
	return append(out, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
}
