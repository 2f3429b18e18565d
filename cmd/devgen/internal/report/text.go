package report

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"

	"devgen.dev/devgen/spec"
)

// TextOptions say how text for people looks.
type TextOptions struct {
	Color     bool // see ColorMode
	Width     int  // columns of the terminal; 0 is 100
	MaxErrors int  // problems shown for each file; 0 is all of them
}

const (
	usualColumns   = 100
	fewestColumns  = 40
	smallestGutter = 2 // problems of a short file and of a longer one line up
)

// Text writes a result for people: each problem with its line of the spec, then the files that are not as they should
// be, then what to do about it. Of a good result it writes nothing. Its error is that of the writer.
func Text(w io.Writer, r Result, o TextOptions) error {
	if r.empty() {
		return nil
	}
	r = r.redacted()
	p := newPrinter(r.Sources, o)
	if len(r.Problems) > 0 {
		p.problems(r.Problems, o.MaxErrors)
		p.summary(r)
	}
	if len(r.Drift) > 0 {
		p.drift(r.Drift)
	}
	_, err := io.WriteString(w, p.String())
	return err
}

// writeText is Text for a file: plain and complete.
func writeText(w io.Writer, r Result) error { return Text(w, r, TextOptions{}) }

// printer builds the text.
type printer struct {
	strings.Builder
	painter
	columns int
	gutter  int // columns of line numbers, in the problem that is being printed
	sources map[string]*source
}

func newPrinter(sources []spec.Source, o TextOptions) *printer {
	p := &printer{
		painter: painter(o.Color),
		columns: max(fewestColumns, cmp.Or(o.Width, usualColumns)),
		gutter:  smallestGutter,
		sources: make(map[string]*source, len(sources)),
	}
	for _, s := range sources {
		p.sources[s.File] = &source{Source: s}
	}
	return p
}

// line prints a line, without space at its end.
func (p *printer) line(parts ...string) {
	p.WriteString(strings.TrimRight(strings.Join(parts, ""), " "))
	p.WriteByte('\n')
}

// problems prints the problems file by file, as many of each as may be shown.
func (p *printer) problems(problems []spec.Problem, most int) {
	for _, group := range byFile(problems) {
		shown := worst(group, most)
		for _, problem := range shown {
			p.problem(problem)
			p.line()
		}
		if hidden := len(group) - len(shown); hidden > 0 {
			where := ""
			if file := group[0].Span.File; file != "" {
				where = " in " + visible(file)
			}
			p.line(fmt.Sprintf("… %d more%s: --max-errors=0 shows all", hidden, where))
			p.line()
		}
	}
}

// byFile groups problems by their file, in the order in which the files come up.
func byFile(problems []spec.Problem) [][]spec.Problem {
	var groups [][]spec.Problem
	group := map[string]int{}
	for _, problem := range problems {
		i, ok := group[problem.Span.File]
		if !ok {
			i = len(groups)
			group[problem.Span.File] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], problem)
	}
	return groups
}

// worst picks the first errors, and warnings while there is room: a hidden warning costs less than a hidden error. The
// order stays.
func worst(problems []spec.Problem, most int) []spec.Problem {
	if most <= 0 || len(problems) <= most {
		return problems
	}
	errors, _ := tally(problems)
	room := map[bool]int{true: min(errors, most), false: most - min(errors, most)} // for errors, for warnings
	var picked []spec.Problem
	for _, problem := range problems {
		if isError := problem.Severity == spec.Error; room[isError] > 0 {
			room[isError]--
			picked = append(picked, problem)
		}
	}
	return picked
}

// annotation is a place of a problem, with its excerpt if there is one.
type annotation struct {
	at          spec.Span
	path, label string
	excerpt     excerpt
	shown       bool
}

func (p *printer) annotate(at spec.Span, path, label string) annotation {
	a := annotation{at: at, path: path, label: label}
	a.excerpt, a.shown = excerptOf(p.sources[at.File], at, p.columns-p.gutter-len(" | "))
	return a
}

// problem prints one problem. Related places come in three kinds. One at the problem's own place is a word to put below
// it. Those without words are its equals: "two values clash" is said once, and all places are listed. The others are
// shown as the problem's own place is.
func (p *printer) problem(problem spec.Problem) {
	var label string
	var equals, others []spec.Related
	for _, r := range problem.Related {
		switch {
		case r.Message == "":
			equals = append(equals, r)
		case r.Span == problem.Span && label == "":
			label = r.Message
		default:
			others = append(others, r)
		}
	}
	p.header(problem)
	p.gutter = gutterOf(problem)
	if len(equals) > 0 {
		p.list(append([]spec.Related{{Span: problem.Span, Path: problem.Path}}, equals...))
	} else {
		p.show("-->", p.annotate(problem.Span, problem.Path, label), "^", lookOf(problem.Severity))
	}
	for _, r := range others {
		p.show(":::", p.annotate(r.Span, r.Path, r.Message), "-", styleGutter)
	}
	for _, note := range problem.Notes {
		p.item("note", styleNote, p.wrap(note))
	}
	p.item("help", styleHelp, linesOf(problem.Help))
}

// header prints the line that says what is wrong.
func (p *printer) header(problem spec.Problem) {
	kind := string(problem.Severity)
	if problem.Code != "" {
		kind += "[" + visible(problem.Code) + "]"
	}
	p.line(p.paint(lookOf(problem.Severity), kind), p.paint(styleStrong, ": "+visible(problem.Message)))
}

func lookOf(s spec.Severity) style {
	if s == spec.Error {
		return styleError
	}
	return styleWarning
}

// gutterOf is the room that the line numbers of a problem need.
func gutterOf(problem spec.Problem) int {
	highest := problem.Span.Line
	for _, r := range problem.Related {
		highest = max(highest, r.Span.Line)
	}
	return max(smallestGutter, len(strconv.Itoa(highest)))
}

// list prints places of equal rank, one below the other.
func (p *printer) list(places []spec.Related) {
	widest := 0
	for _, r := range places {
		widest = max(widest, widths.StringWidth(position(r.Span)))
	}
	for _, r := range places {
		p.arrow("-->", pad(position(r.Span), widest)+"  "+visible(r.Path))
	}
}

// show prints a place: where it is, the line of the source, and marks below what is meant.
func (p *printer) show(arrow string, a annotation, mark string, look style) {
	where := position(a.at)
	if a.path != "" {
		where += "  (" + visible(a.path) + ")"
	}
	if !a.shown {
		p.arrow(arrow, joined(where, ": ", visible(a.label)))
		return
	}
	p.arrow(arrow, where)
	bar := strings.Repeat(" ", p.gutter) + " |"
	p.line(p.paint(styleGutter, bar))
	p.line(p.paint(styleGutter, fmt.Sprintf("%*d |", p.gutter, a.excerpt.number)), " ", a.excerpt.text())
	marks := joined(a.excerpt.underline(mark), " ", visible(a.label))
	p.line(p.paint(styleGutter, bar), strings.Repeat(" ", 1+a.excerpt.indent()), p.paint(look, marks))
}

// joined joins two texts, if there are two.
func joined(a, separator, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + separator + b
}

func (p *printer) arrow(mark, where string) {
	if where = strings.TrimSpace(where); where != "" {
		p.line(strings.Repeat(" ", p.gutter), p.paint(styleGutter, mark), " ", where)
	}
}

// position is file:line:column, as terminals and editors make a link of it. What is not known is left out.
func position(at spec.Span) string {
	text := visible(at.File)
	if at.File == "" || at.Line <= 0 {
		return text
	}
	text += ":" + strconv.Itoa(at.Line)
	if at.Column > 0 {
		text += ":" + strconv.Itoa(at.Column)
	}
	return text
}

// item prints lines under one heading, the further ones below the first.
func (p *printer) item(kind string, look style, lines []string) {
	heading := strings.Repeat(" ", p.gutter) + "= " + kind + ": "
	for i, text := range lines {
		if i == 0 {
			p.line(strings.Repeat(" ", p.gutter), "= ", p.paint(look, kind), ": ", visible(text))
		} else {
			p.line(strings.Repeat(" ", len(heading)), visibleLine(text))
		}
	}
}

func linesOf(texts []string) []string {
	var lines []string
	for _, text := range texts {
		lines = append(lines, strings.Split(text, "\n")...)
	}
	return lines
}

// wrap breaks a note into lines. Help is never broken: it may be a command that someone pastes.
func (p *printer) wrap(text string) []string {
	room := p.columns - p.gutter - len("= note: ")
	var lines []string
	for _, paragraph := range strings.Split(text, "\n") {
		current := ""
		for _, word := range strings.SplitAfter(visible(paragraph), " ") {
			if current != "" && widths.StringWidth(strings.TrimRight(current+word, " ")) > room {
				lines = append(lines, strings.TrimRight(current, " "))
				current = ""
			}
			current += word
		}
		lines = append(lines, strings.TrimRight(current, " "))
	}
	return lines
}

// summary prints how many problems there are, and how to learn more about them.
func (p *printer) summary(r Result) {
	text := countText(r.Problems)
	if errors, _ := tally(r.Problems); errors == 0 && r.Strict {
		text += ": fails because of --strict"
	}
	text = p.paint(styleStrong, text)
	if code := codeToExplain(r.Problems); code != "" {
		text += "        Details:  devgen explain " + visible(code)
	}
	p.line(text)
}

// codeToExplain is the code of the first error, or of the first warning where there is no error.
func codeToExplain(problems []spec.Problem) string {
	for _, severity := range []spec.Severity{spec.Error, spec.Warning} {
		for _, problem := range problems {
			if problem.Severity == severity && problem.Code != "" {
				return problem.Code
			}
		}
	}
	return ""
}

// pad fills a text up with spaces to a width.
func pad(text string, columns int) string {
	return text + strings.Repeat(" ", max(0, columns-widths.StringWidth(text)))
}
