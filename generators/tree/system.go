package tree

import (
	"io"
	"io/fs"
	"os"
)

// system is what applying a plan asks of a file system. Behind it is an *os.Root, which cannot be led out of the
// repository; tests put faults in between.
type system interface {
	Lstat(name string) (fs.FileInfo, error)
	OpenFile(name string, flag int, perm fs.FileMode) (handle, error)
	Mkdir(name string, perm fs.FileMode) error
	Rename(from, to string) error
	Remove(name string) error
	FS() fs.FS

	// SyncAll brings everything that was written to the disk, if the system can do so at once.
	SyncAll() error
}

// handle is an open file.
type handle interface {
	io.ReadWriteCloser
	Stat() (fs.FileInfo, error)
	Chmod(mode fs.FileMode) error
	Sync() error

	// Lock takes the file for this process alone, until it is closed or the process ends. If another has it, Lock waits,
	// or if it must not wait says errLocked.
	Lock(wait bool) error
}

// rooted is the system of real use.
type rooted struct{ root *os.Root }

func (s rooted) Lstat(name string) (fs.FileInfo, error)    { return s.root.Lstat(name) }
func (s rooted) Mkdir(name string, perm fs.FileMode) error { return s.root.Mkdir(name, perm) }
func (s rooted) Rename(from, to string) error {
	return patiently(func() error { return s.root.Rename(from, to) })
}
func (s rooted) Remove(name string) error {
	return patiently(func() error { return s.root.Remove(name) })
}
func (s rooted) FS() fs.FS      { return s.root.FS() }
func (s rooted) SyncAll() error { return syncAll(s.root) }

func (s rooted) OpenFile(name string, flag int, perm fs.FileMode) (handle, error) {
	f, err := s.root.OpenFile(name, flag|dontWait, perm)
	if err != nil {
		return nil, err
	}
	return opened{f}, nil
}

type opened struct{ *os.File }

func (f opened) Sync() error          { return flush(f.File) }
func (f opened) Lock(wait bool) error { return lockFile(f.File, wait) }
