package seed

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"devgen.dev/devgen/generators/internal/familytest"
)

// TestSQLServerParses asks sqlfluff's grammar of Transact-SQL: the server itself is in no package that everybody may
// install. It finds fault with a script that lacks a bracket, so it does look.
func TestSQLServerParses(t *testing.T) {
	if exec.Command("python3", "-c", "import sqlfluff").Run() != nil {
		t.Skipf("sqlfluff is not on this machine (PyPI, PYTHONPATH=%s)", os.Getenv("PYTHONPATH"))
	}
	script := string(Files(familytest.Archive(t, "testdata/sqlserver.txtar"))[0].Body)
	if out, err := parse(script); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if _, err := parse(strings.Replace(script, "WHEN MATCHED", "WHEN", 1)); err == nil {
		t.Error("a script that is no Transact-SQL passes: the test is blind")
	}
}

func parse(script string) (string, error) {
	cmd := exec.Command("python3", "-m", "sqlfluff", "parse", "--dialect", "tsql", "-")
	cmd.Stdin = strings.NewReader(script)
	out, err := cmd.CombinedOutput()
	return string(out), err
}
