# What this environment has for a variable, which may be a file under secrets/.
function Get-Setting([string]$Name) {
    if ($SecretFiles -ccontains $Name) {
        return Get-Secret ($Name.ToLowerInvariant())
    }
    Get-Value $Name
}

# Where that stands.
function Get-Place([string]$Name) {
    if ($SecretFiles -ccontains $Name) {
        return "secrets/$($Name.ToLowerInvariant())"
    }
    "$Name in $FileName"
}

# Whether this environment has such a variable.
function Test-Wanted([string]$Name) {
    ($SecretFiles -ccontains $Name) -or [bool]@($TemplateLines | Where-Object { $_.StartsWith("$Name=", [StringComparison]::Ordinal) })
}
