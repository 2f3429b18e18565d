package report

import (
	"bytes"
	"errors"
	"io"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"devgen.dev/devgen/spec"
)

func TestColorMode(t *testing.T) {
	for _, c := range []struct {
		name, flag string
		terminal   bool
		env        string // NAME=value, separated by spaces
		want       bool
	}{
		{"a file", "auto", false, "", false},
		{"a terminal", "auto", true, "TERM=xterm", true},
		{"a dumb terminal", "auto", true, "TERM=dumb", false},
		{"CLICOLOR off", "auto", true, "CLICOLOR=0", false},
		{"always beats NO_COLOR", "always", false, "NO_COLOR=1", true},
		{"never beats all", "never", true, "FORCE_COLOR=1 CLICOLOR_FORCE=1", false},
		{"NO_COLOR beats FORCE_COLOR", "auto", true, "NO_COLOR=1 FORCE_COLOR=1", false},
		{"an empty NO_COLOR does not count", "auto", true, "NO_COLOR=", true},
		{"FORCE_COLOR", "auto", false, "FORCE_COLOR=1", true},
		{"FORCE_COLOR off", "auto", true, "FORCE_COLOR=0", false},
		{"FORCE_COLOR false", "auto", true, "FORCE_COLOR=false", false},
		{"CLICOLOR_FORCE", "auto", false, "CLICOLOR_FORCE=1", true},
		{"CLICOLOR_FORCE on a dumb terminal", "auto", true, "CLICOLOR_FORCE=1 TERM=dumb", true},
		{"GitHub", "auto", false, "GITHUB_ACTIONS=true CI=true", true},
		{"GitHub with NO_COLOR", "auto", false, "GITHUB_ACTIONS=true NO_COLOR=1", false},
		{"another CI", "auto", false, "CI=true", false},
		{"a flag nobody knows", "", true, "", true},
	} {
		if got := ColorMode(c.flag, environment(c.env), c.terminal); got != c.want {
			t.Errorf("%s: got %t", c.name, got)
		}
	}
}

func environment(text string) func(string) string {
	values := map[string]string{}
	for _, pair := range strings.Fields(text) {
		name, value, _ := strings.Cut(pair, "=")
		values[name] = value
	}
	return func(name string) string { return values[name] }
}

func TestTerminal(t *testing.T) {
	if terminal, columns := Terminal(&bytes.Buffer{}); terminal || columns != 0 {
		t.Errorf("a buffer is a terminal of %d columns", columns)
	}
}

func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"":                         "",
		"plain ~ text":             "plain ~ text",
		"größe 漢字 🚀 é e\u0301":     "größe 漢字 🚀 é e\u0301",
		"\x1b[2J":                  "<U+001B>[2J",
		"a\tb":                     "a   b",
		"a\r\nb":                   "a<U+000D><U+000A>b",
		"\x00\x7f\u0085\u2028":     "<U+0000><U+007F><U+0085><U+2028>",
		"\u202eexe.\u2066":         "<U+202E>exe.<U+2066>",
		"a\u200bb\u200dc\u00add":   "a<U+200B>b<U+200D>c<U+00AD>d",
		"\ufeff\u00a0\u3000\u3164": "<U+FEFF><U+00A0><U+3000><U+3164>",
		"a\U000e0101":              "a<U+E0101>",
		"👨\u200d👩\u200d👧 👍🏽 ❤\ufe0f": "👨\u200d👩\u200d👧 👍🏽 ❤\ufe0f",
		"👨\u200d":                   "👨<U+200D>",
		"\u0301x":                   "<U+0301>x",
		"\xff\xc3(\xe2\x82":         "<0xFF><0xC3>(<0xE2><0x82>",
		"\ufffd":                    "\ufffd",
		"##[error]x ###[":           "##<U+005B>error]x ###<U+005B>",
		"# #[ [## ::error::":        "# #[ [## ::error::",
		strings.Repeat("\u0301", 3): "<U+0301><U+0301><U+0301>",
	} {
		got := visible(text)
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
		if again := visible(got); again != got {
			t.Errorf("%q: once more changes it to %q", got, again)
		}
	}
}

func TestVisibleLine(t *testing.T) {
	for text, want := range map[string]string{
		"::error::x":   "<U+003A>:error::x",
		"  ::error::x": "  <U+003A>:error::x",
		"\t::error::x": "    <U+003A>:error::x",
		"a ::error::x": "a ::error::x",
		":error":       ":error",
	} {
		if got := visibleLine(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// TestMarks says that the marks stand below what a problem means, for every place in lines that are hard to count.
func TestMarks(t *testing.T) {
	for _, text := range []string{
		"plain",
		"\ta\tb\t\tc",
		"漢字 \t ok",
		"e\u0301t\u0323 👨\u200d👩\u200d👧x",
		"a\x1bb\u202ec\xffd##[e",
		strings.Repeat("漢 ab", 100),
	} {
		for column := 1; column <= utf8.RuneCountInString(text)+1; column++ {
			for length := 1; length <= 3; length++ {
				checkMarks(t, text, spec.Span{File: "x", Line: 1, Column: column, Length: length})
			}
		}
	}
}

func checkMarks(t *testing.T, text string, at spec.Span) {
	t.Helper()
	const columns = 60
	e, ok := excerptOf(&source{Source: spec.Source{Text: []byte(text)}}, at, columns)
	if !ok {
		t.Fatal("no excerpt")
	}
	printed := e.text()
	if w := widths.StringWidth(printed); w > columns {
		t.Errorf("%q is %d columns wide", printed, w)
	}
	var before, marked int // columns
	for i, c := range e.cells {
		switch {
		case i < e.from:
			before += c.width
		case i < e.to:
			marked += c.width
		}
	}
	if e.before {
		before++
	}
	if e.indent() != before || len(e.underline("^")) != max(1, marked) {
		t.Errorf("%q: marks at %d+%d, want %d+%d", printed, e.indent(), len(e.underline("^")), before, max(1, marked))
	}
	if e.from < len(e.cells) && (e.cells[e.from].column > at.Column || e.cells[e.from].end() <= at.Column) {
		t.Errorf("%q: column %d is not at %+v", printed, at.Column, e.cells[e.from])
	}
	if e.from == len(e.cells) && at.Column <= utf8.RuneCountInString(text) {
		t.Errorf("%q: column %d is shown behind the end", printed, at.Column)
	}
}

// TestBytes shows what an archive cannot hold: a file with a byte order mark and Windows line ends, bytes that are not
// UTF-8, no line end at the end.
func TestBytes(t *testing.T) {
	r := Result{
		Sources: []spec.Source{{File: "devgen.yaml", Text: []byte("\ufeffa: 1\r\nb: \xff\xfe, c: 3")}},
		Problems: []spec.Problem{
			{Severity: spec.Error, Code: "DG010", Message: "not UTF-8", Span: spec.Span{File: "devgen.yaml", Line: 2, Column: 4, Length: 2}},
			{Severity: spec.Error, Code: "DG101", Message: "behind it", Span: spec.Span{File: "devgen.yaml", Line: 2, Column: 8, Length: 1}},
			{Severity: spec.Error, Code: "DG101", Message: "before a line end", Span: spec.Span{File: "devgen.yaml", Line: 1, Column: 6, Length: 1}},
		},
	}
	var b bytes.Buffer
	if err := Text(&b, r, TextOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		" 2 | b: <0xFF><0xFE>, c: 3\n   |    ^^^^^^^^^^^^\n",
		" 2 | b: <0xFF><0xFE>, c: 3\n   |                  ^\n",
		" 1 | <U+FEFF>a: 1\n   |             ^\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in\n%s", want, b.String())
		}
	}
}

// TestHugeLine says that a line of megabytes is no more work than another: twenty problems in it are shown in no time.
func TestHugeLine(t *testing.T) {
	r := Result{Sources: []spec.Source{{File: "x", Text: bytes.Repeat([]byte("\t漢, "), 1<<20)}}}
	for i := range 20 {
		r.Problems = append(r.Problems, spec.Problem{Severity: spec.Error, Span: spec.Span{File: "x", Line: 1, Column: 1 + i<<10, Length: 1 << 30}})
	}
	allocated := testing.AllocsPerRun(1, func() {
		if err := Text(io.Discard, r, TextOptions{}); err != nil {
			t.Fatal(err)
		}
	})
	if allocated > 50_000 {
		t.Errorf("%.0f allocations", allocated)
	}
}

// TestPlainIsColourless says that colours add nothing but colours.
func TestPlainIsColourless(t *testing.T) {
	c := parseCase(t, "testdata/text_color.txtar")
	coloured := c.write(t, "text")
	c.Options.Color = false
	plain := c.write(t, "text")
	for _, s := range []style{styleError, styleWarning, styleGutter, styleNote, styleHelp, styleStrong, styleAdded, styleRemoved} {
		if code := []byte("␛[" + string(s) + "m"); !bytes.Contains(coloured, code) {
			t.Errorf("the style %s is not used", s)
		} else {
			coloured = bytes.ReplaceAll(coloured, code, nil)
		}
	}
	if coloured = bytes.ReplaceAll(coloured, []byte("␛[0m"), nil); !bytes.Equal(coloured, plain) {
		t.Errorf("without colours it is\n%s\nplain it is\n%s", coloured, plain)
	}
}

// TestMarkdown reads cells of tables back with a reader of GitHub's Markdown.
func TestMarkdown(t *testing.T) {
	markdown := goldmark.New(goldmark.WithExtensions(extension.GFM))
	for _, text := range []string{
		"plain", "a|b", "`", "a`b``c", "``", "`|`", "*x* _y_ ~~z~~", "[l](http://x)", "<b>&amp;", `\*\|`, "$x$", "# no heading", "- no list", "1. none",
	} {
		for name, cell := range map[string]string{"text": markdownText(text), "code": codeSpan(text)} {
			var b bytes.Buffer
			if err := markdown.Convert([]byte("| a | b |\n|---|---|\n| "+cell+" | end |\n"), &b); err != nil {
				t.Fatal(err)
			}
			want := "<td>" + html(text) + "</td>"
			if name == "code" {
				want = "<td><code>" + html(text) + "</code></td>"
			}
			if !strings.Contains(b.String(), want+"\n<td>end</td>") {
				t.Errorf("%s %q reads as\n%s", name, text, b.String())
			}
		}
	}
}

func html(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(text)
}

// TestSummaryIsSmall keeps a summary below what GitHub takes, whatever it is about.
func TestSummaryIsSmall(t *testing.T) {
	var r Result
	for range 5000 {
		r.Problems = append(r.Problems, spec.Problem{Severity: spec.Error, Code: "DG101", Message: strings.Repeat("long ", 50)})
		r.Drift = append(r.Drift, Drift{File: "a", State: "stale", Reason: "stale", Diff: strings.Repeat("+ a line of a file\n", 5000)})
	}
	var b bytes.Buffer
	if err := Summary(&b, r); err != nil {
		t.Fatal(err)
	}
	if b.Len() > 1<<20 {
		t.Errorf("%d bytes", b.Len())
	}
	for _, want := range []string{"| | | and 4800 more |", "| | and 4800 more | | |", "… devgen diff shows the rest\n", "… 4950 more files: devgen diff shows them\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func TestAnnotationNamesSomeFiles(t *testing.T) {
	var r Result
	for range annotatedFiles + 3 {
		r.Drift = append(r.Drift, Drift{File: "a", State: "stale", Reason: "stale"})
	}
	var b bytes.Buffer
	if err := writeGitHub(&b, r); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "%0Aand 3 more%0A") {
		t.Error(b.String())
	}
}

// crash makes a panic to report.
func crash() (value any, stack []byte) {
	defer func() { value, stack = recover(), debug.Stack() }()
	var services []string
	_ = services[len(services)]
	return nil, nil
}

func TestCrash(t *testing.T) {
	value, stack := crash()
	var b bytes.Buffer
	Crash(&b, "generator compose", value, stack, "v1.2.3")
	text := b.String()
	for _, want := range []string{
		"error: devgen itself failed: this is a bug in devgen, not in your spec\n  = step: generator compose\n",
		"  = cause: runtime error: index out of range [0] with length 0\n  = devgen: v1.2.3 ",
		"  = note: your files are as they were",
		"devgen build --skip compose",
		"\n  devgen.dev/devgen/cmd/devgen/internal/report.crash(",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if strings.Contains(text, "debug.Stack") {
		t.Errorf("how the panic was caught is of no use:\n%s", text)
	}
	checkOutput(t, "text", b.Bytes())
}

func TestCrashIsSafe(t *testing.T) {
	var b bytes.Buffer
	stack := "::error::stack\n##[error]x\n" + strings.Repeat("main.f(...)\n\tfile.go:1\n", 50)
	Crash(&b, StepWriting, "boom\n::error::cause\x1b", []byte(stack), "devel")
	checkOutput(t, "text", b.Bytes())
	for _, want := range []string{"no file is half-written", "… 70 more lines"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in\n%s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "--skip") {
		t.Error("no generator failed, but leaving one out is the advice")
	}
}

// TestWriteErrors says that no format swallows the error of its writer.
func TestWriteErrors(t *testing.T) {
	full := errors.New("disk full")
	r := Result{Problems: []spec.Problem{{Severity: spec.Error}}, Drift: []Drift{{State: "new"}}}
	for _, f := range append(slices.Clone(Formats), Format{Name: "summary", Write: Summary}) {
		if err := f.Write(failing{full}, r); !errors.Is(err, full) {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// FuzzText shows a problem of any kind in any text: it never panics, prints nothing that cannot be seen, starts no
// command of the runner, keeps to the width, and does not show the secret.
func FuzzText(f *testing.F) {
	f.Add("services: {\n\tdependson: [\"db\"]\n}", "devgen.cue", 2, 2, 9, "unknown field", "help\n::error::x", "note", uint8(80))
	f.Add("a\x1b\u202e\t漢\xff##[error]e\u0301", "::x", 1, 3, 100, "\n", "\t::", "a b", uint8(0))
	f.Add("", "", 0, -1, -1, "", "", "", uint8(1))
	f.Add("\r\n\r\n", "a", 3, 1<<62, 1<<62, "##[", "]", "", uint8(40))
	f.Fuzz(func(t *testing.T, text, file string, line, column, length int, message, help, note string, columns uint8) {
		at := spec.Span{File: file, Line: line, Column: column, Length: length}
		r := Result{
			Sources: []spec.Source{{File: file, Text: []byte(text)}},
			Problems: []spec.Problem{{
				Severity: spec.Error, Code: "DG101", Path: note, Message: message, Span: at, Help: []string{help}, Notes: []string{note},
				Related: []spec.Related{{Span: at, Message: help}, {Span: at, Path: message, Message: note}},
			}},
		}
		var b bytes.Buffer
		if err := Text(&b, r, TextOptions{Width: int(columns)}); err != nil {
			t.Fatal(err)
		}
		checkOutput(t, "text", b.Bytes())
		if e, ok := excerptOf(&source{Source: r.Sources[0]}, at, int(columns)+20); ok && widths.StringWidth(e.text()) > int(columns)+20 {
			t.Errorf("%q is wider than %d columns", e.text(), int(columns)+20)
		}
	})
}

// FuzzMask says that of a line that is secret as a whole nothing is left but asterisks.
func FuzzMask(f *testing.F) {
	f.Add("s3cr3t", 1)
	f.Add("\t漢\xff\u202e e\u0301", 3)
	f.Fuzz(func(t *testing.T, text string, column int) {
		text = strings.Map(func(r rune) rune {
			if r == '\n' || r == '\r' || r == '"' || r == '\'' {
				return -1
			}
			return r
		}, text)
		secret := spec.Source{Text: []byte(text), Secrets: []spec.Span{{Line: 1, Column: 1, Length: len(text) + 1}}}
		e, ok := excerptOf(&source{Source: secret}, spec.Span{File: "x", Line: 1, Column: column, Length: 1}, 60)
		if !ok {
			t.Fatal("no excerpt")
		}
		if left := strings.Trim(e.text(), "*"+ellipsis); left != "" {
			t.Errorf("%q is left of %q", left, text)
		}
	})
}

// BenchmarkGood is what a spec without problems pays for reports: nothing.
func BenchmarkGood(b *testing.B) {
	r := Result{Files: 43, Sources: []spec.Source{{File: "devgen.cue", Text: bytes.Repeat([]byte("a: 1\n"), 1000), Secrets: make([]spec.Span, 100)}}}
	o := Output{Stdout: io.Discard, Stderr: io.Discard, Format: Formats[0]}
	b.ReportAllocs()
	for b.Loop() {
		if err := o.Write(r); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkProblems is what twenty problems cost.
func BenchmarkProblems(b *testing.B) {
	r := Result{Sources: []spec.Source{{File: "devgen.cue", Text: bytes.Repeat([]byte("\tname: \"größe\" // 漢字\n"), 1000)}}}
	for i := range 20 {
		r.Problems = append(r.Problems, spec.Problem{
			Severity: spec.Error, Code: "DG101", Message: "unknown field", Span: spec.Span{File: "devgen.cue", Line: 50 * i, Column: 2, Length: 4},
			Notes: []string{strings.Repeat("allowed, ", 30)}, Help: []string{"did you mean it?"},
		})
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := Text(io.Discard, r, TextOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkManyProblems shows that the cost of a problem does not depend on how many there are: a spec by a stranger may
// have one in every line, and a secret beside it.
func BenchmarkManyProblems(b *testing.B) {
	for _, lines := range []int{1_000, 10_000, 100_000} {
		b.Run(strconv.Itoa(lines), func(b *testing.B) {
			r := Result{Sources: []spec.Source{{File: "x", Text: bytes.Repeat([]byte("password: \"a secret of some length\"\n"), lines)}}}
			for i := range lines {
				r.Sources[0].Secrets = append(r.Sources[0].Secrets, spec.Span{Line: i + 1, Column: 11, Length: 25})
				r.Problems = append(r.Problems, spec.Problem{Severity: spec.Error, Message: "bad", Span: spec.Span{File: "x", Line: i + 1, Column: 1, Length: 8}})
			}
			for b.Loop() {
				if err := Text(io.Discard, r, TextOptions{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*lines), "ns/problem")
		})
	}
}

// TestGoodIsFree keeps the first benchmark honest.
func TestGoodIsFree(t *testing.T) {
	r := Result{Files: 43, Sources: []spec.Source{{File: "devgen.cue", Text: []byte("a: 1\n"), Secrets: make([]spec.Span, 100)}}}
	if n := testing.AllocsPerRun(100, func() { Text(io.Discard, r, TextOptions{Color: true}) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestIdeographsAreWide guards the one assumption about widths: that they do not follow the locale.
func TestIdeographsAreWide(t *testing.T) {
	for r, want := range map[rune]int{'a': 1, '漢': 2, '…': 1, '−': 1, 'é': 1} {
		if !unicode.IsPrint(r) || widths.RuneWidth(r) != want {
			t.Errorf("%c is %d columns wide", r, widths.RuneWidth(r))
		}
	}
}
