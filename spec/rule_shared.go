package spec

import (
	"fmt"
	"reflect"
)

// A compose file shows one environment. What another environment of its stage says otherwise is lost, unless it is a
// setting, which is a variable in the file; and some facts no compose file of a stage holds. Neither may pass unsaid.

// ruleSharedComposeFile finds what two environments of one stage say differently where only one compose file says it.
func (r *resolver) ruleSharedComposeFile() {
	for _, stage := range []Stage{Test, Production} {
		shown := r.project.EnvironmentFor(stage)
		for _, e := range r.project.Environments {
			if e.Stage == stage && e != shown && e.inContainers() && shown.inContainers() {
				r.compareEnvironments(shown, e)
				r.compareServices(shown, e)
			}
		}
	}
}

// inContainers reports whether the environment runs from a compose file.
func (e *Environment) inContainers() bool { return e.RunsOn == Compose || e.RunsOn == GitHub }

func (r *resolver) compareEnvironments(shown, e *Environment) {
	r.compareFact(shown, e, "", "restart", shown.Restart, e.Restart)
	r.compareFact(shown, e, "", "logging", shown.Logging, e.Logging)
	r.compareFact(shown, e, "", "ephemeral", shown.Ephemeral, e.Ephemeral)
}

func (r *resolver) compareServices(shown, e *Environment) {
	for _, s := range r.project.Services {
		a, b := s.Env(shown), s.Env(e)
		r.compareFact(shown, e, s.Name, "host", a.managedHost(), b.managedHost())
		if s.Kind == Engine {
			r.compareFact(shown, e, s.Name, "database", a.Server.Database, b.Server.Database)
		}
		if e.Stage == Production && !a.Managed && !b.Managed {
			r.compareFact(shown, e, s.Name, "replicas", a.Replicas, b.Replicas)
			r.compareFact(shown, e, s.Name, "resources", a.Resources, b.Resources)
			r.compareFact(shown, e, s.Name, "publish", a.ports(), b.ports())
		}
	}
}

func (in *ServiceIn) managedHost() string {
	if in.Managed {
		return in.Address.Host
	}
	return ""
}

// ports returns the ports of the machine, by the names of the service's.
func (in *ServiceIn) ports() map[string]int {
	ports := map[string]int{}
	for _, p := range in.Publish {
		ports[p.Name] = p.Host
	}
	return ports
}

// compareFact reports a fact of a service, or without one of the environment itself, that two environments say
// differently.
func (r *resolver) compareFact(shown, e *Environment, service, field string, a, b any) {
	if reflect.DeepEqual(a, b) {
		return
	}
	path, of := r.differs(shown, e, service, field), ""
	if service != "" {
		of = fmt.Sprintf(" of %q", service)
	}
	r.reportKey("DG303", path, fmt.Sprintf("%q%s differs between %q and %q, and both run from %s, which holds what %q says", field, of, e.Name, shown.Name, composeFile(e.Stage), shown.Name),
		r.agreement(shown, e))
}

// agreement tells how to make an environment say what the one in the compose file says.
func (r *resolver) agreement(shown, e *Environment) string {
	if len(r.likeChain(e.Name)) == 1 {
		return fmt.Sprintf("let both say the same, for example with  environments: %s: like: %q", e.Name, shown.Name)
	}
	return "let both say the same; a setting may differ, since it is a variable there"
}

// differs returns where the spec makes the difference: the nearest place that it has.
func (r *resolver) differs(shown, e *Environment, service, field string) string {
	environments := child("environments", e.Name)
	for _, name := range append(r.likeChain(e.Name), r.likeChain(shown.Name)...) {
		path := child(child("environments", name), field)
		if service != "" {
			path = child(child(child(child("services", service), "in"), name), field)
		}
		if r.doc.Root.At(path) != nil {
			return path
		}
	}
	return environments
}

func composeFile(stage Stage) string {
	if stage == Production {
		return ComposeProd
	}
	return ComposeTest
}

// ruleIdleFacts finds facts by environment that nothing of that environment holds.
func (r *resolver) ruleIdleFacts() {
	for _, s := range r.project.Services {
		in := r.raw.Services[s.Name].In
		for _, e := range r.project.Environments {
			if raw, ok := in[e.Name]; ok && e.Stage != Production {
				path := child(child(child("services", s.Name), "in"), e.Name)
				r.idleFact(raw.Replicas != nil, path, "replicas", s, e, "outside production one copy of everything runs")
				r.idleFact(raw.Resources != nil, path, "resources", s, e, "outside production containers get what the machine has")
				r.idleFact(raw.Publish != nil && e.Stage == Test, path, "publish", s, e, "tests take no port of the machine")
			}
		}
	}
}

func (r *resolver) idleFact(set bool, path, field string, s *Service, e *Environment, why string) {
	if set {
		r.reportKey("DG303", child(path, field), fmt.Sprintf("%q of %q has no effect in %q: %s", field, s.Name, e.Name, why), "remove it")
	}
}
