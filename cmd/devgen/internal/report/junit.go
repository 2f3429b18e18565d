package report

import (
	"encoding/xml"
	"fmt"
	"io"

	"devgen.dev/devgen/spec"
)

// The JUnit format has no standard. These are the elements and attributes that Jenkins, GitLab, GitHub's common actions
// and Azure all read: testsuites, testsuite, testcase, failure, system-out.
type junitReport struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name      string        `xml:"name,attr"`
	ClassName string        `xml:"classname,attr"`
	File      string        `xml:"file,attr,omitempty"`
	Line      int           `xml:"line,attr,omitempty"`
	Failure   *junitFailure `xml:"failure"`
	Output    *junitText    `xml:"system-out"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	junitText
}

type junitText struct {
	Text string `xml:",cdata"`
}

// writeJUnit writes two suites: the spec, with a case for each problem, and the files, with one for each that is not up
// to date; without files if the spec is so wrong that there are none. A suite in which nothing is wrong has a case that passes, for many readers take an empty one for a mistake.
// A warning is a case that passes and says something, unless warnings fail.
func writeJUnit(w io.Writer, r Result) error {
	r = r.redacted()
	report := junitReport{Name: "devgen", Suites: []junitSuite{specSuite(r)}}
	if r.Files > 0 || len(r.Drift) > 0 {
		report.Suites = append(report.Suites, filesSuite(r))
	}
	for _, s := range report.Suites {
		report.Tests += s.Tests
		report.Failures += s.Failures
	}
	text, err := xml.MarshalIndent(report, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, text)
	return err
}

func specSuite(r Result) junitSuite {
	s := junitSuite{Name: "devgen spec"}
	p := newPrinter(r.Sources, TextOptions{})
	for _, problem := range r.Problems {
		at := r.place(problem)
		c := junitCase{
			Name:      visible(ruleOf(problem) + " " + identity(problem)),
			ClassName: visible(at.File), File: visible(r.inRepository(at.File)), Line: at.Line,
		}
		if text := p.alone(problem); problem.Severity == spec.Error || r.Strict {
			c.Failure = &junitFailure{Message: visible(problem.Message), Type: ruleOf(problem), junitText: junitText{text}}
		} else {
			c.Output = &junitText{text}
		}
		s.add(c)
	}
	if len(r.Problems) == 0 {
		s.add(junitCase{Name: "the spec is valid", ClassName: visible(r.mainFile())})
	}
	return s
}

func filesSuite(r Result) junitSuite {
	s := junitSuite{Name: "devgen files"}
	for _, d := range r.Drift {
		reason := visible(d.Reason)
		s.add(junitCase{
			Name: visible(d.File), ClassName: "files", File: visible(r.inRepository(d.File)),
			Failure: &junitFailure{Message: reason, Type: driftRule(d.State), junitText: junitText{visibleLines(d.Diff)}},
		})
	}
	if len(r.Drift) == 0 {
		s.add(junitCase{Name: Count(r.Files, "file") + " up to date", ClassName: "files"})
	}
	return s
}

func (s *junitSuite) add(c junitCase) {
	s.Tests++
	if c.Failure != nil {
		s.Failures++
	}
	s.Cases = append(s.Cases, c)
}

// alone is a problem as Text shows it.
func (p *printer) alone(problem spec.Problem) string {
	p.Reset()
	p.line() // so that the first line starts at the left edge, not behind the tag
	p.problem(problem)
	return p.String()
}
