package report

import (
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"devgen.dev/devgen/spec"
)

// sarifSchema names the schema that a log follows, as the standard asks for.
const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// sarifRoot is the name that viewers give the root of the repository.
const sarifRoot = "%SRCROOT%"

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool       sarifTool            `json:"tool"`
	Bases      map[string]sarifBase `json:"originalUriBaseIds"`
	ColumnKind string               `json:"columnKind"`
	Results    []sarifResult        `json:"results"`
}

type sarifBase struct {
	Description sarifMessage `json:"description"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version,omitempty"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID            string       `json:"id"`
	Short         sarifMessage `json:"shortDescription"`
	Full          sarifMessage `json:"fullDescription"` // GitHub refuses a rule without one
	Configuration sarifLevel   `json:"defaultConfiguration"`
	Help          sarifMessage `json:"help"`
}

type sarifLevel struct {
	Level string `json:"level"`
}

type sarifMessage struct {
	Text string `json:"text"`
}

type sarifResult struct {
	RuleID       string            `json:"ruleId"`
	RuleIndex    int               `json:"ruleIndex"`
	Level        string            `json:"level"`
	Message      sarifMessage      `json:"message"`
	Locations    []sarifLocation   `json:"locations"`
	Related      []sarifLocation   `json:"relatedLocations,omitempty"`
	Fingerprints map[string]string `json:"partialFingerprints"`
}

type sarifLocation struct {
	ID       int            `json:"id,omitempty"`
	Physical sarifPhysical  `json:"physicalLocation"`
	Logical  []sarifLogical `json:"logicalLocations,omitempty"`
	Message  *sarifMessage  `json:"message,omitempty"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   sarifRegion   `json:"region"`
}

type sarifArtifact struct {
	URI    string `json:"uri"`
	BaseID string `json:"uriBaseId"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
	EndColumn   int `json:"endColumn"` // behind the last column
}

type sarifLogical struct {
	FullyQualifiedName string `json:"fullyQualifiedName"`
}

// writeSARIF writes a SARIF 2.1.0 log of one run (OASIS, docs.oasis-open.org/sarif). Rules are those that have results.
//
// A rule's helpUri is left out: it must be absolute (3.49.12), and the pages of problems are on no host that devgen
// could name. The rule's help says where they are. The fingerprint has a name of our own, so that GitHub adds its.
func writeSARIF(w io.Writer, r Result) error {
	r = r.redacted()
	run := sarifRun{
		Tool:       sarifTool{sarifDriver{Name: "devgen", Version: strings.TrimPrefix(r.Version, "v"), Rules: []sarifRule{}}},
		Bases:      map[string]sarifBase{sarifRoot: {sarifMessage{"the root of the repository"}}},
		ColumnKind: "unicodeCodePoints",
		Results:    make([]sarifResult, 0, len(r.Problems)+len(r.Drift)),
	}
	known := fingerprints{}
	for _, p := range r.Problems {
		run.add(problemRule(p), r.sarifProblem(p, known))
	}
	for _, d := range r.Drift {
		run.add(stateRule(stateOf(d.State)), r.sarifDrift(d, known))
	}
	return encodeJSON(w, sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}})
}

// add adds a result, and its rule if it is the first of that rule.
func (run *sarifRun) add(rule sarifRule, result sarifResult) {
	driver := &run.Tool.Driver
	result.RuleID = rule.ID
	result.RuleIndex = slices.IndexFunc(driver.Rules, func(known sarifRule) bool { return known.ID == rule.ID })
	if result.RuleIndex < 0 {
		result.RuleIndex = len(driver.Rules)
		driver.Rules = append(driver.Rules, rule)
	}
	run.Results = append(run.Results, result)
}

func problemRule(p spec.Problem) sarifRule {
	title := "The spec has a problem"
	if i := slices.IndexFunc(spec.Codes, func(c spec.Code) bool { return c.Code == p.Code }); i >= 0 {
		title = spec.Codes[i].Title
	}
	help := "devgen check shows the place, and what to do"
	if p.Code != "" {
		help = fmt.Sprintf("devgen explain %s prints the page of this problem: %s in devgen's repository", p.Code, page(p.Code))
	}
	return newRule(ruleOf(p), title, p.Severity, help)
}

func stateRule(s state) sarifRule {
	return newRule(driftRule(s.name), s.doc, spec.Error, s.help())
}

func newRule(id, title string, severity spec.Severity, help string) sarifRule {
	return sarifRule{id, sarifMessage{title}, sarifMessage{title + "."}, sarifLevel{string(severity)}, sarifMessage{help}}
}

func (r Result) sarifProblem(p spec.Problem, known fingerprints) sarifResult {
	at := r.place(p)
	result := sarifResult{
		Level: string(p.Severity), Message: sarifText(description(withoutPath(p))),
		Locations:    []sarifLocation{r.sarifLocation(at, p.Path)},
		Fingerprints: map[string]string{"devgen/v1": known.of(ruleOf(p), r.inRepository(at.File), identity(p))},
	}
	for i, related := range p.Related {
		if !related.Span.Known() {
			continue
		}
		location := r.sarifLocation(related.Span, related.Path)
		location.ID = i + 1
		if related.Message != "" {
			text := sarifText(related.Message)
			location.Message = &text
		}
		result.Related = append(result.Related, location)
	}
	return result
}

// sarifText is the text of a message. A text in brackets before one in parentheses would be a link (3.11.6): a spec that
// a stranger wrote must not put one there.
func sarifText(text string) sarifMessage { return sarifMessage{strings.ReplaceAll(text, "](", "] (")} }

func (r Result) sarifLocation(at spec.Span, path string) sarifLocation {
	column := max(1, at.Column)
	location := sarifLocation{Physical: sarifPhysical{r.artifact(at.File), sarifRegion{at.Line, column, column + max(1, at.Length)}}}
	if path != "" {
		location.Logical = []sarifLogical{{path}}
	}
	return location
}

func (r Result) sarifDrift(d Drift, known fingerprints) sarifResult {
	file := r.inRepository(d.File)
	return sarifResult{
		Level: string(spec.Error), Message: sarifText(d.Reason),
		Locations:    []sarifLocation{r.sarifLocation(spec.Span{File: d.File, Line: 1}, "")},
		Fingerprints: map[string]string{"devgen/v1": known.of(driftRule(d.State), file)},
	}
}

func (r Result) artifact(file string) sarifArtifact {
	return sarifArtifact{URI: (&url.URL{Path: r.inRepository(file)}).String(), BaseID: sarifRoot}
}
