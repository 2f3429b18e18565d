package spec

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// yamlSyntax says what is wrong with a YAML file that the parser refuses.
//
// The parser tells a line at most, often another than that of the mistake, and speaks of tokens. So the file is read
// once more, line by line, for the slips that people make; the first is taken. What the parser says is used only where
// none is found.
func yamlSyntax(in *sourceText, err error) Problem {
	s := &yamlSlips{in: in}
	for s.at < len(in.body) && s.found == nil {
		s.line()
	}
	switch {
	case s.found != nil:
		return *s.found
	case s.open != nil:
		return *s.unclosed()
	}
	return s.restate(err.Error())
}

// yamlSlips reads a file line by line.
type yamlSlips struct {
	in     *sourceText
	at     int         // where the next line begins
	levels []yamlLevel // that are open, the outermost first
	open   *yamlOpen   // bracket or quote that the lines before left open
	fresh  bool        // the line before opened a level: this one may be indented deeper
	block  *yamlBlock  // text that the lines before opened
	found  *Problem
}

// yamlLevel is a group or a list: its lines begin at one column.
type yamlLevel struct {
	indent int
	list   bool
}

// yamlOpen is what is not closed yet: brackets, or a quote as the last.
type yamlOpen struct {
	marks  []int // offsets
	indent int   // of the line that it began on
}

// yamlBlock is a text after | or >.
type yamlBlock struct {
	above int // indentation that its lines exceed
	first int // indentation of its first line, or 0 before that
}

func (s *yamlSlips) report(code string, from, to int, message string, help ...string) {
	if s.found == nil {
		s.found = &Problem{Code: code, Severity: severityOf(code), Span: s.in.place(from, to).span(), Message: message, Help: help}
	}
}

// yamlName matches a name at the start of a line.
var yamlName = regexp.MustCompile(`^("[^"]*"|'[^']*'|[^\s"'#\[\]{},&*!|>@%-][^\s:#]*(?: [^\s:#]+)*)\s*:(\s|$)`)

func (s *yamlSlips) line() {
	start, end := s.at, s.in.lineEnd(s.at)
	s.at = len(s.in.body)
	if next := bytes.IndexByte(s.in.body[end:], '\n'); next >= 0 {
		s.at = end + next + 1
	}
	text := s.in.body[start:end]
	indent := len(text) - len(bytes.TrimLeft(text, " "))
	content := text[indent:]
	switch {
	case len(bytes.TrimSpace(content)) == 0:
	case s.block != nil && indent > s.block.above && content[0] != '\t':
		s.blockLine(start+indent, indent)
	case content[0] == '\t':
		tabs := len(content) - len(bytes.TrimLeft(content, "\t"))
		s.report("DG002", start+indent, start+indent+tabs, "YAML cannot be indented with tabs", "indent with blanks, two for each level")
	case s.open != nil:
		s.goOn(start+indent, end, indent)
	case content[0] == '#' || bytes.HasPrefix(content, []byte("---")):
	default:
		s.block = nil
		s.entry(start+indent, end, indent)
	}
}

// blockLine reads a line of a block text: its first line says where the others begin.
func (s *yamlSlips) blockLine(from, indent int) {
	switch {
	case s.block.first == 0:
		s.block.first = indent
	case indent < s.block.first:
		s.report("DG008", from, from+1, "this line is indented less than the first of its text", "give every line of the text the column of its first")
	}
}

// goOn reads a line inside of open brackets or quotes. One that looks like an entry of its own, indented no further
// than the line with the bracket, shows that the bracket was not meant to be open.
func (s *yamlSlips) goOn(from, end, indent int) {
	if indent <= s.open.indent && yamlName.Match(s.in.body[from:end]) || s.quoteOpen() && yamlName.Match(s.in.body[from:end]) {
		s.found = s.unclosed()
		return
	}
	s.flow(from, end)
}

func (s *yamlSlips) quoteOpen() bool {
	c := s.in.body[s.open.marks[len(s.open.marks)-1]]
	return c == '"' || c == '\''
}

func (s *yamlSlips) unclosed() *Problem {
	at := s.open.marks[len(s.open.marks)-1]
	s.found = nil
	switch c := s.in.body[at]; c {
	case '"', '\'':
		s.report("DG004", at, s.in.lineEnd(at), "this text is never closed", fmt.Sprintf("end it with %c", c))
	default:
		s.report("DG005", at, at+1, fmt.Sprintf("this %c is never closed", c), fmt.Sprintf("add %c where the group ends", yamlCloser(c)))
	}
	return s.found
}

func yamlCloser(opener byte) byte {
	if opener == '[' {
		return ']'
	}
	return '}'
}

// entry reads a line that begins an entry of a group or a list, and how it is indented.
func (s *yamlSlips) entry(from, end, indent int) {
	for bytes.HasPrefix(s.in.body[from:end], []byte("- ")) || string(s.in.body[from:end]) == "-" {
		s.enter(from, indent, true)
		blanks := 1 + len(s.in.body[from+1:end]) - len(bytes.TrimLeft(s.in.body[from+1:end], " "))
		from, indent = from+blanks, indent+blanks
		s.fresh = true
	}
	rest := s.in.body[from:end]
	name := yamlName.FindSubmatchIndex(rest)
	if len(bytes.TrimSpace(rest)) == 0 {
		return // the item follows on the next line
	}
	if name == nil {
		s.noName(from, end, indent)
		return
	}
	s.enter(from, indent, false)
	s.value(from+name[3]+bytes.IndexByte(rest[name[3]:], ':')+1, end, indent)
}

// enter compares the column of an entry with the levels that are open.
func (s *yamlSlips) enter(from, indent int, list bool) {
	deeper, besideList := s.leave(indent, list)
	switch above := len(s.levels); {
	case above > 0 && s.last().indent == indent && s.last().list == list:
	case above > 0 && s.last().indent == indent && !s.fresh:
		s.report("DG008", from, from+1, "a list cannot stand beside names", "give it a name, or indent it under one")
	case deeper:
		s.report("DG008", from, from+1, "this line is indented like none before it", "give it the column of the group that it belongs to")
	case besideList:
		s.report("DG008", from, from+1, "a name cannot stand beside the items of a list", "give it the column of the list's own name")
	case above > 0 && !s.fresh:
		s.report("DG008", from, from+1, "this line is indented further than the one before, which has a value already", "give it the column of the line before")
	default:
		s.levels = append(s.levels, yamlLevel{indent, list})
	}
	s.fresh = false
}

// leave closes the levels that an entry at a column is not in. It reports whether one of them was indented deeper while
// none is left at the column itself, and whether a list at that very column was closed with no group around it there.
func (s *yamlSlips) leave(indent int, list bool) (deeper, besideList bool) {
	for len(s.levels) > 0 {
		last := s.last()
		if last.indent < indent || last.indent == indent && (list || !last.list) {
			return deeper && last.indent < indent, besideList && last.indent < indent
		}
		deeper = deeper || last.indent > indent
		besideList = besideList || last.indent == indent
		s.levels = s.levels[:len(s.levels)-1]
	}
	return deeper && indent > 0, false
}

func (s *yamlSlips) last() yamlLevel { return s.levels[len(s.levels)-1] }

var (
	yamlEquals  = regexp.MustCompile(`^([A-Za-z_][\w-]*)\s*=\s*(\S.*)$`)
	yamlNoBlank = regexp.MustCompile(`^([A-Za-z_][\w-]*):(\S.*)$`)
	yamlNoColon = regexp.MustCompile(`^([A-Za-z_][\w-]*) +(\S.*)$`)
)

// noName reads a line without a name: the item of a list, a text that goes on, or a slip. It is a slip where a name was
// due: in the column of the names before, or of the one after.
func (s *yamlSlips) noName(from, end, indent int) {
	rest, due := s.in.body[from:end], s.nameDue(from)
	equals, noBlank, noColon := yamlEquals.FindSubmatchIndex(rest), yamlNoBlank.FindSubmatchIndex(rest), yamlNoColon.FindSubmatchIndex(rest)
	switch {
	case due && equals != nil:
		sign := from + equals[3] + bytes.IndexByte(rest[equals[3]:], '=')
		s.report("DG003", sign, sign+1, "a name and its value are joined by a colon", s.rewrite(rest, equals))
	case due && noBlank != nil:
		s.report("DG003", from, from+noBlank[3]+1, "a blank is missing after the colon", s.rewrite(rest, noBlank))
	case due && noColon != nil:
		s.report("DG003", from, from+noColon[3], fmt.Sprintf("a colon is missing after %s", rest[noColon[2]:noColon[3]]), s.rewrite(rest, noColon))
	default:
		s.fresh = false
		s.single(from, end, max(0, indent-2)) // a block text in a list is indented further than its dash
	}
}

func (s *yamlSlips) nameDue(from int) bool {
	_, start := s.in.line(from)
	column := from - start
	if !s.fresh && len(s.levels) > 0 && s.last() == (yamlLevel{column, false}) {
		return true
	}
	next := s.in.body[s.at:]
	return len(next) > column && len(bytes.Trim(next[:column], " ")) == 0 && yamlName.Match(next[column:])
}

// rewrite shows how the line should read, given the places of the name and the value in it.
func (s *yamlSlips) rewrite(line []byte, m []int) string {
	name, value := line[m[2]:m[3]], string(line[m[4]:m[5]])
	if saysSecret(string(line)) {
		value = hiddenText
	}
	return fmt.Sprintf("write %s: %s", name, value)
}

// value reads what stands after the colon of a name.
func (s *yamlSlips) value(from, end, indent int) {
	from += len(s.in.body[from:end]) - len(bytes.TrimLeft(s.in.body[from:end], " \t"))
	rest := s.in.body[from:end]
	switch {
	case len(rest) == 0 || rest[0] == '#':
		s.fresh = true
	case bytes.HasPrefix(rest, []byte("- ")):
		s.report("DG008", from, from+1, "a list begins on a line of its own", "put each item on a line of its own, or write [ … ]")
	default:
		s.single(from, end, indent)
	}
}

// single reads a value that begins on a line: a text, a bracket, a block.
func (s *yamlSlips) single(from, end, indent int) {
	rest := s.in.body[from:end]
	rest = rest[:len(bytes.TrimRight(rest, " \t"))]
	switch c := rest[0]; {
	case c == '&' || c == '!':
		if i := bytes.IndexByte(rest, ' '); i > 0 {
			s.value(from+i+1, end, indent)
		} else {
			s.fresh = true
		}
	case c == ']' || c == '}':
		s.report("DG005", from, from+1, fmt.Sprintf("this %c closes nothing", c), "remove it, or open it before")
	case c == '|' || c == '>':
		s.block = &yamlBlock{above: indent}
	case c == '"' || c == '\'' || c == '[' || c == '{':
		s.open = &yamlOpen{indent: indent}
		s.flow(from, end)
	case c == '*' && !yamlAlias.Match(rest), strings.IndexByte("@`%", c) >= 0:
		s.mustQuote(from, rest, fmt.Sprintf("a text that begins with %c must be quoted", c))
	case bytes.Contains(withoutComment(rest), []byte(": ")) || bytes.HasSuffix(withoutComment(rest), []byte(":")):
		s.mustQuote(from, rest, "a text with a colon must be quoted")
	}
}

var yamlAlias = regexp.MustCompile(`^\*[A-Za-z0-9_-]+\s*($|#)`)

func withoutComment(text []byte) []byte {
	if i := bytes.Index(text, []byte(" #")); i >= 0 {
		text = text[:i]
	}
	return bytes.TrimRight(text, " ")
}

func (s *yamlSlips) mustQuote(from int, text []byte, message string) {
	text = withoutComment(text)
	help := fmt.Sprintf("write %s", strconv.Quote(string(text)))
	if _, start := s.in.line(from); saysSecret(string(s.in.body[start:s.in.lineEnd(start)])) {
		help = "put it in double quotes"
	}
	s.report("DG004", from, from+len(text), message, help)
}

// flow reads on inside of brackets and quotes, to the end of the line or to where the last is closed.
func (s *yamlSlips) flow(from, end int) {
	for i := from; i < end && s.found == nil; i++ {
		c := s.in.body[i]
		switch {
		case len(s.open.marks) > 0 && s.quoteOpen():
			i = s.quotedText(i, end)
		case c == '"' || c == '\'' || c == '[' || c == '{':
			s.open.marks = append(s.open.marks, i)
		case c == ']' || c == '}':
			s.close(i)
		case c == '#' && i > from && s.in.body[i-1] == ' ':
			return
		}
		if len(s.open.marks) == 0 {
			s.open = nil
			s.afterClose(i+1, end)
			return
		}
	}
}

// quotedText reads one step of a quoted text, and returns the offset that it has reached.
func (s *yamlSlips) quotedText(i, end int) int {
	quote, c := s.in.body[s.open.marks[len(s.open.marks)-1]], s.in.body[i]
	switch {
	case c == '\\' && quote == '"':
		if i+1 < end && !strings.ContainsRune(`0abt`+"\t"+`nvfre "/\N_LPxuU`, rune(s.in.body[i+1])) {
			s.report("DG009", i, i+2, "this is no escape that YAML knows", `for a backslash, write \\, or put the text in single quotes`)
		}
		return i + 1
	case c == quote && quote == '\'' && i+1 < end && s.in.body[i+1] == '\'':
		return i + 1
	case c == quote:
		s.open.marks = s.open.marks[:len(s.open.marks)-1]
	}
	return i
}

func (s *yamlSlips) close(i int) {
	opener := s.open.marks[len(s.open.marks)-1]
	if want := yamlCloser(s.in.body[opener]); s.in.body[i] != want {
		s.report("DG005", i, i+1, fmt.Sprintf("this %c does not close the %c", s.in.body[i], s.in.body[opener]), fmt.Sprintf("write %c", want))
		s.found.Related = []Related{{Span: s.in.place(opener, opener+1).span(), Message: "opened here"}}
		return
	}
	s.open.marks = s.open.marks[:len(s.open.marks)-1]
}

// afterClose refuses what follows a closed text or bracket on its line.
func (s *yamlSlips) afterClose(from, end int) {
	rest := bytes.TrimLeft(s.in.body[from:end], " \t")
	if len(rest) == 0 || rest[0] == '#' {
		return
	}
	at := end - len(rest)
	s.report("DG004", at, end, "the value has ended before this", "put the whole text in double quotes, or remove what follows")
}

// restate says the parser's error in other words, for what shows no slip.
func (s *yamlSlips) restate(message string) Problem {
	message = strings.TrimPrefix(message, "yaml: ")
	line := 1
	if rest, ok := strings.CutPrefix(message, "line "); ok {
		number, text, _ := strings.Cut(rest, ": ")
		line, _ = strconv.Atoi(number)
		message = text
	}
	if name, ok := strings.CutPrefix(message, "unknown anchor '"); ok {
		return s.unknownAnchor(strings.TrimSuffix(name, "' referenced"))
	}
	lines := yamlLines(s.in.body)
	start := lines[max(0, min(line, len(lines))-1)]
	switch {
	case strings.Contains(message, "depth"):
		s.report("DG012", start, s.in.lineEnd(start), fmt.Sprintf("this is nested more than %d levels deep", maxDepth), "a spec describes one project: divide it")
	case strings.Contains(message, "control characters"):
		at := max(0, bytes.IndexFunc(s.in.body, func(r rune) bool {
			return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r >= 0x7F && r < 0xA0 && r != 0x85
		}))
		s.report("DG010", at, at+1, "this character cannot stand in YAML", `remove it, or write it as \x.. in double quotes`)
	default:
		s.report("DG006", start, s.in.lineEnd(start), "YAML cannot be read from about here on", "look at the colons, the quotes and the columns of this line and the next")
	}
	return *s.found
}

func (s *yamlSlips) unknownAnchor(name string) Problem {
	at := max(0, bytes.Index(s.in.body, []byte("*"+name)))
	s.report("DG020", at, at+1+len(name), fmt.Sprintf("no group is marked &%s", name), fmt.Sprintf("for the text, write %q", "*"+name))
	return *s.found
}
