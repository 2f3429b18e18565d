package tree

import (
	"errors"
	"os"
	"time"

	"github.com/rogpeppe/go-internal/robustio"
	"golang.org/x/sys/windows"
)

// dontWait is for opening named pipes, which are not in folders here.
const dontWait = 0

func flush(f *os.File) error { return f.Sync() }

// patiently tries again for about two seconds: on Windows a virus scanner or an indexer opens files that have just
// been written, and until it closes them they cannot be renamed (golang.org/issue/31247).
func patiently(do func() error) error {
	err := do()
	for pause := time.Millisecond; err != nil && pause <= time.Second; pause *= 2 {
		if errors.Is(err, os.ErrNotExist) || !robustio.IsEphemeralError(err) {
			break
		}
		time.Sleep(pause)
		err = do()
	}
	return err
}

// lockFile locks all of a file with LockFileEx.
func lockFile(f *os.File, wait bool) error {
	flags := uint32(windows.LOCKFILE_EXCLUSIVE_LOCK)
	if !wait {
		flags |= windows.LOCKFILE_FAIL_IMMEDIATELY
	}
	err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, ^uint32(0), ^uint32(0), new(windows.Overlapped))
	switch err {
	case windows.ERROR_LOCK_VIOLATION:
		return errLocked
	case windows.ERROR_NOT_SUPPORTED, windows.ERROR_CALL_NOT_IMPLEMENTED:
		return nil // as on network drives: without a lock, changed files are still noticed
	}
	return err
}
