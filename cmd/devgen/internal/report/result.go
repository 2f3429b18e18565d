package report

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"devgen.dev/devgen/spec"
)

// Result is what a run found out. Every format is made from it.
type Result struct {
	Problems []spec.Problem // in the order of spec.SortProblems
	Sources  []spec.Source  // the texts of the spec, for excerpts; the main file first
	Drift    []Drift        // the files that are not as the spec asks for
	Files    int            // how many files the spec asks for
	Folder   string         // the spec's folder in the repository, slash-separated; "" is the repository's root
	Version  string         // of devgen; "" leaves it out
	Strict   bool           // warnings fail as errors do
}

// Drift is a file that is not as the spec asks for.
type Drift struct {
	File           string // slash-separated, relative to the spec's folder
	State          string // as in tree.State: "stale", "edited"
	Added, Removed int    // lines that a build would add and remove
	Diff           string // unified; may be empty
	Reason         string // for people, without a full stop
}

// ok reports whether the run succeeds: nothing in the spec is wrong, and every file is as it should be.
func (r Result) ok() bool {
	errors, warnings := tally(r.Problems)
	return errors == 0 && len(r.Drift) == 0 && !(r.Strict && warnings > 0)
}

// empty reports whether there is nothing to say.
func (r Result) empty() bool { return len(r.Problems) == 0 && len(r.Drift) == 0 }

// mainFile is the file that a problem without a place is about; "" if it is not known.
func (r Result) mainFile() string {
	if len(r.Sources) == 0 {
		return ""
	}
	return r.Sources[0].File
}

// inRepository is a file's path from the root of the repository, as CI systems name files.
func (r Result) inRepository(file string) string {
	if file == "" {
		return ""
	}
	return path.Join(r.Folder, file)
}

// place is where a problem stands, with the spec's first line for one that has no place: annotations need one.
func (r Result) place(p spec.Problem) spec.Span {
	at := p.Span
	if at.File == "" {
		at.File = r.mainFile()
	}
	at.Line, at.Column, at.Length = max(1, at.Line), max(1, at.Column), max(1, at.Length)
	return at
}

func tally(problems []spec.Problem) (errors, warnings int) {
	for _, p := range problems {
		if p.Severity == spec.Error {
			errors++
		} else {
			warnings++
		}
	}
	return errors, warnings
}

// countText is "2 errors, 1 warning in devgen.cue". Of several files, only the number is given.
func countText(problems []spec.Problem) string {
	var parts []string
	errors, warnings := tally(problems)
	if errors > 0 {
		parts = append(parts, Count(errors, "error"))
	}
	if warnings > 0 {
		parts = append(parts, Count(warnings, "warning"))
	}
	text := strings.Join(parts, ", ")
	switch files := filesOf(problems); len(files) {
	case 0:
		return text
	case 1:
		return text + " in " + visible(files[0])
	default:
		return fmt.Sprintf("%s in %s", text, Count(len(files), "file"))
	}
}

func filesOf(problems []spec.Problem) []string {
	var files []string
	for _, p := range problems {
		if p.Span.File != "" && !slices.Contains(files, p.Span.File) {
			files = append(files, p.Span.File)
		}
	}
	return files
}

// Count writes a number of things: "1 file", "2 files".
func Count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// page is the file that explains a code. A repository's pages are on no host that devgen could name.
func page(code string) string { return "docs/problems/" + code + ".md" }
