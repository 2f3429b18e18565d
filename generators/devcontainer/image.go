package devcontainer

import (
	"slices"
	"strings"

	dockerfile "devgen.dev/devgen/generators/internal/dockerfile"
	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/spec"
)

// image is the Dockerfile of the workspace: what the project's programs need around them, as in the images that run
// them, and what its commands need. Features come on top of it.
func image(p *spec.Project) []byte {
	f := dockerfile.New(header.Sentence(p.SpecFile), "syntax=docker/dockerfile:1")
	f.Blank().From(dockerfile.From{Image: p.Devcontainer().Image})
	f.Comment("Packages are those of the image's release. docker-clean would empty the caches after every installation.")
	f.Run(dockerfile.Run{
		Mounts:   []string{"type=cache,target=/var/cache/apt,sharing=locked", "type=cache,target=/var/lib/apt/lists,sharing=locked"},
		Commands: []string{"rm -f /etc/apt/apt.conf.d/docker-clean", "apt-get update", "apt-get install --yes --no-install-recommends\n" + strings.Join(packages(p), "\n")},
	})
	if commands := setup(p); len(commands) > 0 {
		f.Shell("/bin/bash", "-o", "pipefail", "-c").Run(dockerfile.Run{Commands: commands})
	}
	return f.Bytes()
}

// packages are those of the services' own images, of Debian like this one, and the commands' make and socat.
func packages(p *spec.Project) []string {
	list := []string{"make"}
	if len(p.Forwards()) > 0 {
		list = append(list, "socat")
	}
	for _, s := range debians(p) {
		list = append(list, s.Build.Packages...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// setup are the commands that complete the services' images, each once.
func setup(p *spec.Project) []string {
	var list []string
	for _, s := range debians(p) {
		for _, command := range s.Build.Setup {
			if !slices.Contains(list, command) {
				list = append(list, command)
			}
		}
	}
	return list
}

// debians lists the services whose images are of Debian or its like.
func debians(p *spec.Project) []*spec.Service {
	return slices.DeleteFunc(p.BuiltServices(), func(s *spec.Service) bool { return s.Build.Image.PackageTool == "apk" })
}

// missing lists packages of Alpine: Debian may call them otherwise.
func missing(p *spec.Project) []string {
	var list []string
	for _, s := range p.BuiltServices() {
		if s.Build.Image.PackageTool == "apk" {
			list = append(list, s.Build.Packages...)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}
