package docs

import (
	"fmt"
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
	page.Paragraph(badges(p))
	page.Paragraph(md.Text(sentence(p.Summary)))
}

// badges shows the state of what the workflows check; a project without a repository on GitHub has none.
func badges(p *spec.Project) string {
	if p.Repository == "" || len(p.BuiltServices()) == 0 {
		return ""
	}
	workflow := fmt.Sprintf("https://github.com/%s/actions/workflows/ci.yml", p.Repository)
	return fmt.Sprintf("[%s](%s)", md.Image("CI", workflow+"/badge.svg?branch="+p.Branch), workflow)
}

func quickStartBlock(p *spec.Project, page *md.Page) {
	page.Heading(2, "Quick start")
	page.Paragraph("You need " + joinAnd(prerequisites(p)) + ".")
	if start := startCommands(p); start != "" {
		page.Fence("sh", start)
	}
	if links := urls(p); len(links) > 0 {
		page.Table(linkTable(links))
	}
	page.Paragraph(fmt.Sprintf("All commands: `make help`, or the %s. Every setting: %s.",
		md.Link("quick reference", quickReference), md.Link("configuration", configuration)))
	if len(p.Links) > 0 {
		page.Paragraph(strings.Join(linkTexts(p.Links), " · "))
	}
}

// prerequisites lists what a developer's machine needs, with versions.
func prerequisites(p *spec.Project) []string {
	needs := []string{"Docker with Compose 2.24 or newer"}
	for _, s := range p.Stacks {
		needs = append(needs, md.Text(s.Title+" "+s.Version))
	}
	if p.Requirements.Memory != "" {
		needs = append(needs, md.Text(p.Requirements.Memory)+" of memory")
	}
	if p.Requirements.Cores > 0 {
		needs = append(needs, fmt.Sprintf("%d processor cores", p.Requirements.Cores))
	}
	if p.Requirements.Disk != "" {
		needs = append(needs, md.Text(p.Requirements.Disk)+" of disk space")
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
