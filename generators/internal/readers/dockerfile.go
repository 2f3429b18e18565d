package readers

import (
	"bytes"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

// Stages parses a Dockerfile as BuildKit does.
func Stages(file []byte) ([]instructions.Stage, []instructions.ArgCommand, error) {
	parsed, err := parser.Parse(bytes.NewReader(file))
	if err != nil {
		return nil, nil, err
	}
	return instructions.Parse(parsed.AST, nil)
}

// Expand gives an instruction its final text, with these variables in force, NAME=value each.
func Expand(instruction instructions.SupportsSingleWordExpansion, variables ...string) error {
	lex := shell.NewLex('\\')
	return instruction.Expand(func(word string) (string, error) {
		value, _, err := lex.ProcessWord(word, shell.EnvsFromSlice(variables))
		return value, err
	})
}

// BuildKit reads the ENV and LABEL instructions of a Dockerfile's last stage, labels by their own names.
func BuildKit(file []byte) (map[string]string, error) {
	stages, _, err := Stages(file)
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	for _, command := range stages[len(stages)-1].Commands {
		if c, ok := command.(instructions.SupportsSingleWordExpansion); ok {
			if err := Expand(c); err != nil {
				return nil, err
			}
		}
		for _, pair := range pairs(command) {
			values[pair.Key] = pair.Value
		}
	}
	return values, nil
}

func pairs(command instructions.Command) instructions.KeyValuePairs {
	switch c := command.(type) {
	case *instructions.EnvCommand:
		return c.Env
	case *instructions.LabelCommand:
		return c.Labels
	}
	return nil
}
