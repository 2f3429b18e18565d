package kubernetes

import (
	"fmt"
	"slices"
	"strings"

	"devgen.dev/devgen/generators/internal/header"
	md "devgen.dev/devgen/generators/internal/markdown"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// guide is the page for whoever deploys: what runs, what the cluster has to have, secrets, the way of a version, and
// the way back.
func (c *cluster) guide() tree.File {
	var page md.Page
	page.Heading(1, c.project.Title+": Kubernetes")
	page.Paragraph("The manifests are for kustomize, which kubectl has built in. `k8s/base` holds what every environment runs, a folder " +
		"for each service; `k8s/overlays` holds what one environment says of it.")
	page.Heading(2, "What runs").Table(c.workloadTable())
	page.Heading(2, "What the cluster needs").List(c.requirements()...)
	c.secretsSection(&page)
	c.deploySection(&page)
	c.operateSection(&page)
	return tree.File{Path: spec.ClusterGuide, Own: tree.Whole, Body: append([]byte(header.Markup(c.project.SpecFile)+"\n"), page.Bytes()...)}
}

func (c *cluster) workloadTable() md.Table {
	t := md.Table{Head: []string{"Service", "What it is", "Manifest"}}
	for _, o := range c.overlays {
		t.Head = append(t.Head, md.Text(o.env.Name))
	}
	for _, s := range c.project.Services {
		if s.Kind == spec.External {
			continue
		}
		row := []string{md.Code(s.Name), md.Text(s.Help), c.workloadKind(s)}
		for _, o := range c.overlays {
			row = append(row, copiesText(s, o.env))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// workloadKind names what runs a service; "" where every cluster has a managed one.
func (c *cluster) workloadKind(s *spec.Service) string {
	inCluster := slices.ContainsFunc(c.overlays, func(o *overlay) bool { return !s.Env(o.env).Managed })
	switch {
	case !inCluster:
		return ""
	case s.Kind == spec.Engine:
		return "StatefulSet"
	case s.Schedule != "":
		return "CronJob"
	}
	return "Deployment"
}

func copiesText(s *spec.Service, e *spec.Environment) string {
	in := s.Env(e)
	switch {
	case in.Managed:
		return "managed, " + md.Code(in.Address.Host)
	case s.Schedule != "":
		return md.Code(s.Schedule)
	case s.Scale != nil:
		return fmt.Sprintf("%d to %d copies", s.Scale.Min, s.Scale.Max)
	case in.Replicas == 1:
		return "1 copy"
	}
	return fmt.Sprintf("%d copies", in.Replicas)
}

// requirements lists what the manifests take for granted.
func (c *cluster) requirements() []string {
	options := c.project.Kubernetes
	list := []string{
		"Kubernetes 1.30 or later, with a network plugin that enforces NetworkPolicies.",
		"Access to the images below " + md.Code(c.project.Registry) + ".",
	}
	if slices.ContainsFunc(c.overlays, func(o *overlay) bool { return o.env.Domain != "" && len(o.entries()) > 0 }) {
		list = append(list, entryRequirements(options)...)
	}
	if any := slices.ContainsFunc(c.services, func(s *service) bool { return s.Scale != nil }); any {
		list = append(list, "metrics-server, for autoscaling.")
	}
	return append(list, c.storageRequirements()...)
}

// entryRequirements lists what leads people to the services.
func entryRequirements(o spec.KubernetesOptions) []string {
	if g := o.Gateway; g != nil {
		listener := "a listener"
		if g.Listener != "" {
			listener = "the listener " + md.Code(g.Listener)
		}
		return []string{fmt.Sprintf("The Gateway %s in the namespace %s, with %s that has the certificate and lets routes of this namespace in.", md.Code(g.Name), md.Code(g.Namespace), listener)}
	}
	list := []string{fmt.Sprintf("An ingress controller of the class %s in the namespace %s.", md.Code(o.IngressClass), md.Code(o.IngressNamespace))}
	if o.ClusterIssuer != "" {
		list = append(list, "cert-manager with the ClusterIssuer "+md.Code(o.ClusterIssuer)+".")
	}
	return list
}

func (c *cluster) storageRequirements() []string {
	needed, shared := false, false
	for _, s := range c.services {
		for _, r := range s.runs {
			claims := len(r.claims()) > 0
			needed = needed || claims || r.Kind == spec.Engine && r.keepsData()
			shared = shared || claims && r.several()
		}
	}
	class := "A default storage class"
	if name := c.project.Kubernetes.StorageClass; name != "" {
		class = "The storage class " + md.Code(name)
	}
	switch {
	case shared:
		return []string{class + ", which offers ReadWriteMany: several copies share a volume."}
	case needed:
		return []string{class + "."}
	}
	return nil
}

// deploySection is the way of a version to the cluster.
func (c *cluster) deploySection(page *md.Page) {
	page.Heading(2, "Deploy")
	page.Paragraph(fmt.Sprintf("The version of an environment stands in %s. After a change, `devgen build` writes it into the overlay.", md.Code(c.project.SpecFile)))
	for _, o := range c.overlays {
		page.Heading(3, "Deploy "+o.env.Name)
		page.Paragraph(md.Code("make deploy-"+o.env.Name) + " asks, and then runs:")
		page.Fence("sh", strings.Join(c.project.DeployCommands(o.env), "\n"))
	}
	if slices.ContainsFunc(c.services, func(s *service) bool { return s.Migrations != nil }) {
		page.Paragraph("Migrations run before the new version does: the first `kubectl apply` leaves out the project's own programs, " +
			"and a Job of each service migrates. The version that still runs has to get on with the new schema, so a change that " +
			"it does not know comes in two steps: add first, take away one version later.")
	}
}

func (c *cluster) operateSection(page *md.Page) {
	o := c.overlays[len(c.overlays)-1]
	namespace := " --namespace " + o.env.Namespace
	rows := [][]string{
		{"What a deployment would change", md.Code("kubectl diff --kustomize " + o.folder())},
		{"What runs", md.Code("kubectl get all" + namespace)},
	}
	s := c.example()
	if s != nil {
		pods := namespace + " --selector " + labelName + "=" + s.Name
		rows = append(rows,
			[]string{"Why a pod does not start", md.Code("kubectl describe pods" + pods)},
			[]string{"Logs of a service", md.Code("kubectl logs" + pods + " --follow")})
	}
	undo := s != nil && c.workloadKind(s.Service) == "Deployment"
	if undo {
		rows = append(rows, []string{"The version before, at once", md.Code("kubectl rollout undo" + namespace + " deployment/" + s.Name)})
	}
	page.Heading(2, "Look, and go back").Table(md.Table{Head: []string{"What", "Command"}, Rows: rows})
	if undo {
		page.Paragraph(fmt.Sprintf("`rollout undo` is for the first minutes. Then set the version in %s back, run `devgen build` and deploy: "+
			"the cluster and the repository say the same again.", md.Code(c.project.SpecFile)))
	}
	page.Paragraph("On kind or minikube, push the images to a registry that the cluster reaches: it asks the registry each time " +
		"(`imagePullPolicy: Always`) and does not see images that were only loaded into a node.")
}

// example is the service that commands of the guide show: the last one with a Deployment, since most things lead up to
// it, else the last of all, else nil.
func (c *cluster) example() *service {
	var last *service
	for _, s := range c.services {
		if last == nil || c.workloadKind(s.Service) == "Deployment" || c.workloadKind(last.Service) != "Deployment" {
			last = s
		}
	}
	return last
}
