package report

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"devgen.dev/devgen/spec"
)

var oneProblem = Result{Problems: []spec.Problem{{Severity: spec.Error, Code: "DG101", Message: "unknown field"}}}

// places is an output into buffers, and what it wrote there.
func places(format string, reports ...string) (o Output, stdout, stderr *bytes.Buffer) {
	stdout, stderr = &bytes.Buffer{}, &bytes.Buffer{}
	o = Output{Stdout: stdout, Stderr: stderr}
	o.Format, _ = FormatNamed(format)
	for _, text := range reports {
		target, err := ParseTarget(text)
		if err != nil {
			panic(err)
		}
		o.Reports = append(o.Reports, target)
	}
	return o, stdout, stderr
}

// TestOutput says where everything goes: text to people, data to programs, reports into their files.
func TestOutput(t *testing.T) {
	dir := t.TempDir()
	absolute := filepath.Join(dir, "absolute.sarif")
	o, stdout, stderr := places("text", "junit=relative.xml", "sarif="+absolute, "json=-")
	o.Dir, o.Summary = dir, filepath.Join(dir, "summary.md")
	if err := o.Write(oneProblem); err != nil {
		t.Fatal(err)
	}
	for place, got := range map[string]struct{ text, prefix string }{
		"stderr":   {stderr.String(), "error[DG101]: unknown field\n"},
		"stdout":   {stdout.String(), "{\n  \"version\": 1"},
		"relative": {read(t, filepath.Join(dir, "relative.xml")), "<?xml "},
		"absolute": {read(t, absolute), "{\n  \"$schema\""},
		"summary":  {read(t, o.Summary), "### devgen: 1 error\n"},
	} {
		if !strings.HasPrefix(got.text, got.prefix) {
			t.Errorf("%s: got %q, want %q", place, got.text, got.prefix)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestOutputOfData(t *testing.T) {
	o, stdout, stderr := places("json")
	if err := o.Write(oneProblem); err != nil {
		t.Fatal(err)
	}
	if stderr.Len() > 0 || !strings.HasPrefix(stdout.String(), "{") {
		t.Errorf("stdout %q, stderr %q", stdout, stderr)
	}
}

// TestSummaryIsAdded says that what other steps of a job have written stays.
func TestSummaryIsAdded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "summary.md")
	if err := os.WriteFile(path, []byte("# Mine\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	o, _, _ := places("text")
	o.Summary = path
	if err := o.Write(oneProblem); err != nil {
		t.Fatal(err)
	}
	if got := read(t, path); !strings.HasPrefix(got, "# Mine\n### devgen") {
		t.Errorf("got %q", got)
	}
}

// TestOutputErrors says that the error names the file, and that what people read has been printed by then.
func TestOutputErrors(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing", "report")
	for _, o := range []Output{{Reports: []Target{{Formats[1], missing}}}, {Summary: missing}} {
		var stderr bytes.Buffer
		o.Format, o.Stderr = Formats[0], &stderr
		if err := o.Write(oneProblem); err == nil || !strings.Contains(err.Error(), missing) {
			t.Errorf("got the error %v", err)
		}
		if stderr.Len() == 0 {
			t.Error("nothing was printed")
		}
	}
}

func TestOutputOnGitHub(t *testing.T) {
	const onGitHub = "GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=summary.md"
	for _, c := range []struct {
		name, format, env string
		reports           []string
		want              string // formats and the summary
	}{
		{"elsewhere", "text", "GITHUB_STEP_SUMMARY=summary.md", nil, ""},
		{"there", "text", onGitHub, nil, "github=- summary.md"},
		{"with a report of one's own", "text", onGitHub, []string{"sarif=x"}, "sarif=x github=- summary.md"},
		{"with data on standard output", "text", onGitHub, []string{"junit=-"}, "junit=- summary.md"},
		{"with another format", "json", onGitHub, nil, ""},
	} {
		o, _, _ := places(c.format, c.reports...)
		o = o.OnGitHub(environment(c.env))
		var got []string
		for _, r := range o.Reports {
			got = append(got, r.Format.Name+"="+r.Path)
		}
		if text := strings.TrimSpace(strings.Join(append(got, o.Summary), " ")); text != c.want {
			t.Errorf("%s: got %q, want %q", c.name, text, c.want)
		}
	}
}

func TestOutputCheck(t *testing.T) {
	for _, c := range []struct {
		format  string
		reports []string
		ok      bool
	}{
		{"text", nil, true},
		{"json", nil, true},
		{"text", []string{"json=-"}, true},
		{"json", []string{"sarif=x"}, true},
		{"json", []string{"sarif=-"}, false},
		{"text", []string{"sarif=-", "json=-"}, false},
	} {
		o, _, _ := places(c.format, c.reports...)
		if err := o.Check(); (err == nil) != c.ok {
			t.Errorf("%s %v: %v", c.format, c.reports, err)
		}
	}
}
