package spec

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// grown is a spec whose summary is a text of references to a text of references, so many steps long.
func grown(steps, references int) string {
	var b strings.Builder
	b.WriteString("project: name: \"shop\"\nservices: db: engine: \"postgres\"\n_t0: \"lol\"\n")
	for i := range steps {
		fmt.Fprintf(&b, "_t%d: \"%s\"\n", i+1, strings.Repeat(fmt.Sprintf(`\(_t%d)`, i), references))
	}
	return b.String() + fmt.Sprintf("project: summary: _t%d\n", steps)
}

func TestTextsThatGrowAreRefused(t *testing.T) {
	refused := func(text string) bool {
		_, problems := ReadBytes(map[string][]byte{"devgen.cue": []byte("package devgen\n" + text)})
		return slices.ContainsFunc(problems, func(p Problem) bool { return p.Code == "DG017" && p.Span.Known() })
	}
	for name, text := range map[string]string{
		"ten times ten":    grown(12, 10),
		"two times two":    grown(40, 2),
		"by addition":      "_a: \"\\(_b + _b)\"\n" + strings.ReplaceAll(grown(12, 10), "_t12\n", "_a\n_b: _t12\n"),
		"through a struct": strings.ReplaceAll(grown(12, 10), "_t1:", "_s: _t1:"),
	} {
		if !refused(text) {
			t.Errorf("%s: taken", name)
		}
	}
	for name, text := range map[string]string{
		"a long text":      grown(4, 10),
		"a text of itself": "project: name: \"shop\"\nservices: db: engine: \"postgres\"\n_a: \"\\(_b)\\(_b)\"\n_b: \"x\"\nproject: summary: _a\n",
	} {
		if refused(text) {
			t.Errorf("%s: refused", name)
		}
	}
}
