// Package workflows writes the project's workflows for GitHub Actions.
//
// What comes in is the resolved project. What goes out is .github/workflows/ci.yml: it checks, builds and tests every
// stack, runs the integration suites on docker-compose.test.yml, the file that developers use, and builds the images. A
// last job, `ci`, succeeds if all others have: it is the one that a branch protection asks for.
//
// Workflows run the code of strangers with the rights of the repository, so every job has a time limit and the
// permissions it needs and no others, every action is pinned to a commit, and no expression stands in a script: values
// reach it through its environment.
package workflows

import (
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// Files returns the workflows; none for a project that builds nothing, or that has no environment on GitHub.
func Files(p *spec.Project) []tree.File {
	if gitHub(p) == nil || len(p.BuiltServices()) == 0 {
		return nil
	}
	return []tree.File{ciWorkflow(p).file(".github/workflows/ci.yml")}
}

// gitHub returns the environment of the jobs: the first that runs on GitHub, or nil.
func gitHub(p *spec.Project) *spec.Environment {
	for _, e := range p.Environments {
		if e.RunsOn == spec.GitHub {
			return e
		}
	}
	return nil
}
