package readers

import (
	"errors"
	"testing"
)

func TestPowerShellMistakes(t *testing.T) {
	for script, wrong := range map[string]bool{
		"function A { Write-Output 'it''s' }\n":     false,
		"try { a } finally { b }\n":                 false,
		"function A { Write-Output 'it's' }\n":      true,
		"if ($a { b }\n":                            true,
		"function A {\n  Write-Output \"a\n\n# x\n": true,
	} {
		mistakes, err := powerShellMistakes([]byte(script))
		if errors.Is(err, ErrMissing) {
			t.Skip(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		if (len(mistakes) > 0) != wrong {
			t.Errorf("%q: %q", script, mistakes)
		}
	}
}
