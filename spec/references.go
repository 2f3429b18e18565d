package spec

import (
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/token"
)

// references reports the names that refer to nothing. CUE would stop at the first and work out nothing else, so each is
// then replaced by "any value", and what follows from it is left out later.
func (e *evaluation) references() {
	top := e.topLevel()
	for _, f := range e.files {
		clause := packageClause(f.syntax)
		for _, id := range f.syntax.Unresolved {
			if id == clause.Name || predeclared[strings.TrimPrefix(id.Name, "__")] || slices.Contains(top, id.Name) || f.importPath(id.Name) != "" {
				continue
			}
			e.problems = append(e.problems, f.unknownReference(id, top))
			e.unknown = append(e.unknown, f.place(id))
			id.Name = "_"
		}
	}
}

// predeclared are the names that CUE gives a meaning everywhere (cuelang.org/docs/reference/spec, "Predeclared
// identifiers").
var predeclared = func() map[string]bool {
	names := map[string]bool{"_": true}
	for name := range strings.FieldsSeq(`string bytes bool int float number error len close matchIf matchN and or div mod quo rem
		rune int8 int16 int32 int64 int128 uint uint8 uint16 uint32 uint64 uint128 float32 float64`) {
		names[name] = true
	}
	return names
}()

// topLevel lists the names at the top of the files: they can be referred to from everywhere.
func (e *evaluation) topLevel() []string {
	var names []string
	for _, f := range e.files {
		names = append(names, labels(f.syntax.Decls)...)
	}
	return names
}

// labels lists the names that declarations bring into scope. A quoted name brings none.
func labels(decls []ast.Decl) []string {
	var names []string
	for _, d := range decls {
		switch d := d.(type) {
		case *ast.Field:
			if id, ok := d.Label.(*ast.Ident); ok {
				names = append(names, id.Name)
			}
		case *ast.LetClause:
			names = append(names, d.Ident.Name)
		}
	}
	return names
}

func (f cueFile) unknownReference(id *ast.Ident, top []string) Problem {
	path, scope := f.scopeOf(id)
	p := f.problem("DG108", id, fmt.Sprintf("nothing here is named %q", id.Name))
	p.Path = path
	if word := wordOf[strings.ToLower(id.Name)]; word != "" {
		p.Help = append(p.Help, "write "+word)
		return p
	}
	if near := nearest(id.Name, append(scope, top...)); near != "" {
		p.Help = append(p.Help, fmt.Sprintf("did you mean %s?", near))
	}
	switch {
	case f.afterDash(id):
		p.Help = append(p.Help, fmt.Sprintf("a list stands in brackets: [%q]", id.Name))
	case plainName(id.Name):
		p.Help = append(p.Help, fmt.Sprintf("for the text, write %q", id.Name))
	case len(p.Help) == 0:
		p.Help = append(p.Help, "define it, or remove it")
	}
	return p
}

// afterDash reports whether a name follows a dash, as the items of a list do in YAML.
func (f cueFile) afterDash(id *ast.Ident) bool {
	found := false
	ast.Walk(f.syntax, func(n ast.Node) bool {
		x, ok := n.(*ast.UnaryExpr)
		found = found || ok && x.Op == token.SUB && x.X == id
		return !found
	}, nil)
	return found
}

// wordOf maps the words of other languages to CUE's.
var wordOf = map[string]string{
	"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false",
	"nil": "null", "none": "null", "undefined": "null",
}

// scopeOf returns the path of the field that an expression is in, and the names that it can refer to.
func (f cueFile) scopeOf(id ast.Node) (string, []string) {
	var path pathStack
	var scope, found []string
	var at string
	ast.Walk(f.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			name, _ := fieldName(n)
			path.push(name)
		case *ast.StructLit:
			scope = append(scope, labels(n.Elts)...)
		}
		if n == id {
			at, found = path.named().String(), slices.Clone(scope)
		}
		return true
	}, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.Field:
			path.pop()
		case *ast.StructLit:
			scope = scope[:len(scope)-len(labels(n.Elts))]
		}
	})
	return at, found
}

// named returns the path up to the first step that has no name of its own: a pattern, a template.
func (p pathStack) named() pathStack {
	if i := slices.IndexFunc(p, func(s pathStep) bool { return s.name == "" }); i >= 0 {
		return p[:i]
	}
	return p
}
