# Shows what went wrong and stops.
function Exit-WithReason([string]$Reason) {
    [Console]::Error.WriteLine("scripts/env.ps1: $Reason")
    exit 1
}

# Shows progress on a stream of its own, so that functions can return values.
function Show-Line([string]$Text) {
    Write-Information -MessageData $Text -InformationAction Continue
}

# Says what is wrong, and goes on to find all of it.
function Add-Problem([string]$Problem) {
    [Console]::Error.WriteLine("  $Problem")
    $script:Problems++
}

# The lines of the template.
function Read-Template {
    $source = Join-Path $Root $Template
    if (-not (Test-Path -LiteralPath $source)) {
        Exit-WithReason "$Template is missing; devgen build writes it"
    }
    [IO.File]::ReadAllLines($source)
}

# Stops if there is no file to check.
function Assert-File {
    if (-not (Test-Path -LiteralPath $File)) {
        Exit-WithReason "$FileName is missing; scripts/env.ps1 $Environment makes it"
    }
}

# Makes the file from its template, with the values given for Windows if this is one; or adds to it what the template
# has come to hold since.
function Initialize-File([hashtable]$Windows = @{}) {
    if (Test-Path -LiteralPath $File) {
        Show-Line "${FileName}: is there, what is set in it stays"
        foreach ($line in Get-NewLine) {
            Write-Text $File ((Get-FileText) + $line + "`n")
            Show-Line "  $($line.Split('=')[0]): added from $Template"
        }
        return
    }
    Write-Text $File (($TemplateLines -join "`n") + "`n")
    Protect-Path $File '600'
    Show-Line "${FileName}: made from $Template"
    if ($env:OS -eq 'Windows_NT') {
        foreach ($variable in @($Windows.Keys | Sort-Object)) {
            Write-Value $variable $Windows[$variable]
            Show-Line "  ${variable}: $($Windows[$variable]), since this is Windows"
        }
    }
}

# The lines of the template whose variables the file lacks.
function Get-NewLine {
    foreach ($line in $TemplateLines) {
        if ($line -match '^([A-Za-z_][A-Za-z0-9_]*)=' -and -not (Test-Variable $Matches[1])) {
            $line
        }
    }
}

# Tells of variables in the file that no template has: misspelled, or not read any more.
function Show-Unknown {
    $known = [IO.Directory]::GetFiles($Root, '.env.*.template') | ForEach-Object { [IO.File]::ReadAllLines($_) }
    foreach ($line in [IO.File]::ReadAllLines($File)) {
        if ($line -notmatch '^([A-Za-z_][A-Za-z0-9_]*)=') {
            continue
        }
        $name = $Matches[1]
        if (-not @($known | Where-Object { $_.StartsWith("$name=", [StringComparison]::Ordinal) })) {
            Show-Line "  note: $name in $FileName is in no template: misspelled, or not read any more?"
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

# What the file holds for a variable, without quotes and a comment behind it.
function Get-Value([string]$Name) {
    $value = ''
    foreach ($line in [IO.File]::ReadAllLines($File)) {
        if ($line.StartsWith("$Name=", [StringComparison]::Ordinal)) {
            $value = $line.Substring($Name.Length + 1)
        }
    }
    if ($value -match "^'([^']*)'" -or $value -match '^"([^"]*)"') {
        return $Matches[1]
    }
    ($value -replace '\s#.*$', '').TrimEnd()
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

# Reports the value that is looked at, which is not shown if it is a secret.
function Add-Wrong([string]$Name, [string]$Expected) {
    $place = Get-Place $Name
    if ($SecretNames -ccontains $Name) {
        Add-Problem "wrong: $place must be $Expected"
    } else {
        Add-Problem "wrong: $place is '$(Get-Setting $Name)', and must be $Expected"
    }
}

# Somebody has given a value.
function Confirm-Value([string]$Name, [string]$Help) {
    if ((Test-Wanted $Name) -and -not (Get-Setting $Name)) {
        Add-Problem "missing: $(Get-Place $Name) ($Help)"
    }
}

# A connection has been composed of the secrets, or has the form of one.
function Confirm-Connection([string]$Name, [string]$Form, [string]$Example, [string[]]$Parts) {
    $value = Get-Setting $Name
    if ($value) {
        if ($value -notlike $Form) {
            Add-Wrong $Name "a connection such as $Example"
        }
    } elseif ((Test-Wanted $Name) -and -not @($Parts | Where-Object { -not (Get-Setting $_) })) {
        Add-Problem "missing: $(Get-Place $Name): scripts/env.ps1 $Environment composes it"
    }
}

# True or false.
function Confirm-Bool([string]$Name) {
    $value = Get-Setting $Name
    if ($value -and $value -cne 'true' -and $value -cne 'false') {
        Add-Wrong $Name 'true or false'
    }
}

# One of the words.
function Confirm-Choice([string]$Name, [string[]]$Words) {
    $value = Get-Setting $Name
    if ($value -and $Words -cnotcontains $value) {
        Add-Wrong $Name "one of $($Words -join ', ')"
    }
}

# A whole number within limits, which may be empty.
function Confirm-Int([string]$Name, [string]$Least, [string]$Most) {
    $value = Get-Setting $Name
    if (-not $value) {
        return
    }
    if ($value -notmatch '^[+-]?[0-9]{1,18}$') {
        Add-Wrong $Name 'a whole number'
    } elseif (($Least -and [long]$value -lt [long]$Least) -or ($Most -and [long]$value -gt [long]$Most)) {
        Add-Wrong $Name "a whole number$(Format-Limit $Least $Most)"
    }
}

# Limits, for people.
function Format-Limit([string]$Least, [string]$Most) {
    $text = ''
    if ($Least) {
        $text += " from $Least"
    }
    if ($Most) {
        $text += " up to $Most"
    }
    $text
}

# A number within limits, which may be empty.
function Confirm-Number([string]$Name, [string]$Least, [string]$Most) {
    $value = Get-Setting $Name
    if (-not $value) {
        return
    }
    $fits = $value -match '^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$'
    if ($fits) {
        $number = ConvertTo-Number $value
        $fits = (-not $Least -or $number -ge (ConvertTo-Number $Least)) -and (-not $Most -or $number -le (ConvertTo-Number $Most))
    }
    if (-not $fits) {
        Add-Wrong $Name "a number$(Format-Limit $Least $Most)"
    }
}

# A number that is written with a point, whatever the language of the machine.
function ConvertTo-Number([string]$Text) {
    [double]::Parse($Text, [Globalization.CultureInfo]::InvariantCulture)
}

# An address with its scheme.
function Confirm-Url([string]$Name) {
    $value = Get-Setting $Name
    if ($value -and $value -notmatch '^[A-Za-z].*:.') {
        Add-Wrong $Name 'a URL with its scheme, for example https://example.com'
    }
}

# Fits a regular expression, which the text tells to people.
function Confirm-Match([string]$Name, [string]$Expression, [string]$Text) {
    $value = Get-Setting $Name
    if ($value -and $value -cnotmatch $Expression) {
        Add-Wrong $Name $Text
    }
}

# Has at least so many characters.
function Confirm-Length([string]$Name, [int]$Length) {
    $value = Get-Setting $Name
    if ($value -and $value.Length -lt $Length) {
        Add-Wrong $Name "at least $Length characters long"
    }
}

# A folder that can be written to. It is made if it is missing and this is no mere check. A path that does not begin at
# the root begins at Start.
function Confirm-Folder([string]$Name, [string]$Start = '') {
    $value = Get-Setting $Name
    if (-not $value) {
        return
    }
    try {
        $path = Get-StartPath $value $Start
        if (-not $Check -and -not (Test-Path -LiteralPath $path)) {
            [void][IO.Directory]::CreateDirectory($path)
            Show-Line "  ${Name}: made the folder $path"
        }
        $trial = Join-Path $path ([IO.Path]::GetRandomFileName())
        [IO.File]::WriteAllText($trial, '')
        [IO.File]::Delete($trial)
    } catch {
        Add-Wrong $Name 'a folder that can be written to'
    }
}

# Something that is there, or a place in a folder that is there.
function Confirm-Path([string]$Name, [string]$Start = '') {
    $value = Get-Setting $Name
    if (-not $value) {
        return
    }
    try {
        $path = Get-StartPath $value $Start
        $fits = (Test-Path -LiteralPath $path) -or (Test-Path -LiteralPath ([IO.Path]::GetDirectoryName($path)) -PathType Container)
    } catch {
        $fits = $false
    }
    if (-not $fits) {
        Add-Wrong $Name 'a path in a folder that exists'
    }
}

# The path that a value means: one that does not begin at the root begins at a folder of the repository.
function Get-StartPath([string]$Value, [string]$Start) {
    [IO.Path]::GetFullPath([IO.Path]::Combine($Root, $Start, $Value))
}
