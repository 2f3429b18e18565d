package spec

import (
	"cmp"
	"slices"
)

// Severity says whether a Problem stops the build.
type Severity string

const (
	// Error stops the build: nothing is generated.
	Error Severity = "error"
	// Warning is reported, and stops the build only under --strict.
	Warning Severity = "warning"
)

// A Span is a piece of one line of one of the user's spec files. Line and Column count from 1, Column and
// Length in Unicode code points. The zero Span means that no place is known.
type Span struct {
	File         string // slash-separated, relative to the spec's folder
	Line, Column int
	Length       int // at least 1 where the place is known
}

// Known reports whether the span names a place in a file.
func (s Span) Known() bool { return s.File != "" && s.Line > 0 }

// Related is a second place that explains a Problem, for example the other definition of a clash.
type Related struct {
	Span    Span
	Path    string // spec path, may be empty
	Message string // a few words: "did you mean this one?"
}

// A Problem is something the author of the spec can fix.
type Problem struct {
	Code     string // stable, "DG101"; every code is listed in codes.go and has a page in docs/problems
	Severity Severity
	Path     string // where in the spec, as the user would write it: services.api.needs[0]
	Message  string // what is wrong: one line, no capital, no full stop
	Span     Span
	Related  []Related
	Notes    []string // facts that help to judge: "allowed here: needs, ports"
	Help     []string // what to do: a sentence or a corrected line each
}

// SortProblems orders problems by place, then code, path and message, and drops exact repeats.
func SortProblems(problems []Problem) []Problem {
	slices.SortStableFunc(problems, compareProblems)
	return slices.CompactFunc(problems, func(a, b Problem) bool { return compareProblems(a, b) == 0 })
}

func compareProblems(a, b Problem) int {
	return cmp.Or(
		cmp.Compare(a.Span.File, b.Span.File),
		cmp.Compare(a.Span.Line, b.Span.Line),
		cmp.Compare(a.Span.Column, b.Span.Column),
		cmp.Compare(a.Code, b.Code),
		cmp.Compare(a.Path, b.Path),
		cmp.Compare(a.Message, b.Message),
	)
}

// HasErrors reports whether one of the problems stops the build.
func HasErrors(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return p.Severity == Error })
}

// A Source is the text of one spec file, kept for the excerpts of messages.
type Source struct {
	File    string // as in Span.File
	Text    []byte
	Secrets []Span // literals that must never be shown: masked in every excerpt
}
