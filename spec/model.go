package spec

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/parser"
	"cuelang.org/go/cue/token"

	"devgen.dev/devgen/schema"
)

// Model is the schema as data: what the checker, the JSON Schema and the reference documentation read.
//
// It is derived from the text of the schema's CUE files, so that the schema stays the only place where a field is
// described. The schema is flat on purpose, and only its idioms are understood: structs, maps by pattern, lists, named
// and literal types, enumerations of texts, literal bounds and patterns, one default, structs of any fields. SchemaModel panics on any other.
type Model struct {
	Root  *Shape   // #Spec
	Types []*Shape // the definitions, in the order of the schema
}

// Form is the kind of a Shape.
type Form uint8

const (
	Struct   Form = iota + 1 // named fields
	Map                      // names of the user's own: Key and Elem
	Sequence                 // a list of Elem
	Single                   // a text, number, true, false or null: Types and what bounds them
	Open                     // any fields: a target's own, of which devgen knows nothing
)

// Types is a set of types of single values.
type Types uint8

const (
	Text    Types = 1 << iota
	Whole         // numbers without a fraction
	Real          // numbers
	Switch        // true and false
	Nothing       // null
)

// Shape says what a value may be.
type Shape struct {
	Name     string // of the definition: Service for #Service; empty where the shape stands in a field
	Doc      string
	Example  string
	Form     Form
	Fields   []*Field // of a Struct, in the order of the schema
	Key      *Shape   // of a Map: a Single of type Text
	Elem     *Shape   // of a Map or a Sequence
	Types    Types    // of a Single
	Enum     []string // of a Text: the only values
	Pattern  string   // of a Text: a regular expression (RE2)
	Min, Max *Bound   // of a number

	fields map[string]*Field
	must   []*Field // required ones, and those with a default
	regexp func() *regexp.Regexp
}

// Bound limits a number.
type Bound struct {
	Value     string
	Exclusive bool
}

// Field is a field of a Struct.
type Field struct {
	Name     string
	Doc      string // without its example and unit
	Example  string // as the schema writes it
	Unit     string
	Shape    *Shape
	Default  *Node // nil without one
	Required bool
}

// Field returns the field of a name, or nil.
func (s *Shape) Field(name string) *Field { return s.fields[name] }

// DefaultText returns the default as the user would write it, or "".
func (f *Field) DefaultText() string {
	switch {
	case f.Default == nil:
		return ""
	case f.Default.kind == textNode:
		return fmt.Sprintf("%q", f.Default.text)
	}
	return f.Default.text
}

// SchemaModel returns the model of devgen's own schema.
func SchemaModel() *Model { return schemaModel() }

var schemaModel = sync.OnceValue(schemaModelUncached)

func schemaModelUncached() *Model {
	names, err := fs.Glob(schema.Definitions, "*.cue")
	if err != nil {
		panic(err) // the pattern is well-formed
	}
	slices.SortFunc(names, func(a, b string) int { return schemaRank(a) - schemaRank(b) })
	var files []*ast.File
	for _, name := range names {
		text, err := fs.ReadFile(schema.Definitions, name)
		if err != nil {
			panic(err) // embedded at build time: cannot happen to a user
		}
		files = append(files, parseSchema(name, text))
	}
	return newModel(files...)
}

// schemaRank puts the file of the spec itself before those of its parts.
func schemaRank(name string) int {
	return slices.Index([]string{"schema.cue", "stack.cue", "engine.cue"}, name)
}

func parseSchema(name string, text []byte) *ast.File {
	file, err := parser.ParseFile(name, text, parser.ParseComments)
	if err != nil {
		panic(err) // embedded at build time: cannot happen to a user
	}
	return file
}

// newModel derives a model from schema files. It panics on what it does not understand: the schema is devgen's own.
func newModel(files ...*ast.File) *Model {
	b := &modelBuilder{model: &Model{}, named: map[string]*Shape{}}
	for _, f := range files {
		b.declare(f)
	}
	for _, f := range files {
		b.define(f)
	}
	b.model.Root = b.named["#Spec"]
	return b.model
}

// modelBuilder makes the shapes of definitions first and fills them second: definitions refer to each other.
type modelBuilder struct {
	model *Model
	named map[string]*Shape
}

func definitions(f *ast.File) []*ast.Field {
	var fields []*ast.Field
	for _, d := range f.Decls {
		if field, ok := d.(*ast.Field); ok {
			fields = append(fields, field)
		}
	}
	return fields
}

func (b *modelBuilder) declare(f *ast.File) {
	for _, d := range definitions(f) {
		name := d.Label.(*ast.Ident).Name
		s := &Shape{}
		b.named[name] = s
		b.model.Types = append(b.model.Types, s)
	}
}

func (b *modelBuilder) define(f *ast.File) {
	for _, d := range definitions(f) {
		name := d.Label.(*ast.Ident).Name
		doc := parseDoc(d)
		s, into := b.shape(d.Value), b.named[name]
		*into = *s
		into.Name, into.Doc, into.Example = strings.TrimPrefix(name, "#"), doc.text, doc.example
	}
}

// shape reads the value of a definition, a field, a map or a list.
func (b *modelBuilder) shape(x ast.Expr) *Shape {
	switch x := x.(type) {
	case *ast.StructLit:
		return b.structOrMap(x)
	case *ast.ListLit:
		return &Shape{Form: Sequence, Elem: b.shape(x.Elts[0].(*ast.Ellipsis).Type)}
	case *ast.Ident:
		if s := b.named[x.Name]; s != nil {
			return s
		}
	}
	s := &Shape{Form: Single}
	b.single(s, x)
	s.compile()
	return s
}

func (b *modelBuilder) structOrMap(x *ast.StructLit) *Shape {
	s := &Shape{Form: Struct, fields: map[string]*Field{}}
	for _, d := range x.Elts {
		if _, ok := d.(*ast.Ellipsis); ok {
			return &Shape{Form: Open}
		}
		field, ok := d.(*ast.Field)
		if !ok {
			continue // a comment
		}
		if key, ok := field.Label.(*ast.ListLit); ok {
			return &Shape{Form: Map, Key: b.shape(key.Elts[0]), Elem: b.shape(field.Value)}
		}
		f := b.field(field)
		s.Fields = append(s.Fields, f)
		s.fields[f.Name] = f
		if f.Required || f.Default != nil {
			s.must = append(s.must, f)
		}
	}
	return s
}

func (b *modelBuilder) field(x *ast.Field) *Field {
	name, _, err := ast.LabelName(x.Label)
	if err != nil {
		panic(err)
	}
	doc := parseDoc(x)
	value, def := withoutDefault(x.Value)
	return &Field{
		Name: name, Doc: doc.text, Example: doc.example, Unit: doc.unit,
		Shape: b.shape(value), Default: def, Required: x.Constraint == token.NOT,
	}
}

// withoutDefault takes the marked alternative out of  *x | T  and  T | *x. Where the default is the last of an
// enumeration that does not list it again, it stays one of the values.
func withoutDefault(x ast.Expr) (ast.Expr, *Node) {
	var def *Node
	var rest []ast.Expr
	for _, alternative := range operands(x, token.OR) {
		mark, ok := alternative.(*ast.UnaryExpr)
		if !ok || mark.Op != token.MUL {
			rest = append(rest, alternative)
			continue
		}
		def = literalNode(mark.X.(*ast.BasicLit))
	}
	if def != nil && def.kind == textNode && !slices.ContainsFunc(rest, func(x ast.Expr) bool { return admits(x, def.text) }) {
		rest = append(rest, ast.NewString(def.text))
	}
	return ast.NewBinExpr(token.OR, rest...), def
}

// admits reports whether an alternative covers a text, as far as the idioms of the schema go: itself, or any form that
// is no literal.
func admits(x ast.Expr, text string) bool {
	lit, ok := x.(*ast.BasicLit)
	return !ok || literalNode(lit).text == text
}

// operands returns the parts of a | b | c or a & b & c.
func operands(x ast.Expr, op token.Token) []ast.Expr {
	if b, ok := x.(*ast.BinaryExpr); ok && b.Op == op {
		return append(operands(b.X, op), operands(b.Y, op)...)
	}
	return []ast.Expr{x}
}

// single adds what an expression says of a single value.
func (b *modelBuilder) single(s *Shape, x ast.Expr) {
	switch x := x.(type) {
	case *ast.BinaryExpr:
		b.single(s, x.X)
		b.single(s, x.Y)
	case *ast.BasicLit:
		if x.Kind == token.NULL {
			s.Types |= Nothing
			return
		}
		s.Types |= Text
		s.Enum = append(s.Enum, literalNode(x).text)
	case *ast.Ident:
		b.basicType(s, x)
	case *ast.UnaryExpr:
		s.bound(x)
	default:
		panic(fmt.Sprintf("the schema uses what the model does not understand: %T at %s", x, x.Pos()))
	}
}

func (b *modelBuilder) basicType(s *Shape, x *ast.Ident) {
	basic := map[string]Types{"string": Text, "int": Whole, "number": Real | Whole, "bool": Switch}
	if t := basic[x.Name]; t != 0 {
		s.Types |= t
		return
	}
	panic(fmt.Sprintf("the schema uses what the model does not understand: %s at %s", x.Name, x.Pos()))
}

func (s *Shape) bound(x *ast.UnaryExpr) {
	lit := literalNode(x.X.(*ast.BasicLit))
	switch x.Op {
	case token.MAT:
		s.Pattern = lit.text
	case token.GEQ, token.GTR:
		s.Min = &Bound{Value: lit.text, Exclusive: x.Op == token.GTR}
	case token.LEQ, token.LSS:
		s.Max = &Bound{Value: lit.text, Exclusive: x.Op == token.LSS}
	default:
		panic(fmt.Sprintf("the schema uses what the model does not understand: %s at %s", x.Op, x.Pos()))
	}
}

// compile prepares the pattern: it is compiled when the first text is to be matched.
func (s *Shape) compile() {
	if s.Pattern != "" {
		s.regexp = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(s.Pattern) })
	}
}

// docComment is the comment above a field, taken apart.
type docComment struct{ text, example, unit string }

// parseDoc reads the comment of a definition or a field. What follows "Example:" is an example and what follows
// "Unit:" a unit, each to the end of its line; the rest is text.
func parseDoc(f *ast.Field) docComment {
	var d docComment
	var lines []string
	for _, group := range ast.Comments(f) {
		if !group.Doc {
			continue
		}
		for _, c := range group.List {
			lines = append(lines, d.line(strings.TrimSpace(strings.TrimPrefix(c.Text, "//"))))
		}
	}
	d.text = strings.TrimSpace(strings.Join(lines, "\n"))
	return d
}

// line takes the example and the unit out of a line and returns the rest.
func (d *docComment) line(line string) string {
	if text, example, ok := strings.Cut(line, "Example: "); ok {
		d.example = example
		return strings.TrimSpace(text)
	}
	if text, unit, ok := strings.Cut(line, "Unit: "); ok {
		d.unit = unit
		return strings.TrimSpace(text)
	}
	return line
}
