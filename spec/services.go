package spec

import (
	"fmt"
	"slices"
	"strings"
)

func (r *resolver) resolveServices() {
	r.services = map[string]*Service{}
	for _, name := range sortedKeys(r.raw.Services) {
		s := r.service(name)
		r.services[name] = s
		r.project.Services = append(r.project.Services, s)
	}
	if len(r.raw.Services) == 0 {
		r.report("DG106", "services", "the project has no services", `add one:  services: api: {stack: "go", ports: http: 8080}`)
	}
}

func (r *resolver) service(name string) *Service {
	raw, path := r.raw.Services[name], child("services", name)
	s := &Service{
		Name: name, Kind: r.kind(name), Path: path, Schedule: raw.Schedule, Command: raw.Command,
		StopGrace: duration(raw.StopGrace), Storage: raw.Storage,
	}
	r.checkFieldsOfKind(s)
	switch s.Kind {
	case Built:
		r.builtService(s, raw)
	case Engine:
		r.engineService(s, raw)
	case External:
		s.URL, s.Health = raw.External.URL, raw.External.Health
	}
	s.Help = orElse(raw.Help, defaultServiceHelp(r, s))
	for _, e := range r.project.Environments {
		s.In = append(s.In, r.serviceIn(s, raw, e))
	}
	checkIn(r, path, raw.In)
	return s
}

func defaultServiceHelp(r *resolver, s *Service) string {
	switch {
	case s.Kind == Engine:
		return orElse(r.engines[r.raw.Services[s.Name].Engine].Title, r.raw.Services[s.Name].Engine)
	case s.Kind == External:
		return "External service"
	}
	title := s.StackName
	if s.Stack != nil {
		title = s.Stack.Title
	}
	switch {
	case s.Schedule != "":
		return title + " job"
	case len(s.Ports) == 0:
		return title + " worker"
	}
	return title + " service"
}

// kind tells what a service is, and reports one that says none or several.
func (r *resolver) kind(name string) Kind {
	raw, path := r.raw.Services[name], child("services", name)
	var kinds []Kind
	var fields []string
	for _, k := range []struct {
		set   bool
		kind  Kind
		field string
	}{{raw.Stack != "", Built, "stack"}, {raw.Engine != "", Engine, "engine"}, {raw.External != nil, External, "external"}} {
		if k.set {
			kinds, fields = append(kinds, k.kind), append(fields, k.field)
		}
	}
	if len(kinds) == 0 && !r.saysKind(name) {
		r.reportKey("DG117", path, fmt.Sprintf("service %q does not say what it is", name),
			`add  stack: "go"  for one that you build, engine: "postgres"  for a database or cache, or  external: url: "https://…"`)
	}
	if len(kinds) == 0 {
		return ""
	}
	if len(kinds) > 1 {
		r.reportKey("DG117", path, fmt.Sprintf("service %q is several things at once: %s", name, strings.Join(fields, ", ")), "keep one of them")
	}
	return kinds[0]
}

// saysKind reports whether a service says what it is, be it in a way that was refused.
func (r *resolver) saysKind(name string) bool {
	node := r.doc.Root.Get("services").Get(name)
	return node.Set("stack") || node.Set("engine") || node.Set("external") || r.broken[child(child("services", name), "stack")] || r.broken[child(child("services", name), "engine")]
}

// fieldsOfKind lists the fields of #Service that mean something for one kind only.
var fieldsOfKind = map[Kind][]string{
	Built: {"build", "ports", "volumes", "probes", "metrics", "pages", "settings", "command", "schedule", "migrations",
		"scale", "secretsAs"},
	Engine: {"version", "variant", "database", "user", "password", "rootPassword", "flags", "persist", "storage", "console"},
}

func (r *resolver) checkFieldsOfKind(s *Service) {
	if s.Kind == "" {
		return
	}
	node := r.doc.Root.Get("services").Get(s.Name)
	for _, kind := range []Kind{Built, Engine} {
		for _, field := range fieldsOfKind[kind] {
			if kind != s.Kind && node.Set(field) {
				p := r.reportKey("DG118", child(s.Path, field), fmt.Sprintf("%q is no field of %s", field, kindName(s.Kind)), "remove it")
				p.note("it belongs to %s", kindName(kind))
			}
		}
	}
}

func kindName(k Kind) string {
	return map[Kind]string{Built: "a service with a stack", Engine: "a service with an engine", External: "an external service"}[k]
}

func (r *resolver) builtService(s *Service, raw rawService) {
	s.StackName = raw.Stack
	s.Image = r.project.Registry + "/" + s.Name
	s.UID = 10001
	if raw.Build != nil {
		s.UID = raw.Build.UID
	}
	for _, st := range r.project.Stacks {
		if st.Name == raw.Stack {
			s.Stack = st
			st.Services = append(st.Services, s)
		}
	}
	s.Ports = r.ports(s, raw)
	s.Volumes = volumes(raw.Volumes)
	for _, title := range sortedKeys(raw.Pages) {
		s.Pages = append(s.Pages, Page{Title: title, Path: raw.Pages[title]})
	}
	if len(s.Pages) > 0 && len(s.Ports) == 0 {
		r.reportKey("DG115", child(s.Path, "pages"), fmt.Sprintf("%q has pages but no port", s.Name), "add  ports: http: 8080")
	}
	s.SecretsAs = SecretsVariables
	if raw.SecretsAs != string(SecretsVariables) {
		s.SecretsAs = SecretsAs(orElse(r.stacks[raw.Stack].SecretFiles, string(SecretsSuffix)))
	}
	if raw.Scale != nil {
		s.Scale = &Scale{Min: raw.Scale.Min, Max: raw.Scale.Max, CPU: raw.Scale.CPU}
		if raw.Scale.Min > raw.Scale.Max {
			r.report("DG127", child(child(s.Path, "scale"), "min"), fmt.Sprintf("min %d is greater than max %d", raw.Scale.Min, raw.Scale.Max), "swap them")
		}
	}
}

// ports lists a service's ports: http first, then by name. The first is what pages and probes mean.
func (r *resolver) ports(s *Service, raw rawService) []*Port {
	var ports []*Port
	for _, name := range sortedKeys(raw.Ports) {
		ports = append(ports, &Port{Name: name, Number: raw.Ports[name]})
	}
	slices.SortStableFunc(ports, func(a, b *Port) int { return portRank(a.Name) - portRank(b.Name) })
	seen := map[int]string{}
	for _, p := range ports {
		path := child(child(s.Path, "ports"), p.Name)
		if other, ok := seen[p.Number]; ok {
			r.report("DG120", path, fmt.Sprintf("ports %q and %q of %q are both %d", other, p.Name, s.Name, p.Number), "give one of them another number")
		}
		if len(p.Name) > 15 {
			r.reportKey("DG131", path, fmt.Sprintf("%q is too long for the name of a port: Kubernetes allows 15 characters, this has %d", p.Name, len(p.Name)), "shorten it")
		}
		seen[p.Number] = p.Name
	}
	return ports
}

func portRank(name string) int {
	if name == "http" {
		return 0
	}
	return 1
}

func volumes(raw map[string]string) []Volume {
	var list []Volume
	for _, name := range sortedKeys(raw) {
		list = append(list, Volume{Name: name, Path: raw[name]})
	}
	return list
}

func (r *resolver) engineService(s *Service, raw rawService) {
	engine, ok := r.engines[raw.Engine]
	if !ok {
		return
	}
	tag := orElse(raw.Version, engine.Version)
	variant := engine.Variant
	if raw.Variant != nil {
		variant = *raw.Variant
	}
	if variant != "" {
		tag += "-" + variant
	}
	s.Image = engine.Image + ":" + tag
	s.UID = engine.UID
	s.Ports = []*Port{{Name: portName(raw.Engine), Number: engine.Port}}
	if engine.Data != "" {
		s.Volumes = []Volume{{Name: "data", Path: engine.Data}}
	}
}

// portName names an engine's port: Kubernetes allows 15 characters.
func portName(engine string) string {
	if len(engine) > 15 {
		engine = strings.TrimRight(engine[:15], "-")
	}
	return engine
}

func (r *resolver) serviceIn(s *Service, raw rawService, e *Environment) *ServiceIn {
	in := &ServiceIn{Environment: e, Name: e.Name, Replicas: r.replicas(s, raw, e), Resources: r.resources(s, raw, e)}
	if special, _, ok := likeValueWhere(r, e.Name, raw.In, func(in rawServiceIn) bool { return in.Host != "" }); ok {
		in.Managed = true
		in.Address = Address{Host: special.Host, Port: special.Port}
		if s.Kind != Engine {
			r.reportKey("DG118", child(child(child(s.Path, "in"), e.Name), "host"), fmt.Sprintf("%q is no engine: only an engine can be managed", s.Name), "remove it")
		}
	}
	if special := raw.In[e.Name]; special.User != "" && !in.Managed {
		r.reportKey("DG118", child(child(child(s.Path, "in"), e.Name), "user"), fmt.Sprintf("%q is no managed engine in %s: its container has the user that the service names", s.Name, e.Name), `remove it, or add  host: "…"  of the managed engine`)
	}
	return in
}

// likeValueWhere is likeValue for the nearest entry that fits.
func likeValueWhere[V any](r *resolver, environment string, in map[string]V, fits func(V) bool) (V, string, bool) {
	for _, n := range r.likeChain(environment) {
		if v, ok := in[n]; ok && fits(v) {
			return v, n, true
		}
	}
	var zero V
	return zero, "", false
}

func (r *resolver) replicas(s *Service, raw rawService, e *Environment) int {
	if in, _, ok := likeValueWhere(r, e.Name, raw.In, func(in rawServiceIn) bool { return in.Replicas != nil }); ok {
		return *in.Replicas
	}
	if raw.Replicas != nil && e.Stage == Production {
		return *raw.Replicas
	}
	if s.Kind != Built || e.Stage != Production || s.Schedule != "" {
		return 1
	}
	if n := inherit(r, e.Name, func(e rawEnvironment) *int { return e.Replicas }); n != nil {
		return *n
	}
	return 2
}

// defaultResources is what a service gets that says nothing: enough to start, little enough for a small node.
func defaultResources(kind Kind) Resources {
	if kind == Engine {
		return Resources{RequestCPU: "250m", RequestMemory: "512Mi", LimitCPU: "1", LimitMemory: "1Gi"}
	}
	return Resources{RequestCPU: "100m", RequestMemory: "256Mi", LimitCPU: "1", LimitMemory: "512Mi"}
}

func (r *resolver) resources(s *Service, raw rawService, e *Environment) Resources {
	res := defaultResources(s.Kind)
	if m := r.engines[raw.Engine].Memory; m != "" {
		res.RequestMemory, res.LimitMemory = m, m
	}
	res.lay(raw.Resources)
	if in, _, ok := likeValueWhere(r, e.Name, raw.In, func(in rawServiceIn) bool { return in.Resources != nil }); ok {
		res.lay(in.Resources)
	}
	return res
}

// lay puts the amounts that are set over those that were there. A limit below what was set aside before lowers that
// too, unless the spec sets it aside itself: who writes only limits means both.
func (res *Resources) lay(raw *rawResources) {
	if raw == nil {
		return
	}
	if l := raw.Limits; l != nil {
		res.LimitCPU, res.LimitMemory = orElse(l.CPU, res.LimitCPU), orElse(l.Memory, res.LimitMemory)
	}
	if q := raw.Requests; q != nil {
		res.RequestCPU, res.RequestMemory = orElse(q.CPU, res.RequestCPU), orElse(q.Memory, res.RequestMemory)
	}
	if raw.Requests == nil || raw.Requests.CPU == "" {
		res.RequestCPU = smaller(res.RequestCPU, res.LimitCPU, MilliCPU)
	}
	if raw.Requests == nil || raw.Requests.Memory == "" {
		res.RequestMemory = smaller(res.RequestMemory, res.LimitMemory, Bytes)
	}
	if raw.Limits == nil || raw.Limits.CPU == "" {
		res.LimitCPU = larger(res.RequestCPU, res.LimitCPU, MilliCPU)
	}
	if raw.Limits == nil || raw.Limits.Memory == "" {
		res.LimitMemory = larger(res.RequestMemory, res.LimitMemory, Bytes)
	}
}

func smaller(a, b string, size func(string) int64) string {
	if size(a) > size(b) {
		return b
	}
	return a
}

func larger(a, b string, size func(string) int64) string {
	if size(a) > size(b) {
		return a
	}
	return b
}

func (r *resolver) resolveNeeds() {
	names := sortedKeys(r.services)
	for _, s := range r.project.Services {
		for i, need := range r.raw.Services[s.Name].Needs {
			path := fmt.Sprintf("%s[%d]", child(s.Path, "needs"), i)
			provider, ok := r.services[need]
			switch {
			case !ok:
				r.unknown("DG110", path, "service", need, names, "services")
			case need == s.Name:
				r.report("DG121", path, fmt.Sprintf("service %q needs itself", need), "remove it")
			default:
				s.Needs = append(s.Needs, &Need{Service: provider, Name: need})
			}
		}
		slices.SortFunc(s.Needs, func(a, b *Need) int { return strings.Compare(a.Name, b.Name) })
		s.Needs = slices.CompactFunc(s.Needs, func(a, b *Need) bool { return a.Name == b.Name })
	}
	r.orderServices()
}

// orderServices puts providers before consumers, and otherwise goes by name. A circle is reported once, at the first
// of its names.
func (r *resolver) orderServices() {
	var order []*Service
	state := map[*Service]int{} // 1 on the way, 2 done
	var visit func(s *Service, trail []string)
	visit = func(s *Service, trail []string) {
		trail = append(trail, s.Name)
		if state[s] == 1 {
			r.reportNeedsCircle(trail)
		}
		if state[s] != 0 {
			return
		}
		state[s] = 1
		for _, need := range s.Needs {
			visit(need.Service, trail)
		}
		state[s] = 2
		order = append(order, s)
	}
	for _, s := range r.project.Services {
		visit(s, nil)
	}
	r.project.Services = order
	r.order = map[*Service]int{}
	for i, s := range order {
		r.order[s] = i
	}
	for _, st := range r.project.Stacks {
		slices.SortFunc(st.Services, r.byOrder)
	}
}

// byOrder compares services by their place in Project.Services.
func (r *resolver) byOrder(a, b *Service) int { return r.order[a] - r.order[b] }

func (r *resolver) reportNeedsCircle(trail []string) {
	last := trail[len(trail)-1]
	circle := trail[slices.Index(trail, last):]
	from := circle[len(circle)-2]
	path := child(child("services", from), "needs")
	if i := slices.Index(r.raw.Services[from].Needs, last); i >= 0 {
		path = fmt.Sprintf("%s[%d]", path, i)
	}
	r.report("DG121", path, "services need each other in a circle: "+strings.Join(circle, " -> "), "remove one of the needs")
}
