package tree

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

// State says how a file on the disk stands to what is wanted.
type State string

// States of which applying the plan changes the disk.
const (
	// New files are not there, and are written.
	New State = "new"
	// Stale files are as devgen left them, but something else is wanted now.
	Stale State = "stale"
	// Mode is that only the executable bit is wrong.
	Mode State = "mode"
	// Removed files are devgen's own and not wanted any more.
	Removed State = "removed"
)

// States that stop the whole plan: with one of them nothing at all is written.
const (
	// Edited files were written by devgen and changed by hand since.
	Edited State = "edited"
	// Foreign files are not devgen's.
	Foreign State = "foreign"
	// Broken files have region markers that are unbalanced, nested, repeated or misspelt.
	Broken State = "broken"
	// Obstructed paths hold what is no regular file, or lead through what is no regular folder.
	Obstructed State = "obstructed"
)

// States in which devgen leaves a file alone.
const (
	// Unchanged files are as wanted.
	Unchanged State = "unchanged"
	// Kept files are not wanted any more, but are not devgen's to remove.
	Kept State = "kept"
	// Unplaced files are hand-written and lack the markers of a region, and only their author knows where they belong.
	Unplaced State = "unplaced"
)

// Entry is what a plan says of one file.
type Entry struct {
	Path      string
	State     State
	Reason    string   // for people, without a full stop: "edited by hand since the last build"
	Notes     []string // what devgen left alone in a Block file and why, for people
	Faults    []Fault  // of Broken files
	Generator string   // who asks for the file, or did last; several are separated by ", "
	Own       Ownership
	Exec      bool

	// Old and New are the content on the disk and the wanted one, both with LF line ends; nil is no file. For
	// Unchanged files they are nil too.
	Old, New []byte

	// Added and Removed count lines as a diff of Old and New shows them.
	Added, Removed int

	found *content    // exact content on the disk, nil if none
	body  []byte      // exact content to write
	perm  fs.FileMode // of the file to write
}

// pending reports whether applying the plan changes the file.
func (e Entry) pending() bool {
	return e.State == New || e.State == Stale || e.State == Mode || e.State == Removed
}

// refused reports whether the file stops the plan.
func (e Entry) refused() bool {
	return e.State == Edited || e.State == Foreign || e.State == Broken || e.State == Obstructed
}

// count fills in the numbers of lines.
func (e *Entry) count() {
	switch {
	case e.Old == nil:
		e.Added = lines(e.New)
	case e.New == nil:
		e.Removed = lines(e.Old)
	default:
		e.Added, e.Removed = diffLines(e.Old, e.New)
	}
}

// lines counts the lines of a text, the last one also if it lacks its newline.
func lines(text []byte) int {
	n := bytes.Count(text, []byte("\n"))
	if len(text) > 0 && text[len(text)-1] != '\n' {
		n++
	}
	return n
}

// diffLines counts what the diff of two texts adds and removes. It asks the printer of diffs, so that the numbers are
// those that people count in what is shown to them.
func diffLines(old, new []byte) (added, removed int) {
	heading := 3
	for line := range bytes.Lines(diff.Diff("", old, "", new)) {
		switch {
		case heading > 0:
			heading--
		case line[0] == '+':
			added++
		case line[0] == '-':
			removed++
		}
	}
	return added, removed
}

// Plan is the difference between the wanted files and a disk.
type Plan struct {
	Entries []Entry // in order of path, one for each file that is wanted, or was and is still there

	// LockProblems is what was wrong with devgen.lock. Applying the plan writes it anew.
	LockProblems []LockProblem
	// LockStale is true if devgen.lock does not say what it should.
	LockStale bool
	// Interrupted is true if an earlier build was killed half-way. Applying the plan finishes it.
	Interrupted bool

	lock    Lock     // as it was read
	next    []byte   // devgen.lock as it should be; nil if there is nothing to record
	records []Record // what is in next
	litter  bool     // an earlier build left its folder
	waiting func()
}

// Pending returns the entries that applying the plan changes.
func (p Plan) Pending() []Entry { return p.filter(Entry.pending) }

// Refusals returns the entries because of which nothing will be written.
func (p Plan) Refusals() []Entry { return p.filter(Entry.refused) }

// Notices returns the entries about which devgen does nothing, but of which people should know.
func (p Plan) Notices() []Entry {
	return p.filter(func(e Entry) bool { return e.State == Kept || e.State == Unplaced || len(e.Notes) > 0 })
}

func (p Plan) filter(keep func(Entry) bool) []Entry {
	var entries []Entry
	for _, e := range p.Entries {
		if keep(e) {
			entries = append(entries, e)
		}
	}
	return entries
}

// Clean reports whether the disk is as wanted: nothing to write, to remove or to repair, and nothing refused. What is
// only worth a notice does not count.
func (p Plan) Clean() bool {
	return len(p.Pending()) == 0 && len(p.Refusals()) == 0 && !p.LockStale && !p.Interrupted
}

// idle reports whether applying the plan would not touch the disk: it is clean, and the lock needs no new stamp.
func (p Plan) idle() bool {
	return p.Clean() && len(p.changes()) == 0
}

// RefusedError says that a plan cannot be applied.
type RefusedError struct{ Entries []Entry }

// refusal is the error with which a plan that has refusals is turned down, or nil.
func (p Plan) refusal() error {
	if refused := p.Refusals(); len(refused) > 0 {
		return &RefusedError{refused}
	}
	return nil
}

func (e *RefusedError) Error() string {
	var all []string
	for _, r := range e.Entries {
		all = append(all, r.Path+": "+r.Reason)
	}
	return fmt.Sprintf("nothing written: %s", strings.Join(all, "; "))
}
