package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"devgen.dev/devgen/generators"
	"devgen.dev/devgen/spec"
)

// listing is what devgen list prints.
type listing struct {
	Generators []listed `json:"generators"`
	Stacks     []listed `json:"stacks"`
	Engines    []listed `json:"engines"`
}

type listed struct {
	Name string `json:"name"`
	Doc  string `json:"doc"`
}

func (a *app) listCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:       "list [generators|stacks|engines]",
		Short:     "List generators, stacks and engines",
		Args:      cobra.MatchAll(cobra.MaximumNArgs(1), cobra.OnlyValidArgs),
		ValidArgs: []string{"generators", "stacks", "engines"},
		RunE: func(_ *cobra.Command, args []string) error {
			l := everything()
			if asJSON {
				return a.printJSON(l)
			}
			return a.printListing(l, strings.Join(args, ""))
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}

func everything() listing {
	var l listing
	for _, g := range generators.All {
		l.Generators = append(l.Generators, listed{g.Name, g.Doc})
	}
	for _, d := range spec.Catalog("stacks") {
		l.Stacks = append(l.Stacks, listed{d.Name, strings.TrimSpace(d.Title + " " + d.Version)})
	}
	for _, d := range spec.Catalog("engines") {
		l.Engines = append(l.Engines, listed{d.Name, strings.TrimSpace(d.Title + " " + d.Version)})
	}
	return l
}

func (a *app) printListing(l listing, only string) error {
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	for _, section := range []struct {
		name  string
		items []listed
	}{{"generators", l.Generators}, {"stacks", l.Stacks}, {"engines", l.Engines}} {
		if only != "" && only != section.name {
			continue
		}
		if only == "" {
			fmt.Fprintf(w, "%s\n", section.name)
		}
		for _, item := range section.items {
			fmt.Fprintf(w, "  %s\t%s\n", item.Name, item.Doc)
		}
	}
	return w.Flush()
}
