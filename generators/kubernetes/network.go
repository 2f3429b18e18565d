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

// connect finds out who talks to whom: a built service to those that it needs and to those that its settings lead to.
// A migration talks to the engines of its service.
func (c *cluster) connect() {
	order := map[*spec.Service]int{}
	for i, s := range c.project.Services {
		order[s] = i
	}
	own := map[*spec.Service]*service{}
	for _, s := range c.services {
		own[s.Service] = s
	}
	for _, s := range c.services {
		if s.Kind != spec.Built {
			continue
		}
		s.reaches = targets(s.Service)
		slices.SortFunc(s.reaches, func(a, b *spec.Service) int { return order[a] - order[b] })
		for _, target := range s.reaches {
			if to := own[target]; to != nil {
				to.addClient(s.Service)
			}
		}
	}
}

// targets lists the services that a service talks to.
func targets(s *spec.Service) []*spec.Service {
	var list []*spec.Service
	add := func(other *spec.Service) {
		if other != nil && other != s && !slices.Contains(list, other) {
			list = append(list, other)
		}
	}
	for _, need := range s.Needs {
		add(need.Service)
	}
	for _, setting := range s.Settings {
		add(setting.Provider)
	}
	return list
}

func (s *service) addClient(client *spec.Service) {
	s.clients = append(s.clients, client.Name)
	if client.Migrations != nil && s.Kind == spec.Engine {
		s.clients = append(s.clients, client.MigrationName())
	}
}

func enginesOf(services []*spec.Service) []*spec.Service {
	return slices.DeleteFunc(slices.Clone(services), func(s *spec.Service) bool { return s.Kind != spec.Engine })
}

// networkPolicy allows what the spec says of the service, on top of a namespace in which nothing is allowed.
func (r *instance) networkPolicy() document {
	var egress *yaml.Seq
	if r.Kind == spec.Built {
		egress = r.egress(r.reaches)
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
	if len(r.clients) > 0 {
		from := yaml.NewSeq()
		for _, name := range r.clients {
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
	deny, _ := everyPod(spec.PolicyDeny, yaml.Flow("Ingress", "Egress"))
	names, body := everyPod(spec.PolicyDNS, yaml.Flow("Egress"))
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
