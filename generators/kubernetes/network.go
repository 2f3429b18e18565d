package kubernetes

import (
	"slices"

	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/spec"
)

// service is how others reach the pods: by name, at the ports that the containers have. An engine's has no address of
// its own: the name leads straight to the pod, which has its own name below it as well.
func (r *instance) serviceObject() document {
	if len(r.Ports) == 0 || r.Schedule != "" {
		return document{}
	}
	body := yaml.NewMap()
	if r.Kind == spec.Engine {
		body.Set("clusterIP", "None").Note("the name leads straight to the pod")
	} else {
		body.Set("type", "ClusterIP")
	}
	ports := yaml.NewSeq()
	for _, p := range r.Ports {
		ports.Add(yaml.NewMap().Set("name", p.Name).Set("port", p.Number).Set("targetPort", p.Name))
	}
	body.Set("selector", yaml.NewMap().Set(labelName, r.Name)).Set("ports", ports)
	return document{objects: []*yaml.Map{object("v1", "Service", r.Name, r.identity()).Set("spec", body)}}
}

// reaches lists the services that a built service talks to: those that it needs, and those that its settings lead to.
func (s *service) reaches() []*spec.Service {
	var list []*spec.Service
	for _, other := range s.cluster.project.Services {
		needed := slices.ContainsFunc(s.Needs, func(n *spec.Need) bool { return n.Service == other })
		named := slices.ContainsFunc(s.Settings, func(setting *spec.Setting) bool { return setting.Provider == other })
		if other != s.Service && (needed || named) {
			list = append(list, other)
		}
	}
	return list
}

func enginesOf(services []*spec.Service) []*spec.Service {
	return slices.DeleteFunc(slices.Clone(services), func(s *spec.Service) bool { return s.Kind != spec.Engine })
}

// clients lists the names of the pods that talk to the service.
func (s *service) clients() []string {
	var names []string
	for _, other := range s.cluster.services {
		if other.Kind != spec.Built || !slices.Contains(other.reaches(), s.Service) {
			continue
		}
		names = append(names, other.Name)
		if other.Migrations != nil && s.Kind == spec.Engine {
			names = append(names, migrationName(other.Service))
		}
	}
	return names
}

// networkPolicy allows what the spec says of the service, on top of a namespace in which nothing is allowed.
func (r *instance) networkPolicy() document {
	var egress *yaml.Seq
	if r.Kind == spec.Built {
		egress = r.egress(r.reaches())
	}
	m := policy(r.identity(), r.ingress(), egress)
	if m == nil {
		return document{}
	}
	return document{objects: []*yaml.Map{m}}
}

// policy allows pods of a name to be reached and to reach; nil = neither.
func policy(id identity, ingress, egress *yaml.Seq) *yaml.Map {
	var types []any
	for _, direction := range []struct {
		name  string
		rules *yaml.Seq
	}{{"Ingress", ingress}, {"Egress", egress}} {
		if direction.rules != nil && direction.rules.Len() > 0 {
			types = append(types, direction.name)
		}
	}
	if len(types) == 0 {
		return nil
	}
	body := yaml.NewMap().
		Set("podSelector", selector(id.name)).
		Set("policyTypes", yaml.Flow(types...)).
		SetNonEmpty("ingress", ingress).
		SetNonEmpty("egress", egress)
	return object("networking.k8s.io/v1", "NetworkPolicy", id.name, id).Set("spec", body)
}

func (r *instance) ingress() *yaml.Seq {
	rules := yaml.NewSeq()
	if len(r.Ports) == 0 || r.Schedule != "" {
		return rules
	}
	if clients := r.clients(); len(clients) > 0 {
		from := yaml.NewSeq()
		for _, name := range clients {
			from.Add(yaml.NewMap().Set("podSelector", selector(name)))
		}
		rules.Add(yaml.NewMap().Set("from", from).Set("ports", policyPorts(r.Ports)))
	}
	if r.Metrics != nil {
		rules.Comment("Prometheus, in whichever namespace it runs.")
		rules.Add(yaml.NewMap().
			Set("from", yaml.NewSeq(yaml.NewMap().
				Set("namespaceSelector", yaml.NewMap()).
				Set("podSelector", selector("prometheus")))).
			Set("ports", policyPorts([]*spec.Port{r.Metrics.Port})))
	}
	return rules
}

func (r *instance) egress(targets []*spec.Service) *yaml.Seq {
	rules := yaml.NewSeq()
	for _, target := range targets {
		outside := target.Kind == spec.External || target.Env(r.env).Managed
		switch {
		case !outside && len(target.Ports) > 0 && target.Schedule == "":
			rules.Add(yaml.NewMap().
				Set("to", yaml.NewSeq(yaml.NewMap().Set("podSelector", selector(target.Name)))).
				Set("ports", policyPorts(target.Ports)))
		case outside && target.Env(r.env).Address.Port > 0:
			rules.Comment(target.Name + " is outside: a policy knows addresses and no names, so only the port narrows it.")
			rules.Add(yaml.NewMap().
				Set("to", anywhere()).
				Set("ports", policyPorts([]*spec.Port{{Number: target.Env(r.env).Address.Port}})))
		}
	}
	return rules
}

// anywhere is every address but the link-local ones, at which clouds hand out the credentials of their machines.
func anywhere() *yaml.Seq {
	return yaml.NewSeq(
		yaml.NewMap().Set("ipBlock", yaml.NewMap().Set("cidr", "0.0.0.0/0").Set("except", yaml.Flow("169.254.0.0/16"))),
		yaml.NewMap().Set("ipBlock", yaml.NewMap().Set("cidr", "::/0").Set("except", yaml.Flow("fe80::/10"))),
	)
}

func policyPorts(ports []*spec.Port) *yaml.Seq {
	list := yaml.NewSeq()
	for _, p := range ports {
		list.Add(yaml.NewMap().Set("protocol", "TCP").Set("port", p.Number))
	}
	return list
}

// namespacePolicies are what holds for every pod: nothing is allowed, except to ask for names.
func (c *cluster) namespacePolicies() []*yaml.Map {
	everyPod := func(name string, types any) (*yaml.Map, *yaml.Map) {
		body := yaml.NewMap().Set("podSelector", yaml.NewMap()).Set("policyTypes", types)
		m := yaml.NewMap().
			Set("apiVersion", "networking.k8s.io/v1").
			Set("kind", "NetworkPolicy").
			Set("metadata", yaml.NewMap().Set("name", name).Set("labels", yaml.NewMap().Set(labelPartOf, c.project.Name))).
			Set("spec", body)
		return m, body
	}
	deny, _ := everyPod("default-deny", yaml.Flow("Ingress", "Egress"))
	names, body := everyPod("allow-dns", yaml.Flow("Egress"))
	dns := yaml.NewSeq(
		yaml.NewMap().
			Set("namespaceSelector", yaml.NewMap().Set("matchLabels", yaml.NewMap().Set(labelNamespace, "kube-system"))).
			Set("podSelector", yaml.NewMap().Set("matchLabels", yaml.NewMap().Set("k8s-app", "kube-dns"))),
	).Comment("NodeLocal DNSCache, where the cluster has it.").
		Add(yaml.NewMap().Set("ipBlock", yaml.NewMap().Set("cidr", "169.254.20.10/32")))
	ports := yaml.NewSeq(
		yaml.NewMap().Set("protocol", "UDP").Set("port", 53),
		yaml.NewMap().Set("protocol", "TCP").Set("port", 53),
	)
	body.Set("egress", yaml.NewSeq(yaml.NewMap().Set("to", dns).Set("ports", ports)))
	return []*yaml.Map{deny, names}
}

// labelNamespace is on every namespace, and holds its name.
const labelNamespace = "kubernetes.io/metadata.name"
