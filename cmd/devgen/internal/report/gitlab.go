package report

import (
	"fmt"
	"io"
	"strings"

	"devgen.dev/devgen/spec"
)

// gitlabFinding is an entry of GitLab's code quality report: docs.gitlab.com, "Code Quality report format". It is a
// part of Code Climate's.
type gitlabFinding struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
}

// writeGitLab writes GitLab's code quality report: a list, empty if all is well. GitLab shows the first of several
// entries with the same fingerprint only, so there are none.
func writeGitLab(w io.Writer, r Result) error {
	r = r.redacted()
	findings := make([]gitlabFinding, 0, len(r.Problems)+len(r.Drift))
	known := fingerprints{}
	for _, p := range r.Problems {
		at := r.place(p)
		file := r.inRepository(at.File)
		findings = append(findings, gitlabFinding{
			Description: gitlabDescription(p),
			CheckName:   ruleOf(p),
			Fingerprint: known.of(ruleOf(p), file, identity(p)),
			Severity:    gitlabSeverity(p.Severity),
			Location:    gitlabLocation{file, gitlabLines{at.Line}},
		})
	}
	for _, d := range r.Drift {
		file := r.inRepository(d.File)
		findings = append(findings, gitlabFinding{
			Description: fmt.Sprintf("not up to date: %s", d.Reason),
			CheckName:   driftRule(d.State),
			Fingerprint: known.of(driftRule(d.State), file),
			Severity:    gitlabSeverity(spec.Error),
			Location:    gitlabLocation{file, gitlabLines{1}},
		})
	}
	return encodeJSON(w, findings)
}

// gitlabDescription is what is wrong and what to do. GitLab shows one line.
func gitlabDescription(p spec.Problem) string {
	p.Notes, p.Related = nil, nil
	return strings.ReplaceAll(description(p), "\n", "; ")
}

func gitlabSeverity(s spec.Severity) string {
	if s == spec.Error {
		return "major"
	}
	return "minor"
}

// driftRule is the name of a finding about a file in one of the states of tree.State.
func driftRule(state string) string { return "drift-" + state }
