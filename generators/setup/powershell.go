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

var (
	//go:embed functions.ps1
	powershellFunctions string
	//go:embed see.ps1
	powershellSee string
	//go:embed see_files.ps1
	powershellSeeFiles string
)

// powershellScript is the script for Windows PowerShell 5.1 and PowerShell 7.
func powershellScript(p *spec.Project, plans []plan) []byte {
	work := powershellEnvironments(plans) + powershellStart(p) + powershellWork(plans) + powershellRules(p, plans) + powershellEnd
	functions := used(powershellFunctions+"\n"+seeing(plans, powershellSee, powershellSeeFiles), work)
	return []byte(header.Hash(p.SpecFile) + "\n" + powershellHelp(plans) + "\n" + powershellParameters(plans) +
		"\nSet-StrictMode -Version Latest\n$ErrorActionPreference = 'Stop'\n\n" + functions + "\n" + work)
}

// powershellEnvironments names the files of each environment.
func powershellEnvironments(plans []plan) string {
	var b strings.Builder
	b.WriteString("$Root = Split-Path -Parent $PSScriptRoot\n")
	if keepsFiles(plans) {
		b.WriteString("$SecretsFolder = Join-Path $Root 'secrets'\n$SecretFiles = @()\n")
	}
	b.WriteString("switch ($Environment) {\n")
	for _, pl := range plans {
		b.WriteString("    " + powershell.Quote(pl.env.Name) + " {\n")
		b.WriteString("        $Template = " + powershell.Quote(pl.env.Template) + "\n        $FileName = " + powershell.Quote(pl.env.EnvFile) + "\n")
		if len(pl.files) > 0 {
			b.WriteString("        $SecretFiles = " + list(pl.files) + "\n")
		}
		b.WriteString("    }\n")
	}
	b.WriteString("}\n")
	return b.String()
}

func powershellStart(p *spec.Project) string {
	return `$File = Join-Path $Root $FileName
$TemplateLines = Read-Template
$SecretNames = ` + list(secretNames(p)) + `
$Problems = 0
`
}

// list writes texts as an array.
func list(texts []string) string {
	var quoted []string
	for _, text := range texts {
		quoted = append(quoted, powershell.Quote(text))
	}
	return "@(" + strings.Join(quoted, ", ") + ")"
}

// powershellWork makes the file, by environment; a check only reads it.
func powershellWork(plans []plan) string {
	var b strings.Builder
	b.WriteString("\nif ($Check) {\n    Assert-File\n    foreach ($line in Get-NewLine) {\n        Add-Problem \"missing: $($line.Split('=')[0]) in ${FileName}: $Template has it, and " + spec.EnvScriptPS + " $Environment adds it\"\n    }\n    Show-Unknown\n} else {\n    switch ($Environment) {\n")
	for _, pl := range plans {
		b.WriteString("        " + powershell.Quote(pl.env.Name) + " {\n")
		b.WriteString("            Initialize-File" + hashtable(pl.windows) + "\n")
		for _, s := range pl.steps {
			for _, line := range powershellStep(s) {
				b.WriteString("            " + line + "\n")
			}
		}
		b.WriteString("        }\n")
	}
	b.WriteString("    }\n}\n")
	return b.String()
}

// powershellRules checks the values: first what holds everywhere, then what holds for paths of this machine.
func powershellRules(p *spec.Project, plans []plan) string {
	var b strings.Builder
	b.WriteString("\n# What must be true of the values. A variable that the environment does not have is passed over.\n")
	for _, r := range rules(p) {
		b.WriteString(powershellRule(r) + "\n")
	}
	for _, pl := range plans {
		if len(pl.paths) == 0 {
			continue
		}
		b.WriteString("if ($Environment -eq " + powershell.Quote(pl.env.Name) + ") {\n")
		for _, r := range pl.paths {
			b.WriteString("    " + powershellRule(r) + "\n")
		}
		b.WriteString("}\n")
	}
	return b.String()
}

var powershellRuleNames = map[ruleKind]string{
	isSet: "Confirm-Value", isConnection: "Confirm-Connection", isBool: "Confirm-Bool", isInt: "Confirm-Int", isNumber: "Confirm-Number",
	isOneOf: "Confirm-Choice", isURL: "Confirm-Url", isLike: "Confirm-Match", isLong: "Confirm-Length", isFolder: "Confirm-Folder", isPath: "Confirm-Path",
}

// powershellRule calls the function of a rule. What a rule has any number of goes as one array.
func powershellRule(r rule) string {
	words := r.words
	if r.other != nil {
		words = r.other
	}
	text := powershellRuleNames[r.kind] + " " + powershell.Quote(r.name)
	fixed := map[ruleKind]int{isOneOf: 0, isConnection: 2}
	n, variadic := fixed[r.kind]
	if !variadic {
		n = len(words)
	}
	for _, w := range words[:n] {
		text += " " + powershell.Quote(w)
	}
	if variadic {
		text += " " + list(words[n:])
	}
	return text
}

const powershellEnd = `
if ($Problems -gt 0) {
    Exit-WithReason "${FileName}: values that do not fit: $Problems. Set them and run it again"
}
if ($Check) {
    Show-Line "${FileName}: every value fits"
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
	b.WriteString(".PARAMETER Check\n    Makes and changes nothing: only checks the values.\n")
	b.WriteString(".EXAMPLE\n    scripts/env.ps1 -Environment " + plans[0].env.Name + "\n.EXAMPLE\n    scripts/env.ps1 -Environment " + plans[0].env.Name + " -Check\n#>\n")
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
		strings.Join(names, ", ") + ")]\n    [string]$Environment,\n    [switch]$Check\n)\n"
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
