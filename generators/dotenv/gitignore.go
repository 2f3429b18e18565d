package dotenv

import (
	"slices"
	"strings"

	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// gitignore keeps out of the repository what is secret and what is made anew: a region of the user's own file.
func gitignore(p *spec.Project) tree.File {
	var b strings.Builder
	paragraph := func(title string, patterns ...string) {
		if len(patterns) == 0 {
			return
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString("# " + title + "\n" + strings.Join(patterns, "\n") + "\n")
	}
	paragraph("Environment files hold secrets; their templates do not.", ".env", ".env.*", "!"+Example, "!.env.*.template")
	paragraph("Secrets of "+spec.ComposeProd, "/"+spec.SecretsFolder+"/")
	paragraph("Test results and coverage", spec.ResultsFolder+"/")
	for _, stack := range p.Stacks {
		paragraph("Build output: "+stack.Title, news(p, stack)...)
	}
	return tree.File{Path: ".gitignore", Own: tree.Block, Blocks: []tree.Region{{Name: "devgen", Body: []byte(b.String())}}}
}

// news lists the patterns of a stack that no stack before it has.
func news(p *spec.Project, stack *spec.Stack) []string {
	known := []string{spec.ResultsFolder + "/"}
	for _, other := range p.Stacks {
		if other == stack {
			break
		}
		known = append(known, other.Ignore...)
	}
	var list []string
	for _, pattern := range stack.Ignore {
		if !slices.Contains(known, pattern) {
			list = append(list, pattern)
		}
	}
	return list
}
