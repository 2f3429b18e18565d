package patch_test

import (
	"errors"
	"strings"
	"testing"

	"devgen.dev/devgen/generators/internal/patch"
)

const launch = `// Head.
{
  "version": "0.2.0",
  // What can be started.
  "configurations": [
    {
      "name": "api",
      "port": 9229,
      "args": ["-v"]
    },
    {
      "name": "web"
    }
  ]
}
`

func TestJSON(t *testing.T) {
	for name, c := range map[string]struct {
		patch m
		want  []string
	}{
		"a value":            {m{"version": "1"}, []string{`"0.2.0"`, `"1"`}},
		"a new key":          {m{"inputs": []any{m{"id": "x"}}}, []string{"  ]\n}", "  ],\n  \"inputs\": [\n    {\n      \"id\": \"x\"\n    }\n  ]\n}"}},
		"nothing":            {m{"configurations": nil}, []string{launch[strings.Index(launch, ",\n  // What"):], "\n}\n"}},
		"an item":            {m{"configurations": m{"name=api": m{"port": int64(1)}}}, []string{"9229", "1"}},
		"by a number":        {m{"configurations": m{"port=9229": m{"port": nil}}}, []string{"      \"port\": 9229,\n", ""}},
		"the second item":    {m{"configurations": m{"1": nil}}, []string{"},\n    {\n      \"name\": \"web\"\n    }", "}"}},
		"new items":          {m{"configurations": m{"0": m{"args": m{"+": []any{"-w"}}}}}, []string{`["-v"]`, `["-v", "-w"]`}},
		"an empty object":    {m{"configurations": m{"1": m{"env": m{}}}}, []string{`"web"`, "\"web\",\n      \"env\": {}"}},
		"a group for a text": {m{"version": m{"a": true}}, []string{`"0.2.0"`, "{\n    \"a\": true\n  }"}},
	} {
		want := strings.NewReplacer(c.want...).Replace(launch)
		if got, err := patch.JSON([]byte(launch), c.patch); err != nil || string(got) != want {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
}

func TestJSONThatDoesNotFit(t *testing.T) {
	for want, p := range map[string]m{
		`configurations/name=x: no item of the list has name "x"`: {"configurations": m{"name=x": m{"a": "b"}}},
		`configurations/+: "+" takes a list of new items`:         {"configurations": m{"+": "x"}},
		`configurations/0/args/7: the list has 1 items`:           {"configurations": m{"0": m{"args": m{"7": "x"}}}},
		`configurations/api: there is a list`:                     {"configurations": m{"api": m{"a": "b"}}},
	} {
		got, err := patch.JSON([]byte(launch), p)
		var wrong *patch.Error
		if !errors.As(err, &wrong) || !strings.HasPrefix(strings.Join(wrong.Path, "/")+": "+wrong.Reason, want) || string(got) != launch {
			t.Errorf("want %s, got %#v", want, err)
		}
	}
}
