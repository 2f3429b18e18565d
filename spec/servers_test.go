package spec_test

import (
	"testing"
	"testing/fstest"

	"devgen.dev/devgen/spec"
)

// TestOptionsNeedACommandLine: an engine whose server takes options from files only must not lose them silently.
func TestOptionsNeedACommandLine(t *testing.T) {
	for engine, want := range map[string]int{"postgres": 0, "rabbitmq": 1} {
		text := "package devgen\nproject: name: \"shop\"\nservices: db: {engine: \"" + engine + "\", flags: \"max-connections\": \"200\"}"
		_, _, problems, err := spec.Load(fstest.MapFS{"devgen.cue": {Data: []byte(text)}}, "")
		if err != nil {
			t.Fatal(err)
		}
		refused := 0
		for _, p := range problems {
			if p.Code == "DG118" && p.Path == "services.db.flags" {
				refused++
			}
		}
		if refused != want {
			t.Errorf("%s: its options are refused %d times, not %d: %v", engine, refused, want, problems)
		}
	}
}
