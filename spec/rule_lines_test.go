package spec

import (
	"slices"
	"testing"
)

func TestOneLine(t *testing.T) {
	const test = "tests: a: run: \"one\\ntwo\""
	for text, path := range map[string]string{
		test:                          "tests.a.run",
		`tests: a: run: "one\r\ntwo"`: "tests.a.run",
		`tests: a: run: "one \\"`:     "tests.a.run",
		`tests: a: run: "one; two"`:   "",
		test + "\ntests: a: kind: \"integration\"":      "",
		`stacks: go: commands: lint: "one\ntwo"`:        "stacks.go.commands.lint",
		`stacks: go: commands: formatCheck: "one\ntwo"`: "stacks.go.commands.formatCheck",
		`stacks: go: coverage: run: "one\ntwo"`:         "stacks.go.coverage.run",
		`services: api: migrations: run: "one\ntwo"`:    "services.api.migrations.run",
		`stacks: go: image: publish: "one\ntwo"`:        "",
	} {
		_, problems := loadText(t, oneService+text+"\n")
		found := slices.ContainsFunc(problems, func(p Problem) bool { return p.Code == "DG125" && p.Path == path && p.Span.Known() })
		if found != (path != "") {
			t.Errorf("%s: %v", text, problems)
		}
	}
}
