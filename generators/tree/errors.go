package tree

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// WriteError says at which file applying a plan failed.
type WriteError struct {
	Path string
	Err  error // "no space left on device"
	// Untouched is true if every file is as it was before. Otherwise some are new already, each of them whole, and the
	// next build writes the rest.
	Untouched bool
}

func (e *WriteError) Error() string {
	if e.Untouched {
		return fmt.Sprintf("%s: %v (nothing was changed)", e.Path, e.Err)
	}
	return fmt.Sprintf("%s: %v (some files are written already; the next build does the rest)", e.Path, e.Err)
}

func (e *WriteError) Unwrap() error { return e.Err }

// ChangedError says that somebody changed a file after it was compared. Nothing was written over it.
type ChangedError struct{ Path string }

func (e *ChangedError) Error() string {
	return fmt.Sprintf("%s was changed while devgen was at work (nothing was written); run it again", e.Path)
}

// failed makes an error of the system a WriteError about a file, before which nothing was changed.
func failed(name string, err error) error {
	var changed *ChangedError
	if err == nil || errors.As(err, &changed) || errors.Is(err, errGone) {
		return err
	}
	return &WriteError{Path: name, Err: bare(err), Untouched: true}
}

// failedLate is failed for when something was changed already, also for a WriteError that does not know it.
func failedLate(name string, err error) error {
	var known *WriteError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		name, err = known.Path, known.Err
	}
	return &WriteError{Path: name, Err: bare(err)}
}

// bare takes the paths out of an error of the system: they are of temporary files that nobody has heard of.
func bare(err error) error {
	var at *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &at):
		return at.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}
