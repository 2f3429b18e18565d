package readers

import (
	"encoding/json"
	"fmt"
	"strings"

	"cuelang.org/go/cue/cuecontext"
	cueyaml "cuelang.org/go/encoding/yaml"
	goccy "github.com/goccy/go-yaml"
	yaml3 "go.yaml.in/yaml/v3"
	yaml4 "go.yaml.in/yaml/v4"
	sigs "sigs.k8s.io/yaml"
)

// YAML are the readers of YAML in process: of 1.1 and 1.2, of three families. The documents they read are a mapping
// of strings.
var YAML = []Reader{
	{"go.yaml.in/yaml/v3", unmarshal(yaml3.Unmarshal)},
	{"go.yaml.in/yaml/v4", unmarshal(func(in []byte, out any) error { return yaml4.Unmarshal(in, out) })},
	{"goccy/go-yaml", unmarshal(func(in []byte, out any) error { return goccy.Unmarshal(in, out) })},
	{"sigs.k8s.io/yaml", unmarshal(func(in []byte, out any) error { return sigs.UnmarshalStrict(in, out) })},
	{"cue", readCUE},
}

// YAMLPrograms are readers of other languages, one process each.
var YAMLPrograms = []Reader{
	{"PyYAML", Program("python3", "-c", `
import json, sys
try: import yaml
except ImportError: sys.exit(42)
json.dump(yaml.safe_load(sys.stdin.buffer), sys.stdout)`)},
	{"libyaml", Program("python3", "-c", `
import json, sys
try: from yaml import CSafeLoader, load
except ImportError: sys.exit(42)
json.dump(load(sys.stdin.buffer, CSafeLoader), sys.stdout)`)},
	{"js-yaml", Program("node", "-e", `
let y; try { y = require("js-yaml") } catch { process.exit(42) }
console.log(JSON.stringify(y.load(require("fs").readFileSync(0, "utf8"))))`)},
	{"yaml of npm, 1.2", npmYAML("1.2")},
	{"yaml of npm, 1.1", npmYAML("1.1")},
}

func npmYAML(version string) func([]byte) (map[string]string, error) {
	return Program("node", "-e", fmt.Sprintf(`
let y; try { y = require("yaml") } catch { process.exit(42) }
console.log(JSON.stringify(y.parse(require("fs").readFileSync(0, "utf8"), {version: %q})))`, version))
}

// Program runs a script that reads a file and prints it as JSON. Exit code 42 means that it lacks its library.
func Program(name string, args ...string) func([]byte) (map[string]string, error) {
	return func(file []byte) (map[string]string, error) {
		out, err := run(file, name, args...)
		if err != nil && strings.Contains(err.Error(), "exit status 42") {
			return nil, fmt.Errorf("library of %s: %w", name, ErrMissing)
		}
		if err != nil {
			return nil, err
		}
		return unmarshal(json.Unmarshal)(out)
	}
}

func unmarshal(read func([]byte, any) error) func([]byte) (map[string]string, error) {
	return func(file []byte) (map[string]string, error) {
		var document map[string]any
		if err := read(file, &document); err != nil {
			return nil, err
		}
		return texts(document)
	}
}

func readCUE(file []byte) (map[string]string, error) {
	ast, err := cueyaml.Extract("test.yaml", file)
	if err != nil {
		return nil, err
	}
	out, err := cuecontext.New().BuildFile(ast).MarshalJSON()
	if err != nil {
		return nil, err
	}
	return unmarshal(json.Unmarshal)(out)
}

// texts insists that every value is a string: a number would be a misread one.
func texts(document map[string]any) (map[string]string, error) {
	values := map[string]string{}
	for key, value := range document {
		text, ok := value.(string)
		if !ok {
			return nil, fmt.Errorf("%.60q: read %T %.60v", key, value, value)
		}
		values[key] = text
	}
	return values, nil
}
