package setup

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"testing"

	"mvdan.cc/sh/v3/syntax"

	"devgen.dev/devgen/generators/internal/familytest"
	"devgen.dev/devgen/generators/internal/readers"
	"devgen.dev/devgen/spec"
)

func TestFiles(t *testing.T) { familytest.Run(t, "testdata", Files) }

// everyProject runs a test over the golden repositories and the specs of all archives.
func everyProject(t *testing.T, test func(*testing.T, *spec.Project)) {
	for _, golden := range []string{"shop", "youtuberag"} {
		t.Run(golden, func(t *testing.T) { test(t, familytest.Load(t, filepath.Join("..", "..", "golden", golden))) })
	}
	familytest.Each(t, "testdata", test)
}

func TestShellScriptIsPOSIX(t *testing.T) {
	everyProject(t, func(t *testing.T, p *spec.Project) {
		script := Files(p)[0].Body
		if _, err := syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).Parse(bytes.NewReader(script), "env.sh"); err != nil {
			t.Error(err)
		}
	})
}

func TestShellcheckIsContent(t *testing.T) {
	path, err := exec.LookPath("shellcheck")
	if err != nil {
		t.Skip("no shellcheck on this machine")
	}
	everyProject(t, func(t *testing.T, p *spec.Project) {
		cmd := exec.Command(path, "--shell=sh", "-")
		cmd.Stdin = bytes.NewReader(Files(p)[0].Body)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	})
}

func TestPowerShellReadsTheScript(t *testing.T) {
	everyProject(t, func(t *testing.T, p *spec.Project) {
		script := Files(p)[1].Body
		for i, c := range script {
			if c > '~' {
				t.Fatalf("byte %d is not ASCII: Windows PowerShell 5.1 would read it in the machine's own code page", i)
			}
		}
		readers.PowerShellSyntax(t, script)
	})
}

func TestUsedKeepsWhatIsCalled(t *testing.T) {
	library := "# a\na() {\n  b\n}\n\n# b, which speaks of c\nb() {\n  true\n}\n\nc() {\n  a\n}\n"
	if got, want := used(library, "a 1"), "# a\na() {\n  b\n}\n\n# b, which speaks of c\nb() {\n  true\n}\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
