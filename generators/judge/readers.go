package judge

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	composedotenv "github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/rhysd/actionlint"
	"go.yaml.in/yaml/v4"
	"mvdan.cc/sh/v3/syntax"
)

// checkYAML reads every document; yaml.v4 refuses a key that stands twice.
func checkYAML(_ string, body []byte) []Finding {
	decoder := yaml.NewDecoder(bytes.NewReader(body))
	for {
		var document any
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return []Finding{{Message: err.Error()}}
		}
	}
}

// checkJSON reads JSON; what editors read may have comment lines.
func checkJSON(path string, body []byte) []Finding {
	if strings.HasPrefix(path, ".vscode/") || strings.HasPrefix(path, ".devcontainer/") {
		body = commentLine.ReplaceAll(body, nil)
	}
	var v any
	err := json.Unmarshal(body, &v)
	var at *json.SyntaxError
	if errors.As(err, &at) {
		return []Finding{{Line: 1 + bytes.Count(body[:at.Offset], []byte("\n")), Message: err.Error()}}
	}
	if err != nil {
		return []Finding{{Message: err.Error()}}
	}
	return nil
}

var commentLine = regexp.MustCompile(`(?m)^\s*//.*$`)

// checkWorkflow runs actionlint without shellcheck and pyflakes, which are programs: nothing is executed here.
func checkWorkflow(path string, body []byte) []Finding {
	linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{})
	if err != nil {
		return []Finding{{Message: err.Error()}}
	}
	problems, err := linter.Lint(path, body, nil)
	if err != nil {
		return []Finding{{Message: err.Error()}}
	}
	var found []Finding
	for _, p := range problems {
		found = append(found, Finding{Line: p.Line, Column: p.Column, Message: p.Message})
	}
	return found
}

func checkShell(_ string, body []byte) []Finding {
	language := syntax.LangBash
	if bytes.HasPrefix(body, []byte("#!/bin/sh")) {
		language = syntax.LangPOSIX
	}
	_, err := syntax.NewParser(syntax.Variant(language)).Parse(bytes.NewReader(body), "")
	var at syntax.ParseError
	if errors.As(err, &at) {
		return []Finding{{Line: int(at.Pos.Line()), Column: int(at.Pos.Col()), Message: at.Text}}
	}
	if err != nil {
		return []Finding{{Message: err.Error()}}
	}
	return nil
}

func checkDockerfile(_ string, body []byte) []Finding {
	parsed, err := parser.Parse(bytes.NewReader(body))
	if err != nil {
		return []Finding{{Message: err.Error()}}
	}
	if _, _, err := instructions.Parse(parsed.AST, nil); err != nil {
		return []Finding{{Message: err.Error()}}
	}
	var found []Finding
	for _, w := range parsed.Warnings {
		found = append(found, Finding{Message: w.Short})
	}
	return found
}

func checkDotenv(_ string, body []byte) []Finding {
	if _, err := composedotenv.Parse(bytes.NewReader(body)); err != nil {
		return []Finding{{Message: err.Error()}}
	}
	return nil
}

// checkText holds what is true of every file: UTF-8, LF, one final newline, no blanks at line ends.
func checkText(path string, body []byte) []Finding {
	var found []Finding
	switch {
	case !utf8.Valid(body):
		found = append(found, Finding{Message: "not UTF-8"})
	case bytes.ContainsRune(body, '\r'):
		found = append(found, Finding{Message: "carriage return"})
	case len(body) > 0 && !bytes.HasSuffix(body, []byte("\n")), bytes.HasSuffix(body, []byte("\n\n")):
		found = append(found, Finding{Message: "not exactly one final newline"})
	}
	for i, line := range strings.Split(string(body), "\n") {
		if strings.TrimRight(line, " \t") != line {
			found = append(found, Finding{Line: i + 1, Column: len(line), Message: "blank at the end of the line"})
			break
		}
	}
	return found
}
