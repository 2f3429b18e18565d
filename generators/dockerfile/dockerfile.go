// Package dockerfile writes a Dockerfile, and the .dockerignore beside it, for every service that the project builds.
//
// What comes in is the resolved project: the stages are the same for every language, and what each of them does is the
// stack's data. What goes out is one Dockerfile per service, also where several services share a context:
//
//	restore ─┬─ build ─┬─ test
//	         │         ├─ bundle ── migration (where the service has migrations)
//	         │         └─ publish ─ runtime   (the last, so that it is what a plain docker build makes)
//	         └─ development
//
// Dependencies are fetched before the sources are copied (where that takes a look at the sources, a stage before restore
// takes out of them what it needs), and what tools keep for themselves lies in cache mounts, so that a change of sources
// costs a compilation and nothing else. The images that run hold the program and what it needs to run. No secret reaches
// an image: there is no argument, variable or file for one.
package dockerfile

import (
	"fmt"
	"strings"

	dockerfile "devgen.dev/devgen/generators/internal/dockerfile"
	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// Files returns a Dockerfile and a .dockerignore for every built service.
func Files(p *spec.Project) []tree.File {
	var files []tree.File
	for _, s := range p.BuiltServices() {
		files = append(files,
			tree.File{Path: s.Build.Dockerfile, Own: tree.Whole, Body: newImage(p, s).body()},
			tree.File{Path: s.Build.Ignore, Own: tree.Whole, Body: ignore(p, s)},
		)
	}
	return files
}

// image is the Dockerfile of one service in the making.
type image struct {
	project *spec.Project
	service *spec.Service
	*dockerfile.File
}

func newImage(p *spec.Project, s *spec.Service) image {
	return image{p, s, dockerfile.New(header.Sentence(p.SpecFile), "syntax=docker/dockerfile:1", "check=error=true")}
}

func (i image) body() []byte {
	i.bases()
	i.restore()
	i.build()
	i.development()
	i.test()
	i.bundle()
	i.publish()
	i.base()
	i.migration()
	i.runtime()
	return i.Bytes()
}

// bases says once which versions of the base images are used.
func (i image) bases() {
	i.Blank()
	for _, b := range []baseImage{i.buildBase(), i.runtimeBase()} {
		if b.tag != "" {
			i.ArgDefault(dockerfile.Pair{Name: b.arg, Value: b.tag})
		}
	}
}

// baseImage is an image that stages start from; its tag is an argument of the build.
type baseImage struct{ arg, name, tag string }

func (i image) buildBase() baseImage   { return newBase("BUILD_TAG", i.service.Build.Image.Build) }
func (i image) runtimeBase() baseImage { return newBase("RUNTIME_TAG", i.service.Build.Image.Runtime) }

// newBase takes an image apart. A colon is the tag's only behind the last slash: before it stands a registry's port.
func newBase(arg, image string) baseImage {
	name, tag := image, ""
	if at := strings.Index(image[strings.LastIndexByte(image, '/')+1:], ":"); at >= 0 {
		at += strings.LastIndexByte(image, '/') + 1
		name, tag = image[:at], image[at+1:]
	}
	return baseImage{arg, name, tag}
}

// from is the image as a stage names it.
func (b baseImage) from() string {
	if b.tag == "" {
		return b.name
	}
	return b.name + ":${" + b.arg + "}"
}

func (i image) stage(comment, from, name string) {
	i.Blank().Comment(comment).From(dockerfile.From{Image: from, Stage: name})
}

// run runs commands of the stack in one layer; "" is none.
func (i image) run(mounts []string, command string) {
	if command != "" {
		i.Run(dockerfile.Run{Mounts: mounts, Commands: steps(command)})
	}
}

// steps takes a list of commands apart, so that each stands on a line of its own. A && between quotes is none of the
// list's, so that a command with quotes stays whole.
func steps(command string) []string {
	if strings.ContainsAny(command, `'"`) {
		return []string{command}
	}
	return strings.Split(command, " && ")
}

// downloads mounts what package tools keep as it came. They share it well, also between projects.
func (i image) downloads() []string {
	var mounts []string
	for _, folder := range i.service.Build.Image.Downloads {
		mounts = append(mounts, "type=cache,target="+folder)
	}
	return mounts
}

// caches mounts what compilers keep. Every service has its own: compilers tell by paths and times what they need not do
// again, and the sources of all services lie under one path. One build at a time, since not every compiler expects
// another beside it.
func (i image) caches() []string {
	var mounts []string
	for _, folder := range i.service.Build.Image.Caches {
		id := i.project.Name + "-" + i.service.Name + folder
		mounts = append(mounts, fmt.Sprintf("type=cache,id=%s,target=%s,sharing=locked", id, folder))
	}
	return mounts
}

func pairs(list []spec.Pair) []dockerfile.Pair {
	var out []dockerfile.Pair
	for _, p := range list {
		out = append(out, dockerfile.Pair{Name: p.Name, Value: p.Value})
	}
	return out
}
