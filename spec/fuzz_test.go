package spec

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func FuzzReadCUE(f *testing.F) {
	fuzzRead(f, "devgen.cue", func(c *goldenCase) map[string][]byte { return c.cue })
}

func FuzzReadYAML(f *testing.F) {
	fuzzRead(f, "devgen.yaml", func(c *goldenCase) map[string][]byte { return c.yaml })
}

// fuzzRead reads anything: no panic, no hang, and every problem points into the file and says something.
func fuzzRead(f *testing.F, name string, inputs func(*goldenCase) map[string][]byte) {
	for _, c := range allCases(f) {
		for _, text := range inputs(c) {
			if len(text) < 2000 {
				f.Add(text)
			}
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		in, problems := newSourceText(name, text)
		doc, problems := read([]*sourceText{in}, problems, limits{time: 5 * time.Second, memory: 2 << 30})
		checkPlaces(t, doc, problems)
		for _, p := range problems {
			checkWords(t, p)
		}
		for _, s := range doc.Sources[0].Secrets {
			if err := placeError(doc, s); err != "" || !s.Known() {
				t.Errorf("a masked place: %+v: %s", s, err)
			}
		}
		if doc.Root == nil && !HasErrors(problems) {
			t.Error("nothing was read, and nothing is said about it")
		}
		var raw rawSpec
		decode(doc.Root, &raw)
	})
}

func checkWords(t *testing.T, p Problem) {
	t.Helper()
	for _, text := range append(slices.Concat(p.Notes, p.Help), p.Message) {
		if text == "" || strings.ContainsFunc(text, unseen) {
			t.Errorf("%s says %q", p.Code, text)
		}
	}
	if !knownCode(p.Code) || p.Severity == "" {
		t.Errorf("a problem of code %q and severity %q", p.Code, p.Severity)
	}
}
