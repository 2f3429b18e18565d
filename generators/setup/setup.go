// Package setup writes the scripts that make an environment's file, and those that prepare a developer's machine.
//
// What comes in is the resolved project. What goes out is scripts/env.sh for POSIX shells and scripts/env.ps1 for
// PowerShell, which do the same: copy the environment's template if the file is missing, fill in secrets that are empty,
// compose connections of them, and for production write the files under secrets/. They never change what has a value,
// so they can be run again whenever the templates have changed.
//
// scripts/dev-setup.sh and .ps1 (machine.go) call them, after looking for the tools that the project needs, and start
// what it needs on a developer's machine.
//
// The first two are a plan (plan.go), which says what to do for each environment, printed behind functions that do it
// (functions.sh, functions.ps1).
package setup

import (
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// Files returns the scripts.
func Files(p *spec.Project) []tree.File {
	plans := plans(p)
	return append([]tree.File{
		{Path: spec.EnvScript, Body: shellScript(p, plans), Exec: true, Own: tree.Whole},
		{Path: spec.EnvScriptPS, Body: powershellScript(p, plans), Own: tree.Whole},
	}, machine(p)...)
}
