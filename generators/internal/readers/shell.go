package readers

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"
)

// Shell are readers of POSIX shell assignments, NAME=word a line. They take CR LF for one line break, also in quotes.
var Shell = []Reader{
	{"mvdan.cc/sh bash", assignments(syntax.LangBash)},
	{"mvdan.cc/sh posix", assignments(syntax.LangPOSIX)},
}

// ShellPrograms are real shells.
var ShellPrograms = []Reader{{"bash", source("bash")}, {"dash", source("dash")}, {"busybox", source("busybox", "sh")}}

func assignments(lang syntax.LangVariant) func([]byte) (map[string]string, error) {
	return func(file []byte) (map[string]string, error) {
		parsed, err := syntax.NewParser(syntax.Variant(lang)).Parse(bytes.NewReader(file), "test.sh")
		if err != nil {
			return nil, err
		}
		values := map[string]string{}
		for _, stmt := range parsed.Stmts {
			call, ok := stmt.Cmd.(*syntax.CallExpr)
			if !ok || len(call.Assigns) != 1 || len(call.Args) > 0 {
				return nil, fmt.Errorf("%v: more than an assignment", stmt.Pos())
			}
			fields, err := expand.Fields(nil, call.Assigns[0].Value)
			if err != nil || len(fields) != 1 {
				return nil, fmt.Errorf("%v: %q, %w", stmt.Pos(), fields, err)
			}
			values[call.Assigns[0].Name.Value] = fields[0]
		}
		return values, nil
	}
}

// Argv runs shell text as the arguments of a command, and returns the arguments that the command got.
func Argv(shell, words string) ([]string, error) {
	out, err := run([]byte("printf '%s\\0' "+words), shell, "-s")
	if err != nil {
		return nil, err
	}
	var argv []string
	for arg := range bytes.SplitSeq(bytes.TrimSuffix(out, []byte{0}), []byte{0}) {
		argv = append(argv, string(arg))
	}
	return argv, nil
}

// Make runs a makefile's default target, which prints its environment: `env -0`.
func Make(file []byte) (map[string]string, error) {
	dir, err := os.MkdirTemp("", "make")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "Makefile")
	if err := os.WriteFile(path, file, 0o644); err != nil {
		return nil, err
	}
	out, err := run(nil, "make", "--no-print-directory", "-s", "-f", path)
	return environment(out), err
}

// Output runs a script and returns what it prints.
func Output(shell, script string) (string, error) {
	out, err := run([]byte(script), shell, "-s")
	return string(out), err
}
