package main

import (
	"fmt"
	"strings"
	"testing"

	"devgen.dev/devgen/spec"
)

// TestLanguageReference keeps docs/LANGUAGE.md as the schema says; DEVGEN_UPDATE=1 writes it.
func TestLanguageReference(t *testing.T) {
	model := spec.SchemaModel()
	var b strings.Builder
	b.WriteString("# The language of devgen.cue\n\nEvery field, as the schema has it. The same fields make `devgen.yaml`. `devgen schema cue` prints the schema itself, `devgen schema\njsonschema` one for editors.\n")
	reference(&b, model.Root)
	for _, shape := range model.Types {
		if shape != model.Root {
			reference(&b, shape)
		}
	}
	sameFile(t, "../../docs/LANGUAGE.md", []byte(b.String()))
}

// reference writes one definition: its fields as a table, or what a value of it looks like.
func reference(b *strings.Builder, s *spec.Shape) {
	fmt.Fprintf(b, "\n## %s\n\n%s\n", s.Name, prose(s.Doc))
	if len(s.Fields) == 0 {
		return
	}
	b.WriteString("\n| Field | Value | What it is |\n| --- | --- | --- |\n")
	for _, f := range s.Fields {
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", f.Name, valueOf(f), about(f))
	}
}

func valueOf(f *spec.Field) string {
	text := typeName(f.Shape)
	switch {
	case f.Required:
		text += ", required"
	case f.Default != nil:
		text += ", default `" + f.DefaultText() + "`"
	}
	return text
}

// typeName names a shape, with a link to definitions.
func typeName(s *spec.Shape) string {
	switch {
	case s.Name != "":
		return fmt.Sprintf("[%s](#%s)", s.Name, strings.ToLower(s.Name))
	case s.Form == spec.Map:
		return typeName(s.Elem) + " by name"
	case s.Form == spec.Sequence:
		return "list of " + typeName(s.Elem)
	case len(s.Enum) > 0:
		return "`" + strings.Join(s.Enum, "` `") + "`"
	}
	return strings.ReplaceAll(s.Expected(), "|", "\\|")
}

func about(f *spec.Field) string {
	text := prose(f.Doc)
	if f.Unit != "" {
		text += " Unit: " + f.Unit + "."
	}
	if f.Example != "" {
		text += " Example: `" + strings.ReplaceAll(f.Example, "|", "\\|") + "`"
	}
	return text
}

func prose(text string) string {
	return strings.NewReplacer("|", "\\|", "<", "&lt;", "\n", " ").Replace(strings.TrimSpace(text))
}
