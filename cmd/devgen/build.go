package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"devgen.dev/devgen/cmd/devgen/internal/report"
	"devgen.dev/devgen/generators/tree"
)

type buildOptions struct {
	dryRun, keep bool
	force        []string
	paths        []string
}

func (a *app) buildCommand() *cobra.Command {
	var o buildOptions
	prune := true
	cmd := &cobra.Command{
		Use:   "build [PATH…]",
		Short: "Generate files from the spec                      (writes)",
		Long: "Generates every file, reads those that change back with the tools that will consume them, and writes them: all or\n" +
			"nothing. Files that devgen does not own are never touched; files that are not wanted any more are removed.\nWith PATHs (files, folders, patterns) only those are written.",
		Example: "  devgen build\n  devgen build --dry-run\n  devgen build k8s\n  devgen build --force docker-compose.yml",
		RunE: func(_ *cobra.Command, args []string) error {
			o.keep, o.paths = !prune, args
			if o.dryRun {
				return a.diff(diffOptions{paths: args, stat: true, force: o.force, keep: o.keep})
			}
			return a.build(o)
		},
	}
	cmd.Flags().BoolVarP(&o.dryRun, "dry-run", "n", false, "show what would change, write nothing; exits 1 if something would")
	cmd.Flags().StringArrayVar(&o.force, "force", nil, "overwrite this `PATH` even if it was edited by hand or is not devgen's; repeatable")
	cmd.Flags().BoolVar(&prune, "prune", true, "remove files that are not wanted any more")
	return cmd
}

func (a *app) build(o buildOptions) error {
	start := time.Now()
	out, err := a.compare(tree.Options{Only: o.paths, Force: o.force, KeepOrphans: o.keep, IgnoreExec: ignoreExec, Waiting: a.waiting})
	if err != nil {
		return err
	}
	if len(out.plan.Refusals()) > 0 {
		return a.finish(out.result(nil))
	}
	if err := a.judge(out, false); err != nil {
		return err
	}
	a.step = report.StepWriting
	root, err := os.OpenRoot(a.dir)
	if err != nil {
		return failure(err)
	}
	defer root.Close()
	out.plan, err = tree.Write(root, out.set, out.options)
	if len(out.plan.Refusals()) > 0 { // somebody edited a file since it was compared
		return a.finish(out.result(nil))
	}
	if err != nil {
		return writeFailure(err)
	}
	if err := a.finish(out.result(nil)); err != nil {
		return err
	}
	a.printBuilt(out, time.Since(start))
	return nil
}

// writeFailure names the file and says what became of the rest.
func writeFailure(err error) error {
	var refused *tree.RefusedError
	if errors.As(err, &refused) {
		return failure(err, "run  devgen build  again: a file changed while it ran")
	}
	return failure(err, "nothing is half-written: mend the cause and run  devgen build  again")
}

func (a *app) waiting() {
	fmt.Fprintln(a.stderr, "another devgen build is running here: waiting for it")
}

// printBuilt prints what changed, one summary line and the next step. Nothing that did not change is named.
func (a *app) printBuilt(out *outcome, took time.Duration) {
	if a.quiet {
		return
	}
	pending := out.plan.Pending()
	for _, e := range pending {
		fmt.Fprintf(a.stderr, "  %s %-44s %s\n", report.Mark(string(e.State)), e.Path, changeText(e))
	}
	total := len(out.set.Files())
	if len(pending) == 0 {
		fmt.Fprintf(a.stderr, "Up to date: %s, %s.\n", report.Count(total, "file"), rounded(took))
	} else {
		fmt.Fprintf(a.stderr, "\nBuilt %s from %s in %s: %s.\n", report.Count(total, "file"), out.project.SpecFile, rounded(took), summary(out.plan, total))
		fmt.Fprintf(a.stderr, "Next: review with  git diff,  then commit %s and the files together.\n", out.project.SpecFile)
	}
	a.printNotices(out.plan)
}

func (a *app) printNotices(plan tree.Plan) {
	for _, e := range plan.Notices() {
		fmt.Fprintf(a.stderr, "note: %s: %s\n", e.Path, strings.Join(append([]string{e.Reason}, e.Notes...), "; "))
	}
}

func changeText(e tree.Entry) string {
	switch e.State {
	case tree.Removed:
		return "removed"
	case tree.Mode:
		return "executable bit"
	case tree.New:
		return fmt.Sprintf("+%d", e.Added)
	}
	return fmt.Sprintf("+%d -%d", e.Added, e.Removed)
}

func summary(plan tree.Plan, total int) string {
	n := map[tree.State]int{}
	for _, e := range plan.Pending() {
		n[e.State]++
	}
	return fmt.Sprintf("%d new, %d changed, %d removed, %d unchanged", n[tree.New], n[tree.Stale]+n[tree.Mode], n[tree.Removed],
		total-n[tree.New]-n[tree.Stale]-n[tree.Mode])
}

func rounded(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", max(1, d.Milliseconds()))
	}
	return d.Round(10 * time.Millisecond).String()
}

// result is what reports are made of: the spec's problems and the files that are not as wanted.
func (o *outcome) result(drift []tree.Entry) report.Result {
	r := report.Result{Problems: o.problems, Sources: sources(o.doc), Files: len(o.set.Files())}
	for _, e := range append(o.plan.Refusals(), drift...) {
		r.Drift = append(r.Drift, driftOf(e))
	}
	return r
}
