package docs

import (
	"fmt"
	"strings"

	md "devgen.dev/devgen/generators/internal/markdown"
	"devgen.dev/devgen/spec"
)

// quickReferencePage is one or two printed pages: how to begin, what to type, where to look.
func quickReferencePage(p *spec.Project, page *md.Page) {
	page.Heading(1, p.Title+": quick reference")
	page.Paragraph(md.Text(sentence(p.Summary)))
	if start := startCommands(p); start != "" {
		page.Heading(2, "Begin").Fence("sh", start)
	}
	commandTables(p, page)
	if links := urls(p); len(links) > 0 {
		page.Heading(2, "On your machine").Table(linkTable(links))
	}
	page.Heading(2, "Environments").Table(environmentTable(p))
	troubleshooting(p, page)
	page.Paragraph(fmt.Sprintf("Every setting: %s. The picture: %s.", md.Link("Configuration", "CONFIGURATION.md"), md.Link("Architecture", "ARCHITECTURE.md")))
}

// startCommands are the tasks that bring a fresh clone to a running program.
func startCommands(p *spec.Project) string {
	var lines []string
	for _, name := range []string{"env", "dev"} {
		if t := p.TaskNamed(name); t != nil {
			lines = append(lines, fmt.Sprintf("make %-4s # %s", name, t.Help))
		}
	}
	return strings.Join(lines, "\n")
}

// commandTables lists the tasks by group, as make help does.
func commandTables(p *spec.Project, page *md.Page) {
	if len(p.Tasks) == 0 {
		return
	}
	page.Heading(2, "Commands")
	page.Paragraph("On Linux and macOS with make; in PowerShell by the same names, after `. ./scripts/ps-aliases.ps1`." + otherNames(p))
	for _, group := range taskGroups(p) {
		t := md.Table{Head: []string{group, ""}}
		for _, task := range p.Tasks {
			if task.Group == group {
				t.Rows = append(t.Rows, []string{md.Code(makeCommand(task)), md.Text(task.Help)})
			}
		}
		page.Table(t)
	}
}

// otherNames lists the tasks whose name PowerShell keeps for something of its own.
func otherNames(p *spec.Project) string {
	var names []string
	for _, t := range p.Tasks {
		if name := t.PowerShellName(); name != t.Name {
			names = append(names, fmt.Sprintf("%s is %s", md.Code(t.Name), md.Code(name)))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " There " + joinAnd(names) + ", for PowerShell has a command of that name."
}

func taskGroups(p *spec.Project) []string {
	var groups []string
	seen := map[string]bool{}
	for _, t := range p.Tasks {
		if !seen[t.Group] {
			seen[t.Group] = true
			groups = append(groups, t.Group)
		}
	}
	return groups
}

func makeCommand(t *spec.Task) string {
	command := "make " + t.Name
	for _, arg := range t.Args {
		command += " " + arg + "=…"
	}
	return command
}

func environmentTable(p *spec.Project) md.Table {
	t := md.Table{Head: []string{"Environment", "What it is", "Runs on", "Template"}}
	for _, e := range p.Environments {
		t.Rows = append(t.Rows, environmentRow(e))
	}
	return t
}

// troubleshooting answers what goes wrong first, with commands that exist.
func troubleshooting(p *spec.Project, page *md.Page) {
	var items []string
	if e := p.EnvironmentFor(spec.Development); e != nil {
		if ports := publishedPorts(p, e); len(ports) > 0 {
			items = append(items, fmt.Sprintf("**A port is taken.** %s must be free. Stop what holds it, or change `publish` of the service in %s.", joinAnd(ports), md.Code(p.SpecFile)))
		}
		items = append(items, fmt.Sprintf("**A variable is not set.** %s lacks it: compare with %s.", md.Code(e.EnvFile), md.Code(".env.example")))
	}
	if p.TaskNamed("logs") != nil {
		items = append(items, "**A container is not healthy.** `make logs` shows what it says; `docker compose ps` which one it is.")
	}
	if p.TaskNamed("db-reset") != nil {
		items = append(items, "**The database is in a state that nobody understands.** `make db-reset` begins anew: it deletes the data.")
	}
	if len(items) > 0 {
		page.Heading(2, "When it does not work").List(items...)
	}
}

func publishedPorts(p *spec.Project, e *spec.Environment) []string {
	var ports []string
	for _, s := range p.Services {
		for _, published := range s.Env(e).Publish {
			ports = append(ports, fmt.Sprintf("%d (%s)", published.Host, md.Text(s.Name)))
		}
	}
	return ports
}

// joinAnd lists words: "a, b and c".
func joinAnd(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
