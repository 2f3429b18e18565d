// Package kubernetes writes the manifests of every environment that runs on Kubernetes, for kustomize: kubectl has it
// built in, and what it reads is plain manifests, which people and policy checkers read as well.
//
// What comes in is the resolved project. What goes out is
//
//	k8s/base/<service>/      a service's manifests, a file for each kind, and config.env, its settings
//	k8s/base/                the services that every environment runs, and the policies of their namespace
//	k8s/overlays/<env>/      an environment: namespace, version, copies, host name, its own settings and policies
//	docs/KUBERNETES_DEPLOYMENT.md
//
// What is the same everywhere stands in the base. A value that belongs to an environment stands in its overlay, also
// if there is only one. A manifest that differs in its form, such as a database with a volume here and without one
// there, stands in the overlays whole: there are no patches to puzzle together but for a workload's resources and
// connections.
//
// Pods run under the Pod Security standard "restricted", engines included; nothing talks to anything that the spec does
// not name; no secret is written, only the names of Secrets and their keys. A project with no environment on
// Kubernetes gets no files.
package kubernetes

import (
	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// Files returns the manifests of the environments on Kubernetes, and the guide to them.
func Files(p *spec.Project) []tree.File {
	c := newCluster(p)
	if len(c.overlays) == 0 {
		return nil
	}
	var files []tree.File
	for _, s := range c.services {
		files = append(files, s.files()...)
	}
	files = append(files, c.baseFiles()...)
	for _, o := range c.overlays {
		o.addOwn()
		files = append(files, o.kustomization())
		files = append(files, o.files...)
	}
	return append(files, c.guide())
}

// cluster is the project as Kubernetes sees it.
type cluster struct {
	project  *spec.Project
	overlays []*overlay // in the order of environments
	services []*service // in the order of services; external ones are not among them
}

// service is one that at least one environment runs itself.
type service struct {
	*spec.Service
	cluster *cluster
	runs    []*instance     // in the order of environments
	reaches []*spec.Service // that it talks to
	clients []string        // names of pods that talk to it
}

// instance is a service in one environment.
type instance struct {
	*service
	overlay *overlay
	env     *spec.Environment
	in      *spec.ServiceIn
}

func newCluster(p *spec.Project) *cluster {
	c := &cluster{project: p}
	for _, e := range p.Environments {
		if e.RunsOn == spec.Kubernetes {
			c.overlays = append(c.overlays, newOverlay(c, e))
		}
	}
	for _, s := range p.Services {
		if s := c.service(s); len(s.runs) > 0 {
			c.services = append(c.services, s)
		}
	}
	c.connect()
	return c
}

func (c *cluster) service(s *spec.Service) *service {
	own := &service{Service: s, cluster: c}
	for _, o := range c.overlays {
		in := s.Env(o.env)
		if s.Kind == spec.External || in.Managed {
			continue
		}
		own.runs = append(own.runs, &instance{service: own, overlay: o, env: o.env, in: in})
	}
	return own
}

// everywhere reports whether every environment runs the service itself.
func (s *service) everywhere() bool { return len(s.runs) == len(s.cluster.overlays) }

// file makes a generated YAML file of one or more documents. About is for people, and may be empty.
func (c *cluster) file(path, about string, documents ...*yaml.Map) tree.File {
	head := header.Sentence(c.project.SpecFile)
	if about != "" {
		head += "\n\n" + about
	}
	return tree.File{Path: path, Body: yaml.Stream(head, documents...), Own: tree.Whole}
}
