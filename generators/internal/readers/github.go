package readers

import (
	"fmt"
	"strings"

	"github.com/rhysd/actionlint"
)

// GitHub does what a workflow does with a scalar: each ${{ … }} is replaced with its value. Only string literals have one
// here; anything else would be a value that became code.
func GitHub(text string) (string, error) {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, "${{")
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		value, length, err := expression(after)
		if err != nil {
			return "", err
		}
		b.WriteString(value)
		text = after[length:]
	}
}

// expression parses an expression up to its }}, and returns its value and length.
func expression(source string) (value string, length int, err error) {
	lexer := actionlint.NewExprLexer(source)
	node, problem := actionlint.NewExprParser().Parse(lexer)
	if problem != nil {
		return "", 0, problem
	}
	text, ok := node.(*actionlint.StringNode)
	if !ok {
		return "", 0, fmt.Errorf("%T is code", node)
	}
	return text.Value, lexer.Offset(), nil
}
