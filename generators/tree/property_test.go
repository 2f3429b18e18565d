package tree

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// chance makes random repositories. The same seed makes the same ones.
type chance struct{ *rand.Rand }

func (c chance) of(n int) bool { return c.IntN(n) == 0 }

// set makes a random set out of few names, so that two sets have much in common.
func (c chance) set(t *testing.T) *Set {
	set := &Set{}
	for _, name := range []string{"a.yaml", "b.json", "k8s/a.yaml", "k8s/base/b.sh", "docs/x.md", "deep/er/and/deeper.yaml"} {
		if c.of(3) {
			continue
		}
		f := File{Path: name, Body: []byte(generated(fmt.Sprint(c.IntN(3)))), Exec: c.of(2)}
		if c.of(5) {
			f.Own = Once
		}
		must(t, set.Add("gen", f))
	}
	for _, name := range []string{".gitignore", "k8s/.helmignore", "README.md"} {
		for _, region := range []string{"one", "two", "three"} {
			if c.of(2) {
				body := strings.Repeat(fmt.Sprintf("line %d\n", c.IntN(3)), c.IntN(3))
				must(t, set.Add("gen-"+region, File{Path: name, Own: Block, Blocks: []Region{{region, []byte(body)}}}))
			}
		}
	}
	return set
}

// hand lets a developer write and delete a little.
func (c chance) hand(t *testing.T, dir string) {
	for _, name := range []string{"a.yaml", "b.json", "k8s/base/b.sh", ".gitignore", "README.md", "k8s/mine.txt"} {
		full := filepath.Join(dir, filepath.FromSlash(name))
		body, err := os.ReadFile(full)
		switch {
		case c.of(12):
			must(t, os.RemoveAll(full))
		case c.of(12):
			writeFile(t, dir, name, append(body, "by hand\n"...), 0o644)
		case c.of(12) && err == nil:
			writeFile(t, dir, name, ended(folded(body), "\r\n"), 0o644)
		case c.of(12) && err == nil:
			must(t, os.Chmod(full, 0o755))
		}
	}
}

// TestProperties plays long random histories: specs change, people edit. At each step: comparing changes nothing; what
// is applied is clean, and applying it again changes not one byte; what is refused changes nothing; nobody's text is
// lost; and a lock says the same wherever it was made.
func TestProperties(t *testing.T) {
	for seed := range uint64(60) {
		c := chance{rand.New(rand.NewPCG(seed, 1))}
		dir := scratch(t)
		for range 12 {
			c.hand(t, dir)
			checkStep(t, dir, c.set(t), Options{KeepOrphans: c.of(6)})
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func checkStep(t *testing.T, dir string, want *Set, options Options) {
	t.Helper()
	root, err := os.OpenRoot(dir)
	must(t, err)
	defer root.Close()
	before := snapshot(t, dir)
	plan, err := Check(root.FS(), want, options)
	must(t, err)
	if after := snapshot(t, dir); !slices.Equal(before, after) {
		t.Fatalf("comparing changed\n%s\nto\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
	}
	byHand := handwritten(t, dir)
	err = (&faulty{system: rooted{root}}).attemptWith(want, options)
	if (err != nil) != (plan.refusal() != nil) {
		t.Fatalf("%v, but the plan is\n%s", err, describe(plan))
	}
	if err != nil {
		if after := snapshot(t, dir); !slices.Equal(before, after) {
			t.Fatalf("refused, but changed\n%s\nto\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
		}
		return
	}
	checkApplied(t, root, dir, plan, want, options, byHand)
}

func checkApplied(t *testing.T, root *os.Root, dir string, plan Plan, want *Set, options Options, byHand int) {
	t.Helper()
	applied := snapshot(t, dir)
	again, err := Check(root.FS(), want, options)
	must(t, err)
	if !again.Clean() || !again.idle() {
		t.Fatalf("applied\n%s, but not clean:\n%s", describe(plan), describe(again))
	}
	must(t, again.Apply(root))
	if twice := snapshot(t, dir); !slices.Equal(applied, twice) {
		t.Fatalf("applied twice:\n%s\nonce:\n%s", strings.Join(twice, "\n"), strings.Join(applied, "\n"))
	}
	if left := handwritten(t, dir); left < byHand {
		t.Fatalf("%d lines by hand are left of %d", left, byHand)
	}
}

// handwritten counts the lines that a developer wrote.
func handwritten(t *testing.T, dir string) int {
	lines := 0
	for _, name := range listFiles(t, dir) {
		body, err := os.ReadFile(filepath.Join(dir, name))
		must(t, err)
		lines += strings.Count(string(body), "by hand")
	}
	return lines
}

// TestEveryState makes sure that the cases in testdata show every state there is.
func TestEveryState(t *testing.T) {
	cases, err := filepath.Glob("testdata/*.txtar")
	must(t, err)
	var all strings.Builder
	for _, name := range cases {
		body, err := os.ReadFile(name)
		must(t, err)
		all.Write(body)
	}
	for _, state := range []State{New, Stale, Mode, Removed, Edited, Foreign, Broken, Unchanged, Kept, Unplaced} {
		if !strings.Contains(all.String(), "\n"+string(state)+" ") {
			t.Errorf("no case shows %q", state)
		}
	}
}

// Any file system will do for comparing: devgen compares with a git tree as well.
func TestCompareInMemory(t *testing.T) {
	set := setOf(t, "a.yaml", generated("1"), "k8s/b.yaml", generated("2"))
	disk := fstest.MapFS{"a.yaml": {Data: []byte(generated("1"))}, "k8s/other.yaml": {Data: []byte("x")}}
	plan, err := Check(disk, set, Options{})
	must(t, err)
	if got := entryOf(t, plan, "a.yaml").State; got != Unchanged {
		t.Errorf("a.yaml is %s", got)
	}
	if got := entryOf(t, plan, "k8s/b.yaml").State; got != New {
		t.Errorf("k8s/b.yaml is %s", got)
	}
}
