package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"devgen.dev/devgen/cmd/devgen/internal/report"
	"devgen.dev/devgen/generators"
)

// app is one run of the program: where it reads, where it writes, and the flags that all commands share.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer

	dir        string // as -C says; then the folder of the spec
	start      string // as -C says: where reports are written
	spec       string // as -f says, "" = look for it
	format     string
	reports    []string
	color      string
	quiet      bool
	only, skip []string
	strict     bool
	maxErrors  int

	step string // what is being done, for the report of a crash
}

// run is the whole program: arguments in, exit code out.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) (code int) {
	// A short run that ends soon gains more from fewer collections than it loses in memory (measured: a third of the
	// time); the limit keeps a large spec from using that up.
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(1 << 30)
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr, step: "start"}
	defer func() {
		if value := recover(); value != nil {
			a.crash(value)
			code = exitFailure
		}
	}()
	a.start = "."
	root := a.rootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return a.exitCode(root.Execute())
}

// crash says that devgen itself is at fault. Nothing has been written by then, or the journal repairs it.
func (a *app) crash(value any) {
	step, stack := a.step, debug.Stack()
	if c, ok := value.(*generators.Crash); ok {
		step, value, stack = "generator "+c.Generator, c.Value, c.Stack
	}
	report.Crash(a.stderr, step, value, stack, version())
}

// exitCode prints an error that has not been printed, and picks the code.
func (a *app) exitCode(err error) int {
	if err == nil {
		return exitOK
	}
	var exit *exitError
	if !errors.As(err, &exit) {
		exit = &exitError{code: exitUsage, text: err.Error(), help: []string{"devgen --help"}} // cobra's own: flags and arguments
	}
	if exit.text != "" {
		fmt.Fprintf(a.stderr, "error: %s\n", exit.text)
		for _, line := range exit.help {
			fmt.Fprintf(a.stderr, "  = help: %s\n", line)
		}
	}
	return exit.code
}

func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "devgen",
		Short: "one spec, every DevOps file",
		Long:  "devgen — one spec, every DevOps file\n\n  Edit devgen.cue, run devgen build, commit. CI runs devgen check.",
		Example: strings.TrimRight(`  devgen init
  devgen build --dry-run
  devgen check --report sarif=devgen.sarif
  devgen explain DG101`, "\n"),
		SilenceErrors:      true,
		SilenceUsage:       true,
		PersistentPreRunE:  func(*cobra.Command, []string) error { return a.checkFlags() },
		DisableAutoGenTag:  true,
		Args:               noSuchCommand,
		RunE:               func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		DisableSuggestions: false,
	}
	root.SuggestionsMinimumDistance = 2
	a.commonFlags(root)
	root.AddGroup(&cobra.Group{ID: "start", Title: "Start here"}, &cobra.Group{ID: "daily", Title: "Every day"}, &cobra.Group{ID: "plumbing", Title: "Plumbing"})
	add := func(group string, commands ...*cobra.Command) {
		for _, c := range commands {
			c.GroupID = group
			root.AddCommand(c)
		}
	}
	add("start", a.initCommand())
	add("daily", a.buildCommand(), a.checkCommand(), a.diffCommand(), a.explainCommand(), a.fmtCommand())
	add("plumbing", a.modelCommand(), a.listCommand(), a.schemaCommand(), a.versionCommand())
	root.SetHelpCommandGroupID("plumbing")
	root.SetCompletionCommandGroupID("plumbing")
	return root
}

// noSuchCommand refuses words that are no command, with the nearest that is.
func noSuchCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	help := []string{"devgen --help"}
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		help = []string{"did you mean  devgen " + near[0] + "  ?"}
	}
	return usage(fmt.Sprintf("there is no command %q", args[0]), help...)
}

func (a *app) commonFlags(root *cobra.Command) {
	f := root.PersistentFlags()
	f.StringVarP(&a.dir, "chdir", "C", ".", "run as if started in `DIR`")
	f.StringVarP(&a.spec, "spec", "f", os.Getenv("DEVGEN_SPEC"), "spec `file` (default: the nearest devgen.cue or devgen.yaml)")
	f.StringVar(&a.format, "format", envOr("DEVGEN_FORMAT", "text"), "how findings are printed: "+strings.Join(report.FormatNames(), ", "))
	f.StringArrayVar(&a.reports, "report", nil, "also write a report, `FORMAT=PATH`; repeatable")
	f.StringVar(&a.color, "color", "auto", "auto, always or never")
	f.BoolVarP(&a.quiet, "quiet", "q", false, "print problems only")
	f.StringSliceVar(&a.only, "only", nil, "run only these `generators` (patterns: k*)")
	f.StringSliceVar(&a.skip, "skip", nil, "do not run these `generators`")
	f.BoolVar(&a.strict, "strict", false, "warnings fail as errors do")
	f.IntVar(&a.maxErrors, "max-errors", 20, "problems shown for each file; 0 for all")
}

func envOr(name, otherwise string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return otherwise
}

func (a *app) checkFlags() error {
	if _, ok := report.FormatNamed(a.format); !ok {
		return usage(fmt.Sprintf("there is no format %q", a.format), "one of: "+strings.Join(report.FormatNames(), ", "))
	}
	for _, r := range a.reports {
		if _, err := report.ParseTarget(r); err != nil {
			return usage(err.Error(), "for example  --report sarif=devgen.sarif")
		}
	}
	if err := a.output().Check(); err != nil {
		return usage(err.Error())
	}
	if a.color != "auto" && a.color != "always" && a.color != "never" {
		return usage(fmt.Sprintf("--color cannot be %q", a.color), "one of: auto, always, never")
	}
	if _, err := generators.Select(a.only, a.skip); err != nil {
		return usage(err.Error(), "devgen list generators")
	}
	if info, err := os.Stat(a.dir); err != nil || !info.IsDir() {
		return usage(fmt.Sprintf("%s is no folder", a.dir))
	}
	a.start = a.dir
	return nil
}
