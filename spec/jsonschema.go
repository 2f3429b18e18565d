package spec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"cuelang.org/go/cue/parser"
)

// JSONSchema returns the schema as a JSON Schema (draft-07), for editors of devgen.yaml and for other tools.
//
// It is written from the Model. CUE's own export drops defaults and bounds, and refuses every valid spec where a
// reference stands beside additionalProperties. A test compares the verdicts of this schema, of CUE
// and of the checker on thousands of specs.
func JSONSchema() []byte {
	m := SchemaModel()
	root := jsonObject{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "devgen.yaml"}}
	root = append(root, m.Root.jsonBody()...)
	var named jsonObject
	for _, t := range m.Types {
		if t != m.Root {
			named = append(named, jsonPair{t.Name, t.jsonDefinition()})
		}
	}
	root = append(root, jsonPair{"definitions", named})
	return root.indented()
}

// jsonObject is an object whose names keep their order.
type jsonObject []jsonPair

type jsonPair struct {
	name  string
	value any
}

// MarshalJSON writes the object in its own order.
func (o jsonObject) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, p := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, value := jsonText(p.name), jsonText(p.value)
		fmt.Fprintf(&b, "%s:%s", name, value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// jsonText writes a value without the escapes that JSON in HTML needs: patterns stay readable.
func jsonText(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // texts, numbers, lists and objects of them can be written
	}
	return bytes.TrimSpace(b.Bytes())
}

func (o jsonObject) indented() []byte {
	var b bytes.Buffer
	if err := json.Indent(&b, jsonText(o), "", "  "); err != nil {
		panic(err) // it was written just now
	}
	b.WriteByte('\n')
	return b.Bytes()
}

func (s *Shape) jsonDefinition() jsonObject {
	o := describe(s.Doc, "")
	if v := s.exampleValue(s.Example); v != nil {
		o = append(o, jsonPair{"examples", []any{v}})
	}
	return append(o, s.jsonBody()...)
}

func describe(doc, unit string) jsonObject {
	doc = strings.Join(strings.Fields(doc), " ")
	if unit != "" {
		doc += " Unit: " + unit + "."
	}
	if doc == "" {
		return nil
	}
	return jsonObject{{"description", doc}}
}

// jsonType refers to a shape with a name, and writes one without.
func (s *Shape) jsonType() jsonObject {
	if s.Name != "" {
		return jsonObject{{"$ref", "#/definitions/" + s.Name}}
	}
	return s.jsonBody()
}

func (s *Shape) jsonBody() jsonObject {
	switch s.Form {
	case Struct:
		return s.jsonStruct()
	case Map:
		o := jsonObject{{"type", "object"}}
		if s.Key.Name != "" || s.Key.Pattern != "" {
			o = append(o, jsonPair{"propertyNames", s.Key.jsonType()})
		}
		return append(o, jsonPair{"additionalProperties", s.Elem.jsonType()})
	case Open:
		return jsonObject{{"type", "object"}}
	case Sequence:
		return jsonObject{{"type", "array"}, {"items", s.Elem.jsonType()}}
	}
	return s.jsonSingle()
}

func (s *Shape) jsonStruct() jsonObject {
	var properties jsonObject
	var required []string
	for _, f := range s.Fields {
		properties = append(properties, jsonPair{f.Name, f.jsonField()})
		if f.Required {
			required = append(required, f.Name)
		}
	}
	o := jsonObject{{"type", "object"}, {"additionalProperties", false}}
	if required != nil {
		o = append(o, jsonPair{"required", required})
	}
	return append(o, jsonPair{"properties", properties})
}

// jsonField describes a field. Draft-07 ignores everything beside a $ref, so that goes into an allOf.
func (f *Field) jsonField() jsonObject {
	o := describe(f.Doc, f.Unit)
	if v := f.Shape.exampleValue(f.Example); v != nil {
		o = append(o, jsonPair{"examples", []any{v}})
	}
	if f.Default != nil {
		o = append(o, jsonPair{"default", f.Default.jsonValue()})
	}
	t := f.Shape.jsonType()
	if len(o) > 0 && t[0].name == "$ref" {
		return append(o, jsonPair{"allOf", []any{t}})
	}
	return append(o, t...)
}

func (s *Shape) jsonSingle() jsonObject {
	var types []string
	for _, t := range []struct {
		set  Types
		name string
	}{{Text, "string"}, {Whole, "integer"}, {Real, "number"}, {Switch, "boolean"}, {Nothing, "null"}} {
		if s.Types&t.set != 0 && !(t.set == Whole && s.Types&Real != 0) {
			types = append(types, t.name)
		}
	}
	var o jsonObject
	if len(types) == 1 {
		o = jsonObject{{"type", types[0]}}
	} else {
		o = jsonObject{{"type", types}}
	}
	if s.Enum != nil {
		o = append(o, jsonPair{"enum", s.Enum})
	}
	if s.Pattern != "" {
		o = append(o, jsonPair{"pattern", s.Pattern})
	}
	o = append(o, s.Min.json("minimum", "exclusiveMinimum")...)
	return append(o, s.Max.json("maximum", "exclusiveMaximum")...)
}

func (b *Bound) json(inclusive, exclusive string) jsonObject {
	switch {
	case b == nil:
		return nil
	case b.Exclusive:
		return jsonObject{{exclusive, json.Number(b.Value)}}
	}
	return jsonObject{{inclusive, json.Number(b.Value)}}
}

// jsonValue turns a node into what encoding/json writes.
func (n *Node) jsonValue() any {
	switch n.kind {
	case textNode:
		return n.text
	case wholeNode, numberNode:
		return json.Number(n.text)
	case boolNode:
		return n.text == "true"
	case listNode:
		list := []any{}
		for _, m := range n.members {
			list = append(list, m.node.jsonValue())
		}
		return list
	case structNode:
		o := jsonObject{}
		for _, m := range n.members {
			o = append(o, jsonPair{m.name, m.node.jsonValue()})
		}
		return o
	}
	return nil
}

// exampleValue reads an example of the schema. For a text it is the text itself, else the value as CUE has it; the
// braces around a group are left out. It is nil where there is none.
func (s *Shape) exampleValue(example string) any {
	n := s.exampleNode(example)
	if n == nil {
		return nil
	}
	return n.jsonValue()
}

func (s *Shape) exampleNode(example string) *Node {
	switch {
	case example == "":
		return nil
	case s.Form == Single && s.Types&Text != 0:
		return &Node{kind: textNode, text: strings.Trim(example, `"`)}
	case s.Form == Sequence && !strings.HasPrefix(example, "["):
		example = "[" + example + "]"
		if s.Elem.Form == Single && s.Elem.Types&Text != 0 && !strings.Contains(example, `"`) {
			example = fmt.Sprintf("[%q]", strings.Trim(example, "[]"))
		}
	case (s.Form == Struct || s.Form == Map || s.Form == Open) && !strings.HasPrefix(example, "{"):
		example = "{" + example + "}"
	}
	x, err := parser.ParseExpr("example", example)
	if err != nil {
		return nil
	}
	r := newPlainReader()
	r.in = &sourceText{file: "example", body: []byte(example)}
	n := r.value(x)
	if !r.plain {
		return nil
	}
	return n
}
