package tree

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// build writes a set and fails the test if it cannot.
func build(t testing.TB, root *os.Root, want *Set) Plan {
	t.Helper()
	plan, err := Write(root, want, Options{})
	must(t, err)
	return plan
}

func TestUnchangedFilesAreNotTouched(t *testing.T) {
	dir := t.TempDir()
	root := openRoot(t, dir)
	build(t, root, setOf(t, "same.yaml", generated("1"), "moves.yaml", generated("1")))
	long := time.Unix(1e9, 0)
	names := []string{"same.yaml", "moves.yaml", LockFile, "."}
	for _, name := range names {
		must(t, os.Chtimes(filepath.Join(dir, name), long, long))
	}
	touched := func() (touched []string) {
		for _, name := range names {
			info, err := os.Stat(filepath.Join(dir, name))
			must(t, err)
			if !info.ModTime().Equal(long) {
				touched = append(touched, name)
			}
		}
		return touched
	}
	same := setOf(t, "same.yaml", generated("1"), "moves.yaml", generated("1"))
	build(t, root, same)
	must(t, compareNow(t, root, same, Options{}).Apply(root))
	if got := touched(); len(got) > 0 {
		t.Errorf("nothing to do, but touched %v", got)
	}
	build(t, root, setOf(t, "same.yaml", generated("1"), "moves.yaml", generated("2")))
	if got := touched(); !slices.Equal(got, []string{"moves.yaml", LockFile, "."}) {
		t.Errorf("touched %v", got)
	}
}

func TestPermissions(t *testing.T) {
	if !modes {
		t.Skip("no permissions on this system")
	}
	dir := t.TempDir()
	root := openRoot(t, dir)
	set := func(body string, exec bool) *Set {
		s := &Set{}
		must(t, s.Add("gen", File{Path: "run.sh", Body: []byte(generated(body)), Exec: exec}))
		return s
	}
	mode := func() fs.FileMode {
		info, err := os.Stat(filepath.Join(dir, "run.sh"))
		must(t, err)
		return info.Mode().Perm()
	}
	for _, step := range []struct {
		what  string
		chmod fs.FileMode
		body  string
		exec  bool
		want  fs.FileMode
	}{
		{"private file keeps its privacy", 0o600, "2", true, 0o700},
		{"only the mode is wrong", 0o640, "2", true, 0o750},
		{"read-only", 0o444, "3", true, 0o555},
		{"not to be executable", 0o755, "4", false, 0o644},
		{"only the mode, other way", 0o711, "4", false, 0o600},
		{"set-user-id is not handed on", 0o755 | fs.ModeSetuid, "5", true, 0o755},
	} {
		if mode := step.chmod; listFiles(t, dir) == nil {
			build(t, root, set("1", mode&0o100 != 0))
		}
		must(t, os.Chmod(filepath.Join(dir, "run.sh"), step.chmod))
		build(t, root, set(step.body, step.exec))
		if got := mode(); got != step.want {
			t.Errorf("%s: %o became %o, want %o", step.what, step.chmod, got, step.want)
		}
	}
}

func TestIgnoreExec(t *testing.T) {
	dir := t.TempDir()
	root := openRoot(t, dir)
	set := &Set{}
	must(t, set.Add("gen", File{Path: "run.sh", Body: []byte(generated("1")), Exec: true}))
	build(t, root, set)
	must(t, os.Chmod(filepath.Join(dir, "run.sh"), 0o600))
	if plan := compareNow(t, root, set, Options{IgnoreExec: true}); !plan.Clean() {
		t.Errorf("drift: %s", describe(plan))
	}
	if plan := compareNow(t, root, set, Options{}); modes && entryOf(t, plan, "run.sh").State != Mode {
		t.Errorf("no drift: %s", describe(plan))
	}
}

// A hand-written file keeps its permissions when a region of it changes; so does any file with IgnoreExec.
func TestPermissionsOfOthers(t *testing.T) {
	if !modes {
		t.Skip("no permissions on this system")
	}
	dir := t.TempDir()
	root := openRoot(t, dir)
	version := func(text string) *Set {
		set := setOf(t, "run.sh", generated(text))
		must(t, set.Add("gen", File{Path: ".gitignore", Own: Block, Blocks: []Region{{"r", []byte(text + "\n")}}}))
		return set
	}
	build(t, root, version("1"))
	for _, name := range []string{"run.sh", ".gitignore"} {
		must(t, os.Chmod(filepath.Join(dir, name), 0o751))
	}
	check := func(want map[string]fs.FileMode) {
		t.Helper()
		for name, mode := range want {
			info, err := os.Stat(filepath.Join(dir, name))
			must(t, err)
			if info.Mode().Perm() != mode {
				t.Errorf("%s: %o, want %o", name, info.Mode().Perm(), mode)
			}
		}
	}
	if _, err := Write(root, version("2"), Options{IgnoreExec: true}); err != nil {
		t.Fatal(err)
	}
	check(map[string]fs.FileMode{"run.sh": 0o751, ".gitignore": 0o751})
	build(t, root, version("3"))
	check(map[string]fs.FileMode{"run.sh": 0o640, ".gitignore": 0o751})
}

// obstacle is something at or above the path of a wanted file that devgen must not write over, into or through.
type obstacle struct {
	name    string
	prepare func(t *testing.T, dir, outside string)
	path    string
	reason  string
}

var obstacles = []obstacle{
	{"link to a file outside", func(t *testing.T, dir, outside string) {
		must(t, os.Symlink(filepath.Join(outside, "victim"), filepath.Join(dir, "a.yaml")))
	}, "a.yaml", "is a symbolic link"},
	{"dangling link", func(t *testing.T, dir, outside string) {
		must(t, os.Symlink(filepath.Join(outside, "new"), filepath.Join(dir, "a.yaml")))
	}, "a.yaml", "is a symbolic link"},
	{"link inside", func(t *testing.T, dir, outside string) {
		writeFile(t, dir, "mine", []byte("mine"), 0o644)
		must(t, os.Symlink("mine", filepath.Join(dir, "a.yaml")))
	}, "a.yaml", "is a symbolic link"},
	{"folder", func(t *testing.T, dir, outside string) {
		must(t, os.Mkdir(filepath.Join(dir, "a.yaml"), 0o777))
	}, "a.yaml", "is a folder"},
	{"above it a link to outside", func(t *testing.T, dir, outside string) {
		must(t, os.Symlink(outside, filepath.Join(dir, "k8s")))
	}, "k8s/a.yaml", "its folder k8s is a symbolic link"},
	{"above it a link inside", func(t *testing.T, dir, outside string) {
		must(t, os.Mkdir(filepath.Join(dir, "real"), 0o777))
		must(t, os.Symlink("real", filepath.Join(dir, "k8s")))
	}, "k8s/a.yaml", "its folder k8s is a symbolic link"},
	{"above it, further up, a link", func(t *testing.T, dir, outside string) {
		must(t, os.Symlink(outside, filepath.Join(dir, "deploy")))
	}, "deploy/k8s/base/a.yaml", "its folder deploy is a symbolic link"},
	{"above it, further down, a link", func(t *testing.T, dir, outside string) {
		must(t, os.MkdirAll(filepath.Join(dir, "deploy"), 0o777))
		must(t, os.Symlink(outside, filepath.Join(dir, "deploy", "k8s")))
	}, "deploy/k8s/a.yaml", "its folder deploy/k8s is a symbolic link"},
	{"above it a file", func(t *testing.T, dir, outside string) {
		writeFile(t, dir, "k8s", []byte("mine"), 0o644)
	}, "k8s/a.yaml", "its folder k8s is a file"},
}

func TestObstacles(t *testing.T) {
	needLinks(t)
	for _, o := range obstacles {
		for _, own := range []Ownership{Whole, Block} {
			dir, outside := t.TempDir(), t.TempDir()
			writeFile(t, outside, "victim", []byte("precious"), 0o644)
			o.prepare(t, dir, outside)
			before := slices.Concat(snapshot(t, dir), snapshot(t, outside))
			f := File{Path: o.path, Own: own, Body: []byte(generated())}
			if own == Block {
				f = File{Path: o.path, Own: own, Blocks: []Region{{"r", []byte("x\n")}}}
			}
			set := setOf(t, "other.yaml", generated())
			must(t, set.Add("gen", f))
			plan, err := Write(openRoot(t, dir), set, Options{Force: []string{o.path}})
			var refused *RefusedError
			if !errors.As(err, &refused) {
				t.Fatalf("%s (%s): %v", o.name, own, err)
			}
			e := entryOf(t, plan, o.path)
			if e.State != Obstructed || !strings.Contains(e.Reason, o.reason) || !strings.Contains(err.Error(), o.path) {
				t.Errorf("%s (%s): %s: %s", o.name, own, e.State, e.Reason)
			}
			if after := slices.Concat(snapshot(t, dir), snapshot(t, outside)); !slices.Equal(before, after) {
				t.Errorf("%s (%s): changed %v to %v", o.name, own, before, after)
			}
		}
	}
}

// What is written once makes way for anything, links too: it is its reader's place.
func TestOnceLeavesLinksAlone(t *testing.T) {
	needLinks(t)
	dir := t.TempDir()
	must(t, os.Symlink("somewhere", filepath.Join(dir, "app.settings")))
	set := &Set{}
	must(t, set.Add("gen", File{Path: "app.settings", Own: Once}))
	build(t, openRoot(t, dir), set)
	if to, err := os.Readlink(filepath.Join(dir, "app.settings")); err != nil || to != "somewhere" {
		t.Errorf("link became %q, %v", to, err)
	}
}

// Something takes the place of a file between Compare and Apply.
func TestChangedBetweenCompareAndApply(t *testing.T) {
	needLinks(t)
	for name, change := range map[string]func(t *testing.T, dir string){
		"edited":  func(t *testing.T, dir string) { writeFile(t, dir, "a.yaml", []byte(generated("x")), 0o644) },
		"deleted": func(t *testing.T, dir string) { must(t, os.Remove(filepath.Join(dir, "a.yaml"))) },
		"replaced by a link": func(t *testing.T, dir string) {
			must(t, os.Rename(filepath.Join(dir, "a.yaml"), filepath.Join(dir, "b")))
			must(t, os.Symlink("b", filepath.Join(dir, "a.yaml")))
		},
		"appeared": func(t *testing.T, dir string) { writeFile(t, dir, "new/b.yaml", []byte("mine"), 0o644) },
		"its folder appeared as a link": func(t *testing.T, dir string) {
			must(t, os.Symlink(".", filepath.Join(dir, "new")))
		},
		"the unwanted one edited": func(t *testing.T, dir string) { writeFile(t, dir, "old.yaml", []byte("mine"), 0o644) },
		"the lock changed":        func(t *testing.T, dir string) { writeFile(t, dir, LockFile, []byte("version 1\n"), 0o644) },
		"an interrupted build appeared": func(t *testing.T, dir string) {
			writeFile(t, dir, journalFile, journal{writes: []string{"a.yaml"}}.encode(), 0o644)
		},
	} {
		dir := t.TempDir()
		root := openRoot(t, dir)
		build(t, root, setOf(t, "a.yaml", generated("1"), "old.yaml", generated("1")))
		plan := compareNow(t, root, setOf(t, "a.yaml", generated("2"), "new/b.yaml", generated("2")), Options{})
		change(t, dir)
		before := snapshot(t, dir)
		err := plan.Apply(root)
		var changed *ChangedError
		if !errors.As(err, &changed) {
			t.Errorf("%s: %v", name, err)
		}
		if after := snapshot(t, dir); !slices.Equal(before, after) {
			t.Errorf("%s: changed the disk from\n%s\nto\n%s", name, strings.Join(before, "\n"), strings.Join(after, "\n"))
		}
	}
}

// Something else has taken the place of a file that is not wanted any more: devgen forgets about it.
func TestOrphanWasReplaced(t *testing.T) {
	needLinks(t)
	for name, replace := range map[string]func(path string) error{
		"by a folder": func(path string) error { return os.Mkdir(path, 0o777) },
		"by a link":   func(path string) error { return os.Symlink("x.yaml", path) },
		"by nothing":  func(path string) error { return nil },
	} {
		dir := t.TempDir()
		root := openRoot(t, dir)
		build(t, root, setOf(t, "old.yaml", generated(), "x.yaml", generated()))
		must(t, os.Remove(filepath.Join(dir, "old.yaml")))
		must(t, replace(filepath.Join(dir, "old.yaml")))
		before, _ := os.Lstat(filepath.Join(dir, "old.yaml"))
		plan := build(t, root, setOf(t, "x.yaml", generated()))
		if len(plan.Entries) != 1 || !plan.LockStale {
			t.Errorf("%s: %s", name, describe(plan))
		}
		after, _ := os.Lstat(filepath.Join(dir, "old.yaml"))
		if (before == nil) != (after == nil) || before != nil && !os.SameFile(before, after) {
			t.Errorf("%s: %v became %v", name, before, after)
		}
	}
}

func TestHardLinksAreReplaced(t *testing.T) {
	dir := t.TempDir()
	root := openRoot(t, dir)
	build(t, root, setOf(t, "a.yaml", generated("1")))
	must(t, os.Link(filepath.Join(dir, "a.yaml"), filepath.Join(dir, "kept")))
	build(t, root, setOf(t, "a.yaml", generated("2")))
	body, err := os.ReadFile(filepath.Join(dir, "kept"))
	must(t, err)
	if string(body) != generated("1") {
		t.Errorf("the other name holds %q", body)
	}
}

// A repository that brings its own .devgen must not get devgen to write through it.
func TestHostileWorkFolder(t *testing.T) {
	needLinks(t)
	for name, prepare := range map[string]func(t *testing.T, dir, outside string){
		"is a link to outside": func(t *testing.T, dir, outside string) { must(t, os.Symlink(outside, filepath.Join(dir, WorkFolder))) },
		"is a link inside": func(t *testing.T, dir, outside string) {
			must(t, os.Mkdir(filepath.Join(dir, "real"), 0o777))
			must(t, os.Symlink("real", filepath.Join(dir, WorkFolder)))
		},
		"is a file": func(t *testing.T, dir, outside string) { writeFile(t, dir, WorkFolder, []byte("mine"), 0o644) },
		"its lock is a link": func(t *testing.T, dir, outside string) {
			must(t, os.Mkdir(filepath.Join(dir, WorkFolder), 0o777))
			writeFile(t, dir, "main.go", []byte("precious"), 0o644)
			must(t, os.Symlink("../main.go", filepath.Join(dir, claimFile)))
		},
		"its lock is a link to nothing": func(t *testing.T, dir, outside string) {
			must(t, os.Mkdir(filepath.Join(dir, WorkFolder), 0o777))
			must(t, os.Symlink("../new.go", filepath.Join(dir, claimFile)))
		},
		"its lock is a folder": func(t *testing.T, dir, outside string) { must(t, os.MkdirAll(filepath.Join(dir, claimFile), 0o777)) },
	} {
		dir, outside := t.TempDir(), t.TempDir()
		prepare(t, dir, outside)
		before := slices.Concat(snapshot(t, dir), snapshot(t, outside))
		root, set := openRoot(t, dir), setOf(t, "a.yaml", generated())
		_, err := Write(root, set, Options{})
		applied := compareNow(t, root, set, Options{}).Apply(root)
		var failure *WriteError
		if !errors.As(err, &failure) || !strings.HasPrefix(failure.Path, WorkFolder) || !failure.Untouched || errors.Is(err, errGone) {
			t.Errorf("%s: %v", name, err)
		}
		if !strings.Contains(err.Error(), "is a ") {
			t.Errorf("%s: %v does not say why", name, err)
		}
		if applied == nil || applied.Error() != err.Error() {
			t.Errorf("%s: Write says %v, Apply %v", name, err, applied)
		}
		if after := slices.Concat(snapshot(t, dir), snapshot(t, outside)); !slices.Equal(before, after) {
			t.Errorf("%s: changed %v to %v", name, before, after)
		}
	}
}

// Nothing is left behind, not even empty folders, and what is not devgen's stays.
func TestFoldersComeAndGo(t *testing.T) {
	dir := t.TempDir()
	root := openRoot(t, dir)
	build(t, root, setOf(t, "a/b/c/d.yaml", generated(), "a/b/e.yaml", generated(), "x/y.yaml", generated(), "p/q/r.yaml", generated()))
	must(t, os.MkdirAll(filepath.Join(dir, "x", "mine"), 0o777))
	build(t, root, setOf(t, "a/b/e.yaml", generated()))
	var left []string
	must(t, filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		inside, _ := filepath.Rel(dir, name)
		left = append(left, filepath.ToSlash(inside))
		return err
	}))
	if want := []string{".", "a", "a/b", "a/b/e.yaml", LockFile, "x", "x/mine"}; !slices.Equal(left, want) {
		t.Errorf("left %v, want %v", left, want)
	}
}

// What a build left that was killed before it began is cleared away by one that has nothing to do, if it can be.
func TestLitter(t *testing.T) {
	for _, name := range []string{claimFile, journalDraft} {
		dir := t.TempDir()
		root := openRoot(t, dir)
		set := setOf(t, "a.yaml", generated())
		litter := func() Plan {
			writeFile(t, dir, name, nil, 0o666)
			plan := compareNow(t, root, set, Options{})
			if !plan.Clean() {
				t.Errorf("litter is drift: %s", describe(plan))
			}
			return plan
		}
		tidy := func(what string) {
			if got := listFiles(t, dir); !slices.Equal(got, []string{"a.yaml", LockFile}) {
				t.Errorf("%s left %v", what, got)
			}
		}
		build(t, root, set)
		must(t, litter().Apply(root))
		tidy("Apply")
		litter()
		build(t, root, set)
		tidy("Write")
		litter()
		if err := (&faulty{system: rooted{root}, at: 1, err: fs.ErrPermission, forever: true}).attempt(set); err != nil {
			t.Errorf("nothing to do and nothing can be written: %v", err)
		}
	}
}

// The end of a build can fail as well, and then everything is written.
func TestReleaseFails(t *testing.T) {
	dir := t.TempDir()
	root := openRoot(t, dir)
	plan := compareNow(t, root, setOf(t, "a.yaml", generated()), Options{})
	sys := &faulty{system: rooted{root}, err: fs.ErrPermission}
	sys.before = func(c call) {
		if c.op == "remove" && c.name == claimFile {
			sys.at = c.number
		}
	}
	var failure *WriteError
	if err := plan.apply(sys); !errors.As(err, &failure) || failure.Path != claimFile || failure.Untouched {
		t.Errorf("got %v", err)
	}
	if got := listFiles(t, dir); !slices.Equal(got, []string{claimFile, "a.yaml", LockFile}) {
		t.Errorf("left %v", got)
	}
}

// Files of devgen's own that are links are removed, not written through.
func TestHostileLeftovers(t *testing.T) {
	needLinks(t)
	dir := t.TempDir()
	writeFile(t, dir, "main.go", []byte("precious"), 0o644)
	must(t, os.Mkdir(filepath.Join(dir, WorkFolder), 0o777))
	must(t, os.Symlink("../main.go", filepath.Join(dir, journalDraft)))
	must(t, os.Symlink("main.go", filepath.Join(dir, temporaryName("a.yaml"))))
	build(t, openRoot(t, dir), setOf(t, "a.yaml", generated()))
	if got := listFiles(t, dir); !slices.Equal(got, []string{"a.yaml", LockFile, "main.go"}) {
		t.Errorf("files %v", got)
	}
	if body, _ := os.ReadFile(filepath.Join(dir, "main.go")); string(body) != "precious" {
		t.Errorf("wrote %q through a link", body)
	}
}

// A forged journal leads to nothing that a forged lock would not.
func TestForgedJournal(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	writeFile(t, dir, "src/main.go", []byte("precious"), 0o644)
	writeFile(t, dir, "empty/.keep", nil, 0o644)
	writeFile(t, outside, "victim", []byte("precious"), 0o644)
	text := "version 1\nwrite ../victim\nwrite src/main.go\nfolder empty\nfolder src\nfolder ../x\n" +
		Record{Path: "src/main.go", Own: Whole, Generator: "gen", Hash: hashOf([]byte("precious"))}.String() + "\n"
	writeFile(t, dir, journalFile, []byte(text), 0o644)
	plan := build(t, openRoot(t, dir), setOf(t, "a.yaml", generated()))
	if !plan.Interrupted || entryOf(t, plan, "src/main.go").State != Kept {
		t.Errorf("plan:\n%s", describe(plan))
	}
	if got := listFiles(t, dir); !slices.Equal(got, []string{"a.yaml", LockFile, "empty/.keep", "src/main.go"}) {
		t.Errorf("files %v", got)
	}
}

func TestForcedPathMustExist(t *testing.T) {
	root := openRoot(t, t.TempDir())
	set := setOf(t, "k8s/a.yaml", generated())
	for _, o := range []Options{{Force: []string{"k8z"}}, {Only: []string{"k8s", "b.yaml"}}, {Only: []string{"["}}} {
		_, err := Write(root, set, o)
		var unmatched *UnmatchedError
		if !errors.As(err, &unmatched) {
			t.Errorf("%+v: %v", o, err)
		}
	}
	for _, pattern := range []string{"k8s", "k8s/", "./k8s", "k8s/*.yaml", ".", "k8s/a.yaml"} {
		if plan := compareNow(t, root, set, Options{Only: []string{pattern}}); len(plan.Pending()) != 1 {
			t.Errorf("%s chooses nothing", pattern)
		}
	}
}

// One edit of a file that is about to be written, and Write starts again; the edit is then a refusal.
func TestWriteComparesAgain(t *testing.T) {
	dir := t.TempDir()
	root := openRoot(t, dir)
	build(t, root, setOf(t, "a.yaml", generated("1")))
	edited := false
	sys := &faulty{system: rooted{root}, before: func(c call) {
		if c.op == "mkdir" && !edited {
			edited = true
			writeFile(t, dir, "a.yaml", []byte(generated("by hand")), 0o644)
		}
	}}
	plan, err := write(sys, setOf(t, "a.yaml", generated("2")), Options{})
	var refused *RefusedError
	if !errors.As(err, &refused) || entryOf(t, plan, "a.yaml").State != Edited {
		t.Errorf("%v\n%s", err, describe(plan))
	}
	if got := listFiles(t, dir); !slices.Equal(got, []string{"a.yaml", LockFile}) {
		t.Errorf("left %v", got)
	}
}
