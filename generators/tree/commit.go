package tree

import (
	"errors"
	"io/fs"
	"os"
	"slices"
)

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
