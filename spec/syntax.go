package spec

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/scanner"
	"cuelang.org/go/cue/token"
)

// cueSyntax says what is wrong with a CUE file that the parser refuses. The parser knows where it gave up; what the
// author meant is found by looking at the tokens around that place for the slips that people make.
//
// There is one problem for each file: what follows the first is mostly the parser's confusion.
func cueSyntax(in *sourceText, err error) Problem {
	first := firstPlaced(err)
	format, args := first.Msg()
	s := &cueSlips{in: in, tokens: cueTokens(in), format: format, args: args, offset: first.Position().Offset()}
	s.at = slices.IndexFunc(s.tokens, func(t cueToken) bool { return t.from >= s.offset })
	if s.at < 0 {
		s.at = len(s.tokens) - 1
	}
	for _, find := range findCueSlips {
		if p := find(s); p != nil {
			return *p
		}
	}
	return *s.unexpected()
}

func firstPlaced(err error) errors.Error {
	all := errors.Errors(err)
	for _, e := range all {
		if e.Position().HasAbsPos() {
			return e
		}
	}
	return all[0]
}

// cueToken is a token and where it stands.
type cueToken struct {
	token.Token
	lit      string
	from, to int
	first    bool // on its line
}

func (t cueToken) text() string {
	switch {
	case t.Token == token.EOF:
		return "the end of the file"
	case t.Token == token.COMMA && t.lit == "\n":
		return "the end of the line"
	case t.lit != "":
		return t.lit
	}
	return t.String()
}

func (t cueToken) name() bool {
	return t.Token == token.IDENT || t.Token == token.STRING || t.IsKeyword()
}

// cueTokens splits a file into tokens, as far as that is possible in a file with mistakes. The last is always EOF.
func cueTokens(in *sourceText) []cueToken {
	var s scanner.Scanner
	s.Init(token.NewFile(in.file, -1, len(in.body)), in.body, func(token.Pos, string, []any) {}, 0)
	var tokens []cueToken
	var parens []int // open ones, in each interpolation that is open
	for {
		pos, tok, lit := s.Scan()
		tokens = append(tokens, newCueToken(in, tokens, pos.Offset(), tok, lit))
		switch {
		case tok == token.EOF:
			return tokens
		case tok == token.INTERPOLATION:
			parens = append(parens, 0)
		case len(parens) == 0:
		case tok == token.LPAREN:
			parens[len(parens)-1]++
		case tok == token.RPAREN:
			parens[len(parens)-1]--
			if parens[len(parens)-1] == 0 && !strings.HasSuffix(s.ResumeInterpolation(), "(") {
				parens = parens[:len(parens)-1]
			}
		}
	}
}

func newCueToken(in *sourceText, before []cueToken, from int, tok token.Token, lit string) cueToken {
	t := cueToken{Token: tok, lit: lit, from: from, to: from + len(lit)}
	if lit == "" && tok != token.EOF {
		t.to = from + len(tok.String())
	}
	if lit == "\n" {
		t.to = from
	}
	t.first = len(before) == 0 || bytes.IndexByte(in.body[before[len(before)-1].from:from], '\n') >= 0
	return t
}

// cueSlips looks for the mistake behind a parser's error.
type cueSlips struct {
	in     *sourceText
	tokens []cueToken
	at     int // the token at which the parser gave up
	offset int
	format string
	args   []any
}

// findCueSlips are asked in order: the surest first.
var findCueSlips = []func(*cueSlips) *Problem{
	(*cueSlips).depth,
	(*cueSlips).experiment,
	(*cueSlips).badText,
	(*cueSlips).badNumber,
	(*cueSlips).badCharacter,
	(*cueSlips).bracket,
	(*cueSlips).equalsSign,
	(*cueSlips).comment,
	(*cueSlips).unquotedName,
	(*cueSlips).missingColon,
	(*cueSlips).missingValue,
	(*cueSlips).unquotedText,
	(*cueSlips).missingComma,
}

func (s *cueSlips) problem(code string, from, to int, message string, help ...string) *Problem {
	return &Problem{Code: code, Severity: severityOf(code), Span: s.in.place(from, to).span(), Message: message, Help: help}
}

// token returns the token n steps after (before) the one at which the parser gave up.
func (s *cueSlips) token(n int) cueToken {
	if i := s.at + n; i >= 0 && i < len(s.tokens) {
		return s.tokens[i]
	}
	return cueToken{}
}

func (s *cueSlips) says(part string) bool { return strings.Contains(s.format, part) }

// expects reports whether the parser says that it expected something.
func (s *cueSlips) expects(what string) bool {
	return s.says("expected %s") && len(s.args) > 0 && s.args[0] == what
}

func (s *cueSlips) depth() *Problem {
	if !s.says("nesting depth") {
		return nil
	}
	return s.problem("DG012", s.offset, s.offset+1, fmt.Sprintf("this is nested more than %d levels deep", maxDepth),
		"a spec describes one project: divide it")
}

func (s *cueSlips) experiment() *Problem {
	at := bytes.Index(s.in.body, []byte("@experiment"))
	if !s.says("experiment") || at < 0 {
		return nil
	}
	return s.problem("DG016", at, s.in.lineEnd(at), "CUE has no such experiment", "remove it: a spec needs none")
}

func (s *cueSlips) badText() *Problem {
	rest := s.in.body[s.offset:s.in.lineEnd(s.offset)]
	switch {
	case s.says("string literal not terminated"):
		help := `end it with "`
		if bytes.HasPrefix(rest, []byte(`"""`)) {
			help = `end it with """ on a line of its own`
		} else if rest[0] != '"' {
			help = `texts stand in double quotes: "text"`
		}
		return s.problem("DG004", s.offset, s.offset+len(rest), "this text is never closed", help)
	case s.says("escape sequence") || s.says("escape not allowed"):
		return s.problem("DG009", s.offset, s.offset+2, "this is no escape that CUE knows", `for a backslash, write \\`)
	case s.says("newline after multiline quote"):
		return s.problem("DG009", s.offset, s.offset+3, `a text in """ begins on the next line`, `put a line end after """`)
	case s.says("non-matching whitespace"):
		return s.problem("DG009", s.offset, s.offset+3, `the lines of this text are not indented like the """ at its end`,
			"indent every line at least as far as the last one")
	}
	return nil
}

func (s *cueSlips) badNumber() *Problem {
	if !s.says("number") {
		return nil
	}
	from, to := s.word(s.offset)
	word := string(s.in.body[from:to])
	p := s.problem("DG009", from, to, fmt.Sprintf("%s is not a number", word))
	if short := strings.TrimLeft(word, "0"); wholeDigits(short) {
		p.Help = append(p.Help, fmt.Sprintf("for the number, write %s", short))
	}
	p.Help = append(p.Help, fmt.Sprintf("for the text, write %q", word))
	return p
}

func (s *cueSlips) badCharacter() *Problem {
	if s.token(0).text() == ";" {
		return s.problem("DG006", s.offset, s.offset+1, "there is no semicolon in CUE", "remove it: a new line or a comma ends a value")
	}
	if !s.says("illegal character") || len(s.args) == 0 {
		return nil
	}
	c, _ := s.args[0].(rune)
	to := s.offset + len(string(c))
	if strings.ContainsRune("“”„‘’«»`", c) {
		return s.problem("DG004", s.offset, to, fmt.Sprintf("%c is no quote that CUE knows", c), `write texts in straight double quotes: "text"`)
	}
	return nil
}

// closerOf maps brackets to those that close them.
var closerOf = map[token.Token]token.Token{token.LBRACE: token.RBRACE, token.LBRACK: token.RBRACK, token.LPAREN: token.RPAREN}

func isCloser(t token.Token) bool { return t == token.RBRACE || t == token.RBRACK || t == token.RPAREN }

// bracket finds the bracket to blame where they do not pair. Of those that are open, it is the innermost that a line
// indented no further contradicts: people indent what they think is inside.
func (s *cueSlips) bracket() *Problem {
	var open []cueToken
	var suspect *cueToken
	for _, t := range s.tokens {
		if n := len(open); n > 0 && suspect == nil && s.leaves(t, open[n-1]) {
			blamed := open[n-1]
			suspect = &blamed
		}
		switch {
		case closerOf[t.Token] != 0:
			open = append(open, t)
		case !isCloser(t.Token):
		case len(open) == 0:
			return s.problem("DG005", t.from, t.to, fmt.Sprintf("this %s closes nothing", t), "remove it, or open it before")
		case closerOf[open[len(open)-1].Token] != t.Token:
			return s.mismatch(open[len(open)-1], t, suspect)
		default:
			open = open[:len(open)-1]
		}
	}
	if len(open) == 0 {
		return nil
	}
	if suspect == nil {
		suspect = &open[len(open)-1]
	}
	return s.unclosed(*suspect)
}

// leaves reports whether a line that begins with a token looks like one behind the bracket.
func (s *cueSlips) leaves(t, open cueToken) bool {
	return t.first && !isCloser(t.Token) && t.Token != token.EOF && s.indent(t) <= s.indent(open)
}

func (s *cueSlips) mismatch(open, closer cueToken, suspect *cueToken) *Problem {
	if suspect != nil {
		return s.unclosed(*suspect)
	}
	p := s.problem("DG005", closer.from, closer.to, fmt.Sprintf("this %s does not close the %s", closer, open), fmt.Sprintf("write %s", closerOf[open.Token]))
	p.Related = []Related{{Span: s.in.place(open.from, open.to).span(), Message: "opened here"}}
	return p
}

func (s *cueSlips) unclosed(open cueToken) *Problem {
	return s.problem("DG005", open.from, open.to, fmt.Sprintf("this %s is never closed", open), fmt.Sprintf("add %s where the group ends", closerOf[open.Token]))
}

// indent is the width of the blanks before the line that holds a token.
func (s *cueSlips) indent(t cueToken) int {
	_, start := s.in.line(t.from)
	line := s.in.body[start:]
	return len(line) - len(bytes.TrimLeft(line, " \t"))
}

// equalsSign finds  name = value. The parser takes it for an alias, and stumbles only later.
func (s *cueSlips) equalsSign() *Problem {
	for i := min(s.at, len(s.tokens)-2); i > 0; i-- {
		sign, name := s.tokens[i], s.tokens[i-1]
		if sign.Token != token.BIND || !name.name() || i > 1 && s.tokens[i-2].Token == token.LET || s.aliasAt(i) {
			continue
		}
		return s.problem("DG003", sign.from, sign.to, "a name and its value are joined by a colon", s.rewrite(name, ": ", sign.to))
	}
	return nil
}

// aliasAt reports whether the = is that of an alias: X=name: value.
func (s *cueSlips) aliasAt(i int) bool {
	return i+2 < len(s.tokens) && s.tokens[i+1].name() && s.tokens[i+2].Token == token.COLON
}

func (s *cueSlips) comment() *Problem {
	if t := s.token(-1); t.lit == "#" && t.first {
		return s.problem("DG006", t.from, t.to, "this is no comment in CUE", "begin comments with //")
	}
	return nil
}

// unquotedName finds names that CUE would read as an expression: my-db, actions/checkout, 8080, 2fa.
func (s *cueSlips) unquotedName() *Problem {
	colon := s.at
	for colon < len(s.tokens)-1 && nameToken(s.tokens[colon].Token) && s.tokens[colon].to == s.tokens[colon+1].from {
		colon++
	}
	first := colon
	for first > 0 && s.tokens[first-1].to == s.tokens[first].from && nameToken(s.tokens[first-1].Token) {
		first--
	}
	if s.tokens[colon].Token != token.COLON || first == colon || first == colon-1 && s.tokens[first].Token == token.IDENT {
		return nil
	}
	from, to := s.tokens[first].from, s.tokens[colon].from
	name := string(s.in.body[from:to])
	return s.problem("DG001", from, to, fmt.Sprintf("names %s must be quoted", oddity(name)), s.rewriteFrom(fmt.Sprintf("%q", name), "", name, to))
}

func nameToken(t token.Token) bool {
	switch t {
	case token.IDENT, token.INT, token.FLOAT, token.SUB, token.QUO, token.PERIOD, token.ADD, token.MUL:
		return true
	}
	return t.IsKeyword()
}

// oddity says in which way a name is no word.
func oddity(name string) string {
	for _, c := range []struct{ char, what string }{{"-", "with a dash"}, {"/", "with a slash"}, {".", "with a dot"}, {"*", "with a star"}} {
		if strings.Contains(name, c.char) {
			return c.what
		}
	}
	return "that begin with a digit"
}

func (s *cueSlips) missingColon() *Problem {
	name := s.token(-1)
	if !s.expects("label or ':'") || !name.name() || s.token(0).first || s.token(0).lit == "\n" {
		return nil
	}
	return s.problem("DG003", name.from, name.to, fmt.Sprintf("a colon is missing after %s", name.lit), s.rewrite(name, ": ", name.to))
}

func (s *cueSlips) missingValue() *Problem {
	colon := s.token(-1)
	if !s.expects("operand") || colon.Token != token.COLON {
		return nil
	}
	if t := s.token(0).Token; t != token.EOF && t != token.COMMA && !isCloser(t) {
		return nil
	}
	return s.problem("DG006", colon.from, colon.to, "a value is missing after the colon", "write the value, or remove the name")
}

// unquotedText finds  help: Main service,  timeout: 30s  and  [*.sln].
func (s *cueSlips) unquotedText() *Problem {
	i := s.at
	for i > 0 && !s.tokens[i].first && !beforeValue(s.tokens[i-1].Token) {
		i--
	}
	if i == 0 || s.tokens[i].first || s.tokens[i].IsKeyword() {
		return nil
	}
	from := s.tokens[i].from
	value := s.in.body[from:s.in.lineEnd(from)]
	if end := bytes.IndexAny(value, ",}]"); end >= 0 {
		value = value[:end]
	}
	value = bytes.TrimSpace(value)
	if len(value) == 0 || bytes.ContainsAny(value[:1], "\"'[{(#") || bytes.Contains(value, []byte(": ")) {
		return nil
	}
	help := "put it in double quotes"
	if shown := s.shown(from, fmt.Sprintf("%q", value)); shown != hiddenText {
		help = "write " + shown
	}
	return s.problem("DG004", from, from+len(value), "a text must be quoted", help)
}

func beforeValue(t token.Token) bool {
	return t == token.COLON || t == token.LBRACK || t == token.COMMA
}

func (s *cueSlips) missingComma() *Problem {
	t := s.token(0)
	if !s.says("missing ','") || !endsValue(s.token(-1).Token) || !beginsValue(t.Token) {
		return nil
	}
	return s.problem("DG007", t.from, t.to, "a comma is missing before this", "put a comma, or a new line, between the two")
}

func endsValue(t token.Token) bool { return t.IsLiteral() || isCloser(t) }

func beginsValue(t token.Token) bool { return t.IsLiteral() || closerOf[t] != 0 }

func (s *cueSlips) unexpected() *Problem {
	t := s.token(0)
	if s.says("reserved") {
		return s.problem("DG001", t.from, t.to, "names that begin with two underscores are CUE's own", fmt.Sprintf("write %q", t.lit))
	}
	return s.problem("DG006", t.from, t.to, fmt.Sprintf("%s cannot stand here", t.text()), "look at what is before it: something is missing there, or too much")
}

// word returns the extent of the word around an offset.
func (s *cueSlips) word(offset int) (from, to int) {
	part := func(c byte) bool {
		return c == '_' || c == '.' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
	}
	from, to = offset, offset
	for from > 0 && part(s.in.body[from-1]) {
		from--
	}
	for to < len(s.in.body) && part(s.in.body[to]) {
		to++
	}
	return from, to
}

// rewrite shows the line as it should read: the name, the separator, and what stands on the line behind an offset.
func (s *cueSlips) rewrite(name cueToken, separator string, behind int) string {
	return s.rewriteFrom(name.lit, separator, name.lit, behind)
}

func (s *cueSlips) rewriteFrom(written, separator, name string, behind int) string {
	rest := strings.TrimSpace(string(s.in.body[behind:s.in.lineEnd(behind)]))
	rest = strings.TrimSuffix(rest, ",")
	if strings.Count(rest, "{") < strings.Count(rest, "}") {
		rest = strings.TrimSpace(strings.TrimSuffix(rest, "}"))
	}
	if saysSecret(name) {
		rest = hiddenText
	}
	return "write " + written + separator + s.shown(behind, rest)
}

// shown returns the text, or dots where its line speaks of a secret.
func (s *cueSlips) shown(offset int, text string) string {
	_, start := s.in.line(offset)
	if saysSecret(string(s.in.body[start:s.in.lineEnd(start)])) {
		return hiddenText
	}
	return text
}

// hiddenText stands for what a message does not show.
const hiddenText = "…"
