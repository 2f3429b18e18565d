package spec

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cuelang.org/go/cue/ast"

	"devgen.dev/devgen/schema"
)

// vet checks what a CUE file says beside its values, and leaves in the syntax only what concerns them: a spec is data,
// so its package is devgen, its imports are CUE's standard library or the schema, and no attribute reaches outside.
func (f cueFile) vet() []Problem {
	problems := f.vetPackage()
	problems = append(problems, f.vetImports()...)
	problems = append(problems, f.vetAttributes()...)
	problems = append(problems, f.vetURLs()...)
	f.dropSchemaEmbeds()
	f.dropUnusedImports()
	return problems
}

func (f cueFile) vetPackage() []Problem {
	clause := packageClause(f.syntax)
	if clause == nil {
		f.syntax.Decls = append([]ast.Decl{&ast.Package{Name: ast.NewIdent(packageName)}}, f.syntax.Decls...)
		return nil
	}
	if clause.Name.Name == packageName {
		return nil
	}
	return []Problem{f.problem("DG018", clause.Name, "a spec is of package "+packageName, "write  package "+packageName)}
}

func packageClause(file *ast.File) *ast.Package {
	for _, d := range file.Decls {
		if p, ok := d.(*ast.Package); ok {
			return p
		}
	}
	return nil
}

// standardLibrary is CUE's, without tool/...: what runs programs and touches files has no place in data.
var standardLibrary = []string{
	"crypto/ed25519", "crypto/hmac", "crypto/md5", "crypto/sha1", "crypto/sha256", "crypto/sha512", "encoding/base64", "encoding/csv",
	"encoding/hex", "encoding/json", "encoding/openapi", "encoding/toml", "encoding/yaml", "html", "list", "math", "math/bits", "net",
	"path", "regexp", "strconv", "strings", "struct", "text/tabwriter", "text/template", "time", "uuid",
}

func (f cueFile) vetImports() []Problem {
	var problems []Problem
	for spec := range f.syntax.ImportSpecs() {
		path, err := strconv.Unquote(spec.Path.Value)
		base, _, _ := strings.Cut(path, "@")
		base, _, _ = strings.Cut(base, ":")
		switch {
		case err == nil && base == schema.Path, slices.Contains(standardLibrary, base):
			if !f.uses(spec) {
				problems = append(problems, f.problem("DG015", spec.Path, fmt.Sprintf("%q is imported and not used", base), "remove the import"))
			}
		case strings.HasPrefix(base, "tool/"):
			problems = append(problems, f.problem("DG015", spec.Path, fmt.Sprintf("%q cannot be imported: a spec is data and runs nothing", base), "remove the import"))
		default:
			problems = append(problems, f.unknownImport(spec, base))
		}
	}
	return problems
}

func (f cueFile) unknownImport(spec *ast.ImportSpec, path string) Problem {
	p := f.problem("DG015", spec.Path, fmt.Sprintf("there is no package %q", path))
	if near := nearest(path, append([]string{schema.Path}, standardLibrary...)); near != "" {
		p.Help = append(p.Help, fmt.Sprintf("did you mean %q?", near))
	}
	p.Notes = append(p.Notes, "a spec can import CUE's standard library; it needs no import for devgen's own schema")
	return p
}

// importName is the name by which a file refers to an import.
func importName(spec *ast.ImportSpec, path string) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	return path[strings.LastIndexByte(path, '/')+1:]
}

// uses reports whether something in the file refers to an import. The parser has linked the two.
func (f cueFile) uses(spec *ast.ImportSpec) bool {
	used := false
	ast.Walk(f.syntax, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		used = used || ok && id.Node == spec
		return !used
	}, nil)
	return used
}

// outsideAttributes are those by which CUE reads files, the command line or the environment, or leaves a file out.
var outsideAttributes = []string{"embed", "extern", "tag", "if", "ignore"}

func (f cueFile) vetAttributes() []Problem {
	if bytes.IndexByte(f.in.body, '@') < 0 {
		return nil
	}
	var problems []Problem
	ast.Walk(f.syntax, func(n ast.Node) bool {
		if a, ok := n.(*ast.Attribute); ok {
			if key, _ := a.Split(); slices.Contains(outsideAttributes, key) {
				problems = append(problems, f.problem("DG016", a, fmt.Sprintf("@%s cannot be used: a spec stands in its own files alone", key), "write the value itself"))
			}
		}
		return true
	}, nil)
	return problems
}

// vetURLs finds URLs without quotes. They are well-formed CUE: a name and a comment.
func (f cueFile) vetURLs() []Problem {
	var found []place
	for at := 0; ; {
		i := bytes.Index(f.in.body[at:], []byte("://"))
		if i < 0 {
			break
		}
		at += i + 3
		if url := f.unquotedURL(at - 3); url.known() {
			found = append(found, url)
		}
	}
	if found == nil {
		return nil
	}
	names := map[int]bool{} // where tokens begin: not in texts and comments
	for _, t := range cueTokens(f.in) {
		names[t.from] = true
	}
	var problems []Problem
	for _, url := range found {
		if names[int(url.from)] {
			problems = append(problems, Problem{Code: "DG004", Severity: severityOf("DG004"), Span: url.span(),
				Message: "a text must be quoted", Help: []string{"put the URL in double quotes"}})
		}
	}
	return problems
}

// unquotedURL returns the URL whose :// is at an offset, if what stands before it is the colon of a name.
func (f cueFile) unquotedURL(offset int) place {
	scheme := bytes.TrimRight(f.in.body[:offset], "abcdefghijklmnopqrstuvwxyz0123456789+.-")
	if before := bytes.TrimRight(scheme, " \t"); len(scheme) == offset || !bytes.HasSuffix(before, []byte{':'}) {
		return place{}
	}
	rest := f.in.body[offset:f.in.lineEnd(offset)]
	if end := bytes.IndexAny(rest, " \t\""); end >= 0 {
		rest = rest[:end]
	}
	return f.in.place(len(scheme), offset+len(rest))
}

// dropSchemaEmbeds removes  schema.#Spec  at the top of a file. It says what devgen does in any case, and CUE would take
// it as leave to add any field (cue-lang/cue#1576).
func (f cueFile) dropSchemaEmbeds() {
	f.syntax.Decls = slices.DeleteFunc(f.syntax.Decls, func(d ast.Decl) bool {
		embed, ok := d.(*ast.EmbedDecl)
		if !ok {
			return false
		}
		sel, ok := embed.Expr.(*ast.SelectorExpr)
		if !ok {
			return false
		}
		of, ok := sel.X.(*ast.Ident)
		name, _, _ := ast.LabelName(sel.Sel)
		return ok && name == "#Spec" && f.importPath(of.Name) == schema.Path
	})
}

// dropUnusedImports removes the import that only  schema.#Spec  needed: CUE refuses one that nothing uses.
func (f cueFile) dropUnusedImports() {
	for d := range f.syntax.ImportDecls() {
		d.Specs = slices.DeleteFunc(d.Specs, func(spec *ast.ImportSpec) bool { return !f.uses(spec) })
	}
}

// importPath returns the path that a name of the file imports, or "".
func (f cueFile) importPath(name string) string {
	for spec := range f.syntax.ImportSpecs() {
		path, _ := strconv.Unquote(spec.Path.Value)
		base, _, _ := strings.Cut(path, "@")
		if importName(spec, base) == name {
			return base
		}
	}
	return ""
}

func (f cueFile) problem(code string, n ast.Node, message string, help ...string) Problem {
	return Problem{Code: code, Severity: severityOf(code), Span: f.place(n).span(), Message: message, Help: help}
}

func (f cueFile) place(n ast.Node) place {
	if from := n.Pos(); from.HasAbsPos() {
		return f.in.place(from.Offset(), n.End().Offset())
	}
	return place{}
}
