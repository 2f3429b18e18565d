package golden

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// workingCopy is a copy of a golden repository, as a new developer has it.
type workingCopy struct{ folder string }

func newCopy(t *testing.T, name string) workingCopy {
	t.Helper()
	s := workingCopy{t.TempDir()}
	if err := os.CopyFS(s.folder, os.DirFS(name)); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s workingCopy) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, name, args...)
	c.Dir = s.folder
	return c
}

// run runs a command that must succeed, and returns what it printed.
func (s workingCopy) run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := s.command(t.Context(), name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// fails runs a command that must not succeed, and returns what it printed.
func (s workingCopy) fails(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := s.command(t.Context(), name, args...).CombinedOutput()
	if exit := new(exec.ExitError); !errors.As(err, &exit) {
		t.Fatalf("%s %s should fail: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

func (s workingCopy) read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// replace changes a file, and returns what changes it back.
func (s workingCopy) replace(t *testing.T, name, old, new string) func() {
	t.Helper()
	before := s.read(t, name)
	after := strings.Replace(before, old, new, 1)
	if after == before {
		t.Fatalf("%s does not hold %q", name, old)
	}
	s.write(t, name, after)
	return func() { s.write(t, name, before) }
}

func (s workingCopy) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(s.folder, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func lastLine(out []byte) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1]
}
