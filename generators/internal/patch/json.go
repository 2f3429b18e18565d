package patch

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"devgen.dev/devgen/generators/internal/jsonc"
)

// JSON lays a patch over a JSON file that devgen has written, with or without comments, as YAML does over a YAML file.
// A comment above a key goes with it.
func JSON(body []byte, patch map[string]any) ([]byte, error) {
	head, root, err := jsonc.Read(body)
	if err != nil {
		return body, &Error{nil, "the file is no JSON that can be read: " + err.Error()}
	}
	if err := mergeObject(nil, root, patch); err != nil {
		return body, err
	}
	return jsonc.Document(head, root), nil
}

func mergeObject(path []string, o *jsonc.Object, patch map[string]any) error {
	for _, key := range slices.Sorted(maps.Keys(patch)) {
		if patch[key] == nil {
			o.Remove(key)
			continue
		}
		old, _ := o.Get(key)
		value, err := merged(append(slices.Clone(path), key), old, patch[key])
		if err != nil {
			return err
		}
		o.Put(key, value)
	}
	return nil
}

// merged returns what a value becomes under a change, which may alter it in place.
func merged(path []string, old, change any) (any, error) {
	changes, ok := change.(map[string]any)
	if !ok {
		return jsonValue(change), nil
	}
	if list, ok := old.(*jsonc.Array); ok && len(changes) > 0 {
		return list, mergeArray(path, list, changes)
	}
	o, ok := old.(*jsonc.Object)
	if !ok {
		o = jsonc.NewObject()
	}
	return o, mergeObject(path, o, changes)
}

func mergeArray(path []string, list *jsonc.Array, changes map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		at := append(slices.Clone(path), name)
		if name == "+" {
			items, ok := changes[name].([]any)
			if !ok {
				return &Error{at, `"+" takes a list of new items`}
			}
			for _, item := range items {
				list.Add(jsonValue(item))
			}
			continue
		}
		if err := mergeItem(at, list, name, changes[name]); err != nil {
			return err
		}
	}
	return nil
}

func mergeItem(path []string, list *jsonc.Array, name string, change any) error {
	items := list.Items()
	i, err := chosen(len(items), name, func(i int, field []string, want string) bool { return holds(items[i], field, want) })
	if err != nil {
		return &Error{path, err.Error()}
	}
	if change == nil {
		list.Remove(i)
		return nil
	}
	value, err := merged(path, items[i], change)
	items[i] = value
	return err
}

// holds reports whether the value at a path in an item is this text.
func holds(item any, path []string, want string) bool {
	for _, name := range path {
		o, ok := item.(*jsonc.Object)
		if !ok {
			return false
		}
		item, _ = o.Get(name)
	}
	switch v := item.(type) {
	case string:
		return v == want
	case int64:
		return strconv.FormatInt(v, 10) == want
	case bool:
		return strconv.FormatBool(v) == strings.ToLower(want)
	}
	return false
}

// jsonValue turns a value of a patch into one that the printer takes.
func jsonValue(value any) any {
	switch v := value.(type) {
	case map[string]any:
		o := jsonc.NewObject()
		for _, key := range slices.Sorted(maps.Keys(v)) {
			o.Set(key, jsonValue(v[key]))
		}
		return o
	case []any:
		a := jsonc.NewArray()
		for _, item := range v {
			a.Add(jsonValue(item))
		}
		return a
	}
	return value
}
