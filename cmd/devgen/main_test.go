package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"devgen": main})
}

// TestScripts runs sessions as users have them, one a file. DEVGEN_UPDATE=1 writes what cmp expects anew.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       os.Getenv("DEVGEN_UPDATE") != "",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			// The machine's own environment must not decide what the program says.
			for _, name := range []string{"CI", "GITHUB_ACTIONS", "NO_COLOR", "FORCE_COLOR", "DEVGEN_SPEC", "DEVGEN_FORMAT"} {
				env.Setenv(name, "")
			}
			return nil
		},
	})
}
