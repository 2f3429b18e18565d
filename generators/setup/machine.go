package setup

import (
	"cmp"
	_ "embed"
	"fmt"
	"strings"

	"devgen.dev/devgen/generators/internal/comment"
	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/generators/internal/powershell"
	"devgen.dev/devgen/generators/internal/shell"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

var (
	//go:embed machine.sh
	machineFunctions string
	//go:embed machine.ps1
	machineFunctionsPS string
)

// aboutMachine says what the scripts do for this project.
func aboutMachine(p *spec.Project, e *spec.Environment) string {
	text := "Prepares this machine for work on the project: looks for the tools that it needs, makes " + e.EnvFile
	for _, t := range tasksToRun(p) {
		text += map[string]string{
			"restore": ", fetches the dependencies", "up": ", starts the engines and waits until they are healthy", "migrate": ", applies migrations",
		}[t.Name]
	}
	return text + ". Overwrites nothing, so it can be run again at any time."
}

// tool is a program that a developer's machine needs.
type tool struct {
	name, what, version   string
	linux, macos, windows string // how it is installed
	check, checkPS        string // prints its version, in sh and in PowerShell; checkPS "" = the same in both
	onlyWhere             string // "sh": PowerShell does without it
}

// machine returns the scripts, for a project that somebody develops.
func machine(p *spec.Project) []tree.File {
	e := p.HostEnvironment()
	if e == nil || len(p.BuiltServices()) == 0 {
		return nil
	}
	return []tree.File{
		{Path: spec.SetupScript, Own: tree.Whole, Exec: true, Body: []byte(machineShell(p, e))},
		{Path: spec.SetupScriptPS, Own: tree.Whole, Body: []byte(machinePowerShell(p, e))},
	}
}

// tools lists what the project needs: git and Docker, then the stacks' tools where programs run on the machine itself,
// then the spec's own.
func tools(p *spec.Project, e *spec.Environment) []tool {
	list := []tool{
		{name: "git", what: "version control", linux: "sudo apt-get install git", macos: "brew install git", windows: "winget install Git.Git", check: "git --version"},
		{name: "docker", what: "containers", linux: "https://docs.docker.com/engine/install", macos: "brew install --cask docker", windows: "winget install Docker.DockerDesktop", check: "docker --version"},
		{name: "docker compose", what: "the stack of containers", version: "2.24", linux: "https://docs.docker.com/compose/install", macos: "brew install docker-compose", windows: "winget install Docker.DockerDesktop", check: "docker compose version"},
		{name: "make", what: "the project's commands", linux: "sudo apt-get install make", macos: "xcode-select --install", check: "make --version", onlyWhere: "sh"},
	}
	if e.RunsOn == spec.Host {
		for _, stack := range p.Stacks {
			for _, t := range stack.Tools {
				list = append(list, stackTool(t))
			}
		}
	}
	for _, t := range p.Setup.Tools {
		list = append(list, ownTool(t))
	}
	return list
}

// ownTool is one that the spec names. How it tells its version is not known, so that it is there has to do.
func ownTool(t spec.Tool) tool {
	own := installed(t)
	own.check = shell.Join([]string{"sh", "-c", "command -v " + t.Name + " >/dev/null"})
	own.checkPS = "$null = Get-Command -Name " + powershell.Quote(t.Name) + " -ErrorAction Stop"
	return own
}

func stackTool(t spec.Tool) tool {
	s := installed(t)
	s.version, s.check, s.checkPS = t.Version, t.Check, t.CheckPwsh
	return s
}

// installed is a tool with how it is installed.
func installed(t spec.Tool) tool {
	s := tool{name: t.Name, what: t.Help}
	for _, i := range t.Install {
		switch i.Name {
		case "debian":
			s.linux = i.Value
		case "macos":
			s.macos = i.Value
		case "windows":
			s.windows = i.Value
		}
	}
	return s
}

// tasksToRun are the project's own tasks that make a fresh clone ready, those that it has.
func tasksToRun(p *spec.Project) []*spec.Task {
	var list []*spec.Task
	for _, name := range []string{"restore", "up", "migrate"} {
		if t := p.TaskNamed(name); t != nil && len(t.Args) == 0 {
			list = append(list, t)
		}
	}
	return list
}

// nextSteps are the tasks that people begin with, and what they can open.
func nextSteps(p *spec.Project) []*spec.Task {
	var list []*spec.Task
	for _, name := range []string{"dev", "dev-docker", "test", "seed"} {
		if t := p.TaskNamed(name); t != nil {
			list = append(list, t)
		}
	}
	return list
}

// setupOption is what a caller may ask for: rows in the database, in a project that has some.
func setupOption(p *spec.Project) *spec.Task {
	return p.TaskNamed("seed")
}

// aboutOption explains it.
func aboutOption(t *spec.Task) string { return sentence(t.Help) + " as well." }

func machineShell(p *spec.Project, e *spec.Environment) string {
	var b strings.Builder
	b.WriteString("#!/bin/sh\n" + header.Hash(p.SpecFile) + "#\n")
	for _, line := range comment.Lines(aboutMachine(p, e), 118) {
		b.WriteString("# " + line + "\n")
	}
	b.WriteString("\nset -eu\n\n" + machineUsage(p, e) + "\n" + machineFunctions + "\n" + machineArguments(p))
	b.WriteString("\nCDPATH='' cd -- \"$(dirname -- \"$0\")/..\"\ngaps=0\ndoing=''\ntrap finish EXIT\n\nstep 'Tools'\n")
	b.WriteString("if [ \"$(id -u)\" -eq 0 ]; then\n  note 'this runs as root, so what it makes belongs to root; your own user is enough'\nfi\n")
	for _, t := range tools(p, e) {
		b.WriteString(shell.Join([]string{"need", t.name, t.what, t.version, t.linux, t.macos}) + " " + t.check + "\n")
	}
	b.WriteString("if [ \"$gaps\" -gt 0 ]; then\n  fail \"install what is missing ($gaps), then run it again\"\nfi\ndocker_answers\n")
	b.WriteString("\nstep " + shell.Quote("Settings: "+e.EnvFile) + "\n./" + spec.EnvScript + " " + shell.Quote(e.Name) + "\n")
	for _, t := range tasksToRun(p) {
		b.WriteString("\nstep " + shell.Quote(t.Help) + "\nmake " + t.Name + "\n")
	}
	b.WriteString(hooksShell(p))
	if t := setupOption(p); t != nil {
		b.WriteString("\nif [ \"$" + t.Name + "\" = yes ]; then\n  step " + shell.Quote(t.Help) + "\n  make " + t.Name + "\nfi\n")
	}
	b.WriteString("\nstep 'Ready'\n")
	for _, t := range nextSteps(p) {
		b.WriteString("printf '  %-16s %s\\n' " + shell.Quote("make "+t.Name) + " " + shell.Quote(t.Help) + "\n")
	}
	for _, l := range p.URLs() {
		b.WriteString("printf '  %-16s %s\\n' " + shell.Quote(l.Title) + " " + shell.Quote(l.URL) + "\n")
	}
	return b.String()
}

func machineUsage(p *spec.Project, e *spec.Environment) string {
	var b strings.Builder
	b.WriteString("usage() {\n  cat <<'END'\nUsage: " + spec.SetupScript)
	option := setupOption(p)
	if option != nil {
		b.WriteString(" [--" + option.Name + "]")
	}
	b.WriteString("\n\n")
	for _, line := range comment.Lines(aboutMachine(p, e), 78) {
		b.WriteString(line + "\n")
	}
	if option != nil {
		b.WriteString("\n  --" + option.Name + "  " + aboutOption(option) + "\n")
	}
	b.WriteString("END\n}\n")
	return b.String()
}

// machineArguments reads the command line.
func machineArguments(p *spec.Project) string {
	before, option := "", ""
	if t := setupOption(p); t != nil {
		before, option = t.Name+"=no\n", "  --"+t.Name+") "+t.Name+"=yes ;;\n"
	}
	return before + "case ${1-} in\n  '') ;;\n" + option + "  -h | --help)\n    usage\n    exit 0\n    ;;\n  *)\n    usage >&2\n    exit 2\n    ;;\nesac\n"
}

func machinePowerShell(p *spec.Project, e *spec.Environment) string {
	var b strings.Builder
	b.WriteString(header.Hash(p.SpecFile) + "\n<#\n.SYNOPSIS\n    Prepares this machine for work on the project.\n.DESCRIPTION\n")
	for _, line := range comment.Lines(aboutMachine(p, e), 110) {
		b.WriteString("    " + helpText(line) + "\n")
	}
	parameters := "param()"
	option := setupOption(p)
	if option != nil {
		name := strings.ToUpper(option.Name[:1]) + option.Name[1:]
		b.WriteString(".PARAMETER " + name + "\n    " + helpText(comment.Visible(aboutOption(option))) + "\n")
		parameters = "param([switch]$" + name + ")"
	}
	b.WriteString("#>\n[CmdletBinding()]\n" + parameters + "\n\nSet-StrictMode -Version Latest\n$ErrorActionPreference = 'Stop'\n\n" + machineFunctionsPS)
	b.WriteString(powershellTrap + "\nWrite-Step 'Tools'\nShow-Administrator\n")
	for _, t := range tools(p, e) {
		if t.onlyWhere != "sh" {
			fmt.Fprintf(&b, "Assert-Tool %s %s %s %s { %s }\n", powershell.Quote(t.name), powershell.Quote(t.what), powershell.Quote(t.version), powershell.Quote(t.windows), cmp.Or(t.checkPS, t.check))
		}
	}
	b.WriteString("if ($Gaps -gt 0) { Exit-WithReason \"install what is missing ($Gaps), then run it again\" }\nAssert-Docker\n")
	fmt.Fprintf(&b, "\nWrite-Step %s\n$global:LASTEXITCODE = 0\n& (Join-Path $PSScriptRoot 'env.ps1') -Environment %s\n", powershell.Quote("Settings: "+e.EnvFile), powershell.Quote(e.Name))
	b.WriteString("if ($LASTEXITCODE -ne 0) { exit 1 } # it has said why\n")
	b.WriteString("\n. (Join-Path $PSScriptRoot 'ps-aliases.ps1')\n")
	for _, t := range tasksToRun(p) {
		fmt.Fprintf(&b, "Write-Step %s\n%s\n", powershell.Quote(t.Help), t.PowerShellName())
	}
	b.WriteString(hooksPowerShell(p))
	if option != nil {
		fmt.Fprintf(&b, "if ($%s) {\n    Write-Step %s\n    %s\n}\n", option.Name, powershell.Quote(option.Help), option.PowerShellName())
	}
	b.WriteString("\nWrite-Step 'Ready'\n")
	for _, t := range nextSteps(p) {
		fmt.Fprintf(&b, "Write-Host ('  {0,-16} {1}' -f %s, %s)\n", powershell.Quote(t.PowerShellName()), powershell.Quote(t.Help))
	}
	for _, l := range p.URLs() {
		fmt.Fprintf(&b, "Write-Host ('  {0,-16} {1}' -f %s, %s)\n", powershell.Quote(l.Title), powershell.Quote(l.URL))
	}
	return b.String()
}

// powershellTrap names the step that another program has failed in: the project's commands throw then.
const powershellTrap = `
Set-Location (Split-Path -Parent $PSScriptRoot)
$Gaps = 0
$Doing = ''
trap {
    Write-Host "  $_"
    Exit-WithReason "${Doing}: see above, and docs/TROUBLESHOOTING.md; then run this again"
}
`

// sentence begins a text with a capital, and leaves out a full stop at its end.
func sentence(text string) string {
	text = strings.TrimSuffix(strings.Join(strings.Fields(text), " "), ".")
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
