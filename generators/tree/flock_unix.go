//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package tree

import (
	"os"
	"slices"

	"golang.org/x/sys/unix"
)

// withoutLocks are the answers of file systems that cannot lock, as some over a network: files that another build
// changes meanwhile are still noticed.
var withoutLocks = []error{unix.ENOSYS, unix.ENOTSUP, unix.EOPNOTSUPP, unix.ENOLCK}

// lockFile locks a file with flock(2), which the kernel undoes when the process dies: no lock ever goes stale.
func lockFile(f *os.File, wait bool) error {
	how := unix.LOCK_EX
	if !wait {
		how |= unix.LOCK_NB
	}
	err := ignoringInterrupts(func() error { return unix.Flock(int(f.Fd()), how) })
	switch {
	case err == unix.EWOULDBLOCK:
		return errLocked
	case slices.Contains(withoutLocks, err):
		return nil
	}
	return err
}
