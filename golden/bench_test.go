package golden

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"devgen.dev/devgen/generators"
	"devgen.dev/devgen/generators/judge"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// specs are what benchmarks run on: a real project, and made-up ones of growing size.
func specs(b *testing.B) map[string]string {
	b.Helper()
	text, err := os.ReadFile("youtuberag/devgen.cue")
	if err != nil {
		b.Fatal(err)
	}
	all := map[string]string{"youtuberag": string(text)}
	for _, n := range []int{10, 100, 1000} {
		all[fmt.Sprintf("services=%d", n)] = synthetic(n)
	}
	return all
}

var sizes = []string{"youtuberag", "services=10", "services=100", "services=1000"}

// synthetic is a spec of n services, each with ports, probes, settings and a database of its own for every tenth.
func synthetic(n int) string {
	var b strings.Builder
	b.WriteString("package devgen\n\nproject: {name: \"many\", repository: \"acme/many\"}\nenvironments: {\n\tdev: runsOn: \"compose\"\n\tci: runsOn: \"github\"\n\tproduction: {runsOn: \"kubernetes\", domain: \"many.example.com\"}\n}\nservices: {\n")
	for i := range n {
		if i%10 == 0 {
			fmt.Fprintf(&b, "\tdb%d: {engine: \"postgres\", version: \"17\", in: dev: publish: postgres: %d, console: publish: %d}\n", i, 30000+i, 40000+i)
		}
		fmt.Fprintf(&b, `	service%d: {
		stack: "go"
		build: context: "services/service%d"
		ports: http: %d
		needs: ["db%d"]
		probes: {liveness: path: "/livez", readiness: {path: "/readyz", period: "5s"}}
		settings: {
			SERVICE%d_DATABASE_URL: from: "db%d"
			SERVICE%d_SECRET: {secret: true, minLength: 32, help: "Signs tokens"}
			SERVICE%d_LEVEL: {oneOf: ["debug", "info", "warn"], default: "info", in: production: "warn"}
			SERVICE%d_LIMIT: {default: 100, min: 1, help: "Requests per minute"}
		}
	}
`, i, i, 20000+i, i/10*10, i, i/10*10, i, i, i)
	}
	b.WriteString("}\n")
	return b.String()
}

func folderWith(b *testing.B, text string) string {
	b.Helper()
	folder := b.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "devgen.cue"), []byte(text), 0o644); err != nil {
		b.Fatal(err)
	}
	return folder
}

func project(b *testing.B, text string) *spec.Project {
	b.Helper()
	p, _, problems, err := spec.Load(os.DirFS(folderWith(b, text)), "")
	if err != nil || p == nil {
		b.Fatal(err, problems)
	}
	return p
}

func each(b *testing.B, run func(b *testing.B, text string)) {
	all := specs(b)
	for _, size := range sizes {
		b.Run(size, func(b *testing.B) {
			b.ReportAllocs()
			run(b, all[size])
		})
	}
}

func BenchmarkRead(b *testing.B) {
	each(b, func(b *testing.B, text string) {
		fsys := os.DirFS(folderWith(b, text))
		for b.Loop() {
			if _, _, err := spec.Read(fsys, ""); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkResolve(b *testing.B) {
	each(b, func(b *testing.B, text string) {
		doc, problems, err := spec.Read(os.DirFS(folderWith(b, text)), "")
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			spec.Resolve(doc, problems)
		}
	})
}

func BenchmarkGenerator(b *testing.B) {
	for _, g := range generators.All {
		b.Run(g.Name, func(b *testing.B) {
			each(b, func(b *testing.B, text string) {
				p := project(b, text)
				for b.Loop() {
					g.Files(p)
				}
			})
		})
	}
}

func BenchmarkGenerators(b *testing.B) {
	each(b, func(b *testing.B, text string) {
		p := project(b, text)
		for b.Loop() {
			generators.Build(p, nil)
		}
	})
}

// BenchmarkJudge is the cost of a first build; later ones judge only what has changed.
func BenchmarkJudge(b *testing.B) {
	each(b, func(b *testing.B, text string) {
		set, _ := generators.Build(project(b, text), nil)
		for b.Loop() {
			judge.Files(set.Files())
		}
	})
}

func BenchmarkCompare(b *testing.B) {
	each(b, func(b *testing.B, text string) {
		folder := folderWith(b, text)
		set, _ := generators.Build(project(b, text), nil)
		root := applied(b, folder, set)
		for b.Loop() {
			compare(b, root, set)
		}
	})
}

// applied writes a set into a folder.
func applied(b *testing.B, folder string, set *tree.Set) *os.Root {
	b.Helper()
	root, err := os.OpenRoot(folder)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { root.Close() })
	if err := compare(b, root, set).Apply(root); err != nil {
		b.Fatal(err)
	}
	return root
}

// BenchmarkNothingToDo is a whole devgen build, or check, of a repository that is up to date.
func BenchmarkNothingToDo(b *testing.B) {
	each(b, func(b *testing.B, text string) {
		folder := folderWith(b, text)
		set, _ := generators.Build(project(b, text), nil)
		root := applied(b, folder, set)
		for b.Loop() {
			p, _, _, err := spec.Load(root.FS(), "")
			if err != nil {
				b.Fatal(err)
			}
			set, _ := generators.Build(p, nil)
			if plan := compare(b, root, set); !plan.Clean() {
				b.Fatal("not up to date")
			}
		}
	})
}
