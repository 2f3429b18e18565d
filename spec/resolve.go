package spec

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"
)

// Load reads the spec in fsys (name "" finds devgen.cue or devgen.yaml), checks it and resolves it.
//
// The project is nil when one of the problems is an error. The error is for what is no problem of the spec's text: no
// spec found, a file that cannot be read.
func Load(fsys fs.FS, name string) (*Project, *Document, []Problem, error) {
	doc, problems, err := Read(fsys, name)
	if err != nil {
		return nil, doc, problems, err
	}
	project, more := Resolve(doc, problems)
	return project, doc, more, nil
}

// Resolve turns a document into a project. The problems found while reading are passed through, with those of the
// rules added: a document with a mistake in its shape is still resolved as far as it goes, so that one run shows all
// independent mistakes.
func Resolve(doc *Document, problems []Problem) (*Project, []Problem) {
	if doc == nil || doc.Root == nil {
		return nil, SortProblems(problems)
	}
	r := &resolver{doc: doc, problems: problems, project: &Project{}, broken: brokenPaths(problems), wrong: map[string]bool{}}
	decode(doc.Root, &r.raw)
	for _, step := range resolveSteps {
		step(r)
	}
	all := doc.redact(r.raw.Lint.apply(doc, SortProblems(r.problems)))
	if HasErrors(all) {
		return nil, all
	}
	return r.project, all
}

// resolveSteps is the order in which facts depend on each other.
var resolveSteps = []func(*resolver){
	(*resolver).tidyTexts,
	(*resolver).resolveProject,
	(*resolver).resolveEnvironments,
	(*resolver).resolveStacks,
	(*resolver).resolveServices,  // names, kinds, ports, volumes: what others refer to
	(*resolver).resolveNeeds,     // and with them the order of services
	(*resolver).resolveSettings,  // every variable, its readers
	(*resolver).resolveServers,   // engines with their secrets
	(*resolver).resolvePublished, // ports of the machine
	(*resolver).resolveAddresses,
	(*resolver).resolveValues, // of every setting in every environment
	(*resolver).resolveProbes,
	(*resolver).resolveBuilds,
	(*resolver).resolveSuites,
	(*resolver).resolveOptions,
	(*resolver).resolveSeed,
	(*resolver).resolveHookTool,
	(*resolver).resolveAllTasks,
	(*resolver).resolveHooks,
	(*resolver).checkRules,
}

// resolver carries the spec from raw to resolved. Its methods fill project and collect problems; none stops at a
// mistake.
type resolver struct {
	doc      *Document
	raw      rawSpec
	project  *Project
	problems []Problem
	broken   map[string]bool // paths that had an error when the resolver began
	wrong    map[string]bool // paths that it has found an error at

	stacks   map[string]rawStack  // in use, built-in data and the user's laid over each other
	engines  map[string]rawEngine // likewise
	services map[string]*Service
	order    map[*Service]int         // place in Project.Services
	groups   map[string]*Group        // of settings
	settings map[string]*settingEntry // by variable
	folded   map[string]*settingEntry // by variable in lower case
}

func brokenPaths(problems []Problem) map[string]bool {
	broken := map[string]bool{}
	for _, p := range problems {
		broken[p.Path] = true
	}
	return broken
}

// report adds an error at the value of a path.
func (r *resolver) report(code, path, message string, help ...string) *Problem {
	return r.add(Problem{Code: code, Severity: severityOf(code), Path: path, Message: message, Span: r.doc.LocateValue(path), Help: help})
}

// reportKey adds an error at the name of a path's last field.
func (r *resolver) reportKey(code, path, message string, help ...string) *Problem {
	return r.add(Problem{Code: code, Severity: severityOf(code), Path: path, Message: message, Span: r.doc.LocateKey(path), Help: help})
}

// add records a problem, unless the same place has one that it merely follows from: an error on top of one that was
// found while reading, a warning on top of any.
func (r *resolver) add(p Problem) *Problem {
	if r.broken[p.Path] || p.Severity == Warning && r.wrong[p.Path] {
		return &Problem{}
	}
	if p.Severity == Error {
		r.wrong[p.Path] = true
	}
	r.problems = append(r.problems, p)
	return &r.problems[len(r.problems)-1]
}

// relate names a second place that explains the problem.
func (p *Problem) relate(span Span, path, message string) {
	p.Related = append(p.Related, Related{Span: span, Path: path, Message: message})
}

// note adds a fact that helps to judge.
func (p *Problem) note(format string, args ...any) {
	p.Notes = append(p.Notes, fmt.Sprintf(format, args...))
}

// unknown reports a reference to something that does not exist, with the nearest name that does.
func (r *resolver) unknown(code, path, what, name string, known []string, prefix string) {
	p := r.report(code, path, fmt.Sprintf("there is no %s %q", what, name))
	if near := nearest(name, known); near != "" {
		p.Help = append(p.Help, fmt.Sprintf("did you mean %q?", near))
		if prefix != "" {
			p.relate(r.doc.LocateKey(child(prefix, near)), child(prefix, near), "did you mean this one?")
		}
	}
	if len(known) > 0 {
		p.note("known here: %s", strings.Join(known, ", "))
	} else {
		p.note("there is none yet")
	}
}

// sortedKeys returns a map's keys in order: the order of files never depends on the order of the spec.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// orElse returns the first value that is not zero.
func orElse[T comparable](values ...T) T { return cmp.Or(values...) }

// duration reads a #Duration. The checker has matched the pattern; a value that it refused reads as 0.
func duration(text string) time.Duration {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		text = days + "h"
		d, _ := time.ParseDuration(text)
		return 24 * d
	}
	d, _ := time.ParseDuration(text)
	return d
}

func (r *resolver) resolveProject() {
	raw, p := r.raw.Project, r.project
	p.SpecFile = r.doc.Files[0]
	p.Name, p.Summary, p.Repository, p.License, p.Version = raw.Name, raw.Summary, raw.Repository, raw.License, raw.Version
	p.Title = orElse(raw.Title, raw.Name)
	p.Registry = orElse(raw.Registry, defaultRegistry(raw))
	p.Branch = "main"
	if raw.Branches != nil {
		p.Branch = raw.Branches.Default
		p.Branches = slices.Clone(raw.Branches.Also)
	}
	p.Branches = append([]string{p.Branch}, slices.DeleteFunc(p.Branches, func(b string) bool { return b == p.Branch })...)
	if raw.Requirements != nil {
		p.Requirements = *raw.Requirements
	}
	for _, title := range sortedKeys(raw.Links) {
		p.Links = append(p.Links, Link{Title: title, URL: raw.Links[title]})
	}
}

// defaultRegistry is GitHub's, under the repository's own name: image names are lower case there.
func defaultRegistry(raw rawProject) string {
	if raw.Repository == "" {
		return raw.Name
	}
	return "ghcr.io/" + strings.ToLower(raw.Repository)
}
