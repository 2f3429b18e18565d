package tree

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// These tests run a build as a process of its own: this test binary, with childFolder in its environment. Such a
// process writes version 1 of a world into that folder, says on standard error what went wrong, and ends with 1 if so.
const childFolder = "DEVGEN_TREE_TEST_FOLDER"

func init() {
	if os.Getenv(childFolder) != "" {
		runtime.LockOSThread() // strace counts the calls of each thread by itself
	}
}

func TestMain(m *testing.M) {
	dir := os.Getenv(childFolder)
	if dir == "" {
		os.Exit(m.Run())
	}
	if err := buildVersion1(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func buildVersion1(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	set, err := (&world{}).version(1)
	if err != nil {
		return err
	}
	_, err = Write(root, set, Options{})
	return err
}

// child builds version 1 in dir. A wrapper is a command line in front: strace, prlimit, setpriv.
func child(t *testing.T, dir string, wrapper ...string) (stderr string, err error) {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	line := append(slices.Clone(wrapper), self)
	cmd := exec.Command(line[0], line[1:]...)
	cmd.Env = append(os.Environ(), childFolder+"="+dir)
	var out bytes.Buffer
	cmd.Stderr = &out
	err = cmd.Run()
	return out.String(), err
}

// tool skips the test if a program is not installed.
func tool(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("%s is not installed", name)
	}
}

// writingCalls are the system calls that change a file system or order its changes.
var writingCalls = []string{"write", "fsync", "renameat", "unlinkat", "mkdirat", "fchmod", "flock"}

// TestSystemCalls kills a real process at each of its system calls that write, and builds again. DEVGEN_FAULTS=all adds the
// calls that only read, and EIO at each call instead of the kill.
func TestSystemCalls(t *testing.T) {
	tool(t, "strace")
	if testing.Short() {
		t.Skip("about a hundred processes under strace")
	}
	w := newWorld(t, 0)
	calls, faults := writingCalls, []string{"signal=SIGKILL"}
	if os.Getenv("DEVGEN_FAULTS") == "all" {
		calls = append(slices.Clone(calls), "openat", "close", "read", "newfstatat", "fstat")
		faults = append(faults, "error=EIO", "error=ENOSPC", "error=EACCES", "error=EINTR")
	}
	for _, fault := range faults {
		for _, call := range calls {
			t.Run(call+" "+fault, func(t *testing.T) { w.everySystemCall(t, call, fault) })
		}
	}
}

func (w *world) everySystemCall(t *testing.T, syscall, fault string) {
	dir := filepath.Join(scratch(t), "repo")
	log := filepath.Join(t.TempDir(), "strace")
	for when := 1; ; when++ {
		w.at(t, dir)
		inject := fmt.Sprintf("inject=%s:%s:when=%d", syscall, fault, when)
		_, err := child(t, dir, "strace", "-f", "-o", log, "-e", "trace="+syscall, "-e", inject)
		trace, logErr := os.ReadFile(log)
		must(t, logErr)
		if !bytes.Contains(trace, []byte("INJECTED")) && !bytes.Contains(trace, []byte("killed by SIGKILL")) {
			t.Logf("%d calls", when-1)
			if err != nil || when == 1 {
				t.Errorf("nothing injected at call %d: %v\n%s", when, err, trace)
			}
			return
		}
		what := fmt.Sprintf("%s at %s %d", fault, syscall, when)
		got := inside(t, dir)
		w.checkWhole(t, what, got, w.trees[0], w.trees[1])
		if err == nil && !slices.Equal(got, w.trees[1]) {
			t.Errorf("%s: said nothing, but left\n%s", what, strings.Join(got, "\n"))
		}
		w.repair(t, what, dir)
	}
}

// repair builds again, something else.
func (w *world) repair(t *testing.T, what, dir string) {
	t.Helper()
	root, err := os.OpenRoot(dir)
	must(t, err)
	defer root.Close()
	if err := (&faulty{system: rooted{root}}).attempt(w.sets[2]); err != nil {
		t.Errorf("%s: the build after it: %v", what, err)
	}
	if got := inside(t, dir); !slices.Equal(got, w.trees[2]) {
		t.Errorf("%s: the build after it left\n%s", what, strings.Join(got, "\n"))
	}
}

// TestProcesses lets processes build at one tree at once.
func TestProcesses(t *testing.T) {
	w := newWorld(t, 0)
	dir := filepath.Join(scratch(t), "repo")
	w.at(t, dir)
	type result struct {
		stderr string
		err    error
	}
	results := make(chan result)
	const processes = 8
	for range processes {
		go func() {
			stderr, err := child(t, dir)
			results <- result{stderr, err}
		}()
	}
	for range processes {
		if r := <-results; r.err != nil {
			t.Errorf("%v: %s", r.err, r.stderr)
		}
	}
	if got := inside(t, dir); !slices.Equal(got, w.trees[1]) {
		t.Errorf("left\n%s", strings.Join(got, "\n"))
	}
}

// failing runs a child that must fail, name a file and the reason, and leave the tree as it was.
func (w *world) failing(t *testing.T, dir, reason string, wrapper ...string) {
	t.Helper()
	before := inside(t, dir)
	stderr, err := child(t, dir, wrapper...)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Fatalf("ended with %v: %s", err, stderr)
	}
	if !strings.Contains(stderr, reason) || !strings.Contains(stderr, "(nothing was changed)") {
		t.Errorf("says %q, want %q", stderr, reason)
	}
	if after := inside(t, dir); !slices.Equal(before, after) {
		t.Errorf("left\n%s\nwas\n%s", strings.Join(after, "\n"), strings.Join(before, "\n"))
	}
}

// mounted mounts something on a new folder, or skips the test.
func mounted(t *testing.T, arguments ...string) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("mount", append(arguments, dir)...).CombinedOutput(); err != nil {
		t.Skipf("needs the right to mount: %v %s", err, bytes.TrimSpace(out))
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %v %s", err, out)
		}
	})
	return dir
}

// TestDiskFull builds on file systems that have room for the old version, but not for the new one beside it.
func TestDiskFull(t *testing.T) {
	w := newWorld(t, 0)
	files := len(w.trees[0])
	for name, limit := range map[string]string{
		"space":  fmt.Sprintf("size=%d", (files+6)*4096), // a block for each file and folder, and a few more
		"inodes": fmt.Sprintf("nr_inodes=%d", files+12),
	} {
		t.Run(name, func(t *testing.T) {
			dir := mounted(t, "-t", "tmpfs", "-o", limit, "tmpfs")
			for _, file := range listFiles(t, w.home) {
				body, err := os.ReadFile(filepath.Join(w.home, file))
				must(t, err)
				info, err := os.Stat(filepath.Join(w.home, file))
				must(t, err)
				writeFile(t, dir, file, body, info.Mode())
			}
			w.failing(t, dir, "no space left on device")
		})
	}
}

func TestFileTooLarge(t *testing.T) {
	tool(t, "prlimit")
	w := newWorld(t, 0)
	dir := filepath.Join(t.TempDir(), "repo")
	w.at(t, dir)
	w.failing(t, dir, "file too large", "prlimit", "--fsize=512")
}

func TestReadOnly(t *testing.T) {
	w := newWorld(t, 0)
	source := filepath.Join(t.TempDir(), "repo")
	w.at(t, source)
	dir := mounted(t, "--bind", "-o", "ro", source)
	w.failing(t, dir, ".devgen: read-only file system")
	if plan := compareNow(t, openRoot(t, dir), w.sets[0], Options{}); !plan.Clean() {
		t.Errorf("cannot even be compared: %s", describe(plan))
	}
	if _, err := Write(openRoot(t, dir), w.sets[0], Options{}); err != nil {
		t.Errorf("nothing to do, but %v", err)
	}
}

// TestOfSomebodyElse builds in a repository that belongs to another user, and in one in which one folder does.
func TestOfSomebodyElse(t *testing.T) {
	tool(t, "setpriv")
	if os.Geteuid() != 0 {
		t.Skip("needs root to become somebody else")
	}
	w := newWorld(t, 0)
	nobody := []string{"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"}
	shared, err := os.MkdirTemp("", "devgen-test-")
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(shared) })
	must(t, os.Chmod(shared, 0o755))
	dir := filepath.Join(shared, "repo")
	w.at(t, dir)
	must(t, os.Chmod(filepath.Join(dir, "README.md"), 0o644))
	self, err := os.Executable()
	must(t, err)
	copied := filepath.Join(shared, "child")
	binary, err := os.ReadFile(self)
	must(t, err)
	must(t, os.WriteFile(copied, binary, 0o755))
	run := func(reason string) {
		t.Helper()
		w.failing(t, dir, reason, append(nobody, copied)...)
	}
	run(".devgen: permission denied")
	must(t, os.Chmod(dir, 0o777))
	run("only/in/v1: permission denied")
	must(t, os.Chmod(filepath.Join(dir, "only/in"), 0o777))
	run("k8s/changes.yaml: permission denied")
}

// TestImmutable has one target that cannot be replaced, which shows only when the ones before it are in place already.
func TestImmutable(t *testing.T) {
	tool(t, "chattr")
	w := newWorld(t, 0)
	dir := filepath.Join(t.TempDir(), "repo")
	w.at(t, dir)
	target := filepath.Join(dir, "k8s/changes.yaml")
	if out, err := exec.Command("chattr", "+i", target).CombinedOutput(); err != nil {
		t.Skipf("cannot make a file immutable: %s", bytes.TrimSpace(out))
	}
	thaw := func() { must(t, exec.Command("chattr", "-i", target).Run()) }
	t.Cleanup(thaw)
	w.failing(t, dir, "k8s/changes.yaml: operation not permitted")
	thaw()
	if stderr, err := child(t, dir); err != nil {
		t.Errorf("after it: %v %s", err, stderr)
	}
	if got := inside(t, dir); !slices.Equal(got, w.trees[1]) {
		t.Errorf("after it: left\n%s", strings.Join(got, "\n"))
	}
}
