package tree

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"
)

// Options say how far a build goes. The zero Options build everything and force nothing.
type Options struct {
	// Only restricts the build to these files, folders and path.Match patterns; all others stay as the lock has them.
	Only []string
	// Selected says which generators have run, nil means all; files of others are not taken for unwanted.
	Selected func(generator string) bool
	// Force names files that are overwritten or removed although they are Edited or Foreign, and Block files whose
	// missing regions go to the end. Same form as Only.
	Force []string
	// KeepOrphans leaves files that are not wanted any more where they are.
	KeepOrphans bool
	// JudgedBy is the stamp of the judges that have read the wanted files, one word; see Lock.Judged.
	JudgedBy string
	// IgnoreExec leaves the executable bit alone, for file systems that do not keep it (git's core.fileMode=false).
	IgnoreExec bool
	// Waiting is called once if another build is at work and this one waits for it; it may be nil.
	Waiting func()
}

// UnmatchedError says that a path in Only or Force fits no file.
type UnmatchedError struct{ Pattern string }

func (e *UnmatchedError) Error() string {
	return fmt.Sprintf("%s: devgen generates no file of this path", e.Pattern)
}

// Compare finds out what it takes to bring a disk to what is wanted. It reads and writes nothing but Plan.
//
// Line ends do not count: a working tree with CRLF is as good as one with LF. An error means that the disk could not
// be read, that the lock is one with which nothing can be built (*LockProblem), or that the options name a file that
// does not exist (*UnmatchedError). Everything else is a state in the plan.
func Compare(fsys fs.FS, want *Set, lock Lock, options Options) (Plan, error) {
	if err := lock.fatal(); err != nil {
		return Plan{}, err
	}
	c := comparison{disk: newDisk(fsys), want: want, lock: lock, options: options}
	names := c.paths()
	if err := options.check(names); err != nil {
		return Plan{}, err
	}
	for _, name := range names {
		if err := c.path(name); err != nil {
			return Plan{}, err
		}
	}
	return c.plan()
}

func (o Options) check(names []string) error {
	for _, pattern := range slices.Concat(o.Only, o.Force) {
		if !slices.ContainsFunc(names, func(name string) bool { return fits(name, []string{pattern}) }) {
			return &UnmatchedError{pattern}
		}
	}
	return nil
}

// fits reports whether one of the patterns names a path: itself, a folder above it, or a path.Match pattern.
func fits(name string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		pattern = path.Clean(pattern)
		matched, err := path.Match(pattern, name)
		return pattern == "." || name == pattern || strings.HasPrefix(name, pattern+"/") || matched && err == nil
	})
}

// comparison is one run of Compare.
type comparison struct {
	disk    *disk
	want    *Set
	lock    Lock
	options Options

	entries []Entry
	records []Record // of the next lock
}

// paths lists every path that is wanted or was.
func (c *comparison) paths() []string {
	names := map[string]bool{}
	for name := range c.want.files {
		names[name] = true
	}
	for _, r := range c.lock.Records {
		names[r.Path] = true
	}
	return slices.Sorted(maps.Keys(names))
}

func (c *comparison) path(name string) error {
	records := c.lock.Of(name)
	if len(c.options.Only) > 0 && !fits(name, c.options.Only) {
		c.record(records...)
		return nil
	}
	w := c.want.files[name]
	switch {
	case w == nil:
		return c.orphan(name, records)
	case w.Own == Once:
		return c.once(w, records)
	case w.Own == Block:
		return c.block(w.File, w.generators, records)
	}
	return c.whole(w, records)
}

func (c *comparison) record(records ...Record) { c.records = append(c.records, records...) }

func (c *comparison) forced(name string) bool { return fits(name, c.options.Force) }

func (c *comparison) selected(generator string) bool {
	return c.options.Selected == nil || c.options.Selected(generator)
}

// add takes a finished entry. Pending and refused ones carry their content; for the others nobody asks.
func (c *comparison) add(e Entry) {
	if e.pending() || e.refused() {
		e.perm = c.perm(e)
		e.count()
	} else {
		e.Old, e.New, e.found, e.body = nil, nil, nil, nil
	}
	c.entries = append(c.entries, e)
}

// perm is what a file may be done with after it is written. A new one is made like those that git checks out, by the
// umask; one that is there keeps its permissions, and only the executable bits follow what is wanted.
func (c *comparison) perm(e Entry) fs.FileMode {
	switch {
	case e.found == nil && e.Exec:
		return 0o777
	case e.found == nil:
		return 0o666
	}
	perm := e.found.info.Mode().Perm()
	switch {
	case e.Own == Block || c.options.IgnoreExec:
		return perm
	case e.Exec:
		return perm | perm&0o444>>2
	}
	return perm &^ 0o111
}

// isExec reads the one permission that git keeps.
func isExec(mode fs.FileMode) bool { return mode&0o100 != 0 }

// plan puts together what was found.
func (c *comparison) plan() (Plan, error) {
	next := Lock{Records: sorted(c.records), JudgedBy: c.stamp()}
	p := Plan{
		Entries:      c.entries,
		LockProblems: c.lock.Problems,
		LockStale:    !c.lock.says(next) || len(c.lock.Problems) > 0,
		Interrupted:  c.lock.Interrupted(),
		lock:         c.lock,
		records:      next.Records,
		waiting:      c.options.Waiting,
	}
	if len(next.Records) > 0 {
		p.next = next.Bytes()
	}
	folder, err := c.disk.look(WorkFolder)
	p.litter = folder.info != nil
	return p, err
}

// stamp is what the next lock says of judges. A build of some files only keeps a stamp that still holds for the others.
func (c *comparison) stamp() string {
	partial := len(c.options.Only) > 0 || c.options.Selected != nil
	if partial && c.lock.JudgedBy != c.options.JudgedBy {
		return ""
	}
	return c.options.JudgedBy
}

// modes is false where files have no executable bit.
const modes = runtime.GOOS != "windows"

// whole compares a file that is devgen's alone.
func (c *comparison) whole(w *wanted, records []Record) error {
	e := Entry{Path: w.Path, Own: Whole, Exec: w.Exec, Generator: w.generators[0], New: w.Body, body: w.Body}
	found, obstacle, err := c.disk.read(w.Path, maxFile)
	switch {
	case err != nil:
		return err
	case obstacle != "":
		e.State, e.Reason = Obstructed, obstacle
	case found == nil:
		err = c.absent(&e, records)
	default:
		e.found, e.Old = found, folded(found.body)
		e.State, e.Reason = c.present(e, records)
	}
	c.record(Record{Path: w.Path, Own: Whole, Exec: w.Exec, Generator: w.generators[0], Hash: hashOf(w.Body)})
	c.add(e)
	return err
}

// absent decides about a wanted file that is not there.
func (c *comparison) absent(e *Entry, records []Record) error {
	twin, err := c.disk.caseTwin(e.Path)
	switch {
	case twin != "":
		e.State, e.Reason = Foreign, fmt.Sprintf("%s is there: its name differs in case only, and is the same on Windows and macOS", twin)
	case len(records) > 0:
		e.State, e.Reason = New, "was deleted since the last build"
	default:
		e.State, e.Reason = New, "not written yet"
	}
	return err
}

// outdated is the reason of most changes.
const outdated = "not what the spec asks for any more"

// present decides about a wanted file that is there.
func (c *comparison) present(e Entry, records []Record) (State, string) {
	hash := hashOf(e.Old)
	recorded := func(r Record) bool { return r.Own == Whole && r.Hash == hash }
	written := slices.ContainsFunc(records, func(r Record) bool { return r.Own == Whole })
	switch {
	case bytes.Equal(e.Old, e.New):
		return c.mode(e)
	case c.forced(e.Path):
		return Stale, "overwritten on request"
	case slices.ContainsFunc(records, recorded) && (mayBeOurs(e.Path, e.Old) || !HasHeader(e.New)):
		return Stale, outdated
	case slices.ContainsFunc(records, recorded):
		return Foreign, "is in devgen.lock, but without the header of generated files"
	case written && HasHeader(e.Old) && isConflict(e.Old):
		return Stale, "holds an unfinished merge"
	case written:
		return Edited, c.edited(e, records)
	}
	return Foreign, foreign(e.Old, records)
}

// mayBeOurs reports whether a file carries the header, or could not.
func mayBeOurs(name string, body []byte) bool { return HasHeader(body) || !HasComments(name) }

func (c *comparison) mode(e Entry) (State, string) {
	switch {
	case !modes || c.options.IgnoreExec || isExec(e.found.info.Mode()) == e.Exec:
		return Unchanged, ""
	case e.Exec:
		return Mode, "must be executable"
	}
	return Mode, "must not be executable"
}

// edited says whether the edit is all that stands between the disk and the spec.
func (c *comparison) edited(e Entry, records []Record) string {
	hash := hashOf(e.New)
	if slices.ContainsFunc(records, func(r Record) bool { return r.Hash == hash }) {
		return "edited by hand since the last build"
	}
	return "edited by hand since the last build, and the spec asks for something else too"
}

func foreign(old []byte, records []Record) string {
	switch {
	case len(records) > 0 && records[0].Own == Once:
		return "was written once and is yours since"
	case len(records) > 0:
		return "is yours but for the regions that devgen keeps in it"
	case HasHeader(old):
		return "has devgen's header, but is not in devgen.lock"
	}
	return "exists and was not generated by devgen"
}

// once compares a file that is written if it is missing, and is its reader's from then on: neither an edit nor its
// removal is drift, as long as the lock says that it was written.
func (c *comparison) once(w *wanted, records []Record) error {
	e := Entry{Path: w.Path, Own: Once, Exec: w.Exec, Generator: w.generators[0], New: w.Body, body: w.Body, State: Unchanged}
	c.record(Record{Path: w.Path, Own: Once, Exec: w.Exec, Generator: w.generators[0]})
	written := slices.ContainsFunc(records, func(r Record) bool { return r.Own == Once })
	if written && !c.forced(w.Path) {
		c.add(e)
		return nil
	}
	found, obstacle, err := c.disk.read(w.Path, maxFile)
	switch {
	case err != nil:
		return err
	case obstacle != "" && c.forced(w.Path):
		e.State, e.Reason = Obstructed, obstacle
	case obstacle != "":
	case found == nil:
		err = c.absent(&e, records)
	case c.forced(w.Path) && !bytes.Equal(folded(found.body), w.Body):
		e.found, e.Old = found, folded(found.body)
		e.State, e.Reason = Stale, "overwritten on request"
	}
	c.add(e)
	return err
}
