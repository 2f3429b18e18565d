package kubernetes_test

import (
	"strings"
	"testing"

	"devgen.dev/devgen/generators/internal/familytest"
	"devgen.dev/devgen/generators/internal/manifests"
	"devgen.dev/devgen/generators/kubernetes"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// A judge that never complains proves nothing: each mistake is made once, in manifests that have none.
func TestJudgesSeeMistakes(t *testing.T) {
	good := rendered(t)
	if findings := manifests.Judge([]byte(good)); len(findings) > 0 {
		t.Fatalf("%q", findings)
	}
	for _, m := range []struct{ old, new, want string }{
		{"runAsNonRoot: true", "runAsNonRoot: false", "is not restricted"},
		{"runAsUser: 70", "runAsUser: 0", "is not restricted"},
		{"readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "can be written to"},
		{"automountServiceAccountToken: false\n      containers", "containers", "gets a token"},
		{"ephemeral-storage: 64Mi", "ephemeral-storage: 64Gi", "ephemeral-storage: request 64Gi"},
		{"image: ghcr.io/acme/shop/api:1.2.3", "image: ghcr.io/acme/shop/api", "has no tag"},
		{"path: /ready", "path: /live", "are one check"},
		{"revisionHistoryLimit: 5", "revisionHistoryLimits: 5", "unknown field"},
		{"kind: PodDisruptionBudget", "kind: PodDisruptionBudgets", "none of the kinds"},
		{"apiVersion: autoscaling/v2", "apiVersion: autoscaling/v2beta2", "none of the kinds"},
		{"serviceAccountName: api\n", "serviceAccountName: apis\n", "there is no ServiceAccount apis"},
		{"claimName: api-uploads", "claimName: uploads", "there is no PersistentVolumeClaim uploads"},
		{"configMapRef:\n            name: api-", "configMapRef:\n            name: ap-", "there is no ConfigMap"},
		{"name: volume-uploads\n", "name: volume-upload\n", "are mounted"},
		{"mountPath: /app/uploads", "mountPath: /tmp", "have one path"},
		{"path: /live\n            port: http", "path: /live\n            port: web", "a probe asks the port web"},
		{"$(DB_PASSWORD)", "$(PASSWORD)", "which does not come before it"},
		{"- name: DB_PASSWORD\n", "- name: PORT\n", "stands twice"},
		{"targetPort: http", "targetPort: https", "leads to the port https"},
		{"selector:\n    app.kubernetes.io/name: db", "selector:\n    app.kubernetes.io/name: database", "leads to 0 kinds of pods"},
		{"matchLabels:\n      app.kubernetes.io/name: api\n  strategy", "matchLabels:\n      app.kubernetes.io/part-of: shop\n  strategy", "selects"},
		{"- hosts:\n    - shop.example.com", "- hosts:\n    - www.shop.example.com", "has no certificate"},
		{"name: api\n            port:\n              name: http", "name: api\n            port:\n              name: https", "is no service with that port"},
		{"minReplicas: 2", "minReplicas: 1", "with too few copies"},
		{"kind: Deployment\n    name: api\n", "kind: Deployment\n    name: apis\n", "which is not there"},
		{"name: default-deny", "name: default-deny\n  annotations: {a: b", "document"},
		{"policyTypes:\n  - Ingress\n  - Egress", "policyTypes:\n  - Egress", "is open"},
		{"limits.memory: ", "limits.memory: 1Mi #", "allows 1Mi of memory"},
		{"pod-security.kubernetes.io/enforce: restricted", "pod-security.kubernetes.io/enforce: baseline", "does not enforce"},
		{"namespace: shop-production", "namespace: default", "is in the namespace"},
		{"app.kubernetes.io/version: \"17\"", "app.kubernetes.io/version: \"17 \"", "a valid label must be"},
		{"  name: api-migrate-", "  name: api-migrate.", "must not contain dots"},
	} {
		if !strings.Contains(good, m.old) {
			t.Errorf("%q is not in the manifests", m.old)
			continue
		}
		findings := manifests.Judge([]byte(strings.Replace(good, m.old, m.new, 1)))
		if !strings.Contains(strings.Join(findings, "\n"), m.want) {
			t.Errorf("%q for %q: no finding %q among %.400q", m.new, m.old, m.want, findings)
		}
	}
}

// rendered is a namespace with one of everything.
func rendered(t *testing.T) string {
	t.Helper()
	p := familytest.Project(t, `package devgen
project: {name: "shop", repository: "acme/shop"}
environments: production: {runsOn: "kubernetes", domain: "shop.example.com", version: "1.2.3"}
services: {
	api: {
		stack: "go"
		ports: http: 8080
		secretsAs: "environment"
		volumes: uploads: "/app/uploads"
		scale: {min: 2, max: 4}
		probes: {liveness: path: "/live", readiness: path: "/ready"}
		migrations: {run: "go run ./cmd/migrate", command: ["/app/migrate"]}
		settings: {DATABASE_URL: from: "db", LEVEL: default: "info"}
	}
	db: {engine: "postgres", version: "17"}
	report: {stack: "go", schedule: "0 3 * * *"}
}`)
	body, err := manifests.Render(kubernetes.Files(p), spec.Overlays+"/production")
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestUnlistedFilesAreSeen(t *testing.T) {
	files := []tree.File{
		{Path: "k8s/base/kustomization.yaml", Body: []byte("resources:\n  - a.yaml\n")},
		{Path: "k8s/base/a.yaml"}, {Path: "k8s/base/b.yaml"}, {Path: "docs/c.md"},
	}
	if got := manifests.Unlisted(files, "k8s/"); len(got) != 1 || !strings.Contains(got[0], "k8s/base/b.yaml") {
		t.Errorf("unlisted: %q", got)
	}
}
