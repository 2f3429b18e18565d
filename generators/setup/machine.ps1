function Write-Step {
    param([string]$Text)
    Write-Host ''
    Write-Host $Text -ForegroundColor White
}

function Write-Good {
    param([string]$Text)
    Write-Host "  ok       $Text" -ForegroundColor Green
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

# The tool is here, in the version or a newer one; the check prints it.
function Assert-Tool {
    param([string]$Name, [string]$What, [string]$Wanted, [string]$Install, [scriptblock]$Check)
    $text = ''
    $old = $ErrorActionPreference
    $ErrorActionPreference = 'Continue'
    try { $global:LASTEXITCODE = 0; $text = (& $Check 2>&1 | Out-String) } catch { $global:LASTEXITCODE = 1 }
    $ErrorActionPreference = $old
    if ($global:LASTEXITCODE -ne 0) { Add-Missing "$Name ($What) is missing" $Install; return }
    $found = ''
    if ($text -match '([0-9]+(\.[0-9]+)*)') { $found = $Matches[1] }
    if ($Wanted -ne '' -and -not (Test-Version $found $Wanted)) {
        Add-Missing "$Name is $found, $Wanted or newer is needed" $Install
        return
    }
    Write-Good ("$Name $found".Trim())
}

# Stops if the program before has failed.
function Assert-Success {
    param([string]$Text)
    if ($LASTEXITCODE -ne 0) { Exit-WithReason $Text }
}
