package spec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/build"
	"cuelang.org/go/cue/cuecontext"
	"cuelang.org/go/cue/parser"
	"cuelang.org/go/cue/token"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"devgen.dev/devgen/schema"
)

// TestVerdicts compares four judges on specs made at random from the model, most of them with one or two mistakes: the
// checker on plain data, the checker behind the evaluator, CUE itself with the schema, and the JSON Schema. The schema
// is one text; this says that it means one thing.
func TestVerdicts(t *testing.T) {
	count := 3000
	if testing.Short() {
		count = 300
	}
	judge, inJSON := newCueJudge(t), compileJSONSchema(t)
	r := rand.New(rand.NewPCG(1, 2))
	g := &specMaker{r: r, texts: map[string][]string{}}
	valid := 0
	for i := range count {
		doc := g.value(SchemaModel().Root, 0)
		for range r.IntN(3) {
			doc = g.spoil(doc)
		}
		text := mustJSON(t, doc)
		want := judge.accepts(t, text)
		if want {
			valid++
		}
		compareVerdicts(t, text, i, want, inJSON)
		if want {
			compareTrees(t, text)
		}
		if i%20 == 0 && text[0] == '{' && acceptsEmbedded(t, text) != want {
			t.Errorf("CUE is of two minds on\n%s", text)
		}
	}
	if valid < count/5 || valid > count*4/5 {
		t.Errorf("%d of %d specs are valid: the specs say little", valid, count)
	}
}

func compareVerdicts(t *testing.T, text []byte, i int, want bool, inJSON *jsonschema.Schema) {
	t.Helper()
	verdicts := map[string]bool{
		"the checker on CUE":  nativeAccepts("devgen.cue", text),
		"the checker on YAML": nativeAccepts("devgen.yaml", text),
		"the JSON Schema":     jsonAccepts(t, inJSON, text),
	}
	if i%5 == 0 {
		verdicts["the checker on evaluated CUE"] = nativeAccepts("devgen.cue", append(bytes.Clone(text), "\n_evaluated: 1 + 1\n"...))
	}
	for _, name := range slices.Sorted(maps.Keys(verdicts)) {
		if verdicts[name] != want {
			_, problems := ReadBytes(map[string][]byte{"devgen.cue": text})
			t.Errorf("CUE says %v, %s says %v on\n%s\n%s", want, name, verdicts[name], text, problemText(problems))
		}
	}
}

// compareTrees reads a spec in each spelling: what follows must not tell them apart.
func compareTrees(t *testing.T, text []byte) {
	t.Helper()
	plain := treeText(ReadBytes(map[string][]byte{"devgen.cue": text}))
	for name, file := range map[string][]byte{"devgen.yaml": text, "devgen.cue": append(bytes.Clone(text), "\n_evaluated: 1 + 1\n"...)} {
		if got := treeText(ReadBytes(map[string][]byte{name: file})); got != plain {
			t.Errorf("%s reads as\n%s\nnot as\n%s", file, got, plain)
		}
	}
}

// treeText writes a tree, names in order.
func treeText(d *Document, _ []Problem) string {
	var lines []string
	d.Root.Walk(func(path string, n *Node) { lines = append(lines, fmt.Sprintf("%s %d %s", path, n.kind, n.text)) })
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func nativeAccepts(name string, text []byte) bool {
	_, problems := ReadBytes(map[string][]byte{name: text})
	return !HasErrors(problems)
}

func jsonAccepts(t *testing.T, s *jsonschema.Schema, text []byte) bool {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(v) == nil
}

func compileJSONSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(JSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("devgen.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("devgen.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// cueJudge asks CUE.
type cueJudge struct {
	ctx  *cue.Context
	spec cue.Value // #Spec
}

func newCueJudge(t *testing.T) *cueJudge {
	j := &cueJudge{ctx: cuecontext.New()}
	inst := build.NewContext().NewInstance("schema", nil)
	addSchema(t, inst)
	v := j.ctx.BuildInstance(inst)
	if err := v.Err(); err != nil {
		t.Fatal(err)
	}
	j.spec = v.LookupPath(cue.ParsePath("#Spec"))
	return j
}

func addSchema(t *testing.T, inst *build.Instance) {
	t.Helper()
	names, _ := fs.Glob(schema.Definitions, "*.cue")
	for _, name := range names {
		text, err := fs.ReadFile(schema.Definitions, name)
		if err != nil {
			t.Fatal(err)
		}
		if err := inst.AddSyntax(parseSchema(name, text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := inst.Complete(); err != nil {
		t.Fatal(err)
	}
}

func (j *cueJudge) accepts(t *testing.T, text []byte) bool {
	t.Helper()
	v := j.ctx.CompileBytes(text)
	if err := v.Err(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return j.spec.Unify(v).Validate(cue.Concrete(true), cue.Final()) == nil
}

// acceptsEmbedded asks in the way that a user's own  cue vet  would: a file that embeds the schema beside the spec.
// Without the experiment, CUE would accept any misspelt field (cue-lang/cue#1576); an upgrade of CUE that loses it
// shows here.
func acceptsEmbedded(t *testing.T, text []byte) bool {
	t.Helper()
	return vetEmbedded(t, "@experiment(explicitopen)\n\n", text)
}

func vetEmbedded(t *testing.T, experiment string, text []byte) bool {
	t.Helper()
	var ctx *build.Context
	var sch *build.Instance
	load := func(_ token.Pos, path string) *build.Instance {
		if path != schema.Path {
			return nil
		}
		if sch == nil {
			sch = ctx.NewInstance("schema", nil)
			addSchema(t, sch)
		}
		return sch
	}
	ctx = build.NewContext(build.Loader(load))
	inst := ctx.NewInstance("", load)
	root, err := parser.ParseFile("devgen_schema.cue", experiment+"package devgen\n\nimport \"devgen.dev/schema\"\n\nschema.#Spec\n")
	if err != nil {
		t.Fatal(err)
	}
	spec, err := parser.ParseFile("devgen.cue", "package devgen\n\n"+string(inner(text)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []*ast.File{spec, root} {
		if err := inst.AddSyntax(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := inst.Complete(); err != nil {
		t.Fatal(err)
	}
	return cuecontext.New().BuildInstance(inst).Validate(cue.Concrete(true), cue.Final()) == nil
}

// inner takes the braces off an object.
func inner(text []byte) []byte { return bytes.TrimSpace(text)[1 : len(bytes.TrimSpace(text))-1] }

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// specMaker makes specs at random.
type specMaker struct {
	r     *rand.Rand
	texts map[string][]string // that match a pattern
}

func (g *specMaker) value(s *Shape, depth int) any {
	switch s.Form {
	case Struct:
		return g.group(s, depth)
	case Map:
		m := map[string]any{}
		for range g.r.IntN(3) {
			m[g.text(s.Key)] = g.value(s.Elem, depth+1)
		}
		return m
	case Sequence:
		list := []any{}
		for range g.r.IntN(3) {
			list = append(list, g.value(s.Elem, depth+1))
		}
		return list
	case Open:
		return map[string]any{"any": map[string]any{"name": nil}, "list": []any{1, "a"}}
	}
	return g.single(s)
}

func (g *specMaker) group(s *Shape, depth int) any {
	m := map[string]any{}
	for _, f := range s.Fields {
		if f.Required || g.r.IntN(4+depth) == 0 {
			m[f.Name] = g.value(f.Shape, depth+1)
		}
	}
	return m
}

func (g *specMaker) single(s *Shape) any {
	var makers []func() any
	if s.Types&Text != 0 {
		makers = append(makers, func() any { return g.text(s) })
	}
	if s.Types&(Whole|Real) != 0 {
		makers = append(makers, func() any { return g.number(s) })
	}
	if s.Types&Switch != 0 {
		makers = append(makers, func() any { return g.r.IntN(2) == 0 })
	}
	if s.Types&Nothing != 0 {
		makers = append(makers, func() any { return nil })
	}
	return makers[g.r.IntN(len(makers))]()
}

func (g *specMaker) number(s *Shape) any {
	low, high := 1, 1000
	if s.Min != nil {
		fmt.Sscan(s.Min.Value, &low)
	}
	if s.Max != nil {
		fmt.Sscan(s.Max.Value, &high)
	}
	if s.Types&Real != 0 && g.r.IntN(2) == 0 {
		return float64(low) + 0.5
	}
	return low + g.r.IntN(high-low+1)
}

// candidates are texts of many forms: every pattern of the schema matches one.
var candidates = []string{
	"api", "go", "my-db", "LOG_LEVEL", "JwtSettings", "1.2.3", "30s", "500m", "512Mi", "10m", "/livez", "/var/lib/data",
	"https://example.com/a", "acme/shop", "shop.example.com", "0 3 * * *", "DG412", "linux/amd64", "publisher.extension", "a/b.txt",
	strings.Repeat("0123456789abcdef", 3)[:40], "v1.2.3", "Apache-2.0", "Jwt:Key", "some words", "17", "Users", "*.go", "$matcher", "ghcr.io/acme/features/tool:1.2.3",
}

func (g *specMaker) text(s *Shape) string {
	if s.Enum != nil {
		return s.Enum[g.r.IntN(len(s.Enum))]
	}
	fit, ok := g.texts[s.Pattern]
	if !ok {
		fit = slices.DeleteFunc(slices.Clone(candidates), func(c string) bool { return !s.matches(c) })
		g.texts[s.Pattern] = fit
	}
	if len(fit) == 0 {
		panic("no candidate matches " + s.Pattern)
	}
	return fit[g.r.IntN(len(fit))]
}

// spoil makes one mistake somewhere in a document; sometimes the result is still right.
func (g *specMaker) spoil(doc any) any {
	switch d := doc.(type) {
	case map[string]any:
		keys := slices.Sorted(maps.Keys(d))
		if len(keys) == 0 || g.r.IntN(6) == 0 {
			return g.spoilGroup(d, keys)
		}
		k := keys[g.r.IntN(len(keys))]
		d[k] = g.spoil(d[k])
		return d
	case []any:
		if len(d) > 0 && g.r.IntN(3) > 0 {
			i := g.r.IntN(len(d))
			d[i] = g.spoil(d[i])
			return d
		}
		return g.other()
	case string:
		return g.spoilText(d)
	}
	return g.other()
}

func (g *specMaker) spoilGroup(d map[string]any, keys []string) any {
	switch n := g.r.IntN(4); {
	case n == 0 || len(keys) == 0:
		d[g.word()] = g.other()
	case n == 1:
		delete(d, keys[g.r.IntN(len(keys))])
	case n == 2:
		k := keys[g.r.IntN(len(keys))]
		d[k+"s"] = d[k]
		delete(d, k)
	default:
		return g.other()
	}
	return d
}

func (g *specMaker) spoilText(s string) any {
	switch g.r.IntN(4) {
	case 0:
		return s + "!"
	case 1:
		return ""
	case 2:
		return strings.ToUpper(s)
	}
	return g.other()
}

func (g *specMaker) word() string { return []string{"x", "help", "Name", "äö", "a b"}[g.r.IntN(5)] }

// other returns a value of some type. Whole numbers with a fraction of zero are left out: they are whole in JSON
// Schema, and not in CUE.
func (g *specMaker) other() any {
	return []any{nil, true, "text", "8080", 0, -1, 70000, 1.5, []any{}, []any{"x"}, map[string]any{}, map[string]any{"x": 1}}[g.r.IntN(12)]
}

// TestMisspeltFields puts an unknown field into every group of the schema: each is an error, here and for CUE.
func TestMisspeltFields(t *testing.T) {
	judge := newCueJudge(t)
	paths := 0
	g := &specMaker{r: rand.New(rand.NewPCG(3, 4)), texts: map[string][]string{}}
	var visit func(s *Shape, build func(any) any, path string)
	visit = func(s *Shape, build func(any) any, path string) {
		switch s.Form {
		case Struct:
			paths++
			group := g.minimal(s).(map[string]any)
			group["misspelt"] = 1
			text := mustJSON(t, build(group))
			if judge.accepts(t, text) {
				t.Errorf("%s: CUE accepts an unknown field", path)
			}
			_, problems := ReadBytes(map[string][]byte{"devgen.cue": text})
			if len(problems) != 1 || problems[0].Code != "DG101" {
				t.Errorf("%s: %s\n%s", path, text, problemText(problems))
			}
			for _, f := range s.Fields {
				visit(f.Shape, func(v any) any {
					group := g.minimal(s).(map[string]any)
					group[f.Name] = v
					return build(group)
				}, path+"."+f.Name)
			}
		case Map:
			visit(s.Elem, func(v any) any { return build(map[string]any{g.text(s.Key): v}) }, path+".NAME")
		case Sequence:
			visit(s.Elem, func(v any) any { return build([]any{v}) }, path+"[]")
		}
	}
	visit(SchemaModel().Root, func(v any) any { return v }, "")
	if paths < 40 {
		t.Errorf("only %d groups were visited", paths)
	}
}

// minimal is the smallest value of a shape.
func (g *specMaker) minimal(s *Shape) any {
	switch s.Form {
	case Struct:
		m := map[string]any{}
		for _, f := range s.Fields {
			if f.Required {
				m[f.Name] = g.minimal(f.Shape)
			}
		}
		return m
	case Map:
		return map[string]any{}
	case Sequence:
		return []any{}
	}
	return g.single(s)
}

// TestEmbeddingNeedsTheExperiment keeps the reason for it in view: without explicitopen, CUE accepts a misspelt field.
// If this fails, CUE has changed.
func TestEmbeddingNeedsTheExperiment(t *testing.T) {
	misspelt := []byte(`{"project": {"name": "shop", "tilte": "x"}, "services": {}}`)
	if vetEmbedded(t, "@experiment(explicitopen)\n\n", misspelt) {
		t.Error("a misspelt field is accepted in a file with the experiment")
	}
	if !vetEmbedded(t, "", misspelt) {
		t.Error("a misspelt field is refused without the experiment: it is no longer needed")
	}
}
