package report

import (
	"io"
	"os"

	"golang.org/x/term"
)

// ColorMode decides whether text for people is coloured.
//
// The flag is --color: "always" and "never" are orders, anything else leaves it to the environment. There, in this
// order: NO_COLOR, if not empty (no-color.org); FORCE_COLOR or CLICOLOR_FORCE (bixense.com/clicolors), where "0" and
// "false" are a no as in npm's supports-color; a terminal, unless TERM is "dumb" or CLICOLOR is "0"; GitHub's log,
// which is no terminal but shows colours. CI alone is no reason: what runs there is often a pipe.
func ColorMode(flag string, getenv func(string) string, terminal bool) bool {
	switch flag {
	case "always":
		return true
	case "never":
		return false
	}
	if getenv("NO_COLOR") != "" {
		return false
	}
	for _, name := range []string{"FORCE_COLOR", "CLICOLOR_FORCE"} {
		if value := getenv(name); value != "" {
			return value != "0" && value != "false"
		}
	}
	if terminal {
		return getenv("TERM") != "dumb" && getenv("CLICOLOR") != "0"
	}
	return getenv("GITHUB_ACTIONS") == "true"
}

// Terminal reports whether a writer is a terminal that understands colours, and its width: 0 if it has none.
func Terminal(w io.Writer) (terminal bool, columns int) {
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return false, 0
	}
	columns, _, err := term.GetSize(int(file.Fd()))
	if err != nil {
		columns = 0
	}
	return understandsEscapes(file), columns
}
