//go:build !windows

package report

import "os"

// understandsEscapes reports whether a terminal understands escape sequences: outside Windows all do, but for one whose
// TERM says so.
func understandsEscapes(*os.File) bool { return true }
