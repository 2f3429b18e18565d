package spec

import (
	"fmt"
	"reflect"
	"strconv"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Scalar is a value whose type the schema leaves open.
type Scalar struct {
	Kind string // string, number, bool or null
	Text string // numbers in decimal
}

// text returns the value as text, of nothing "".
func (s *Scalar) text() string {
	if s == nil {
		return ""
	}
	return s.Text
}

// decode fills a Go value from a node, by the names of its fields: maxSize for MaxSize, or what the tag spec:"name"
// says. What the node does not have keeps its value, and so does what has a type that does not fit, which the checker
// has reported. Maps are plain Go maps: who lists them sorts the names, so that no output depends on the spec's order.
//
// into is a pointer to a struct or a map. Types other than those of raw.go make it panic.
func decode(n *Node, into any) {
	if n == nil {
		return
	}
	v := reflect.ValueOf(into).Elem()
	decoderOf(v.Type())(n, v)
}

// decoder fills a value of one type. What a type needs is worked out once.
type decoder func(*Node, reflect.Value)

var decoders sync.Map // reflect.Type -> decoder

func decoderOf(t reflect.Type) decoder {
	if d, ok := decoders.Load(t); ok {
		return d.(decoder)
	}
	d, _ := decoders.LoadOrStore(t, newDecoder(t))
	return d.(decoder)
}

func newDecoder(t reflect.Type) decoder {
	switch t.Kind() {
	case reflect.String:
		return decodeText
	case reflect.Int:
		return decodeInt
	case reflect.Bool:
		return decodeBool
	case reflect.Pointer:
		return decodePointer(t)
	case reflect.Slice:
		return decodeSlice(t)
	case reflect.Map:
		return decodeMap(t)
	case reflect.Interface:
		return decodeOpen
	case reflect.Struct:
		if t == reflect.TypeFor[Scalar]() {
			return decodeScalar
		}
		return decodeStruct(t)
	}
	panic(fmt.Sprintf("no decoder for %s", t))
}

func decodeText(n *Node, v reflect.Value) {
	if n.kind == textNode {
		v.SetString(n.text)
	}
}

func decodeInt(n *Node, v reflect.Value) {
	if i, err := strconv.ParseInt(n.text, 10, 64); err == nil && n.kind == wholeNode {
		v.SetInt(i)
	}
}

func decodeBool(n *Node, v reflect.Value) {
	if n.kind == boolNode {
		v.SetBool(n.text == "true")
	}
}

func decodeScalar(n *Node, v reflect.Value) {
	kind := ""
	switch n.kind {
	case textNode:
		kind = "string"
	case wholeNode, numberNode:
		kind = "number"
	case boolNode:
		kind = "bool"
	case nullNode:
		kind = "null"
	default:
		return
	}
	*v.Addr().Interface().(*Scalar) = Scalar{Kind: kind, Text: n.text}
}

// decodeOpen takes any value, as Node.open has it.
func decodeOpen(n *Node, v reflect.Value) {
	if value := n.open(); value != nil {
		v.Set(reflect.ValueOf(value))
	}
}

func decodePointer(t reflect.Type) decoder {
	elem, fits := decoderOf(t.Elem()), fitsKind(t.Elem())
	return func(n *Node, v reflect.Value) {
		if fits(n) {
			v.Set(reflect.New(t.Elem()))
			elem(n, v.Elem())
		}
	}
}

// fitsKind returns what tells whether a node is of the kind that a type is filled from: a pointer stays nil where not.
func fitsKind(t reflect.Type) func(*Node) bool {
	kinds := map[reflect.Kind]nodeKind{
		reflect.String: textNode, reflect.Int: wholeNode, reflect.Bool: boolNode,
		reflect.Slice: listNode, reflect.Map: structNode, reflect.Struct: structNode,
	}
	if t == reflect.TypeFor[Scalar]() {
		return (*Node).scalar
	}
	kind := kinds[t.Kind()]
	return func(n *Node) bool { return n.kind == kind }
}

func decodeSlice(t reflect.Type) decoder {
	elem := decoderOf(t.Elem())
	return func(n *Node, v reflect.Value) {
		if n.kind != listNode {
			return
		}
		v.Set(reflect.MakeSlice(t, len(n.members), len(n.members)))
		for i := range n.members {
			elem(n.members[i].node, v.Index(i))
		}
	}
}

func decodeMap(t reflect.Type) decoder {
	elem := decoderOf(t.Elem())
	return func(n *Node, v reflect.Value) {
		if n.kind != structNode {
			return
		}
		v.Set(reflect.MakeMapWithSize(t, len(n.members)))
		value := reflect.New(t.Elem()).Elem()
		for i := range n.members {
			value.SetZero()
			elem(n.members[i].node, value)
			v.SetMapIndex(reflect.ValueOf(n.members[i].name), value)
		}
	}
}

// structField is a field of a Go struct that the spec fills.
type structField struct {
	index  int
	decode decoder
}

func decodeStruct(t reflect.Type) decoder {
	fields := map[string]structField{}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.IsExported() {
			fields[specName(f)] = structField{index: i, decode: decoderOf(f.Type)}
		}
	}
	return func(n *Node, v reflect.Value) {
		if n.kind != structNode {
			return
		}
		for i := range n.members {
			if f, ok := fields[n.members[i].name]; ok {
				f.decode(n.members[i].node, v.Field(f.index))
			}
		}
	}
}

// specName returns the name of a Go field in the spec.
func specName(f reflect.StructField) string {
	if name, ok := f.Tag.Lookup("spec"); ok {
		return name
	}
	first, size := utf8.DecodeRuneInString(f.Name)
	return string(unicode.ToLower(first)) + f.Name[size:]
}
