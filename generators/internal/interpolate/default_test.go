package interpolate_test

import (
	"testing"

	"github.com/compose-spec/compose-go/v2/template"

	"devgen.dev/devgen/generators/internal/interpolate"
)

// FuzzComposeDefault asks docker compose's own reader: what ComposeDefault accepts comes back as it was.
func FuzzComposeDefault(f *testing.F) {
	for _, value := range []string{
		"", "info", "a}b", "}", "{", `{"a":{"b":"c"}}`, "}{", "$HOME", "$$", "${X}", "a$", "$}", "${", ":-x", ":?x", "a b", "a\nb", "?", "-", "'\"`\\",
	} {
		f.Add(value)
	}
	unset := func(string) (string, bool) { return "", false }
	f.Fuzz(func(t *testing.T, value string) {
		text, ok := interpolate.ComposeDefault("NAME", value)
		if !ok {
			return
		}
		got, err := template.Substitute("before "+text+" after", unset)
		if err != nil || got != "before "+value+" after" {
			t.Errorf("%q is written %q, read as %q, %v", value, text, got, err)
		}
	})
}

func TestComposeDefaultRefusesOnlyWhatComposeCannotRead(t *testing.T) {
	for value, want := range map[string]bool{"": true, "a b": true, `{"a":"b"}`: false, "$x": true, "a}b": false, "{": false, "a\nb": false} {
		if _, ok := interpolate.ComposeDefault("NAME", value); ok != want {
			t.Errorf("%q: %v, want %v", value, ok, want)
		}
	}
}
