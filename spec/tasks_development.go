package spec

import (
	"fmt"
	"slices"
	"strings"
)

// envTasks make and check the file of the environment in which programs run on the developer's machine.
func envTasks(p *Project) []*Task {
	e := p.HostEnvironment()
	if e == nil {
		return nil
	}
	return []*Task{{
		Name: "env", Group: groupDevelopment, Origin: FromStack,
		Help:  fmt.Sprintf("Make %s from its template, or add what it lacks, and check every value", e.EnvFile),
		Steps: []Step{envStep(e)},
	}, {
		Name: "env-check", Group: groupDevelopment, Origin: FromStack,
		Help:  fmt.Sprintf("Check every value in %s, and change nothing", e.EnvFile),
		Steps: []Step{{Posix: "./" + EnvScript + " --check " + e.Name, Pwsh: "& ./" + EnvScriptPS + " -Environment " + e.Name + " -Check"}},
	}}
}

// devTasks start the project for the day. One server runs in the foreground of the terminal. Several cannot share a
// terminal: then `dev` starts all of them in Docker, and each has a task that runs it on the machine.
func devTasks(p *Project) []*Task {
	runs := p.runnable(func(c Commands) string { return c.Run })
	servers := slices.DeleteFunc(slices.Clone(runs), func(s *Service) bool { return s.Schedule != "" })
	var tasks []*Task
	if len(servers) != 1 {
		tasks = append(tasks, p.devTask(servers))
	}
	for _, s := range runs {
		name := "run-" + s.Name
		if len(servers) == 1 && s == servers[0] {
			name = "dev"
		}
		tasks = append(tasks, p.hostTask(name, "Run "+s.Name+" on this machine", s, s.Build.Commands.Run))
	}
	return tasks
}

// devTask is `dev` where no single service can have the terminal.
func (p *Project) devTask(runs []*Service) *Task {
	t := &Task{Name: "dev", Group: groupDevelopment, Origin: FromStack, Help: "Start everything in Docker", Steps: calls("dev-docker")}
	if docker := p.developmentInDocker(); docker != nil {
		t.Help = p.dockerHelp(docker)
	} else if len(runs) > 0 {
		t.Help, t.Steps = "Start what "+enumerate(serviceNames(runs))+" need", calls("env", "up")
	}
	return t
}

func watchTasks(p *Project) []*Task {
	watches := p.runnable(func(c Commands) string { return c.Watch })
	var tasks []*Task
	for _, s := range watches {
		name := "watch"
		if len(watches) > 1 {
			name += "-" + s.Name
		}
		tasks = append(tasks, p.hostTask(name, "Run "+s.Name+" on this machine, anew at every change", s, s.Build.Commands.Watch))
	}
	return tasks
}

// runnable returns the services that a command runs on the developer's machine.
func (p *Project) runnable(command func(Commands) string) []*Service {
	if p.onHost() == nil {
		return nil
	}
	var services []*Service
	for _, s := range p.BuiltServices() {
		if command(s.Build.Commands) != "" {
			services = append(services, s)
		}
	}
	return services
}

// hostTask runs a service's command on the developer's machine, with the engines up.
func (p *Project) hostTask(name, help string, s *Service, command string) *Task {
	if engines := p.contained(p.onHost()); len(engines) > 0 {
		help += ", with " + enumerate(serviceNames(engines)) + " in Docker"
	}
	run := s.step(command)
	run.Env, run.With = p.onHost(), s.HostPort(p.onHost())
	return &Task{Name: name, Group: groupDevelopment, Help: help, Steps: append(calls("env", "up"), run), Origin: FromStack}
}

// contained returns the engines that run in containers in an environment: all but the managed ones.
func (p *Project) contained(e *Environment) []*Service {
	var engines []*Service
	for _, s := range p.EngineServices() {
		if e != nil && !s.Env(e).Managed {
			engines = append(engines, s)
		}
	}
	return engines
}

// developmentInDocker returns the environment in which the whole project is developed in containers, or nil.
func (p *Project) developmentInDocker() *Environment {
	if e := p.EnvironmentFor(Development); e != nil && e.RunsOn == Compose {
		return e
	}
	return nil
}

func dockerTasks(p *Project) []*Task {
	e := p.EnvironmentFor(Development)
	if e == nil {
		return nil
	}
	var tasks []*Task
	add := func(name, help string, steps ...Step) {
		tasks = append(tasks, &Task{Name: name, Group: groupDevelopment, Help: help, Steps: steps, Origin: FromEngine})
	}
	engines := serviceNames(p.contained(e))
	if docker := p.developmentInDocker(); docker != nil && len(p.BuiltServices()) > 0 {
		steps := append(calls("env"), p.keptFolders(docker)...)
		add("dev-docker", p.dockerHelp(docker), append(steps, Step{Compose: &ComposeStep{Args: []string{"up", "--build", "--detach", "--wait"}}})...)
	}
	for _, s := range p.scheduled() {
		add("job-"+s.Name, "Run the job "+s.Name+" once, in Docker", append(calls("env"), Step{Compose: &ComposeStep{Args: []string{"run", "--rm", "--build", s.Name}}})...)
	}
	if len(engines) > 0 {
		add("up", "Start "+enumerate(engines)+" in Docker, and wait for health", append(calls("env"), upStep(engines...))...)
	}
	if len(engines) == 0 && len(tasks) == 0 {
		return nil
	}
	add("down", "Stop all containers, keep their data", Step{Compose: &ComposeStep{Profile: p.consoleProfile(e), Args: downArgs(false)}})
	add("logs", "Follow the logs of all containers", Step{Compose: &ComposeStep{Args: []string{"logs", "--follow", "--tail", "100"}}})
	add("ps", "List the containers and their health", Step{Compose: &ComposeStep{Args: []string{"ps"}}})
	if consoles := p.consoles(e); len(consoles) > 0 {
		add("tools", consoleHelp(consoles), append(calls("env"), Step{Compose: &ComposeStep{Profile: ToolsProfile, Args: upStep(consoleNames(consoles)...).Compose.Args}})...)
	}
	return tasks
}

// keptFolders makes the folders of the working copy that volumes cover in containers: docker would make them as root's.
func (p *Project) keptFolders(e *Environment) []Step {
	var steps []Step
	for _, s := range p.BuiltServices() {
		for _, folder := range s.Build.Development.Keep {
			step := Step{Dir: s.dir(), Posix: "mkdir -p " + folder, Pwsh: makeFolder(folder)}
			if e.HotReload && !slices.Contains(steps, step) {
				steps = append(steps, step)
			}
		}
	}
	return steps
}

// scheduled returns the built services that run by the clock. Compose knows no clock, so people start them.
func (p *Project) scheduled() []*Service {
	return slices.DeleteFunc(p.BuiltServices(), func(s *Service) bool { return s.Schedule == "" })
}

func (p *Project) dockerHelp(e *Environment) string {
	reloads := func(s *Service) bool { return s.Build.Development.Reloads && s.Schedule == "" }
	if e.HotReload && slices.ContainsFunc(p.BuiltServices(), reloads) {
		return "Start everything in Docker, with hot reload"
	}
	return "Start everything in Docker"
}

// consoles returns the web consoles of the engines that run in containers, where the environment has consoles.
func (p *Project) consoles(e *Environment) []*Console {
	if !e.Consoles {
		return nil
	}
	var consoles []*Console
	for _, s := range p.contained(e) {
		if c := s.Env(e).Server.Console; c != nil {
			consoles = append(consoles, c)
		}
	}
	return consoles
}

func consoleNames(consoles []*Console) []string {
	var names []string
	for _, c := range consoles {
		names = append(names, c.Name)
	}
	return names
}

func consoleHelp(consoles []*Console) string {
	var titles []string
	for _, c := range consoles {
		titles = append(titles, fmt.Sprintf("%s (http://localhost:%d)", c.Title, c.Publish))
	}
	return "Start the consoles: " + strings.Join(titles, ", ")
}

// consoleProfile is the compose profile that must be named so that consoles stop as well.
func (p *Project) consoleProfile(e *Environment) string {
	if len(p.consoles(e)) == 0 {
		return ""
	}
	return ToolsProfile
}

// HostPort is the variable that tells a service on the developer's machine its port: the one that is published there.
func (s *Service) HostPort(e *Environment) Pair {
	for _, v := range s.Fixed {
		if v.Name != s.Stack.PortVariable {
			continue
		}
		if published := s.Env(e).Publish; len(published) > 0 {
			v.Value = fmt.Sprint(published[0].Host)
		}
		return v
	}
	return Pair{}
}
