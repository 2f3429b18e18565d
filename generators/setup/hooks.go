package setup

import (
	"fmt"

	"devgen.dev/devgen/generators/internal/powershell"
	"devgen.dev/devgen/generators/internal/shell"
	"devgen.dev/devgen/spec"
)

// withoutHooks says that nothing is lost, and how to get what is missing: nobody has to have hooks, so a machine without
// their tool is prepared all the same.
func withoutHooks(p *spec.Project) string {
	return "no hooks in this clone for now; everything else works without. To have them: " + p.Hooks.Get + ", then the task " + spec.HooksTask
}

// hooksShell has git run the hooks, for a project that has some.
func hooksShell(p *spec.Project) string {
	t := hooksTask(p)
	if t == nil {
		return ""
	}
	return fmt.Sprintf("\nstep %s\nmake %s || printf '  note     %%s\\n' %s >&2\n", shell.Quote(t.Help), t.Name, shell.Quote(withoutHooks(p)))
}

// hooksPowerShell is the same for PowerShell.
func hooksPowerShell(p *spec.Project) string {
	t := hooksTask(p)
	if t == nil {
		return ""
	}
	note := powershell.Quote("  note     " + withoutHooks(p))
	return fmt.Sprintf("Write-Step %s\ntry { %s } catch { Write-Host $_; Write-Host %s }\n", powershell.Quote(t.Help), t.PowerShellName(), note)
}

func hooksTask(p *spec.Project) *spec.Task {
	if p.Hooks == nil {
		return nil
	}
	return p.TaskNamed(spec.HooksTask)
}
