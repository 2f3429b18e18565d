package spec

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// resolveOptions takes the sections that stand for themselves.
func (r *resolver) resolveOptions() {
	p, raw := r.project, r.raw
	p.Gates = Gates{Format: true}
	if raw.Gates != nil {
		p.Gates.Format = raw.Gates.Format
		if raw.Gates.Coverage != nil {
			p.Gates.Coverage = raw.Gates.Coverage.Line
		}
	}
	p.CI = r.ci()
	p.Kubernetes = r.kubernetes()
	if raw.Setup != nil {
		p.Setup.Tools = r.setupTools(raw.Setup)
	}
	if e := raw.Editor; e != nil {
		p.Editor = &Editor{Rulers: e.Rulers, Extensions: slices.Sorted(slices.Values(e.Extensions)), Devcontainer: r.devcontainer(e.Devcontainer)}
	}
	if u := raw.Updates; u != nil {
		p.Updates = &Updates{Schedule: u.Schedule, Labels: u.Labels}
	}
	for _, name := range sortedKeys(raw.Files) {
		p.Files = append(p.Files, UserFile{Path: name, Body: raw.Files[name]})
	}
	for _, pattern := range sortedKeys(raw.Outputs) {
		o := raw.Outputs[pattern]
		p.Outputs = append(p.Outputs, Output{Pattern: pattern, Own: o.Own, Path: o.Path, Patch: o.Patch})
		if o.Path != "" && strings.Contains(pattern, "*") {
			r.report("DG118", child(child("outputs", pattern), "path"), "a pattern stands for several files, which cannot all have one path", "name a single file")
		}
		if o.Own == "off" && o.Patch != nil {
			r.reportKey("DG118", child(child("outputs", pattern), "patch"), "a file that is not written cannot be patched", "remove  own: \"off\",  or the patch")
		}
	}
}

func (r *resolver) kubernetes() KubernetesOptions {
	raw := r.raw.Kubernetes
	if raw == nil {
		return KubernetesOptions{IngressClass: "nginx", IngressNamespace: "ingress-nginx"}
	}
	o := KubernetesOptions{IngressClass: raw.IngressClass, ClusterIssuer: raw.ClusterIssuer, IngressNamespace: raw.IngressNamespace, StorageClass: raw.StorageClass}
	if g := raw.Gateway; g != nil {
		o.Gateway = &Gateway{Name: g.Name, Namespace: g.Namespace, Listener: g.Listener, Proxies: orElse(g.Proxies, g.Namespace)}
		for _, field := range []string{"ingressClass", "ingressNamespace", "clusterIssuer"} {
			if r.doc.Root.Get("kubernetes").Set(field) {
				r.reportKey("DG118", child("kubernetes", field), fmt.Sprintf("%q is of an Ingress, and a Gateway leads to the services", field), "remove it, or  gateway:").
					note("a Gateway has its own class and certificates")
			}
		}
	}
	return o
}

// setupTools lists the tools that the spec names beside those of the stacks, and how they are installed.
func (r *resolver) setupTools(raw *rawSetup) []Tool {
	var tools []Tool
	names := sortedKeys(raw.Tools)
	for _, name := range names {
		tools = append(tools, Tool{Name: name, Help: raw.Tools[name], Install: raw.Install[name].pairs()})
	}
	for _, name := range sortedKeys(raw.Install) {
		if _, ok := raw.Tools[name]; !ok {
			r.unknownKey("DG113", child("setup.install", name), "tool", name, names, "setup.tools")
		}
	}
	return tools
}

// pairs lists the platforms that something is said of.
func (raw rawInstall) pairs() []Pair {
	list := []Pair{{"debian", raw.Debian}, {"macos", raw.Macos}, {"windows", raw.Windows}}
	return slices.DeleteFunc(list, func(p Pair) bool { return p.Value == "" })
}

func (r *resolver) ci() CI {
	ci := CI{Runner: "ubuntu-24.04", Retention: 14, Timeout: duration("20m")}
	if raw := r.raw.CI; raw != nil {
		ci = CI{Runner: raw.Runner, Retention: raw.Retention, Timeout: duration(raw.Timeout), Configurations: raw.Configurations}
		if len(raw.Configurations) > 0 && !slices.ContainsFunc(r.project.Stacks, func(s *Stack) bool { return len(s.Configurations) > 0 }) {
			r.reportKey("DG118", "ci.configurations", "no stack in use knows build configurations", "remove it")
		}
	}
	return ci
}

// Output says how a generator's file is treated: the entry for its path wins over one for a pattern, which wins over
// one for the generator. ok is false where the spec says nothing.
func (p *Project) Output(generator, file string) (Output, bool) {
	var found Output
	ok := false
	for _, o := range p.Outputs {
		if o.Pattern == file {
			return o, true
		}
		if o.Covers(file) {
			found, ok = o, true
		}
		if o.Pattern == generator && !ok {
			found, ok = o, true
		}
	}
	return found, ok
}

// Covers reports whether the entry's path or pattern stands for a file.
func (o Output) Covers(file string) bool {
	matched, err := path.Match(o.Pattern, file)
	return matched && err == nil
}

func (r *resolver) taskNames() []string {
	var names []string
	for _, t := range r.project.Tasks {
		names = append(names, t.Name)
	}
	slices.Sort(names)
	return names
}

// resolveAllTasks joins the tasks that stacks and engines bring with the user's.
func (r *resolver) resolveAllTasks() {
	r.checkTasks()
	r.project.Tasks = resolveTasks(r.project, r.raw.Tasks)
	r.checkTaskReferences()
}

// apply drops the problems that the spec accepts, and asks for a reason where one is missing. Errors cannot be
// accepted: they mean that no right file can be written.
func (l *rawLint) apply(doc *Document, problems []Problem) []Problem {
	if l == nil {
		return problems
	}
	for _, code := range sortedKeys(l.Ignore) {
		at := child("lint.ignore", code)
		switch {
		case !knownCode(code):
			problems = append(problems, Problem{Code: "DG113", Severity: Error, Path: at, Message: fmt.Sprintf("there is no problem %s", code), Span: doc.LocateKey(at), Help: []string{fmt.Sprintf("devgen explain %s  lists the codes that there are", code)}})
		case severityOf(code) == Error:
			problems = append(problems, Problem{Code: "DG118", Severity: Error, Path: at, Message: fmt.Sprintf("%s is an error and cannot be accepted", code), Span: doc.LocateKey(at), Help: []string{"mend what it reports"}})
		case strings.TrimSpace(l.Ignore[code]) == "":
			problems = append(problems, Problem{Code: "DG106", Severity: Error, Path: at, Message: fmt.Sprintf("accepting %s needs a reason", code), Span: doc.LocateValue(at), Help: []string{"write why it is right here"}})
		}
	}
	return SortProblems(doc.Accepted(problems))
}

// Accepted leaves the warnings out that the spec accepts, also those that only generating the files brings up.
func (d *Document) Accepted(problems []Problem) []Problem {
	ignored := d.Root.Get("lint").Get("ignore")
	return slices.DeleteFunc(problems, func(p Problem) bool { return p.Severity == Warning && ignored.Get(p.Code) != nil })
}
