package spec

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// Expected says in words what a value may be: "a whole number from 1 to 65535".
func (s *Shape) Expected() string {
	switch s.Form {
	case Struct:
		return fmt.Sprintf("a group of fields (%s)", listed(fieldNames(s), 8))
	case Map:
		return "names with a value each"
	case Open:
		return "a group of fields"
	case Sequence:
		return "a list"
	}
	if s.Enum != nil {
		return "one of " + alternatives(s.Enum)
	}
	var types []string
	if s.Types&Text != 0 {
		types = append(types, "a text")
	}
	switch {
	case s.Types&Real != 0:
		types = append(types, "a number"+s.within())
	case s.Types&Whole != 0:
		types = append(types, "a whole number"+s.within())
	}
	if s.Types&Switch != 0 {
		types = append(types, "true or false")
	}
	if s.Types&Nothing != 0 {
		types = append(types, "null")
	}
	if n := len(types); n > 2 {
		types = append(types[:n-2:n-2], strings.Join(types[n-2:], ", or "))
		return strings.Join(types, ", ")
	}
	return strings.Join(types, " or ")
}

// visible rewrites what a spec's own text could do to a terminal or a reader: control characters, and those that change
// the direction of text (CVE-2021-42574), become their numbers. Messages quote most of it, but not all.
func visible(problems []Problem) []Problem {
	for i := range problems {
		p := &problems[i]
		p.Message = visibleText(p.Message)
		for _, list := range [][]string{p.Notes, p.Help} {
			for j := range list {
				list[j] = visibleText(list[j])
			}
		}
	}
	return problems
}

func visibleText(text string) string {
	if strings.IndexFunc(text, unseen) < 0 {
		return text
	}
	var b strings.Builder
	for _, c := range text {
		if unseen(c) {
			fmt.Fprintf(&b, "U+%04X", c)
		} else {
			b.WriteRune(c)
		}
	}
	return b.String()
}

func unseen(c rune) bool { return c != ' ' && !unicode.IsGraphic(c) }

// within names the bounds of a number: " from 1 to 65535".
func (s *Shape) within() string {
	switch {
	case s.Min != nil && s.Max != nil:
		return fmt.Sprintf(" from %s to %s", s.Min.Value, s.Max.Value)
	case s.Min != nil && s.Min.Exclusive:
		return " greater than " + s.Min.Value
	case s.Min != nil:
		return fmt.Sprintf(" of %s or more", s.Min.Value)
	case s.Max != nil && s.Max.Exclusive:
		return " less than " + s.Max.Value
	case s.Max != nil:
		return fmt.Sprintf(" of %s or less", s.Max.Value)
	}
	return ""
}

func fieldNames(s *Shape) []string {
	names := make([]string, len(s.Fields))
	for i, f := range s.Fields {
		names[i] = f.Name
	}
	return names
}

// listed joins names, and leaves out what is beyond the most.
func listed(names []string, most int) string {
	if len(names) > most {
		names = append(names[:most:most], "…")
	}
	return strings.Join(names, ", ")
}

func alternatives(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = fmt.Sprintf("%q", v)
	}
	return strings.Join(quoted, ", ")
}

// title names a shape with a pattern: the words of its definition (ContainerPath: container path), or else the field.
func (s *Shape) title(field string) string {
	if s.Name == "" {
		return field
	}
	words := strings.Fields(wordStart.ReplaceAllString(s.Name, "$1 $2"))
	for i, w := range words {
		if strings.ToUpper(w) != w {
			words[i] = strings.ToLower(w)
		}
	}
	return strings.Join(words, " ")
}

// wordStart matches where a word begins in ContainerPath and in URLPath.
var wordStart = regexp.MustCompile(`([a-z0-9]|[A-Z]{2})([A-Z][a-z])`)

// rule says what a text must look like: in words where the schema has some, else as the expression itself.
func (s *Shape) rule(fieldDoc string, hasExample bool) []string {
	switch {
	case s.Doc != "" && strings.Count(s.Doc, " ") > 2:
		return []string{sentenceCase(s.Doc)}
	case fieldDoc != "" && hasExample:
		return []string{sentenceCase(fieldDoc)}
	case fieldDoc != "":
		return []string{sentenceCase(fieldDoc), "it must match " + s.Pattern}
	}
	return []string{"it must match " + s.Pattern}
}

// sentenceCase makes one line of a doc comment, as notes are written: no capital, no full stop.
func sentenceCase(doc string) string {
	doc = strings.TrimSuffix(strings.Join(strings.Fields(doc), " "), ".")
	first, rest, _ := strings.Cut(doc, " ")
	if len(first) > 1 && strings.ToUpper(first[1:]) != first[1:] || len(first) == 1 {
		first = strings.ToLower(first[:1]) + first[1:]
	}
	return strings.TrimSpace(first + " " + rest)
}

// field names the current value in words: the nearest field around it.
func (c *checker) field() string {
	for i := len(c.trail) - 1; i > 0; i-- {
		if c.trail[i].name != "" {
			return c.trail[i].name
		}
	}
	return "spec"
}

// schemaField returns the field of the schema that the current value belongs to, or nil: an entry of a map and an item
// of a list belong to the field that holds them.
func (c *checker) schemaField() *Field {
	s, last := c.model.Root, (*Field)(nil)
	for _, t := range c.trail[1:] {
		switch {
		case s.Form == Struct:
			if last = s.fields[t.name]; last == nil {
				return nil
			}
			s = last.Shape
		case s.Elem != nil:
			s = s.Elem
		default:
			return last
		}
	}
	return last
}

func (c *checker) fieldDoc() string {
	if f := c.schemaField(); f != nil {
		return f.Doc
	}
	return ""
}

func (c *checker) fieldExample() string {
	if f := c.schemaField(); f != nil && f.Shape.Form == Single {
		return f.Example
	}
	return ""
}

// conversion says how to write a value of the wrong type, where that is plain from the value.
func (c *checker) conversion(n *Node, s *Shape) string {
	switch {
	case n.kind == nullNode:
		return "give it a value, or remove the name"
	case n.kind == bytesNode:
		return `texts stand in double quotes: "text"`
	case c.secret():
		return ""
	case s.Form == Sequence && n.scalar():
		return fmt.Sprintf("write [%s]", n.literal())
	case s.Form == Map && n.kind == listNode && n.holdsName():
		return fmt.Sprintf("write the names before a colon, each with its value:  %s: …", n.members[0].node.text)
	case s.Form != Single:
		return c.sample(s)
	case n.kind == textNode && s.reads(n.text):
		return "remove the quotes: " + strings.ToLower(n.text)
	case s.Types == Switch && n.scalar():
		return switchWord(n.text)
	case n.scalar() && s.Types == Text && !s.matches(n.text) && s.Example != "":
		return fmt.Sprintf("for example %q", s.Example)
	case n.scalar() && s.Types == Text:
		return fmt.Sprintf("write it in quotes: %q", n.text)
	case n.kind == listNode && len(n.members) == 1 && s.Types.admit(n.members[0].node.kind):
		return "remove the brackets: " + n.members[0].node.literal()
	}
	return ""
}

// literal writes a single value as both CUE and YAML read it.
func (n *Node) literal() string {
	if n.kind == textNode {
		return inQuotes(n.text)
	}
	return n.text
}

// reads reports whether a text would be a value of the shape without its quotes.
func (s *Shape) reads(text string) bool {
	switch {
	case s.Types&Whole != 0 && wholeDigits(text):
		return true
	case s.Types&Real != 0 && yamlNumber.MatchString(text):
		return true
	}
	lower := strings.ToLower(text)
	return s.Types&Switch != 0 && (lower == "true" || lower == "false")
}

// switchWord translates the words for true and false that YAML 1.1 had.
func switchWord(text string) string {
	switch strings.ToLower(text) {
	case "yes", "on", "y", "1":
		return "write true"
	case "no", "off", "n", "0":
		return "write false"
	}
	return ""
}

// holdsName reports whether a list begins with a text that could be a name.
func (n *Node) holdsName() bool {
	return len(n.members) > 0 && n.members[0].node.kind == textNode && plainName(n.members[0].node.text)
}

// sample shows how the current value could be written: by the example of its field, or else by its first and its
// required fields.
func (c *checker) sample(s *Shape) string {
	name := c.top().name
	if f := c.schemaField(); f != nil && f.Name == name && f.Example != "" {
		return example(f)
	}
	if s.Form != Struct || name == "" {
		return ""
	}
	var parts []string
	for i, f := range s.Fields {
		if f.Required || i == 0 {
			parts = append(parts, f.Name+": "+f.Shape.placeholder())
		}
	}
	return fmt.Sprintf("for example  %s: {%s}", name, strings.Join(parts, ", "))
}

// placeholder stands for a value of a shape in a sample.
func (s *Shape) placeholder() string {
	switch {
	case s.Form == Sequence:
		return "[…]"
	case s.Form != Single:
		return "{…}"
	case s.Enum != nil:
		return fmt.Sprintf("%q", s.Enum[0])
	case s.Types&Text != 0:
		return `"…"`
	case s.Types&Switch != 0:
		return "true"
	case s.Min != nil:
		return s.Min.Value
	}
	return "1"
}

// places returns, for every field name of the schema, its paths in a spec, with NAME for names of the user's own.
func (m *Model) places() map[string][]string {
	found := map[string][]string{}
	m.Root.collect("", 0, found)
	return found
}

func (s *Shape) collect(path string, depth int, found map[string][]string) {
	const deepest = 12 // no field of the schema is; a definition that holds itself would be
	if depth > deepest {
		return
	}
	for _, f := range s.Fields {
		at := child(path, f.Name)
		found[f.Name] = append(found[f.Name], at)
		f.Shape.collect(at, depth+1, found)
	}
	switch s.Form {
	case Map:
		s.Elem.collect(child(path, "NAME"), depth+1, found)
	case Sequence:
		s.Elem.collect(path+"[]", depth+1, found)
	}
}
