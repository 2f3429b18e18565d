package spec_test

import (
	"testing"
	"testing/fstest"

	"devgen.dev/devgen/spec"
)

// TestStages: what an environment means for people follows from where it runs, and from a name that leaves no doubt.
func TestStages(t *testing.T) {
	for facts, want := range map[string]spec.Stage{
		`laptop: runsOn: "host"`:                                spec.Development,
		`lab: runsOn: "compose"`:                                spec.Development,
		`lab: {runsOn: "compose", ephemeral: true}`:             spec.Test,
		`lab: runsOn: "github"`:                                 spec.Test,
		`lab: {runsOn: "compose", domain: "a.example.com"}`:     spec.Production,
		`lab: runsOn: "kubernetes"`:                             spec.Production,
		`production: runsOn: "compose"`:                         spec.Production,
		`staging: runsOn: "compose"`:                            spec.Production,
		`production: {runsOn: "compose", stage: "development"}`: spec.Development,
		`production: {runsOn: "compose", ephemeral: true}`:      spec.Test,
		`staging: {runsOn: "kubernetes", stage: "test"}`:        spec.Test,
	} {
		text := "package devgen\nproject: name: \"shop\"\nservices: api: stack: \"go\"\nenvironments: " + facts
		p, _, problems, err := spec.Load(fstest.MapFS{"devgen.cue": {Data: []byte(text)}}, "")
		if err != nil || p == nil {
			t.Fatalf("%s: %v %v", facts, err, problems)
		}
		if got := p.Environments[0].Stage; got != want {
			t.Errorf("%s is %s, not %s", facts, got, want)
		}
	}
}
