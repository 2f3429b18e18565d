// Package dotenv writes the committed templates of environment files.
//
// What comes in is the resolved project. What goes out is .env.example, which documents every setting, a template for
// each environment with the variables that are read there, and the lines of .gitignore that keep the real files out of
// the repository. The real files are the user's: scripts/env.sh makes one from its template and nobody overwrites it.
//
// A template holds no secret but the samples that the spec marks for development and tests. In production secrets are
// files under secrets/; the template names them in comments.
package dotenv

import (
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// Example is the path of the file that documents every setting.
const Example = ".env.example"

// Files returns the example, the templates in the order of promotion, and the block of .gitignore.
func Files(p *spec.Project) []tree.File {
	files := []tree.File{{Path: Example, Body: example(p), Own: tree.Whole}}
	for _, e := range p.Environments {
		files = append(files, tree.File{Path: e.Template, Body: template(p, e), Own: tree.Whole})
	}
	return append(files, gitignore(p))
}
