//go:build !linux

package tree

import (
	"errors"
	"os"
)

// syncsAll says that there is no syncAll here: each file is synced by itself.
const syncsAll = false

func syncAll(*os.Root) error { return errors.ErrUnsupported }
