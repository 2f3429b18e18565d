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
