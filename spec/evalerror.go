package spec

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/token"

	"devgen.dev/devgen/schema"
)

// cueError is an error of CUE, as far as it helps to find the mistake: what kind it is, and where.
type cueError struct {
	format string
	args   []any
	path   string
	places []place // in the user's files, the most telling first
	around place   // of the field, where that is known
}

func (c cueError) arg(i int) string {
	if i < len(c.args) {
		return fmt.Sprint(c.args[i])
	}
	return ""
}

// restatements say CUE's errors in devgen's words, by how CUE's text begins. CUE's own text is written for people who
// know its evaluator, and quotes values, which may be secrets: no message contains it.
//
// The order matters where one text begins as another.
var restatements = []struct {
	begins  string
	restate func(*evaluation, cueError) *Problem
}{
	{"conflicting values", (*evaluation).conflicting},
	{"field not allowed", (*evaluation).notAllowed},
	{"incomplete value", (*evaluation).incomplete},
	{"non-concrete value", (*evaluation).indefinite},
	{"undefined field", (*evaluation).undefined},
	{"unresolved", (*evaluation).indefinite},
	{"ambiguous default", (*evaluation).indefinite},
	{"incomplete argument", (*evaluation).indefinite},
	{"cannot call non-concrete", (*evaluation).indefinite},
	{"empty disjunction", (*evaluation).noChoice},
	{"%d errors in empty disjunction", (*evaluation).noChoice},
	{"%d matched", (*evaluation).noChoice},
	{"incompatible list lengths", (*evaluation).conflicting},
	{"structural cycle", (*evaluation).cycle},
	{"cycle", (*evaluation).cycle},
	{"invalid operands", (*evaluation).operands},
	{"invalid interpolation", (*evaluation).interpolation},
	{"failed arithmetic", (*evaluation).arithmetic},
	{"index out of range", (*evaluation).outOfList},
	{"index", (*evaluation).noItem},
	{"invalid index", (*evaluation).noItem},
	{"invalid regexp", (*evaluation).badRegexp},
	{"error parsing Regexp", (*evaluation).badRegexp},
	{"adding field", (*evaluation).readAndWritten},
	{"cyclic reference", (*evaluation).readAndWritten},
	{"Addition of lists", (*evaluation).listArithmetic},
	{"Multiplication of lists", (*evaluation).listArithmetic},
	{"unreferenced alias", (*evaluation).unused},
	{"%s redeclared", (*evaluation).importedAndSet},
	{"invalid value", (*evaluation).outOfBound},
	{"cannot use", (*evaluation).wrongOperand},
	{"cannot range over", (*evaluation).wrongLoop},
	{"invalid operand", (*evaluation).wrongOperand},
	{"error in call to", (*evaluation).failedCall},
	{"not enough arguments", (*evaluation).argumentCount},
	{"too many arguments", (*evaluation).argumentCount},
	{"cannot call non-function", (*evaluation).noFunction},
	{"field is required", (*evaluation).required},
	{"explicit error", (*evaluation).explicit},
	{"%s", (*evaluation).ownError},
}

func (e *evaluation) restate(err errors.Error, around place) *Problem {
	format, args := err.Msg()
	c := cueError{format: format, args: args, path: e.path(err.Path()), places: e.places(err), around: around}
	if n := e.root.At(c.path); !around.known() && n != nil {
		c.around = n.at
	}
	e.markPartial(c.path)
	restate := (*evaluation).failed
	for _, r := range restatements {
		if strings.HasPrefix(format, r.begins) {
			restate = r.restate
			break
		}
	}
	for _, at := range c.places {
		e.aside = append(e.aside, aside{c.path, at})
	}
	if e.follows(c) {
		return nil
	}
	p := restate(e, c)
	if p == nil || e.saidBefore(*p) {
		return nil
	}
	return p
}

// follows reports whether an error is about an expression that holds a reference to nothing.
func (e *evaluation) follows(c cueError) bool {
	return slices.ContainsFunc(e.unknown, func(ref place) bool {
		return slices.ContainsFunc(c.places, func(at place) bool { return at.in == ref.in && at.from <= ref.from && ref.from < at.to })
	})
}

// path writes CUE's path of an error as devgen does.
func (e *evaluation) path(steps []string) string {
	path, at := "", e.root
	for _, s := range steps {
		i, err := strconv.Atoi(s)
		name, quoted := strconv.Unquote(s)
		switch {
		case err == nil && (at == nil || at.kind == listNode):
			path, at = item(path, i), itemOf(at, i)
		case quoted == nil:
			path, at = child(path, name), at.Get(name)
		case s[0] == '_' || s[0] == '#': // of the spec's own, written as it is
			path, at = strings.TrimPrefix(path+"."+s, "."), nil
		default:
			path, at = child(path, s), at.Get(s)
		}
	}
	return path
}

// places returns the user's places that CUE names.
func (e *evaluation) places(err errors.Error) []place {
	var places []place
	for _, pos := range append([]token.Pos{err.Position()}, err.InputPositions()...) {
		at := e.at(pos)
		if !at.known() {
			continue
		}
		if x := e.exprAt(at); x != nil {
			at = e.placeOf(x)
		}
		if !slices.Contains(places, at) {
			places = append(places, at)
		}
	}
	return places
}

// markPartial keeps the checker from missing fields in a struct that CUE could not complete.
func (e *evaluation) markPartial(path string) {
	if n := e.root.At(path); n != nil {
		n.partial = true
	}
}

// saidBefore reports whether a problem repeats another: a template that is used ten times fails ten times.
func (e *evaluation) saidBefore(p Problem) bool {
	return slices.ContainsFunc(e.problems, func(q Problem) bool {
		if p.Path == q.Path && p.Path != "" && twoValues(p.Code) && twoValues(q.Code) {
			return true
		}
		return p.Span == q.Span && (p.Message == q.Message || p.Path == q.Path)
	})
}

// twoValues reports whether a code is for values that do not go together: CUE says so of each pair.
func twoValues(code string) bool { return code == "DG103" || code == "DG107" }

func (e *evaluation) problem(code string, c cueError, message string, help ...string) *Problem {
	return &Problem{Code: code, Severity: severityOf(code), Path: c.path, Span: e.span(c), Message: message, Help: help}
}

// at is where CUE says that an error is, or else where its field is written.
func (c cueError) at() place {
	if len(c.places) > 0 {
		return c.places[0]
	}
	return c.around
}

func (e *evaluation) span(c cueError) Span {
	if at := c.at(); at.known() {
		return at.span()
	}
	if at := e.declared(c.path); at.known() {
		return at.span()
	}
	d := &Document{Root: e.root, texts: []*sourceText{e.files[0].in}}
	return d.LocateValue(c.path)
}

// declared returns the place of the name that begins a path of the spec's own: a template, a definition.
func (e *evaluation) declared(path string) place {
	first, _, _, _ := nextStep(path)
	for _, f := range e.files {
		for _, d := range f.syntax.Decls {
			if field, ok := d.(*ast.Field); ok && isIdent(field.Label, first) && !plainName(first) {
				return f.place(field.Label)
			}
		}
	}
	return place{}
}

// conflicting restates two values for one field, or a value that does not fit a rule that the spec itself sets.
func (e *evaluation) conflicting(c cueError) *Problem {
	if len(c.places) < 2 {
		return e.problem("DG107", c, fmt.Sprintf("%s has two values that contradict each other", lastStep(c.path)), "keep one of them")
	}
	first, second := c.places[0], c.places[1]
	if e.before(second, first) {
		first, second = second, first
	}
	value, rule := first, second
	if e.literalAt(second) && !e.literalAt(first) {
		value, rule = second, first
	}
	if e.literalAt(rule) {
		p := conflict(c.path, first.span(), second.span())
		return &p
	}
	p := &Problem{Code: "DG103", Severity: severityOf("DG103"), Path: c.path, Span: value.span()}
	p.Message = fmt.Sprintf("%s does not fit what the spec itself says about it", lastStep(c.path))
	p.Related = []Related{{Span: rule.span(), Message: "the rule"}}
	p.Help = []string{"change the value or the rule"}
	return p
}

// before orders places as the files are read.
func (e *evaluation) before(a, b place) bool {
	if a.in == b.in {
		return a.from < b.from
	}
	for _, f := range e.files {
		if f.in == a.in || f.in == b.in {
			return f.in == a.in
		}
	}
	return false
}

// literalAt reports whether plain data stands at a place.
func (e *evaluation) literalAt(at place) bool {
	switch x := e.exprAt(at).(type) {
	case *ast.BasicLit, *ast.StructLit, *ast.ListLit, *ast.Interpolation:
		return true
	case *ast.UnaryExpr:
		return x.Op == token.SUB
	}
	return false
}

func (e *evaluation) notAllowed(c cueError) *Problem {
	p := e.problem("DG101", c, fmt.Sprintf("%s is not allowed here: the spec combines this group with one that is closed", lastStep(c.path)),
		"name templates of your own with an underscore:  _name  in place of  #Name")
	p.Notes = append(p.Notes, "a definition, #Name, and close() allow no further fields")
	return p
}

// incomplete restates a field whose value is a type, a choice, or leads back to itself.
func (e *evaluation) incomplete(c cueError) *Problem {
	if c.arg(0) == "_" && !isIdent(e.exprAt(c.at()), "_") {
		if len(e.unknown) == 0 { // else it follows from a reference to nothing
			e.circle = append(e.circle, c)
		}
		return nil
	}
	return e.problem("DG109", c, fmt.Sprintf("%s has no definite value", lastStep(c.path)),
		"write a value: which types and choices there are is for devgen's schema to say")
}

func (e *evaluation) indefinite(c cueError) *Problem {
	if len(e.unknown) > 0 {
		return nil
	}
	return e.problem("DG109", c, "this has no definite value, so nothing can be worked out from it", "give it a value")
}

func (e *evaluation) cycle(c cueError) *Problem {
	return e.problem("DG109", c, fmt.Sprintf("%s leads back to itself and never gets a value", lastStep(c.path)), "give one of the fields a value")
}

// circles reports the fields that lead back to themselves, and what refers to them, as one problem.
func (e *evaluation) circles() {
	var fields []*Problem
	for _, c := range e.circle {
		fields = append(fields, e.cycle(c))
	}
	slices.SortStableFunc(fields, func(a, b *Problem) int { return compareProblems(*a, *b) })
	if len(fields) == 0 {
		return
	}
	first, last := fields[0], fields[0].Path
	for _, p := range fields[1:] {
		if p.Path != last {
			first.Related = append(first.Related, Related{Span: p.Span, Path: p.Path, Message: "part of the same circle"})
		}
		last = p.Path
	}
	e.problems = append(e.problems, *first)
}

// undefined restates a reference to a field that the spec does not have.
func (e *evaluation) undefined(c cueError) *Problem {
	name := strings.Trim(c.arg(0), `"`)
	p := e.problem("DG108", c, fmt.Sprintf("there is no field %q here", name))
	of, ok := e.subject(c)
	if !ok {
		return p
	}
	full := child(strings.Join(of, "."), name)
	if f := SchemaModel().at(full); f != nil {
		p.Message = fmt.Sprintf("%s is not set in the spec, so nothing can refer to it", full)
		p.Help = append(p.Help, defaultHelp(f))
		return p
	}
	if near := nearest(name, e.namesIn(of)); near != "" {
		p.Help = append(p.Help, fmt.Sprintf("did you mean %q?", near))
	}
	return p
}

func defaultHelp(f *Field) string {
	if f.Default != nil {
		return fmt.Sprintf("defaults are filled in later: set it, or write its default, %s, here", f.DefaultText())
	}
	return "set it, or write the value here"
}

// subject returns the names of x in the expression x.name, or x["name"], that an error points at.
func (e *evaluation) subject(c cueError) ([]string, bool) {
	if len(c.places) == 0 {
		return nil, false
	}
	var subject ast.Expr
	ast.Walk(e.fileOf(c.places[0]).syntax, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.SelectorExpr:
			if x.Sel.Pos().Offset() == int(c.places[0].from) {
				subject = x.X
			}
		case *ast.IndexExpr:
			if x.Index.Pos().Offset() == int(c.places[0].from) {
				subject = x.X
			}
		}
		return subject == nil
	}, nil)
	return selectors(subject)
}

// selectors returns the names in an expression of nothing else: services.api.
func selectors(x ast.Expr) ([]string, bool) {
	switch x := x.(type) {
	case *ast.Ident:
		return []string{x.Name}, true
	case *ast.SelectorExpr:
		of, ok := selectors(x.X)
		name, _, err := ast.LabelName(x.Sel)
		return append(of, name), ok && err == nil
	}
	return nil, false
}

// namesIn lists the fields of a group, as the files write them and as CUE worked them out.
func (e *evaluation) namesIn(of []string) []string {
	if len(of) == 1 && e.files[0].importPath(of[0]) == schema.Path {
		return schemaNames()
	}
	names := e.root.At(strings.Join(of, ".")).names()
	for _, f := range e.files {
		decls := f.syntax.Decls
		for _, name := range of {
			decls = declarationsOf(decls, name)
		}
		names = append(names, labels(decls)...)
	}
	return names
}

func schemaNames() []string {
	var names []string
	for _, t := range SchemaModel().Types {
		names = append(names, "#"+t.Name)
	}
	return names
}

// declarationsOf returns what stands in the structs that declarations give a name.
func declarationsOf(decls []ast.Decl, name string) []ast.Decl {
	var inside []ast.Decl
	for _, d := range decls {
		f, ok := d.(*ast.Field)
		if !ok {
			continue
		}
		label, _, _ := ast.LabelName(f.Label)
		if s, ok := f.Value.(*ast.StructLit); ok && label == name {
			inside = append(inside, s.Elts...)
		}
	}
	return inside
}

func (n *Node) names() []string {
	if n == nil {
		return nil
	}
	var names []string
	for _, m := range n.members {
		names = append(names, m.name)
	}
	return names
}

// at returns the field of the schema that a path leads to, or nil.
func (m *Model) at(path string) *Field {
	s, last := m.Root, (*Field)(nil)
	for _, step := range pathSteps(path) {
		if s.Form == Struct {
			if last = s.fields[step.name]; last == nil {
				return nil
			}
			s = last.Shape
			continue
		}
		if last, s = nil, s.Elem; s == nil {
			return nil
		}
	}
	return last
}

// kindWords are CUE's kinds in the words of messages.
var kindWords = map[string]string{
	"int": "a whole number", "float": "a number", "number": "a number", "string": "a text", "bool": "true or false",
	"struct": "a group of fields", "list": "a list", "null": "nothing", "bytes": "bytes",
}

func kindWord(kind string) string { return orElse(kindWords[kind], "a value of another kind") }

func (e *evaluation) operands(c cueError) *Problem {
	return e.problem("DG100", c, fmt.Sprintf("%s cannot join %s and %s", c.arg(2), kindWord(c.arg(3)), kindWord(c.arg(4))),
		`to put values into a text, write "\(name)"`)
}

func (e *evaluation) interpolation(c cueError) *Problem {
	if len(c.places) > 1 && slices.ContainsFunc(e.problems, func(p Problem) bool { return p.Span == c.places[1].span() }) {
		return nil // what is put into the text has failed: said there
	}
	return e.problem("DG100", c, `only texts, numbers, true and false can be put into a text with \( )`, "name a single value")
}

func (e *evaluation) arithmetic(c cueError) *Problem {
	message := "this calculation has no result"
	if strings.Contains(c.arg(0), "division by zero") {
		message = "this divides by zero"
	}
	return e.problem("DG100", c, message, "change the numbers")
}

func (e *evaluation) outOfList(c cueError) *Problem {
	return e.problem("DG108", c, fmt.Sprintf("there is no item [%s]: the list has %s", c.arg(0), count(c.arg(1), "item")), "the first item is [0]")
}

func count(number, what string) string {
	if number == "1" {
		return number + " " + what
	}
	return number + " " + what + "s"
}

func (e *evaluation) noItem(c cueError) *Problem {
	return e.problem("DG108", c, "there is no such item or field", "items are counted from [0]; fields are named by a text")
}

func (e *evaluation) noChoice(c cueError) *Problem {
	return e.problem("DG103", c, fmt.Sprintf("%s fits none of the choices that the spec itself gives", lastStep(c.path)), "change the value or the choices")
}

func (e *evaluation) badRegexp(c cueError) *Problem {
	return e.problem("DG100", c, "this is no regular expression", "CUE's are those of RE2")
}

func (e *evaluation) readAndWritten(c cueError) *Problem {
	return e.problem("DG109", c, "this adds a field to the group that decides whether it is added", "decide by a field outside of the group")
}

func (e *evaluation) listArithmetic(c cueError) *Problem {
	return e.problem("DG100", c, "lists cannot be added or multiplied", `import "list", and use list.Concat or list.Repeat`)
}

func (e *evaluation) unused(c cueError) *Problem {
	return e.problem("DG022", c, fmt.Sprintf("%s is never used", c.arg(0)), fmt.Sprintf("remove it; for a field, write  %s: …", c.arg(0)))
}

func (e *evaluation) importedAndSet(c cueError) *Problem {
	name := c.arg(0)
	return e.problem("DG015", c, fmt.Sprintf("%s is a field of the spec too", name), fmt.Sprintf("give the import another name:  import its_%s \"%s\"", name, name))
}

func (e *evaluation) outOfBound(c cueError) *Problem {
	p := e.problem("DG104", c, fmt.Sprintf("%s does not fit what the spec itself says about it", lastStep(c.path)), "change the value or the rule")
	if len(c.places) > 1 {
		rule := c.places[0]
		p.Span = c.places[1].span()
		p.Related = []Related{{Span: rule.span(), Message: "the rule"}}
	}
	return p
}

func (e *evaluation) wrongOperand(c cueError) *Problem {
	if strings.HasPrefix(c.format, "invalid operand ") {
		return e.problem("DG100", c, fmt.Sprintf("this has no parts: it is %s", kindWord(c.arg(1))), "name a list or a group of fields")
	}
	return e.problem("DG100", c, fmt.Sprintf("expected %s, got %s", kindWord(c.arg(2)), kindWord(c.arg(1))), "use a value of that kind")
}

func (e *evaluation) wrongLoop(c cueError) *Problem {
	return e.problem("DG100", c, fmt.Sprintf("for goes through lists and groups of fields, not through %s", kindWord(c.arg(1))), "name a list or a group of fields")
}

func (e *evaluation) failedCall(c cueError) *Problem {
	return e.problem("DG100", c, fmt.Sprintf("%s cannot work with what it is given", c.arg(0)), "look at the values between its brackets")
}

func (e *evaluation) argumentCount(c cueError) *Problem {
	return e.problem("DG100", c, fmt.Sprintf("%s takes %s, and is given %s", c.arg(0), count(c.arg(2), "value"), c.arg(1)), "give as many values as it takes")
}

func (e *evaluation) noFunction(c cueError) *Problem {
	if c.arg(0) == "_" {
		return nil
	}
	return e.problem("DG108", c, fmt.Sprintf("there is no function %s", c.arg(0)), "look it up in CUE's standard library")
}

func (e *evaluation) required(c cueError) *Problem {
	return e.problem("DG106", c, fmt.Sprintf("%s is missing: the spec itself requires it", lastStep(c.path)), "set it")
}

func (e *evaluation) explicit(c cueError) *Problem {
	return e.problem("DG100", c, "_|_ is an error by definition", "write a value in its place")
}

// ownError restates error("…"), by which a spec gives its own messages. CUE gives some of its texts in the same form.
func (e *evaluation) ownError(c cueError) *Problem {
	if len(c.places) > 0 {
		if call, ok := e.exprAt(c.places[0]).(*ast.CallExpr); ok && isIdent(call.Fun, "error") {
			return e.problem("DG100", c, shortened(c.arg(0)))
		}
	}
	return e.failed(c)
}

func isIdent(x ast.Node, name string) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == name
}

// failed is for what has no words of its own.
func (e *evaluation) failed(c cueError) *Problem {
	if len(e.unknown) > 0 {
		return nil
	}
	return e.problem("DG100", c, "this cannot be worked out", "write it in a simpler way, or as a plain value")
}
