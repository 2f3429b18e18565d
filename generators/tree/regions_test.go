package tree

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

func TestMarks(t *testing.T) {
	hash, markup := marksOf(".gitignore"), marksOf("docs/README.md")
	for _, c := range []struct {
		marks marks
		line  string
		want  mark
	}{
		{hash, "# devgen:begin a-1\n", mark{begin, "a-1"}},
		{hash, "# devgen:end a-1\r\n", mark{end, "a-1"}},
		{hash, "# devgen:end a \t\n", mark{end, "a"}},
		{hash, "# devgen:begin\n", mark{kind: malformed}},
		{hash, "#devgen:begin a\n", mark{kind: malformed}},
		{hash, "#\tdevgen:end a\n", mark{kind: malformed}},
		{hash, "# devgen:begin  a\n", mark{kind: malformed}},
		{hash, "# devgen:begin a b\n", mark{kind: malformed}},
		{hash, "# devgen:begins a\n", mark{kind: malformed}},
		{hash, " # devgen:begin a\n", mark{}},
		{hash, "# see devgen:begin a\n", mark{}},
		{hash, "# devgen: keep this\n", mark{}},
		{hash, "<!-- devgen:begin a -->\n", mark{}},
		{hash, "devgen:begin a\n", mark{}},
		{markup, "<!-- devgen:begin a -->", mark{begin, "a"}},
		{markup, "<!-- devgen:end a -->  \n", mark{end, "a"}},
		{markup, "<!-- devgen:end a --> text\n", mark{kind: malformed}},
		{markup, "<!--devgen:end a-->\n", mark{kind: malformed}},
		{markup, "<!-- devgen:begin a\n", mark{kind: malformed}},
		{markup, "# devgen:begin a\n", mark{}},
	} {
		if got := c.marks.read([]byte(c.line)); got != c.want {
			t.Errorf("%q: %+v, want %+v", c.line, got, c.want)
		}
	}
}

func TestRegionNames(t *testing.T) {
	for name, want := range map[string]bool{
		"a": true, "az-09": true, "9": true, strings.Repeat("a", maxSegment): true,
		"": false, "A": false, "a_b": false, "a/": false, "a:": false, "`": false, "{": false, "-a": false, "a-": false, "a--b": false,
		strings.Repeat("a", maxSegment+1): false,
	} {
		if got := isRegionName(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

// TestFirstRegion puts regions in front of hand-written text, and takes them out again.
func TestFirstRegion(t *testing.T) {
	m := marks{"# ", ""}
	region := "# devgen:begin r\nx\n# devgen:end r\n"
	other := "# devgen:begin s\n# devgen:end s\n"
	for text, want := range map[string]string{
		"":              region,
		"a\n":           region + "\na\n",
		"a":             region + "\na",
		other:           region + "\n" + other,
		"a\n\n" + other: region + "\na\n\n" + other,
	} {
		pieces, _ := cut(m, []byte(text))
		added := before(pieces, m, Region{"r", []byte("x\n")}, "\n")
		if got := join(added); string(got) != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
		if got := join(without(added, "r")); string(got) != text {
			t.Errorf("%q came back as %q", text, got)
		}
	}
}

// TestBlankLines puts regions in and takes them out: the blank line around them comes and goes with them.
func TestBlankLines(t *testing.T) {
	m := marks{"# ", ""}
	region := "# devgen:begin r\nx\n# devgen:end r\n"
	other := "# devgen:begin s\n# devgen:end s\n"
	for before, after := range map[string]string{
		region:                         "",
		"a\n\n" + region:               "a\n",
		"a\n" + region:                 "a\n",
		"a\n\n\n" + region:             "a\n\n",
		"\n" + region:                  "\n",
		"a\n\n" + region + "b\n":       "a\n\nb\n",
		"a\n" + region + "\nb\n":       "a\n\nb\n",
		"a\n\n" + region + "\nb\n":     "a\n\nb\n",
		region + "\nb\n":               "b\n",
		region + "b\n":                 "b\n",
		"a\r\n\r\n" + region:           "a\r\n",
		"a\n\r\n" + region + "\r\nb\n": "a\n\r\nb\n",
		region + "\r\nb\r\n":           "b\r\n",
		region + "\n" + other:          other,
		other + "\n" + region:          other,
	} {
		pieces, _ := cut(m, []byte(before))
		if got := join(without(pieces, "r")); string(got) != after {
			t.Errorf("%q became %q, want %q", before, got, after)
		}
	}
	for before, after := range map[string]string{
		"": region, "a": "a\n\n" + region, "a\n": "a\n\n" + region, "a\n\n": "a\n\n\n" + region,
	} {
		pieces, _ := cut(m, []byte(before))
		if got := join(with(pieces, m, Region{"r", []byte("x\n")}, "\n")); string(got) != after {
			t.Errorf("%q became %q, want %q", before, got, after)
		}
	}
}

func TestFaultsAreInOrder(t *testing.T) {
	_, faults := cut(marks{"# ", ""}, []byte("# devgen:begin a\n# devgen:begin b\n#devgen:end a\n"))
	var lines []int
	for _, f := range faults {
		lines = append(lines, f.Line)
	}
	if !slices.Equal(lines, []int{1, 2, 3}) {
		t.Errorf("got %v", faults)
	}
}

func TestFaultLines(t *testing.T) {
	text := strings.ReplaceAll(`text
# devgen:begin a
# devgen:end b
# devgen:begin c
# devgen:end a
# devgen:end a
# devgen:begin a
# devgen:end a
#devgen:end a
# devgen:begin open
`, "\n", "\r\n")
	_, faults := cut(marks{"# ", ""}, []byte(text))
	var lines []int
	for _, f := range faults {
		lines = append(lines, f.Line)
	}
	if want := []int{3, 4, 6, 7, 9, 10}; !slices.Equal(lines, want) {
		t.Errorf("faults in lines %v, want %v: %v", lines, want, faults)
	}
}

// FuzzRegions takes texts apart and puts regions in and out. Whatever the text: cutting loses nothing, what is
// written is read back, text outside is kept to the byte, and a region that goes leaves no trace.
func FuzzRegions(f *testing.F) {
	for _, text := range []string{
		"", "\n", "a", "a\n", "a\r\nb\r\n", "a\n\n", "a\n\nb", "\r\n",
		"# devgen:begin r\nx\n# devgen:end r\n", "a\n\n# devgen:begin q\r\n# devgen:end q", "# devgen:begin q\n\n# devgen:end q\n\n# devgen:begin s\n# devgen:end s\n",
		"# devgen:begin q\n", "#devgen:end q\n", "\x00\xff\r\r\n",
	} {
		f.Add([]byte(text), []byte("line\n"))
	}
	f.Fuzz(func(t *testing.T, text, body []byte) {
		m := marks{"# ", ""}
		pieces, faults := cut(m, text)
		if len(faults) > 0 {
			return
		}
		if !bytes.Equal(join(pieces), text) {
			t.Fatalf("cut and joined: %q, was %q", join(pieces), text)
		}
		region := Region{"r", slices.Concat(folded(body), []byte("\n"))}
		if find(pieces, "r") != nil || regionFault("x", region) != "" {
			return
		}
		checkRoundTrip(t, m, text, pieces, region)
	})
}

func checkRoundTrip(t *testing.T, m marks, text []byte, pieces []piece, r Region) {
	added := join(with(pieces, m, r, lineEnd(text)))
	if !bytes.HasPrefix(added, text) {
		t.Fatalf("text is not kept: %q became %q", text, added)
	}
	again, faults := cut(m, added)
	if len(faults) > 0 {
		t.Fatalf("%q: %v", added, faults)
	}
	if p := find(again, "r"); p == nil || !bytes.Equal(folded(p.body), folded(r.Body)) {
		t.Fatalf("wrote %q, read %+v", r.Body, p)
	}
	kept := text
	if len(text) > 0 && !bytes.HasSuffix(text, []byte("\n")) {
		kept = append(bytes.Clone(text), lineEnd(text)...)
	}
	if left := join(without(again, "r")); !bytes.Equal(left, kept) {
		t.Fatalf("after it is gone: %q, was %q", left, text)
	}
}

func TestLineEnd(t *testing.T) {
	for text, want := range map[string]string{
		"": "\n", "a": "\n", "a\n": "\n", "a\r\n": "\r\n", "a\r\nb\nc\r\n": "\r\n", "a\nb\n\r\n": "\n", "a\r\nb\n": "\n",
	} {
		if got := lineEnd([]byte(text)); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}
