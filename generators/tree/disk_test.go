package tree

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// failingFS is a disk on which one kind of call on one name fails.
type failingFS struct {
	fstest.MapFS
	op, name string
}

func (f failingFS) fails(op, name string) error {
	if f.op == op && f.name == name {
		return &fs.PathError{Op: op, Path: name, Err: errBroken}
	}
	return nil
}

func (f failingFS) Lstat(name string) (fs.FileInfo, error) {
	if err := f.fails("lstat", name); err != nil {
		return nil, err
	}
	return f.MapFS.Lstat(name)
}

func (f failingFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := f.fails("readdir", name); err != nil {
		return nil, err
	}
	return f.MapFS.ReadDir(name)
}

func (f failingFS) Open(name string) (fs.File, error) {
	if err := f.fails("open", name); err != nil {
		return nil, err
	}
	file, err := f.MapFS.Open(name)
	return failingFile{file, f, name}, err
}

type failingFile struct {
	fs.File
	fs   failingFS
	name string
}

func (f failingFile) Read(p []byte) (int, error) {
	if err := f.fs.fails("read", f.name); err != nil {
		return 0, err
	}
	return f.File.Read(p)
}

// A disk that cannot be read is an error that names the file, whatever is wanted of it: never an absent file.
func TestBrokenDisk(t *testing.T) {
	disk := fstest.MapFS{}
	was := &Set{}
	must(t, was.Add("gen", File{Path: "orphan", Body: []byte(generated())}))
	for name, body := range map[string]string{"whole": generated(), "once": "x", "block": "text\n", "orphan": generated(), "k8s/in": generated(), LockFile: "version 1\n"} {
		disk[name] = &fstest.MapFile{Data: []byte(body)}
	}
	record := Record{Path: "orphan", Own: Whole, Generator: "gen", Hash: hashOf([]byte(generated()))}
	disk[WorkFolder+"/kept"] = &fstest.MapFile{}
	disk[LockFile].Data = Lock{Records: []Record{record}}.Bytes()
	set := setOf(t, "whole", generated("new"), "k8s/in", generated("new"), "new", generated(), "far/away", generated())
	must(t, set.Add("gen", block("block", "r"), block("newblock", "r"), File{Path: "once", Own: Once}, File{Path: "newonce", Own: Once}))
	if _, err := Check(failingFS{MapFS: disk}, set, Options{}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ op, name string }{
		{"lstat", "whole"}, {"open", "whole"}, {"read", "whole"}, {"lstat", "once"}, {"open", "once"}, {"read", "block"}, {"lstat", "block"},
		{"lstat", "orphan"}, {"read", "orphan"}, {"lstat", "k8s"}, {"lstat", "k8s/in"}, {"readdir", "."}, {"lstat", "new"}, {"lstat", "newblock"},
		{"lstat", "newonce"}, {"lstat", "far"}, {"lstat", LockFile}, {"read", LockFile}, {"lstat", WorkFolder}, {"lstat", claimFile}, {"lstat", journalFile},
	} {
		_, err := Check(failingFS{disk, c.op, c.name}, set, Options{})
		var at *fs.PathError
		if !errors.Is(err, errBroken) || !errors.As(err, &at) || at.Path != c.name {
			t.Errorf("%s %s: %v", c.op, c.name, err)
		}
	}
}

// The listing of a folder, which shows names that differ in case only, is needed for what is new.
func TestBrokenListing(t *testing.T) {
	for _, f := range []File{block("new", "r"), {Path: "new", Own: Once}, {Path: "new"}} {
		set := &Set{}
		must(t, set.Add("gen", f))
		if _, err := Check(failingFS{fstest.MapFS{}, "readdir", "."}, set, Options{}); !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", f.Own, err)
		}
	}
}

// vanishing is a disk from which a file is removed right after it was looked at.
type vanishing struct {
	fstest.MapFS
	name string
}

func (v vanishing) Open(name string) (fs.File, error) {
	if name == v.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return v.MapFS.Open(name)
}

func TestFileVanishes(t *testing.T) {
	disk := vanishing{fstest.MapFS{"a.yaml": {Data: []byte("x")}}, "a.yaml"}
	plan, err := Check(disk, setOf(t, "a.yaml", generated()), Options{})
	must(t, err)
	if e := entryOf(t, plan, "a.yaml"); e.State != New && e.State != Foreign {
		t.Errorf("%s", describe(plan))
	}
}

func TestFileGrows(t *testing.T) {
	for size, want := range map[int64]string{3: "abc", 6: "abcdef", 9: "abcdef"} {
		d := newDisk(lying{fstest.MapFS{"a": {Data: []byte("abcdef")}}, size})
		found, obstacle, err := d.read("a", maxFile)
		if err != nil || obstacle != "" || string(found.body) != want {
			t.Errorf("size %d: %+v, %s, %v", size, found, obstacle, err)
		}
	}
}

func TestReadLimit(t *testing.T) {
	d := newDisk(fstest.MapFS{"a": {Data: []byte("abc")}})
	if found, obstacle, err := d.read("a", 3); found == nil || obstacle != "" || err != nil {
		t.Errorf("at the limit: %v, %q, %v", found, obstacle, err)
	}
	if found, obstacle, err := d.read("a", 2); found != nil || obstacle == "" || err != nil {
		t.Errorf("beyond the limit: %v, %q, %v", found, obstacle, err)
	}
}

// lying is a disk whose file sizes are those of another moment.
type lying struct {
	fstest.MapFS
	size int64
}

func (l lying) Lstat(name string) (fs.FileInfo, error) {
	info, err := l.MapFS.Lstat(name)
	return sized{info, l.size}, err
}

type sized struct {
	fs.FileInfo
	size int64
}

func (s sized) Size() int64 { return s.size }

func TestLargeFile(t *testing.T) {
	dir := t.TempDir()
	full := filepath.Join(dir, "a.yaml")
	must(t, os.WriteFile(full, nil, 0o644))
	must(t, os.Truncate(full, maxFile+1)) // takes no room on the disk
	plan := compareNow(t, openRoot(t, dir), setOf(t, "a.yaml", generated()), Options{})
	if e := entryOf(t, plan, "a.yaml"); e.State != Obstructed || e.Reason != "is larger than 16 MB" {
		t.Errorf("%s: %s", e.State, e.Reason)
	}
}

// ending is a disk on which another build ends while the files are read, so many times.
type ending struct {
	fstest.MapFS
	times *int
	next  func()
}

func (e ending) Open(name string) (fs.File, error) {
	if name == "a.yaml" && *e.times > 0 {
		*e.times--
		e.next()
	}
	return e.MapFS.Open(name)
}

// TestCheckDuringBuilds reads a lock from before a build and files from after it.
func TestCheckDuringBuilds(t *testing.T) {
	version := 0
	set := func() *Set { return setOf(t, "a.yaml", generated(strings.Repeat("x", version))) }
	disk := fstest.MapFS{}
	write := func() {
		version++
		f, _ := set().File("a.yaml")
		disk["a.yaml"] = &fstest.MapFile{Data: f.Body}
		disk[LockFile] = &fstest.MapFile{Data: Lock{Records: []Record{{Path: "a.yaml", Own: Whole, Generator: "gen", Hash: hashOf(f.Body)}}}.Bytes()}
	}
	write()
	times := 3
	want := setOf(t, "a.yaml", generated("other"))
	plan, err := Check(ending{disk, &times, write}, want, Options{})
	must(t, err)
	if e := entryOf(t, plan, "a.yaml"); e.State != Stale || times != 0 {
		t.Errorf("%s: %s, %d", e.State, e.Reason, times)
	}
	times = 1000
	if _, err := Check(ending{disk, &times, write}, want, Options{}); err != nil || times > 1000-checkAttempts {
		t.Errorf("%v, %d", err, times)
	}
}

func TestMessages(t *testing.T) {
	for want, err := range map[string]error{
		"a: full (nothing was changed)":                                              &WriteError{"a", errors.New("full"), true},
		"a: full (some files are written already; the next build does the rest)":     &WriteError{"a", errors.New("full"), false},
		"a was changed while devgen was at work (nothing was written); run it again": &ChangedError{"a"},
		"k8z: devgen generates no file of this path":                                 &UnmatchedError{"k8z"},
		"nothing written: a: is a folder; b: is yours":                               &RefusedError{[]Entry{{Path: "a", Reason: "is a folder"}, {Path: "b", Reason: "is yours"}}},
		"devgen.lock:3: is bad":                                                      &LockProblem{LockMalformed, 3, "is bad"},
		"devgen.lock is bad":                                                         &LockProblem{LockUnreadable, 0, "is bad"},
		`path "a b" is bad`:                                                          &PathError{Path: "a b", Reason: "is bad"},
		"a (made by gen) is bad":                                                     &BodyError{"a", "gen", "is bad"},
	} {
		if err.Error() != want {
			t.Errorf("%q, want %q", err, want)
		}
	}
}

func TestNotices(t *testing.T) {
	p := Plan{Entries: []Entry{
		{Path: "a", State: Kept}, {Path: "b", State: Unplaced}, {Path: "c", State: Stale, Notes: []string{"x"}},
		{Path: "d", State: Stale}, {Path: "e", State: Unchanged}, {Path: "f", State: Edited},
	}}
	var got []string
	for _, e := range p.Notices() {
		got = append(got, e.Path)
	}
	if !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("notices about %v", got)
	}
}

func TestLineCounts(t *testing.T) {
	for _, c := range []struct {
		old, new       []byte
		added, removed int
	}{
		{nil, []byte("a\nb"), 2, 0}, {[]byte("a\n"), nil, 0, 1}, {nil, []byte{}, 0, 0},
		{[]byte("a\nb\nc\n"), []byte("a\nx\nc\n"), 1, 1}, {[]byte("a\n"), []byte("a"), 1, 1},
		{[]byte("--- x\n"), []byte("+++ x\n"), 1, 1}, {[]byte("a\n"), []byte("a\n"), 0, 0},
	} {
		e := Entry{Old: c.old, New: c.new}
		e.count()
		if e.Added != c.added || e.Removed != c.removed {
			t.Errorf("%q to %q: +%d -%d", c.old, c.new, e.Added, e.Removed)
		}
	}
}

func TestAppendable(t *testing.T) {
	for name, want := range map[string]bool{
		".gitignore": true, "a/.dockerignore": true, ".helmignore": true, ".gitattributes": true, ".editorconfig": true, "CODEOWNERS": true,
		".github/CODEOWNERS": true, "README.md": false, "ignore": false, "Makefile": false, ".bashrc": false,
	} {
		if got := appendable(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// counting is a disk that counts how often each of its names is looked at.
type counting struct {
	fstest.MapFS
	looks map[string]int
}

func (c counting) Lstat(name string) (fs.FileInfo, error) {
	c.looks[name]++
	return c.MapFS.Lstat(name)
}

// However many files a folder has, it is looked at once: a thousand services have ten thousand files.
func TestFoldersAreLookedAtOnce(t *testing.T) {
	disk := counting{fstest.MapFS{"k8s/base/a.yaml": {Data: []byte(generated())}}, map[string]int{}}
	_, err := Check(disk, setOf(t, "k8s/base/a.yaml", generated(), "k8s/base/b.yaml", generated(), "k8s/c.yaml", generated()), Options{})
	must(t, err)
	for _, folder := range []string{"k8s", "k8s/base"} {
		if disk.looks[folder] != 1 {
			t.Errorf("%s was looked at %d times", folder, disk.looks[folder])
		}
	}
}

// TestSyncs: few files are brought to the disk one by one, many all at once, where the system can.
func TestSyncs(t *testing.T) {
	for files, want := range map[int]bool{syncEach - 1: false, syncEach: syncsAll} {
		set := &Set{}
		for i := range files { // and the lock, which is one more
			must(t, set.Add("gen", File{Path: fmt.Sprintf("f%02d.yaml", i), Body: []byte(generated())}))
		}
		sys := &faulty{system: rooted{openRoot(t, t.TempDir())}}
		must(t, sys.attempt(set))
		atOnce := slices.ContainsFunc(sys.calls, func(c call) bool { return c.op == "syncall" })
		if atOnce != want {
			t.Errorf("%d files and the lock: all at once is %v", files, atOnce)
		}
	}
}

// TestManyFiles is for the one call that syncs everything, without a file system of the test's own in between.
func TestManyFiles(t *testing.T) {
	w := newWorld(t, syncEach)
	dir := filepath.Join(t.TempDir(), "repo")
	w.at(t, dir)
	build(t, openRoot(t, dir), w.sets[1])
	if got := inside(t, dir); !slices.Equal(got, w.trees[1]) {
		t.Errorf("left\n%s", strings.Join(got, "\n"))
	}
}

// foldingFS finds files by names in any case, like the disks of Windows and macOS.
type foldingFS struct{ fs.FS }

func (f foldingFS) real(name string) string {
	real := "."
	for segment := range strings.SplitSeq(name, "/") {
		entries, _ := fs.ReadDir(f.FS, real)
		i := slices.IndexFunc(entries, func(e fs.DirEntry) bool { return strings.EqualFold(e.Name(), segment) })
		if i < 0 {
			return name
		}
		real = path.Join(real, entries[i].Name())
	}
	return real
}

func (f foldingFS) Open(name string) (fs.File, error)          { return f.FS.Open(f.real(name)) }
func (f foldingFS) Lstat(name string) (fs.FileInfo, error)     { return fs.Lstat(f.FS, f.real(name)) }
func (f foldingFS) ReadLink(name string) (string, error)       { return fs.ReadLink(f.FS, f.real(name)) }
func (f foldingFS) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(f.FS, f.real(name)) }

// TestCaseFoldingDisk: on a disk on which Makefile and makefile are one file, the plan is the one that Linux has. Otherwise
// a build there would write into a file of another name, which then looks foreign to everybody else.
func TestCaseFoldingDisk(t *testing.T) {
	dir := t.TempDir()
	root := openRoot(t, dir)
	want := setOf(t, "Makefile", generated(), "k8s/app.yaml", generated(), "same.yaml", generated())
	must(t, want.Add("gen", File{Path: ".gitignore", Own: Block, Blocks: []Region{{"r", []byte("x\n")}}}))
	writeFile(t, dir, "makefile", []byte(generated()), 0o644)
	writeFile(t, dir, "K8S/app.yaml", []byte("mine\n"), 0o644)
	writeFile(t, dir, ".Gitignore", []byte("mine\n"), 0o644)
	writeFile(t, dir, "same.yaml", []byte(generated()), 0o644)
	for name, fsys := range map[string]fs.FS{"as it is": root.FS(), "folding": foldingFS{root.FS()}} {
		plan, err := Compare(fsys, want, Lock{}, Options{})
		must(t, err)
		for path, state := range map[string]State{"Makefile": Foreign, "k8s/app.yaml": Foreign, ".gitignore": Foreign, "same.yaml": Unchanged} {
			if e := entryOf(t, plan, path); e.State != state || state == Foreign && !strings.Contains(e.Reason, "differs in case only") {
				t.Errorf("%s: %s is %s: %s", name, path, e.State, e.Reason)
			}
		}
	}
}
