// Package devcontainer writes a container to develop in (https://containers.dev), for Visual Studio Code, JetBrains'
// editors, GitHub Codespaces and the command line.
//
// What comes in is the resolved project. What goes out is .devcontainer: devcontainer.json, which editors read; a
// Dockerfile of the workspace's image; and a README for people. The compose file beside them is package compose's, as it
// has the settings and engines of docker-compose.yml.
//
// The container is a developer's machine: localhost leads to the engines, .env is the same, and the project's own set-up
// script prepares it. So whatever works there works here, and there is one way to describe.
package devcontainer

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/generators/internal/jsonc"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// Files returns the container of a project that asks for one.
func Files(p *spec.Project) []tree.File {
	if p.Devcontainer() == nil {
		return nil
	}
	file := func(name string, body []byte) tree.File {
		return tree.File{Path: spec.DevcontainerFolder + "/" + name, Own: tree.Whole, Body: body}
	}
	return []tree.File{
		file("devcontainer.json", configuration(p)),
		file("Dockerfile", image(p)),
		file("README.md", readme(p)),
	}
}

// configuration is devcontainer.json.
// Source: https://containers.dev/implementors/json_reference
func configuration(p *spec.Project) []byte {
	d := p.Devcontainer()
	o := jsonc.NewObject().Set("name", name(p))
	o.Set("dockerComposeFile", []string{"../" + spec.ComposeBase, path.Base(spec.DevcontainerCompose)})
	o.Set("service", spec.Workspace)
	o.Comment("It starts the engines that it needs, and not the project's own services: those are run and debugged in it.")
	o.Set("runServices", []string{spec.Workspace})
	o.Set("workspaceFolder", p.WorkspaceFolder())
	o.Set("remoteUser", d.User)
	o.Set("features", features(d))
	e := p.HostEnvironment()
	o.Comment("On the machine, before there is a container: compose reads " + e.EnvFile + ". Windows has no sh, and takes what follows.")
	o.Set("initializeCommand", fmt.Sprintf("sh %s %s || powershell -NoProfile -ExecutionPolicy Bypass -File %s -Environment %s", spec.EnvScript, e.Name, spec.EnvScriptPS, e.Name))
	o.Comment("The same that prepares a developer's machine.")
	o.Set("postCreateCommand", "./"+spec.SetupScript)
	ports(p, o)
	requirements := requirements(p.Requirements)
	o.SetIf(requirements.Len() > 0, "hostRequirements", requirements)
	code := jsonc.NewObject().Set("extensions", p.EditorExtensions())
	settings := settings(p)
	code.SetIf(settings.Len() > 0, "settings", settings)
	o.Set("customizations", jsonc.NewObject().Set("vscode", code))
	return jsonc.Document(header.Sentence(p.SpecFile), o)
}

// name is the project's title, unless editors would take a part of it for a variable: they know no escape.
func name(p *spec.Project) string {
	if strings.Contains(p.Title, "${") {
		return p.Name
	}
	return p.Title
}

func features(d *spec.Devcontainer) *jsonc.Object {
	o := jsonc.NewObject()
	for _, f := range d.Features {
		o.Set(f.Reference, options(f.Options))
	}
	return o
}

func options(list []spec.Option) *jsonc.Object {
	o := jsonc.NewObject()
	for _, option := range list {
		o.Set(option.Name, value(option))
	}
	return o
}

func value(o spec.Option) any {
	switch o.Kind {
	case "bool":
		return o.Text == "true"
	case "number":
		if n, err := strconv.ParseInt(o.Text, 10, 64); err == nil {
			return n
		}
		if n, err := strconv.ParseFloat(o.Text, 64); err == nil {
			return n
		}
	}
	return o.Text
}

// ports lead from the machine into the container: those of the project's own programs, which people open, and those of
// engines, for tools that they have on their machine.
func ports(p *spec.Project, o *jsonc.Object) {
	list, attributes := jsonc.NewArray(), jsonc.NewObject()
	add := func(port any, label string, silent bool) {
		list.Add(port)
		attributes.Set(fmt.Sprint(port), jsonc.NewObject().Set("label", label).SetIf(silent, "onAutoForward", "silent"))
	}
	for _, program := range programPorts(p) {
		add(program.number, program.label, false)
	}
	for _, engine := range enginePorts(p) {
		add(engine.port, engine.label, true)
	}
	o.SetIf(list.Len() > 0, "forwardPorts", list)
	o.SetIf(list.Len() > 0, "portsAttributes", attributes)
}

// programPort is a port that a program of the project listens on, in the container as on a developer's machine.
type programPort struct {
	number int
	label  string
}

func programPorts(p *spec.Project) []programPort {
	var list []programPort
	host := p.HostEnvironment()
	for _, s := range p.BuiltServices() {
		for _, port := range s.Env(host).Publish {
			number, label := port.Port.Number, s.Name
			if host.RunsOn == spec.Host {
				number = port.Host
			}
			if len(s.Ports) > 1 {
				label += ", " + port.Name
			}
			known := func(other programPort) bool { return other.number == number }
			if s.Schedule == "" && !slices.ContainsFunc(list, known) {
				list = append(list, programPort{number, label})
			}
		}
	}
	return list
}

// enginePort is where an engine is reached: a port of localhost in the container, or HOST:PORT where it has none.
type enginePort struct {
	port  any
	label string
}

func enginePorts(p *spec.Project) []enginePort {
	var list []enginePort
	for _, f := range p.Forwards() {
		list = append(list, enginePort{f.Host, f.Service.Name})
	}
	if len(list) > 0 {
		return list
	}
	e := p.EnvironmentFor(spec.Development)
	for _, s := range p.EngineServices() {
		for _, port := range s.Ports {
			if !s.Env(e).Managed {
				list = append(list, enginePort{fmt.Sprintf("%s:%d", s.Name, port.Number), s.Name})
			}
		}
	}
	return list
}

// requirements is what a machine in the cloud must have. Text that is no amount of bytes stays with people.
func requirements(r spec.Requirements) *jsonc.Object {
	o := jsonc.NewObject().SetIf(r.Cores > 0, "cpus", r.Cores)
	for _, size := range []spec.Pair{{Name: "memory", Value: r.Memory}, {Name: "storage", Value: r.Disk}} {
		if m := amount.FindStringSubmatch(size.Value); m != nil {
			o.Set(size.Name, m[1]+strings.ToLower(m[2]))
		}
	}
	return o
}

// amount is a size as people write it; editors want 8gb.
var amount = regexp.MustCompile(`(?i)^(\d+) ?([mgt]b)$`)

// settings of the editor are those of the stacks, and the columns at which lines should end.
func settings(p *spec.Project) *jsonc.Object {
	o := options(p.Devcontainer().Settings)
	if rulers := p.Editor.Rulers; len(rulers) > 0 {
		list := jsonc.NewArray()
		for _, column := range rulers {
			list.Add(column)
		}
		o.Set("editor.rulers", list)
	}
	return o
}
