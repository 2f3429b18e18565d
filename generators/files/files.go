// Package files writes the files that the spec holds whole: the user's own, beside those that devgen knows of.
package files

import (
	"strings"

	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// Files returns the user's files as they stand in the spec, with one final newline: nothing else is added, for devgen
// does not know what their format takes as a comment.
func Files(p *spec.Project) []tree.File {
	var files []tree.File
	for _, f := range p.Files {
		body := strings.ReplaceAll(f.Body, "\r\n", "\n")
		files = append(files, tree.File{Path: f.Path, Body: []byte(strings.TrimRight(body, "\n") + "\n"), Own: tree.Whole})
	}
	return files
}
