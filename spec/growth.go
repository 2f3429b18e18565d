package spec

import (
	"fmt"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/token"
)

// longestText is the length of the longest text that an expression may make. As a spec's file may not be longer, no
// text of an honest spec is.
const longestText = maxFileSize

// growth estimates how long texts get that are made of texts: ten references to ten references to … fill any memory
// within a few lines, in single steps so large that looking at the memory from time to time comes too late.
//
// The estimate goes by names, whatever their scope: of several fields of one name the longest counts, and a circle counts
// as nothing.
type growth struct {
	values map[string][]ast.Expr
	sizes  map[string]int // -1 while it is worked out
}

// tooLong reports the first field whose text would be longer than a text may be.
func (e *evaluation) tooLong() *Problem {
	g := growth{values: map[string][]ast.Expr{}, sizes: map[string]int{}}
	for _, f := range e.files {
		ast.Walk(f.syntax, func(n ast.Node) bool { g.define(n); return true }, nil)
	}
	for _, f := range e.files {
		var found *Problem
		ast.Walk(f.syntax, func(n ast.Node) bool {
			if i, ok := n.(*ast.Interpolation); ok && found == nil && g.size(i) > longestText {
				p := f.problem("DG017", i, fmt.Sprintf("the text becomes longer than %d MiB", longestText>>20), "write the text itself, or refer to less")
				found = &p
			}
			return found == nil
		}, nil)
		if found != nil {
			return found
		}
	}
	return nil
}

func (g *growth) define(n ast.Node) {
	switch n := n.(type) {
	case *ast.Field:
		if name, _, err := ast.LabelName(n.Label); err == nil {
			g.values[name] = append(g.values[name], n.Value)
		}
	case *ast.LetClause:
		g.values[n.Ident.Name] = append(g.values[n.Ident.Name], n.Expr)
	}
}

// size estimates how long the text of an expression becomes.
func (g *growth) size(x ast.Expr) int {
	switch x := x.(type) {
	case *ast.BasicLit:
		return len(x.Value)
	case *ast.Ident:
		return g.sizeOf(x.Name)
	case *ast.SelectorExpr:
		if name, _, err := ast.LabelName(x.Sel); err == nil {
			return g.sizeOf(name)
		}
	case *ast.ParenExpr:
		return g.size(x.X)
	case *ast.UnaryExpr:
		return g.size(x.X)
	case *ast.Interpolation:
		return g.sum(x.Elts)
	case *ast.CallExpr:
		return g.sum(x.Args)
	case *ast.ListLit:
		return g.sum(x.Elts)
	case *ast.BinaryExpr:
		if x.Op == token.ADD {
			return bounded(g.size(x.X) + g.size(x.Y))
		}
		return max(g.size(x.X), g.size(x.Y))
	}
	return 0
}

func (g *growth) sum(list []ast.Expr) int {
	total := 0
	for _, x := range list {
		total = bounded(total + g.size(x))
	}
	return total
}

func (g *growth) sizeOf(name string) int {
	if size, ok := g.sizes[name]; ok {
		return max(0, size)
	}
	g.sizes[name] = -1
	longest := 0
	for _, x := range g.values[name] {
		longest = max(longest, g.size(x))
	}
	g.sizes[name] = longest
	return longest
}

// bounded keeps a size from overflowing: beyond the limit it does not matter how far.
func bounded(size int) int { return min(size, 2*longestText) }
