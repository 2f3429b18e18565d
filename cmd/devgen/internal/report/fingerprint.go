package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"devgen.dev/devgen/spec"
)

// fingerprints tells the findings of a report apart, and finds them again in the next one. A finding is known by its
// code, its file and the path in the spec, not by its line: moving text about makes no new finding. Equal ones are
// numbered.
type fingerprints map[string]int

// of returns the fingerprint of a finding, given what it is known by.
func (f fingerprints) of(parts ...string) string {
	key := strings.Join(parts, "\x00")
	f[key]++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", key, f[key]))
	return hex.EncodeToString(sum[:16])
}

// ruleOf is what a problem breaks, for formats that must have a word for it.
func ruleOf(p spec.Problem) string { return cmp.Or(p.Code, "devgen") }

// identity is what a problem is about.
func identity(p spec.Problem) string { return cmp.Or(p.Path, p.Message) }
