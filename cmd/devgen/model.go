package main

import "github.com/spf13/cobra"

func (a *app) modelCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "model",
		Short: "Print the resolved model as JSON",
		Long:  "Prints what every generator sees: the spec with defaults filled, references followed, and every setting's value in\nevery environment. Secrets are references; no value of one is in it.",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			project, err := a.load()
			if err != nil {
				return err
			}
			return a.printJSON(project)
		},
	}
}
