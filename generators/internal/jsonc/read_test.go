package jsonc_test

import (
	"strings"
	"testing"

	"devgen.dev/devgen/generators/internal/corpus"
	"devgen.dev/devgen/generators/internal/jsonc"
)

func TestReadGivesBackWhatDocumentWrote(t *testing.T) {
	texts := jsonc.NewObject()
	for _, text := range corpus.Texts() {
		if _, there := texts.Get(text); !there {
			texts.Comment("A text.").Set(text, text)
		}
	}
	for name, body := range map[string][]byte{
		"empty": jsonc.Document("", jsonc.NewObject()),
		"texts": jsonc.Document("Head.\n\nMore of it.", texts),
		"all forms": jsonc.Document("Head.", jsonc.NewObject().Set("a", jsonc.NewArray(1, -2.5, true, nil, "x", jsonc.NewArray(), jsonc.NewObject())).
			Comment("What it is.\n\nAnd more.").Set("b", jsonc.NewObject().Set("c", jsonc.NewArray(jsonc.NewObject().Comment("d").Set("d", false))))),
	} {
		head, root, err := jsonc.Read(body)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := jsonc.Document(head, root); string(got) != string(body) {
			t.Errorf("%s became\n%s", name, got)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"": "line 1: expected a value", "[]": "line 1: expected one object", "{}\n{}": "line 2: expected one object",
		"{\n\"a\" 1}": "line 2: expected a key", "{1: 2}": "line 1: expected a key", `{"a": 1 "b": 2}`: "line 1: expected a comma, or }",
		`{"a": [1 2]}`: "line 1: expected a comma, or ]", "{\"a\": // x\n1}": "line 2: expected no comment here", `{"a": ]}`: "line 1: expected a value",
		"{\n// x\n}": "line 3: expected a value", `{"a": "\q"}`: "line 1: expected a value",
	} {
		if _, _, err := jsonc.Read([]byte(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
