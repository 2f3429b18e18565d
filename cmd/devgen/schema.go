package main

import (
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"devgen.dev/devgen/schema"
	"devgen.dev/devgen/spec"
)

func (a *app) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:       "schema [cue|jsonschema]",
		Short:     "Print the spec's schema",
		Long:      "cue prints the definitions as one CUE file; jsonschema prints a JSON Schema (draft-07) for editors of devgen.yaml.",
		Args:      cobra.MatchAll(cobra.MaximumNArgs(1), cobra.OnlyValidArgs),
		ValidArgs: []string{"cue", "jsonschema"},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 && args[0] == "jsonschema" {
				_, err := a.stdout.Write(spec.JSONSchema())
				return err
			}
			text, err := definitions()
			if err != nil {
				return failure(err)
			}
			_, err = a.stdout.Write([]byte(text))
			return err
		},
	}
}

// definitions joins the schema's files into one: the package clause and its comment come from the first.
func definitions() (string, error) {
	var b strings.Builder
	for _, name := range []string{"schema.cue", "stack.cue", "engine.cue"} {
		text, err := fs.ReadFile(schema.Definitions, name)
		if err != nil {
			return "", err
		}
		if b.Len() > 0 {
			text = []byte(strings.TrimPrefix(string(text), "package schema\n"))
		}
		b.Write(text)
	}
	return b.String(), nil
}
