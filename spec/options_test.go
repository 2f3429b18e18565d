package spec

import "testing"

// TestGatewayHasNoIngress: what only an Ingress knows has no place beside a Gateway.
func TestGatewayHasNoIngress(t *testing.T) {
	const gateway = oneService + "\nkubernetes: gateway: {name: \"public\", namespace: \"gateways\"}\n"
	for _, field := range []string{"ingressClass", "ingressNamespace", "clusterIssuer"} {
		_, problems := loadText(t, gateway+"kubernetes: "+field+`: "other"`)
		if len(problems) != 1 || problems[0].Code != "DG118" || problems[0].Path != "kubernetes."+field {
			t.Errorf("%s gives %v", field, problems)
		}
	}
	p, problems := loadText(t, gateway)
	if len(problems) > 0 || *p.Kubernetes.Gateway != (Gateway{Name: "public", Namespace: "gateways", Proxies: "gateways"}) {
		t.Errorf("%v, %v", p.Kubernetes.Gateway, problems)
	}
}
