package docs

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	md "devgen.dev/devgen/generators/internal/markdown"
	"devgen.dev/devgen/generators/internal/mermaid"
	"devgen.dev/devgen/spec"
)

// architecturePage is the picture, and the facts behind it.
func architecturePage(p *spec.Project, page *md.Page) {
	page.Heading(1, p.Title+": architecture")
	page.Paragraph(md.Text(sentence(p.Summary)))
	page.Fence("mermaid", diagram(p))
	page.Heading(2, "Services").Table(serviceTable(p))
	if t := volumeTable(p); len(t.Rows) > 0 {
		page.Heading(2, "Data").Paragraph("What outlives a container. Everything else is gone with it.").Table(t)
	}
	if t := probeTable(p); len(t.Rows) > 0 {
		page.Heading(2, "Health").Paragraph(probeIntroduction(p)).Table(t)
	}
	page.Heading(2, "Addresses").Paragraph("Where the services reach each other, by environment.").Table(hostTable(p))
}

// Keys of what is no service. No service has a capital letter.
const (
	clients = "Clients"
	project = "Project"
)

// diagram draws who needs whom. Arrows go from the one who asks to the one who answers.
func diagram(p *spec.Project) string {
	chart := mermaid.NewFlowchart("LR")
	if slices.ContainsFunc(p.BuiltServices(), serves) {
		chart.Node(clients, "clients", mermaid.Round)
	}
	chart.Group(project, p.Title)
	for _, s := range p.Services {
		if s.Kind != spec.External {
			chart.Node(s.Name, nodeLabel(s), nodeShape(s))
		}
	}
	chart.End()
	for _, s := range p.Services {
		if s.Kind == spec.External {
			chart.Node(s.Name, nodeLabel(s), mermaid.Round)
		}
	}
	for _, s := range p.Services {
		edges(chart, s)
	}
	return chart.String()
}

func edges(chart *mermaid.Flowchart, s *spec.Service) {
	if serves(s) {
		chart.Edge(clients, s.Name, fmt.Sprintf("%s :%d", s.Port().Name, s.Port().Number))
	}
	drawn := map[string]bool{}
	for _, need := range s.Needs {
		chart.Edge(s.Name, need.Name, "")
		drawn[need.Name] = true
	}
	for _, setting := range s.Settings {
		if setting.Provider != nil && !drawn[setting.From] {
			chart.Dotted(s.Name, setting.From, setting.Var)
			drawn[setting.From] = true
		}
	}
}

// serves reports whether clients call the service: engines serve the project's own services, jobs nobody.
func serves(s *spec.Service) bool { return s.Kind == spec.Built && s.Port() != nil && s.Schedule == "" }

func nodeLabel(s *spec.Service) string {
	lines := []string{s.Name, s.Help}
	if s.Kind == spec.Engine {
		lines = []string{s.Name, s.Image}
	}
	return strings.Join(lines, "\n")
}

func nodeShape(s *spec.Service) mermaid.Shape {
	if s.Server == nil {
		return mermaid.Box
	}
	if s.Server.EngineKind == "queue" {
		return mermaid.Queue
	}
	return mermaid.Storage
}

func serviceTable(p *spec.Project) md.Table {
	t := md.Table{Head: []string{"Service", "What it is", "Made of", "Ports", "Needs"}}
	for _, s := range p.Services {
		t.Rows = append(t.Rows, []string{md.Code(s.Name), md.Text(s.Help), madeOf(s), portText(s), needText(s)})
	}
	return t
}

func madeOf(s *spec.Service) string {
	switch s.Kind {
	case spec.Built:
		return fmt.Sprintf("%s %s, %s", md.Text(s.Stack.Title), md.Text(s.Stack.Version), md.Code(s.Build.Dockerfile))
	case spec.Engine:
		return md.Code(s.Image)
	}
	if s.Health != "" {
		return md.Link(s.URL, s.URL) + ", healthy when " + md.Code(s.Health) + " answers"
	}
	return md.Link(s.URL, s.URL)
}

func portText(s *spec.Service) string {
	var ports []string
	for _, port := range s.Ports {
		ports = append(ports, fmt.Sprintf("%d (%s)", port.Number, md.Text(port.Name)))
	}
	return strings.Join(ports, ", ")
}

func needText(s *spec.Service) string {
	var needs []string
	for _, n := range s.Needs {
		needs = append(needs, md.Code(n.Name))
	}
	return strings.Join(needs, ", ")
}

func volumeTable(p *spec.Project) md.Table {
	t := md.Table{Head: []string{"Service", "Volume", "Path in the container"}}
	for _, s := range p.Services {
		for _, v := range s.Volumes {
			t.Rows = append(t.Rows, []string{md.Code(s.Name), md.Code(v.Name), md.Code(v.Path)})
		}
	}
	return t
}

func probeTable(p *spec.Project) md.Table {
	t := md.Table{Head: []string{"Service", "Probe", "How", "Every", "Time limit", "Gives up after"}}
	for _, s := range p.BuiltServices() {
		for _, probe := range []struct {
			name string
			*spec.Probe
		}{{"startup", s.Startup}, {"liveness", s.Liveness}, {"readiness", s.Readiness}} {
			if probe.Probe != nil {
				t.Rows = append(t.Rows, []string{md.Code(s.Name), probe.name, probeText(probe.Probe), probe.Period.String(), probe.Timeout.String(), failures(probe.Failures)})
			}
		}
	}
	return t
}

// probeIntroduction says who asks: Docker knows one check only, Kubernetes all three.
func probeIntroduction(p *spec.Project) string {
	text := "How one sees that a service works. Docker asks the last probe of each service"
	if onKubernetes(p) {
		text += ", Kubernetes every one"
	}
	return text + "."
}

func failures(n int) string {
	if n == 1 {
		return "1 failure"
	}
	return strconv.Itoa(n) + " failures"
}

func probeText(p *spec.Probe) string {
	switch {
	case p.HTTPPath != "":
		return fmt.Sprintf("GET %s on %s", md.Code(p.HTTPPath), md.Text(p.Port.Name))
	case p.GRPC:
		return "gRPC health on " + md.Text(p.Port.Name)
	case p.TCP:
		return "connection to " + md.Text(p.Port.Name)
	}
	return md.Code(strings.Join(p.Command, " "))
}

func hostTable(p *spec.Project) md.Table {
	t := md.Table{Head: []string{"Service"}}
	for _, e := range p.Environments {
		t.Head = append(t.Head, md.Text(e.Name))
	}
	for _, s := range p.Services {
		row := []string{md.Code(s.Name)}
		for _, e := range p.Environments {
			row = append(row, addressText(s.Env(e).Address))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func addressText(a spec.Address) string {
	switch {
	case a.Host == "":
		return "none"
	case a.Port == 0:
		return md.Code(a.Host)
	}
	return md.Code(fmt.Sprintf("%s:%d", a.Host, a.Port))
}
