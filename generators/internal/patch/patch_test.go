package patch_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"devgen.dev/devgen/generators/internal/corpus"
	"devgen.dev/devgen/generators/internal/patch"
	"devgen.dev/devgen/generators/internal/readers"
)

type m = map[string]any

const compose = `# Head of the file.

name: shop

x-logging: &logging
  driver: local

services:
  # The first.
  db:
    image: postgres:17 # pinned
    logging: *logging

  # Runs once.
  migrate:
    environment: &environment
      # How much is said.
      LEVEL: info
      URL: |-
        one
        # two
    networks: [back]
    logging: *logging

  api:
    environment: *environment
    networks: [front, back]
    volumes:
      - data:/data
    logging: *logging
  empty: {}
`

func TestYAML(t *testing.T) {
	for name, c := range map[string]struct {
		patch m
		want  []string // pairs: what is replaced, by what
	}{
		"a value":                         {m{"name": "other"}, []string{"name: shop", "name: other"}},
		"a deep value":                    {m{"services": m{"db": m{"image": "postgres:18"}}}, []string{"image: postgres:17 # pinned", "image: postgres:18"}},
		"a new key at the end":            {m{"volumes": m{"data": nil, "b": "x"}}, []string{"  empty: {}\n", "  empty: {}\nvolumes:\n  b: x\n"}},
		"a new key in a mapping":          {m{"services": m{"db": m{"ulimits": m{"nofile": int64(9)}}}}, []string{"    logging: *logging\n\n  # Runs", "    logging: *logging\n    ulimits:\n      nofile: 9\n\n  # Runs"}},
		"into an empty mapping":           {m{"services": m{"empty": m{"a": true}}}, []string{"  empty: {}\n", "  empty:\n    a: true\n"}},
		"an empty mapping":                {m{"services": m{"db": m{"tmp": m{}}}}, []string{"    logging: *logging\n\n  # Runs", "    logging: *logging\n    tmp: {}\n\n  # Runs"}},
		"an empty mapping over a mapping": {m{"services": m{"db": m{}}}, nil},
		"a mapping over a text":           {m{"name": m{"first": "x"}}, []string{"name: shop", "name:\n  first: x"}},
		"nothing":                         {m{"name": nil}, []string{"name: shop\n\n", ""}},
		"nothing where nothing is":        {m{"nope": m{"deep": nil}}, nil},
		"an entry with its comment":       {m{"services": m{"db": nil}}, []string{"  # The first.\n  db:\n    image: postgres:17 # pinned\n    logging: *logging\n\n", ""}},
		"the last entry":                  {m{"services": m{"empty": nil}}, []string{"  empty: {}\n", ""}},
		"an item":                         {m{"services": m{"api": m{"volumes": m{"0": "other:/data"}}}}, []string{"data:/data", "other:/data"}},
		"an item in brackets":             {m{"services": m{"api": m{"networks": m{"1": "x"}}}}, []string{" [front, back]", "\n      - front\n      - x"}},
		"the only item":                   {m{"services": m{"api": m{"volumes": m{"0": nil}}}}, []string{"volumes:\n      - data:/data", "volumes: []"}},
		"new items":                       {m{"services": m{"api": m{"volumes": m{"+": []any{"a", m{"b": "c", "d": []any{}}}}}}}, []string{"- data:/data\n", "- data:/data\n      - a\n      - b: c\n        d: []\n"}},
		"new items in brackets":           {m{"services": m{"migrate": m{"networks": m{"+": []any{"x"}}}}}, []string{" [back]", "\n      - back\n      - x"}},
		"an extension field":              {m{"x-logging": m{"driver": "journald"}}, []string{"driver: local", "driver: journald"}},
		"an alias":                        {m{"services": m{"db": m{"logging": m{"driver": "journald"}}}}, []string{"# pinned\n    logging: *logging", "# pinned\n    logging:\n      driver: journald"}},
		"an alias of an anchor in a service": {m{"services": m{"api": m{"environment": m{"LEVEL": "debug"}}}},
			[]string{"environment: *environment", "environment:\n      # How much is said.\n      LEVEL: debug\n      URL: |-\n        one\n        # two"}},
		"an anchor": {m{"services": m{"migrate": m{"environment": m{"LEVEL": "debug"}}}},
			[]string{"info", "debug", " &environment", "", "*environment", "\n      # How much is said.\n      LEVEL: info\n      URL: |-\n        one\n        # two", ": \n", ":\n"}},
		"a value below which a comment in a text stands": {m{"services": m{"migrate": m{"networks": nil}}}, []string{"    networks: [back]\n", ""}},
	} {
		want := compose
		for i := 0; i < len(c.want); i += 2 {
			want = strings.Replace(want, c.want[i], c.want[i+1], 1)
		}
		got, err := patch.YAML([]byte(compose), c.patch)
		if err != nil || string(got) != want {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
}

// What holds an anchor cannot go before what it names is written where it is used.
func TestRemovedAnchor(t *testing.T) {
	got, err := patch.YAML([]byte(compose), m{"services": m{"migrate": nil}, "x-logging": nil})
	if err != nil {
		t.Fatal(err)
	}
	want := `# Head of the file.

name: shop

services:
  # The first.
  db:
    image: postgres:17 # pinned
    logging:
      driver: local

  api:
    environment:
      # How much is said.
      LEVEL: info
      URL: |-
        one
        # two
    networks: [front, back]
    volumes:
      - data:/data
    logging:
      driver: local
  empty: {}
`
	if string(got) != want {
		t.Errorf("%s", got)
	}
}

const documents = `# Head.

kind: Policy
metadata:
  name: deny
---
kind: Policy
metadata:
  name: "allow: it's"
spec:
  containers:
    - name: api
      args: ["-v"]
    - name: side
`

func TestItemsAndDocuments(t *testing.T) {
	for name, c := range map[string]struct {
		patch m
		want  []string
	}{
		"a document by what it holds": {m{"metadata.name=deny": m{"spec": m{"a": "b"}}}, []string{"name: deny\n", "name: deny\nspec:\n  a: b\n"}},
		"a document by its index":     {m{"1": m{"spec": nil}}, []string{"spec:\n  containers:\n    - name: api\n      args: [\"-v\"]\n    - name: side\n", ""}},
		"an item by what it holds":    {m{"1": m{"spec": m{"containers": m{"name=api": m{"image": "x"}}}}}, []string{"[\"-v\"]\n", "[\"-v\"]\n      image: x\n"}},
		"an item":                     {m{"1": m{"spec": m{"containers": m{"name=api": nil}}}}, []string{"    - name: api\n      args: [\"-v\"]\n", ""}},
		"the key behind a dash":       {m{"1": m{"spec": m{"containers": m{"name=api": m{"name": nil}}}}}, []string{"- name: api\n      args", "- args"}},
		"the only key of an item":     {m{"1": m{"spec": m{"containers": m{"name=side": m{"name": nil}}}}}, []string{"- name: side", "- {}"}},
		"a value behind a dash":       {m{"1": m{"spec": m{"containers": m{"name=side": m{"name": "other"}}}}}, []string{"- name: side", "- name: other"}},
	} {
		want := strings.NewReplacer(c.want...).Replace(documents)
		got, err := patch.YAML([]byte(documents), c.patch)
		if err != nil || string(got) != want {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
}

func TestPatchesThatDoNotFit(t *testing.T) {
	for name, c := range map[string]struct {
		patch  m
		path   string
		reason string
	}{
		"no such item":        {m{"1": m{"spec": m{"containers": m{"name=x": m{"a": "b"}}}}}, "1/spec/containers/name=x", `no item of the list has name "x"`},
		"no such index":       {m{"1": m{"spec": m{"containers": m{"2": "x"}}}}, "1/spec/containers/2", "the list has 2 items: there is no item 2"},
		"a key of a list":     {m{"1": m{"spec": m{"containers": m{"api": m{"a": "b"}}}}}, "1/spec/containers/api", "there is a list: name an item"},
		"no list of new ones": {m{"1": m{"spec": m{"containers": m{"+": "x"}}}}, "1/spec/containers/+", `"+" takes a list`},
		"no such document":    {m{"kind=Other": m{"a": "b"}}, "kind=Other", `no item of the list has kind "Other"`},
		"a whole document":    {m{"0": nil}, "0", "a whole document"},
	} {
		got, err := patch.YAML([]byte(documents), c.patch)
		var wrong *patch.Error
		if !errors.As(err, &wrong) || strings.Join(wrong.Path, "/") != c.path || !strings.HasPrefix(wrong.Reason, c.reason) && !strings.Contains(wrong.Reason, c.reason) {
			t.Errorf("%s: %#v", name, err)
		}
		if string(got) != documents {
			t.Errorf("%s: the file was changed:\n%s", name, got)
		}
	}
}

// Texts come back from every place where a patch can put them.
func TestTextsComeBack(t *testing.T) {
	values, items, want := m{}, []any{}, m{}
	for i, text := range corpus.Texts() {
		values[readers.Name(i)] = text
		want[readers.Name(i)] = text
		items = append(items, text)
	}
	got, err := patch.YAML([]byte(compose), m{"services": m{"db": m{"labels": values}, "api": m{"volumes": m{"+": items}}}})
	if err != nil {
		t.Fatal(err)
	}
	services := decode(t, got)[0].(m)["services"].(m)
	if labels := services["db"].(m)["labels"]; !reflect.DeepEqual(labels, want) {
		t.Error("a label has changed")
	}
	if volumes := services["api"].(m)["volumes"].([]any); !reflect.DeepEqual(volumes[1:], items) {
		t.Error("an item has changed")
	}
}
