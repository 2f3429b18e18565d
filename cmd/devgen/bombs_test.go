package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// bombs are specs made to hang or to fill the memory. Each ends within the bounds, with a code and a message.
var bombs = []struct {
	name  string
	file  string
	text  func() string
	codes string // any of these
}{
	{"nested structs", "devgen.cue", func() string {
		return "package devgen\n" + strings.Repeat("a: {", 100_000) + strings.Repeat("}", 100_000)
	}, "DG012"},
	{"nested lists", "devgen.cue", func() string {
		return "package devgen\na: " + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000)
	}, "DG012"},
	{"nested parentheses", "devgen.cue", func() string {
		return "package devgen\na: " + strings.Repeat("(", 100_000) + "1" + strings.Repeat(")", 100_000)
	}, "DG012"},
	{"nested lists in YAML", "devgen.yaml", func() string {
		return "a: " + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "\n"
	}, "DG012 DG006"},
	{"nested blocks in YAML", "devgen.yaml", nestedBlocks, "DG012"},
	{"billion laughs in YAML", "devgen.yaml", yamlLaughs, "DG011"},
	{"billion laughs in CUE", "devgen.cue", cueLaughs, "DG017"},
	{"long texts in CUE", "devgen.cue", cueTexts, "DG017"},
	{"loops in loops", "devgen.cue", func() string {
		return "package devgen\nimport \"list\"\n_n: list.Range(0, 1000, 1)\nproject: name: \"\\(len([for a in _n for b in _n for c in _n {a + b + c}]))\"\n"
	}, "DG017"},
	{"references in a circle", "devgen.cue", func() string {
		return "package devgen\nproject: name: _a\n_a: _b\n_b: _a\n"
	}, "DG109 DG121"},
	{"structure in a circle", "devgen.cue", func() string {
		return "package devgen\nproject: name: \"a\"\n_a: {b: _a}\nservices: x: _a\n"
	}, "DG109"},
	{"many fields", "devgen.cue", manyFields, "DG012"},
	{"one long line", "devgen.cue", func() string {
		return "package devgen\nproject: name: \"" + strings.Repeat("a", 3<<20) + "\"\n"
	}, "DG105"},
	{"bytes that are no text", "devgen.cue", func() string { return strings.Repeat("\xff\x00", 1000) }, "DG010"},
}

func nestedBlocks() string {
	var b strings.Builder
	for i := range 2000 {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func yamlLaughs() string {
	var b strings.Builder
	b.WriteString("a0: &a0 [lol, lol]\n")
	for i := range 30 {
		fmt.Fprintf(&b, "a%[2]d: &a%[2]d [*a%[1]d, *a%[1]d]\n", i, i+1)
	}
	return b.String()
}

func cueLaughs() string {
	var b strings.Builder
	b.WriteString("package devgen\n_l0: {a: 1, b: 2}\n")
	for i := range 40 {
		fmt.Fprintf(&b, "_l%[2]d: {a: _l%[1]d, b: _l%[1]d}\n", i, i+1)
	}
	return b.String() + "services: _l40\n"
}

func cueTexts() string {
	var b strings.Builder
	b.WriteString("package devgen\n_t0: \"lol\"\n")
	for i := range 12 {
		fmt.Fprintf(&b, "_t%d: \"%s\"\n", i+1, strings.Repeat(fmt.Sprintf("\\(_t%d)", i), 10))
	}
	return b.String() + "project: {name: \"shop\", summary: _t12}\n"
}

func manyFields() string {
	var b strings.Builder
	b.WriteString("package devgen\nservices: {\n")
	for i := range 100_000 {
		fmt.Fprintf(&b, "\ts%d: {}\n", i)
	}
	return b.String() + "}\n"
}

func TestBombs(t *testing.T) {
	devgen, err := program()
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range bombs {
		t.Run(b.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, b.file), []byte(b.text()), 0o644); err != nil {
				t.Fatal(err)
			}
			refusedSoon(t, devgen, dir, b.codes, exitSpec)
		})
	}
}

// refusedSoon runs a check and expects one of the codes, in a short message, before the watchdog's limit and a margin.
func refusedSoon(t *testing.T, devgen, dir, codes string, exit int) {
	t.Helper()
	const most = 25 * time.Second
	start := time.Now()
	code, output := process(t, dir, devgen, "check", "--color", "never")
	if took := time.Since(start); took > most {
		t.Errorf("took %s", took)
	}
	known := false
	for _, c := range strings.Fields(codes) {
		known = known || strings.Contains(output, "["+c+"]")
	}
	if code != exit || !known || len(output) > 20_000 {
		t.Errorf("exit code %d, want one of %s in:\n%.1500s", code, codes, output)
	}
}

// TestStrangeFiles: what stands where the spec should be need not be a file.
func TestStrangeFiles(t *testing.T) {
	devgen, err := program()
	if err != nil {
		t.Fatal(err)
	}
	t.Run("100 MB", func(t *testing.T) {
		dir := t.TempDir()
		file, err := os.Create(filepath.Join(dir, "devgen.cue"))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if err := file.Truncate(100 << 20); err != nil {
			t.Fatal(err)
		}
		refusedSoon(t, devgen, dir, "DG011", exitSpec)
	})
	t.Run("a folder", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, "devgen.cue"), 0o755); err != nil {
			t.Fatal(err)
		}
		refusedSoon(t, devgen, dir, "DG013", exitSpec)
	})
	t.Run("a pipe that nobody writes to", func(t *testing.T) {
		dir := t.TempDir()
		if out, err := exec.Command("mkfifo", filepath.Join(dir, "devgen.cue")).CombinedOutput(); err != nil {
			t.Skipf("no pipes here: %v %s", err, out)
		}
		refusedSoon(t, devgen, dir, "DG013", exitSpec)
	})
	t.Run("a further file that is a pipe", func(t *testing.T) {
		dir := repository(t, "-- devgen.cue --\n"+honest, nil)
		if out, err := exec.Command("mkfifo", filepath.Join(dir, "more.cue")).CombinedOutput(); err != nil {
			t.Skipf("no pipes here: %v %s", err, out)
		}
		if code, output := process(t, dir, devgen, "check", "--color", "never"); code == exitOK || !strings.Contains(output, "missing") {
			t.Errorf("exit code %d:\n%s", code, output)
		}
	})
	t.Run("a device that never ends", func(t *testing.T) {
		if runtime.GOOS == "windows" {
			t.Skip("no /dev/zero here")
		}
		code, output := process(t, t.TempDir(), devgen, "check", "--color", "never", "-f", "/dev/zero")
		if code != exitSpec || !strings.Contains(output, "[DG013]") {
			t.Errorf("exit code %d:\n%s", code, output)
		}
	})
}
