package spec

import (
	"fmt"
	"slices"
	"strings"
)

func (r *resolver) resolveSuites() {
	built := r.project.BuiltServices()
	if len(built) == 0 {
		return
	}
	if len(r.raw.Tests) == 0 {
		r.project.Suites = r.defaultSuites(built)
	}
	for _, name := range sortedKeys(r.raw.Tests) {
		if s := r.suite(name, built); s != nil {
			r.project.Suites = append(r.project.Suites, s)
		}
	}
	slices.SortStableFunc(r.project.Suites, func(a, b *Suite) int {
		return orElse(strings.Compare(string(b.Kind), string(a.Kind)), strings.Compare(a.Name, b.Name))
	})
}

// defaultSuites tests every folder that services are built from once: units, and, where a service needs an engine,
// integration with it.
func (r *resolver) defaultSuites(built []*Service) []*Suite {
	contexts := map[string]bool{}
	var suites []*Suite
	for _, s := range built {
		if contexts[s.Build.Context] {
			continue
		}
		contexts[s.Build.Context] = true
		suffix := ""
		if len(suites) > 0 {
			suffix = "-" + s.Name
		}
		if s.Build.Commands.Test != "" {
			suites = append(suites, r.newSuite("unit"+suffix, Unit, s, ""))
		}
		if s.Build.Commands.Integration != "" && len(engineNeeds(s)) > 0 {
			suites = append(suites, r.newSuite("integration"+suffix, Integration, s, ""))
		}
	}
	return suites
}

func (r *resolver) newSuite(name string, kind SuiteKind, s *Service, project string) *Suite {
	suite := &Suite{Name: name, Kind: kind, Service: s, Of: s.Name, Timeout: duration("15m")}
	suite.SuiteCommands = r.suiteCommands(s, s.Build, kind, project)
	suite.InCI = r.suiteCommands(s, r.inCI(s.Build), kind, project)
	if kind == Integration {
		suite.Needs = engineNeeds(s)
	}
	return suite
}

// engineNeeds returns the engines among a service's needs.
func engineNeeds(s *Service) []*Service {
	var engines []*Service
	for _, n := range s.Needs {
		if n.Service.Kind == Engine {
			engines = append(engines, n.Service)
		}
	}
	return engines
}

func (r *resolver) suite(name string, built []*Service) *Suite {
	raw, path := r.raw.Tests[name], child("tests", name)
	s := built[0]
	if raw.Service != "" {
		s = r.services[raw.Service]
		if s == nil || s.Kind != Built {
			var names []string
			for _, b := range built {
				names = append(names, b.Name)
			}
			r.unknown("DG110", child(path, "service"), "service with a stack", raw.Service, names, "services")
			return nil
		}
	}
	kind := SuiteKind(raw.Kind)
	suite := r.newSuite(name, kind, s, raw.Project)
	if raw.Run != "" {
		suite.SuiteCommands, suite.InCI = SuiteCommands{Run: raw.Run}, SuiteCommands{Run: raw.Run}
	}
	suite.Timeout, suite.Runners = duration(raw.Timeout), raw.Runners
	if kind == Integration && len(raw.Runners) > 0 {
		r.reportKey("DG118", child(path, "runners"), "integration tests run in Linux containers, wherever they are started", `remove it, or set  kind: "unit"`)
	}
	if suite.Run == "" {
		r.reportKey("DG106", path, fmt.Sprintf("the stack %q has no command for %s tests", s.StackName, kind), `add  run: "…"`)
	}
	if raw.Needs != nil {
		suite.Needs = r.suiteNeeds(path, kind, *raw.Needs)
	}
	return suite
}

// suiteCommands fills the stack's test commands for a suite's own project. Coverage is that of unit tests: integration
// tests run in containers.
func (r *resolver) suiteCommands(s *Service, b Build, kind SuiteKind, project string) SuiteCommands {
	stack := r.stacks[s.StackName]
	if project != "" {
		b.Project = project
		if b.Solution != "" {
			b.Solution = project // a suite with a project of its own is not the whole solution
		}
	}
	fill := r.buildText(s, b, stack)
	if kind == Integration {
		return SuiteCommands{Run: fill.Replace(stack.Commands.Integration)}
	}
	return SuiteCommands{
		Run:      fill.Replace(stack.Commands.Test),
		Coverage: coverage(stack.Coverage, fill),
	}
}

func (r *resolver) suiteNeeds(path string, kind SuiteKind, names []string) []*Service {
	if kind == Unit && len(names) > 0 {
		r.reportKey("DG118", child(path, "needs"), "unit tests need no services", `set  kind: "integration",  or remove it`)
	}
	var needs []*Service
	for i, name := range names {
		s, ok := r.services[name]
		if !ok {
			r.unknown("DG110", fmt.Sprintf("%s[%d]", child(path, "needs"), i), "service", name, sortedKeys(r.services), "services")
			continue
		}
		needs = append(needs, s)
	}
	slices.SortFunc(needs, r.byOrder)
	return needs
}
