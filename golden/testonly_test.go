package golden

import (
	"slices"
	"strings"
	"testing"
)

// TestNothingThatShipsNeedsTheTests: these packages carry test data and the libraries of other tools, hundreds of
// packages that must not reach the program.
func TestNothingThatShipsNeedsTheTests(t *testing.T) {
	testOnly := []string{"internal/corpus", "internal/databases", "internal/familytest", "internal/manifests", "internal/readers"}
	isTestOnly := func(importPath string) bool {
		return slices.Contains(testOnly, strings.TrimPrefix(importPath, module+"generators/"))
	}
	for _, p := range packages(t) {
		for _, imported := range p.Imports {
			if isTestOnly(imported) && !isTestOnly(p.ImportPath) {
				t.Errorf("%s imports %s, which is for tests", p.ImportPath, imported)
			}
		}
	}
}
