package tasks

import (
	"strings"

	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/generators/internal/powershell"
	"devgen.dev/devgen/spec"
)

// installBody writes the script that loads the commands in every session of the user.
func installBody(p *spec.Project) []byte {
	s := &script{project: p}
	s.line(strings.TrimSuffix(header.Hash(p.SpecFile), "\n"))
	help := &spec.Task{Name: spec.HelpTask}
	s.text(strings.NewReplacer("MARK", powershell.Quote("# commands of "+p.Name), "HELP", help.PowerShellName()).Replace(installer))
	return s.bytes()
}

// installer keeps the rest of a profile to the byte when it installs: it only adds a line. The mark at its end says
// which line is whose, also after the repository has moved.
const installer = `
<#
.SYNOPSIS
    Loads the project's commands in every PowerShell session of this user.
.DESCRIPTION
    Adds one line to the profile, $PROFILE. Doing it twice adds nothing; after the repository has moved, the line moves too.
.PARAMETER Uninstall
    Takes the line out again.
.EXAMPLE
    ./scripts/install-aliases.ps1
.EXAMPLE
    ./scripts/install-aliases.ps1 -Uninstall
#>
[CmdletBinding()]
param([switch]$Uninstall)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$file = $PROFILE.CurrentUserAllHosts
$mark = MARK
$aliases = Join-Path -Path $PSScriptRoot -ChildPath 'ps-aliases.ps1'
$wanted = ". '" + $aliases.Replace("'", "''") + "' " + $mark

$lines = @()
if (Test-Path -LiteralPath $file) { $lines = @(Get-Content -LiteralPath $file) }
$others = @($lines | Where-Object { -not $_.EndsWith($mark) })

if ($Uninstall) {
    if ($others.Count -eq $lines.Count) { Write-Output "Nothing to remove: $file"; return }
    Set-Content -LiteralPath $file -Value $others -Encoding UTF8
    Write-Output "Removed from $file; open sessions keep the commands."
    return
}

if ($lines -contains $wanted) { Write-Output "Installed already: $file"; return }
if ($others.Count -ne $lines.Count) { Set-Content -LiteralPath $file -Value $others -Encoding UTF8 }
if (-not (Test-Path -LiteralPath $file)) { New-Item -ItemType File -Force -Path $file | Out-Null }
# The line break in front ends a last line that has none.
Add-Content -LiteralPath $file -Value ([Environment]::NewLine + $wanted) -Encoding UTF8
Write-Output "Installed in $file. New sessions have the commands; in this one: . '$aliases'"
Write-Output 'HELP lists them.'

if (@('Restricted', 'AllSigned') -contains (Get-ExecutionPolicy).ToString()) {
    Write-Output 'This machine runs no scripts of yours yet: Set-ExecutionPolicy -Scope CurrentUser -ExecutionPolicy RemoteSigned'
}
`
