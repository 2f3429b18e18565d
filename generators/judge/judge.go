// Package judge reads generated files back with the light libraries of the tools that will consume them.
//
// What comes in is the bytes that are about to be written; what goes out is a list of findings, which should always
// be empty: a finding is a bug of devgen, reported instead of written. Tools that cost start-up time (the loader of
// compose, the schemas of Kubernetes) are left to the tests over golden repositories.
package judge

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"devgen.dev/devgen/generators/tree"
)

// Finding is what a judge holds against a file.
type Finding struct {
	Judge        string // "actionlint"
	Path         string
	Line, Column int // 0 if unknown
	Message      string
}

func (f Finding) String() string {
	return fmt.Sprintf("%s:%d:%d: %s (%s)", f.Path, f.Line, f.Column, f.Message, f.Judge)
}

// judge is one reader, for the files that it knows by name.
type judge struct {
	name  string
	reads func(path string) bool
	check func(path string, body []byte) []Finding
}

// judges are asked in this order; a file may have several.
var judges = []judge{
	{"yaml", isYAML, checkYAML},
	{"json", hasSuffix(".json"), checkJSON},
	{"actionlint", isWorkflow, checkWorkflow},
	{"sh", hasSuffix(".sh"), checkShell},
	{"dockerfile", isDockerfile, checkDockerfile},
	{"dotenv", hasSuffix(".template", ".env.example"), checkDotenv},
	{"text", func(string) bool { return true }, checkText},
}

func hasSuffix(suffixes ...string) func(string) bool {
	return func(path string) bool {
		return slices.ContainsFunc(suffixes, func(s string) bool { return strings.HasSuffix(path, s) })
	}
}

func isYAML(path string) bool { return hasSuffix(".yml", ".yaml")(path) }

func isWorkflow(path string) bool {
	return strings.HasPrefix(path, ".github/workflows/") && isYAML(path)
}

func isDockerfile(path string) bool {
	name := path[strings.LastIndexByte(path, '/')+1:]
	return name == "Dockerfile" || strings.HasSuffix(name, ".Dockerfile")
}

// Files reads every whole file, on all processors, and returns what is found, in order of path and place.
func Files(files []tree.File) []Finding {
	found := make([][]Finding, len(files))
	var group sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, f := range files {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			found[i] = file(f)
		})
	}
	group.Wait()
	all := slices.Concat(found...)
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return all
}

func file(f tree.File) []Finding {
	if f.Own == tree.Block {
		return nil // a part of somebody else's file: only the whole could be judged
	}
	var found []Finding
	for _, j := range judges {
		if !j.reads(f.Path) {
			continue
		}
		for _, finding := range j.check(f.Path, f.Body) {
			finding.Judge, finding.Path = j.name, f.Path
			found = append(found, finding)
		}
	}
	return found
}
