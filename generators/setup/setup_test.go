package setup

import (
	"bytes"
	"os/exec"
	"path"
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
	for _, name := range familytest.GoldenNames(t) {
		t.Run(name, func(t *testing.T) { test(t, familytest.Load(t, filepath.Join("..", "..", "golden", name))) })
	}
	familytest.Each(t, "testdata", test)
}

// everyScript runs a test over the scripts of one language of every project.
func everyScript(t *testing.T, extension string, test func(t *testing.T, name string, script []byte)) {
	everyProject(t, func(t *testing.T, p *spec.Project) {
		for _, f := range Files(p) {
			if path.Ext(f.Path) == extension {
				test(t, f.Path, f.Body)
			}
		}
	})
}

func TestShellScriptsArePOSIX(t *testing.T) {
	everyScript(t, ".sh", func(t *testing.T, name string, script []byte) {
		if _, err := syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).Parse(bytes.NewReader(script), name); err != nil {
			t.Error(err)
		}
	})
}

func TestShellcheckIsContent(t *testing.T) {
	shellcheck, err := exec.LookPath("shellcheck")
	if err != nil {
		t.Skip("no shellcheck on this machine")
	}
	everyScript(t, ".sh", func(t *testing.T, name string, script []byte) {
		cmd := exec.Command(shellcheck, "--shell=sh", "-")
		cmd.Stdin = bytes.NewReader(script)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	})
}

func TestPowerShellReadsTheScripts(t *testing.T) {
	everyScript(t, ".ps1", func(t *testing.T, name string, script []byte) {
		for i, c := range script {
			if c > '~' {
				t.Fatalf("%s: byte %d is not ASCII: Windows PowerShell 5.1 would read it in the machine's own code page", name, i)
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
