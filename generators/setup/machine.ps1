# Tells what comes next.
function Write-Step {
    param([string]$Text)
    $script:Doing = $Text
    Write-Host ''
    Write-Host $Text -ForegroundColor White
}

function Write-Good {
    param([string]$Text)
    Write-Host "  ok       $Text" -ForegroundColor Green
}

function Write-Note {
    param([string]$Text)
    Write-Host "  note     $Text"
}

# Says what went wrong and stops.
function Exit-WithReason {
    param([string]$Text)
    Write-Host "  failed   $Text" -ForegroundColor Red
    exit 1
}

# Goes on, so that one run tells of everything.
function Add-Missing {
    param([string]$Text, [string]$Install)
    $script:Gaps++
    Write-Host "  missing  $Text" -ForegroundColor Red
    if ($Install -ne '') { Write-Host "           $Install" }
}

# Whether a version is the wanted one or newer, part by part.
function Test-Version {
    param([string]$Found, [string]$Wanted)
    $f = @($Found.Split('.')); $w = @($Wanted.Split('.'))
    for ($i = 0; $i -lt $w.Count; $i++) {
        $have = 0; if ($i -lt $f.Count) { [void][int]::TryParse($f[$i], [ref]$have) }
        $want = 0; [void][int]::TryParse($w[$i], [ref]$want)
        if ($have -gt $want) { return $true }
        if ($have -lt $want) { return $false }
    }
    return $true
}

# What a program prints, its errors included, and $global:LASTEXITCODE. Windows PowerShell 5.1 would take a line on the
# error stream for an error of the script.
function Get-Output {
    param([scriptblock]$Command)
    $ErrorActionPreference = 'Continue'
    $global:LASTEXITCODE = 0
    try { & $Command 2>&1 | ForEach-Object { "$_" } | Out-String } catch { $global:LASTEXITCODE = 1; "$_" }
}

# The tool is here, in the version or a newer one; the check prints it.
function Assert-Tool {
    param([string]$Name, [string]$What, [string]$Wanted, [string]$Install, [scriptblock]$Check)
    $text = Get-Output $Check
    if ($global:LASTEXITCODE -ne 0) { Add-Missing "$Name ($What) is missing" $Install; return }
    $found = ''
    if ($text -match '([0-9]+(\.[0-9]+)*)') { $found = $Matches[1] }
    if ($Wanted -ne '' -and -not (Test-Version $found $Wanted)) {
        Add-Missing "$Name is $found, $Wanted or newer is needed" $Install
        return
    }
    Write-Good ("$Name $found".Trim())
}

# Docker's engine is running.
function Assert-Docker {
    $text = Get-Output { docker info }
    if ($global:LASTEXITCODE -ne 0) {
        Write-Host ('           ' + $text.Trim().Split("`n")[-1].Trim())
        Exit-WithReason 'Docker does not answer: start Docker Desktop, then run this again'
    }
    Write-Good 'Docker is running'
}

# Nothing here wants the rights of an administrator, and what they make is theirs.
function Show-Administrator {
    if ($env:OS -ne 'Windows_NT') { return }
    $user = New-Object Security.Principal.WindowsPrincipal ([Security.Principal.WindowsIdentity]::GetCurrent())
    if ($user.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
        Write-Note 'this runs as administrator; your own user is enough'
    }
}
