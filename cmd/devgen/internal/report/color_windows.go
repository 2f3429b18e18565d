package report

import (
	"os"

	"golang.org/x/sys/windows"
)

// understandsEscapes switches a console to escape sequences, which Windows keeps off by default, and reports whether it
// could: consoles before Windows 10 cannot.
func understandsEscapes(console *os.File) bool {
	handle := windows.Handle(console.Fd())
	var mode uint32
	if windows.GetConsoleMode(handle, &mode) != nil {
		return false
	}
	return windows.SetConsoleMode(handle, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
