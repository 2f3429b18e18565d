package report

import (
	"fmt"
	"regexp"
	"strings"
)

// state is what devgen says about files in one of the states of tree.State.
type state struct {
	name, mark string
	look       style
	doc        string
	advice     func(files []string) []advice // what to do where a build refuses such files; nil where it puts them right
}

// advice is what to do, in words, and the command or the piece of spec that does it, if there is one.
type advice struct{ words, command string }

func (a advice) String() string { return joined(a.words, ":  ", a.command) }

// Mark is the sign of a state in lists of files: + for one that is missing, ! for one that a build refuses. It can be
// read without colours.
func Mark(state string) string { return stateOf(state).mark }

// states lists the states in which a file is not as it should be.
var states = []state{
	{"new", "+", styleAdded, "A file is missing", nil},
	{"stale", "~", styleWarning, "A file was not built again after the spec changed", nil},
	{"mode", "~", styleWarning, "The executable bit of a file is wrong", nil},
	{"removed", "-", styleRemoved, "A file is not wanted any more", nil},
	{"edited", "!", styleError, "A generated file was edited by hand", adviseEdited},
	{"foreign", "!", styleError, "A file that is not devgen's stands in the way", adviseForeign},
	{"broken", "!", styleError, "The markers of a region are damaged", adviseBroken},
	{"obstructed", "!", styleError, "Something that is no plain file stands in the way", adviseObstructed},
}

// stateOf finds what there is to say about a state. One that is not listed is shown as something to look into.
func stateOf(name string) state {
	for _, s := range states {
		if s.name == name {
			return s
		}
	}
	return state{name: name, mark: "!", look: styleError, doc: "A file is not as it should be"}
}

// help is what to do about files in a state, in general.
func (s state) help() string {
	if s.advice == nil {
		return "Fix: " + fixCommand
	}
	return strings.Join(textsOf(s.advice([]string{"PATH"})), "\n")
}

func adviseEdited(files []string) []advice {
	return []advice{{"take what was edited into the spec, or drop it", "devgen build" + forced(files)}}
}

func adviseForeign(files []string) []advice {
	return []advice{
		{"let devgen replace what it did not write", "devgen build" + forced(files)},
		{"or leave it alone", fmt.Sprintf("outputs: {%q: {own: \"off\"}}", files[0])},
	}
}

func adviseBroken(files []string) []advice {
	return []advice{{words: "mend the markers of devgen's regions in " + some(files)}}
}

func adviseObstructed(files []string) []advice {
	return []advice{{words: "move what is in the way at " + some(files)}}
}

// fewFiles is how many files a command or sentence names.
const fewFiles = 3

// forced are the flags that make a build overwrite files.
func forced(files []string) string {
	if len(files) > fewFiles {
		return " --force PATH"
	}
	text := ""
	for _, file := range files {
		text += " --force " + shellWord(file)
	}
	return text
}

func some(files []string) string {
	if len(files) > fewFiles {
		return fmt.Sprintf("%s and %d more", strings.Join(files[:fewFiles], ", "), len(files)-fewFiles)
	}
	return strings.Join(files, ", ")
}

// bare matches what every shell reads as one word as it is.
var bare = regexp.MustCompile(`^[A-Za-z0-9_./-]+$`)

// shellWord quotes a path for sh and PowerShell alike, for people who paste it. Both take what stands between single
// quotes as it is; a single quote in it is written in the way of sh.
func shellWord(path string) string {
	if bare.MatchString(path) {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

// drift prints the files that are not as they should be, a line each, and what to do.
func (p *printer) drift(drift []Drift) {
	if p.Len() > 0 {
		p.line()
	}
	file, reason := 0, 0
	for _, d := range drift {
		file = max(file, widths.StringWidth(visible(d.File)))
		reason = max(reason, widths.StringWidth(visible(d.Reason)))
	}
	for _, d := range drift {
		s := stateOf(d.State)
		text := pad(visible(d.File), file) + "  " + pad(visible(d.Reason), reason) + "  " + d.lines()
		p.line("drift  ", p.paint(s.look, s.mark), " ", text)
	}
	p.line()
	p.verdict(drift)
}

// lines is "+6 −2", or nothing where no line differs.
func (d Drift) lines() string {
	if d.Added == 0 && d.Removed == 0 {
		return ""
	}
	return fmt.Sprintf("+%d −%d", d.Added, d.Removed)
}

const fixCommand = "devgen build && git add -A"

// verdict prints the last line: the command that puts everything right, or what must be settled before.
func (p *printer) verdict(drift []Drift) {
	list := adviceFor(drift)
	if len(list) == 0 {
		p.line(p.paint(styleStrong, "Not up to date."), " Fix:  ", fixCommand, "        Details:  devgen diff")
		return
	}
	p.line(p.paint(styleStrong, "Not up to date."), " devgen build writes nothing until this is settled.        Details:  devgen diff")
	p.gutter = smallestGutter
	p.item("help", styleHelp, textsOf(list))
}

// adviceFor is what to do about the files that a build refuses.
func adviceFor(drift []Drift) []advice {
	var list []advice
	for _, s := range states {
		if files := filesIn(drift, s.name); s.advice != nil && len(files) > 0 {
			list = append(list, s.advice(files)...)
		}
	}
	return list
}

func textsOf(list []advice) []string {
	texts := make([]string, len(list))
	for i, a := range list {
		texts[i] = a.String()
	}
	return texts
}

func filesIn(drift []Drift, state string) []string {
	var files []string
	for _, d := range drift {
		if d.State == state {
			files = append(files, d.File)
		}
	}
	return files
}
