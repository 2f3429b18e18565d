package docs

import (
	"fmt"
	"path"
	"strings"

	md "devgen.dev/devgen/generators/internal/markdown"
	"devgen.dev/devgen/spec"
)

// quickReferencePage is one or two printed pages: how to begin, what to type, where to look.
func quickReferencePage(p *spec.Project, page *md.Page) {
	page.Heading(1, p.Title+": quick reference")
	page.Paragraph(md.Text(sentence(p.Summary)))
	if start := startCommands(p, false); start != "" {
		page.Heading(2, "Begin").Fence("sh", start)
	}
	commandTables(p, page)
	dockerCommands(p, page)
	hooksSection(p, page)
	if t := addressTable(p); len(t.Rows) > 0 {
		page.Heading(2, "On your machine").Table(t)
	}
	seedSection(p, page)
	if problems := shortTroubleshooting(p); len(problems) > 0 {
		page.Heading(2, "When it does not work").List(problems...)
	}
	page.Paragraph(otherPages(p))
}

// otherPages leads to the pages beside this one.
func otherPages(p *spec.Project) string {
	text := fmt.Sprintf("Every setting: %s. The picture: %s.", besides("configuration", configuration), besides("architecture", architecture))
	if developedHere(p) {
		text = "More that goes wrong: " + besides("troubleshooting", troubleshooting) + ". " + text
	}
	if onKubernetes(p) {
		text += " The cluster: " + besides("Kubernetes", spec.ClusterGuide) + "."
	}
	return text
}

// besides links to a page in the same folder.
func besides(text, file string) string { return md.Link(text, path.Base(file)) }

// startCommands bring a fresh clone to a running program, in sh or in PowerShell.
func startCommands(p *spec.Project, inPowerShell bool) string {
	var list []commandLine
	if developedHere(p) {
		list = append(list, commandLine{choose(inPowerShell, "./"+spec.SetupScriptPS, "./"+spec.SetupScript), "Prepare this machine; it can be run again at any time"})
	}
	if inPowerShell && len(list) > 0 {
		list = append(list, commandLine{". ./scripts/ps-aliases.ps1", "The commands, for this session; ./scripts/install-aliases.ps1 is for every one"})
	}
	if t := p.TaskNamed("dev"); t != nil {
		list = append(list, commandLine{choose(inPowerShell, t.PowerShellName(), "make dev"), strings.Join(strings.Fields(t.Help), " ")})
	}
	return commandLines(list)
}

// dailyCommands are those that people need on any other day, as far as the project has them.
func dailyCommands(p *spec.Project) string {
	var list []commandLine
	for _, name := range []string{"dev-docker", "test", "migrate", "seed", "logs", "down"} {
		if t := p.TaskNamed(name); t != nil && len(t.Args) == 0 {
			list = append(list, commandLine{makeCommand(t), strings.Join(strings.Fields(t.Help), " ")})
		}
	}
	return commandLines(list)
}

// commandLine is a command to type, and what it is for.
type commandLine struct{ command, help string }

// commandLines writes commands one below the other, with what they are for as comments.
func commandLines(list []commandLine) string {
	width := 0
	for _, l := range list {
		width = max(width, len(l.command))
	}
	var lines []string
	for _, l := range list {
		lines = append(lines, fmt.Sprintf("%-*s  # %s", width, l.command, l.help))
	}
	return strings.Join(lines, "\n")
}

func choose(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

// commandTables lists the tasks by group, as make help does.
func commandTables(p *spec.Project, page *md.Page) {
	if len(p.Tasks) == 0 {
		return
	}
	page.Heading(2, "Commands")
	page.Paragraph("With make on Linux and macOS. In PowerShell without the word make, after `. ./scripts/ps-aliases.ps1`." + otherNames(p))
	for _, group := range taskGroups(p) {
		t := md.Table{Head: []string{md.Text(group), ""}}
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
	return " There " + joinAnd(names) + ", because PowerShell uses the shorter names itself."
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

// dockerCommands are those of Docker itself that no task stands for, as far as containers run in development.
func dockerCommands(p *spec.Project, page *md.Page) {
	names := containerNames(p)
	if len(names) == 0 {
		return
	}
	name := names[len(names)-1]
	t := md.Table{Head: []string{"Docker itself", ""}}
	for _, c := range []commandLine{
		{"docker compose logs --follow --tail 50 " + name, "Follow the log of one container: " + joinAnd(names)},
		{"docker compose restart " + name, "Stop it and start it again"},
		{"docker compose exec " + name + " sh", "Open a shell in it"},
		{"docker compose up --build --detach --wait " + name, "Build it anew, if it is built here, and start it"},
		{"docker system df", "Show what images, containers and volumes take on the disk"},
	} {
		t.Rows = append(t.Rows, []string{md.Code(c.command), md.Text(c.help)})
	}
	page.Table(t)
}

// containerNames lists the services that run in containers on a developer's machine.
func containerNames(p *spec.Project) []string {
	e := p.EnvironmentFor(spec.Development)
	if e == nil {
		return nil
	}
	var names []string
	for _, s := range p.Services {
		inCompose := s.Kind == spec.Engine || s.Kind == spec.Built && e.RunsOn == spec.Compose && s.Schedule == ""
		if inCompose && !s.Env(e).Managed {
			names = append(names, s.Name)
		}
	}
	return names
}
