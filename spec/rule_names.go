package spec

import (
	"fmt"
	"path"
	"regexp"
	"slices"
)

// deviceNames cannot be file names on Windows. reservedServices mean something else where services are resolved, or are
// the names of policies that stand beside those of services.
var (
	deviceNames      = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])$`)
	reservedServices = []string{"kubernetes", "localhost", "default", "host", PolicyDeny, PolicyDNS, PolicyACME}
)

func (r *resolver) ruleReservedNames() {
	for _, s := range r.project.Services {
		if deviceNames.MatchString(s.Name) || slices.Contains(reservedServices, s.Name) {
			r.reportKey("DG131", s.Path, fmt.Sprintf("%q cannot be the name of a service: it means something else to Windows, Docker or Kubernetes", s.Name), "choose another name")
		}
	}
}

// ruleGeneratedNames refuses a service with the name of something that is made for another: of two containers, or of
// two objects of Kubernetes, with one name the second would take the first one's place.
func (r *resolver) ruleGeneratedNames() {
	for _, made := range r.madeNames() {
		s, clash := r.services[made.name]
		if !clash || s.Kind == External {
			continue
		}
		p := r.reportKey("DG123", s.Path, fmt.Sprintf("%q is also the name of %s", s.Name, made.what), "choose another name")
		p.relate(r.doc.LocateKey(made.path), made.path, "made for this one")
	}
}

// madeName is a name beside those of services, made for what stands at a path of the spec.
type madeName struct{ name, what, path string }

func (r *resolver) madeNames() []madeName {
	var list []madeName
	for _, s := range r.project.BuiltServices() {
		list = append(list, r.namesOfBuilt(s)...)
	}
	for _, suite := range r.project.Suites {
		if suite.Kind == Integration {
			list = append(list, madeName{suite.ComposeService(), fmt.Sprintf("what runs the suite %q", suite.Name), r.suitePath(suite)})
		}
	}
	if r.project.Devcontainer() != nil {
		list = append(list, madeName{Workspace, "the container to develop in", "editor.devcontainer"})
	}
	return append(list, r.namesOfConsoles()...)
}

func (r *resolver) namesOfConsoles() []madeName {
	e := r.project.EnvironmentFor(Development)
	if e == nil || !e.Consoles {
		return nil
	}
	var list []madeName
	for _, s := range r.project.EngineServices() {
		if c := s.Env(e).Server.Console; c != nil && c.Image != "" {
			list = append(list, madeName{c.Name, fmt.Sprintf("the web console of %q", s.Name), s.Path})
		}
	}
	return list
}

func (r *resolver) namesOfBuilt(s *Service) []madeName {
	var list []madeName
	if s.Migrations != nil {
		list = append(list,
			madeName{s.MigrationName(), fmt.Sprintf("what migrates the database of %q", s.Name), s.Path},
			madeName{path.Base(s.MigrationImage()), fmt.Sprintf("the image that migrates the database of %q", s.Name), s.Path})
	}
	if len(s.Ports) > 0 && r.runsOnKubernetes() {
		list = append(list,
			madeName{s.Certificate(), fmt.Sprintf("the certificate of %q", s.Name), s.Path},
			madeName{s.IngressPolicy(), fmt.Sprintf("the policy that opens %q to the ingress controller", s.Name), s.Path})
	}
	return list
}

func (r *resolver) runsOnKubernetes() bool {
	return slices.ContainsFunc(r.project.Environments, func(e *Environment) bool { return e.RunsOn == Kubernetes })
}

// suitePath is where the spec speaks of a suite: a suite by default stands for its service.
func (r *resolver) suitePath(suite *Suite) string {
	if _, own := r.raw.Tests[suite.Name]; own {
		return child("tests", suite.Name)
	}
	return suite.Service.Path
}

// ruleVolumeNames refuses two volumes with one name: the volume `c` of `a-b` and the volume `b-c` of `a` are both a-b-c,
// and two services would write over each other's data.
func (r *resolver) ruleVolumeNames() {
	owner := map[string]string{}
	for _, s := range r.project.Services {
		for _, v := range s.Volumes {
			at := child(child(s.Path, "volumes"), v.Name)
			if s.Kind == Engine {
				at = s.Path
			}
			name := s.VolumeName(v)
			if other, ok := owner[name]; ok {
				p := r.reportKey("DG123", at, fmt.Sprintf("the volume of %q would have the name %q, which another one has", s.Name, name), "choose another name")
				p.relate(r.doc.LocateKey(other), other, "the other one")
			}
			owner[name] = at
		}
	}
}

// ruleNameLimits checks names that are made of several: a part of 40 characters may be fine where the whole is not.
func (r *resolver) ruleNameLimits() {
	for _, e := range r.project.Environments {
		if len(e.Namespace) > 63 {
			r.reportKey("DG131", child("environments", e.Name), fmt.Sprintf("the namespace %q has %d characters, Kubernetes allows 63", e.Namespace, len(e.Namespace)), "set  namespace:  to a shorter one")
		}
	}
	for _, s := range r.project.Services {
		for _, v := range s.Volumes {
			if name := s.VolumeName(v); len(name) > 63 {
				r.reportKey("DG131", child(child(s.Path, "volumes"), v.Name), fmt.Sprintf("the volume %q has %d characters, Kubernetes allows 63", name, len(name)), "shorten its name")
			}
		}
	}
}
