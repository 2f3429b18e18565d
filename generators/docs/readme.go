package docs

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	md "devgen.dev/devgen/generators/internal/markdown"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// readme returns the README's blocks. A README that does not exist is made of them; one that does keeps every byte
// outside the marks.
func readme(p *spec.Project) tree.File {
	return tree.File{Path: "README.md", Own: tree.Block, Blocks: []tree.Region{
		region("title", p, titleBlock),
		region("quickstart", p, quickStartBlock),
		region("architecture", p, architectureBlock),
	}}
}

func region(name string, p *spec.Project, write func(*spec.Project, *md.Page)) tree.Region {
	var page md.Page
	write(p, &page)
	return tree.Region{Name: name, Body: page.Bytes()}
}

func titleBlock(p *spec.Project, page *md.Page) {
	page.Heading(1, p.Title)
	page.Paragraph(strings.TrimSpace(badge(p) + " " + licenseBadge(p)))
	page.Paragraph(md.Text(sentence(p.Summary)))
}

// badge shows the state of what the workflow checks; a project that has none has no badge.
func badge(p *spec.Project) string {
	if p.Repository == "" || !runsOn(p, spec.GitHub) || len(p.BuiltServices()) == 0 {
		return ""
	}
	workflow := fmt.Sprintf("https://github.com/%s/actions/workflows/ci.yml", p.Repository)
	return fmt.Sprintf("[%s](%s)", md.Image("CI", workflow+"/badge.svg?branch="+p.Branch), workflow)
}

// licenseBadge names the license, for a project that says it. In the address of the badge a dash divides, and two are one.
func licenseBadge(p *spec.Project) string {
	if p.License == "" {
		return ""
	}
	name := url.PathEscape(strings.NewReplacer("-", "--", "_", "__").Replace(p.License))
	return md.Image("License: "+p.License, "https://img.shields.io/badge/license-"+name+"-blue")
}

func quickStartBlock(p *spec.Project, page *md.Page) {
	page.Heading(2, "Quick start")
	if needs := prerequisites(p); len(needs) > 0 {
		page.Paragraph("You need " + joinAnd(needs) + ".")
	}
	if start := startCommands(p, false); start != "" {
		page.Paragraph("On Linux and macOS:").Fence("sh", start)
		page.Paragraph("On Windows, in PowerShell:").Fence("powershell", startCommands(p, true))
	}
	if daily := dailyCommands(p); daily != "" {
		page.Paragraph("Day by day, in PowerShell without the word make:").Fence("sh", daily)
	}
	if p.Devcontainer() != nil {
		page.Paragraph("Or open the repository in " + md.Link("a container to develop in", spec.DevcontainerFolder+"/README.md") + ", which has all of that.")
	}
	page.Table(addressTable(p))
	page.Paragraph(readOn(p))
	if len(p.Links) > 0 {
		page.Paragraph(strings.Join(linkTexts(p.Links), " · "))
	}
	if developedHere(p) {
		page.Heading(3, "Troubleshooting").List(shortTroubleshooting(p)...)
		page.Paragraph("More: " + md.Link("troubleshooting", troubleshooting) + ".")
	}
}

func readOn(p *spec.Project) string {
	commands := "Every command: "
	if len(p.Tasks) > 0 {
		commands += "`make help`, or the "
	}
	if p.Seed != nil {
		commands = "Rows and logins to work with: " + md.Link("test data", quickReference+md.Anchor(testData)) + ". " + commands
	}
	return commands + md.Link("quick reference", quickReference) + ". Every setting: " + md.Link("configuration", configuration) + "."
}

// prerequisites lists what a developer's machine needs, with versions.
func prerequisites(p *spec.Project) []string {
	var needs []string
	if developedHere(p) {
		needs = append(needs, "Git", "make (not on Windows)")
	}
	if usesCompose(p) {
		needs = append(needs, "Docker with Compose 2.24 or newer")
	}
	for _, s := range p.Stacks {
		needs = append(needs, md.Text(s.Title+" "+s.Version))
	}
	for _, tool := range p.Setup.Tools {
		needs = append(needs, fmt.Sprintf("%s (%s)", md.Code(tool.Name), md.Text(tool.Help)))
	}
	return append(needs, machine(p.Requirements)...)
}

func callsCompose(t *spec.Task) bool {
	return slices.ContainsFunc(t.Steps, func(s spec.Step) bool { return s.Compose != nil })
}

func machine(r spec.Requirements) []string {
	var needs []string
	if r.Memory != "" {
		needs = append(needs, md.Text(r.Memory)+" of memory")
	}
	switch {
	case r.Cores == 1:
		needs = append(needs, "a processor core")
	case r.Cores > 1:
		needs = append(needs, fmt.Sprintf("%d processor cores", r.Cores))
	}
	if r.Disk != "" {
		needs = append(needs, md.Text(r.Disk)+" of disk space")
	}
	return needs
}

func linkTexts(links []spec.Link) []string {
	var texts []string
	for _, l := range links {
		texts = append(texts, md.Link(l.Title, l.URL))
	}
	return texts
}

func architectureBlock(p *spec.Project, page *md.Page) {
	page.Heading(2, "Architecture")
	page.Fence("mermaid", diagram(p))
	page.Paragraph("More: " + md.Link("architecture", architecture) + ".")
}
