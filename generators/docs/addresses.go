package docs

import (
	"fmt"

	md "devgen.dev/devgen/generators/internal/markdown"
	"devgen.dev/devgen/spec"
)

// addressTable lists what can be opened on a developer's machine: health, pages and consoles. Where the services are
// not reached in development, it has no rows.
func addressTable(p *spec.Project) md.Table {
	t := md.Table{Head: []string{"What", "Where"}}
	add := func(what, url string) { t.Rows = append(t.Rows, []string{what, md.Link(url, url)}) }
	for _, l := range p.URLs() {
		add(md.Text(l.Title), l.URL)
	}
	for _, c := range consoles(p) {
		add(md.Text(c.Title+" of "+c.of)+" (`make tools`)", fmt.Sprintf("http://localhost:%d", c.Publish))
	}
	return t
}

// console is a web console, and the engine that it shows.
type console struct {
	*spec.Console
	of string
}

// consoles lists those that the task tools starts; none where there is no such task.
func consoles(p *spec.Project) []console {
	if p.TaskNamed("tools") == nil {
		return nil
	}
	var list []console
	e := p.EnvironmentFor(spec.Development)
	for _, s := range p.EngineServices() {
		in := s.Env(e)
		if c := in.Server.Console; c != nil && !in.Managed {
			list = append(list, console{c, s.Name})
		}
	}
	return list
}
