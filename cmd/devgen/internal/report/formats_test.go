package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// readers read each format back as the programs that it is made for would.
var readers = map[string]func(*testing.T, []byte){
	"json":   func(t *testing.T, output []byte) { validate(t, ownSchema(), output) },
	"sarif":  func(t *testing.T, output []byte) { validate(t, sarifStandard(), output) },
	"gitlab": readGitLab,
	"junit":  readJUnit,
	"github": readGitHub,
}

var ownSchema = sync.OnceValue(func() *jsonschema.Schema { return compile("report.schema.json") })

var sarifStandard = sync.OnceValue(func() *jsonschema.Schema { return compile("testdata/schema/sarif-2.1.0.json") })

func compile(path string) *jsonschema.Schema {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	return c.MustCompile(path)
}

func validate(t *testing.T, schema *jsonschema.Schema, output []byte) {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(output))
	if err != nil {
		t.Fatalf("not JSON: %v", err)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("%v", err)
	}
}

// readGitLab checks what GitLab asks for: every field there, a severity that it knows, fingerprints that differ.
func readGitLab(t *testing.T, output []byte) {
	t.Helper()
	var findings []gitlabFinding
	if err := json.Unmarshal(output, &findings); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, f := range findings {
		if f.Description == "" || f.CheckName == "" || f.Fingerprint == "" || f.Location.Lines.Begin < 1 {
			t.Errorf("something is missing in %+v", f)
		}
		if !slices.Contains([]string{"info", "minor", "major", "critical", "blocker"}, f.Severity) {
			t.Errorf("there is no severity %q", f.Severity)
		}
		if seen[f.Fingerprint] {
			t.Errorf("%q has the fingerprint of another finding", f.Description)
		}
		seen[f.Fingerprint] = true
	}
}

// readJUnit reads the suites back and counts them again.
func readJUnit(t *testing.T, output []byte) {
	t.Helper()
	var report junitReport
	if err := xml.Unmarshal(output, &report); err != nil {
		t.Fatal(err)
	}
	tests, failures := 0, 0
	for _, s := range report.Suites {
		failed := 0
		for _, c := range s.Cases {
			if c.Name == "" {
				t.Error("a case has no name")
			}
			if c.Failure != nil {
				failed++
			}
		}
		if s.Tests != len(s.Cases) || s.Failures != failed || s.Tests == 0 {
			t.Errorf("suite %q says %d tests, %d failures, and has %d, %d", s.Name, s.Tests, s.Failures, len(s.Cases), failed)
		}
		tests, failures = tests+s.Tests, failures+s.Failures
	}
	if report.Tests != tests || report.Failures != failures {
		t.Errorf("the report says %d tests, %d failures, and has %d, %d", report.Tests, report.Failures, tests, failures)
	}
}

// readGitHub takes the commands as the runner does: every line is one, of the kinds that belong here.
func readGitHub(t *testing.T, output []byte) {
	t.Helper()
	for line := range strings.Lines(string(output)) {
		commands := workflowCommands(line)
		if len(commands) != 1 || !slices.Contains([]string{"group", "endgroup", "error", "warning"}, commands[0]) {
			t.Errorf("commands %v in %q", commands, line)
		}
	}
}

// TestUnescaped reads an annotation back as the runner does (ActionCommand.cs: UnescapeProperty, UnescapeData).
func TestUnescaped(t *testing.T) {
	for _, text := range []string{"plain", "100%", "%0A", "%25", "a:b,c", "two\nlines", "%3A: %2C,", "é漢🚀"} {
		line := command("error", []string{"title=" + commandProperty(text)}, text)
		properties, data, _ := strings.Cut(strings.TrimPrefix(line, "::error "), "::")
		unescape := strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%")
		if got := unescape.Replace(strings.TrimSuffix(data, "\n")); got != text {
			t.Errorf("data: got %q, want %q", got, text)
		}
		unescape = strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%")
		if got := unescape.Replace(strings.TrimPrefix(properties, "title=")); got != text || strings.Contains(properties, ",") {
			t.Errorf("property: got %q from %q, want %q", got, properties, text)
		}
	}
}

// TestJSONKeepsText says that what is escaped for a log's sake is the same text to a reader.
func TestJSONKeepsText(t *testing.T) {
	message := "a\x1b\u202e\u00a0##[error]\U000e0101\u2028\x7f\"\\é漢🚀"
	var b bytes.Buffer
	if err := writeJSON(&b, Result{Problems: []spec.Problem{{Message: message}}}); err != nil {
		t.Fatal(err)
	}
	var report jsonReport
	if err := json.Unmarshal(b.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	if got := report.Findings[0].Message; got != message {
		t.Errorf("got %q, want %q", got, message)
	}
}

// TestSchemaKnowsEveryField keeps report.schema.json complete: a report may have more fields than it describes, but ours
// must not.
func TestSchemaKnowsEveryField(t *testing.T) {
	text, err := os.ReadFile("report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(text, Schema) {
		t.Fatal("the schema that is embedded is another")
	}
	var schema map[string]any
	if err := json.Unmarshal(Schema, &schema); err != nil {
		t.Fatal(err)
	}
	closeObjects(schema)
	c := jsonschema.NewCompiler()
	if err := c.AddResource("closed.json", schema); err != nil {
		t.Fatal(err)
	}
	for _, output := range goldenOutputs(t, "json") {
		validate(t, c.MustCompile("closed.json"), output)
	}
}

func closeObjects(node any) {
	switch node := node.(type) {
	case map[string]any:
		if node["type"] == "object" {
			node["additionalProperties"] = false
		}
		for _, child := range node {
			closeObjects(child)
		}
	case []any:
		for _, child := range node {
			closeObjects(child)
		}
	}
}

// TestStates holds the states of package tree against the list of those that can be reported.
func TestStates(t *testing.T) {
	reported := []tree.State{tree.New, tree.Stale, tree.Mode, tree.Removed, tree.Edited, tree.Foreign, tree.Broken, tree.Obstructed}
	for i, s := range reported {
		if i >= len(states) || states[i].name != string(s) {
			t.Fatalf("state %d is not %q", i, s)
		}
		refuses := i >= slices.Index(reported, tree.Edited)
		if refuses != (states[i].advice != nil) {
			t.Errorf("%s: a build refuses it: %t, but there is advice: %t", s, refuses, states[i].advice != nil)
		}
	}
	if len(states) != len(reported) {
		t.Errorf("there are %d states, %d of them are reported", len(states), len(reported))
	}
}

// TestFingerprints says what a finding is known by: not by its line, and not by what stands before it.
func TestFingerprints(t *testing.T) {
	problem := spec.Problem{Code: "DG101", Path: "services.api.x", Span: spec.Span{File: "devgen.cue", Line: 3, Column: 1}}
	moved, other := problem, problem
	moved.Span.Line = 9
	other.Path = "services.web.x"
	before := sarifFingerprints(t, problem, problem)
	after := sarifFingerprints(t, other, moved, moved)
	if before[0] != after[1] || before[1] != after[2] {
		t.Errorf("the same findings are known by %v, then by %v", before, after[1:])
	}
	if before[0] == before[1] || after[0] == after[1] {
		t.Errorf("different findings are known by the same: %v, %v", before, after)
	}
}

func sarifFingerprints(t *testing.T, problems ...spec.Problem) []string {
	t.Helper()
	var b bytes.Buffer
	if err := writeSARIF(&b, Result{Problems: problems}); err != nil {
		t.Fatal(err)
	}
	var log sarifLog
	if err := json.Unmarshal(b.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	var prints []string
	for _, r := range log.Runs[0].Results {
		prints = append(prints, r.Fingerprints["devgen/v1"])
	}
	return prints
}

// TestNoSecret looks for the secrets of the archive about secrets in everything that is made from it.
func TestNoSecret(t *testing.T) {
	for _, format := range append(FormatNames(), "summary") {
		for _, output := range goldenOutputs(t, format) {
			for _, secret := range []string{"s3cr3t", "tok_live", "hunter2"} {
				if bytes.Contains(output, []byte(secret)) {
					t.Errorf("%s has the secret %s", format, secret)
				}
			}
		}
	}
}

// goldenOutputs writes every archive in a format.
func goldenOutputs(t *testing.T, format string) [][]byte {
	t.Helper()
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	var outputs [][]byte
	for _, name := range names {
		outputs = append(outputs, parseCase(t, name).write(t, format))
	}
	return outputs
}

func TestParseTarget(t *testing.T) {
	for text, want := range map[string]string{
		"sarif=out/devgen.sarif": "sarif out/devgen.sarif",
		"junit=-":                "junit -",
		"json=a=b":               "json a=b",
		"sarif":                  `--report "sarif" is not of the form FORMAT=PATH`,
		"sarif=":                 `--report "sarif=" is not of the form FORMAT=PATH`,
		"serif=x":                `--report: there is no format "serif"; there are text, json, github, sarif, gitlab, junit`,
	} {
		target, err := ParseTarget(text)
		got := target.Format.Name + " " + target.Path
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}
