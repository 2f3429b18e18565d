package spec

import (
	"fmt"
	"slices"
	"strings"
)

// Names of files that more than one generator speaks of. They are defaults: outputs may move the files themselves.
const (
	ComposeBase     = "docker-compose.yml"
	ComposeOverride = "docker-compose.override.yml"
	ComposeTest     = "docker-compose.test.yml"
	ComposeProd     = "docker-compose.prod.yml"
	SecretsFolder   = "secrets"        // files of secrets for docker-compose.prod.yml, ignored by git
	ResultsFolder   = "test-results"   // below each build context, ignored by git
	EnvScript       = "scripts/env.sh" // makes an environment's file from its template
	EnvScriptPS     = "scripts/env.ps1"
	SetupScript     = "scripts/dev-setup.sh" // prepares a developer's machine
	SetupScriptPS   = "scripts/dev-setup.ps1"
	ToolsProfile    = "tools"                      // compose profile of consoles
	SeedScript      = "scripts/seed-test-data.sql" // rows of the spec as SQL
	Overlays        = "k8s/overlays"               // folder of one kustomize overlay for each environment on Kubernetes
	ClusterGuide    = "docs/KUBERNETES_DEPLOYMENT.md"

	DevcontainerFolder  = ".devcontainer"
	DevcontainerCompose = DevcontainerFolder + "/docker-compose.yml" // laid over ComposeBase by those who start the container
	DevcontainerInside  = DevcontainerFolder + "/inside.yml"         // likewise by those who work in it
	Workspace           = "workspace"                                // name of the container to develop in, among the services
)

// Names of the NetworkPolicies that hold for a whole namespace. Those of services have the services' names.
const (
	PolicyDeny = "default-deny"
	PolicyDNS  = "allow-dns"
	PolicyACME = "acme-from-ingress"
)

// EnvironmentFor returns the environment that the compose file of a stage shows, or nil: one that runs on compose
// before others, one with facts of its own before one that is like another. Of several the first; in production the
// last, which is where versions are promoted to.
func (p *Project) EnvironmentFor(stage Stage) *Environment {
	var best *Environment
	for _, e := range p.Environments {
		if e.Stage != stage {
			continue
		}
		if best == nil || e.fitness() > best.fitness() || stage == Production && e.fitness() == best.fitness() {
			best = e
		}
	}
	return best
}

// fitness says how well an environment can stand for its stage.
func (e *Environment) fitness() int {
	fitness := 0
	if e.RunsOn == Compose {
		fitness += 2
	}
	if e.Like == "" {
		fitness++
	}
	return fitness
}

// HostEnvironment returns the environment in which programs run on the developer's machine: the first that runs on the
// host, else the development environment, else nil.
func (p *Project) HostEnvironment() *Environment {
	for _, e := range p.Environments {
		if e.RunsOn == Host {
			return e
		}
	}
	return p.EnvironmentFor(Development)
}

// VersionVariable names the variable that holds the version of the project's images in compose: SHOP_VERSION.
func (p *Project) VersionVariable() string { return variableName(p.Name) + "_VERSION" }

// BuiltServices returns the services that this project builds, in order.
func (p *Project) BuiltServices() []*Service { return p.ofKind(Built) }

// EngineServices returns the engines, in order.
func (p *Project) EngineServices() []*Service { return p.ofKind(Engine) }

func (p *Project) ofKind(kind Kind) []*Service {
	var services []*Service
	for _, s := range p.Services {
		if s.Kind == kind {
			services = append(services, s)
		}
	}
	return services
}

// EditorExtensions returns the extensions of Visual Studio Code that help with the project, by name: those of the stacks,
// the spec's own, and the one that reads .editorconfig.
func (p *Project) EditorExtensions() []string {
	list := []string{"editorconfig.editorconfig"}
	if p.Editor != nil {
		list = append(list, p.Editor.Extensions...)
	}
	for _, stack := range p.Stacks {
		list = append(list, stack.Extensions...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Settings returns every setting once, in the order of the groups.
func (p *Project) Settings() []*Setting {
	var settings []*Setting
	for _, g := range p.Groups {
		settings = append(settings, g.Settings...)
	}
	return settings
}

// Pin returns the pinned version of a GitHub action.
func (p *Project) Pin(action string) Pin { return p.pins[action] }

// Env returns what holds for the service in an environment.
func (s *Service) Env(e *Environment) *ServiceIn {
	for _, in := range s.In {
		if in.Name == e.Name {
			return in
		}
	}
	return &ServiceIn{Environment: e, Name: e.Name}
}

// Port returns the first port, or nil.
func (s *Service) Port() *Port {
	if len(s.Ports) == 0 {
		return nil
	}
	return s.Ports[0]
}

// Probe returns the probe that says best whether others may start: readiness, else liveness, else startup, else nil.
func (s *Service) Probe() *Probe {
	for _, p := range []*Probe{s.Readiness, s.Liveness, s.Startup} {
		if p != nil {
			return p
		}
	}
	return nil
}

// DebugPort is the port of the machine that leads to the debugger in a service's container of development; 0 if there is
// none. Services of one stack listen on the same port, so those that follow the first get the ports that follow.
func (p *Project) DebugPort(s *Service) int {
	port := s.Build.Development.DebugPort
	if port == 0 {
		return 0
	}
	for _, other := range p.BuiltServices() {
		if other == s {
			break
		}
		if other.Build.Development.DebugPort == s.Build.Development.DebugPort {
			port++
		}
	}
	return port
}

// Devcontainer returns the container to develop in, or nil.
func (p *Project) Devcontainer() *Devcontainer {
	if p.Editor == nil {
		return nil
	}
	return p.Editor.Devcontainer
}

// WorkspaceFolder is where the working copy lies in the container to develop in.
func (p *Project) WorkspaceFolder() string { return "/workspaces/" + p.Name }

// WorkspaceProject is the compose project of the container to develop in: one of its own, so that it neither stops nor
// changes what runs on the machine.
func (p *Project) WorkspaceProject() string { return p.Name + "-devcontainer" }

// Forward is a port of localhost in the container to develop in that leads to an engine.
type Forward struct {
	Service *Service
	Publish
}

// Forwards lists the ports of engines that programs on a developer's machine reach on localhost; none where the project
// has no environment for such programs.
func (p *Project) Forwards() []Forward {
	host, e := p.onHost(), p.EnvironmentFor(Development)
	if host == nil || e == nil {
		return nil
	}
	var list []Forward
	for _, s := range p.EngineServices() {
		if s.Env(host).Managed || s.Env(e).Managed {
			continue
		}
		for _, port := range s.Env(host).Publish {
			list = append(list, Forward{s, port})
		}
	}
	return list
}

// ComposeService is the name of the service that runs the suite in the test compose file.
func (s *Suite) ComposeService() string { return s.Name + "-tests" }

// MigrationName is the name of what brings the database of a service up to date: a service of compose, a Job.
func (s *Service) MigrationName() string { return s.Name + "-migrate" }

// MigrationImage is the image that migrates, as Image is the service's own: without a tag.
func (s *Service) MigrationImage() string { return s.Image + "-migration" }

// VolumeName is the name of a service's volume among those of the project: in compose, and of a claim.
func (s *Service) VolumeName(v Volume) string { return s.Name + "-" + v.Name }

// Certificate is the name of the Secret with the certificate of a service that Kubernetes opens to the world.
func (s *Service) Certificate() string { return s.Name + "-tls" }

// IngressPolicy is the name of the NetworkPolicy that opens a service to the ingress controller.
func (s *Service) IngressPolicy() string { return s.Name + "-from-ingress" }

// Slug writes a title or a path as a name: "Redis Commander" becomes redis-commander, /var/run is var-run.
func Slug(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9')
	}), "-")
}

// variableName writes a name as part of an environment variable: my-db becomes MY_DB.
func variableName(name string) string { return strings.ToUpper(strings.ReplaceAll(name, "-", "_")) }

// URLs lists what can be opened of the project's own services on a developer's machine: health, then pages.
func (p *Project) URLs() []Link {
	var links []Link
	for _, s := range p.BuiltServices() {
		base := p.developmentURL(s)
		if base == "" {
			continue
		}
		if probe := s.Probe(); probe != nil && probe.HTTPPath != "" && probe.Port == s.Port() {
			links = append(links, Link{Title: s.Name + ", health", URL: base + probe.HTTPPath})
		}
		for _, page := range s.Pages {
			links = append(links, Link{Title: s.Name + ", " + page.Title, URL: base + page.Path})
		}
	}
	return links
}

// developmentURL is where a service's first port is reached on a developer's machine; "" where it is not.
func (p *Project) developmentURL(s *Service) string {
	for _, e := range []*Environment{p.HostEnvironment(), p.EnvironmentFor(Development)} {
		if e == nil {
			continue
		}
		if published := s.Env(e).Publish; len(published) > 0 {
			return fmt.Sprintf("http://localhost:%d", published[0].Host)
		}
	}
	return ""
}
