//go:build unix

package tree

import (
	"os"

	"golang.org/x/sys/unix"
)

// dontWait opens a file that turns out to be a named pipe at once, instead of when somebody writes into it.
const dontWait = unix.O_NONBLOCK

// flush is fsync(2). On macOS os.File.Sync also waits for the drive's own cache, some milliseconds for each file:
// too dear for what can be built again.
func flush(f *os.File) error {
	return ignoringInterrupts(func() error { return unix.Fsync(int(f.Fd())) })
}

// patiently does what may fail for a moment, where that happens.
func patiently(do func() error) error { return do() }

func ignoringInterrupts(do func() error) error {
	for {
		if err := do(); err != unix.EINTR {
			return err
		}
	}
}
