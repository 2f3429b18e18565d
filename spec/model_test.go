package spec

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"devgen.dev/devgen/schema"
)

// TestSchemaIsDocumented: every definition and every field says what it is, and an example is a value that the field
// takes.
func TestSchemaIsDocumented(t *testing.T) {
	for _, s := range SchemaModel().Types {
		if s.Doc == "" {
			t.Errorf("#%s has no comment", s.Name)
		}
		checkExample(t, "#"+s.Name, s, s.Example)
		for _, f := range s.Fields {
			if f.Doc == "" {
				t.Errorf("#%s.%s has no comment", s.Name, f.Name)
			}
			checkExample(t, "#"+s.Name+"."+f.Name, f.Shape, f.Example)
			checkDefault(t, "#"+s.Name+"."+f.Name, f)
		}
	}
}

func checkExample(t *testing.T, name string, s *Shape, example string) {
	t.Helper()
	if example == "" {
		return
	}
	n := s.exampleNode(example)
	if n == nil {
		t.Errorf("%s: the example cannot be read: %s", name, example)
		return
	}
	for _, p := range fitProblems(n, s) {
		t.Errorf("%s: the example %s: %s", name, example, p.Message)
	}
}

func checkDefault(t *testing.T, name string, f *Field) {
	t.Helper()
	if f.Default == nil {
		return
	}
	for _, p := range fitProblems(f.Default, f.Shape) {
		t.Errorf("%s: the default: %s", name, p.Message)
	}
	if f.Required {
		t.Errorf("%s is required and has a default", name)
	}
}

// fitProblems checks a value on its own.
func fitProblems(n *Node, s *Shape) []Problem {
	c := &checker{doc: &Document{Root: n}, model: &Model{Root: s}, seen: map[seenProblem]bool{}}
	c.trail = []trailStep{{node: n}}
	c.value(n, s)
	return c.problems
}

// TestModelHasTheWholeSchema counts fields in the schema's text and in the model.
func TestModelHasTheWholeSchema(t *testing.T) {
	names, err := fs.Glob(schema.Definitions, "*.cue")
	if err != nil {
		t.Fatal(err)
	}
	field := regexp.MustCompile(`(?m)^\t[A-Za-z]+[?!]?: `)
	definition := regexp.MustCompile(`(?m)^#[A-Za-z]+: `)
	fields, definitions := 0, 0
	for _, name := range names {
		text, err := fs.ReadFile(schema.Definitions, name)
		if err != nil {
			t.Fatal(err)
		}
		fields += len(field.FindAll(text, -1))
		definitions += len(definition.FindAll(text, -1))
	}
	got := 0
	for _, s := range SchemaModel().Types {
		got += len(s.Fields)
	}
	if got != fields || len(SchemaModel().Types) != definitions {
		t.Errorf("the model has %d fields in %d definitions, the schema %d in %d", got, len(SchemaModel().Types), fields, definitions)
	}
}

// TestFieldsAboutSecrets: a new field of the schema whose name speaks of secrets must be sorted in.
func TestFieldsAboutSecrets(t *testing.T) {
	for _, s := range SchemaModel().Types {
		for _, f := range s.Fields {
			if saysSecret(f.Name) && !aboutSecrets[f.Name] && f.Name != "password" && f.Name != "rootPassword" {
				t.Errorf("#%s.%s: does it hold secrets?", s.Name, f.Name)
			}
		}
	}
}

// TestModelIdioms reads every idiom that the schema may use.
func TestModelIdioms(t *testing.T) {
	m := newModel(parseSchema("schema.cue", []byte(`package schema

// A spec.
#Spec: {
	// Needed.
	// Two lines. Example: 5
	required!: #Port
	// May be left out.
	// Unit: days
	optional?: int & >=1 | *3
	// Choice.
	choice: "a" | "b" | *"a"
	// Choice that its default completes.
	completed: *"c" | "a" | "b"
	// Any.
	any?: string | number | bool
	// More than.
	above?: number & >0 & <10
	// Form.
	form?: string & =~"^a+$"
	// List.
	list?: [...#Port]
	// Map.
	map?: [#Name]: [string]: int
	// Group.
	group?: #Settings
}

// A port.
#Port: int & >=1 & <=65535

// A name.
#Name: string & =~"^[a-z]+$"

// Settings.
#Settings: [#Name]: string
`)))
	s := m.Root
	if s.Name != "Spec" || s.Doc != "A spec." || len(m.Types) != 4 || len(s.Fields) != 10 {
		t.Fatalf("%+v", s)
	}
	f := s.Field("required")
	if !f.Required || f.Doc != "Needed.\nTwo lines." || f.Example != "5" || f.Shape.Name != "Port" || f.Shape.Max.Value != "65535" || f.Shape.Types != Whole {
		t.Errorf("required: %+v", f)
	}
	if f := s.Field("optional"); f.Required || f.Unit != "days" || f.DefaultText() != "3" || f.Shape.Min.Value != "1" {
		t.Errorf("optional: %+v", f)
	}
	if f := s.Field("choice"); !slices.Equal(f.Shape.Enum, []string{"a", "b"}) || f.DefaultText() != `"a"` {
		t.Errorf("choice: %+v", f.Shape)
	}
	if f := s.Field("completed"); !slices.Equal(f.Shape.Enum, []string{"a", "b", "c"}) {
		t.Errorf("completed: %+v", f.Shape)
	}
	if f := s.Field("any"); f.Shape.Types != Text|Whole|Real|Switch {
		t.Errorf("any: %+v", f.Shape)
	}
	if f := s.Field("above"); !f.Shape.Min.Exclusive || !f.Shape.Max.Exclusive || f.Shape.Types != Whole|Real {
		t.Errorf("above: %+v", f.Shape)
	}
	if f := s.Field("form"); f.Shape.Pattern != "^a+$" || f.Shape.matches("b") || !f.Shape.matches("aa") {
		t.Errorf("form: %+v", f.Shape)
	}
	if f := s.Field("list"); f.Shape.Form != Sequence || f.Shape.Elem.Name != "Port" {
		t.Errorf("list: %+v", f.Shape)
	}
	if f := s.Field("map"); f.Shape.Form != Map || f.Shape.Key.Name != "Name" || f.Shape.Elem.Form != Map || f.Shape.Elem.Elem.Types != Whole {
		t.Errorf("map: %+v", f.Shape)
	}
	if f := s.Field("group"); f.Shape.Form != Map || f.Shape.Name != "Settings" {
		t.Errorf("group: %+v", f.Shape)
	}
}

// TestModelRefusesOtherIdioms: what the model does not understand must not pass as something else.
func TestModelRefusesOtherIdioms(t *testing.T) {
	for _, value := range []string{"_", "close({a: 1})", "bytes", "!=5", "#Missing", "{a: 1} | {b: 2}", "list.MaxItems(3)"} {
		t.Run(value, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("it is accepted")
				}
			}()
			newModel(parseSchema("schema.cue", []byte("package schema\n\n#Spec: a?: "+value+"\n")))
		})
	}
}

// TestCodesAreListed: every code in this package's source is in the table, and the table is in order.
func TestCodesAreListed(t *testing.T) {
	if !slices.IsSortedFunc(Codes, func(a, b Code) int { return strings.Compare(a.Code, b.Code) }) {
		t.Error("the table is not in order")
	}
	used := map[string]bool{}
	for _, name := range goFiles(t) {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && name != "codes.go" && regexp.MustCompile(`^"DG[0-9]{3}"$`).MatchString(lit.Value) {
				used[strings.Trim(lit.Value, `"`)] = true
			}
			return true
		})
	}
	for code := range used {
		if !knownCode(code) {
			t.Errorf("%s is not listed", code)
		}
	}
	for _, c := range Codes {
		if c.Code < "DG110" && !used[c.Code] {
			t.Errorf("%s is listed and not used", c.Code)
		}
	}
}

func goFiles(t *testing.T) []string {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".go") && !strings.HasSuffix(e.Name(), "_test.go") {
			names = append(names, e.Name())
		}
	}
	return names
}

// TestPredeclaredNames: what this package takes for CUE's own names are CUE's own names.
func TestPredeclaredNames(t *testing.T) {
	for name := range predeclared {
		_, problems := ReadBytes(map[string][]byte{"devgen.cue": []byte("_x: " + name + "\nproject: name: \"x\"\nservices: {}\n")})
		if len(problems) > 0 {
			t.Errorf("%s: %s", name, problemText(problems))
		}
	}
}

// TestStandardLibrary imports every package that a spec may import.
func TestStandardLibrary(t *testing.T) {
	for _, path := range standardLibrary {
		name := path[strings.LastIndexByte(path, '/')+1:]
		text := "import \"" + path + "\"\n_x: " + name + "\nproject: name: \"x\"\nservices: {}\n"
		if _, problems := ReadBytes(map[string][]byte{"devgen.cue": []byte(text)}); len(problems) > 0 {
			t.Errorf("%s: %s", path, problemText(problems))
		}
	}
}
