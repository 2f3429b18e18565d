package corpus_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"devgen.dev/devgen/generators/internal/corpus"
	"devgen.dev/devgen/generators/internal/dockerfile"
	"devgen.dev/devgen/generators/internal/dotenv"
	"devgen.dev/devgen/generators/internal/ghexpr"
	"devgen.dev/devgen/generators/internal/interpolate"
	"devgen.dev/devgen/generators/internal/jsonc"
	"devgen.dev/devgen/generators/internal/makefile"
	"devgen.dev/devgen/generators/internal/powershell"
	"devgen.dev/devgen/generators/internal/readers"
	"devgen.dev/devgen/generators/internal/shell"
	"devgen.dev/devgen/generators/internal/yaml"
)

// format is one column of the table: how a value is written, how a file of many is made of it, and who reads it.
type format struct {
	name    string
	write   func(text string) (written string, ok bool)
	file    func(written map[string]string) []byte
	readers []readers.Reader
}

var formats = []format{
	{"YAML", always(yaml.Scalar), lines("%s: %s\n"), slices.Concat(readers.YAML, readers.YAMLPrograms)},
	{"compose value", always(func(text string) string { return yaml.Scalar(interpolate.Compose(text)) }), lines("%s: %s\n"), after(readers.YAML[:1], "compose-go", readers.Compose)},
	{"Kubernetes env", always(func(text string) string { return yaml.Scalar(interpolate.Kubernetes(text)) }), lines("%s: %s\n"), after(readers.YAML[:1], "kubelet's rule", kubelet)},
	{"GitHub workflow", always(func(text string) string { return yaml.Scalar(ghexpr.Text(text)) }), lines("%s: %s\n"), after(readers.YAML[:1], "actionlint", readers.GitHub)},
	{".env", dotenv.Value, lines("%s=%s\n"), slices.Concat(readers.Dotenv, readers.DotenvPrograms)},
	{"POSIX shell", always(shell.Quote), lines("%s=%s\n"), readers.ShellPrograms},
	{"PowerShell", always(powershell.Quote), asJSON, each("PowerShell's rule", powerShell)},
	{"Make variable", short(makefile.Value), makefileOf, []readers.Reader{{Name: "GNU make", Read: readers.Make}}},
	{"Make recipe", short(makefile.Word), recipeOf, []readers.Reader{{Name: "GNU make and sh", Read: readers.Make}}},
	{"Dockerfile ENV", dockerfile.Value, instructions("ENV"), []readers.Reader{{Name: "BuildKit", Read: readers.BuildKit}}},
	{"Dockerfile LABEL", dockerfile.Value, instructions("LABEL"), []readers.Reader{{Name: "BuildKit", Read: readers.BuildKit}}},
	{"JSON", always(jsonc.String), asJSON, each("encoding/json", fromJSON)},
}

// TestEveryFormatGivesTheCorpusBack prints the table of the README: go test -v -run Corpus ./generators/internal/corpus
func TestEveryFormatGivesTheCorpusBack(t *testing.T) {
	texts := corpus.Texts()
	t.Logf("| format | verbatim | refused | read back by |")
	t.Logf("| --- | --: | --: | --- |")
	for _, f := range formats {
		written, want := map[string]string{}, map[string]string{}
		for i, text := range texts {
			if w, ok := f.write(text); ok {
				written[readers.Name(i)], want[readers.Name(i)] = w, text
			}
		}
		var by []string
		for _, reader := range f.readers {
			got, err := reader.Read(f.file(written))
			if errors.Is(err, readers.ErrMissing) {
				continue
			}
			if err != nil {
				t.Errorf("%s: %s: %v", f.name, reader.Name, err)
				continue
			}
			by = append(by, reader.Name)
			for _, problem := range readers.Differences(got, want) {
				t.Errorf("%s: %s: %s", f.name, reader.Name, problem)
			}
		}
		t.Logf("| %s | %d | %d | %s |", f.name, len(want), len(texts)-len(want), strings.Join(by, ", "))
	}
}

func always(write func(string) string) func(string) (string, bool) {
	return func(text string) (string, bool) { return write(text), true }
}

// short leaves out what is longer than the shell of a recipe takes together with the rest of the corpus.
func short(write func(string) (string, bool)) func(string) (string, bool) {
	return func(text string) (string, bool) {
		written, ok := write(text)
		return written, ok && len(text) < 10000
	}
}

// lines makes a file with one line for each value.
func lines(format string) func(map[string]string) []byte {
	return func(written map[string]string) []byte {
		var b strings.Builder
		for _, name := range slices.Sorted(maps.Keys(written)) {
			fmt.Fprintf(&b, format, name, written[name])
		}
		return []byte(b.String())
	}
}

func instructions(instruction string) func(map[string]string) []byte {
	return func(written map[string]string) []byte {
		return append([]byte("FROM scratch\n"), lines(instruction+" %s=%s\n")(written)...)
	}
}

func makefileOf(written map[string]string) []byte {
	return append(lines("export %s := %s\n")(written), "all:\n\t@env -0\n"...)
}

func recipeOf(written map[string]string) []byte {
	return append(append([]byte("all:\n\t@"), lines("%s=%s ")(written)...), "env -0\n"...)
}

func asJSON(written map[string]string) []byte {
	out, err := json.Marshal(written)
	if err != nil {
		panic(err) // a map of strings always encodes
	}
	return out
}

// each reads values one by one, out of a JSON object.
func each(name string, read func(string) (string, error)) []readers.Reader {
	return []readers.Reader{{Name: name, Read: func(file []byte) (map[string]string, error) {
		var written map[string]string
		if err := json.Unmarshal(file, &written); err != nil {
			return nil, err
		}
		return mapped(written, read)
	}}}
}

// after reads with the first of the readers, and hands every value on.
func after(list []readers.Reader, name string, read func(string) (string, error)) []readers.Reader {
	return []readers.Reader{{Name: name, Read: func(file []byte) (map[string]string, error) {
		values, err := list[0].Read(file)
		if err != nil {
			return nil, err
		}
		return mapped(values, read)
	}}}
}

func mapped(values map[string]string, read func(string) (string, error)) (map[string]string, error) {
	result := map[string]string{}
	for name, value := range values {
		got, err := read(value)
		if err != nil {
			return nil, fmt.Errorf("%.60q: %w", value, err)
		}
		result[name] = got
	}
	return result, nil
}

func kubelet(text string) (string, error) { return readers.Kubelet(text), nil }

func powerShell(text string) (string, error) {
	value, _, err := readers.PowerShellQuotes(text)
	return value, err
}

func fromJSON(text string) (value string, err error) {
	return value, json.Unmarshal([]byte(text), &value)
}
