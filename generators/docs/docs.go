// Package docs writes what people read: a quick reference to print, a reference of every setting in every environment,
// a picture of the architecture, answers to what goes wrong on a developer's machine, and the blocks of a README.
//
// Every command, port, path and variable that these pages name comes from the model that the other generators print,
// so a page cannot promise what does not exist.
package docs

import (
	"slices"
	"strings"

	"devgen.dev/devgen/generators/internal/header"
	md "devgen.dev/devgen/generators/internal/markdown"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// Paths of the pages; they link to each other.
const (
	quickReference  = "docs/QUICK_REFERENCE.md"
	configuration   = "docs/CONFIGURATION.md"
	architecture    = "docs/ARCHITECTURE.md"
	troubleshooting = "docs/TROUBLESHOOTING.md"
)

// Files returns the pages, whole, and the README's blocks.
func Files(p *spec.Project) []tree.File {
	files := []tree.File{
		page(p, quickReference, quickReferencePage),
		page(p, configuration, configurationPage),
		page(p, architecture, architecturePage),
		readme(p),
	}
	if developedHere(p) {
		files = append(files, page(p, troubleshooting, troubleshootingPage))
	}
	return files
}

func page(p *spec.Project, path string, write func(*spec.Project, *md.Page)) tree.File {
	var content md.Page
	write(p, &content)
	return tree.File{Path: path, Own: tree.Whole, Body: append([]byte(header.Markup(p.SpecFile)+"\n"), content.Bytes()...)}
}

// sentence ends a text with a full stop, unless it ends in a mark already.
func sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?:") {
		return text
	}
	return text + "."
}

// runsOn reports whether an environment runs there.
func runsOn(p *spec.Project, place spec.RunsOn) bool {
	return slices.ContainsFunc(p.Environments, func(e *spec.Environment) bool { return e.RunsOn == place })
}

func onKubernetes(p *spec.Project) bool { return runsOn(p, spec.Kubernetes) }

// joinAnd lists words: "a, b and c".
func joinAnd(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// codes writes values as a list of code spans.
func codes(values []string) []string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = md.Code(v)
	}
	return quoted
}
