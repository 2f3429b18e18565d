package tree

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
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
	for _, name := range []string{claimFile, journalDraft} {
		at, err := c.disk.look(name)
		if err != nil {
			return Plan{}, err
		}
		p.litter = p.litter || at.info != nil && at.obstacle == ""
	}
	return p, nil
}

// stamp is what the next lock says of judges. A build of some files only keeps a stamp that still holds for the others.
func (c *comparison) stamp() string {
	partial := len(c.options.Only) > 0 || c.options.Selected != nil
	if partial && c.lock.JudgedBy != c.options.JudgedBy {
		return ""
	}
	return c.options.JudgedBy
}
