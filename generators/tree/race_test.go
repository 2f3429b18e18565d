package tree

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// TestEditsAreNotLost lets a developer save each file at each moment of a build. The saved text must be there
// afterwards, unless it was saved in the moment between the last look at the file and its replacement.
func TestEditsAreNotLost(t *testing.T) {
	w := newWorld(t, 0)
	dir := filepath.Join(scratch(t), "repo")
	edit := []byte(generated("saved by hand"))
	for _, name := range []string{"changes.yaml", "k8s/changes.yaml", "both.sh", "only/in/v0/new.yaml", ".gitignore", "README.md", "data.json"} {
		lost, total := 0, 1
		for at := 1; at <= total; at++ {
			w.at(t, dir)
			root := openRoot(t, dir)
			sys := &faulty{system: rooted{root}}
			var inGap bool
			sys.before = func(c call) {
				if c.number == at {
					inGap = c.name == name && (c.op == "close" || c.op == "rename" || c.op == "remove")
					writeFile(t, dir, name, edit, 0o644)
				}
			}
			err := sys.attempt(w.sets[1])
			total = max(total, len(sys.calls))
			root.Close()
			if at > len(sys.calls) {
				break
			}
			body, _ := os.ReadFile(filepath.Join(dir, name))
			switch {
			case bytes.Contains(body, edit): // a list may have got its region back behind it
			case inGap:
				lost++
			default:
				t.Errorf("%s saved before call %d (%v) is lost, %v", name, at, sys.calls[at-1], err)
			}
		}
		if lost > 3 {
			t.Errorf("%s was lost at %d of %d moments", name, lost, total)
		}
	}
}

// TestConcurrentBuilds lets many builds of two versions at one tree. Each must succeed, and the tree be all of one.
func TestConcurrentBuilds(t *testing.T) {
	w := newWorld(t, 0)
	dir := filepath.Join(scratch(t), "repo")
	w.at(t, dir)
	var group sync.WaitGroup
	for i := range 50 {
		group.Go(func() {
			root, err := os.OpenRoot(dir)
			if err != nil {
				t.Error(err)
				return
			}
			defer root.Close()
			if err := (&faulty{system: rooted{root}}).attempt(w.sets[1+i%2]); err != nil {
				t.Errorf("build %d: %v", i, err)
			}
		})
	}
	group.Wait()
	if got := inside(t, dir); !slices.Equal(got, w.trees[1]) && !slices.Equal(got, w.trees[2]) {
		t.Errorf("a mixture:\n%s", strings.Join(got, "\n"))
	}
}

// TestWaiting holds the tree, and sees that another build says that it waits, and then goes on.
func TestWaiting(t *testing.T) {
	dir := t.TempDir()
	root := openRoot(t, dir)
	held, err := take(rooted{root}, nil)
	must(t, err)
	var said atomic.Int32
	waits, done := make(chan bool), make(chan error)
	go func() {
		_, err := Write(root, setOf(t, "a.yaml", generated()), Options{Waiting: func() {
			said.Add(1)
			close(waits)
		}})
		done <- err
	}()
	<-waits
	if got := listFiles(t, dir); !slices.Equal(got, []string{claimFile}) {
		t.Errorf("while it waits: %v", got)
	}
	must(t, held.release())
	must(t, <-done)
	if got := listFiles(t, dir); !slices.Equal(got, []string{"a.yaml", LockFile}) || said.Load() != 1 {
		t.Errorf("after it: %v, said so %d times", got, said.Load())
	}
}

// TestPlanOfAnotherBuild applies two plans of one state, as two builds would that compared at the same time.
func TestPlanOfAnotherBuild(t *testing.T) {
	dir := t.TempDir()
	root := openRoot(t, dir)
	want := setOf(t, "a.yaml", generated("1"))
	one, two := compareNow(t, root, want, Options{}), compareNow(t, root, want, Options{})
	must(t, one.Apply(root))
	var changed *ChangedError
	if err := two.Apply(root); !errors.As(err, &changed) {
		t.Errorf("applied twice: %v", err)
	}
	must(t, compareNow(t, root, want, Options{}).Apply(root))
}

// TestClaimIsTakenOver is the moment in which the build that had the tree removes the file that we locked.
func TestClaimIsTakenOver(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("nobody can take away a file that is open")
	}
	for name, meddle := range map[string]func(dir string) error{
		"removed": func(dir string) error { return os.RemoveAll(filepath.Join(dir, WorkFolder)) },
		"another": func(dir string) error {
			return errors.Join(os.Remove(filepath.Join(dir, claimFile)), os.WriteFile(filepath.Join(dir, claimFile), nil, 0o666))
		},
	} {
		for _, moment := range []string{"open", "lock", "stat"} {
			t.Run(fmt.Sprintf("%s before %s", name, moment), func(t *testing.T) {
				dir := t.TempDir()
				times := 0
				sys := &faulty{system: rooted{openRoot(t, dir)}}
				sys.before = func(c call) {
					if c.op == moment && c.name == claimFile && times < 5 {
						times++
						if _, err := os.Stat(filepath.Join(dir, claimFile)); err == nil || name == "removed" {
							must(t, meddle(dir))
						}
					}
				}
				c, err := take(sys, nil)
				must(t, err)
				must(t, c.release())
				if got := listFiles(t, dir); len(got) > 0 || times == 0 {
					t.Errorf("left %v after meddling %d times", got, times)
				}
			})
		}
	}
}

// TestClaimGivesUp is a file system on which the claim is never what it was.
func TestClaimGivesUp(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("nobody can take away a file that is open")
	}
	dir := t.TempDir()
	sys := &faulty{system: rooted{openRoot(t, dir)}}
	sys.before = func(c call) {
		if c.op == "stat" {
			must(t, os.RemoveAll(filepath.Join(dir, WorkFolder)))
		}
	}
	_, err := take(sys, nil)
	var failure *WriteError
	if !errors.As(err, &failure) || failure.Path != claimFile {
		t.Errorf("got %v", err)
	}
}
