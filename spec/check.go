package spec

import (
	"fmt"
	"slices"
	"strings"
)

// check compares a document with the schema, reports everything that does not fit, and fills the schema's defaults in.
//
// The walk goes on after every mistake, and says nothing that merely follows from another: what stands under an
// unknown name is not looked at, nor is a field missed whose misspelt name is there.
func check(d *Document, m *Model) []Problem {
	c := &checker{doc: d, model: m, seen: map[seenProblem]bool{}}
	c.trail = append(c.trail, trailStep{node: d.Root})
	c.value(d.Root, m.Root)
	return c.problems
}

type checker struct {
	doc      *Document
	model    *Model
	trail    []trailStep // from the root to the value being checked
	problems []Problem
	seen     map[seenProblem]bool
	places   map[string][]string // of the schema's fields, once a message asks for them
}

// trailStep is one value on the way to the current one: the first is the root.
type trailStep struct {
	pathStep
	node *Node
	at   place // of its name
}

// seenProblem tells repeated problems apart: a template that is used ten times has its mistake once.
type seenProblem struct {
	span    Span
	message string
}

func (c *checker) value(n *Node, s *Shape) {
	switch {
	case n.kind == brokenNode: // reported already
	case s.Form == Struct && n.kind == structNode:
		c.fields(n, s)
	case s.Form == Map && n.kind == structNode:
		c.entries(n, s)
	case s.Form == Open && n.kind == structNode:
	case s.Form == Sequence && n.kind == listNode:
		c.items(n, s)
	case s.Form == Single && s.Types.admit(n.kind):
		c.single(n, s)
	default:
		c.wrongType(n, s)
	}
}

// admit reports whether a value of a kind has one of the types.
func (t Types) admit(kind nodeKind) bool {
	switch kind {
	case textNode:
		return t&Text != 0
	case wholeNode:
		return t&Whole != 0
	case numberNode:
		return t&Real != 0
	case boolNode:
		return t&Switch != 0
	case nullNode:
		return t&Nothing != 0
	}
	return false
}

// enter makes a member the current value; leave undoes that.
func (c *checker) enter(m *member, i int) {
	c.trail = append(c.trail, trailStep{pathStep: pathStep{m.name, i}, node: m.node, at: m.at})
}

func (c *checker) leave() { c.trail = c.trail[:len(c.trail)-1] }

func (c *checker) fields(n *Node, s *Shape) {
	var misspelt []string // fields that an unknown name stands for
	for i := range n.members {
		m := &n.members[i]
		f := s.fields[m.name]
		c.enter(m, -1)
		if f != nil {
			c.value(m.node, f.Shape)
		} else {
			misspelt = append(misspelt, c.unknownField(s, n))
		}
		c.leave()
	}
	for _, f := range s.must {
		if n.member(f.Name) == nil {
			c.absent(n, f, slices.Contains(misspelt, f.Name))
		}
	}
}

// absent fills a default in, or reports that a required field is missing.
func (c *checker) absent(n *Node, f *Field, misspelt bool) {
	switch {
	case f.Default != nil:
		n.add(member{name: f.Name, node: f.Default})
	case !misspelt && !n.partial:
		c.missing(f)
	}
}

func (c *checker) entries(n *Node, s *Shape) {
	for i := range n.members {
		m := &n.members[i]
		c.enter(m, -1)
		if !s.Key.matches(m.name) {
			c.wrongName(s.Key)
		}
		c.value(m.node, s.Elem)
		c.leave()
	}
}

func (c *checker) items(n *Node, s *Shape) {
	for i := range n.members {
		c.enter(&n.members[i], i)
		c.value(n.members[i].node, s.Elem)
		c.leave()
	}
}

func (c *checker) single(n *Node, s *Shape) {
	switch {
	case n.kind == textNode && s.Enum != nil:
		if !slices.Contains(s.Enum, n.text) {
			c.wrongChoice(n, s)
		}
	case n.kind == textNode:
		if !s.matches(n.text) {
			c.wrongForm(n, s)
		}
	case !s.inRange(n):
		c.outOfRange(n, s)
	}
}

// matches reports whether a text fits the shape's pattern.
func (s *Shape) matches(text string) bool { return s.regexp == nil || s.regexp().MatchString(text) }

func (s *Shape) inRange(n *Node) bool {
	if n.kind == boolNode || n.kind == nullNode {
		return true
	}
	return s.Min.below(n.text, 1) && s.Max.below(n.text, -1)
}

// below reports whether a number is on the allowed side of a bound: 1 for above it, -1 for below.
func (b *Bound) below(number string, side int) bool {
	if b == nil {
		return true
	}
	order := compareNumbers(number, b.Value) * side
	return order > 0 || order == 0 && !b.Exclusive
}

func (c *checker) top() trailStep { return c.trail[len(c.trail)-1] }

func (c *checker) path() string {
	var p pathStack
	for _, t := range c.trail[1:] {
		p = append(p, t.pathStep)
	}
	return p.String()
}

// secret reports whether the current value must not be shown.
func (c *checker) secret() bool {
	if c.doc.isCredential(c.top().node) {
		return true
	}
	for i := 1; i < len(c.trail); i++ {
		owner, t := c.trail[i-1].node, c.trail[i]
		if owner.kind == structNode && secretIn(owner, &member{name: t.name, node: t.node}) {
			return true
		}
	}
	return false
}

// report adds a problem of the current value, at its value or at its name.
func (c *checker) report(code string, at place, message string, help ...string) *Problem {
	p := Problem{Code: code, Severity: severityOf(code), Path: c.path(), Span: c.span(at), Message: message}
	for _, h := range help {
		if h != "" {
			p.Help = append(p.Help, h)
		}
	}
	key := seenProblem{p.Span, p.Message}
	if c.seen[key] {
		return &Problem{}
	}
	c.seen[key] = true
	c.problems = append(c.problems, p)
	return &c.problems[len(c.problems)-1]
}

// span names a place, or the nearest around it: a value that an expression made has none of its own.
func (c *checker) span(at place) Span {
	if at.known() {
		return at.span()
	}
	for i := len(c.trail) - 1; i > 0; i-- {
		switch t := c.trail[i]; {
		case t.at.known():
			return t.at.span()
		case t.node.at.known():
			return t.node.at.span()
		}
	}
	return c.doc.start()
}

// unknownField reports a name that the schema does not have, and returns the field that was meant, if one is near.
func (c *checker) unknownField(s *Shape, owner *Node) string {
	name := c.top().name
	var allowed, free []string
	for _, f := range s.Fields {
		allowed = append(allowed, f.Name)
		if !owner.Set(f.Name) {
			free = append(free, f.Name)
		}
	}
	meant := nearest(name, free)
	p := c.report("DG101", c.top().at, fmt.Sprintf("unknown field %q", name))
	p.Notes = append(p.Notes, "allowed here: "+strings.Join(allowed, ", "))
	switch {
	case meant != "":
		p.Help = append(p.Help, fmt.Sprintf("did you mean %q?", meant))
	case owner.Set(nearest(name, allowed)):
		p.Help = append(p.Help, fmt.Sprintf("%q is here already: remove this one", nearest(name, allowed)))
	default:
		p.Help = append(p.Help, c.elsewhere(name))
	}
	return meant
}

// elsewhere says where in a spec a name could stand.
func (c *checker) elsewhere(name string) string {
	if c.places == nil {
		c.places = c.model.places()
	}
	places := c.places[name]
	if len(places) == 0 || len(places) > 3 {
		return "remove it"
	}
	return "it belongs elsewhere: " + strings.Join(places, ", ")
}

func (c *checker) missing(f *Field) {
	at := c.top().at
	if !at.known() {
		at = c.top().node.at
	}
	if len(c.trail) == 1 {
		at = place{} // of the spec itself: its first line
	}
	c.trail = append(c.trail, trailStep{pathStep: pathStep{f.Name, -1}, node: &Node{}})
	defer c.leave()
	p := c.report("DG106", at, fmt.Sprintf("%s is missing", f.Name), example(f))
	p.Notes = append(p.Notes, fmt.Sprintf("%s: %s", f.Name, sentenceCase(f.Doc)))
}

// example shows how a field may be written.
func example(f *Field) string {
	switch {
	case f.Example == "":
		return fmt.Sprintf("add  %s: %s", f.Name, f.Shape.placeholder())
	case f.Shape.Form == Single && f.Shape.Types&Text != 0:
		return fmt.Sprintf("for example  %s: %q", f.Name, f.Example)
	}
	return fmt.Sprintf("for example  %s: %s", f.Name, f.Example)
}

func (c *checker) wrongName(key *Shape) {
	name := c.top().name
	p := c.report("DG105", c.top().at, fmt.Sprintf("%q is not a valid %s", name, key.title("name")), corrected(name, key))
	p.Notes = append(p.Notes, key.rule("", false)...)
}

// corrected returns the name with what people spell differently put right, if that is enough.
func corrected(name string, key *Shape) string {
	lower := strings.ToLower(name)
	for _, try := range []string{lower, strings.ReplaceAll(lower, "_", "-"), strings.ReplaceAll(name, "-", "_"), strings.ReplaceAll(lower, " ", "-")} {
		if try != name && key.matches(try) {
			return fmt.Sprintf("write %q", try)
		}
	}
	return ""
}

func (c *checker) wrongForm(n *Node, s *Shape) {
	field := c.field()
	p := c.report("DG105", n.at, fmt.Sprintf("%s is not a valid %s", c.shown(n), s.title(field)), c.fitting(n, s))
	p.Notes = append(p.Notes, s.rule(c.fieldDoc(), c.fieldExample() != "")...)
}

// fitting suggests a text that fits, where case or blanks are all that is wrong.
func (c *checker) fitting(n *Node, s *Shape) string {
	for _, try := range []string{strings.TrimSpace(n.text), strings.ToLower(n.text), strings.ReplaceAll(strings.ToLower(n.text), "_", "-")} {
		if try != n.text && try != "" && s.matches(try) && !c.secret() {
			return fmt.Sprintf("write %q", try)
		}
	}
	if e := c.fieldExample(); e != "" {
		return fmt.Sprintf("for example %q", e)
	}
	if s.Example != "" {
		return fmt.Sprintf("for example %q", s.Example)
	}
	return ""
}

func (c *checker) wrongChoice(n *Node, s *Shape) {
	p := c.report("DG102", n.at, fmt.Sprintf("expected %s, got %s", s.Expected(), c.shown(n)))
	if meant := nearest(n.text, s.Enum); meant != "" && !c.secret() {
		p.Help = append(p.Help, fmt.Sprintf("did you mean %q?", meant))
	}
}

func (c *checker) outOfRange(n *Node, s *Shape) {
	c.report("DG104", n.at, fmt.Sprintf("expected %s, got %s", s.Expected(), c.shown(n)))
}

func (c *checker) wrongType(n *Node, s *Shape) {
	p := c.report("DG103", n.at, fmt.Sprintf("expected %s, got %s", s.Expected(), c.shown(n)), c.conversion(n, s))
	if doc := orElse(s.Doc, c.fieldDoc()); doc != "" && s.Form != Single {
		p.Notes = append(p.Notes, fmt.Sprintf("%s: %s", c.field(), sentenceCase(doc)))
	}
}

// shown names a value in a message.
func (c *checker) shown(n *Node) string {
	switch n.kind {
	case nullNode:
		return "nothing"
	case listNode:
		return "a list"
	case structNode:
		return "a group of fields"
	}
	if c.secret() {
		return "a value that is kept secret"
	}
	switch n.kind {
	case textNode:
		return "the text " + inQuotes(n.text)
	case bytesNode:
		return "bytes"
	}
	return shortened(n.text)
}

func inQuotes(text string) string { return fmt.Sprintf("%q", shortened(text)) }

// shortened cuts a long text: the excerpt below the message shows the rest.
func shortened(text string) string {
	const most = 60
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}
