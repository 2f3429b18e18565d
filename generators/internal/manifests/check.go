package manifests

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
)

// checks lists what must hold. One more is one function and one line.
var checks = []func(*Bundle) []string{
	(*Bundle).names,
	(*Bundle).namespaces,
	(*Bundle).podSecurity,
	(*Bundle).podReferences,
	(*Bundle).selectors,
	(*Bundle).services,
	(*Bundle).ingresses,
	(*Bundle).routes,
	(*Bundle).scaling,
	(*Bundle).isolation,
	(*Bundle).quota,
}

// Check returns what is wrong with the bundle.
func (b *Bundle) Check() []string {
	var findings []string
	for _, check := range checks {
		findings = append(findings, check(b)...)
	}
	return findings
}

// names are unique, and fit everywhere that Kubernetes puts them: 63 characters, as labels and host names have.
func (b *Bundle) names() []string {
	var findings []string
	seen := map[string]bool{}
	for _, o := range b.Objects {
		for _, problem := range validation.IsDNS1123Label(o.GetName()) {
			findings = append(findings, fmt.Sprintf("%s: %s", o, problem))
		}
		if seen[o.String()] {
			findings = append(findings, fmt.Sprintf("%s stands twice", o))
		}
		seen[o.String()] = true
		findings = append(findings, labelProblems(o.String(), o.GetLabels())...)
	}
	for _, p := range b.Pods {
		findings = append(findings, labelProblems(p.Owner.String(), p.Labels)...)
	}
	return findings
}

func labelProblems(where string, set map[string]string) []string {
	var findings []string
	for _, key := range slices.Sorted(maps.Keys(set)) {
		for _, problem := range append(validation.IsQualifiedName(key), validation.IsValidLabelValue(set[key])...) {
			findings = append(findings, fmt.Sprintf("%s: label %s: %s", where, key, problem))
		}
	}
	return findings
}

// namespaces: all objects stand in one, which is among them and enforces the standard.
func (b *Bundle) namespaces() []string {
	var findings []string
	name := ""
	each(b, func(o Object, n *corev1.Namespace) {
		name = n.Name
		for _, mode := range []string{"enforce", "audit", "warn"} {
			if n.Labels["pod-security.kubernetes.io/"+mode] != "restricted" {
				findings = append(findings, fmt.Sprintf("%s does not %s restricted", o, mode))
			}
		}
	})
	for _, o := range b.Objects {
		if o.Kind != "Namespace" && (o.GetNamespace() != name || name == "") {
			findings = append(findings, fmt.Sprintf("%s is in the namespace %q, not %q", o, o.GetNamespace(), name))
		}
	}
	return findings
}

// podSecurity asks the API server's own evaluator, and adds what the standard leaves out.
func (b *Bundle) podSecurity() []string {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		return []string{err.Error()}
	}
	restricted := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	var findings []string
	for _, p := range b.Pods {
		result := policy.AggregateCheckResults(evaluator.EvaluatePod(restricted, &metav1.ObjectMeta{Labels: p.Labels}, p.Spec))
		if !result.Allowed {
			findings = append(findings, fmt.Sprintf("%s is not restricted: %s: %s", p.Owner, result.ForbiddenReason(), result.ForbiddenDetail()))
		}
		findings = append(findings, p.hardening()...)
	}
	return findings
}

func (p Pod) hardening() []string {
	var findings []string
	complain := func(format string, args ...any) {
		findings = append(findings, p.Owner.String()+": "+fmt.Sprintf(format, args...))
	}
	if t := p.Spec.AutomountServiceAccountToken; t == nil || *t {
		complain("the pod gets a token of the API server")
	}
	for _, c := range p.Spec.Containers {
		if s := c.SecurityContext; s == nil || s.ReadOnlyRootFilesystem == nil || !*s.ReadOnlyRootFilesystem {
			complain("its file system can be written to")
		}
		for _, name := range []corev1.ResourceName{corev1.ResourceCPU, corev1.ResourceMemory, corev1.ResourceEphemeralStorage} {
			request, limit := c.Resources.Requests[name], c.Resources.Limits[name]
			if request.IsZero() || limit.IsZero() || request.Cmp(limit) > 0 {
				complain("%s: request %s, limit %s", name, request.String(), limit.String())
			}
		}
		if !strings.Contains(c.Image[strings.LastIndexByte(c.Image, '/')+1:], ":") {
			complain("image %s has no tag", c.Image)
		}
		if c.LivenessProbe != nil && c.ReadinessProbe != nil && c.LivenessProbe.ProbeHandler.String() == c.ReadinessProbe.ProbeHandler.String() {
			complain("liveness and readiness are one check")
		}
	}
	return findings
}

// podReferences: whatever a pod names exists.
func (b *Bundle) podReferences() []string {
	var findings []string
	for _, p := range b.Pods {
		missing := func(kind, name string) {
			if !b.has(kind, name) {
				findings = append(findings, fmt.Sprintf("%s: there is no %s %s", p.Owner, kind, name))
			}
		}
		missing("ServiceAccount", p.Spec.ServiceAccountName)
		for _, v := range p.Spec.Volumes {
			if v.PersistentVolumeClaim != nil && p.Owner.Kind != "StatefulSet" {
				missing("PersistentVolumeClaim", v.PersistentVolumeClaim.ClaimName)
			}
		}
		for _, c := range p.Spec.Containers {
			for _, from := range c.EnvFrom {
				missing("ConfigMap", from.ConfigMapRef.Name)
			}
			findings = append(findings, p.containerReferences(c)...)
		}
	}
	return findings
}

// containerReferences: mounts have volumes and volumes mounts, probes have ports, variables that variables are made of
// come before them.
func (p Pod) containerReferences(c corev1.Container) []string {
	var findings []string
	complain := func(format string, args ...any) {
		findings = append(findings, p.Owner.String()+": "+fmt.Sprintf(format, args...))
	}
	var mounted, volumes, paths []string
	for _, m := range c.VolumeMounts {
		mounted, paths = append(mounted, m.Name), append(paths, m.MountPath)
	}
	for _, v := range p.Spec.Volumes {
		volumes = append(volumes, v.Name)
	}
	slices.Sort(mounted)
	slices.Sort(volumes)
	if !slices.Equal(mounted, volumes) {
		complain("volumes %q are mounted, %q declared", mounted, volumes)
	}
	if slices.Sort(paths); len(slices.Compact(paths)) != len(c.VolumeMounts) {
		complain("two volumes have one path: %q", paths)
	}
	for _, probe := range []*corev1.Probe{c.StartupProbe, c.LivenessProbe, c.ReadinessProbe} {
		if port := probePort(probe); port != "" && !hasPort(c, port) {
			complain("a probe asks the port %s, which it does not have", port)
		}
	}
	known := map[string]bool{}
	for _, v := range c.Env {
		_, names := Expand(v.Value, nil)
		for _, name := range names {
			if !known[name] {
				complain("%s uses $(%s), which does not come before it", v.Name, name)
			}
		}
		if known[v.Name] {
			complain("variable %s stands twice", v.Name)
		}
		known[v.Name] = true
	}
	return findings
}

func probePort(p *corev1.Probe) string {
	switch {
	case p == nil:
		return ""
	case p.HTTPGet != nil:
		return p.HTTPGet.Port.String()
	case p.TCPSocket != nil:
		return p.TCPSocket.Port.String()
	case p.GRPC != nil:
		return fmt.Sprint(p.GRPC.Port)
	}
	return ""
}

// hasPort reports whether a container has a port of that name or number.
func hasPort(c corev1.Container, port string) bool {
	return slices.ContainsFunc(c.Ports, func(own corev1.ContainerPort) bool {
		return own.Name == port || fmt.Sprint(own.ContainerPort) == port
	})
}

// matching lists the pods that a selector picks.
func (b *Bundle) matching(selector *metav1.LabelSelector) []Pod {
	s, err := metav1.LabelSelectorAsSelector(selector)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(b.Pods), func(p Pod) bool { return !s.Matches(labels.Set(p.Labels)) })
}

// selectors: a workload picks its own pods and nobody else's.
func (b *Bundle) selectors() []string {
	var findings []string
	for _, p := range b.Pods {
		if p.Selector == nil {
			continue
		}
		if found := b.matching(p.Selector); len(found) != 1 || found[0].Owner.String() != p.Owner.String() {
			findings = append(findings, fmt.Sprintf("%s selects %d kinds of pods", p.Owner, len(found)))
		}
	}
	return findings
}

// services lead to pods of one workload, which have the ports.
func (b *Bundle) services() []string {
	var findings []string
	each(b, func(o Object, s *corev1.Service) {
		pods := b.matching(metav1.SetAsLabelSelector(s.Spec.Selector))
		if len(pods) != 1 {
			findings = append(findings, fmt.Sprintf("%s leads to %d kinds of pods", o, len(pods)))
			return
		}
		for _, port := range s.Spec.Ports {
			if !hasPort(pods[0].Spec.Containers[0], port.TargetPort.String()) {
				findings = append(findings, fmt.Sprintf("%s leads to the port %s, which its pods do not have", o, port.TargetPort.String()))
			}
		}
	})
	for _, p := range b.Pods {
		if p.Owner.Kind == "StatefulSet" && !b.has("Service", p.Owner.GetName()) {
			findings = append(findings, fmt.Sprintf("%s has no Service", p.Owner))
		}
	}
	return findings
}

// ingresses lead to ports of services, under host names with certificates.
func (b *Bundle) ingresses() []string {
	var findings []string
	each(b, func(o Object, in *networkingv1.Ingress) {
		var certified []string
		for _, tls := range in.Spec.TLS {
			certified = append(certified, tls.Hosts...)
		}
		for _, rule := range in.Spec.Rules {
			if !slices.Contains(certified, rule.Host) {
				findings = append(findings, fmt.Sprintf("%s has no certificate for %s", o, rule.Host))
			}
			for _, path := range rule.HTTP.Paths {
				if !b.servicePort(path.Backend.Service.Name, path.Backend.Service.Port.Name) {
					findings = append(findings, fmt.Sprintf("%s leads to %s, which is no service with that port", o, path.Backend.Service.Name))
				}
			}
		}
	})
	return findings
}

// routes lead to ports of services, from a Gateway, under a host name.
func (b *Bundle) routes() []string {
	var findings []string
	each(b, func(o Object, r *gatewayv1.HTTPRoute) {
		if len(r.Spec.ParentRefs) == 0 || len(r.Spec.Hostnames) == 0 {
			findings = append(findings, fmt.Sprintf("%s has no Gateway or no host name", o))
		}
		for _, rule := range r.Spec.Rules {
			for _, backend := range rule.BackendRefs {
				if !b.serviceNumber(string(backend.Name), int32(*backend.Port)) {
					findings = append(findings, fmt.Sprintf("%s leads to %s, which is no service with that port", o, backend.Name))
				}
			}
		}
	})
	return findings
}

func (b *Bundle) serviceNumber(name string, port int32) bool {
	found := false
	each(b, func(_ Object, s *corev1.Service) {
		found = found || s.Name == name && slices.ContainsFunc(s.Spec.Ports, func(p corev1.ServicePort) bool { return p.Port == port })
	})
	return found
}

func (b *Bundle) servicePort(name, port string) bool {
	found := false
	each(b, func(o Object, s *corev1.Service) {
		found = found || s.Name == name && slices.ContainsFunc(s.Spec.Ports, func(p corev1.ServicePort) bool { return p.Name == port })
	})
	return found
}

// scaling: autoscalers have a workload that leaves the number of copies to them, disruption budgets one that has copies
// to spare.
func (b *Bundle) scaling() []string {
	var findings []string
	scaled := map[string]bool{}
	each(b, func(o Object, h *autoscalingv2.HorizontalPodAutoscaler) {
		scaled[h.Spec.ScaleTargetRef.Name] = *h.Spec.MinReplicas > 1
		if !b.has(h.Spec.ScaleTargetRef.Kind, h.Spec.ScaleTargetRef.Name) {
			findings = append(findings, fmt.Sprintf("%s scales %s, which is not there", o, h.Spec.ScaleTargetRef.Name))
		}
		for _, p := range b.Pods {
			if p.Owner.GetName() == h.Spec.ScaleTargetRef.Name && p.Copies != 1 {
				findings = append(findings, fmt.Sprintf("%s and replicas both decide on %s", o, p.Owner))
			}
		}
	})
	each(b, func(o Object, budget *policyv1.PodDisruptionBudget) {
		pods := b.matching(budget.Spec.Selector)
		if len(pods) != 1 || pods[0].Copies < 2 && !scaled[pods[0].Owner.GetName()] {
			findings = append(findings, fmt.Sprintf("%s protects %d kinds of pods, with too few copies", o, len(pods)))
		}
	})
	return findings
}

// quota: the namespace may hold everything that is asked for, with one more copy of each.
func (b *Bundle) quota() []string {
	var findings []string
	each(b, func(o Object, q *corev1.ResourceQuota) {
		for _, name := range []corev1.ResourceName{"cpu", "memory"} {
			used := b.total(name)
			if hard := q.Spec.Hard["limits."+name]; hard.MilliValue() < used {
				findings = append(findings, fmt.Sprintf("%s allows %s of %s, pods may use %d thousandths", o, hard.String(), name, used))
			}
		}
	})
	return findings
}

// total is what all pods may use, in thousandths.
func (b *Bundle) total(name corev1.ResourceName) int64 {
	var sum int64
	for _, p := range b.Pods {
		for _, c := range p.Spec.Containers {
			value := c.Resources.Limits[name]
			sum += int64(p.Copies+spare(p)) * value.MilliValue()
		}
	}
	return sum
}

// spare is how many copies a rollout adds.
func spare(p Pod) int {
	if p.Owner.Kind == "Deployment" {
		return 1
	}
	return 0
}
