package spec

import (
	_ "embed"
	"strings"
)

//go:embed powershell.txt
var powershellWords string

// PowerShellName is what a person types in PowerShell to run the task: the task's own name, or make-NAME where
// PowerShell has an alias, a command or a keyword of that name (ps, clean), which would win or be hidden.
func (t *Task) PowerShellName() string {
	if strings.Contains(powershellWords, "\n"+t.Name+"\n") {
		return "make-" + t.Name
	}
	return t.Name
}

// HelpTask is the name of the task that lists all others. It is not among Project.Tasks: printers make it.
const HelpTask = "help"
