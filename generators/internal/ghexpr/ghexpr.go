// Package ghexpr writes values into GitHub workflows, where `${{ }}` is evaluated before anything else reads the file.
//
// The rule that no function can enforce: a value of the spec or of an event never stands inside a run script. It goes
// through env, as Text, and the script says "$NAME".
package ghexpr

import "strings"

// Text returns a value for a place where GitHub evaluates expressions, so that it comes out as it is.
// Source: https://docs.github.com/actions/reference/workflows-and-actions/expressions (literals).
func Text(value string) string { return strings.ReplaceAll(value, "${{", "${{ '${{' }}") }

// String returns a value as a string literal inside an expression: 'it”s'.
func String(value string) string { return "'" + strings.ReplaceAll(value, "'", "''") + "'" }

// Expr wraps an expression: ${{ secrets.TOKEN }}.
func Expr(expression string) string { return "${{ " + expression + " }}" }

// CommandData returns the data of a workflow command, what follows `::notice::`.
// Source: actions/toolkit, packages/core/src/command.ts, escapeData.
func CommandData(value string) string { return data.Replace(value) }

// CommandProperty returns a property of a workflow command, `file=…` in `::notice file=…::`.
// Source: actions/toolkit, packages/core/src/command.ts, escapeProperty.
func CommandProperty(value string) string { return property.Replace(value) }

var (
	data     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
