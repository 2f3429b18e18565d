package main

import (
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"devgen.dev/devgen/cmd/devgen/internal/report"
	"devgen.dev/devgen/schema"
	"devgen.dev/devgen/spec"
)

func (a *app) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:       "schema [cue|jsonschema|report]",
		Short:     "Print the schema of the spec or of reports",
		Long:      "cue prints the definitions as one CUE file; jsonschema prints a JSON Schema (draft-07) for editors of devgen.yaml;\nreport prints that of --format json.",
		Args:      cobra.MatchAll(cobra.MaximumNArgs(1), cobra.OnlyValidArgs),
		ValidArgs: []string{"cue", "jsonschema", "report"},
		RunE: func(_ *cobra.Command, args []string) error {
			text, err := schemaText(strings.Join(args, ""))
			if err != nil {
				return failure(err)
			}
			_, err = a.stdout.Write(text)
			return err
		},
	}
}

func schemaText(kind string) ([]byte, error) {
	switch kind {
	case "jsonschema":
		return spec.JSONSchema(), nil
	case "report":
		return report.Schema, nil
	}
	return definitions()
}

// definitions joins the schema's files into one: the package clause and its comment come from the first.
func definitions() ([]byte, error) {
	var b strings.Builder
	for _, name := range []string{"schema.cue", "stack.cue", "engine.cue"} {
		text, err := fs.ReadFile(schema.Definitions, name)
		if err != nil {
			return nil, err
		}
		if b.Len() > 0 {
			text = []byte(strings.TrimPrefix(string(text), "package schema\n"))
		}
		b.Write(text)
	}
	return []byte(b.String()), nil
}
