package tree

import (
	"bytes"
	"cmp"
	"io/fs"
	"os"
	"slices"
)

// Apply brings the disk to what the plan says: everything, or if that cannot be, nothing.
//
// All content is first written beside its target under temporary names; a full or read-only disk is noticed then. Only
// when all of it is on the disk, and no target has changed since it was compared, the files take their places by
// renames, each of which is atomic. If one of those fails, the ones before are undone. A journal makes a build that is
// killed in between the next one's to finish. Files that are as wanted are not touched.
//
// It fails with a *RefusedError if the plan has refusals, a *ChangedError or a *WriteError.
func (p Plan) Apply(root *os.Root) error { return p.apply(rooted{root}) }

func (p Plan) apply(sys system) (err error) {
	if err := p.refusal(); err != nil {
		return err
	}
	if p.idle() && !p.litter {
		return nil
	}
	c, err := take(sys, p.waiting)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, c.release()) }()
	return c.apply(p)
}

// change is what is done to one file.
type change struct {
	path  string
	kind  changeKind
	found *content // what has to be there still; nil is nothing
	body  []byte
	perm  fs.FileMode
}

type changeKind int

const (
	writing changeKind = iota
	chmoding
	removing
)

// work is a plan being applied.
type work struct {
	sys     system
	changes []change
	folders []string // to be made, outermost first
	done    int      // changes that are in place
	resumed bool     // there was a journal before ours
}

func (c *claim) apply(p Plan) error {
	w := &work{sys: c.sys, changes: p.changes(), resumed: p.Interrupted}
	if err := w.prepare(p); err != nil {
		return err
	}
	if err := w.stage(p); err != nil {
		w.abandon()
		return err
	}
	if err := w.commit(); err != nil {
		return w.undo(err)
	}
	return w.conclude()
}

// changes lists what is to be done, what goes after what comes and the lock after everything.
func (p Plan) changes() []change {
	var writes, removals []change
	for _, e := range p.Pending() {
		switch e.State {
		case Removed:
			removals = append(removals, change{e.Path, removing, e.found, nil, 0})
		case Mode:
			writes = append(writes, change{e.Path, chmoding, e.found, nil, e.perm})
		default:
			writes = append(writes, change{e.Path, writing, e.found, e.body, e.perm})
		}
	}
	all := slices.Concat(writes, removals)
	switch there := p.lock.found; {
	case there == nil && p.next == nil, there != nil && p.next != nil && bytes.Equal(folded(there.body), p.next):
	case p.next == nil:
		all = append(all, change{LockFile, removing, there, nil, 0})
	case there == nil:
		all = append(all, change{LockFile, writing, nil, p.next, 0o666})
	default:
		all = append(all, change{LockFile, writing, there, p.next, there.info.Mode().Perm()})
	}
	return all
}
