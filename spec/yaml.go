package spec

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// yamlReader turns a YAML file into a Node tree.
//
// It reads the document's own node tree and not CUE's conversion of it, for three reasons that were measured: the
// conversion gives some values no position and counts columns in bytes; it reads 0123 as 83; and it takes a name that
// is given twice for a conflict, or not at all. Scalars are read by the core schema of YAML 1.2 (yaml.org/spec/1.2.2,
// section 10.3): yes, no, on and off are texts.
type yamlReader struct {
	in       *sourceText
	lines    []int // offsets at which lines begin, as YAML counts them
	last     cursor
	path     pathStack
	problems []Problem
	nodes    int  // made for aliases
	beyond   bool // a limit: the rest is not read
	open     map[*yaml.Node]bool
}

// maxAliasNodes bounds what aliases expand to, against documents that grow exponentially.
const maxAliasNodes = 50_000

// yamlTree reads a YAML file. The node is nil if there is a problem.
func yamlTree(in *sourceText) (*Node, []Problem) {
	var doc, second yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(in.body))
	err := d.Decode(&doc)
	if errors.Is(err, io.EOF) {
		return &Node{kind: structNode, at: in.place(0, 0)}, nil
	}
	if err != nil {
		return nil, []Problem{yamlSyntax(in, err)}
	}
	r := &yamlReader{in: in, lines: yamlLines(in.body), last: cursor{line: -1}, open: map[*yaml.Node]bool{}}
	switch err := d.Decode(&second); {
	case err == nil:
		r.refuse(&second, "there is a second document in the file", "remove the line --- and join the two, or keep one")
		return nil, r.problems
	case !errors.Is(err, io.EOF):
		return nil, []Problem{yamlSyntax(in, err)}
	}
	root := r.value(doc.Content[0])
	if r.beyond {
		return nil, r.problems
	}
	if root.kind == nullNode {
		root.kind = structNode
	}
	return root, r.problems
}

func (r *yamlReader) value(y *yaml.Node) *Node {
	if len(r.path) >= maxDepth {
		r.limit("DG012", y, fmt.Sprintf("this is nested more than %d levels deep", maxDepth))
	}
	if r.beyond {
		return &Node{}
	}
	if y.Anchor != "" && !r.open[y] {
		r.open[y] = true
		defer delete(r.open, y)
	}
	switch y.Kind {
	case yaml.MappingNode:
		return r.mapping(y)
	case yaml.SequenceNode:
		return r.sequence(y)
	case yaml.AliasNode:
		return r.alias(y)
	}
	n := r.scalar(y)
	n.at = r.place(y)
	return n
}

func (r *yamlReader) mapping(y *yaml.Node) *Node {
	n := &Node{kind: structNode, at: r.place(y), members: make([]member, 0, len(y.Content)/2)}
	var merged []*yaml.Node
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, value := y.Content[i], y.Content[i+1]
		if key.Kind == yaml.ScalarNode && key.Tag == "!!merge" {
			merged = append(merged, value)
			continue
		}
		r.pair(n, key, value)
	}
	for _, source := range merged {
		r.merge(n, source)
	}
	return n
}

func (r *yamlReader) pair(n *Node, key, value *yaml.Node) {
	if key.Kind == yaml.AliasNode {
		key = key.Alias
	}
	if key.Kind != yaml.ScalarNode {
		r.refuse(key, "a name must be a word, not a list or a group", "write  name: value")
		return
	}
	if len(n.members) >= maxFields {
		r.limit("DG012", key, fmt.Sprintf("there are more than %d names in one group", maxFields))
		return
	}
	r.path.push(key.Value)
	defer r.path.pop()
	if first := n.member(key.Value); first != nil {
		p := r.problem("DG014", key, fmt.Sprintf("%q is here already", key.Value), "join the two, or remove one")
		p.Related = []Related{{Span: first.at.span(), Path: p.Path, Message: "the first one"}}
		return
	}
	n.add(member{name: key.Value, at: r.place(key), node: r.value(value)})
}

// merge adds what a merge key (<<) brings: fields that the mapping does not have itself.
func (r *yamlReader) merge(n *Node, source *yaml.Node) {
	if source.Kind == yaml.SequenceNode {
		for _, y := range source.Content {
			r.merge(n, y)
		}
		return
	}
	from := r.value(source)
	switch from.kind {
	case structNode:
		for _, m := range from.members {
			if n.member(m.name) == nil {
				n.add(m)
			}
		}
	case brokenNode:
	default:
		r.refuse(source, "<< takes another group, by its alias", "write  <<: *name  and mark that group with  &name")
	}
}

func (r *yamlReader) sequence(y *yaml.Node) *Node {
	n := &Node{kind: listNode, at: r.place(y), members: make([]member, 0, len(y.Content))}
	for i, item := range y.Content {
		r.path.pushItem(i)
		n.members = append(n.members, member{node: r.value(item)})
		r.path.pop()
	}
	return n
}

// alias reads what an alias stands for anew: defaults that are filled in at one place must not show at another.
func (r *yamlReader) alias(y *yaml.Node) *Node {
	if r.open[y.Alias] {
		r.refuse(y, fmt.Sprintf("&%s holds itself", y.Value), "remove the alias")
		return &Node{at: r.place(y)}
	}
	if r.nodes += size(y.Alias); r.nodes > maxAliasNodes {
		r.limit("DG011", y, fmt.Sprintf("aliases stand for more than %d values in all", maxAliasNodes))
	}
	return r.value(y.Alias)
}

// size counts the nodes below y, aliases as one.
func size(y *yaml.Node) int {
	n := 1
	for _, c := range y.Content {
		n += size(c)
	}
	return n
}

// The plain scalars of the core schema that are no texts.
var (
	yamlWhole  = regexp.MustCompile(`^[-+]?[0-9]+$`)
	yamlBased  = regexp.MustCompile(`^0(o[0-7]+|x[0-9a-fA-F]+)$`)
	yamlNumber = regexp.MustCompile(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)
)

// scalar reads a scalar. Quoted ones, blocks and those tagged !!str are texts.
func (r *yamlReader) scalar(y *yaml.Node) *Node {
	const quoted = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	if y.Style&yaml.TaggedStyle != 0 && y.Tag != "!!str" {
		r.refuse(y, fmt.Sprintf("the tag %s cannot be used", y.Tag), "remove it: devgen knows the type of every field")
		return &Node{}
	}
	if y.Style&(quoted|yaml.TaggedStyle) != 0 {
		return &Node{kind: textNode, text: y.Value}
	}
	switch y.Value {
	case "", "~", "null", "Null", "NULL":
		return &Node{kind: nullNode}
	case "true", "True", "TRUE", "false", "False", "FALSE":
		return &Node{kind: boolNode, text: strings.ToLower(y.Value)}
	}
	if c := y.Value[0]; c > '9' || c == ',' || c < '+' {
		return &Node{kind: textNode, text: y.Value} // most values: no number begins like that
	}
	return r.plainScalar(y)
}

func (r *yamlReader) plainScalar(y *yaml.Node) *Node {
	digits := strings.TrimPrefix(y.Value, "+")
	unsigned := strings.TrimPrefix(digits, "-")
	switch {
	case yamlBased.MatchString(y.Value):
		return numberLiteral(y.Value)
	case yamlWhole.MatchString(y.Value) && len(unsigned) > 1 && unsigned[0] == '0':
		// 83 for YAML 1.1, 123 for YAML 1.2, and no number at all in CUE
		r.problem("DG009", y, fmt.Sprintf("%s could be an octal number or a text", y.Value),
			fmt.Sprintf("for the number, write %s", orElse(strings.TrimLeft(unsigned, "0"), "0")), fmt.Sprintf("for the text, write %q", y.Value))
		return &Node{}
	case yamlWhole.MatchString(y.Value):
		return &Node{kind: wholeNode, text: digits}
	case yamlNumber.MatchString(y.Value):
		return &Node{kind: numberNode, text: decimal(digits)}
	}
	return &Node{kind: textNode, text: y.Value}
}

// limit reports, once, that the spec is beyond a limit, and ends the reading.
func (r *yamlReader) limit(code string, y *yaml.Node, message string) {
	if !r.beyond {
		r.problem(code, y, message, "a spec describes one project: divide it").Path = ""
	}
	r.beyond = true
}

func (r *yamlReader) refuse(y *yaml.Node, message, help string) { r.problem("DG020", y, message, help) }

func (r *yamlReader) problem(code string, y *yaml.Node, message string, help ...string) *Problem {
	r.problems = append(r.problems, Problem{
		Code: code, Severity: severityOf(code), Path: r.path.String(), Span: r.place(y).span(), Message: message, Help: help,
	})
	return &r.problems[len(r.problems)-1]
}

// place finds a node in the source. YAML gives only where it begins, in characters; where it ends is read off the text.
func (r *yamlReader) place(y *yaml.Node) place {
	line := min(max(y.Line, 1), len(r.lines)) - 1
	end := len(r.in.body)
	if line+1 < len(r.lines) {
		end = r.lines[line+1]
	}
	from := r.offset(line, y.Column, end)
	text := bytes.TrimRight(r.in.body[from:end], "\r\n")
	return r.in.place(from, from+length(y, text))
}

// cursor is a place that has been counted out. Nodes come in the order of the source, so that the next is counted from
// there: a document on a single line would take for ever otherwise.
type cursor struct{ line, column, offset int }

func (r *yamlReader) offset(line, column, end int) int {
	c := &r.last
	if c.line != line || c.column > column {
		*c = cursor{line: line, column: 1, offset: r.lines[line]}
	}
	for ; c.column < column && c.offset < end; c.column++ {
		_, size := utf8.DecodeRune(r.in.body[c.offset:end])
		c.offset += size
	}
	return c.offset
}

// length returns the length of a node, or of its first line. The text is what stands on its line from where it begins.
func length(y *yaml.Node, text []byte) int {
	switch {
	case y.Kind == yaml.AliasNode:
		return 1 + len(y.Value)
	case y.Kind == yaml.ScalarNode && len(text) > 0 && (text[0] == '"' || text[0] == '\''):
		return quotedLength(text)
	case y.Kind == yaml.ScalarNode && bytes.HasPrefix(text, []byte(y.Value)):
		return len(y.Value)
	case y.Kind == yaml.ScalarNode:
		return len(text)
	case y.Style&yaml.FlowStyle != 0:
		return flowLength(text)
	}
	return 1
}

// quotedLength returns the length of the quoted text at the start of line, or of the line.
func quotedLength(line []byte) int {
	quote := line[0]
	for i := 1; i < len(line); i++ {
		switch {
		case line[i] == '\\' && quote == '"':
			i++
		case line[i] == quote && quote == '\'' && i+1 < len(line) && line[i+1] == quote:
			i++
		case line[i] == quote:
			return i + 1
		}
	}
	return len(line)
}

// flowLength returns the length of the list or group in brackets at the start of line, or 1 if it ends elsewhere.
func flowLength(line []byte) int {
	depth := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		case '"', '\'':
			i += quotedLength(line[i:]) - 1
		}
		if depth == 0 {
			return i + 1
		}
	}
	return 1
}

// yamlLines returns the offsets at which lines begin. YAML 1.1, by which the library counts, ends lines at more
// characters than other tools do.
func yamlLines(body []byte) []int {
	lines := []int{0}
	for i := 0; i < len(body); {
		r, size := utf8.DecodeRune(body[i:])
		i += size
		switch r {
		case '\r':
			if i < len(body) && body[i] == '\n' {
				continue
			}
			lines = append(lines, i)
		case '\n', '\u0085', '\u2028', '\u2029':
			lines = append(lines, i)
		}
	}
	return lines
}
