# What this environment has for a variable.
function Get-Setting([string]$Name) {
    Get-Value $Name
}

# Where that stands.
function Get-Place([string]$Name) {
    "$Name in $FileName"
}

# Whether this environment has such a variable.
function Test-Wanted([string]$Name) {
    [bool]@($TemplateLines | Where-Object { $_.StartsWith("$Name=", [StringComparison]::Ordinal) })
}
