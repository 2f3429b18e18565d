package spec

import (
	"regexp"
	"strings"
)

// oneLine are the fields whose commands become recipes of the Makefile.
var oneLine = regexp.MustCompile(`^(stacks\..+\.commands\.[a-zA-Z]+|stacks\..+\.coverage\.run|services\..+\.migrations\.run|tests\..+\.run)$`)

// ruleOneLine: make runs every line of a recipe by itself, and takes one that does not begin with a tab for something
// else. Commands of integration tests run in a container, of which make knows nothing.
func (r *resolver) ruleOneLine() {
	r.doc.Root.Walk(func(path string, n *Node) {
		text, ok := n.Text()
		if !ok || !oneLine.MatchString(path) || !strings.ContainsAny(text, "\n\r") && !strings.HasSuffix(text, `\`) {
			return
		}
		for _, s := range r.project.Suites {
			if s.Kind == Integration && path == child(child("tests", s.Name), "run") {
				return
			}
		}
		r.report("DG125", path, "make runs every line by itself, so the command cannot have several", "put the lines into a script, and call that")
	})
}
