package spec

import (
	"fmt"
	"strings"
	"testing"
)

// largeSpec is a spec of so many large services: 30 lines, some 55 values each.
func largeSpec(services int) []byte {
	var b strings.Builder
	b.WriteString("package devgen\n\nproject: {name: \"shop\", repository: \"acme/shop\"}\n")
	for i := range services {
		fmt.Fprintf(&b, largeService, i)
	}
	return []byte(b.String())
}

const largeService = `
services: "svc-%d": {
	help:  "Does one thing, and does it well"
	stack: "go"
	ports: {http: 8080, metrics: 9090}
	needs: ["db", "cache", "queue"]
	volumes: {uploads: "/app/uploads", cache: "/app/cache"}
	probes: {
		liveness: {path: "/livez", period: "10s", timeout: "5s", failures: 3}
		readiness: {path: "/readyz", port: "http", delay: "2s"}
	}
	metrics: {path: "/metrics", port: "metrics"}
	pages: {Swagger: "/swagger", Jobs: "/jobs"}
	settings: {
		DATABASE_URL: from: "db"
		CACHE_URL: {from: "cache", form: "hostport"}
		JWT_SECRET: {secret: true, minLength: 32, help: "Signs access tokens"}
		LOG_LEVEL: {oneOf: ["debug", "info", "warn"], default: "info", in: production: "warn"}
		WORKERS: {type: "int", default: 4, min: 1, max: 64}
		RATIO: {type: "number", default: 0.5}
		VERBOSE: {default: false, in: {dev: true, ci: true}}
		GREETING: {default: "hello", pattern: "^[a-z]+$"}
	}
	replicas: 2
	resources: {requests: {cpu: "100m", memory: "128Mi"}, limits: {cpu: "500m", memory: "512Mi"}}
	scale: {min: 2, max: 10, cpu: 80}
	in: production: {replicas: 4, resources: limits: memory: "1Gi"}
}
`

// asYAML writes a spec in JSON, which is YAML, one value a line.
func asYAML(tb testing.TB, text []byte) []byte {
	tb.Helper()
	doc, problems := ReadBytes(map[string][]byte{"devgen.cue": text})
	if len(problems) > 0 {
		tb.Fatal(problemText(problems))
	}
	return doc.Root.jsonValue().(jsonObject).indented()
}

// evaluated makes a spec one that only CUE can work out.
func evaluated(text []byte) []byte { return append(text, "\n_evaluated: 1 + 1\n"...) }

func BenchmarkRead(b *testing.B) {
	SchemaModel()
	for _, n := range []int{1, 10, 100, 1000} {
		text := largeSpec(n)
		b.Run(fmt.Sprintf("plain/%d", n), func(b *testing.B) { benchmarkRead(b, "devgen.cue", text) })
		b.Run(fmt.Sprintf("yaml/%d", n), func(b *testing.B) { benchmarkRead(b, "devgen.yaml", asYAML(b, text)) })
	}
	for _, n := range []int{1, 10, 100} {
		text := evaluated(largeSpec(n))
		b.Run(fmt.Sprintf("evaluated/%d", n), func(b *testing.B) { benchmarkRead(b, "devgen.cue", text) })
	}
}

func benchmarkRead(b *testing.B, name string, text []byte) {
	b.ReportAllocs()
	for b.Loop() {
		doc, problems := ReadBytes(map[string][]byte{name: text})
		if len(problems) > 0 {
			b.Fatal(problemText(problems))
		}
		var raw rawSpec
		decode(doc.Root, &raw)
	}
}

func BenchmarkModel(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		schemaModelUncached()
	}
}

// TestReadBudget bounds what one more service costs. Allocations repeat where times do not.
func TestReadBudget(t *testing.T) {
	for _, c := range []struct {
		name   string
		file   string
		text   func(int) []byte
		budget float64 // allocations for each service
	}{
		{"plain CUE", "devgen.cue", largeSpec, 700},
		{"YAML", "devgen.yaml", func(n int) []byte { return asYAML(t, largeSpec(n)) }, 800},
		{"evaluated CUE", "devgen.cue", func(n int) []byte { return evaluated(largeSpec(n)) }, 2800},
	} {
		few, many := allocations(t, c.file, c.text(10)), allocations(t, c.file, c.text(50))
		if each := (many - few) / 40; each > c.budget {
			t.Errorf("%s: %.0f allocations for each service, the budget is %.0f", c.name, each, c.budget)
		}
	}
}

func allocations(t *testing.T, name string, text []byte) float64 {
	t.Helper()
	return testing.AllocsPerRun(3, func() {
		doc, problems := ReadBytes(map[string][]byte{name: text})
		if len(problems) > 0 {
			t.Fatal(problemText(problems))
		}
		var raw rawSpec
		decode(doc.Root, &raw)
	})
}
