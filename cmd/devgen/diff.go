package main

import (
	"bytes"
	"cmp"
	"fmt"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"devgen.dev/devgen/cmd/devgen/internal/report"
	"devgen.dev/devgen/generators/tree"
)

type diffOptions struct {
	paths, force         []string
	stat, exitZero, keep bool
}

func (a *app) diffCommand() *cobra.Command {
	var o diffOptions
	cmd := &cobra.Command{
		Use:   "diff [PATH…]",
		Short: "Show what build would change                      (read-only)",
		Long:  "Prints the difference between the files on the disk and those that the spec asks for. Exits 1 if there is one.",
		RunE: func(_ *cobra.Command, args []string) error {
			o.paths = args
			return a.diff(o)
		},
	}
	cmd.Flags().BoolVar(&o.stat, "stat", false, "names and numbers of lines only")
	cmd.Flags().BoolVar(&o.exitZero, "exit-zero", false, "exit 0 also if there is a difference")
	return cmd
}

// diff prints what build would do. It writes nothing.
func (a *app) diff(o diffOptions) error {
	out, err := a.compare(tree.Options{Only: o.paths, Force: o.force, KeepOrphans: o.keep, IgnoreExec: ignoreExec})
	if err != nil {
		return err
	}
	if err := a.finishQuietly(out); err != nil {
		return err
	}
	changes := append(out.plan.Refusals(), out.plan.Pending()...)
	for _, e := range changes {
		a.printDiff(e, o.stat)
	}
	a.printNotices(out.plan)
	if len(changes) == 0 {
		if !a.quiet {
			fmt.Fprintf(a.stderr, "No difference: %s.\n", report.Count(len(out.set.Files()), "file"))
		}
		return nil
	}
	fmt.Fprintf(a.stderr, "\n%s would change: %s.\n", report.Count(len(changes), "file"), summary(out.plan, len(out.set.Files())))
	if o.exitZero {
		return nil
	}
	return &exitError{code: exitFindings}
}

func (a *app) printDiff(e tree.Entry, stat bool) {
	if stat {
		fmt.Fprintf(a.stdout, "  %s %-44s %s\n", report.Mark(string(e.State)), e.Path, cmp.Or(reasonText(e), changeText(e)))
		return
	}
	a.stdout.Write(unified(e))
}

// reasonText says why a file is refused.
func reasonText(e tree.Entry) string {
	switch e.State {
	case tree.New, tree.Stale, tree.Mode, tree.Removed:
		return ""
	}
	return e.Reason
}

// unified is the difference as git shows it.
func unified(e tree.Entry) []byte {
	from, to := "a/"+e.Path, "b/"+e.Path
	if e.Old == nil {
		from = "/dev/null"
	}
	if e.New == nil {
		to = "/dev/null"
	}
	text := diff.Diff(from, e.Old, to, e.New)
	// The package begins with a line of its own: "diff a b".
	if i := bytes.IndexByte(text, '\n'); bytes.HasPrefix(text, []byte("diff ")) && i >= 0 {
		text = text[i+1:]
	}
	return text
}
