package report

import (
	"fmt"
	"io"
	"strings"

	"devgen.dev/devgen/spec"
)

// writeGitHub writes workflow commands that put annotations on a pull request. They stand in a group, which the log
// shows folded: the readable text is what people should see there.
//
// Errors come before warnings, for GitHub shows a limited number of annotations of a step. Files that are not up to
// date share one annotation, on the spec: it is the spec that people edit.
//
// The commands and their escapes: docs.github.com, "Workflow commands for GitHub Actions"; actions/runner,
// ActionCommand.cs.
func writeGitHub(w io.Writer, r Result) error {
	if r.empty() {
		return nil
	}
	r = r.redacted()
	var b strings.Builder
	fmt.Fprintf(&b, "::group::%s\n", commandData("devgen annotations: "+headline(r)))
	for _, severity := range []spec.Severity{spec.Error, spec.Warning} {
		for _, p := range r.Problems {
			if p.Severity == severity {
				b.WriteString(r.annotation(p))
			}
		}
	}
	if len(r.Drift) > 0 {
		b.WriteString(r.driftAnnotation())
	}
	b.WriteString("::endgroup::\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// headline is "2 errors in devgen.cue, 3 files not up to date".
func headline(r Result) string {
	var parts []string
	if len(r.Problems) > 0 {
		parts = append(parts, countText(r.Problems))
	}
	if len(r.Drift) > 0 {
		parts = append(parts, Count(len(r.Drift), "file")+" not up to date")
	}
	return strings.Join(parts, ", ")
}

func (r Result) annotation(p spec.Problem) string {
	at := r.place(p)
	properties := []string{
		"file=" + commandProperty(r.inRepository(at.File)),
		fmt.Sprintf("line=%d", at.Line), fmt.Sprintf("col=%d", at.Column), fmt.Sprintf("endColumn=%d", at.Column+at.Length),
		"title=" + commandProperty(strings.TrimSpace("devgen "+p.Code)),
	}
	return command(string(p.Severity), properties, description(p))
}

// description is a problem in a few lines of plain text, without its excerpt: GitHub shows the line itself.
func description(p spec.Problem) string {
	lines := []string{p.Message}
	if p.Path != "" {
		lines[0] += "  (" + p.Path + ")"
	}
	for _, r := range p.Related {
		lines = append(lines, strings.TrimSpace(relatedText(r)))
	}
	for _, note := range p.Notes {
		lines = append(lines, "note: "+note)
	}
	for _, help := range p.Help {
		lines = append(lines, "help: "+help)
	}
	return strings.Join(lines, "\n")
}

// relatedText is "devgen.cue:14:3: did you mean this one?".
func relatedText(r spec.Related) string {
	text := position(r.Span)
	if r.Path != "" {
		text += "  " + r.Path
	}
	if r.Message != "" {
		text += ": " + r.Message
	}
	return strings.TrimPrefix(text, ": ")
}

// annotatedFiles is how many files the annotation about files names.
const annotatedFiles = 20

func (r Result) driftAnnotation() string {
	var lines []string
	for _, d := range r.Drift[:min(len(r.Drift), annotatedFiles)] {
		lines = append(lines, fmt.Sprintf("%s %s: %s", stateOf(d.State).mark, r.inRepository(d.File), d.Reason))
	}
	if more := len(r.Drift) - annotatedFiles; more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	lines = append(lines, todo(r.Drift)...)
	var properties []string
	if file := r.mainFile(); file != "" {
		properties = append(properties, "file="+commandProperty(r.inRepository(file)), "line=1")
	}
	properties = append(properties, "title="+commandProperty("devgen: "+Count(len(r.Drift), "file")+" not up to date"))
	return command("error", properties, strings.Join(lines, "\n"))
}

// todo is what to do about files, a line each.
func todo(drift []Drift) []string {
	if list := adviceFor(drift); len(list) > 0 {
		return textsOf(list)
	}
	return []string{"fix: " + fixCommand}
}

// command writes a workflow command. The properties are escaped already, the data is not.
func command(name string, properties []string, data string) string {
	return fmt.Sprintf("::%s %s::%s\n", name, strings.Join(properties, ","), commandData(data))
}

// commandData escapes the data of a workflow command; its lines stay lines.
func commandData(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.ReplaceAll(visible(lines[i]), "%", "%25")
	}
	return strings.Join(lines, "%0A")
}

// commandProperty escapes the value of a property of a workflow command.
func commandProperty(text string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(commandData(text))
}
