package yaml_test

import (
	"strings"
	"testing"

	"devgen.dev/devgen/generators/internal/corpus"
	"devgen.dev/devgen/generators/internal/readers"
	"devgen.dev/devgen/generators/internal/yaml"
)

func TestOptionalKeys(t *testing.T) {
	none, seq := (*yaml.Map)(nil), (*yaml.Seq)(nil)
	m := yaml.NewMap()
	for key, value := range map[string]any{
		"nil": nil, "string": "", "block": yaml.Block(""), "quoted": yaml.Quoted(""), "list": []string{}, "flow": yaml.Flow(),
		"map": yaml.NewMap(), "no map": none, "seq": yaml.NewSeq(), "no seq": seq,
	} {
		m.SetNonEmpty(key, value)
	}
	m.Blank().Comment("dropped with its key").SetIf(false, "no", 1)
	m.SetNonEmpty("zero", 0).SetNonEmpty("false", false).SetIf(true, "yes", 1).SetNonEmpty("list", []string{"a"})
	const want = "zero: 0\n\"false\": false\n\"yes\": 1\nlist:\n  - a\n"
	if got := string(yaml.Document("", m)); got != want {
		t.Errorf("got:\n%s", got)
	}
	if m.Len() != 4 || !m.Has("zero") || m.Has("nil") {
		t.Errorf("%d keys", m.Len())
	}
}

func TestCommentsAndBlanks(t *testing.T) {
	long := strings.Repeat("word ", 30)
	s := yaml.NewSeq().Blank().Comment("c1").Add("a").Blank().Comment("c2").Comment("c3").Add(yaml.NewMap().Comment("c4").Set("k", 1)).Note("n1").
		Add(yaml.NewSeq().Comment("c5").Add("b")).Add("d").Note("n2\nn3").Add([]string{"e", "f"})
	m := yaml.NewMap().Blank().Comment("c0").Set("s", s).Note("n0").Blank().Comment(long).Set("k", nil)
	const want = `# head
#
# more

# c0
s: # n0
  # c1
  - a

  # c2
  # c3
  # n1
  # c4
  - k: 1
  # c5
  - - b
  - d # n2 n3
  - - e
    - f

# word word word word word word word word word word word word word word word word word word word
# word word word word word word word word word word word
k:
`
	if got := string(yaml.Document("head\n\nmore", m)); got != want {
		t.Errorf("got:\n%s", got)
	}
	if s.Len() != 5 {
		t.Errorf("%d items", s.Len())
	}
}

func TestStreamAndFragment(t *testing.T) {
	a, b := yaml.NewMap().Set("a", 1), yaml.NewMap().Blank().Comment("c").Set("b", 2)
	for _, tt := range []struct{ got, want string }{
		{string(yaml.Stream("head", a, b, yaml.NewMap())), "# head\n\na: 1\n---\n# c\nb: 2\n---\n{}\n"},
		{string(yaml.Stream("", a)), "a: 1\n"},
		{string(yaml.Fragment(b, 4)), "    # c\n    b: 2\n"},
	} {
		if tt.got != tt.want {
			t.Errorf("got:\n%s", tt.got)
		}
	}
}

func TestScalars(t *testing.T) {
	for text, want := range map[string]string{
		"": `""`, "plain text": "plain text", "postgres:17-alpine": "postgres:17-alpine", "a, b": "a, b", `say "hi"`: `say "hi"`,
		"${{ secrets.TOKEN }}": "${{ secrets.TOKEN }}", "${A:?B}": "${A:?B}", "./x": "./x", "../x": "../x", ".github": ".github", "30s": "30s", "512Mi": "512Mi", "5g": "5g", "\uffff": `"\uFFFF"`,
		"no": `"no"`, "On": `"On"`, "y": `"y"`, ".inf": `".inf"`, "1.10": `"1.10"`, "22:22": `"22:22"`, "1e3": `"1e3"`, "e1": `"e1"`, "5e": `"5e"`,
		"a: b": `"a: b"`, "a #b": `"a #b"`, "a:": `"a:"`, "a ": `"a "`, "-a": `"-a"`, "é": `"é"`, "naïve": "naïve", ".": `"."`, "..": `".."`, "$": `"$"`, "$1": `"$1"`,
		`"a"`: `'"a"'`, `\a`: `'\a'`, `it's "x" \`: "it's \"x\" \\", `'"`: `'''"'`, "'a'": `"'a'"`,
		"a\tb": `"a\tb"`, "a\nb": `"a\nb"`, "\"\r\x00\u00a0\u2028\U000e0041\ufffd": `"\"\r\u0000\u00A0\u2028\U000E0041\uFFFD"`, "😀": `"😀"`,
	} {
		if got := yaml.Scalar(text); got != want {
			t.Errorf("Scalar(%q) = %s, want %s", text, got, want)
		}
	}
}

func TestValuesOfEveryType(t *testing.T) {
	m := yaml.NewMap().
		Set("bool", true).Set("int", -3).Set("int64", int64(1)<<40).Set("float", 0.5).Set("whole", 2.0).Set("nothing", nil).
		Set("quoted", yaml.Quoted("1.0")).Set("flow", yaml.Flow(1, "a", nil, yaml.Quoted("b"), yaml.Block("c"))).
		Set("strings", yaml.FlowStrings([]string{"a", "-b"})).Set("block", yaml.Block("x\n\n")).Set("odd", yaml.Block(" x"))
	const want = `bool: true
int: -3
int64: 1099511627776
float: 0.5
whole: 2
nothing:
quoted: "1.0"
flow: [1, a, null, "b", "c"]
strings: ["a", "-b"]
block: |
  x
odd: " x\n"
`
	if got := string(yaml.Document("", m)); got != want {
		t.Errorf("got:\n%s", got)
	}
}

func TestBareCharacters(t *testing.T) {
	const strict = "$-./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
	for place, tt := range map[string]struct {
		write func(string) string
		want  string
	}{
		"value": {yaml.Scalar, ` !"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_` + "`" + `abcdefghijklmnopqrstuvwxyz{|}~`},
		"key":   {func(text string) string { return strings.TrimSuffix(line(yaml.NewMap().Set(text, nil)), ":") }, strict},
		"flow": {func(text string) string {
			return strings.TrimSuffix(line(yaml.NewMap().Set("a", yaml.Flow(text)))[len("a: ["):], "]")
		}, strict},
	} {
		if got := corpus.Bare(tt.write); got != tt.want {
			t.Errorf("%s: got %s, want %s", place, got, tt.want)
		}
	}
}

func line(m *yaml.Map) string { return strings.TrimSuffix(string(yaml.Document("", m)), "\n") }

// TestLayout holds what Prettier does, for machines without it.
func TestLayout(t *testing.T) {
	fits, over, key := strings.Repeat("é", 80-len(`k: [""]`)), strings.Repeat("é", 81-len(`k: [""]`)), strings.Repeat("k", 90)
	for _, tt := range []struct {
		m    *yaml.Map
		want string
	}{
		{yaml.NewMap().Set("k", yaml.Flow(fits)), "k: [\"" + fits + "\"]"},
		{yaml.NewMap().Set("k", yaml.Flow(over)), "k:\n  - \"" + over + "\""},
		{yaml.NewMap().Set(key, yaml.Flow()), key + ": []"},
		{yaml.NewMap().Set("k", "a\n\nb\n c"), "k: |-\n  a\n\n  b\n   c"},
		{yaml.NewMap().Comment(strings.Repeat("x", 49)+" "+strings.Repeat("y", 48)).Set("k", 1), "# " + strings.Repeat("x", 49) + " " + strings.Repeat("y", 48) + "\nk: 1"},
		{yaml.NewMap().Comment(strings.Repeat("x", 49)+" "+strings.Repeat("y", 49)).Set("k", 1), "# " + strings.Repeat("x", 49) + "\n# " + strings.Repeat("y", 49) + "\nk: 1"},
		{yaml.NewMap().Set("k", yaml.NewMap().Comment(strings.Repeat("x", 48)+" "+strings.Repeat("y", 48)).Set("a", 1)), "k:\n  # " + strings.Repeat("x", 48) + "\n  # " + strings.Repeat("y", 48) + "\n  a: 1"},
	} {
		if got := line(tt.m); got != tt.want {
			t.Errorf("got\n%s\nwant\n%s", got, tt.want)
		}
	}
}

// TestLongTexts: plain scalars end at a thousand characters, keys at half of that.
func TestLongTexts(t *testing.T) {
	plain, quoted := strings.Repeat("x", 1000), strings.Repeat("x", 1001)
	if got := line(yaml.NewMap().Set("a", plain)); got != "a: "+plain {
		t.Errorf("got %.20s", got)
	}
	if got := line(yaml.NewMap().Set("a", quoted)); got != `a: "`+quoted+`"` {
		t.Errorf("got %.20s", got)
	}
	key := strings.Repeat("k", 500)
	if got := line(yaml.NewMap().Set(key, 1)); got != key+": 1" {
		t.Errorf("got %.20s", got)
	}
}

func TestMistakesPanic(t *testing.T) {
	for name, mistake := range map[string]func(){
		"a key twice":     func() { yaml.NewMap().Set("a", 1).SetBare("a", 2) },
		"a key too long":  func() { yaml.NewMap().Set(strings.Repeat("a", 501), 1) },
		"a type":          func() { yaml.NewMap().Set("a", map[string]string{}) },
		"a type in a seq": func() { yaml.NewSeq(uint(1)) },
		"a type in a tag": func() { yaml.NewMap().Set("a", yaml.Tag("!x", struct{}{})) },
		"a map in a flow": func() { yaml.NewMap().Set("a", yaml.Flow(yaml.NewMap().Set("b", 1))) },
		"not UTF-8":       func() { yaml.Scalar("a\xff") },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			mistake()
		})
	}
}

// BenchmarkDocument writes a Deployment as the kubernetes generator does.
func BenchmarkDocument(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		env := yaml.NewSeq()
		for i := range 20 {
			env.Add(yaml.NewMap().Set("name", readers.Name(i)).Set("value", "https://api.example.com:8443/v1?x=1"))
		}
		container := yaml.NewMap().Set("name", "api").Set("image", "ghcr.io/acme/shop/api:1.4.2").Set("env", env).
			Comment("Restricted pod security.").Set("securityContext", yaml.NewMap().Set("readOnlyRootFilesystem", true).Set("runAsUser", 10001))
		m := yaml.NewMap().Set("apiVersion", "apps/v1").Set("kind", "Deployment").
			Set("metadata", yaml.NewMap().Set("name", "api")).
			Set("spec", yaml.NewMap().Set("containers", yaml.NewSeq(container)))
		b.SetBytes(int64(len(yaml.Document("head", m))))
	}
}
