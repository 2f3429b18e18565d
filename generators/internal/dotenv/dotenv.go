// Package dotenv writes .env files that every reader understands alike.
//
// There is no standard, and the readers disagree on almost everything: what `#` starts, which quotes expand `$`, what
// a backslash does. Seventeen of them were measured; what is written here is the part on which docker compose, godotenv,
// node, python-dotenv, bash and dash agree. A value outside that part is refused: Value says so, and the
// printer panics on it, because no spec that was checked contains one.
//
// Keys are checked by the spec: [A-Z_][A-Z0-9_]*, each once.
package dotenv

import (
	"fmt"
	"strings"

	"devgen.dev/devgen/generators/internal/comment"
)

const width = 100 // columns of a comment line

// Value returns the text behind `NAME=` that all readers turn back into value. There are three forms, the plainest
// that carries the value wins: bare, in single quotes, in double quotes. It is false if none does.
func Value(value string) (text string, ok bool) {
	switch {
	case bare(value):
		return value, true
	case len(value) > longest || strings.ContainsAny(value, "\r\x00\uFEFF"):
		return "", false
	case singleQuotable(value):
		return "'" + value + "'", true
	case !strings.ContainsAny(value, "\"\\$`\n"):
		return `"` + value + `"`, true
	}
	return "", false
}

// longest is what Linux hands to a program in one variable, less room for the name (execve(2), MAX_ARG_STRLEN).
const longest = 128*1024 - 1024

// bare reports whether no reader does anything to the value. The characters were tried one by one, at the start, in
// the middle and at the end of a value, in all readers; `~` is left out because a shell expands it after a colon.
func bare(value string) bool {
	for i := range len(value) {
		c := value[i]
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !letter && strings.IndexByte("!%*+,-./:=?@[]^_{}", c) < 0 && !(c == '$' && i == len(value)-1) {
			return false
		}
	}
	return len(value) <= longest
}

// singleQuotable reports whether single quotes carry the value. A backslash at the end would escape the quote for
// some; python-dotenv halves double backslashes and expands ${NAME} inside single quotes.
func singleQuotable(value string) bool {
	return !strings.Contains(value, "'") && !strings.HasSuffix(value, `\`) &&
		!strings.Contains(value, `\\`) && !strings.Contains(value, "${")
}

// File is a .env file in the making.
type File struct{ out strings.Builder }

// New starts a file with a head comment, the text without `#`.
func New(head string) *File {
	f := new(File)
	f.Comment(head)
	return f
}

// Section starts a part of the file under a title, with a blank line above.
func (f *File) Section(title string) *File {
	f.Blank()
	for _, line := range comment.Lines(title, width) {
		f.line("# --- " + line + " " + strings.Repeat("-", max(3, 72-len(line))))
	}
	return f
}

// Comment adds comment lines; long ones are wrapped.
func (f *File) Comment(text string) *File {
	for _, line := range comment.Lines(text, width-len("# ")) {
		f.line(strings.TrimRight("# "+line, " "))
	}
	return f
}

// Blank adds a blank line, unless the file is empty or has one there already.
func (f *File) Blank() *File {
	if text := f.out.String(); text != "" && !strings.HasSuffix(text, "\n\n") {
		f.line("")
	}
	return f
}

// Set adds a variable.
func (f *File) Set(name, value string) *File { return f.line(assignment(name, value)) }

// Off adds a variable that is commented out, to show what could be set.
func (f *File) Off(name, value string) *File {
	return f.line("# " + strings.ReplaceAll(assignment(name, value), "\n", "\n# "))
}

// Bytes is the file's content.
func (f *File) Bytes() []byte { return []byte(f.out.String()) }

func assignment(name, value string) string {
	text, ok := Value(value)
	if !ok {
		panic(fmt.Sprintf("dotenv: no reader-independent form for the value of %s", name))
	}
	return name + "=" + text
}

func (f *File) line(text string) *File {
	f.out.WriteString(text)
	f.out.WriteByte('\n')
	return f
}
