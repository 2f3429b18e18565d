package tree

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// claim is one build's right to change a tree. It is a locked file in a folder of devgen's own, both removed at the
// end; the kernel unlocks it when a build dies. The lock is on no file of the repository, because those are replaced by
// renames, and two builds would then each lock a file of their own.
type claim struct {
	sys  system
	file handle
}

var (
	errLocked = errors.New("locked by another process")
	errGone   = errors.New("another build has just removed it")
)

// claimAttempts bounds what only builds that end again and again at the same moment could make go on for ever.
const claimAttempts = 1000

// take claims the tree, and waits for a build that has it. Then it calls waiting once, if it is not nil.
func take(sys system, waiting func()) (*claim, error) {
	say := func() {
		if waiting != nil {
			waiting()
			waiting = nil
		}
	}
	for range claimAttempts {
		c, err := takeNow(sys, say)
		if !errors.Is(err, errGone) {
			return c, err
		}
	}
	return nil, &WriteError{Path: claimFile, Err: errGone, Untouched: true}
}

// takeNow claims the tree. It fails with errGone if the build that we waited for has removed the file that we locked: the
// next in turn would lock another.
func takeNow(sys system, waiting func()) (*claim, error) {
	file, err := openClaim(sys)
	if err != nil {
		return nil, err
	}
	err = file.Lock(false)
	if errors.Is(err, errLocked) {
		waiting()
		err = file.Lock(true)
	}
	if err == nil {
		err = stillThere(sys, file)
	}
	if err != nil {
		file.Close()
		return nil, failed(claimFile, err)
	}
	return &claim{sys, file}, nil
}

func openClaim(sys system) (handle, error) {
	if err := makeWorkFolder(sys); err != nil {
		return nil, failed(WorkFolder, err)
	}
	at, err := lookAt(sys, claimFile, fs.FileMode.IsRegular)
	if err == nil && at.obstacle != "" {
		err = errors.New(at.obstacle)
	}
	if err != nil {
		return nil, failed(claimFile, err)
	}
	file, err := sys.OpenFile(claimFile, os.O_RDWR|os.O_CREATE, 0o666)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errGone
	}
	return file, failed(claimFile, err)
}

func makeWorkFolder(sys system) error {
	err := sys.Mkdir(WorkFolder, 0o777)
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	at, err := lookAt(sys, WorkFolder, fs.FileMode.IsDir)
	if err == nil && at.obstacle != "" {
		return fmt.Errorf("%s, and devgen needs it for itself", at.obstacle)
	}
	return err
}

func stillThere(sys system, file handle) error {
	locked, err := file.Stat()
	if err != nil {
		return err
	}
	named, err := sys.Lstat(claimFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errGone
	case err == nil && !os.SameFile(locked, named):
		return errGone
	}
	return err
}

// release gives the tree to the next build, and leaves nothing behind.
func (c *claim) release() error {
	err := c.sys.Remove(claimFile)
	err = cmp.Or(err, c.file.Close())
	// The folder stays if a journal is in it, or if the next build has put its own file there.
	_ = c.sys.Remove(WorkFolder)
	return failedLate(claimFile, err)
}

// lookAt finds what is at a path, like disk.look, but through sys.
func lookAt(sys system, name string, wanted func(fs.FileMode) bool) (place, error) {
	info, err := sys.Lstat(name)
	return placed(info, err, wanted)
}
