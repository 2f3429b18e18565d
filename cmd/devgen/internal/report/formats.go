package report

import (
	"fmt"
	"io"
	"strings"
)

// Format is a way to write a Result.
type Format struct {
	Name string
	Doc  string // one line, for help texts
	// Write writes the whole result. Its error is that of the writer.
	Write func(w io.Writer, r Result) error
}

// Formats lists every format, in the order of help texts.
var Formats = []Format{
	{"text", "for people: every problem with its line of the spec", writeText},
	{"json", "one object for scripts, described by devgen's own JSON Schema", writeJSON},
	{"github", "annotations on GitHub's pull requests", writeGitHub},
	{"sarif", "SARIF 2.1.0, for code scanning", writeSARIF},
	{"gitlab", "GitLab's code quality report", writeGitLab},
	{"junit", "JUnit XML, for servers that show test results", writeJUnit},
}

// FormatNames returns the names of all formats, in order.
func FormatNames() []string {
	names := make([]string, len(Formats))
	for i, f := range Formats {
		names[i] = f.Name
	}
	return names
}

// FormatNamed finds a format by its name.
func FormatNamed(name string) (Format, bool) {
	for _, f := range Formats {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}

// Target is a report that is written beside what a command prints.
type Target struct {
	Format Format
	Path   string // as the user gave it; "-" is standard output
}

// ParseTarget reads the value of a --report flag, FORMAT=PATH. Its error says what is wrong with it and names the
// formats there are.
func ParseTarget(text string) (Target, error) {
	name, path, ok := strings.Cut(text, "=")
	if !ok || path == "" {
		return Target{}, fmt.Errorf("--report %q is not of the form FORMAT=PATH", text)
	}
	format, ok := FormatNamed(name)
	if !ok {
		return Target{}, fmt.Errorf("--report: there is no format %q; there are %s", name, strings.Join(FormatNames(), ", "))
	}
	return Target{Format: format, Path: path}, nil
}
