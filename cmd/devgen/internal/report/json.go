package report

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf16"

	"devgen.dev/devgen/spec"
)

// Schema is the JSON Schema of the json format.
//
//go:embed report.schema.json
var Schema []byte

// jsonVersion is raised when a field of the json format changes its meaning or goes away. New fields may come at any
// time.
const jsonVersion = 1

type jsonReport struct {
	Version  int           `json:"version"`
	Tool     string        `json:"tool"`
	Release  string        `json:"release,omitempty"`
	OK       bool          `json:"ok"`
	Folder   string        `json:"folder,omitempty"`
	Summary  jsonSummary   `json:"summary"`
	Findings []jsonFinding `json:"findings"`
	Drift    []jsonDrift   `json:"drift"`
}

type jsonSummary struct {
	Files    int `json:"files"`
	Drift    int `json:"drift"`
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
}

type jsonFinding struct {
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Path     string `json:"path,omitempty"`
	jsonPlace
	Message string        `json:"message"`
	Notes   []string      `json:"notes"`
	Help    []string      `json:"help"`
	Related []jsonRelated `json:"related"`
	URL     string        `json:"url,omitempty"`
}

type jsonPlace struct {
	File      string `json:"file,omitempty"`
	Line      int    `json:"line,omitempty"`
	Column    int    `json:"column,omitempty"`
	EndColumn int    `json:"endColumn,omitempty"`
}

type jsonRelated struct {
	jsonPlace
	Path    string `json:"path,omitempty"`
	Message string `json:"message,omitempty"`
}

type jsonDrift struct {
	File    string `json:"file"`
	State   string `json:"state"`
	Reason  string `json:"reason,omitempty"`
	Added   int    `json:"added"`
	Removed int    `json:"removed"`
}

// writeJSON writes devgen's own format: one object, as report.schema.json has it.
func writeJSON(w io.Writer, r Result) error {
	r = r.redacted()
	errors, warnings := tally(r.Problems)
	report := jsonReport{
		Version: jsonVersion, Tool: "devgen", Release: r.Version, OK: r.ok(), Folder: r.Folder,
		Summary:  jsonSummary{Files: r.Files, Drift: len(r.Drift), Errors: errors, Warnings: warnings},
		Findings: make([]jsonFinding, len(r.Problems)),
		Drift:    make([]jsonDrift, len(r.Drift)),
	}
	for i, p := range r.Problems {
		report.Findings[i] = findingOf(p)
	}
	for i, d := range r.Drift {
		report.Drift[i] = jsonDrift{File: d.File, State: d.State, Reason: d.Reason, Added: d.Added, Removed: d.Removed}
	}
	return encodeJSON(w, report)
}

func findingOf(p spec.Problem) jsonFinding {
	f := jsonFinding{
		Code: p.Code, Severity: string(p.Severity), Path: p.Path, jsonPlace: placeOf(p.Span), Message: p.Message,
		Notes: orEmpty(p.Notes), Help: orEmpty(p.Help), Related: make([]jsonRelated, len(p.Related)),
	}
	if p.Code != "" {
		f.URL = page(p.Code)
	}
	for i, r := range p.Related {
		f.Related[i] = jsonRelated{placeOf(r.Span), r.Path, r.Message}
	}
	return f
}

func placeOf(at spec.Span) jsonPlace {
	place := jsonPlace{File: at.File, Line: at.Line, Column: at.Column}
	if at.Column > 0 {
		place.EndColumn = at.Column + max(1, at.Length)
	}
	return place
}

// orEmpty makes a list of nothing print as [], so that readers need not expect null.
func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// encodeJSON writes a value as indented JSON that is safe in a log: what cannot be seen is escaped, and so is "##[",
// which GitHub's runner would act on. Readers get the same texts.
func encodeJSON(w io.Writer, value any) error {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return err
	}
	_, err := w.Write(bytes.ReplaceAll(escapeInvisible(b.Bytes()), []byte("##["), []byte(`##\u005b`)))
	return err
}

// escapeInvisible escapes what cannot be seen in a JSON text. Outside of strings there is none but line ends.
func escapeInvisible(text []byte) []byte {
	var b bytes.Buffer
	for _, r := range string(text) {
		switch {
		case printable(r), r == '\n':
			b.WriteRune(r)
		case r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.Bytes()
}
