package tree

import (
	"bytes"
	"cmp"
	"errors"
	"io/fs"
	"os"
)

// Write compares and applies in one step. Another build that is at work is waited for, and what it did is compared anew.
// A tree that is as wanted is only read. It returns the plan that it applied, or would have; the errors are those of
// Check and Plan.Apply.
func Write(root *os.Root, want *Set, options Options) (Plan, error) {
	return write(rooted{root}, want, options)
}

func write(sys system, want *Set, options Options) (plan Plan, err error) {
	plan, err = Check(sys.FS(), want, options)
	if err != nil || plan.idle() && !plan.litter {
		return plan, err
	}
	c, err := take(sys, options.Waiting)
	switch {
	case err != nil && plan.idle():
		return plan, nil // what an earlier build left can stay where nothing can be written
	case err != nil:
		return plan, cmp.Or(plan.refusal(), err)
	}
	defer func() { err = cmp.Or(err, c.release()) }()
	return c.write(want, options)
}

// writeAttempts is how often a build starts again because somebody saves the very files that it is about to write.
const writeAttempts = 3

// write compares anew: before the tree was ours, it may have been another build's work, half done, that we looked at.
func (c *claim) write(want *Set, options Options) (plan Plan, err error) {
	for range writeAttempts {
		plan, err = Check(c.sys.FS(), want, options)
		if err = cmp.Or(err, plan.refusal()); err != nil {
			return plan, err
		}
		err = c.apply(plan)
		var changed *ChangedError
		if !errors.As(err, &changed) {
			break
		}
	}
	return plan, err
}

// checkAttempts bounds what only builds that end again and again at the right moment could make go on for ever.
const checkAttempts = 100

// Check reads the lock and compares. It does so again if a build ends meanwhile: with the lock from before and the files
// from after it, everything would look edited. It writes nothing; the errors are those of ReadLock and Compare.
func Check(disk fs.FS, want *Set, options Options) (Plan, error) {
	lock, err := ReadLock(disk)
	for range checkAttempts {
		if err != nil {
			return Plan{}, err
		}
		plan, err := Compare(disk, want, lock, options)
		if err != nil {
			return Plan{}, err
		}
		now, err := lock.reread(disk)
		if err != nil || now == nil {
			return plan, err
		}
		lock = *now
	}
	return Compare(disk, want, lock, options)
}

// reread reads the lock again. It returns nil if nothing has changed.
func (l Lock) reread(disk fs.FS) (*Lock, error) {
	d := newDisk(disk)
	journal, _, err := d.read(journalFile, maxLock)
	if err != nil {
		return nil, err
	}
	found, _, err := d.read(LockFile, maxLock)
	if err != nil {
		return nil, err
	}
	if sameBytes(l.found, found) && (l.journal == nil) == (journal == nil) && (journal == nil || bytes.Equal(l.journal.bytes, journal.body)) {
		return nil, nil
	}
	now, err := ReadLock(disk)
	return &now, err
}

func sameBytes(a, b *content) bool {
	return (a == nil) == (b == nil) && (a == nil || bytes.Equal(a.body, b.body))
}
