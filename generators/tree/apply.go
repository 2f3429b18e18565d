package tree

import (
	"bytes"
	"cmp"
	"errors"
	"io"
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
	if len(w.changes) > 0 {
		if err := w.stage(p); err != nil {
			w.abandon()
			return err
		}
		if err := w.commit(); err != nil {
			return w.undo(err)
		}
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

// prepare makes sure that the disk is as the plan found it, and clears away what a killed build left.
func (w *work) prepare(p Plan) error {
	var before *content
	if p.lock.journal != nil {
		before = &content{body: p.lock.journal.bytes}
	}
	if err := w.same(journalFile, before); err != nil {
		return err
	}
	if err := w.same(LockFile, p.lock.found); err != nil {
		return err
	}
	if err := w.sweep(p.lock.journal); err != nil {
		return err
	}
	return w.check()
}

// sweep removes what a killed build left.
func (w *work) sweep(before *journal) error {
	if err := w.discard(journalDraft); err != nil || before == nil {
		return err
	}
	for _, name := range before.leftovers() {
		if err := w.discard(name); err != nil {
			return err
		}
	}
	for _, name := range before.emptied() {
		w.removeEmpty(name)
	}
	return nil
}

// discard removes a file of devgen's own, if it is there.
func (w *work) discard(name string) error {
	at, err := lookAt(w.sys, name, fs.FileMode.IsRegular)
	if err == nil && at.info != nil && at.obstacle == "" {
		err = w.sys.Remove(name)
	}
	return failed(name, err)
}

// removeEmpty removes a folder that nothing is in. If it cannot, an empty folder stays, which git does not even see.
func (w *work) removeEmpty(name string) bool {
	at, err := lookAt(w.sys, name, fs.FileMode.IsDir)
	return err == nil && at.info != nil && at.obstacle == "" && w.sys.Remove(name) == nil
}

// check holds every target against what the plan found there, and finds the folders that have to be made.
func (w *work) check() error {
	seen := map[string]bool{}
	for _, c := range w.changes {
		for _, folder := range folders(c.path) {
			if seen[folder] {
				continue
			}
			seen[folder] = true
			if err := w.checkFolder(folder, c.path); err != nil {
				return err
			}
		}
		if err := w.same(c.path, c.found); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) checkFolder(name, file string) error {
	at, err := lookAt(w.sys, name, fs.FileMode.IsDir)
	switch {
	case err != nil:
		return failed(file, err)
	case at.obstacle != "":
		return &ChangedError{file}
	case at.info == nil:
		w.folders = append(w.folders, name)
	}
	return nil
}

// same fails with a *ChangedError if the file is not what it was found to be.
func (w *work) same(name string, found *content) error {
	at, err := lookAt(w.sys, name, fs.FileMode.IsRegular)
	switch {
	case err != nil:
		return failed(name, err)
	case at.info == nil && found == nil:
		return nil
	case at.info == nil, found == nil, at.obstacle != "", at.info.Size() != int64(len(found.body)):
		return &ChangedError{name}
	}
	now, err := w.read(name, at.info)
	if err == nil && !bytes.Equal(now, found.body) {
		err = &ChangedError{name}
	}
	return failed(name, err)
}

// read reads the regular file that was looked at, even if something else is put in its place at this moment.
func (w *work) read(name string, looked fs.FileInfo) ([]byte, error) {
	f, err := w.sys.OpenFile(name, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !os.SameFile(info, looked) {
		return nil, &ChangedError{name}
	}
	body := make([]byte, info.Size())
	n, err := io.ReadFull(f, body)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return body[:n], err
}

// syncEach is how many files are brought to the disk one by one; for more it is cheaper to sync the whole file system,
// although that includes what other programs have just written.
const syncEach = 16

// stage writes everything that will take its place in commit. Up to its end nothing of it is to be seen.
func (w *work) stage(p Plan) error {
	if err := w.writeJournal(p); err != nil {
		return failed(journalFile, err)
	}
	for _, folder := range w.folders {
		if err := w.sys.Mkdir(folder, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
			return failed(folder, err)
		}
	}
	many := syncsAll && len(w.changes) > syncEach
	for _, c := range w.changes {
		if c.kind != writing {
			continue
		}
		if err := w.write(temporaryName(c.path), c.body, c.found, c.perm, !many); err != nil {
			return failed(c.path, err)
		}
	}
	if many {
		return failed(w.changes[0].path, w.sys.SyncAll())
	}
	return nil
}

func (w *work) writeJournal(p Plan) error {
	j := journal{folders: w.folders, records: slices.Concat(p.lock.Records, p.records)}
	for _, c := range w.changes {
		if c.path != LockFile {
			j.writes = append(j.writes, c.path)
		}
	}
	if err := w.write(journalDraft, j.encode(), nil, 0o666, true); err != nil {
		return err
	}
	return w.sys.Rename(journalDraft, journalFile)
}

// write makes a new file with just this body. If it takes the place of another it gets perm exactly, otherwise less what
// the umask takes away.
func (w *work) write(name string, body []byte, instead *content, perm fs.FileMode, sync bool) error {
	f, err := w.create(name, perm)
	if err != nil {
		return err
	}
	_, err = f.Write(body)
	if err == nil && instead != nil && modes {
		err = f.Chmod(perm)
	}
	if err == nil && sync {
		err = f.Sync()
	}
	return cmp.Or(err, f.Close())
}

// create makes a new file, never opening one that is there: it might be a link. What a killed build left goes first.
func (w *work) create(name string, perm fs.FileMode) (handle, error) {
	const flags = os.O_WRONLY | os.O_CREATE | os.O_EXCL
	f, err := w.sys.OpenFile(name, flags, perm)
	if !errors.Is(err, fs.ErrExist) {
		return f, err
	}
	if err := w.sys.Remove(name); err != nil {
		return nil, err
	}
	return w.sys.OpenFile(name, flags, perm)
}

// commit puts everything in its place, in an order in which the lock, which is last, is never ahead of the files. Each
// target is held against what was found right before, so that an edit is lost only if it falls between two system calls.
func (w *work) commit() error {
	for _, c := range w.changes {
		if err := w.same(c.path, c.found); err != nil {
			return err
		}
		if err := w.put(c); err != nil {
			return failed(c.path, err)
		}
		w.done++
	}
	return nil
}

func (w *work) put(c change) error {
	switch c.kind {
	case chmoding:
		return w.chmod(c.path, c.perm)
	case removing:
		return w.sys.Remove(c.path)
	}
	return w.sys.Rename(temporaryName(c.path), c.path)
}

func (w *work) chmod(name string, perm fs.FileMode) error {
	f, err := w.sys.OpenFile(name, os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close() // nothing was written that closing it could lose
	return f.Chmod(perm)
}

// undo puts back what commit has done. If that fails as well, the journal stays and the next build finishes.
func (w *work) undo(cause error) error {
	failedAt := w.changes[w.done].path
	for ; w.done > 0; w.done-- {
		if err := w.putBack(w.changes[w.done-1]); err != nil {
			return failedLate(failedAt, cause)
		}
	}
	w.abandon()
	return cause
}

// putBack makes a file what it was. If somebody has edited the new one by now, the edit stays.
func (w *work) putBack(c change) error {
	var put *content
	switch c.kind {
	case writing:
		put = &content{body: c.body}
	case chmoding:
		put = c.found
	}
	var changed *ChangedError
	err := w.same(c.path, put)
	switch {
	case errors.As(err, &changed):
		return nil
	case err != nil:
		return err
	case c.kind == chmoding:
		return w.chmod(c.path, c.found.info.Mode().Perm())
	case c.found == nil:
		return w.sys.Remove(c.path)
	}
	temporary := temporaryName(c.path)
	if err := w.write(temporary, c.found.body, c.found, c.found.info.Mode().Perm(), true); err != nil {
		return err
	}
	return w.sys.Rename(temporary, c.path)
}

// abandon removes what stage has written. If anything of it stays, or if an interrupted build is still to be
// finished, so does the journal, and the next build sweeps.
func (w *work) abandon() {
	keep := w.resumed
	for _, c := range w.changes {
		if w.discard(temporaryName(c.path)) != nil {
			keep = true
		}
	}
	for _, folder := range slices.Backward(w.folders) {
		w.removeEmpty(folder)
	}
	if !keep {
		// A journal that cannot be removed costs the next build a sweep; there is an error to report already.
		_, _ = w.discard(journalDraft), w.discard(journalFile)
	}
}

// conclude removes the folders that have become empty, and the journal: from here on the build is over.
func (w *work) conclude() error {
	for _, c := range w.changes {
		if c.kind != removing {
			continue
		}
		for _, folder := range slices.Backward(folders(c.path)) {
			if !w.removeEmpty(folder) {
				break
			}
		}
	}
	return failedLate(journalFile, w.discard(journalFile))
}
