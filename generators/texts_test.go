package generators_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cuelang.org/go/cue/literal"
	composedotenv "github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
	"go.yaml.in/yaml/v3"
	"mvdan.cc/sh/v3/syntax"

	"devgen.dev/devgen/generators/internal/comment"
	"devgen.dev/devgen/generators/internal/corpus"
	"devgen.dev/devgen/generators/internal/readers"
	"devgen.dev/devgen/generators/judge"
	"devgen.dev/devgen/generators/tree"
)

// texted is a project with one text in every place for prose.
const texted = `package devgen
project: {name: "shop", repository: "acme/shop", title: %[1]s, summary: %[1]s}
environments: {dev: {runsOn: "compose", help: %[1]s}, ci: runsOn: "github", production: {runsOn: "kubernetes", domain: "shop.example.com", help: %[1]s}}
services: {
	api: {stack: "go", ports: http: 8080, needs: ["db"], help: %[1]s, pages: %[1]s: "/page"}
	db: {engine: "postgres", help: %[1]s}
	mail: external: {url: "smtp://mail.example.com:25"}
}
groups: Things: {title: %[1]s, help: %[1]s}
settings: Things: {
	THING: {default: "thing", help: %[1]s, pattern: "."}
	KEY: {secret: true, help: %[1]s}
}
setup: tools: ffmpeg: %[1]s
tasks: thing: {help: %[1]s, group: %[1]s, steps: [{run: "true"}]}
editor: devcontainer: {}
`

const plainWords = "Plain words"

// TestTextsAreOnlyText puts one text after the other in every place for prose. Whatever it looks like to a reader of some
// format, every file keeps its structure, and every value beside it.
func TestTextsAreOnlyText(t *testing.T) {
	reference := textFiles(t, plainWords)
	if reference == nil {
		t.Fatal("the reference is refused")
	}
	taken, refused := 0, 0
	for _, v := range prose() {
		files := textFiles(t, v)
		if files == nil {
			refused++
			continue
		}
		taken++
		for _, path := range slices.Sorted(maps.Keys(reference)) {
			if err := sameStructure(path, reference[path], files[path], v); err != nil {
				t.Errorf("%.60q: %s: %v", v, path, err)
			}
		}
	}
	t.Logf("%d texts taken, %d refused, %d files each", taken, refused, len(reference))
	if taken < 10*refused {
		t.Errorf("%d texts taken, %d refused", taken, refused)
	}
}

// prose is what people write as help, and the first text of every other class of the corpus.
func prose() []string {
	var list []string
	seen := map[string]bool{}
	for _, v := range corpus.Values() {
		if (v.Role == "description" || !seen[v.Class]) && len(v.Text) < 8192 {
			list = append(list, v.Text)
		}
		seen[v.Class] = true
	}
	return list
}

// textFiles builds the files around a text; nil if the spec is refused. Each of the judges that build asks must agree.
func textFiles(t *testing.T, v string) map[string][]byte {
	t.Helper()
	p, problems := resolve(t, fmt.Sprintf(texted, literal.String.Quote(v)))
	if p == nil {
		for _, problem := range problems {
			if !problem.Span.Known() {
				t.Errorf("%.60q is refused without a place: %s", v, problem.Message)
			}
		}
		return nil
	}
	files := outputs(t, p)
	var list []tree.File
	for _, path := range slices.Sorted(maps.Keys(files)) {
		list = append(list, tree.File{Path: path, Body: files[path]})
	}
	for _, finding := range judge.Files(list) {
		t.Errorf("%.60q: %s", v, finding)
	}
	return files
}

// sameStructure compares what a file's format makes of it.
func sameStructure(path string, want, got []byte, v string) error {
	switch name := path[strings.LastIndexByte(path, '/')+1:]; {
	case strings.HasSuffix(path, ".yml"), strings.HasSuffix(path, ".yaml"):
		return sameYAML(want, got, v)
	case strings.HasPrefix(name, ".env."), strings.HasSuffix(path, ".env"):
		return sameVariables(want, got)
	case strings.HasSuffix(path, ".json"):
		return sameJSON(want, got, v)
	case strings.HasSuffix(path, "Dockerfile"):
		return sameInstructions(want, got, v)
	case strings.HasSuffix(path, ".sh"):
		return sameCommands(want, got)
	case strings.HasSuffix(path, ".md"):
		return sameBlocks(want, got)
	}
	return nil
}

func sameYAML(want, got []byte, v string) error {
	a, b := yaml.NewDecoder(bytes.NewReader(want)), yaml.NewDecoder(bytes.NewReader(got))
	for {
		var x, y yaml.Node
		errX, errY := a.Decode(&x), b.Decode(&y)
		switch {
		case errors.Is(errX, io.EOF) && errors.Is(errY, io.EOF):
			return nil
		case errX != nil || errY != nil:
			return fmt.Errorf("one document is %v, the other %v", errX, errY)
		}
		if err := sameNode(&x, &y, v); err != nil {
			return err
		}
	}
}

func sameNode(x, y *yaml.Node, v string) error {
	if x.Kind != y.Kind || x.Tag != y.Tag || len(x.Content) != len(y.Content) {
		return fmt.Errorf("line %d: %s of %d became %s of %d on line %d", x.Line, x.Tag, len(x.Content), y.Tag, len(y.Content), y.Line)
	}
	if x.Kind == yaml.ScalarNode && x.Value != y.Value && strings.ReplaceAll(x.Value, plainWords, v) != y.Value &&
		strings.ReplaceAll(x.Value, plainWords, comment.Line(v)) != y.Value {
		return fmt.Errorf("line %d: %.80q became %.80q", y.Line, x.Value, y.Value)
	}
	for i := range x.Content {
		if err := sameNode(x.Content[i], y.Content[i], v); err != nil {
			return err
		}
	}
	return nil
}

// sameJSON reads JSON with comments as YAML, which it is. Editors take ${NAME} in the name of a container for a variable,
// so the project's own name stands there.
func sameJSON(want, got []byte, v string) error {
	if strings.Contains(v, "${") {
		want = bytes.Replace(want, []byte(`"name": "`+plainWords+`"`), []byte(`"name": "shop"`), 1)
	}
	return sameYAML(commentLine.ReplaceAll(want, nil), commentLine.ReplaceAll(got, nil), v)
}

var commentLine = regexp.MustCompile(`(?m)^\s*//.*$`)

func sameVariables(want, got []byte) error {
	a, errA := composedotenv.Parse(bytes.NewReader(want))
	b, errB := composedotenv.Parse(bytes.NewReader(got))
	if errA != nil || errB != nil || !maps.Equal(a, b) {
		return fmt.Errorf("%v became %v (%v, %v)", a, b, errA, errB)
	}
	return nil
}

func sameInstructions(want, got []byte, v string) error {
	count := func(file []byte) (names []string, err error) {
		stages, _, err := readers.Stages(file)
		for _, s := range stages {
			for _, c := range s.Commands {
				names = append(names, c.Name())
			}
		}
		return names, err
	}
	a, errA := count(want)
	b, errB := count(got)
	if errA != nil || errB != nil || !slices.Equal(a, b) {
		return fmt.Errorf("%v became %v (%v, %v)", a, b, errA, errB)
	}
	const description = "org.opencontainers.image.description"
	if labels, _ := readers.BuildKit(want); labels[description] == "" {
		return nil // not an image that is released
	}
	labels, err := readers.BuildKit(got)
	if summary := labels[description]; summary != comment.Line(v) {
		return fmt.Errorf("the label is %q (%v)", summary, err)
	}
	return nil
}

// sameCommands compares the shapes of two scripts: which nodes, in which order.
func sameCommands(want, got []byte) error {
	shape := func(script []byte) (nodes []string, err error) {
		file, err := syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).Parse(bytes.NewReader(script), "")
		if err != nil {
			return nil, err
		}
		syntax.Walk(file, func(n syntax.Node) bool {
			switch n.(type) {
			case *syntax.CallExpr, *syntax.IfClause, *syntax.FuncDecl, *syntax.CmdSubst, *syntax.ParamExp, *syntax.Redirect:
				nodes = append(nodes, fmt.Sprintf("%T", n))
			}
			return true
		})
		return nodes, nil
	}
	a, errA := shape(want)
	b, errB := shape(got)
	if errA != nil || errB != nil || !slices.Equal(a, b) {
		return fmt.Errorf("%d commands became %d (%v, %v)", len(a), len(b), errA, errB)
	}
	return nil
}

// sameBlocks compares the headings, paragraphs, lists and cells of two documents.
func sameBlocks(want, got []byte) error {
	blocks := func(page []byte) (kinds []string) {
		document := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(page))
		_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the visitor returns no error
			if entering && n.Type() == ast.TypeBlock {
				kinds = append(kinds, n.Kind().String())
			}
			return ast.WalkContinue, nil
		})
		return kinds
	}
	if a, b := blocks(want), blocks(got); !slices.Equal(a, b) {
		return fmt.Errorf("%d blocks became %d", len(a), len(b))
	}
	return nil
}
