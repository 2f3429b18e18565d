// Package docs writes what people read: a quick reference to print, a reference of every setting in every environment,
// a picture of the architecture, and the blocks of a README.
//
// Every command, port, path and variable that these pages name comes from the model that the other generators print,
// so a page cannot promise what does not exist.
package docs

import (
	"fmt"
	"strings"

	"devgen.dev/devgen/generators/internal/header"
	md "devgen.dev/devgen/generators/internal/markdown"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// Paths of the pages; they link to each other.
const (
	quickReference = "docs/QUICK_REFERENCE.md"
	configuration  = "docs/CONFIGURATION.md"
	architecture   = "docs/ARCHITECTURE.md"
)

// Files returns the pages, whole, and the README's blocks.
func Files(p *spec.Project) []tree.File {
	return []tree.File{
		page(p, quickReference, quickReferencePage),
		page(p, configuration, configurationPage),
		page(p, architecture, architecturePage),
		readme(p),
	}
}

func page(p *spec.Project, path string, write func(*spec.Project, *md.Page)) tree.File {
	var content md.Page
	write(p, &content)
	return tree.File{Path: path, Own: tree.Whole, Body: append([]byte(header.Markup(p.SpecFile)+"\n"), content.Bytes()...)}
}

// sentence ends a text with a full stop, unless it ends in a mark already.
func sentence(text string) string {
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?:") {
		return text
	}
	return text + "."
}

// title writes an environment or service for a heading: its name as code, and what it is.
func environmentRow(e *spec.Environment) []string {
	return []string{md.Code(e.Name), md.Text(e.Help), string(e.RunsOn), md.Code(e.Template)}
}

// developmentURL is where a service's first port is reached on a developer's machine; "" where it is not.
func developmentURL(p *spec.Project, s *spec.Service) string {
	for _, e := range []*spec.Environment{p.HostEnvironment(), p.EnvironmentFor(spec.Development)} {
		if e == nil {
			continue
		}
		if published := s.Env(e).Publish; len(published) > 0 {
			return fmt.Sprintf("http://localhost:%d", published[0].Host)
		}
	}
	return ""
}

// urls lists what can be opened on a developer's machine: probes, pages and consoles.
func urls(p *spec.Project) []spec.Link {
	var links []spec.Link
	for _, s := range p.BuiltServices() {
		base := developmentURL(p, s)
		if base == "" {
			continue
		}
		if probe := s.Probe(); probe != nil && probe.HTTPPath != "" && probe.Port == s.Port() {
			links = append(links, spec.Link{Title: s.Name + ", health", URL: base + probe.HTTPPath})
		}
		for _, page := range s.Pages {
			links = append(links, spec.Link{Title: s.Name + ", " + page.Title, URL: base + page.Path})
		}
	}
	return append(links, consoleURLs(p)...)
}

func consoleURLs(p *spec.Project) []spec.Link {
	e := p.EnvironmentFor(spec.Development)
	if e == nil || !e.Consoles {
		return nil
	}
	var links []spec.Link
	for _, s := range p.EngineServices() {
		if c := s.Env(e).Server.Console; c != nil {
			links = append(links, spec.Link{Title: fmt.Sprintf("%s of %s", c.Title, s.Name), URL: fmt.Sprintf("http://localhost:%d", c.Publish)})
		}
	}
	return links
}

func linkTable(links []spec.Link) md.Table {
	t := md.Table{Head: []string{"What", "Where"}}
	for _, l := range links {
		t.Rows = append(t.Rows, []string{md.Text(l.Title), md.Link(l.URL, l.URL)})
	}
	return t
}
