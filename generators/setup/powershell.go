package setup

import (
	_ "embed"
	"fmt"
	"strings"

	"devgen.dev/devgen/generators/internal/comment"
	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/generators/internal/powershell"
	"devgen.dev/devgen/spec"
)

//go:embed functions.ps1
var powershellFunctions string

// powershellScript is the script for Windows PowerShell 5.1 and PowerShell 7.
func powershellScript(p *spec.Project, plans []plan) []byte {
	work := powershellStart + powershellCases(plans)
	if asks(plans) {
		work = powershellStart + "$Gaps = 0\n" + powershellCases(plans) + powershellEnd
	}
	return []byte(header.Hash(p.SpecFile) + "\n" + powershellHelp(plans) + "\n" + powershellParameters(plans) +
		"\nSet-StrictMode -Version Latest\n$ErrorActionPreference = 'Stop'\n\n" + used(powershellFunctions, work) + "\n" + work)
}

const powershellStart = `$Root = Split-Path -Parent $PSScriptRoot
$SecretsFolder = Join-Path $Root 'secrets'
`

const powershellEnd = `
if ($Gaps -gt 0) {
    Exit-WithReason "values are missing: $Gaps. Set them and run it again"
}
`

// powershellHelp is what Get-Help shows.
func powershellHelp(plans []plan) string {
	var b strings.Builder
	b.WriteString("<#\n.SYNOPSIS\n    Makes the file of an environment.\n.DESCRIPTION\n")
	for _, line := range comment.Lines(about, 110) {
		b.WriteString("    " + line + "\n")
	}
	b.WriteString(".PARAMETER Environment\n")
	for _, pl := range plans { // on one line each: a line that begins with a dot would be a keyword
		line := pl.env.Name + " makes " + pl.target() + ": " + pl.env.Help
		b.WriteString("    " + helpText(strings.Join(strings.Fields(comment.Visible(line)), " ")) + "\n")
	}
	b.WriteString(".EXAMPLE\n    scripts/env.ps1 -Environment " + plans[0].env.Name + "\n#>\n")
	return b.String()
}

// helpText keeps a text from ending the comment that it stands in, and in ASCII: 5.1 reads a script in the machine's own
// code page.
func helpText(text string) string {
	return strings.Map(func(c rune) rune {
		if c > '~' {
			return '?'
		}
		return c
	}, strings.ReplaceAll(text, "#>", "# >"))
}

func powershellParameters(plans []plan) string {
	var names []string
	for _, pl := range plans {
		names = append(names, powershell.Quote(pl.env.Name))
	}
	return "[CmdletBinding()]\nparam(\n    [Parameter(Mandatory = $true, Position = 0)]\n    [ValidateSet(" +
		strings.Join(names, ", ") + ")]\n    [string]$Environment\n)\n"
}

// powershellCases is the work, by environment.
func powershellCases(plans []plan) string {
	var b strings.Builder
	b.WriteString("\nswitch ($Environment) {\n")
	for _, pl := range plans {
		b.WriteString("    " + powershell.Quote(pl.env.Name) + " {\n")
		b.WriteString("        Initialize-File " + powershell.Quote(pl.env.Template) + " " + powershell.Quote(pl.env.EnvFile) + hashtable(pl.windows) + "\n")
		for _, s := range pl.steps {
			for _, line := range powershellStep(s) {
				b.WriteString("        " + line + "\n")
			}
		}
		b.WriteString("    }\n")
	}
	b.WriteString("}\n")
	return b.String()
}

// hashtable is one more argument: values by name; nothing if there are none.
func hashtable(values []spec.Pair) string {
	if len(values) == 0 {
		return ""
	}
	var entries []string
	for _, v := range values {
		entries = append(entries, powershell.Quote(v.Name)+" = "+powershell.Quote(v.Value))
	}
	return " @{ " + strings.Join(entries, "; ") + " }"
}

func powershellStep(s step) []string {
	noun, name := noun(s.file), powershell.Quote(s.name)
	switch s.kind {
	case hex:
		return []string{"Complete-" + noun + " " + name + " { Get-RandomHex " + s.size + " }"}
	case base64:
		return []string{"Complete-" + noun + " " + name + " { Get-RandomBase64 " + s.size + " }"}
	case word:
		return []string{"Complete-" + noun + " " + name + " { Get-RandomWord " + s.size + " }"}
	case run:
		return []string{"Complete-" + noun + " " + name + " { Invoke-Maker " + powershell.Quote(s.text) + " }"}
	case ask:
		return []string{"Confirm-" + noun + " " + name + " " + powershell.Quote(comment.Visible(s.help))}
	case empty:
		return []string{"Initialize-Secret " + name}
	}
	return powershellComposition(s)
}

// noun tells the functions for variables from those for files.
func noun(file bool) string {
	if file {
		return "Secret"
	}
	return "Value"
}

// powershellComposition composes a value, unless one of its secrets is missing, which has been said by then.
func powershellComposition(s step) []string {
	var conditions, checks, texts []string
	for _, p := range s.secrets() {
		conditions = append(conditions, powershellRead(p))
		if len(s.part) > 1 { // else it is the whole value, and need not fit anything
			checks = append(checks, fmt.Sprintf("    %s %s %s", s.confirmation(), powershell.Quote(p.secret), powershellRead(p)))
		}
	}
	for _, p := range s.part {
		if p.secret == "" {
			texts = append(texts, powershell.Quote(p.text))
		} else {
			texts = append(texts, powershellRead(p))
		}
	}
	lines := append([]string{"if " + allOf(conditions) + " {"}, checks...)
	return append(lines, "    Join-"+noun(s.file)+" "+powershell.Quote(s.name)+" "+sum(texts), "}")
}

// sum joins texts, each an expression of its own.
func sum(texts []string) string {
	if len(texts) == 1 {
		return texts[0]
	}
	return "(" + strings.Join(texts, " + ") + ")"
}

// allOf joins conditions, each in parentheses of its own already.
func allOf(conditions []string) string {
	if len(conditions) == 1 {
		return conditions[0]
	}
	return "(" + strings.Join(conditions, " -and ") + ")"
}

// confirmation names the function that tells whether a secret can stand in the value.
func (s step) confirmation() string {
	if s.url {
		return "Confirm-UrlPart"
	}
	return "Confirm-TextPart"
}

func powershellRead(p part) string {
	return "(Get-" + noun(p.file) + " " + powershell.Quote(p.secret) + ")"
}
