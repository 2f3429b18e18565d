// Package files writes the files that the spec holds whole: the user's own, beside those that devgen knows of.
package files

import (
	"regexp"
	"strings"

	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// lineEnd is what editors of other systems leave at the end of a line.
var lineEnd = regexp.MustCompile(`\r+\n`)

// Files returns the user's files as they stand in the spec, with Unix line ends and one final newline: nothing else is
// added, for devgen does not know what their format takes as a comment.
func Files(p *spec.Project) []tree.File {
	var files []tree.File
	for _, f := range p.Files {
		body := strings.TrimRight(lineEnd.ReplaceAllString(f.Body, "\n"), "\r\n")
		files = append(files, tree.File{Path: f.Path, Body: []byte(body + "\n"), Own: tree.Whole})
	}
	return files
}
