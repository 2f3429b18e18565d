package readers

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Prettier checks that Prettier would leave a file as it is. It is skipped where node cannot load the npm package.
func Prettier(t *testing.T, parser string, file []byte) {
	t.Helper()
	out, err := run(file, "node", "-e", `
let p; try { p = require("prettier") } catch { process.exit(42) }
const text = require("fs").readFileSync(0, "utf8")
p.format(text, {parser: process.argv[1]}).then(s => process.stdout.write(s), e => { console.error(e); process.exit(1) })`, parser)
	if errors.Is(err, ErrMissing) || err != nil && strings.Contains(err.Error(), "exit status 42") {
		t.Skip("no prettier on this machine")
	}
	if err != nil {
		t.Fatal(err)
	}
	if string(out) != string(file) {
		t.Errorf("Prettier changes it:\n%s", diff(t, string(file), string(out)))
	}
}

// diff shows what changes between two texts.
func diff(t *testing.T, before, after string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"before": before, "after": after} {
		if err := os.WriteFile(dir+"/"+name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out, _ := exec.Command("diff", "-U1", dir+"/before", dir+"/after").Output()
	if len(out) > 3000 {
		out = out[:3000]
	}
	return string(out)
}
