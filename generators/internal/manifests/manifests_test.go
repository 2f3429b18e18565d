package manifests_test

import (
	"testing"

	"devgen.dev/devgen/generators/internal/manifests"
)

// The examples of the kubelet's own test (expand_test.go) that concern how a value is protected.
func TestExpandIsTheKubelets(t *testing.T) {
	variables := map[string]string{"VAR_A": "A", "VAR_EMPTY": "", "VAR_REF": "$(VAR_A)"}
	for text, want := range map[string]string{
		"$(VAR_A)":          "A",
		"___$(VAR_A)___":    "___A___",
		"$(VAR_REF)":        "$(VAR_A)",
		"$$(VAR_A)":         "$(VAR_A)",
		"$$$(VAR_A)":        "$A",
		"$$$$(VAR_A)":       "$$(VAR_A)",
		"foo$VAR_A":         "foo$VAR_A",
		"$(MISSING)":        "$(MISSING)",
		"$(VAR_EMPTY)":      "",
		"$":                 "$",
		"$(":                "$(",
		"$(VAR_A":           "$(VAR_A",
		"$$":                "$",
		"\n$(VAR_A)\n":      "\nA\n",
		"$VAR_A $(VAR_A) $": "$VAR_A A $",
	} {
		if got, _ := manifests.Expand(text, variables); got != want {
			t.Errorf("%q becomes %q, not %q", text, got, want)
		}
	}
}
