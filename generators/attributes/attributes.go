// Package attributes tells git how lines of files end, which files are not text, and which ones are generated.
//
// What comes in is the resolved project and the paths of what all other generators make. What goes out is a region of
// .gitattributes. It stands before the user's own lines, which win over it: of two lines that speak of one file, git
// takes the later one. Source: https://git-scm.com/docs/gitattributes
package attributes

import (
	"slices"
	"strings"

	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// Files returns the region without the list of what is generated, which only List knows.
func Files(p *spec.Project) []tree.File { return List(p, nil) }

// List returns the region, with the paths of the files that devgen writes whole.
func List(p *spec.Project, generated []string) []tree.File {
	var b strings.Builder
	paragraph := func(title string, lines ...string) {
		if len(lines) > 0 {
			b.WriteString("\n# " + title + "\n" + strings.Join(lines, "\n") + "\n")
		}
	}
	paragraph("Lines end as .editorconfig says, on every system: shells and make read no CRLF.", "* text=auto eol=lf")
	paragraph("What Windows' own shell reads.", "*.bat text eol=crlf", "*.cmd text eol=crlf")
	paragraph("No text, whatever it looks like.", marked(binary, "binary")...)
	for _, stack := range p.Stacks {
		paragraph(stack.Title, news(p, stack)...)
	}
	paragraph("Written by devgen: GitHub folds them in reviews, where "+p.SpecFile+" says what has changed.", marked(patterns(generated), "linguist-generated")...)
	body := strings.TrimPrefix(b.String(), "\n")
	return []tree.File{{Path: ".gitattributes", Own: tree.Block, Blocks: []tree.Region{{Name: "devgen", Body: []byte(body)}}}}
}

// binary are the usual files beside sources that must never be converted nor compared line by line.
var binary = []string{"*.gif", "*.gz", "*.ico", "*.jpg", "*.jpeg", "*.pdf", "*.png", "*.webp", "*.woff2", "*.zip"}

// news lists the lines of a stack that no stack before it has.
func news(p *spec.Project, stack *spec.Stack) []string {
	var known, list []string
	for _, other := range p.Stacks {
		if other == stack {
			break
		}
		known = append(known, lines(other)...)
	}
	for _, line := range lines(stack) {
		if !slices.Contains(known, line) {
			list = append(list, line)
		}
	}
	return list
}

func lines(stack *spec.Stack) []string {
	var list []string
	for _, a := range stack.Attributes {
		list = append(list, a.Name+" "+a.Value)
	}
	return list
}

// marked gives every pattern an attribute.
func marked(patterns []string, attribute string) []string {
	var list []string
	for _, pattern := range patterns {
		list = append(list, pattern+" "+attribute)
	}
	return list
}

// own are folders that devgen fills alone: one line says so for all of their files.
var own = []string{"k8s/"}

// patterns writes paths, in order, as patterns that fit nothing else. A path needs no quotes: the language allows none that would.
func patterns(paths []string) []string {
	var list []string
	for _, path := range paths {
		pattern := "/" + path
		if i := slices.IndexFunc(own, func(folder string) bool { return strings.HasPrefix(path, folder) }); i >= 0 {
			pattern = "/" + own[i] + "**"
		}
		if len(list) == 0 || list[len(list)-1] != pattern {
			list = append(list, pattern)
		}
	}
	return list
}
