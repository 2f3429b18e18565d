package tree

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// call is one call into the file system while a plan is applied.
type call struct {
	number   int
	op, name string
}

// faulty is a file system in which a chosen call goes wrong.
type faulty struct {
	system
	before func(call) // sees every call, and may meddle

	at      int   // number of the call that goes wrong, from 1; 0 is none
	also    int   // number of another that does
	err     error // what it fails with; errKilled ends the build there and then
	forever bool  // everything after it fails as well

	calls []call
	open  []*faultyFile
	dead  bool
}

// errKilled stands for SIGKILL: no call after it reaches the disk, and the kernel closes all files.
var errKilled = errors.New("killed")

// next counts a call and says what becomes of it.
func (f *faulty) next(op, name string) error {
	if f.dead {
		return errKilled
	}
	c := call{len(f.calls) + 1, op, name}
	f.calls = append(f.calls, c)
	if f.before != nil {
		f.before(c)
	}
	if c.number != f.at && c.number != f.also && !(f.forever && c.number > f.at) {
		return nil
	}
	return &fs.PathError{Op: op, Path: name, Err: f.err}
}

// die ends the build if it was killed.
func (f *faulty) die(err error) {
	if !errors.Is(err, errKilled) || f.dead {
		return
	}
	f.dead = true
	for _, o := range f.open {
		o.handle.Close()
	}
	panic(errKilled)
}

func (f *faulty) step(op, name string) error {
	err := f.next(op, name)
	f.die(err)
	return err
}

func (f *faulty) Lstat(name string) (fs.FileInfo, error) {
	if err := f.step("lstat", name); err != nil {
		return nil, err
	}
	return f.system.Lstat(name)
}

func (f *faulty) Mkdir(name string, perm fs.FileMode) error {
	if err := f.step("mkdir", name); err != nil {
		return err
	}
	return f.system.Mkdir(name, perm)
}

func (f *faulty) Rename(from, to string) error {
	if err := f.step("rename", to); err != nil {
		return err
	}
	return f.system.Rename(from, to)
}

func (f *faulty) Remove(name string) error {
	if err := f.step("remove", name); err != nil {
		return err
	}
	return f.system.Remove(name)
}

// SyncAll is counted, but not done: what is lost without it is lost to a power cut, which no test brings about.
func (f *faulty) SyncAll() error { return f.step("syncall", ".") }

func (f *faulty) OpenFile(name string, flag int, perm fs.FileMode) (handle, error) {
	if err := f.step("open", name); err != nil {
		return nil, err
	}
	h, err := f.system.OpenFile(name, flag, perm)
	if err != nil {
		return nil, err
	}
	o := &faultyFile{h, f, name}
	f.open = append(f.open, o)
	return o, nil
}

type faultyFile struct {
	handle
	fs   *faulty
	name string
}

func (o *faultyFile) Read(p []byte) (int, error) {
	if err := o.fs.step("read", o.name); err != nil {
		return 0, err
	}
	return o.handle.Read(p)
}

// Write goes wrong in the middle: half of the text is on the disk.
func (o *faultyFile) Write(p []byte) (int, error) {
	if err := o.fs.next("write", o.name); err != nil {
		n := 0
		if !o.fs.dead {
			n, _ = o.handle.Write(p[:len(p)/2])
		}
		o.fs.die(err)
		return n, err
	}
	return o.handle.Write(p)
}

func (o *faultyFile) Stat() (fs.FileInfo, error) {
	if err := o.fs.step("stat", o.name); err != nil {
		return nil, err
	}
	return o.handle.Stat()
}

func (o *faultyFile) Chmod(mode fs.FileMode) error {
	if err := o.fs.step("chmod", o.name); err != nil {
		return err
	}
	return o.handle.Chmod(mode)
}

func (o *faultyFile) Sync() error { return o.fs.step("sync", o.name) }

func (o *faultyFile) Lock(wait bool) error {
	if err := o.fs.step("lock", o.name); err != nil {
		return err
	}
	return o.handle.Lock(wait)
}

// Close closes the file also when it reports an error, like close(2).
func (o *faultyFile) Close() error {
	err := o.fs.next("close", o.name)
	if !o.fs.dead {
		o.handle.Close()
		o.fs.open = slices.DeleteFunc(o.fs.open, func(x *faultyFile) bool { return x == o })
	}
	o.fs.die(err)
	return err
}

// attempt builds, and survives if the build is killed.
func (f *faulty) attempt(want *Set) error { return f.attemptWith(want, Options{}) }

func (f *faulty) attemptWith(want *Set, options Options) (err error) {
	defer func() {
		if r := recover(); r != nil && r != any(errKilled) {
			panic(r)
		} else if r != nil {
			err = errKilled
		}
	}()
	_, err = write(f, want, options)
	if len(f.open) > 0 {
		return errors.Join(err, fmt.Errorf("left open: %s", f.open[0].name))
	}
	return err
}

// world is a repository at work: three versions of what is wanted, and a developer's own files. From one version to the
// next every kind of change happens.
type world struct {
	sets  [3]*Set
	trees [3][]string // what a clean build of each leaves
	home  string      // where the first version is built
	extra int         // more files, to get beyond syncEach
}

func newWorld(t *testing.T, extra int) *world {
	w := &world{extra: extra}
	for v := range w.sets {
		set, err := w.version(v)
		must(t, err)
		w.sets[v] = set
	}
	for v := range w.sets {
		dir := t.TempDir()
		w.start(t, dir)
		build(t, openRoot(t, dir), w.sets[v])
		w.trees[v] = inside(t, dir)
		if v == 0 {
			w.home = dir
		}
	}
	return w
}

func (w *world) version(v int) (*Set, error) {
	text := generated(fmt.Sprintf("version: %d", v))
	set := &Set{}
	err := set.Add("gen",
		File{Path: "changes.yaml", Body: []byte(text)},
		File{Path: "k8s/changes.yaml", Body: []byte(text)},
		File{Path: "same.yaml", Body: []byte(generated("same"))},
		File{Path: "turns.sh", Body: []byte(generated("turns")), Exec: v == 1},
		File{Path: "both.sh", Body: []byte(text), Exec: v != 1},
		File{Path: fmt.Sprintf("only/in/v%d/new.yaml", v), Body: []byte(text)},
		File{Path: "settings.local", Body: []byte("once\n"), Own: Once},
		File{Path: ".gitignore", Own: Block, Blocks: []Region{{"secrets", []byte(text)}}},
		File{Path: "README.md", Own: Block, Blocks: []Region{{"quickstart", []byte(text)}}},
		File{Path: "data.json", Body: []byte(fmt.Sprintf("{\"version\": %d}\n", v))},
	)
	for i := range w.extra {
		err = errors.Join(err, set.Add("gen", File{Path: fmt.Sprintf("many/f%02d.yaml", i), Body: []byte(text)}))
	}
	return set, err
}

// start is what the developer has written.
func (w *world) start(t *testing.T, dir string) {
	writeFile(t, dir, "src/main.go", []byte("package main\n"), 0o644)
	writeFile(t, dir, ".gitignore", []byte("bin/\r\n"), 0o644)
	writeFile(t, dir, "README.md", []byte("# Shop\n\n<!-- devgen:begin quickstart -->\n<!-- devgen:end quickstart -->\n\nText.\n"), 0o600)
}

// inside is snapshot with paths relative to dir, without folders: git does not see them.
func inside(t *testing.T, dir string) []string {
	var lines []string
	for _, line := range snapshot(t, dir) {
		line = strings.TrimPrefix(strings.TrimPrefix(line, filepath.ToSlash(dir)), "/")
		if name, mode, _ := strings.Cut(line, " "); name != "" && !strings.HasPrefix(mode, "d") {
			lines = append(lines, line)
		}
	}
	return lines
}

func isLitter(line string) bool {
	name, _, _ := strings.Cut(line, " ")
	return strings.HasPrefix(name, WorkFolder+"/") || temporary.MatchString(name[strings.LastIndexByte(name, '/')+1:])
}

// checkWhole makes sure that every file is one of two versions, and that nothing is lost that is in both.
func (w *world) checkWhole(t *testing.T, what string, got, old, new []string) {
	t.Helper()
	for _, line := range got {
		if !isLitter(line) && !slices.Contains(old, line) && !slices.Contains(new, line) {
			t.Errorf("%s: neither old nor new: %s", what, line)
		}
	}
	for _, line := range old {
		if slices.Contains(new, line) && !slices.Contains(got, line) {
			t.Errorf("%s: lost %s", what, line)
		}
	}
	for _, name := range names(old) {
		if slices.Contains(names(new), name) && !slices.Contains(names(got), name) {
			t.Errorf("%s: lost %s", what, name)
		}
	}
}

func names(lines []string) []string {
	var all []string
	for _, line := range lines {
		name, _, _ := strings.Cut(line, " ")
		all = append(all, name)
	}
	return all
}

// at makes a fresh copy of the first version.
func (w *world) at(t *testing.T, dir string) {
	must(t, os.RemoveAll(dir))
	for _, name := range listFiles(t, w.home) {
		body, err := os.ReadFile(filepath.Join(w.home, name))
		must(t, err)
		info, err := os.Stat(filepath.Join(w.home, name))
		must(t, err)
		writeFile(t, dir, name, body, info.Mode())
	}
}

// TestFaults lets every call of a build go wrong, in every way, and builds again: the same, what was before, and
// something new.
func TestFaults(t *testing.T) {
	few := newWorld(t, 0)
	for name, err := range map[string]error{
		"EIO": syscall.EIO, "ENOSPC": syscall.ENOSPC, "EACCES": syscall.EACCES, "EINTR": syscall.EINTR, "SIGKILL": errKilled,
	} {
		if testing.Short() && err != syscall.EIO && err != errKilled {
			continue // whichever error it is, the same is done about it
		}
		t.Run(name, func(t *testing.T) { few.everyFault(t, err, false) })
	}
	t.Run("EIO from then on", func(t *testing.T) { few.everyFault(t, syscall.EIO, true) })
}

// TestFaultsOfManyFiles is for builds that sync all at once.
func TestFaultsOfManyFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("about a thousand builds")
	}
	many := newWorld(t, syncEach/2)
	t.Run("EIO", func(t *testing.T) { many.everyFault(t, syscall.EIO, false) })
	t.Run("SIGKILL", func(t *testing.T) { many.everyFault(t, errKilled, false) })
}

// scratch is a folder in memory, where there is one: these tests build thousands of times.
func scratch(t *testing.T) string {
	dir, err := os.MkdirTemp("/dev/shm", "devgen-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func (w *world) everyFault(t *testing.T, fault error, forever bool) {
	dir := filepath.Join(scratch(t), "repo")
	for at := 1; ; at++ {
		for next := range w.sets {
			if fault != errKilled && next != at%len(w.sets) {
				continue
			}
			w.at(t, dir)
			root := openRoot(t, dir)
			sys := &faulty{system: rooted{root}, at: at, err: fault, forever: forever}
			err := sys.attempt(w.sets[1])
			if len(sys.calls) < at {
				t.Logf("%d calls", len(sys.calls))
				if err != nil {
					t.Errorf("no fault, but %v", err)
				}
				return
			}
			what := fmt.Sprintf("%s at call %d, %s %s", fault, at, sys.calls[at-1].op, sys.calls[at-1].name)
			w.checkOutcome(t, what, dir, err)
			if !forever {
				w.checkTidy(t, what, dir, sys.calls[at-1], err)
			}
			if err != nil && !errors.Is(err, fault) {
				t.Errorf("%s: %v does not say why", what, err)
			}
			if strings.Count(fmt.Sprint(err), fault.Error()) > 1 {
				t.Errorf("%s: %v says it twice", what, err)
			}
			if err := (&faulty{system: rooted{root}}).attempt(w.sets[next]); err != nil {
				t.Errorf("%s: version %d after it: %v", what, next, err)
			}
			if got := inside(t, dir); !slices.Equal(got, w.trees[next]) {
				t.Errorf("%s: version %d after it left\n%s\nwant\n%s", what, next, strings.Join(got, "\n"), strings.Join(w.trees[next], "\n"))
			}
			root.Close()
		}
	}
}

// checkOutcome holds the disk against what the build said.
func (w *world) checkOutcome(t *testing.T, what, dir string, err error) {
	t.Helper()
	got := inside(t, dir)
	w.checkWhole(t, what, got, w.trees[0], w.trees[1])
	own := slices.DeleteFunc(slices.Clone(got), isLitter)
	var failure *WriteError
	switch {
	case err == nil && !slices.Equal(got, w.trees[1]):
		t.Errorf("%s: said nothing, but left\n%s", what, strings.Join(got, "\n"))
	case err == nil || errors.Is(err, errKilled):
	case !errors.As(err, &failure):
		t.Errorf("%s: %v does not say which file", what, err)
	case failure.Untouched && !slices.Equal(own, w.trees[0]):
		t.Errorf("%s: %v, but left\n%s", what, err, strings.Join(got, "\n"))
	}
}

// checkTidy is for a single fault, after which nothing stands in the way of cleaning up: it must be told, and nothing
// must be left behind.
func (w *world) checkTidy(t *testing.T, what, dir string, c call, err error) {
	t.Helper()
	// To read is all that closing could fail at, and a folder that stays is empty.
	harmless := c.op == "close" && !isLitter(c.name) || c.name == WorkFolder || strings.HasPrefix("only/in/v0", c.name)
	if err == nil && !harmless {
		t.Errorf("%s is not told", what)
	}
	var failure *WriteError
	if !errors.As(err, &failure) || !failure.Untouched || failure.Path == claimFile {
		return // killed, or what is left is the next build's to finish
	}
	if got := inside(t, dir); !slices.Equal(got, w.trees[0]) {
		t.Errorf("%s: %v, but left\n%s", what, err, strings.Join(got, "\n"))
	}
}

// TestFaultInUndo fails at the last rename, and then once more at each call that puts things back; and at the last of
// what is staged, and at each call that clears that away.
func TestFaultInUndo(t *testing.T) {
	w := newWorld(t, 0)
	dir := filepath.Join(scratch(t), "repo")
	for _, last := range []call{{op: "rename", name: LockFile}, {op: "sync", name: temporaryName(LockFile)}} {
		at := w.find(t, dir, last)
		for also, calls := at+1, at+1; also <= calls; also++ {
			w.at(t, dir)
			root := openRoot(t, dir)
			sys := &faulty{system: rooted{root}, at: at, also: also, err: syscall.EIO}
			err := sys.attempt(w.sets[1])
			calls = len(sys.calls)
			what := fmt.Sprintf("%s fails, and then call %d of %d, %v", last.op, also, calls, sys.calls[min(also, calls)-1])
			if err == nil {
				t.Errorf("%s: not told", what)
			}
			w.checkOutcome(t, what, dir, err)
			if err := (&faulty{system: rooted{root}}).attempt(w.sets[also%2*2]); err != nil {
				t.Errorf("%s: %v", what, err)
			}
			if got := inside(t, dir); !slices.Equal(got, w.trees[also%2*2]) {
				t.Errorf("%s: the build after it left\n%s", what, strings.Join(got, "\n"))
			}
			root.Close()
		}
	}
}

// find returns the number of a call in a build without faults.
func (w *world) find(t *testing.T, dir string, want call) int {
	w.at(t, dir)
	root := openRoot(t, dir)
	defer root.Close() // Windows does not remove folders that are open
	sys := &faulty{system: rooted{root}}
	must(t, sys.attempt(w.sets[1]))
	for _, c := range sys.calls {
		if c.op == want.op && c.name == want.name {
			return c.number
		}
	}
	t.Fatalf("no call %v", want)
	return 0
}

// TestFaultTwice kills a build, and then the one that was to repair it.
func TestFaultTwice(t *testing.T) {
	w := newWorld(t, 0)
	dir := filepath.Join(scratch(t), "repo")
	first := 7 // coprime to the number of calls, so that over time every pair is met
	for at, calls := 1, 1000; at <= calls; at++ {
		w.at(t, dir)
		root := openRoot(t, dir)
		one := &faulty{system: rooted{root}, at: at, err: errKilled}
		if err := one.attempt(w.sets[1]); err == nil {
			break
		}
		two := &faulty{system: rooted{root}, at: 1 + at*first%90, err: errKilled}
		_ = two.attempt(w.sets[2])
		if err := (&faulty{system: rooted{root}}).attempt(w.sets[2]); err != nil {
			t.Errorf("killed at call %d, then at %d: %v", at, two.at, err)
		}
		if got := inside(t, dir); !slices.Equal(got, w.trees[2]) {
			t.Errorf("killed at call %d, then at %d: left\n%s", at, two.at, strings.Join(got, "\n"))
		}
		root.Close()
	}
}
