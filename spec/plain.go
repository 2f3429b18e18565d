package spec

import (
	"fmt"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/parser"
	"cuelang.org/go/cue/token"
)

// Limits of a spec's form. They are far beyond what a person writes; CUE's time grows with the square of a struct's
// fields (measured: 20,000 fields take 2 s, 200,000 more than 10 s).
const (
	maxDepth  = 100
	maxFields = 5000
)

// plainReader turns the syntax trees of CUE files into one Node tree, without evaluating anything.
//
// Most specs are plain data: names, groups, lists and literals. Of such a spec the tree is the whole truth, at a tenth
// of the evaluator's cost. Where anything else appears, plain becomes false and the tree is an outline: it has the
// places of everything that stands in the files, with broken nodes for what only CUE can work out.
type plainReader struct {
	in        *sourceText
	plain     bool
	path      pathStack
	conflicts []Problem
	limits    []Problem
	aside     []aside
}

func newPlainReader() *plainReader { return &plainReader{plain: true} }

// plainData reads a file that devgen brings, which is plain data.
func plainData(name string, text []byte) *Node {
	file, err := parser.ParseFile(name, text)
	if err != nil {
		panic(err) // embedded at build time: cannot happen to a user
	}
	r, root := newPlainReader(), &Node{kind: structNode}
	r.file(root, &sourceText{file: name, body: text}, file)
	if !r.plain || len(r.conflicts)+len(r.limits) > 0 {
		panic(name + " is no plain data")
	}
	return root
}

// file adds the fields of a file to the root.
func (r *plainReader) file(root *Node, in *sourceText, file *ast.File) {
	r.in = in
	r.declarations(root, file.Decls)
}

func (r *plainReader) declarations(into *Node, decls []ast.Decl) {
	for _, d := range decls {
		switch d := d.(type) {
		case *ast.Field:
			r.field(into, d)
		case *ast.EmbedDecl:
			r.plain = false
			r.embedded(into, d.Expr)
		case *ast.Package, *ast.ImportDecl, *ast.CommentGroup, *ast.Attribute:
			// imports and attributes have been checked; a schema import alone keeps data plain
		default: // let, for, if, ...
			r.plain = false
		}
	}
}

func (r *plainReader) field(into *Node, f *ast.Field) {
	name, ok := fieldName(f)
	if !ok {
		r.plain = false // a definition, a hidden field, a constraint, a computed name
		return
	}
	if len(into.members) >= maxFields {
		r.tooMany(f)
		return
	}
	r.path.push(name)
	defer r.path.pop()
	if earlier := into.member(name); earlier != nil {
		r.merge(earlier.node, r.value(f.Value))
		return
	}
	into.add(member{name: name, at: r.place(f.Label), node: r.value(f.Value)})
}

// fieldName returns the name of a regular field.
func fieldName(f *ast.Field) (string, bool) {
	if f.Constraint != token.ILLEGAL || f.Alias != nil {
		return "", false
	}
	switch label := f.Label.(type) {
	case *ast.Ident:
		return label.Name, label.Name[0] != '_' && label.Name[0] != '#'
	case *ast.BasicLit:
		if label.Kind != token.STRING {
			return "", false
		}
		name, err := unquote(label.Value)
		return name, err == nil
	}
	return "", false
}

// value reads an expression. What only CUE can work out becomes a broken node.
func (r *plainReader) value(x ast.Expr) *Node {
	var n *Node
	switch x := x.(type) {
	case *ast.ParenExpr:
		return r.value(x.X)
	case *ast.Alias:
		r.plain = false
		return r.value(x.Expr)
	case *ast.BasicLit:
		n = literalNode(x)
	case *ast.StructLit:
		n = &Node{kind: structNode}
		if r.deep(x) {
			break
		}
		r.declarations(n, x.Elts)
	case *ast.ListLit:
		n = r.list(x)
	case *ast.UnaryExpr:
		n = signed(x)
	case *ast.BinaryExpr:
		n = r.outline(x)
	default:
		n = &Node{}
	}
	n.at = r.place(x)
	if n.kind == brokenNode {
		r.plain = false
	}
	return n
}

func (r *plainReader) list(x *ast.ListLit) *Node {
	n := &Node{kind: listNode}
	if r.deep(x) {
		return n
	}
	n.members = make([]member, 0, len(x.Elts))
	for i, elt := range x.Elts {
		switch elt.(type) {
		case *ast.Ellipsis, *ast.Comprehension:
			r.plain = false
			return n
		}
		r.path.pushItem(i)
		n.members = append(n.members, member{node: r.value(elt)})
		r.path.pop()
	}
	return n
}

// signed reads -1 and +1.
func signed(x *ast.UnaryExpr) *Node {
	lit, ok := x.X.(*ast.BasicLit)
	if !ok || lit.Kind != token.INT && lit.Kind != token.FLOAT || x.Op != token.SUB && x.Op != token.ADD {
		return &Node{}
	}
	n := literalNode(lit)
	if x.Op == token.SUB && n.scalar() {
		n = n.negative()
	}
	return n
}

// outline collects the places in the structs of a & b.
func (r *plainReader) outline(x *ast.BinaryExpr) *Node {
	r.plain = false
	n := &Node{}
	if x.Op == token.AND {
		r.embedded(n, x)
	}
	return n
}

// embedded adds the fields that an expression contributes as a struct literal, for their places.
func (r *plainReader) embedded(into *Node, x ast.Expr) {
	switch x := x.(type) {
	case *ast.BinaryExpr:
		if x.Op == token.AND {
			r.embedded(into, x.X)
			r.embedded(into, x.Y)
		}
	case *ast.ParenExpr:
		r.embedded(into, x.X)
	case *ast.StructLit:
		into.kind = structNode
		r.declarations(into, x.Elts)
	}
}

// merge adds a value to the one that its field has already. Equal values may be given twice.
func (r *plainReader) merge(first, second *Node) {
	switch {
	case first.kind == structNode && second.kind == structNode:
		for _, m := range second.members {
			r.mergeMember(first, m)
		}
	case first.kind == listNode && second.kind == listNode && len(first.members) == len(second.members):
		for i := range first.members {
			r.path.pushItem(i)
			r.merge(first.members[i].node, second.members[i].node)
			r.path.pop()
		}
	case first.kind == brokenNode: // only CUE knows; the places are what the outline is for
		at := first.at
		*first = *second
		first.at = at
	case second.kind != brokenNode && !(first.leaf() && first.equal(second)):
		path := r.path.String()
		r.conflicts = append(r.conflicts, conflict(path, first.at.span(), second.at.span()))
		r.aside = append(r.aside, aside{path, second.at})
	}
}

func (r *plainReader) mergeMember(into *Node, m member) {
	r.path.push(m.name)
	defer r.path.pop()
	if earlier := into.member(m.name); earlier != nil {
		r.merge(earlier.node, m.node)
		return
	}
	into.add(m)
}

// conflict is the problem of a field with two values.
func conflict(path string, first, second Span) Problem {
	return Problem{
		Code: "DG107", Severity: severityOf("DG107"), Path: path, Span: second,
		Message: fmt.Sprintf("%s is set twice, to different values", lastStep(path)),
		Related: []Related{{Span: first, Path: path, Message: "the other value"}},
		Help:    []string{"keep one of them"},
	}
}

func (r *plainReader) place(n ast.Node) place {
	if from := n.Pos(); from.HasAbsPos() {
		return r.in.place(from.Offset(), n.End().Offset())
	}
	return place{}
}

// deep reports, once, that the spec is nested too deeply.
func (r *plainReader) deep(n ast.Node) bool {
	if len(r.path) < maxDepth {
		return false
	}
	if len(r.limits) == 0 {
		r.limit(n, fmt.Sprintf("this is nested more than %d levels deep", maxDepth))
	}
	return true
}

func (r *plainReader) tooMany(f *ast.Field) {
	if len(r.limits) == 0 {
		r.limit(f.Label, fmt.Sprintf("there are more than %d names in one group", maxFields))
	}
}

func (r *plainReader) limit(n ast.Node, message string) {
	r.limits = append(r.limits, Problem{
		Code: "DG012", Severity: severityOf("DG012"), Span: r.place(n).span(), Message: message,
		Help: []string{"a spec describes one project: divide it"},
	})
}
