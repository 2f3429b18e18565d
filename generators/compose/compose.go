// Package compose writes the Docker Compose files of a project.
//
// What comes in is the resolved project. What goes out is up to six files, one for each way of running it:
//
//   - docker-compose.yml: the stack as it is released, with the values of development;
//   - docker-compose.override.yml, which docker compose lays over it by itself: development stages with mounted
//     sources, ports of engines and debuggers on the loopback address, consoles;
//   - docker-compose.test.yml, on its own: engines in memory and one service for each integration suite;
//   - docker-compose.prod.yml, on its own: released images, secrets as files, limits, read-only containers;
//   - .devcontainer/docker-compose.yml, laid over the base for those who ask for a container to develop in, and
//     inside.yml for those who are in it.
//
// A file reads only variables that the templates of its stage declare (package delivery), and holds no secret. What
// compose cannot express, such as scaling with load or a schedule, is a warning of package spec and nothing here.
package compose

import (
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// Files returns the compose files of the stages for which the project has an environment.
func Files(p *spec.Project) []tree.File {
	var files []tree.File
	for _, f := range []*file{baseFile(p), overrideFile(p), testFile(p), productionFile(p), workspaceFile(p)} {
		if f != nil && len(f.containers) > 0 {
			files = append(files, tree.File{Path: f.path, Body: f.body(), Own: tree.Whole})
		}
	}
	return append(files, insideFile(p)...)
}
