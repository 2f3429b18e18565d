package tree

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// lockOf is a lock with lines of five words, HASH standing for some hash.
func lockOf(lines ...string) string {
	text := "version 1\n" + strings.Join(lines, "\n") + "\n"
	return strings.ReplaceAll(text, "HASH", strings.Repeat("0a", 32))
}

func TestParseLock(t *testing.T) {
	lock := ParseLock([]byte("# comment\r\n" + strings.ReplaceAll(lockOf(
		"judged v1",
		"b own exec gen HASH",
		"a#r block made docs HASH",
		"a#q block - docs HASH",
		"c once - setup -",
	), "\n", "\r\n")))
	hash := strings.Repeat("0a", 32)
	want := []Record{
		{Path: "a", Region: "q", Own: Block, Generator: "docs", Hash: hash},
		{Path: "a", Region: "r", Own: Block, Made: true, Generator: "docs", Hash: hash},
		{Path: "b", Own: Whole, Exec: true, Generator: "gen", Hash: hash},
		{Path: "c", Own: Once, Generator: "setup"},
	}
	if !slices.Equal(lock.Records, want) || lock.JudgedBy != "v1" || len(lock.Problems) > 0 {
		t.Fatalf("got %+v", lock)
	}
	if got := lock.Of("a"); !slices.Equal(got, want[:2]) {
		t.Errorf("of a: %v", got)
	}
	if got := append(lock.Of("0"), lock.Of("z")...); len(got) > 0 {
		t.Errorf("of nothing: %v", got)
	}
}

func TestLockProblems(t *testing.T) {
	many := strings.Repeat("x", 5000)
	for _, c := range []struct {
		name, text string
		trouble    Trouble
		line       int
		message    string
		records    int
	}{
		{"empty", "", LockOlder, 0, "has no version", 0},
		{"no version", "a own - gen " + strings.Repeat("0", 64) + "\n", LockOlder, 0, "has no version", 0},
		{"version of the past", "version 0\na own - gen HASH", LockOlder, 1, `has version "0", which is not in use any more`, 0},
		{"version that is none", "version " + many, LockOlder, 1, "not in use", 0},
		{"version of the future", "version 2\na own + gen sha512:x extra", LockNewer, 1, "was written by a newer devgen (version 2 of the lock, this devgen reads 1)", 0},
		{"conflict", lockOf("a own - gen HASH", "<<<<<<< HEAD", "b own - gen HASH", "=======", "c own - gen HASH", ">>>>>>> x"), LockConflict, 3, "conflict", 3},
		{"conflict with base", lockOf("<<<<<<< HEAD", "b own - gen HASH", "||||||| base", "=======", "c own - gen HASH", ">>>>>>> x"), LockConflict, 2, "conflict", 2},
		{"duplicate", lockOf("a own - gen HASH", "a own exec gen HASH"), LockDuplicate, 3, "a is in line 2 already", 2},
		{"parent", lockOf("../a own - gen HASH"), LockForged, 2, `path "../a" has a part ".."`, 0},
		{"absolute", lockOf("/etc/passwd own - gen HASH"), LockForged, 2, "absolute", 0},
		{"git", lockOf("a own - gen HASH", ".git/hooks/post-checkout own exec gen HASH"), LockForged, 3, ".git", 1},
		{"environment", lockOf(".env own - gen HASH"), LockForged, 2, "environment", 0},
		{"the lock", lockOf("devgen.lock own - gen HASH"), LockForged, 2, "own record", 0},
		{"region of a forged path", lockOf("../a#r block - gen HASH"), LockForged, 2, "..", 0},
		{"control characters", lockOf("a\x1b[31m own - gen HASH"), LockForged, 2, `"a\x1b[31m"`, 0},
		{"long path", lockOf(many + " own - gen HASH"), LockForged, 2, "…", 0},
		{"nearly a conflict", lockOf("<<<<<<<x"), LockMalformed, 2, "five words", 0},
		{"too few words", lockOf("a own - gen"), LockMalformed, 2, "five words", 0},
		{"two blanks", lockOf("a  own - gen HASH"), LockMalformed, 2, "five words", 0},
		{"one long word", lockOf(many), LockMalformed, 2, "…", 0},
		{"ownership", lockOf("a theirs - gen HASH"), LockMalformed, 2, "ownership", 0},
		{"region of a whole file", lockOf("a#r own - gen HASH"), LockMalformed, 2, "region", 0},
		{"block without region", lockOf("a block - gen HASH"), LockMalformed, 2, "region", 0},
		{"region name", lockOf("a#R block - gen HASH"), LockMalformed, 2, "region", 0},
		{"flag", lockOf("a own x gen HASH"), LockMalformed, 2, "flag", 0},
		{"made whole", lockOf("a own made gen HASH"), LockMalformed, 2, "flag", 0},
		{"executable region", lockOf("a#r block exec gen HASH"), LockMalformed, 2, "flag", 0},
		{"generator", lockOf("a own - \x1b HASH"), LockMalformed, 2, "generator", 0},
		{"no hash", lockOf("a own - gen -"), LockMalformed, 2, "hash", 0},
		{"short hash", lockOf("a own - gen 0a"), LockMalformed, 2, "hash", 0},
		{"upper case", lockOf("a own - gen " + strings.Repeat("0A", 32)), LockMalformed, 2, "hash", 0},
		{"hash of a once file", lockOf("a once - gen HASH"), LockMalformed, 2, "hash", 0},
	} {
		lock := ParseLock([]byte(c.text))
		if len(lock.Problems) != 1 || len(lock.Records) != c.records {
			t.Errorf("%s: %d records, problems %v", c.name, len(lock.Records), lock.Problems)
			continue
		}
		p := lock.Problems[0]
		if p.Trouble != c.trouble || p.Line != c.line || !strings.Contains(p.Message, c.message) || len(p.Message) > 300 {
			t.Errorf("%s: %+v, want %s in line %d: %s", c.name, p, c.trouble, c.line, c.message)
		}
	}
}

// The longest name that a generator may have can be recorded.
func TestLongestGeneratorName(t *testing.T) {
	for n, want := range map[int]int{maxSegment: 1, maxSegment + 1: 0} {
		if lock := ParseLock([]byte(lockOf("a own - " + strings.Repeat("g", n) + " HASH"))); len(lock.Records) != want {
			t.Errorf("%d characters: %d records, %v", n, len(lock.Records), lock.Problems)
		}
	}
}

func TestClipped(t *testing.T) {
	for n, want := range map[int]string{0: "", 120: strings.Repeat("x", 120), 121: strings.Repeat("x", 120) + "…"} {
		if got := clipped(strings.Repeat("x", n)); got != want {
			t.Errorf("%d characters become %q", n, got)
		}
	}
}

func TestLockProblemsAreInOrder(t *testing.T) {
	lock := ParseLock([]byte(lockOf("a own - gen HASH", "b", "a own exec gen HASH", "c", "../d own - gen HASH")))
	var lines []int
	for _, p := range lock.Problems {
		lines = append(lines, p.Line)
	}
	if !slices.Equal(lines, []int{3, 4, 5, 6}) {
		t.Errorf("problems in lines %v", lines)
	}
}

func TestSortedLeavesItsInputAlone(t *testing.T) {
	records := []Record{{Path: "b"}, {Path: "a"}, {Path: "b"}}
	if got := sorted(records); !slices.Equal(got, []Record{{Path: "a"}, {Path: "b"}}) || records[0].Path != "b" {
		t.Errorf("%v became %v", records, got)
	}
}

func TestLockJudges(t *testing.T) {
	for text, want := range map[string]string{
		lockOf("judged v1"):                           "v1",
		lockOf("judged -"):                            "",
		lockOf():                                      "",
		lockOf("judged v1", "judged v1"):              "v1",
		lockOf("judged v1", "judged v2"):              "",
		lockOf("judged v1", "judged v2", "judged v2"): "",
	} {
		if got := ParseLock([]byte(text)).JudgedBy; got != want {
			t.Errorf("%q: judged by %q, want %q", text, got, want)
		}
	}
}

func TestJudged(t *testing.T) {
	dir := t.TempDir()
	root := openRoot(t, dir)
	set := setOf(t, "a.yaml", "a: 1\n", "b.yaml", "b: 1\n")
	must(t, set.Add("gen", block(".gitignore", "r")))
	if _, err := Write(root, set, Options{JudgedBy: "v1"}); err != nil {
		t.Fatal(err)
	}
	lock, err := ReadLock(root.FS())
	must(t, err)
	a, _ := set.File("a.yaml")
	regions, _ := set.File(".gitignore")
	changed := File{Path: "a.yaml", Body: []byte("a: 2\n")}
	for _, c := range []struct {
		what  string
		stamp string
		file  File
		want  bool
	}{
		{"same", "v1", a, true}, {"other judges", "v2", a, false}, {"no judges", "", a, false},
		{"other content", "v1", changed, false}, {"a part of a file", "v1", regions, false},
	} {
		if got := lock.Judged(c.stamp, c.file); got != c.want {
			t.Errorf("%s: %v", c.what, got)
		}
	}
}

// A stamp is a claim about everything in the lock, so a build of a part may keep it but not set it.
func TestStampOfPartialBuilds(t *testing.T) {
	set := setOf(t, "a.yaml", generated("1"), "b.yaml", generated("1"))
	docs := func(string) bool { return true }
	for _, c := range []struct {
		name          string
		first, second Options
		want          string
	}{
		{"all", Options{JudgedBy: "v1"}, Options{JudgedBy: "v2"}, "v2"},
		{"a part, same judges", Options{JudgedBy: "v1"}, Options{JudgedBy: "v1", Only: []string{"a.yaml"}}, "v1"},
		{"a part, other judges", Options{JudgedBy: "v1"}, Options{JudgedBy: "v2", Only: []string{"a.yaml"}}, ""},
		{"some generators", Options{JudgedBy: "v1"}, Options{JudgedBy: "v2", Selected: docs}, ""},
	} {
		root := openRoot(t, t.TempDir())
		for _, o := range []Options{c.first, c.second} {
			if _, err := Write(root, set, o); err != nil {
				t.Fatal(err)
			}
		}
		lock, err := ReadLock(root.FS())
		must(t, err)
		if lock.JudgedBy != c.want {
			t.Errorf("%s: judged by %q, want %q", c.name, lock.JudgedBy, c.want)
		}
	}
}

// New judges are no drift: an upgrade of devgen must not fail everybody's checks.
func TestStampIsNoDrift(t *testing.T) {
	root := openRoot(t, t.TempDir())
	set := setOf(t, "a.yaml", generated("1"))
	if _, err := Write(root, set, Options{JudgedBy: "v1"}); err != nil {
		t.Fatal(err)
	}
	plan := compareNow(t, root, set, Options{JudgedBy: "v2"})
	if !plan.Clean() || plan.idle() {
		t.Errorf("clean: %v, idle: %v", plan.Clean(), plan.idle())
	}
}

func TestLockStopsBuilds(t *testing.T) {
	needLinks(t)
	want := setOf(t, "a", generated())
	for name, prepare := range map[string]func(dir string){
		"newer":     func(dir string) { writeFile(t, dir, LockFile, []byte("version 99\n"), 0o644) },
		"a folder":  func(dir string) { must(t, os.Mkdir(filepath.Join(dir, LockFile), 0o777)) },
		"a link":    func(dir string) { must(t, os.Symlink("x", filepath.Join(dir, LockFile))) },
		"too large": func(dir string) { must(t, os.WriteFile(filepath.Join(dir, LockFile), make([]byte, maxLock+1), 0o644)) },
	} {
		dir := t.TempDir()
		prepare(dir)
		_, err := Write(openRoot(t, dir), want, Options{})
		var problem *LockProblem
		if !errors.As(err, &problem) || !strings.HasPrefix(err.Error(), LockFile) {
			t.Errorf("%s: %v", name, err)
		}
		if files := listFiles(t, dir); len(files) > 1 {
			t.Errorf("%s: wrote %v", name, files)
		}
	}
}

func TestReadLockFails(t *testing.T) {
	if _, err := ReadLock(brokenFS{}); !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
}

var errBroken = errors.New("broken disk")

type brokenFS struct{}

func (brokenFS) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: errBroken}
}

// FuzzLock reads any bytes as a lock. It must not panic, must not let a path through that CheckPath refuses, and what it
// understood must survive being written and read again.
func FuzzLock(f *testing.F) {
	f.Add([]byte(lockOf("judged v1", "a own - gen HASH", "a#r block made docs HASH", "c once - setup -")))
	f.Add([]byte(lockOf("<<<<<<< HEAD", "a own - gen HASH", "=======", "a own exec gen HASH", ">>>>>>> x")))
	f.Add([]byte("version 2\n"))
	f.Add([]byte("../x own - gen " + strings.Repeat("0", 64)))
	f.Fuzz(func(t *testing.T, text []byte) {
		lock := ParseLock(text)
		for _, r := range lock.Records {
			if err := CheckPath(r.Path); err != nil {
				t.Fatalf("let through: %v", err)
			}
		}
		for _, p := range lock.Problems {
			if p.Line > 1+bytes.Count(text, []byte("\n")) || len(p.Message) > 300 {
				t.Fatalf("problem %+v", p)
			}
		}
		again := ParseLock(lock.Bytes())
		if !again.says(lock) || again.JudgedBy != lock.JudgedBy {
			t.Fatalf("wrote %+v, read %+v", lock, again)
		}
		if !bytes.Equal(again.Bytes(), lock.Bytes()) {
			t.Fatalf("wrote %q, then %q", lock.Bytes(), again.Bytes())
		}
	})
}

// FuzzJournal does the same for the journal, which may lead to nothing but files of devgen's own names.
func FuzzJournal(f *testing.F) {
	f.Add(journal{writes: []string{"a/b"}, folders: []string{"a"}, records: []Record{{Path: "a/b", Own: Once, Generator: "gen"}}}.encode())
	f.Add([]byte("version 1\nwrite ../x\nfolder /etc\nwrite .git/config\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		disk := fstest.MapFS{journalFile: {Data: text}}
		j, err := readJournal(disk)
		if err != nil || j == nil {
			t.Fatalf("%v, %v", j, err)
		}
		for _, name := range j.leftovers() {
			base := name[strings.LastIndexByte(name, '/')+1:]
			if !temporary.MatchString(base) || !fs.ValidPath(name) {
				t.Fatalf("would remove %q", name)
			}
		}
		for _, name := range j.emptied() {
			if err := CheckPath(name); err != nil {
				t.Fatalf("would remove the folder %q: %v", name, err)
			}
		}
		again := parseJournal(j.encode())
		if !slices.Equal(again.writes, j.writes) || !slices.Equal(again.folders, j.folders) || !slices.Equal(again.records, sorted(j.records)) {
			t.Fatalf("wrote %+v, read %+v", j, again)
		}
	})
}
