package spec

import (
	"reflect"
	"testing"
)

// TestRawFieldsAreTheSchemas compares the Go structs that a spec is decoded into with the schema, both ways: a field
// that only one of them has is read by nobody.
func TestRawFieldsAreTheSchemas(t *testing.T) {
	compareFields(t, "spec", SchemaModel().Root, reflect.TypeFor[rawSpec](), map[*Shape]bool{})
}

func compareFields(t *testing.T, path string, s *Shape, typ reflect.Type, done map[*Shape]bool) {
	t.Helper()
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	switch {
	case done[s] && s.Name != "":
	case s.Form == Struct:
		done[s] = true
		compareStruct(t, path, s, typ, done)
	case s.Form == Map && typ.Kind() == reflect.Map:
		compareFields(t, path+".NAME", s.Elem, typ.Elem(), done)
	case s.Form == Sequence && typ.Kind() == reflect.Slice:
		compareFields(t, path+"[]", s.Elem, typ.Elem(), done)
	case s.Form == Open && typ == reflect.TypeFor[map[string]any]():
	case s.Form != Single:
		t.Errorf("%s: a %s in Go", path, typ)
	case !holds(typ, s.Types):
		t.Errorf("%s: %s cannot hold %s", path, typ, s.Expected())
	}
}

func compareStruct(t *testing.T, path string, s *Shape, typ reflect.Type, done map[*Shape]bool) {
	t.Helper()
	if typ.Kind() != reflect.Struct {
		t.Errorf("%s: a %s in Go", path, typ)
		return
	}
	fields := map[string]reflect.StructField{}
	for i := range typ.NumField() {
		f := typ.Field(i)
		fields[specName(f)] = f
		if s.Field(specName(f)) == nil {
			t.Errorf("%s: the schema has no %s", path, specName(f))
		}
	}
	for _, f := range s.Fields {
		if goField, ok := fields[f.Name]; ok {
			compareFields(t, path+"."+f.Name, f.Shape, goField.Type, done)
		} else {
			t.Errorf("%s: %s has no field for %s", path, typ, f.Name)
		}
	}
}

// holds reports whether a Go type can hold single values of the types.
func holds(typ reflect.Type, types Types) bool {
	switch {
	case typ == reflect.TypeFor[Scalar]():
		return true
	case typ.Kind() == reflect.String:
		return types == Text
	case typ.Kind() == reflect.Int:
		return types == Whole
	case typ.Kind() == reflect.Bool:
		return types == Switch
	}
	return false
}

func TestDecode(t *testing.T) {
	type inner struct{ A, B int }
	type target struct {
		Text      string
		Renamed   string `spec:"other"`
		Number    int
		Flag      bool
		Pointer   *string
		Unset     *int
		Any       Scalar
		AnyUnset  *Scalar
		List      []string
		Groups    []inner
		ByName    map[string]inner
		Deep      map[string]map[string]int
		Empty     map[string]string
		EmptyList *[]string
	}
	var got target
	decode(plainData("x.cue", []byte(`
		text: "a", other: "b", number: -5, flag: true, pointer: "", any: 1.50, list: ["x", "y"]
		groups: [{a: 1}, {b: 2}], byName: {p: {a: 1, b: 2}, q: {}}, deep: a: b: 3, empty: {}, emptyList: []
		unknown: 1
	`)), &got)
	empty := ""
	want := target{
		Text: "a", Renamed: "b", Number: -5, Flag: true, Pointer: &empty, Any: Scalar{"number", "1.50"}, List: []string{"x", "y"},
		Groups: []inner{{A: 1}, {B: 2}}, ByName: map[string]inner{"p": {1, 2}, "q": {}}, Deep: map[string]map[string]int{"a": {"b": 3}},
		Empty: map[string]string{}, EmptyList: &[]string{},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// TestDecodeOfWrongTypes decodes what the checker has refused: resolving goes on with the rest.
func TestDecodeOfWrongTypes(t *testing.T) {
	type target struct {
		Text    string
		Number  int
		Big     int
		Flag    bool
		Pointer *string
		Any     *Scalar
		List    []string
		Group   struct{ A int }
		Map     map[string]string
	}
	var got target
	decode(plainData("x.cue", []byte(`
		text: 1, number: "1", big: 99999999999999999999, flag: "true", pointer: {}, any: [], list: "x", group: 5, map: []
	`)), &got)
	if !reflect.DeepEqual(got, target{}) {
		t.Errorf("got %+v", got)
	}
	decode(nil, &got)
}
