package yaml_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"devgen.dev/devgen/generators/internal/corpus"
	"devgen.dev/devgen/generators/internal/readers"
	"devgen.dev/devgen/generators/internal/yaml"
)

// file writes texts as values, and gives back what a reader must return.
func file(texts []string) ([]byte, map[string]string) {
	m, want := yaml.NewMap(), map[string]string{}
	for i, text := range texts {
		m.Comment("what "+text+" is").Set(readers.Name(i), text).Note(text)
		want[readers.Name(i)] = text
	}
	return yaml.Document("head", m), want
}

func TestValuesComeBack(t *testing.T) {
	body, want := file(corpus.Texts())
	readers.Check(t, readers.YAML, body, want)
	readers.Check(t, readers.YAMLPrograms, body, want)
}

func TestKeysComeBack(t *testing.T) {
	m, want := yaml.NewMap(), map[string]string{}
	for _, text := range corpus.Texts() {
		// No schema allows longer keys, no object of JavaScript has that one, and CUE takes two spellings of é for one key.
		if len(text) < 300 && text != "__proto__" && norm.NFC.IsNormalString(text) {
			m.Set(text, "v "+text)
			want[text] = "v " + text
		}
	}
	body := yaml.Document("", m)
	readers.Check(t, readers.YAML, body, want)
	readers.Check(t, readers.YAMLPrograms, body, want)
}

// A string comes back from every place in which it can stand, not only behind a key.
func TestItemsComeBack(t *testing.T) {
	for _, text := range corpus.Texts() {
		if len(text) > 2000 {
			continue
		}
		m := yaml.NewMap().
			Set("items", yaml.NewSeq(text, yaml.NewMap().Set("a", text).Set("b", []string{text}), yaml.NewSeq(text))).
			Set("flow", yaml.Flow(text, text)).
			Set("quoted", yaml.Quoted(text)).
			Set("block", yaml.Block(text))
		want := map[string]any{
			"items":  []any{text, map[string]any{"a": text, "b": []any{text}}, []any{text}},
			"flow":   []any{text, text},
			"quoted": text,
			"block":  strings.TrimRight(text, "\n") + "\n",
		}
		for _, problem := range readers.DocumentProblems(yaml.Document("", m), want) {
			t.Errorf("%.60q: %s", text, problem)
		}
	}
}

func TestShortStringsComeBack(t *testing.T) {
	for _, texts := range corpus.Short("ae01.-+_: #\n'\"\\,[{&*!%@`|>=~<$T\t") {
		body, want := file(texts)
		for _, reader := range readers.YAML[:4] { // CUE reads with the first one's parser
			got, err := reader.Read(body)
			if err != nil {
				t.Fatalf("%s: %v", reader.Name, err)
			}
			for _, problem := range readers.Differences(got, want) {
				t.Errorf("%s: %s", reader.Name, problem)
			}
		}
	}
}

func FuzzScalar(f *testing.F) {
	for _, text := range corpus.Texts() {
		if len(text) < 300 {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || len(text) > 300 {
			t.Skip()
		}
		m := yaml.NewMap().Set("value", text).Set("block", yaml.Block(text)).Set("flow", yaml.Flow(text)).Set("key", yaml.NewMap().Set(text, text))
		want := map[string]any{
			"value": text, "block": strings.TrimRight(text, "\n") + "\n", "flow": []any{text}, "key": map[string]any{text: text},
		}
		body := yaml.Document(text, m)
		for _, problem := range readers.DocumentProblems(body, want) {
			t.Errorf("%s\n%s", problem, body)
		}
	})
}
