package report

import (
	"fmt"
	"io"
	"runtime"
	"strings"
)

// StepWriting is the step in which files are written. A crash in any other leaves every file as it was.
const StepWriting = "writing files"

// generatorStep is how the step of a generator begins.
const generatorStep = "generator "

// stackLines is how much of a stack is shown: two lines a call.
const stackLines = 32

// Crash says that devgen itself failed: in which step, what that means for the user's files, and how to report it. The
// value is what was recovered, the stack that of debug.Stack. The step is in the words of "while …": "reading the
// spec", "generator compose".
func Crash(w io.Writer, step string, value any, stack []byte, version string) {
	p := newPrinter(nil, TextOptions{})
	p.line("error: devgen itself failed: this is a bug in devgen, not in your spec")
	p.item("step", styleStrong, []string{step})
	p.item("cause", styleStrong, strings.Split(strings.TrimSpace(fmt.Sprint(value)), "\n"))
	p.item("devgen", styleStrong, []string{fmt.Sprintf("%s %s/%s %s", version, runtime.GOOS, runtime.GOARCH, runtime.Version())})
	p.item("note", styleNote, p.wrap(whatIsLeft(step)))
	p.item("help", styleHelp, crashHelp(step))
	p.line()
	for _, text := range panicking(stack) {
		p.line("  ", visibleLine(text))
	}
	io.WriteString(w, p.String()) // where even this fails there is nobody left to tell
}

func whatIsLeft(step string) string {
	if step == StepWriting {
		return "no file is half-written: the next  devgen build  finishes what was begun, or takes it back"
	}
	return "your files are as they were: devgen writes at the very end, everything or nothing"
}

func crashHelp(step string) []string {
	help := []string{"open an issue in devgen's repository with all of this text, and the part of the spec that is enough to make it happen"}
	if name, ok := strings.CutPrefix(step, generatorStep); ok {
		help = append(help, "until it is mended:  devgen build --skip "+shellWord(name)+"  makes the other files")
	}
	return help
}

// panicking returns the calls that led to the panic, the innermost first. What stands above is only how it was caught.
func panicking(stack []byte) []string {
	lines := strings.Split(strings.TrimSpace(string(stack)), "\n")
	for i := len(lines) - 1; i >= 0; i-- {
		if strings.HasPrefix(lines[i], "panic(") && i+2 < len(lines) {
			lines = lines[i+2:]
			break
		}
	}
	if len(lines) > stackLines {
		lines = append(lines[:stackLines:stackLines], fmt.Sprintf("… %d more lines", len(lines)-stackLines))
	}
	return lines
}
