package makefile

import (
	"fmt"
	"strings"

	"devgen.dev/devgen/generators/internal/comment"
)

// File is a makefile in the making.
type File struct{ out strings.Builder }

// Rule is one task.
type Rule struct {
	Target string
	Needs  []string // targets that run before, in this order
	Help   string   // what `make help` says, on the target's line behind `##`
	Recipe []string // lines of make text; text for the shell goes through Shell or Word first
}

// New starts a file with a head comment, the text without `#`.
func New(head string) *File {
	f := new(File)
	f.Comment(head)
	return f
}

// Comment adds comment lines; long ones are wrapped.
func (f *File) Comment(text string) *File {
	for _, line := range comment.Lines(text, 98) {
		f.line(strings.TrimRight("# "+line, " "))
	}
	return f
}

// Blank adds a blank line.
func (f *File) Blank() *File { return f.line("") }

// Set adds an assignment: Set("COMPOSE", "?=", "docker compose"). The text is make text: a value from the spec goes
// through Value first.
func (f *File) Set(name, operator, text string) *File {
	return f.line(strings.TrimRight(name+" "+operator+" "+text, " "))
}

// Line adds a line as it is: a directive.
func (f *File) Line(text string) *File { return f.line(text) }

// Rule adds a task with its .PHONY declaration.
func (f *File) Rule(r Rule) *File {
	if !Target(r.Target) {
		panic(fmt.Sprintf("makefile: %q cannot be a target", r.Target))
	}
	head := r.Target + ":"
	if len(r.Needs) > 0 {
		head += " " + strings.Join(r.Needs, " ")
	}
	if r.Help != "" {
		head += " ## " + comment.Line(r.Help)
	}
	f.line(".PHONY: " + r.Target)
	f.line(head)
	for _, line := range r.Recipe {
		f.line("\t" + line)
	}
	return f
}

// Bytes is the file's content.
func (f *File) Bytes() []byte { return []byte(f.out.String()) }

func (f *File) line(text string) *File {
	f.out.WriteString(text)
	f.out.WriteByte('\n')
	return f
}
