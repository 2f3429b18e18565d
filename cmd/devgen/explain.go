package main

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"devgen.dev/devgen/docs"
	"devgen.dev/devgen/spec"
)

func (a *app) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "explain CODE",
		Short:             "Explain a problem's code",
		Long:              "Prints the page of a problem: what is wrong, an example, how to mend it, and why it matters. Needs no network.",
		Example:           "  devgen explain DG102",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: cobra.FixedCompletions(codeCompletions(), cobra.ShellCompDirectiveNoFileComp),
		RunE:              func(_ *cobra.Command, args []string) error { return a.explain(strings.ToUpper(args[0])) },
	}
}

func codeCompletions() []cobra.Completion {
	var list []cobra.Completion
	for _, c := range spec.Codes {
		list = append(list, cobra.CompletionWithDesc(c.Code, c.Title))
	}
	return list
}

func (a *app) explain(code string) error {
	page, err := fs.ReadFile(docs.Problems, "problems/"+code+".md")
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return usage(fmt.Sprintf("there is no problem %s", code), "known codes: "+strings.Join(knownCodes(code), ", "))
	}
	if err != nil {
		return failure(err)
	}
	_, err = a.stdout.Write(page)
	return err
}

// knownCodes lists the codes of the same group, or all of them if the group is unknown.
func knownCodes(code string) []string {
	var same, all []string
	for _, c := range spec.Codes {
		all = append(all, c.Code)
		if len(code) > 2 && strings.HasPrefix(c.Code, code[:3]) {
			same = append(same, c.Code)
		}
	}
	if len(same) > 0 {
		return same
	}
	return slices.Clone(all)
}
