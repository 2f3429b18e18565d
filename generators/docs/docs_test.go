package docs_test

import (
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extended "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"devgen.dev/devgen/generators"
	"devgen.dev/devgen/generators/docs"
	"devgen.dev/devgen/generators/internal/familytest"
	md "devgen.dev/devgen/generators/internal/markdown"
	"devgen.dev/devgen/generators/internal/readers"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

func TestFamily(t *testing.T) { familytest.Run(t, "testdata", docs.Files) }

// everyProject runs a test over the golden repositories and the specs of all archives.
func everyProject(t *testing.T, test func(*testing.T, *spec.Project)) {
	for _, name := range familytest.GoldenNames(t) {
		t.Run(name, func(t *testing.T) { test(t, familytest.Load(t, filepath.Join("..", "..", "golden", name))) })
	}
	familytest.Each(t, "testdata", test)
}

// pages returns what the family writes, by path; the README is its blocks.
func pages(p *spec.Project) map[string]string {
	texts := map[string]string{}
	for _, f := range docs.Files(p) {
		body := string(f.Body)
		for _, r := range f.Blocks {
			body += string(r.Body) + "\n"
		}
		texts[f.Path] = body
	}
	return texts
}

// promise is something that a page names: it must exist.
type promise struct{ kind, text string }

// promises reads a page as GitHub does, and lists the commands, paths and links in it.
func promises(page string) []promise {
	source := []byte(page)
	var found []promise
	add := func(kind, text string) { found = append(found, promise{kind, text}) }
	document := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			add("link", string(n.Destination))
		case *ast.CodeSpan:
			addSpan(add, spanText(n, source))
		case *ast.FencedCodeBlock:
			if slices.Contains([]string{"sh", "powershell"}, string(n.Language(source))) {
				for _, line := range strings.Split(strings.TrimSpace(string(n.Lines().Value(source))), "\n") {
					command, _, _ := strings.Cut(line, "  #")
					addSpan(add, strings.TrimSpace(command))
				}
			}
		case *extended.Table:
			add("columns", columns(n))
		}
		return ast.WalkContinue, nil
	})
	return found
}

// spanText joins the texts that a code span is made of.
func spanText(span ast.Node, source []byte) string {
	var b strings.Builder
	for child := span.FirstChild(); child != nil; child = child.NextSibling() {
		if text, ok := child.(*ast.Text); ok {
			b.Write(text.Value(source))
		}
	}
	return b.String()
}

// addSpan tells commands and paths among code spans from values.
func addSpan(add func(kind, text string), span string) {
	switch {
	case strings.HasPrefix(span, "make "):
		add("task", strings.Fields(span)[1])
	case regexp.MustCompile(`^(\. )?(\./)?(docs|scripts|k8s)/[A-Za-z0-9_./-]+$`).MatchString(span):
		add("path", path.Clean(strings.TrimPrefix(span, ". ")))
	case regexp.MustCompile(`^\.env\.[a-z.]+$|Dockerfile$`).MatchString(span):
		add("path", span)
	}
}

// columns tells whether all rows of a table are as wide as its head: GitHub drops what is too much.
func columns(table *extended.Table) string {
	widths := map[int]bool{}
	for row := table.FirstChild(); row != nil; row = row.NextSibling() {
		widths[row.ChildCount()] = true
	}
	return fmt.Sprint(len(widths))
}

// broken lists what a page of a project promises in vain.
func broken(p *spec.Project, page, body string) []string {
	set, _ := generators.Build(p, nil)
	exists := map[string]bool{}
	for _, f := range set.Files() {
		exists[f.Path] = true
	}
	for _, e := range p.Environments {
		exists[e.EnvFile] = true // people make it with scripts/env.sh
	}
	if p.Seed != nil {
		exists[p.Seed.Script()] = true // it may be the user's own
	}
	var list []string
	for _, promised := range promises(body) {
		target := promised.text
		ok := true
		switch promised.kind {
		case "task":
			ok = target == spec.HelpTask || p.TaskNamed(target) != nil
		case "path":
			ok = exists[target]
		case "columns":
			ok = target == "1"
		case "link":
			file, anchor, _ := strings.Cut(target, "#")
			file = path.Join(path.Dir(page), file)
			ok = strings.Contains(target, "://") || exists[file] && (anchor == "" || slices.Contains(anchors(set, file), "#"+anchor))
		}
		if !ok {
			list = append(list, promised.kind+" "+target)
		}
	}
	return list
}

// anchors lists the headings of a page, as links name them.
func anchors(set *tree.Set, page string) []string {
	var list []string
	for _, f := range set.Files() {
		if f.Path != page {
			continue
		}
		for line := range strings.Lines(string(f.Body)) {
			if heading := strings.TrimLeft(line, "#"); heading != line {
				list = append(list, md.Anchor(heading))
			}
		}
	}
	return list
}

// TestPagesPromiseWhatExists: every command, path and link in a page is there, and every table is whole.
func TestPagesPromiseWhatExists(t *testing.T) {
	everyProject(t, func(t *testing.T, p *spec.Project) {
		for page, body := range pages(p) {
			for _, promise := range broken(p, page, body) {
				t.Errorf("%s: no %s", page, promise)
			}
		}
	})
}

// TestBrokenPromisesAreFound: the check above sees each kind of mistake.
func TestBrokenPromisesAreFound(t *testing.T) {
	p := familytest.Load(t, filepath.Join("..", "..", "golden", "shop"))
	for want, body := range map[string]string{
		"task deploy":               "Type `make deploy`.",
		"task migrate":              "```sh\nmake migrate  # it\n```",
		"path scripts/setup.sh":     "```sh\n./scripts/setup.sh  # it\n```",
		"path scripts/nothing.sh":   "See `scripts/nothing.sh`.",
		"path scripts/ps.ps1":       "Then `. ./scripts/ps.ps1`.",
		"path .env.other.template":  "From `.env.other.template`.",
		"link docs/ARCHITECTURE.md": "[There](docs/ARCHITECTURE.md)",
		"link ARCHITECTURE.md#no":   "[There](ARCHITECTURE.md#no)",
	} {
		if got := broken(p, "docs/PAGE.md", body); !slices.Equal(got, []string{want}) {
			t.Errorf("%q: got %q, want %q", body, got, want)
		}
	}
	if got := broken(p, "README.md", "[There](docs/ARCHITECTURE.md), `make up`, `make help`, `.env.ci`"); len(got) > 0 {
		t.Errorf("found fault with what exists: %q", got)
	}
}

// TestEverySettingIsThere: the page of settings has each variable once in a table of its own facts, and no other.
func TestEverySettingIsThere(t *testing.T) {
	everyProject(t, func(t *testing.T, p *spec.Project) {
		var want []string
		for _, s := range p.Settings() {
			want = append(want, s.Var)
		}
		var got []string
		for _, m := range regexp.MustCompile("(?m)^\\| `([A-Za-z0-9_]+)` +\\| .* \\| [a-z, ]* \\|$").FindAllStringSubmatch(firstTables(pages(p)["docs/CONFIGURATION.md"]), -1) {
			got = append(got, m[1])
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// firstTables keeps the tables that begin with what a variable is.
func firstTables(page string) string {
	var kept []string
	for _, block := range strings.Split(page, "\n\n") {
		if regexp.MustCompile(`^\| Variable +\| What it is `).MatchString(block) {
			kept = append(kept, block)
		}
	}
	return strings.Join(kept, "\n")
}

// TestAddressesLeadSomewhere: every address of the developer's machine is a port that compose or the host gives out.
func TestAddressesLeadSomewhere(t *testing.T) {
	everyProject(t, func(t *testing.T, p *spec.Project) {
		open := map[string]bool{}
		for _, s := range p.Services {
			for _, in := range s.In {
				if in.Environment.Stage != spec.Development {
					continue
				}
				for _, published := range in.Publish {
					open[fmt.Sprint(published.Host)] = true
				}
				if in.Server != nil && in.Server.Console != nil && in.Environment.Consoles && !in.Managed {
					open[fmt.Sprint(in.Server.Console.Publish)] = true
				}
			}
		}
		for page, body := range pages(p) {
			for _, m := range regexp.MustCompile(`\(http://localhost:([0-9]+)`).FindAllStringSubmatch(body, -1) {
				if !open[m[1]] {
					t.Errorf("%s: nothing answers on port %s", page, m[1])
				}
			}
		}
	})
}

// TestDiagramsAreDrawn: Mermaid itself reads the picture, and every service is in it.
func TestDiagramsAreDrawn(t *testing.T) {
	everyProject(t, func(t *testing.T, p *spec.Project) {
		_, rest, _ := strings.Cut(pages(p)["docs/ARCHITECTURE.md"], "```mermaid\n")
		chart, _, found := strings.Cut(rest, "```")
		if !found {
			t.Fatal("no picture")
		}
		nodes, err := readers.Mermaid([]byte(chart))
		readers.SkipIfMissing(t, err)
		for _, s := range p.Services {
			if !slices.ContainsFunc(labels(nodes), func(label string) bool { return strings.HasPrefix(label, s.Name+"\n") }) {
				t.Errorf("%s is not in the picture", s.Name)
			}
		}
	})
}

func labels(nodes map[string]string) []string {
	var list []string
	for _, label := range nodes {
		list = append(list, label)
	}
	return list
}

// TestPrettierIsContent: formatting a repository changes no page.
func TestPrettierIsContent(t *testing.T) {
	everyProject(t, func(t *testing.T, p *spec.Project) {
		for _, f := range docs.Files(p) {
			if f.Own == tree.Whole {
				readers.Prettier(t, "markdown", f.Body)
			}
		}
	})
}
