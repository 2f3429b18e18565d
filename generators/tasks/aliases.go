package tasks

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/generators/internal/powershell"
	"devgen.dev/devgen/spec"
)

// script is a PowerShell script in the making.
type script struct {
	project *spec.Project
	out     strings.Builder
	indent  int
}

// line adds a line of code at the present depth; empty lines have no blanks.
func (s *script) line(text string) {
	if text != "" {
		s.out.WriteString(strings.Repeat("    ", s.indent))
	}
	s.out.WriteString(text + "\n")
}

// block adds an opening line, what body writes one level deeper, and the closing line.
func (s *script) block(opening string, body func()) {
	s.line(opening)
	s.indent++
	body()
	s.indent--
	s.line("}")
}

// text adds lines as they are, with PREFIX replaced by the project's name.
func (s *script) text(lines string) {
	for line := range strings.Lines(strings.ReplaceAll(lines, "PREFIX", prefix(s.project))) {
		s.line(strings.TrimSuffix(line, "\n"))
	}
}

// bytes is the file. Windows PowerShell 5.1 takes a file for ANSI unless it starts with a byte order mark, so a script
// that a text of the spec has brought beyond ASCII has one.
func (s *script) bytes() []byte {
	text := s.out.String()
	if strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
		text = "\ufeff" + text
	}
	return []byte(text)
}

// prefix sets this project's functions apart from those of others in the same session: my-shop becomes MyShop.
func prefix(p *spec.Project) string { return pascal(p.Name) }

func pascal(name string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(name, "-") {
		if part != "" {
			b.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	return b.String()
}

// function names the function of a task: a verb that PowerShell approves and a noun in the singular, whatever the task
// is called. Functions that are no task have other verbs.
func function(p *spec.Project, task string) string {
	return "Invoke-" + prefix(p) + pascal(task) + "Task"
}

// aliasesBody writes a function for every task and the name that people type for it.
func aliasesBody(p *spec.Project) []byte {
	s := &script{project: p}
	s.line(strings.TrimSuffix(header.Hash(p.SpecFile), "\n"))
	s.text(introduction)
	help := &spec.Task{Name: spec.HelpTask}
	s.text(strings.ReplaceAll(loadText, "HELP", help.PowerShellName()))
	s.text(taskFunctions)
	if anyStep(p, func(s spec.Step) bool { return s.Env != nil }) {
		s.text(environmentFunctions)
	}
	if anyStep(p, func(s spec.Step) bool { return s.Venv != "" }) {
		s.text(venvFunction)
	}
	if slices.ContainsFunc(p.Tasks, func(t *spec.Task) bool { return len(t.Args) > 0 }) {
		s.text(argumentFunction)
	}
	if slices.ContainsFunc(p.Tasks, func(t *spec.Task) bool { return t.Confirm }) {
		s.text(confirmFunction)
	}
	s.helpFunction(help)
	for _, t := range p.Tasks {
		s.task(t)
	}
	return s.bytes()
}

const introduction = `#
# The tasks of the Makefile as PowerShell commands, for Windows PowerShell 5.1 and PowerShell 7.
`

const loadText = `#
#   . ./scripts/ps-aliases.ps1       for this session
#   ./scripts/install-aliases.ps1    for every session
#   HELP                        lists the commands
`

// taskFunctions run tasks and their steps. Names of their variables carry the project's name: a step sees them, and must not
// take them for its own. Source: about_Scopes (a script block reads the variables of its callers).
const taskFunctions = `
# Runs a task from the repository's root, in strict mode, and leaves the session as it was.
function Use-PREFIXTask {
    param([scriptblock]$PREFIXSteps)
    Set-StrictMode -Version Latest
    $ErrorActionPreference = 'Stop'
    Push-Location -LiteralPath (Split-Path -Parent $PSScriptRoot)
    try { & $PREFIXSteps } finally { Pop-Location }
}

# Runs one step in a folder, and fails if its program does.
function Use-PREFIXStep {
    param([scriptblock]$PREFIXStep, [string]$PREFIXFolder = '.')
    Push-Location -LiteralPath $PREFIXFolder
    try {
        Set-Variable -Scope Global -Name LASTEXITCODE -Value 0
        & $PREFIXStep
        if ($LASTEXITCODE -ne 0) { throw "Exit code ${LASTEXITCODE}: $PREFIXStep" }
    }
    finally { Pop-Location }
}
`

const environmentFunctions = `
# Runs steps with the variables of an environment's file, as containers get them, and puts the old values back.
function Use-PREFIXEnvironment {
    param([string]$PREFIXFile, [scriptblock]$PREFIXSteps, [hashtable]$PREFIXMore = @{})
    $PREFIXBefore = Import-PREFIXVariable $PREFIXFile
    foreach ($PREFIXName in $PREFIXMore.Keys) {
        if (-not $PREFIXBefore.ContainsKey($PREFIXName)) { $PREFIXBefore[$PREFIXName] = [Environment]::GetEnvironmentVariable($PREFIXName) }
        [Environment]::SetEnvironmentVariable($PREFIXName, $PREFIXMore[$PREFIXName])
    }
    try { & $PREFIXSteps }
    finally {
        foreach ($PREFIXName in $PREFIXBefore.Keys) {
            [Environment]::SetEnvironmentVariable($PREFIXName, $PREFIXBefore[$PREFIXName])
        }
    }
}

# Sets the variables of an environment's file, and returns what they were.
function Import-PREFIXVariable {
    param([string]$File)
    $before = @{}
    if (-not (Test-Path -LiteralPath $File)) { return $before }
    foreach ($line in (Get-Content -LiteralPath $File -Encoding UTF8)) {
        if ($line -notmatch '^([A-Za-z_][A-Za-z0-9_]*)=(.*)$') { continue }
        $name = $Matches[1]
        $value = $Matches[2].Trim()
        if ($value -match '^''(.*)''$' -or $value -match '^"(.*)"$') { $value = $Matches[1] }
        if (-not $before.ContainsKey($name)) { $before[$name] = [Environment]::GetEnvironmentVariable($name) }
        [Environment]::SetEnvironmentVariable($name, $value)
    }
    return $before
}
`

const venvFunction = `
# Runs a step with the programs of a virtual environment before the machine's, and puts the old path back.
function Use-PREFIXVenv {
    param([string]$PREFIXFolder, [scriptblock]$PREFIXStep)
    $PREFIXPath = $env:PATH
    $PREFIXVenv = Join-Path -Path (Get-Location).Path -ChildPath $PREFIXFolder
    $env:PATH = ("$PREFIXVenv/Scripts", "$PREFIXVenv/bin", $env:PATH) -join [IO.Path]::PathSeparator
    try { & $PREFIXStep } finally { $env:PATH = $PREFIXPath }
}
`

const argumentFunction = `
# Fails unless an argument has a value.
function Assert-PREFIXArgument {
    param([string]$Command, [string]$Name, [string]$Value)
    if ($Value -eq '') { throw "Missing: $Command -$Name ..." }
}
`

const confirmFunction = `
# Asks before a task that cannot be taken back; $env:YES = '1' answers for scripts.
function Confirm-PREFIXTask {
    param([string]$Question)
    if ($env:YES -eq '1') { return }
    if ((Read-Host "$Question [y/N]") -ne 'y') { throw 'Nothing done.' }
}
`

// helpFunction lists the commands.
func (s *script) helpFunction(help *spec.Task) {
	typed := func(t *spec.Task) string {
		text := t.PowerShellName()
		for _, arg := range t.Args {
			text += " -" + arg + " ..."
		}
		return text
	}
	s.line("")
	s.line("# List the commands")
	s.block("function "+function(s.project, spec.HelpTask)+" {", func() {
		s.line("Write-Output @(")
		s.indent++
		for _, line := range helpLines(s.project, oneLine(s.project.Title)+": commands", typed) {
			s.line(powershell.Quote(line))
		}
		s.indent--
		s.line(")")
	})
	s.alias(help)
}

func (s *script) alias(t *spec.Task) {
	s.line(fmt.Sprintf("Set-Alias -Name %s -Value %s", t.PowerShellName(), function(s.project, t.Name)))
}

// task writes the function of a task: its arguments, its question, its steps.
func (s *script) task(t *spec.Task) {
	s.line("")
	s.line("# " + oneLine(t.Help))
	s.block("function "+function(s.project, t.Name)+" {", func() {
		s.parameters(t)
		if t.Confirm {
			s.line("Confirm-" + prefix(s.project) + "Task " + powershell.Quote(oneLine(t.Help)+"?"))
		}
		s.block("Use-"+prefix(s.project)+"Task {", func() { s.steps(t) })
	})
	s.alias(t)
}

func (s *script) parameters(t *spec.Task) {
	if len(t.Args) == 0 {
		return
	}
	s.line("param([string]$" + strings.Join(t.Args, ", [string]$") + ")")
	for _, arg := range t.Args {
		s.line(fmt.Sprintf("Assert-%sArgument -Command %s -Name %s -Value $%s", prefix(s.project), t.PowerShellName(), arg, arg))
	}
}

func (s *script) steps(t *spec.Task) {
	first, guarded, always := cleansUp(t)
	for _, step := range first {
		s.step(t, step)
	}
	if len(always) == 0 {
		return
	}
	s.block("try {", func() {
		for _, step := range guarded {
			s.step(t, step)
		}
	})
	s.block("finally {", func() {
		for _, step := range always {
			s.step(t, step)
		}
	})
}

func (s *script) step(t *spec.Task, step spec.Step) {
	switch {
	case step.Task != "":
		s.call(step.Task)
	case step.Say != "":
		s.line("Write-Output " + powershell.Quote(oneLine(step.Say)))
	case step.Env != nil:
		s.block(fmt.Sprintf("Use-%sEnvironment %s%s {", prefix(s.project), powershell.Quote(step.Env.EnvFile), s.more(step.With)), func() { s.command(t, step) })
	default:
		s.command(t, step)
	}
}

// more names the variable that a step gets beside those of its environment's file.
func (s *script) more(v spec.Pair) string {
	if v.Name == "" {
		return ""
	}
	return fmt.Sprintf(" -%sMore @{ %s = %s }", prefix(s.project), v.Name, powershell.Quote(v.Value))
}

// call runs another task, with the arguments that it has.
func (s *script) call(name string) {
	text := function(s.project, name)
	for _, arg := range s.project.TaskNamed(name).Args {
		text += " -" + arg + " $" + arg
	}
	s.line(text)
}

// command runs a step's program, or the user's own PowerShell, which may have several lines.
func (s *script) command(t *spec.Task, step spec.Step) {
	code := strings.TrimSpace(code(t, step))
	if step.Venv != "" {
		gap := " "
		if strings.Contains(code, "\n") {
			gap = "\n"
		}
		code = "Use-" + prefix(s.project) + "Venv " + powershell.Quote(step.Venv) + " {" + gap + code + gap + "}"
	}
	opening := "Use-" + prefix(s.project) + "Step "
	if step.Dir != "" {
		opening += "-" + prefix(s.project) + "Folder " + powershell.Quote(step.Dir) + " "
	}
	if !strings.Contains(code, "\n") {
		s.line(opening + "{ " + code + " }")
		return
	}
	s.block(opening+"{", func() {
		// As it stands: a here-string must not be indented.
		s.out.WriteString(code + "\n")
	})
}

// code returns a step as PowerShell.
func code(t *spec.Task, step spec.Step) string {
	switch {
	case step.Compose != nil:
		return composeCode(step.Compose)
	case step.Pwsh != "":
		return strings.ReplaceAll(step.Pwsh, "\r\n", "\n")
	}
	if translated, ok := powershell.Translate(step.Run, t.Args); ok {
		return translated
	}
	return step.Run
}

// composeCode calls docker compose. PowerShell has no `<`, and before version 6 sends ASCII to programs.
func composeCode(c *spec.ComposeStep) string {
	command, ok := powershell.Command(composeWords(c))
	if !ok {
		return "throw " + powershell.Quote("PowerShell cannot pass the arguments of this command. Use make.")
	}
	if c.Input == "" {
		return command
	}
	return fmt.Sprintf("$OutputEncoding = New-Object System.Text.UTF8Encoding $false; Get-Content -Raw -Encoding UTF8 -LiteralPath %s | %s", powershell.Quote(c.Input), command)
}
