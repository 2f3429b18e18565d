package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"devgen.dev/devgen/cmd/devgen/internal/report"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

func (a *app) checkCommand() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:   "check [PATH…]",
		Short: "Validate, lint and verify nothing drifted         (read-only, for CI)",
		Long: "Reads the spec, reports every problem in it, and compares every file with what the spec asks for. Writes nothing,\n" +
			"runs nothing, opens no connection. Exits 1 if a file is not as it should be, 3 if the spec is invalid.",
		RunE: func(_ *cobra.Command, args []string) error { return a.check(args, all) },
	}
	cmd.Flags().BoolVar(&all, "all", false, "read every file back with the tools that will consume it, not only those that changed")
	return cmd
}

func (a *app) check(paths []string, all bool) error {
	out, err := a.compare(tree.Options{Only: paths, IgnoreExec: ignoreExec})
	if err != nil {
		return err
	}
	if err := a.judge(out, all || a.inCI()); err != nil {
		return err
	}
	result := out.result(out.plan.Pending())
	if err := a.finish(result); err != nil {
		return err
	}
	if !a.quiet {
		a.printNotices(out.plan)
		fmt.Fprintf(a.stderr, "Up to date: %s from %s.\n", report.Count(len(out.set.Files()), "file"), out.project.SpecFile)
	}
	return nil
}

// driftOf turns an entry of a plan into a line of a report.
func driftOf(e tree.Entry) report.Drift {
	d := report.Drift{File: e.Path, State: string(e.State), Added: e.Added, Removed: e.Removed, Reason: driftReason(e)}
	if e.State != tree.Obstructed && e.State != tree.Mode {
		d.Diff = string(unified(e))
	}
	return d
}

func driftReason(e tree.Entry) string {
	switch e.State {
	case tree.New:
		return "missing"
	case tree.Stale:
		return "the spec changed, the file was not built again"
	case tree.Removed:
		return "not wanted any more"
	case tree.Mode:
		return "the executable bit is wrong"
	}
	return e.Reason
}

// finish prints a result in the format that was asked for, writes the reports, and turns it into an exit code.
func (a *app) finish(r report.Result) error {
	if err := a.write(r); err != nil {
		return failure(err)
	}
	switch {
	case spec.HasErrors(r.Problems):
		return &exitError{code: exitSpec}
	case len(r.Drift) > 0, a.strict && len(r.Problems) > 0:
		return &exitError{code: exitFindings}
	}
	return nil
}

// finishQuietly is finish for commands whose output is data: only problems are worth a word.
func (a *app) finishQuietly(o *outcome) error {
	if len(o.problems) == 0 {
		return nil
	}
	return a.finish(report.Result{Problems: o.problems, Sources: sources(o.doc)})
}
