package patch_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"devgen.dev/devgen/generators/internal/patch"
)

// TestEveryPlace changes every place of every golden YAML file, in every way that a patch can, and compares what a
// reader sees with a merge of what it saw before (RFC 7396): nothing else has changed.
func TestEveryPlace(t *testing.T) {
	changes := []any{"text: #", nil, m{}, m{"new key": "x\ny\n"}, []any{int64(1), m{"a": nil}}}
	count := 0
	for name, body := range goldenFiles(t) {
		before := decode(t, body)
		if len(before) != 1 {
			continue
		}
		for _, path := range paths(nil, before[0]) {
			if strings.HasPrefix(path[0], "x-") {
				continue // shared on purpose
			}
			for j, change := range changes {
				if (count+j)%7 > 0 {
					count++
					continue // the others show it as well
				}
				p := wrap(path, change)
				got, err := patch.YAML(body, p)
				if _, list := at(before[0], path).([]any); list && reflect.DeepEqual(change, changes[3]) {
					if err == nil {
						t.Fatalf("%s: %v is a list, and takes a name", name, path)
					}
					continue
				}
				if err != nil {
					t.Fatalf("%s: %v: %v", name, p, err)
				}
				if want := merge(before[0], p); !reflect.DeepEqual(decode(t, got), []any{want}) {
					t.Fatalf("%s: %v gives\n%s", name, p, got)
				}
				count++
			}
		}
	}
	if count < 10_000 {
		t.Errorf("only %d changes", count)
	}
}

// goldenFiles returns the YAML files of the golden repositories.
func goldenFiles(t *testing.T) map[string][]byte {
	files := map[string][]byte{}
	disk := os.DirFS("../../../golden")
	err := fs.WalkDir(disk, ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && (strings.HasSuffix(name, ".yml") || strings.HasSuffix(name, ".yaml")) && !strings.Contains(name, "testdata") {
			files[name], err = fs.ReadFile(disk, name)
		}
		return err
	})
	if err != nil || len(files) < 20 {
		t.Fatal(err, len(files))
	}
	return files
}

func decode(t *testing.T, body []byte) []any {
	var documents []any
	decoder := yaml.NewDecoder(bytes.NewReader(body))
	for {
		var v any
		err := decoder.Decode(&v)
		if errors.Is(err, io.EOF) {
			return documents
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, body)
		}
		documents = append(documents, v)
	}
}

// paths lists the places in a value, as a patch names them.
func paths(path []string, value any) [][]string {
	var list [][]string
	add := func(name string, inner any) {
		at := append(slices.Clone(path), name)
		list = append(append(list, at), paths(at, inner)...)
	}
	switch v := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			add(key, v[key])
		}
	case []any:
		for i, item := range v {
			add(strconv.Itoa(i), item)
		}
	}
	return list
}

func at(value any, path []string) any {
	for _, name := range path {
		switch v := value.(type) {
		case m:
			value = v[name]
		case []any:
			i, _ := strconv.Atoi(name)
			value = v[i]
		}
	}
	return value
}

func wrap(path []string, value any) m {
	for _, name := range slices.Backward(path[1:]) {
		value = m{name: value}
	}
	return m{path[0]: value}
}

// merge is RFC 7396, with items of lists by their index.
func merge(target any, change any) any {
	changes, ok := change.(m)
	if !ok {
		return plain(change)
	}
	if list, ok := target.([]any); ok && len(changes) > 0 {
		if items, ok := mergeItems(list, changes); ok {
			return items
		}
	}
	old, _ := target.(m)
	merged := m{}
	maps.Copy(merged, old)
	for key, value := range changes {
		if value == nil {
			delete(merged, key)
		} else {
			merged[key] = merge(merged[key], value)
		}
	}
	return merged
}

func mergeItems(list []any, changes m) (any, bool) {
	for key, value := range changes {
		i, err := strconv.Atoi(key)
		if err != nil {
			return nil, false
		}
		if value == nil {
			return slices.Delete(slices.Clone(list), i, i+1), true
		}
		list = slices.Clone(list)
		list[i] = merge(list[i], value)
	}
	return list, true
}

// plain is a value as a reader returns it.
func plain(value any) any {
	switch v := value.(type) {
	case int64:
		return int(v)
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = plain(v[i])
		}
		return list
	case m:
		all := m{}
		for key := range v {
			all[key] = plain(v[key])
		}
		return all
	}
	return value
}
