package editor

import (
	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/generators/internal/jsonc"
	"devgen.dev/devgen/spec"
)

// launchFile is .vscode/launch.json: every service under a debugger on the machine, with the settings of the
// environment's file; all of them together; and those that listen for one in their container of development.
// Source: https://code.visualstudio.com/docs/debugtest/debugging-configuration
func launchFile(p *spec.Project) []byte {
	configurations, servers := jsonc.NewArray(), []string{}
	for _, s := range debugged(p) {
		configurations.Add(launch(p, s))
		if s.Schedule == "" {
			servers = append(servers, s.Name)
		}
	}
	for _, s := range attachable(p) {
		configurations.Add(attach(p, s))
	}
	if configurations.Len() == 0 {
		return nil
	}
	root := jsonc.NewObject().Set("version", "0.2.0").Set("configurations", configurations)
	if len(servers) > 1 {
		root.Set("compounds", jsonc.NewArray(jsonc.NewObject().
			Set("name", "all services").Set("configurations", servers).Set("stopAll", true)))
	}
	return jsonc.Document(header.Sentence(p.SpecFile), root)
}

// debugged lists the services that can be debugged where programs run on the machine.
func debugged(p *spec.Project) []*spec.Service {
	if e := p.HostEnvironment(); e == nil || e.RunsOn != spec.Host {
		return nil
	}
	var list []*spec.Service
	for _, s := range p.BuiltServices() {
		if s.Build.Debug.Debugger != "" {
			list = append(list, s)
		}
	}
	return list
}

// attachable lists the services whose container of development listens for a debugger that we know. A job is none:
// docker compose run opens no ports.
func attachable(p *spec.Project) []*spec.Service {
	if e := p.EnvironmentFor(spec.Development); e == nil || e.RunsOn != spec.Compose {
		return nil
	}
	var list []*spec.Service
	for _, s := range p.BuiltServices() {
		if p.DebugPort(s) > 0 && s.Schedule == "" && attachments[s.Build.Debug.Debugger] != nil {
			list = append(list, s)
		}
	}
	return list
}

// launch starts a service. What its port is differs between services, so it does not stand in the environment's file.
func launch(p *spec.Project, s *spec.Service) *jsonc.Object {
	d, e := s.Build.Debug, p.HostEnvironment()
	o := jsonc.NewObject().Set("name", s.Name).Set("type", d.Debugger).Set("request", "launch")
	programs[d.Debugger](o, s)
	o.Set("cwd", workspace(s, d.Folder)).Set("envFile", "${workspaceFolder}/"+e.EnvFile)
	if port := s.HostPort(e); port.Name != "" {
		o.Set("env", jsonc.NewObject().Set(port.Name, port.Value))
	}
	switch steps := preparations(p, s); len(steps) {
	case 0:
	case 1:
		o.Set("preLaunchTask", steps[0])
	default:
		o.Set("preLaunchTask", prepareLabel(s))
	}
	return o
}

// programs say how each debugger is told what to start.
var programs = map[string]func(*jsonc.Object, *spec.Service){
	"coreclr": program,
	"lldb":    program,
	"go":      func(o *jsonc.Object, s *spec.Service) { program(o.Set("mode", "debug"), s) },
	"node":    func(o *jsonc.Object, s *spec.Service) { program(o, s); skipNode(o) },
	"debugpy": func(o *jsonc.Object, s *spec.Service) { o.Set("module", s.Build.Debug.Program) },
	"java": func(o *jsonc.Object, s *spec.Service) {
		o.SetIf(s.Build.Debug.Program != "", "mainClass", s.Build.Debug.Program)
	},
}

func program(o *jsonc.Object, s *spec.Service) { o.Set("program", workspace(s, s.Build.Debug.Program)) }

// skipNode leaves out what is not the project's own when somebody steps through it.
func skipNode(o *jsonc.Object) { o.Set("skipFiles", []string{"<node_internals>/**"}) }

// attach finds a service in its container, whose sources are the working copy's under another name.
func attach(p *spec.Project, s *spec.Service) *jsonc.Object {
	o := jsonc.NewObject().Set("name", s.Name+" in Docker").Set("type", s.Build.Debug.Debugger).Set("request", "attach")
	attachments[s.Build.Debug.Debugger](o, s, p.DebugPort(s))
	return o
}

const localhost = "localhost"

// attachments say how each debugger is told where a program listens, and which folder there is which one here.
var attachments = map[string]func(o *jsonc.Object, s *spec.Service, port int){
	"node": func(o *jsonc.Object, s *spec.Service, port int) {
		o.Set("address", localhost).Set("port", port).Set("restart", true)
		folders(o, s)
		skipNode(o)
	},
	"debugpy": func(o *jsonc.Object, s *spec.Service, port int) {
		o.Set("connect", jsonc.NewObject().Set("host", localhost).Set("port", port))
		o.Set("pathMappings", jsonc.NewArray(folders(jsonc.NewObject(), s)))
	},
	"java": func(o *jsonc.Object, _ *spec.Service, port int) { // finds sources by the names of classes
		o.Set("hostName", localhost).Set("port", port)
	},
	"go": func(o *jsonc.Object, s *spec.Service, port int) {
		o.Set("mode", "remote").Set("host", localhost).Set("port", port)
		o.Set("substitutePath", jsonc.NewArray(jsonc.NewObject().Set("from", workspace(s)).Set("to", s.Build.Image.Workdir)))
	},
}

func folders(o *jsonc.Object, s *spec.Service) *jsonc.Object {
	return o.Set("localRoot", workspace(s)).Set("remoteRoot", s.Build.Image.Workdir)
}
