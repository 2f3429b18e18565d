package generators_test

import (
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"devgen.dev/devgen/generators"
	"devgen.dev/devgen/generators/internal/familytest"
	"devgen.dev/devgen/generators/internal/readers"
	"devgen.dev/devgen/spec"
)

// cmdlets are those that the scripts call, with the parameters that they use: all of them are in Windows PowerShell 5.1,
// where people have nothing else. Aliases such as cd and % are none of them, for a session may have others of that name.
var cmdlets = map[string]string{
	"Add-Content": "LiteralPath Value Encoding", "ForEach-Object": "", "Get-Command": "Name ErrorAction", "Get-Content": "Raw Encoding LiteralPath",
	"Get-ExecutionPolicy": "", "Get-Location": "", "Join-Path": "Path ChildPath", "New-Item": "ItemType Force Path", "New-Object": "", "Out-Null": "", "Out-String": "", "Pop-Location": "",
	"Push-Location": "LiteralPath", "Read-Host": "", "Remove-Item": "Recurse Force ErrorAction LiteralPath", "Set-Alias": "Name Value",
	"Set-Content": "LiteralPath Value Encoding", "Set-Location": "LiteralPath", "Set-StrictMode": "Version", "Set-Variable": "Scope Name Value", "Sort-Object": "", "Split-Path": "Parent",
	"Test-Path": "LiteralPath PathType", "Where-Object": "", "Write-Host": "ForegroundColor", "Write-Information": "MessageData InformationAction",
	"Write-Output": "",
}

// programs are what the scripts call beside cmdlets: the tools of the stacks, which set-up scripts look for.
var programs = regexp.MustCompile(`^(docker|git|go|gofmt|dotnet|npm|npx|node|python3?|pip|cargo|mvn|java|kubectl|chmod|openssl|ruff|lefthook|pre-commit|\./mvnw|[a-z0-9./-]+\.sh)$`)

// automatic variables are set by PowerShell itself (about_Automatic_Variables, about_Preference_Variables).
var automatic = []string{
	"_", "true", "false", "null", "LASTEXITCODE", "Matches", "PSScriptRoot", "PROFILE", "ErrorActionPreference", "OutputEncoding",
}

// verbs of functions, all approved (Get-Verb of 5.1): others are reported when a script is imported as a module.
var verbs = []string{
	"Add", "Assert", "Complete", "Confirm", "ConvertTo", "Exit", "Format", "Get", "Import", "Initialize", "Invoke", "Join", "New", "Protect", "Read", "Show",
	"Test", "Use", "Write",
}

// TestPowerShellCallsWhatThereIs: where there is no PowerShell to run the scripts, their syntax still tells whether they
// call commands that exist, with parameters that those have, and use variables that somebody sets.
func TestPowerShellCallsWhatThereIs(t *testing.T) {
	specs, err := filepath.Glob("../golden/*/devgen.*")
	if err != nil || len(specs) == 0 {
		t.Fatal(specs, err)
	}
	for _, file := range specs {
		if path.Ext(file) == ".lock" {
			continue
		}
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			p := familytest.Load(t, filepath.Dir(file))
			set, _ := generators.Build(p, nil)
			scripts := map[string]readers.PowerShellScript{}
			for _, f := range set.Files() {
				if path.Ext(f.Path) == ".ps1" {
					scripts[f.Path] = readers.PowerShellParts(t, f.Body)
				}
			}
			tasks := scripts["scripts/ps-aliases.ps1"]
			for name, script := range scripts {
				for _, mistake := range powerShellMistakes(script, tasks) {
					t.Errorf("%s:%s", name, mistake)
				}
			}
			everyTaskIsACommand(t, p, tasks)
		})
	}
}

// powerShellMistakes lists what is wrong with a script, which may call the commands of tasks.
func powerShellMistakes(script, tasks readers.PowerShellScript) []string {
	var list []string
	say := func(line int, format string, args ...any) {
		list = append(list, fmt.Sprintf("%d: %s", line, fmt.Sprintf(format, args...)))
	}
	functions := map[string][]string{}
	for _, f := range slices.Concat(tasks.Functions, script.Functions) {
		functions[f.Name] = f.Parameters
	}
	for _, c := range slices.Concat(tasks.Commands, script.Commands) {
		if c.Alias != "" {
			functions[c.Alias] = nil // those of the function are checked where it is called by its own name
		}
	}
	for _, f := range script.Functions {
		if verb, _, _ := strings.Cut(f.Name, "-"); f.Name != "" && !slices.Contains(verbs, verb) {
			say(0, "%s does not begin with an approved verb", f.Name)
		}
	}
	for _, c := range script.Commands {
		for _, mistake := range callMistakes(c, functions) {
			say(c.Line, "%s", mistake)
		}
	}
	for _, v := range script.Read {
		if !strings.HasPrefix(v.Name, "env:") && !containsFold(automatic, v.Name) && !containsFold(script.Set, v.Name) {
			say(v.Line, "$%s is set nowhere: in strict mode that is a mistake", v.Name)
		}
	}
	for _, line := range script.Chains {
		say(line, "&& and || are not in Windows PowerShell 5.1")
	}
	return list
}

// callMistakes lists what is wrong with one call.
func callMistakes(c readers.PowerShellCommand, functions map[string][]string) []string {
	var list []string
	parameters, isFunction := functions[c.Name]
	known, isCmdlet := cmdlets[c.Name]
	switch {
	case c.Name == "": // a script block, or another script
	case isFunction:
		for _, given := range c.Parameters {
			if !containsFold(parameters, strings.TrimPrefix(given, "-")) {
				list = append(list, fmt.Sprintf("%s has no parameter %s", c.Name, given))
			}
		}
		if c.Words > len(parameters) {
			list = append(list, fmt.Sprintf("%s takes %d arguments, not %d", c.Name, len(parameters), c.Words))
		}
	case isCmdlet:
		for _, given := range c.Parameters {
			if !slices.Contains(strings.Fields(known), strings.TrimPrefix(given, "-")) {
				list = append(list, fmt.Sprintf("%s %s: is it in 5.1?", c.Name, given))
			}
		}
	case !programs.MatchString(c.Name):
		list = append(list, fmt.Sprintf("%s is no cmdlet, no function and no program that is known", c.Name))
	}
	// With ErrorActionPreference Stop, 5.1 makes a mistake of the script of a line that a program prints as an error, once
	// that is redirected. Get-Output sets it to Continue.
	if c.Redirects && c.In != "Get-Output" {
		list = append(list, c.Name+" redirects outside Get-Output")
	}
	return list
}

func containsFold(list []string, name string) bool {
	return slices.ContainsFunc(list, func(other string) bool { return strings.EqualFold(other, name) })
}

// everyTaskIsACommand: people type the same names as for make, or those that PowerShell leaves free.
func everyTaskIsACommand(t *testing.T, p *spec.Project, tasks readers.PowerShellScript) {
	if len(p.Tasks) == 0 {
		return
	}
	typed := map[string]bool{}
	for _, c := range tasks.Commands {
		if c.Alias != "" {
			typed[c.Alias] = true
		}
	}
	for _, task := range append([]*spec.Task{{Name: spec.HelpTask}}, p.Tasks...) {
		if !typed[task.PowerShellName()] {
			t.Errorf("nothing is called %s", task.PowerShellName())
		}
		delete(typed, task.PowerShellName())
	}
	for _, name := range slices.Sorted(maps.Keys(typed)) {
		t.Errorf("%s is no task", name)
	}
}

// TestPowerShellMistakesAreFound: the rules above see each kind of mistake.
func TestPowerShellMistakesAreFound(t *testing.T) {
	for script, want := range map[string]string{
		"function Get-It([string]$Name) { $Name }\nGet-It -Nam 'x'\n":      "2: Get-It has no parameter -Nam",
		"function Get-It([string]$Name) { $Name }\nGet-It 'x' 'y'\n":       "2: Get-It takes 1 arguments, not 2",
		"function Fetch-It { 1 }\n":                                        "0: Fetch-It does not begin with an approved verb",
		"Write-Outptu 'x'\n":                                               "1: Write-Outptu is no cmdlet, no function and no program that is known",
		"cd here\n":                                                        "1: cd is no cmdlet, no function and no program that is known",
		"Get-Content -AsByteStream\n":                                      "1: Get-Content -AsByteStream: is it in 5.1?",
		"$a = 1\nWrite-Host \"$a $b\"\n":                                   "2: $b is set nowhere: in strict mode that is a mistake",
		"docker info && docker ps\n":                                       "1: && and || are not in Windows PowerShell 5.1",
		"docker info 2>&1\n":                                               "1: docker redirects outside Get-Output",
		"docker info *> $null\n":                                           "1: docker redirects outside Get-Output",
		"foreach ($a in 1, 2) { $script:b = $a }\nWrite-Host \"$b${a}\"\n": "",
	} {
		got := strings.Join(powerShellMistakes(readers.PowerShellParts(t, []byte(script)), readers.PowerShellScript{}), "\n")
		if got != want {
			t.Errorf("%q: got %q, want %q", script, got, want)
		}
	}
}
