// Package updates tells Dependabot what to keep current: the packages of every stack, base images, the images of compose
// files and the actions of workflows.
package updates

import (
	"path"
	"slices"

	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// cooldown is how many days a version must have been out: a bad release is found, and withdrawn, within the first days.
const cooldown = 7

// Files returns .github/dependabot.yml for a project that asks for updates.
func Files(p *spec.Project) []tree.File {
	if p.Updates == nil {
		return nil
	}
	list := yaml.NewSeq()
	for _, e := range ecosystems(p) {
		list.Blank().Add(entry(p, e))
	}
	root := yaml.NewMap().Set("version", 2).Set("updates", list)
	return []tree.File{{
		Path: ".github/dependabot.yml", Own: tree.Whole,
		Body: yaml.Document(header.Sentence(p.SpecFile)+"\n\nOne pull request an ecosystem; a version must have been out for a week.", root),
	}}
}

// ecosystem is a kind of dependency, and the folders that it is in.
type ecosystem struct {
	name    string
	folders []string // from the root, beginning with a slash
}

// ecosystems lists what the project depends on: packages by stack, then images, then actions.
func ecosystems(p *spec.Project) []ecosystem {
	var list []ecosystem
	for _, stack := range p.Stacks {
		if stack.Ecosystem != "" {
			list = append(list, ecosystem{stack.Ecosystem, folders(stack.Services, func(s *spec.Service) string { return s.Build.Context })})
		}
	}
	built := p.BuiltServices()
	if len(built) > 0 {
		list = append(list, ecosystem{"docker", folders(built, func(s *spec.Service) string { return path.Dir(s.Build.Dockerfile) })})
	}
	if len(p.EngineServices()) > 0 {
		list = append(list, ecosystem{"docker-compose", []string{"/"}})
	}
	if p.Devcontainer() != nil {
		list = append(list, ecosystem{"devcontainers", []string{"/"}})
	}
	return append(list, ecosystem{"github-actions", []string{"/"}})
}

func folders(services []*spec.Service, folder func(*spec.Service) string) []string {
	var list []string
	for _, s := range services {
		list = append(list, path.Join("/", folder(s)))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func entry(p *spec.Project, e ecosystem) *yaml.Map {
	m := yaml.NewMap().Set("package-ecosystem", e.name)
	if len(e.folders) == 1 {
		m.Set("directory", e.folders[0])
	} else {
		m.Set("directories", e.folders)
	}
	m.Set("schedule", yaml.NewMap().Set("interval", p.Updates.Schedule))
	m.Set("cooldown", yaml.NewMap().Set("default-days", cooldown))
	m.Set("groups", yaml.NewMap().Set(e.name, yaml.NewMap().Set("patterns", []string{"*"})))
	m.SetNonEmpty("labels", p.Updates.Labels)
	return m
}
