package spec

import (
	"slices"
	"testing"
)

func TestToolsAreInstalledAsTheSpecSays(t *testing.T) {
	p, problems := loadText(t, oneService+`setup: {tools: {b: "Bees", a: "Ants"}, install: a: {windows: "winget install a", debian: "sudo apt-get install a"}}`)
	if p == nil {
		t.Fatal(problems)
	}
	got := p.Setup.Tools
	if len(got) != 2 || got[0].Name != "a" || len(got[1].Install) > 0 ||
		!slices.Equal(got[0].Install, []Pair{{"debian", "sudo apt-get install a"}, {"windows", "winget install a"}}) {
		t.Errorf("%+v", got)
	}
}

func TestOnlyToolsOfTheSpecAreInstalled(t *testing.T) {
	_, problems := loadText(t, oneService+`setup: {tools: ffmpeg: "Videos", install: ffmpg: macos: "brew install ffmpeg"}`)
	if len(problems) != 1 || problems[0].Code != "DG113" || problems[0].Path != "setup.install.ffmpg" {
		t.Errorf("%v", problems)
	}
}

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
