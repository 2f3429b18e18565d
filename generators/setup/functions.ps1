# Shows what went wrong and stops.
function Exit-WithReason([string]$Reason) {
    [Console]::Error.WriteLine("scripts/env.ps1: $Reason")
    exit 1
}

# Shows progress on a stream of its own, so that functions can return values.
function Show-Line([string]$Text) {
    Write-Information -MessageData $Text -InformationAction Continue
}

# Says what only people can give, and goes on to find all of it.
function Add-Gap([string]$What) {
    [Console]::Error.WriteLine("  missing: $What")
    $script:Gaps++
}

# Makes the file from its template, with the values given for Windows if this is one; or adds to it what the template
# has come to hold since.
function Initialize-File([string]$Template, [string]$Name, [hashtable]$Windows = @{}) {
    $script:File = Join-Path $Root $Name
    $script:FileName = $Name
    $source = Join-Path $Root $Template
    if (-not (Test-Path -LiteralPath $source)) {
        Exit-WithReason "$Template is missing; devgen build writes it"
    }
    if (Test-Path -LiteralPath $File) {
        Show-Line "${Name}: is there, what is set in it stays"
        Add-Line $source
        return
    }
    Write-Text $File ([IO.File]::ReadAllText($source))
    Protect-Path $File '600'
    Show-Line "${Name}: made from $Template"
    if ($env:OS -eq 'Windows_NT') {
        foreach ($variable in $Windows.Keys) {
            Write-Value $variable $Windows[$variable]
        }
    }
}

# Adds the variables of the template that the file lacks.
function Add-Line([string]$Template) {
    foreach ($line in [IO.File]::ReadAllLines($Template)) {
        if ($line -match '^([A-Za-z_][A-Za-z0-9_]*)=' -and -not (Test-Variable $Matches[1])) {
            Write-Text $File ((Get-FileText) + $line + "`n")
            Show-Line "  $($Matches[1]): added from the template"
        }
    }
}

# The file's text, with a line end at its end.
function Get-FileText {
    $text = [IO.File]::ReadAllText($File)
    if ($text -and -not $text.EndsWith("`n", [StringComparison]::Ordinal)) {
        $text += "`n"
    }
    $text
}

# Writes a file as programs on every system read it: UTF-8 without a mark.
function Write-Text([string]$Path, [string]$Text) {
    [IO.File]::WriteAllText($Path, $Text, (New-Object System.Text.UTF8Encoding $false))
}

# Closes a path to other users. On Windows it inherits the rights of its folder.
function Protect-Path([string]$Path, [string]$Mode) {
    if ($env:OS -ne 'Windows_NT') {
        chmod $Mode $Path
    }
}

# Whether the file has a line for a variable.
function Test-Variable([string]$Name) {
    [bool]@([IO.File]::ReadAllLines($File) | Where-Object { $_.StartsWith("$Name=", [StringComparison]::Ordinal) })
}

# What the file holds for a variable, without quotes.
function Get-Value([string]$Name) {
    $value = ''
    foreach ($line in [IO.File]::ReadAllLines($File)) {
        if ($line.StartsWith("$Name=", [StringComparison]::Ordinal)) {
            $value = $line.Substring($Name.Length + 1)
        }
    }
    if ($value -match "^'(.*)'$" -or $value -match '^"(.*)"$') {
        return $Matches[1]
    }
    $value
}

# Puts a value on the variable's line, in a form that every reader of such files understands.
function Write-Value([string]$Name, [string]$Value) {
    if ($Value -match "['`r`n]") {
        Exit-WithReason "${Name}: a value with ' or a line break in it cannot be kept in $FileName"
    }
    if ($Value -match '[^A-Za-z0-9_./:@%+,=-]') {
        $Value = "'$Value'"
    }
    $found = $false
    $lines = foreach ($line in (Get-FileText).TrimEnd("`r", "`n") -split "`r?`n") {
        if ($line.StartsWith("$Name=", [StringComparison]::Ordinal)) {
            $found = $true
            "$Name=$Value"
        } else {
            $line
        }
    }
    if (-not $found) {
        $lines = @($lines) + "$Name=$Value"
    }
    Write-Text $File ((@($lines) -join "`n") + "`n")
}

# Gives a variable that is empty what the script block returns.
function Complete-Value([string]$Name, [scriptblock]$Maker) {
    if (Get-Value $Name) {
        return
    }
    $made = & $Maker
    if (-not $made) {
        Exit-WithReason "${Name}: nothing came out of $Maker"
    }
    Write-Value $Name $made
    Show-Line "  ${Name}: made"
}

# Reports a variable that is empty.
function Confirm-Value([string]$Name, [string]$Help) {
    if (-not (Get-Value $Name)) {
        Add-Gap "$Name in $FileName ($Help)"
    }
}

# Gives a variable that is empty a text that secrets stand in.
function Join-Value([string]$Name, [string]$Text) {
    $current = Get-Value $Name
    if (-not $current) {
        Write-Value $Name $Text
        Show-Line "  ${Name}: composed"
    } elseif ($current -cne $Text) {
        Show-Line "  ${Name}: kept, though its parts have changed; empty it to have it composed again"
    }
}

# What openssl rand -hex prints, without openssl.
function Get-RandomHex([int]$Count) {
    -join (Get-RandomByte $Count | ForEach-Object { $_.ToString('x2') })
}

# What openssl rand -base64 prints, on one line and without openssl.
function Get-RandomBase64([int]$Count) {
    [Convert]::ToBase64String([byte[]](Get-RandomByte $Count))
}

# Get-RandomBase64 without the signs that mean something in a URL.
function Get-RandomWord([int]$Count) {
    (Get-RandomBase64 $Count).Replace('+', '-').Replace('/', '_').TrimEnd('=')
}

# Random bytes that nobody can guess.
function Get-RandomByte([int]$Count) {
    $bytes = New-Object byte[] $Count
    $source = [Security.Cryptography.RandomNumberGenerator]::Create()
    $source.GetBytes($bytes)
    $source.Dispose()
    $bytes
}

# What a command of the spec prints.
function Invoke-Maker([string]$Command) {
    $lines = & ([scriptblock]::Create($Command))
    if ((Test-Path -LiteralPath variable:LASTEXITCODE) -and $LASTEXITCODE -ne 0) {
        Exit-WithReason "$Command failed with exit code $LASTEXITCODE"
    }
    $lines -join "`n"
}

# Refuses a secret that would change a URL that it stands in.
function Confirm-UrlPart([string]$Name, [string]$Value) {
    if ($Value -match '[^A-Za-z0-9._~-]') {
        Exit-WithReason "$Name stands in a URL: only letters, digits and . _ ~ - may be in it"
    }
}

# Refuses a secret that would change a connection that it stands in.
function Confirm-TextPart([string]$Name, [string]$Value) {
    if ($Value -match '[;''"\\\s]') {
        Exit-WithReason "$Name stands in a connection: no blank, quote, semicolon or backslash may be in it"
    }
}

# What the file under secrets/ holds.
function Get-Secret([string]$Name) {
    $path = Join-Path $SecretsFolder $Name
    if (Test-Path -LiteralPath $path) {
        return [IO.File]::ReadAllText($path)
    }
    ''
}

# Writes a file under secrets/, without a line end. The folder is closed to others; the file is open, because containers
# read it under users of their own.
function Write-Secret([string]$Name, [string]$Value) {
    if (-not (Test-Path -LiteralPath $SecretsFolder)) {
        [void][IO.Directory]::CreateDirectory($SecretsFolder)
        Protect-Path $SecretsFolder '700'
    }
    $path = Join-Path $SecretsFolder $Name
    Write-Text $path $Value
    Protect-Path $path '644'
}

# Makes a file under secrets/ that has no content.
function Complete-Secret([string]$Name, [scriptblock]$Maker) {
    if (Get-Secret $Name) {
        return
    }
    $made = & $Maker
    if (-not $made) {
        Exit-WithReason "secrets/${Name}: nothing came out of $Maker"
    }
    Write-Secret $Name $made
    Show-Line "  secrets/${Name}: made"
}

# Reports a file under secrets/ that has no content.
function Confirm-Secret([string]$Name, [string]$Help) {
    if (-not (Get-Secret $Name)) {
        Add-Gap "secrets/$Name ($Help)"
    }
}

# Makes a file under secrets/ of a text that other secrets stand in.
function Join-Secret([string]$Name, [string]$Text) {
    $current = Get-Secret $Name
    if (-not $current) {
        Write-Secret $Name $Text
        Show-Line "  secrets/${Name}: composed"
    } elseif ($current -cne $Text) {
        Show-Line "  secrets/${Name}: kept, though its parts have changed; remove it to have it composed again"
    }
}

# Makes the file of a secret that may be left out: docker compose wants one.
function Initialize-Secret([string]$Name) {
    if (-not (Test-Path -LiteralPath (Join-Path $SecretsFolder $Name))) {
        Write-Secret $Name ''
        Show-Line "  secrets/${Name}: empty, since it is optional"
    }
}
