package powershell

import (
	"slices"
	"strings"
)

// Translate returns a simple command of sh, words with quotes and $NAME, as a command of PowerShell. A $NAME among the
// parameters is a variable of PowerShell, any other one an environment variable.
//
// The two shells read many such commands alike, but not -name=file.txt, which PowerShell splits at the dot, nor @name,
// nor a,b, nor $NAME.txt. It is false for what is no simple command: pipes, lists, substitutions, patterns.
func Translate(command string, parameters []string) (text string, ok bool) {
	words, ok := simple(command)
	if !ok || len(words) == 0 {
		return "", false
	}
	out := make([]string, len(words))
	for i, w := range words {
		if out[i], ok = w.argument(parameters); !ok {
			return "", false
		}
	}
	if name, literal := words[0].literal(); !literal || !bare(name) || keywords[strings.ToLower(name)] {
		out[0] = "& " + out[0]
	}
	return strings.Join(out, " "), true
}

// word is one word of a command: literal pieces and variables.
type word []piece

type piece struct {
	text     string // text, or the name of the variable
	variable bool
}

func (w word) literal() (text string, ok bool) {
	for _, p := range w {
		if p.variable {
			return "", false
		}
		text += p.text
	}
	return text, true
}

func (w word) argument(parameters []string) (string, bool) {
	if text, ok := w.literal(); ok {
		if dots(text) {
			return text, true
		}
		return argument(text), passes(text)
	}
	if len(w) == 1 {
		return "$" + scoped(w[0].text, parameters), true
	}
	var b strings.Builder
	for _, p := range w {
		switch {
		case p.variable:
			b.WriteString("${" + scoped(p.text, parameters) + "}")
		case !plain(p.text) || strings.Contains(p.text, `"`):
			return "", false
		default:
			b.WriteString(expandable.Replace(p.text))
		}
	}
	return `"` + b.String() + `"`, true
}

// expandable escapes text in double quotes. Source: about_Quoting_Rules.
var expandable = strings.NewReplacer("`", "``", "$", "`$")

func scoped(name string, parameters []string) string {
	if slices.Contains(parameters, name) {
		return name
	}
	return "env:" + name
}

// dots reports whether a word is a folder in dots (., ./...), which PowerShell hands on as it is.
func dots(text string) bool { return text != "" && strings.Trim(text, "./") == "" }

// simple splits a command of sh into words. Source: POSIX.1-2024, Shell Command Language, 2.2 and 2.3.
func simple(command string) ([]word, bool) {
	l := lexer{rest: command}
	for l.rest != "" && !l.failed {
		l.step()
	}
	l.end()
	if l.failed || len(l.words) > 0 && assignment(l.words[0]) {
		return nil, false
	}
	return l.words, true
}

func assignment(w word) bool {
	if len(w) == 0 || w[0].variable {
		return false
	}
	name, _, found := strings.Cut(w[0].text, "=")
	return found && only(name, func(c byte) bool { return letter(c) || digit(c) || c == '_' })
}

type lexer struct {
	rest   string
	words  []word
	word   word
	open   bool // the word has begun, perhaps with nothing in it: ''
	failed bool
}

func (l *lexer) step() {
	c := l.rest[0]
	switch {
	case c == ' ' || c == '\t':
		l.end()
		l.rest = l.rest[1:]
	case c == '\'':
		l.single()
	case c == '"':
		l.double()
	case c == '$':
		l.variable()
	case c == '\\' && len(l.rest) > 1 && l.rest[1] != '\n':
		l.text(l.rest[1:2])
		l.rest = l.rest[2:]
	case strings.IndexByte("\\`;&|<>()*?[]{}\n\r", c) >= 0, !l.open && strings.IndexByte("~#!", c) >= 0:
		l.failed = true
	default:
		l.text(l.rest[:1])
		l.rest = l.rest[1:]
	}
}

func (l *lexer) end() {
	if l.open {
		l.words = append(l.words, l.word)
	}
	l.word, l.open = nil, false
}

// text adds to the last literal piece of the word.
func (l *lexer) text(s string) {
	l.open = true
	if n := len(l.word); n > 0 && !l.word[n-1].variable {
		l.word[n-1].text += s
	} else if s != "" {
		l.word = append(l.word, piece{text: s})
	}
}

func (l *lexer) single() {
	inside, rest, closed := strings.Cut(l.rest[1:], "'")
	l.text(inside)
	l.rest, l.failed = rest, l.failed || !closed
}

func (l *lexer) double() {
	l.text("")
	l.rest = l.rest[1:]
	for l.rest != "" && !l.failed {
		switch c := l.rest[0]; {
		case c == '"':
			l.rest = l.rest[1:]
			return
		case c == '$':
			l.variable()
		case c == '\\' && len(l.rest) > 1 && strings.IndexByte("$`\"\\", l.rest[1]) >= 0:
			l.text(l.rest[1:2])
			l.rest = l.rest[2:]
		case c == '`':
			l.failed = true
		default:
			l.text(l.rest[:1])
			l.rest = l.rest[1:]
		}
	}
	l.failed = true
}

// variable reads $NAME or ${NAME}; every other expansion has no counterpart.
func (l *lexer) variable() {
	name, brace := strings.CutPrefix(l.rest[1:], "{")
	n := 0
	for n < len(name) && (letter(name[n]) || name[n] == '_' || n > 0 && digit(name[n])) {
		n++
	}
	rest := name[n:]
	if brace {
		after, closed := strings.CutPrefix(rest, "}")
		rest, l.failed = after, l.failed || !closed
	}
	if n == 0 {
		l.failed = true
	}
	l.open = true
	l.word = append(l.word, piece{text: name[:n], variable: true})
	l.rest = rest
}
