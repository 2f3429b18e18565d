package generators

import (
	"errors"
	"fmt"
	"path"
	"slices"

	"devgen.dev/devgen/generators/internal/patch"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// result is what a build comes to. It applies what the spec's outputs say of single files, and remembers which of that
// has found a file.
type result struct {
	project  *spec.Project
	set      *tree.Set
	made     []string        // paths that generators gave, before any other one
	used     map[string]bool // patterns of outputs
	problems []spec.Problem
}

func newResult(p *spec.Project) *result {
	return &result{project: p, set: &tree.Set{}, used: map[string]bool{}}
}

// run makes the files of the generators that are wanted.
func (r *result) run(wanted func(generator string) bool) {
	for _, g := range All {
		if wanted(g.Name) {
			r.add(g.Name, g.run(r.project))
		}
	}
}

// add takes the files of a generator, where and as the spec's outputs say.
func (r *result) add(generator string, files []tree.File) {
	for _, f := range files {
		f, wanted := r.placed(generator, f)
		if !wanted {
			continue
		}
		if err := r.set.Add(generator, f); err != nil {
			r.problems = append(r.problems, clash(r.project, f.Path, err))
		}
	}
}

// placed applies what the spec's outputs say of a file. It returns false for one that is not to be written.
func (r *result) placed(generator string, f tree.File) (tree.File, bool) {
	r.made = append(r.made, f.Path)
	entry, ok := r.project.Output(generator, f.Path)
	if !ok {
		return f, true
	}
	r.used[entry.Pattern] = true
	if entry.Own == "off" {
		return f, false
	}
	if entry.Own == "once" && f.Own == tree.Whole {
		f.Own = tree.Once
	}
	if entry.Patch != nil {
		f.Body = r.patched(entry, f)
	}
	if entry.Path != "" {
		f.Path = entry.Path
	}
	return f, true
}

// patched returns the file's content with the changes that the spec wants.
func (r *result) patched(entry spec.Output, f tree.File) []byte {
	lay := map[string]func([]byte, map[string]any) ([]byte, error){".yml": patch.YAML, ".yaml": patch.YAML, ".json": patch.JSON}[path.Ext(f.Path)]
	if lay == nil || f.Own == tree.Block {
		r.misfit(entry, nil, f.Path+" is neither YAML nor JSON, which alone can be patched", `write it once and keep it yourself:  own: "once"`)
		return f.Body
	}
	body, err := lay(f.Body, entry.Patch)
	var wrong *patch.Error
	if errors.As(err, &wrong) {
		r.misfit(entry, wrong.Path, fmt.Sprintf("the patch does not fit %s: %s", f.Path, wrong.Reason), "look at the file:  devgen build,  without the patch")
	}
	return body
}

// Patch returns the entry of outputs that has changed the content of a file of the set.
func Patch(p *spec.Project, set *tree.Set, file string) (spec.Output, bool) {
	for _, entry := range p.Outputs {
		if entry.Patch != nil && (entry.Path == file || entry.Covers(file) || slices.Contains(set.Generators(file), entry.Pattern)) {
			return entry, true
		}
	}
	return spec.Output{}, false
}

func (r *result) misfit(entry spec.Output, at []string, message, help string) {
	r.problems = append(r.problems, spec.Problem{
		Code: "DG207", Severity: spec.Error, Message: message, Help: []string{help},
		Path: spec.PathOf(append([]string{"outputs", entry.Pattern, "patch"}, at...)...),
	})
}

// reportUnused warns of entries that no file has asked for: most are misspelt, or left over.
func (r *result) reportUnused() {
	for _, entry := range r.project.Outputs {
		if r.used[entry.Pattern] || isGenerator(entry.Pattern) {
			continue
		}
		problem := spec.Problem{
			Code: "DG208", Severity: spec.Warning, Path: spec.PathOf("outputs", entry.Pattern),
			Message: fmt.Sprintf("devgen writes no file %q for this project", entry.Pattern),
			Help:    []string{"devgen build --dry-run  shows what there is"},
		}
		if near := spec.Nearest(entry.Pattern, r.made); near != "" {
			problem.Help = []string{fmt.Sprintf("did you mean %q?", near)}
		}
		r.problems = append(r.problems, problem)
	}
}

// isGenerator reports whether a name is a generator's: one that writes nothing today may tomorrow.
func isGenerator(name string) bool {
	return slices.ContainsFunc(All, func(g Generator) bool { return g.Name == name })
}

// clash turns a refusal of the set into a problem of the spec: of the user's own file or output entry where there is
// one, else of the project as a whole.
func clash(p *spec.Project, file string, err error) spec.Problem {
	problem := spec.Problem{
		Code: "DG205", Severity: spec.Error, Message: err.Error(),
		Help: []string{fmt.Sprintf("give one of them another path:  outputs: %q: path: \"…\"", file)},
	}
	var invalid *tree.PathError
	if errors.As(err, &invalid) {
		problem.Code = "DG206"
		problem.Help = []string{"choose a path that Windows, macOS and Linux all take"}
	}
	if slices.ContainsFunc(p.Files, func(u spec.UserFile) bool { return u.Path == file }) {
		problem.Path = spec.PathOf("files", file)
		return problem
	}
	for _, o := range p.Outputs {
		if o.Path == file {
			problem.Path = spec.PathOf("outputs", o.Pattern, "path")
		}
	}
	return problem
}
