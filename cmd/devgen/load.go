package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"devgen.dev/devgen/cmd/devgen/internal/report"
	"devgen.dev/devgen/generators"
	"devgen.dev/devgen/generators/judge"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// outcome is what a run has found out: the files that are wanted, and how the disk stands to them.
type outcome struct {
	project  *spec.Project
	doc      *spec.Document
	problems []spec.Problem
	set      *tree.Set
	options  tree.Options
	plan     tree.Plan
}

// locate finds the folder of the spec, and its name there: as -f says, else in the folder or the nearest above it that
// has one, up to the repository's root.
func (a *app) locate() (folder, name string, err error) {
	if a.spec != "" {
		return a.locateNamed()
	}
	folder, err = filepath.Abs(a.dir)
	if err != nil {
		return "", "", failure(err)
	}
	for start := folder; ; folder = filepath.Dir(folder) {
		for _, name := range spec.MainFiles {
			if _, err := os.Lstat(filepath.Join(folder, name)); err == nil {
				return folder, "", nil
			}
		}
		_, err := os.Lstat(filepath.Join(folder, ".git"))
		if err == nil || filepath.Dir(folder) == folder {
			return "", "", a.noSpec(start)
		}
	}
}

func (a *app) locateNamed() (folder, name string, err error) {
	file := a.spec
	if !filepath.IsAbs(file) {
		file = filepath.Join(a.dir, file)
	}
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", "", usage(fmt.Sprintf("there is no file %s", a.spec), "devgen init     write a first spec")
	case err != nil:
		return "", "", failure(err)
	case info.IsDir():
		return file, "", nil
	}
	return filepath.Dir(file), filepath.Base(file), nil
}

// noSpec says how to begin, with what lies there already.
func (a *app) noSpec(folder string) error {
	help := []string{"devgen init     look at this project and write a first spec"}
	for _, name := range []string{"compose.yaml", "docker-compose.yml"} {
		if _, err := os.Lstat(filepath.Join(folder, name)); err == nil {
			help = append(help, name+" is here: init takes its engines into the spec")
		}
	}
	return usage("no devgen.cue or devgen.yaml here or above", help...)
}

// open finds the spec: its folder, opened so that links in it do not lead out of it, and its name there.
func (a *app) open() (root *os.Root, name string, err error) {
	if a.dir, name, err = a.locate(); err != nil {
		return nil, "", err
	}
	if root, err = os.OpenRoot(a.dir); err != nil {
		return nil, "", failure(err)
	}
	a.step = "reading the spec"
	return root, name, nil
}

// read reads the spec without resolving it.
func (a *app) read() (*spec.Document, error) {
	root, name, err := a.open()
	if err != nil {
		return nil, err
	}
	defer root.Close()
	doc, problems, err := spec.Read(root.FS(), name)
	if err != nil {
		return nil, a.readFailure(err)
	}
	if doc == nil || doc.Root == nil {
		return nil, a.finish(report.Result{Problems: problems, Sources: sources(doc)})
	}
	return doc, nil
}

// load reads and resolves the spec; with an error in it the problems are printed and the error holds the exit code.
func (a *app) load() (*spec.Project, error) {
	o, err := a.resolve()
	if err != nil {
		return nil, err
	}
	return o.project, a.finishQuietly(o)
}

// resolve reads and resolves the spec.
func (a *app) resolve() (*outcome, error) {
	root, name, err := a.open()
	if err != nil {
		return nil, err
	}
	defer root.Close()
	o := &outcome{}
	o.project, o.doc, o.problems, err = spec.Load(root.FS(), name)
	if err != nil {
		return nil, a.readFailure(err)
	}
	if o.project == nil {
		return nil, a.finish(report.Result{Problems: o.problems, Sources: sources(o.doc)})
	}
	return o, nil
}

// readFailure is for what is wrong outside the spec's text: a file that cannot be read.
func (a *app) readFailure(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return a.noSpec(a.dir)
	}
	return failure(err)
}

func sources(doc *spec.Document) []spec.Source {
	if doc == nil {
		return nil
	}
	return doc.Sources
}

// compare makes the files and compares them with the disk.
func (a *app) compare(options tree.Options) (*outcome, error) {
	o, err := a.resolve()
	if err != nil {
		return nil, err
	}
	selected, err := generators.Select(a.only, a.skip)
	if err != nil {
		return nil, usage(err.Error())
	}
	a.step = "generating files"
	var found []spec.Problem
	o.set, found = generators.Build(o.project, selected)
	o.problems = spec.SortProblems(append(o.problems, o.doc.Accepted(placedIn(o.doc, found))...))
	if slices.ContainsFunc(found, func(p spec.Problem) bool { return p.Severity == spec.Error }) {
		return nil, a.finish(report.Result{Problems: o.problems, Sources: sources(o.doc)})
	}
	return o, a.plan(o, selected, options)
}

// placedIn gives problems without a place that of the project's first line: every error has a place.
func placedIn(doc *spec.Document, problems []spec.Problem) []spec.Problem {
	for i := range problems {
		problems[i].Span = doc.LocateKey(cmp.Or(problems[i].Path, "project"))
	}
	return problems
}

func (a *app) plan(o *outcome, selected generators.Selection, options tree.Options) error {
	a.step = "comparing files"
	root, err := os.OpenRoot(a.dir)
	if err != nil {
		return failure(err)
	}
	defer root.Close()
	if len(a.only)+len(a.skip) > 0 {
		options.Selected = selected
	}
	o.options = options
	o.plan, err = tree.Check(root.FS(), o.set, options)
	var unmatched *tree.UnmatchedError
	if errors.As(err, &unmatched) {
		return usage(err.Error(), "devgen list generators     what can be written", "devgen build --dry-run     where")
	}
	if err != nil {
		return failure(err)
	}
	return nil
}

// judge reads back the files that would change, or all of them. A finding is a bug of devgen, or of a patch in the spec,
// and nothing is written.
func (a *app) judge(o *outcome, all bool) error {
	a.step = "reading files back"
	changed := map[string]bool{}
	for _, e := range o.plan.Pending() {
		changed[e.Path] = e.New != nil
	}
	files := slices.DeleteFunc(o.set.Files(), func(f tree.File) bool {
		yours := slices.Contains(o.set.Generators(f.Path), generators.UserFiles) // what it should be is your own affair
		return yours || !all && !changed[f.Path]
	})
	var bugs []judge.Finding
	for _, f := range judge.Files(files) {
		if entry, patched := generators.Patch(o.project, o.set, f.Path); patched {
			o.problems = append(o.problems, refusedPatch(entry, f))
		} else {
			bugs = append(bugs, f)
		}
	}
	if len(bugs) > 0 {
		return bug(bugs)
	}
	if slices.ContainsFunc(o.problems, func(p spec.Problem) bool { return p.Severity == spec.Error }) {
		return a.finish(report.Result{Problems: spec.SortProblems(placedIn(o.doc, o.problems)), Sources: sources(o.doc)})
	}
	return nil
}

// refusedPatch is what a patch has made of a file that its reader took before.
func refusedPatch(entry spec.Output, f judge.Finding) spec.Problem {
	return spec.Problem{
		Code: "DG207", Severity: spec.Error, Path: spec.PathOf("outputs", entry.Pattern, "patch"),
		Message: fmt.Sprintf("with this patch %s is refused: line %d: %s (%s)", f.Path, f.Line, f.Message, f.Judge),
		Help:    []string{"mend the patch"},
	}
}

func bug(findings []judge.Finding) error {
	var text strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&text, "\n  %s", f)
	}
	return &exitError{code: exitFailure, text: "devgen made files that their readers refuse: this is a bug in devgen, nothing was written" + text.String(),
		help: []string{"report it with the spec; until then  outputs: …: own: \"off\"  leaves the file out"}}
}
