package manifests

import (
	"fmt"
	"slices"

	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// isolation: every pod is closed in both directions, so that only what a policy names is open.
func (b *Bundle) isolation() []string {
	var findings []string
	for _, p := range b.Pods {
		for _, direction := range []networkingv1.PolicyType{networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress} {
			if len(b.policies(p, direction)) == 0 {
				findings = append(findings, fmt.Sprintf("%s is open: no policy of the direction %s", p.Owner, direction))
			}
		}
	}
	each(b, func(o Object, n *networkingv1.NetworkPolicy) {
		if n.Labels["app.kubernetes.io/name"] != "" && len(b.matching(&n.Spec.PodSelector)) == 0 {
			findings = append(findings, fmt.Sprintf("%s is for no pod", o))
		}
	})
	return findings
}

// policies lists those that hold for a pod in a direction.
func (b *Bundle) policies(p Pod, direction networkingv1.PolicyType) []*networkingv1.NetworkPolicy {
	var list []*networkingv1.NetworkPolicy
	each(b, func(_ Object, n *networkingv1.NetworkPolicy) {
		if selects(&n.Spec.PodSelector, p.Labels) && slices.Contains(n.Spec.PolicyTypes, direction) {
			list = append(list, n)
		}
	})
	return list
}

func selects(s *metav1.LabelSelector, set map[string]string) bool {
	selector, err := metav1.LabelSelectorAsSelector(s)
	return err == nil && selector.Matches(labels.Set(set))
}

// Reaches reports whether the policies let the pods of one workload connect to a port of another's: out of the one and
// into the other.
func (b *Bundle) Reaches(from, to string, port int) bool {
	a, c := b.podNamed(from), b.podNamed(to)
	out := slices.ContainsFunc(b.policies(a, networkingv1.PolicyTypeEgress), func(n *networkingv1.NetworkPolicy) bool {
		return slices.ContainsFunc(n.Spec.Egress, func(r networkingv1.NetworkPolicyEgressRule) bool {
			return peers(r.To, c.Labels) && ports(r.Ports, port)
		})
	})
	in := slices.ContainsFunc(b.policies(c, networkingv1.PolicyTypeIngress), func(n *networkingv1.NetworkPolicy) bool {
		return slices.ContainsFunc(n.Spec.Ingress, func(r networkingv1.NetworkPolicyIngressRule) bool {
			return peers(r.From, a.Labels) && ports(r.Ports, port)
		})
	})
	return out && in
}

// ReachesOutside reports whether pods of a workload may connect to a port of any address outside the cluster.
func (b *Bundle) ReachesOutside(from string, port int) bool {
	return slices.ContainsFunc(b.policies(b.podNamed(from), networkingv1.PolicyTypeEgress), func(n *networkingv1.NetworkPolicy) bool {
		return slices.ContainsFunc(n.Spec.Egress, func(r networkingv1.NetworkPolicyEgressRule) bool {
			any := func(p networkingv1.NetworkPolicyPeer) bool { return p.IPBlock != nil && p.IPBlock.CIDR == "0.0.0.0/0" }
			return slices.ContainsFunc(r.To, any) && ports(r.Ports, port)
		})
	})
}

func (b *Bundle) podNamed(name string) Pod {
	for _, p := range b.Pods {
		if p.Labels["app.kubernetes.io/name"] == name {
			return p
		}
	}
	return Pod{}
}

// peers reports whether pods of the same namespace with these labels are among the peers.
func peers(list []networkingv1.NetworkPolicyPeer, set map[string]string) bool {
	return slices.ContainsFunc(list, func(p networkingv1.NetworkPolicyPeer) bool {
		return p.PodSelector != nil && p.NamespaceSelector == nil && set != nil && selects(p.PodSelector, set)
	})
}

func ports(list []networkingv1.NetworkPolicyPort, port int) bool {
	return slices.ContainsFunc(list, func(p networkingv1.NetworkPolicyPort) bool { return p.Port.IntValue() == port })
}
