//go:build unix

package tree

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Opening a named pipe would wait for a writer that never comes.
func TestSpecialFiles(t *testing.T) {
	for want, prepare := range map[string]func(path string) error{
		"is a named pipe":    func(path string) error { return syscall.Mkfifo(path, 0o666) },
		"is no regular file": func(path string) error { _, err := net.Listen("unix", path); return err },
	} {
		dir := t.TempDir()
		must(t, prepare(filepath.Join(dir, "a.yaml")))
		plan, err := Write(openRoot(t, dir), setOf(t, "a.yaml", generated()), Options{})
		var refused *RefusedError
		if e := entryOf(t, plan, "a.yaml"); !errors.As(err, &refused) || e.State != Obstructed || e.Reason != want {
			t.Errorf("%v, %s: %s", err, e.State, e.Reason)
		}
	}
}

// A pipe that takes the place of a file between two calls of a build does not stop it for ever either.
func TestPipeInPlaceOfFile(t *testing.T) {
	dir := t.TempDir()
	root := openRoot(t, dir)
	build(t, root, setOf(t, "a.yaml", generated("1")))
	plan := compareNow(t, root, setOf(t, "a.yaml", generated("2")), Options{})
	sys := &faulty{system: rooted{root}, before: func(c call) {
		if c.op == "open" && c.name == "a.yaml" {
			must(t, os.Remove(filepath.Join(dir, "a.yaml")))
			must(t, syscall.Mkfifo(filepath.Join(dir, "a.yaml"), 0o666))
		}
	}}
	var changed *ChangedError
	if err := plan.apply(sys); !errors.As(err, &changed) || !strings.Contains(err.Error(), "a.yaml was changed") {
		t.Errorf("got %v", err)
	}
}

// An unreadable folder is an error, not an absent file: over what cannot be seen nothing is written.
func TestUnreadable(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root can read everything")
	}
	dir := t.TempDir()
	must(t, os.Mkdir(filepath.Join(dir, "k8s"), 0))
	_, err := Write(openRoot(t, dir), setOf(t, "k8s/a.yaml", generated()), Options{})
	if !errors.Is(err, os.ErrPermission) || !strings.Contains(err.Error(), "k8s/a.yaml") {
		t.Errorf("got %v", err)
	}
}
