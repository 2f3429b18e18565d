package report

import (
	"fmt"
	"io"
	"strings"

	"devgen.dev/devgen/spec"
)

// Limits of a job summary: GitHub refuses one of more than 1 MiB (docs.github.com, "Adding a job summary").
const (
	summaryRows      = 200
	summaryDiffs     = 50
	summaryDiffBytes = 12 << 10 // of each difference
)

// Summary writes a result in Markdown, as GitHub shows it on the page of a job: tables of problems and files, the
// differences folded, and the command that puts everything right. Its error is that of the writer.
func Summary(w io.Writer, r Result) error {
	r = r.redacted()
	var b strings.Builder
	if r.empty() {
		fmt.Fprintf(&b, "### devgen: up to date\n\n%s as %s asks for.\n", Count(r.Files, "file"), codeSpan(r.mainFile()))
	} else {
		fmt.Fprintf(&b, "### devgen: %s\n", markdownText(headline(r)))
	}
	if len(r.Problems) > 0 {
		problemTable(&b, r)
	}
	if len(r.Drift) > 0 {
		driftTable(&b, r)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func problemTable(b *strings.Builder, r Result) {
	b.WriteString("\n| | where | what |\n|---|---|---|\n")
	for _, p := range r.Problems[:min(len(r.Problems), summaryRows)] {
		at := p.Span
		at.File = r.inRepository(at.File)
		where := joined(codeSpan(position(at)), "<br>", codeSpan(p.Path))
		fmt.Fprintf(b, "| %s | %s | %s |\n", markdownText(kindOf(p)), where, markdownText(description(withoutPath(p))))
	}
	if more := len(r.Problems) - summaryRows; more > 0 {
		fmt.Fprintf(b, "| | | and %d more |\n", more)
	}
}

// kindOf is "error DG101".
func kindOf(p spec.Problem) string { return strings.TrimSpace(string(p.Severity) + " " + p.Code) }

func withoutPath(p spec.Problem) spec.Problem {
	p.Path = ""
	return p
}

func driftTable(b *strings.Builder, r Result) {
	b.WriteString("\n| | file | why | lines |\n|---|---|---|---|\n")
	for _, d := range r.Drift[:min(len(r.Drift), summaryRows)] {
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n",
			codeSpan(stateOf(d.State).mark), codeSpan(r.inRepository(d.File)), markdownText(d.Reason), d.lines())
	}
	if more := len(r.Drift) - summaryRows; more > 0 {
		fmt.Fprintf(b, "| | and %d more | | |\n", more)
	}
	if list := adviceFor(r.Drift); len(list) > 0 {
		b.WriteString("\nTo settle before devgen build writes anything:\n\n")
		for _, a := range list {
			fmt.Fprintf(b, "- %s\n", joined(markdownText(a.words), ": ", codeSpan(a.command)))
		}
	} else {
		fmt.Fprintf(b, "\nFix: %s\n", codeSpan(fixCommand))
	}
	differences(b, r.Drift)
}

// differences writes what a build would change, folded.
func differences(b *strings.Builder, drift []Drift) {
	var parts []string
	for _, d := range drift {
		if d.Diff != "" {
			parts = append(parts, shortened(d.Diff))
		}
	}
	if len(parts) == 0 {
		return
	}
	left := len(parts) - summaryDiffs
	text := strings.Join(parts[:min(len(parts), summaryDiffs)], "")
	if left > 0 {
		text += fmt.Sprintf("… %d more files: devgen diff shows them\n", left)
	}
	fence := strings.Repeat("`", max(3, longestRun(text, '`')+1))
	fmt.Fprintf(b, "\n<details><summary>Differences</summary>\n\n%sdiff\n%s%s\n\n</details>\n", fence, text, fence)
}

// shortened makes a difference safe to show, and cuts it at the end of a line if it is very long.
func shortened(diff string) string {
	rest := ""
	if len(diff) > summaryDiffBytes {
		diff = diff[:strings.LastIndexByte(diff[:summaryDiffBytes], '\n')+1]
		rest = "… devgen diff shows the rest\n"
	}
	return visibleLines(strings.TrimSuffix(diff, "\n")) + "\n" + rest
}

// markdownEscapes has every character that means something in a cell of a table of GitHub's Markdown. Each of them
// stands for itself behind a backslash (CommonMark 0.31.2, 2.4).
var markdownEscapes = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "|", `\|`, "~", `\~`, "&", `\&`, "$", `\$`,
)

// markdownText writes text in a cell of a table; line ends become breaks.
func markdownText(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = markdownEscapes.Replace(visible(lines[i]))
	}
	return strings.Join(lines, "<br>")
}

// codeSpan writes text as code in a cell of a table. The span is fenced by more backticks than the text has in a row
// (CommonMark 0.31.2, 6.1), and a bar is escaped for the table's sake (GFM 0.29, example 200).
func codeSpan(text string) string {
	if text == "" {
		return ""
	}
	text = strings.ReplaceAll(visible(text), "|", `\|`)
	fence := strings.Repeat("`", longestRun(text, '`')+1)
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return fence + text + fence
}

func longestRun(text string, of rune) int {
	longest, run := 0, 0
	for _, r := range text {
		if r != of {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}
