package kubernetes

import (
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/spec"
)

// entries lists the services that people reach: built ones that listen and that no other service stands in front of.
func (o *overlay) entries() []*instance {
	var list []*instance
	for _, r := range o.instances() {
		if r.Kind == spec.Built && len(r.Ports) > 0 && r.Schedule == "" && len(r.clients) == 0 {
			list = append(list, r)
		}
	}
	return list
}

// addEntries leads the environment's host name to the first entry, and a name below it to each other one.
func (o *overlay) addEntries() {
	if o.env.Domain == "" {
		return
	}
	options := o.cluster.project.Kubernetes
	for i, r := range o.entries() {
		host := o.env.Domain
		if i > 0 {
			host = r.Name + "." + host
		}
		if options.Gateway != nil {
			o.addManifest(r.Name+"-route.yaml", "", r.routeObject(options.Gateway, host), r.fromOutside())
		} else {
			o.addManifest(r.Name+"-ingress.yaml", r.certificateHelp(), r.ingressObject(host), r.fromOutside())
		}
	}
	if options.ClusterIssuer != "" && len(o.entries()) > 0 {
		o.addManifest("acme-networkpolicy.yaml", "", o.fromACME())
	}
}

// routeObject joins the service to a Gateway, which has the certificate.
// Source: https://gateway-api.sigs.k8s.io/reference/spec/#httproute.
func (r *instance) routeObject(g *spec.Gateway, host string) *yaml.Map {
	parent := yaml.NewMap().Set("name", g.Name).Set("namespace", g.Namespace).SetNonEmpty("sectionName", g.Listener)
	backend := yaml.NewMap().Set("name", r.Name).Set("port", r.Port().Number)
	body := yaml.NewMap().
		Set("parentRefs", yaml.NewSeq(parent)).
		Set("hostnames", yaml.Flow(host)).
		Set("rules", yaml.NewSeq(yaml.NewMap().Set("backendRefs", yaml.NewSeq(backend))))
	return object("gateway.networking.k8s.io/v1", "HTTPRoute", r.Name, r.identity()).Set("spec", body)
}

func (r *instance) certificateHelp() string {
	if r.cluster.project.Kubernetes.ClusterIssuer != "" {
		return ""
	}
	return "The certificate is made outside:\n\n  kubectl create secret tls " + r.Certificate() +
		" --namespace " + r.env.Namespace + " --cert=tls.crt --key=tls.key"
}

func (r *instance) ingressObject(host string) *yaml.Map {
	options := r.cluster.project.Kubernetes
	metadata := yaml.NewMap().Set("name", r.Name).Set("labels", r.identity().labels())
	if options.ClusterIssuer != "" {
		metadata.Set("annotations", yaml.NewMap().Set("cert-manager.io/cluster-issuer", options.ClusterIssuer))
	}
	backend := yaml.NewMap().Set("service", yaml.NewMap().Set("name", r.Name).Set("port", yaml.NewMap().Set("name", r.Port().Name)))
	path := yaml.NewMap().Set("path", "/").Set("pathType", "Prefix").Set("backend", backend)
	body := yaml.NewMap().
		Set("ingressClassName", options.IngressClass).
		Set("tls", yaml.NewSeq(yaml.NewMap().Set("hosts", yaml.Flow(host)).Set("secretName", r.Certificate()))).
		Set("rules", yaml.NewSeq(yaml.NewMap().Set("host", host).Set("http", yaml.NewMap().Set("paths", yaml.NewSeq(path)))))
	return yaml.NewMap().
		Set("apiVersion", "networking.k8s.io/v1").
		Set("kind", "Ingress").
		Set("metadata", metadata).
		Set("spec", body)
}

// fromOutside lets the ingress controller, or the proxies of the Gateway, reach the pods.
func (r *instance) fromOutside() *yaml.Map {
	id := r.identity()
	body := yaml.NewMap().
		Set("podSelector", selector(r.Name)).
		Set("policyTypes", yaml.Flow("Ingress")).
		Set("ingress", yaml.NewSeq(r.cluster.controllerTo(r.Port().Number)))
	return object("networking.k8s.io/v1", "NetworkPolicy", r.IngressPolicy(), id).Set("spec", body)
}

func (c *cluster) controllerTo(port int) *yaml.Map {
	namespace := c.project.Kubernetes.IngressNamespace
	if g := c.project.Kubernetes.Gateway; g != nil {
		namespace = g.Proxies
	}
	controller := yaml.NewMap().Set("namespaceSelector", yaml.NewMap().Set("matchLabels", yaml.NewMap().Set(labelNamespace, namespace)))
	return yaml.NewMap().
		Set("from", yaml.NewSeq(controller)).
		Set("ports", policyPorts([]*spec.Port{{Number: port}}))
}

// fromACME lets the ingress controller reach the pods with which cert-manager proves that the host name is ours.
// Source: https://cert-manager.io/docs/reference/annotations/#acmecert-manageriohttp01-solver, port 8089.
func (o *overlay) fromACME() *yaml.Map {
	body := yaml.NewMap().
		Set("podSelector", yaml.NewMap().Set("matchLabels", yaml.NewMap().Set("acme.cert-manager.io/http01-solver", yaml.Quoted("true")))).
		Set("policyTypes", yaml.Flow("Ingress")).
		Set("ingress", yaml.NewSeq(o.cluster.controllerTo(8089)))
	return yaml.NewMap().
		Set("apiVersion", "networking.k8s.io/v1").
		Set("kind", "NetworkPolicy").
		Set("metadata", yaml.NewMap().Set("name", spec.PolicyACME).Set("labels", yaml.NewMap().Set(labelPartOf, o.cluster.project.Name))).
		Set("spec", body)
}
