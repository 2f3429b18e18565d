package devcontainer

import (
	"fmt"
	"slices"
	"strings"

	"devgen.dev/devgen/generators/internal/header"
	md "devgen.dev/devgen/generators/internal/markdown"
	"devgen.dev/devgen/spec"
)

// readme tells people how to open the container, what is in it, and what to do when it does not work.
func readme(p *spec.Project) []byte {
	var page md.Page
	page.Paragraph(header.Markup(p.SpecFile))
	page.Heading(1, p.Title+": a container to develop in")
	page.Paragraph(fmt.Sprintf("%s%s. Nothing but Docker and an editor has to be on the machine.", joinAnd(languages(p)), beside(p)))
	page.Heading(2, "Open it").List(ways(p)...)
	page.Paragraph(fmt.Sprintf("The first time takes some minutes: the image is built, %s is made, and %s does in the container what it does on a developer's machine. It can be run again at any time.",
		md.Code(p.HostEnvironment().EnvFile), md.Code(spec.SetupScript)))
	page.Heading(2, "Work in it").Table(commands(p))
	page.Paragraph(debugging(p))
	page.Table(portTable(p))
	page.Paragraph(addresses(p))
	if outside := outside(p); len(outside) > 0 {
		page.Heading(2, "What the machine does itself")
		page.Paragraph(fmt.Sprintf("Docker in the container is the machine's, which does not see the container's folders. So these tasks, which hand it folders or start what stands in %s only, are for a terminal on the machine: %s.",
			md.Code(spec.ComposeOverride), joinAnd(outside)))
	}
	page.Heading(2, "When it does not work").List(problems(p)...)
	return page.Bytes()
}

func languages(p *spec.Project) []string {
	var list []string
	for _, s := range p.Stacks {
		list = append(list, md.Text(strings.TrimSpace(s.Title+" "+s.Version)))
	}
	return list
}

// beside names the engines that start with the container.
func beside(p *spec.Project) string {
	var names []string
	for _, e := range enginePorts(p) {
		if !slices.Contains(names, md.Code(e.label)) {
			names = append(names, md.Code(e.label))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return ", beside " + joinAnd(names)
}

// ways are the programs that open the container.
func ways(p *spec.Project) []string {
	codespaces := "GitHub Codespaces: Code, Codespaces, Create codespace."
	if p.Repository != "" {
		codespaces = "GitHub Codespaces: " + md.Link("create one", "https://codespaces.new/"+p.Repository) + "."
	}
	return []string{
		"Visual Studio Code with the extension " + md.Link("Dev Containers", "https://code.visualstudio.com/docs/devcontainers/containers") + ": open the repository, then `Dev Containers: Reopen in Container`.",
		"JetBrains: Remote Development, Dev Containers, From Local Project.",
		codespaces,
		"A terminal: `npx @devcontainers/cli up --workspace-folder .`, then `npx @devcontainers/cli exec --workspace-folder . bash`.",
	}
}

// commands are the tasks of every day, as far as the project has them.
func commands(p *spec.Project) md.Table {
	t := md.Table{Head: []string{"Command", ""}}
	for _, task := range p.Tasks {
		daily := strings.HasPrefix(task.Name, "run-") || strings.HasPrefix(task.Name, "watch") ||
			slices.Contains([]string{"dev", "test-local", "lint", "format", "migrate", "logs"}, task.Name)
		if daily && !needsMachine(p, task) {
			t.Rows = append(t.Rows, []string{md.Code("make " + task.Name), md.Text(task.Help)})
		}
	}
	return t
}

func debugging(p *spec.Project) string {
	known := func(s *spec.Service) bool { return s.Build.Debug.Debugger != "" }
	if p.HostEnvironment().RunsOn != spec.Host || !slices.ContainsFunc(p.BuiltServices(), known) {
		return ""
	}
	return "F5 in Visual Studio Code runs a service under its debugger: the configurations of `.vscode/launch.json` are the same here and on a machine."
}

func portTable(p *spec.Project) md.Table {
	t := md.Table{Head: []string{"Port", "leads to"}, Align: []md.Align{md.Right}}
	for _, port := range programPorts(p) {
		t.Rows = append(t.Rows, []string{fmt.Sprint(port.number), md.Text(port.label)})
	}
	for _, port := range enginePorts(p) {
		t.Rows = append(t.Rows, []string{fmt.Sprint(port.port), md.Text(port.label)})
	}
	return t
}

// addresses says what localhost is, and whose the data is.
func addresses(p *spec.Project) string {
	text := "They are forwarded to the machine under the same numbers, or others if those are taken: see Ports in the editor."
	if len(p.Forwards()) > 0 {
		text += fmt.Sprintf(" In the container itself `localhost` leads to the engines too, as on a developer's machine, so %s is the same file for both.", md.Code(p.HostEnvironment().EnvFile))
	}
	return text + fmt.Sprintf(" The containers are the compose project %s: their data is not that of `docker compose up` on the machine.", md.Code(p.WorkspaceProject()))
}

// outside lists the tasks that do not work in the container.
func outside(p *spec.Project) []string {
	var list []string
	for _, t := range p.Tasks {
		if needsMachine(p, t) {
			list = append(list, md.Code("make "+t.Name))
		}
	}
	return list
}

// needsMachine reports whether a task, or one that it calls, starts containers other than the engines beside the
// container: those get folders of the machine, or stand in files that docker compose does not read here.
func needsMachine(p *spec.Project, t *spec.Task) bool {
	return slices.ContainsFunc(t.Steps, func(s spec.Step) bool {
		if called := p.TaskNamed(s.Task); called != nil {
			return needsMachine(p, called)
		}
		return s.Compose != nil && !harmless(p, s.Compose)
	})
}

// harmless reports whether a call of docker compose starts nothing but engines.
func harmless(p *spec.Project, c *spec.ComposeStep) bool {
	switch c.Args[0] {
	case "run":
		return false
	case "up":
		started := slices.DeleteFunc(slices.Clone(c.Args[1:]), func(arg string) bool { return strings.HasPrefix(arg, "-") })
		return c.Files == nil && len(started) > 0 && !slices.ContainsFunc(started, func(name string) bool {
			return !slices.ContainsFunc(p.EngineServices(), func(s *spec.Service) bool { return s.Name == name })
		})
	}
	return true
}

// problems are what people have met, and what to do.
func problems(p *spec.Project) []string {
	e := p.HostEnvironment()
	list := []string{
		fmt.Sprintf("After a change of %s: `devgen build`, then `Dev Containers: Rebuild Container`.", md.Code(p.SpecFile)),
		fmt.Sprintf("It does not start, and speaks of %s: on the machine run %s (%s in PowerShell), which says what is missing, and rebuild.",
			md.Code(e.EnvFile), md.Code(spec.EnvScript+" "+e.Name), md.Code(spec.EnvScriptPS+" -Environment "+e.Name)),
		"`\\r: command not found`: the working copy has Windows' line ends. `.gitattributes` prevents that; a clone from before it needs `git rm -r --cached . && git reset --hard`, with everything committed.",
		"An engine is not healthy: `make ps` and `make logs`, in the container or outside.",
		fmt.Sprintf("An engine refuses a password that has changed: its data remembers the old one. On the machine `docker compose --project-name %s down --volumes` throws the data away.", p.WorkspaceProject()),
		fmt.Sprintf("The set-up misses a tool: add a feature that brings it to %s in %s.", md.Code("editor.devcontainer.features"), md.Code(p.SpecFile)),
		"Slow on Windows and macOS: keep the working copy where Docker runs, which is in WSL on Windows.",
	}
	if paths := windowsPaths(p); len(paths) > 0 {
		list = append(list, fmt.Sprintf("On Windows %s holds paths of Windows: for the container set %s in it as %s has them.", md.Code(e.EnvFile), joinAnd(paths), md.Code(e.Template)))
	}
	if packages := missing(p); len(packages) > 0 {
		list = append(list, fmt.Sprintf("Programs miss a package: images of Alpine have %s, which may be called otherwise here and %s not installed.", joinAnd(packages), isOrAre(packages)))
	}
	return list
}

// windowsPaths are the variables that the environment's file has another value of on Windows.
func windowsPaths(p *spec.Project) []string {
	var list []string
	for _, s := range p.Settings() {
		if s.Windows != "" && p.HostEnvironment().RunsOn == spec.Host {
			list = append(list, md.Code(s.Var))
		}
	}
	return list
}

func isOrAre(list []string) string {
	if len(list) == 1 {
		return "is"
	}
	return "are"
}

func joinAnd(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}
