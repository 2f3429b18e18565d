package corpus_test

import (
	"testing"

	"devgen.dev/devgen/generators/internal/corpus"
)

func TestCorpusIsWhole(t *testing.T) {
	if n := len(corpus.Texts()); n < 750 {
		t.Errorf("%d distinct texts; a file was cut off?", n)
	}
	ids := map[string]bool{}
	for _, v := range append(corpus.Values(), corpus.Commands()...) {
		if ids[v.ID] {
			t.Errorf("id %s twice", v.ID)
		}
		ids[v.ID] = true
	}
	if last := corpus.Commands(); len(last) < 30 {
		t.Errorf("%d commands", len(last))
	}
}
