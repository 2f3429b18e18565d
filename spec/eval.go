package spec

import (
	"fmt"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/build"
	"cuelang.org/go/cue/cuecontext"
	"cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/token"

	"devgen.dev/devgen/schema"
)

// evaluation works out a spec that is more than plain data: references, templates, loops, the standard library.
//
// CUE evaluates the user's files alone. The schema is not part of it: the checker judges the result, so that every
// spec gets the same messages, and a mistake in one field does not hide that in another, as it does in CUE. No loader,
// module, registry or file is involved: imports are resolved to the standard library and to a stub of the schema.
type evaluation struct {
	files   []cueFile
	outline *Node // what stands in the files, for its places
	root    *Node
	marks
	failures []failure
	circle   []cueError // fields without any value
	problems []Problem
	unknown  []place // references to nothing
}

// failure is a value that CUE could not work out. CUE's report on a whole spec leaves most of them out.
type failure struct {
	value cue.Value
	at    place
}

// evaluate returns the tree of a spec that CUE has worked out.
func evaluate(files []cueFile, outline *Node) (t readTree) {
	e := &evaluation{files: files, outline: outline, marks: marks{origins: map[*Node]place{}}}
	for _, danger := range []func() *Problem{e.refuse, e.tooLong} {
		if p := danger(); p != nil {
			return readTree{problems: []Problem{*p}}
		}
	}
	defer func() {
		if recover() != nil { // CUE's own fault: a spec must not crash devgen
			t = readTree{problems: []Problem{crashed(files[0].in.file)}}
		}
	}()
	e.references()
	v := cuecontext.New().BuildInstance(e.instance())
	e.root = e.value(v, outline, place{}, 0)
	e.explain(v.Validate(cue.Concrete(true), cue.All()), place{})
	for _, f := range e.failures {
		e.explain(f.value.Validate(cue.Concrete(true)), f.at)
	}
	e.circles()
	return readTree{root: e.root, marks: e.marks, problems: e.problems}
}

func crashed(file string) Problem {
	return fileProblem("DG021", file, "CUE fails on this spec, by a fault of its own",
		"write it in a simpler way: plain values in place of expressions")
}

// Limits of what CUE is asked to work out. Both are beyond what a spec needs; CUE's time may grow with the power of
// their number.
const (
	maxLoops      = 4    // for in for in for in for
	maxExpression = 1000 // depth of an expression
)

// refuse reports a spec that CUE could work on for ever, as far as its syntax shows that. The rest is for within.
func (e *evaluation) refuse() *Problem {
	for _, f := range e.files {
		var found *Problem
		depth, loops := 0, 0
		ast.Walk(f.syntax, func(n ast.Node) bool {
			depth++
			loops += loopsOf(n)
			switch {
			case found != nil:
			case loops > maxLoops:
				p := f.problem("DG012", n, fmt.Sprintf("there are more than %d loops in each other", maxLoops), "write plain values in place of loops")
				found = &p
			case depth > maxExpression:
				p := f.problem("DG012", n, "this expression is nested too deeply", "write plain values in place of expressions")
				found = &p
			}
			return found == nil
		}, func(n ast.Node) {
			depth--
			loops -= loopsOf(n)
		})
		if found != nil {
			return found
		}
	}
	return nil
}

func loopsOf(n ast.Node) int {
	loops := 0
	if c, ok := n.(*ast.Comprehension); ok {
		for _, clause := range c.Clauses {
			if _, ok := clause.(*ast.ForClause); ok {
				loops++
			}
		}
	}
	return loops
}

// instance makes a package of the files.
func (e *evaluation) instance() *build.Instance {
	var ctx *build.Context
	var stub *build.Instance
	resolve := func(_ token.Pos, path string) *build.Instance {
		if base, _, _ := strings.Cut(path, "@"); base != schema.Path {
			return nil // the standard library: CUE knows it
		}
		if stub == nil {
			stub = schemaStub(ctx)
		}
		return stub
	}
	ctx = build.NewContext(build.Loader(resolve))
	inst := ctx.NewInstance("", resolve)
	for _, f := range e.files {
		inst.AddSyntax(f.syntax)
	}
	e.explain(inst.Complete(), place{})
	return inst
}

// schemaStub is a package that has every definition of the schema and demands nothing: the checker does that.
func schemaStub(ctx *build.Context) *build.Instance {
	var text strings.Builder
	text.WriteString("package schema\n")
	for _, t := range SchemaModel().Types {
		fmt.Fprintf(&text, "#%s: _\n", t.Name)
	}
	inst := ctx.NewInstance("schema", nil)
	inst.AddSyntax(parseSchema("schema.cue", []byte(text.String())))
	inst.Complete()
	return inst
}

// value turns what CUE worked out into a node. The outline has the place where the files write the value, or is nil
// for what came about in a template or a loop.
func (e *evaluation) value(v cue.Value, outline *Node, around place, depth int) *Node {
	if d, ok := v.Default(); ok {
		v = d
	}
	n := &Node{at: e.place(v, outline, around)}
	if depth > maxDepth {
		return n
	}
	switch kind := v.Kind(); kind {
	case cue.NullKind:
		n.kind = nullNode
	case cue.StringKind:
		n.kind = textNode
		n.text, _ = v.String()
		e.origin(n, v)
	case cue.BytesKind:
		n.kind = bytesNode
	case cue.BoolKind, cue.IntKind, cue.FloatKind, cue.NumberKind:
		e.scalar(n, v, kind)
	default:
		e.members(n, v, outline, depth)
	}
	return n
}

func (e *evaluation) scalar(n *Node, v cue.Value, kind cue.Kind) {
	text, err := v.MarshalJSON()
	if err != nil {
		return
	}
	n.text = string(text)
	switch kind {
	case cue.BoolKind:
		n.kind = boolNode
	case cue.IntKind:
		n.kind = wholeNode
	default:
		n.kind, n.text = numberNode, decimal(n.text)
	}
}

// members reads a struct or a list. Where some member is an error, CUE calls the whole an error, but still lists it.
func (e *evaluation) members(n *Node, v cue.Value, outline *Node, depth int) {
	if !e.compound(v) {
		e.failures = append(e.failures, failure{v, n.at})
		return
	}
	if v.Kind() == cue.ListKind {
		n.kind = listNode
		items, _ := v.List()
		for i := 0; items.Next(); i++ {
			n.members = append(n.members, member{node: e.value(items.Value(), itemOf(outline, i), n.at, depth+1)})
		}
		return
	}
	n.kind = structNode
	fields, _ := v.Fields()
	for i := 0; fields.Next(); i++ {
		if fields.Selector().LabelType() == cue.IndexLabel {
			n.kind = listNode
			n.members = append(n.members, member{node: e.value(fields.Value(), itemOf(outline, i), n.at, depth+1)})
			continue
		}
		n.add(e.field(fields, outline, n.at, depth))
	}
}

// compound reports whether a value is a struct or a list, errors in its members aside.
func (e *evaluation) compound(v cue.Value) bool {
	switch v.IncompleteKind() {
	case cue.StructKind, cue.ListKind:
		return true
	case cue.BottomKind:
		fields, err := v.Fields()
		return err == nil && fields.Next()
	}
	return false
}

func (e *evaluation) field(fields *cue.Iterator, outline *Node, around place, depth int) member {
	name, v := fields.Selector().Unquoted(), fields.Value()
	m := member{name: name}
	if o := outline.member(name); o != nil {
		m.at = o.at
		m.node = e.value(v, o.node, around, depth+1)
		return m
	}
	m.node = e.value(v, nil, around, depth+1)
	m.at = m.node.at
	if f, ok := v.Source().(*ast.Field); ok {
		if label := e.placeOf(f.Label); label.known() {
			m.at = label
		}
	}
	return m
}

func itemOf(outline *Node, i int) *Node {
	if outline == nil || outline.kind != listNode || i >= len(outline.members) {
		return nil
	}
	return outline.members[i].node
}

// place returns where a value is written: in its own field, else in the template that it comes from, else around it.
func (e *evaluation) place(v cue.Value, outline *Node, around place) place {
	if outline != nil && outline.at.known() {
		return outline.at
	}
	if at := e.source(v); at.known() {
		return at
	}
	return around
}

// source returns the place of the expression that a value comes from.
func (e *evaluation) source(v cue.Value) place {
	switch src := v.Source().(type) {
	case nil:
		return e.at(v.Pos())
	case *ast.Field:
		return e.placeOf(src.Value)
	case *ast.File:
		return place{}
	default:
		return e.placeOf(src)
	}
}

// origin remembers where a text is written that is used elsewhere: a secret is masked there too.
func (e *evaluation) origin(n *Node, v cue.Value) {
	if at := e.source(cue.Dereference(v)); at.known() && at.from != n.at.from {
		e.origins[n] = e.valueAt(at)
	}
}

// valueAt returns the place of the value that is given where at begins: by a field, a let clause, or itself.
func (e *evaluation) valueAt(at place) place {
	e.walkTo(at, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			at = e.placeOf(n.Value)
		case *ast.LetClause:
			at = e.placeOf(n.Expr)
		case ast.Expr:
			at = e.placeOf(n)
		default:
			return false
		}
		return true
	})
	return at
}

func (e *evaluation) placeOf(n ast.Node) place {
	if f := e.file(n.Pos()); f != nil {
		return f.place(n)
	}
	return place{}
}

// at returns the place of a position: one character.
func (e *evaluation) at(p token.Pos) place {
	if f := e.file(p); f != nil {
		return f.in.place(p.Offset(), p.Offset()+1)
	}
	return place{}
}

// file returns the user's file that a position is in, or nil.
func (e *evaluation) file(p token.Pos) *cueFile {
	if !p.HasAbsPos() {
		return nil
	}
	for i := range e.files {
		if e.files[i].in.file == p.Filename() {
			return &e.files[i]
		}
	}
	return nil
}

// walkTo calls f for the nodes that begin at a place, the largest first, until it returns true.
func (e *evaluation) walkTo(at place, f func(ast.Node) bool) {
	file, done := e.fileOf(at), false
	if file == nil {
		return
	}
	ast.Walk(file.syntax, func(n ast.Node) bool {
		if pos := n.Pos(); !done && pos.HasAbsPos() && pos.Offset() == int(at.from) {
			done = f(n)
		}
		return !done
	}, nil)
}

func (e *evaluation) fileOf(at place) *cueFile {
	for i := range e.files {
		if e.files[i].in == at.in {
			return &e.files[i]
		}
	}
	return nil // an unknown place
}

// exprAt returns the largest expression that begins at a place, or nil.
func (e *evaluation) exprAt(at place) ast.Expr {
	var found ast.Expr
	e.walkTo(at, func(n ast.Node) (ok bool) {
		found, ok = n.(ast.Expr)
		return ok
	})
	return found
}

// explain restates CUE's errors. Those without a place of their own are at around.
func (e *evaluation) explain(err error, around place) {
	for _, x := range errors.Errors(err) {
		if p := e.restate(x, around); p != nil {
			e.problems = append(e.problems, *p)
		}
	}
}
