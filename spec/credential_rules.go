package spec

import (
	_ "embed"
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// credentialTable holds the rules of gitleaks as text: the library itself would cost a tenth of a second at every start.
//
//go:embed credentials.txt
var credentialTable string

// credentialRule is one rule of gitleaks: a regular expression that finds a credential, and what tells it from text
// that only looks like one.
type credentialRule struct {
	name     string
	keywords []string // lower case; a text without any of them is not looked at
	entropy  float64  // in bits for each character: the credential has more
	group    int      // of the expression, that is the credential; 0 = the first that is not empty
	find     func() *regexp.Regexp
	allowed  []allowance
}

// allowance says which finds are none.
type allowance struct {
	wholeMatch bool // it judges the whole match, not only the credential in it
	match      func() *regexp.Regexp
	words      []string // lower case
}

// everyRule is the name in the table of what holds for all rules.
const everyRule = "*"

// gitleaks returns the rules of the table, what holds for all of them included.
var gitleaks = sync.OnceValue(func() []*credentialRule {
	var rules []*credentialRule
	var rule *credentialRule
	for line := range strings.Lines(credentialTable) {
		line = strings.TrimSuffix(line, "\n")
		switch field, value, _ := strings.Cut(strings.TrimPrefix(line, "\t"), "\t"); {
		case line == "" || line[0] == '#':
		case line[0] != '\t':
			rule = &credentialRule{name: line}
			rules = append(rules, rule)
		default:
			rule.set(field, value)
		}
	}
	return withCommon(rules)
})

func withCommon(rules []*credentialRule) []*credentialRule {
	common, rest := rules[0].allowed, rules[1:]
	for _, r := range rest {
		r.allowed = append(r.allowed, common...)
	}
	return rest
}

func (r *credentialRule) set(field, value string) {
	switch field {
	case "keywords":
		r.keywords = strings.Fields(value)
	case "entropy":
		r.entropy, _ = strconv.ParseFloat(value, 64)
	case "group":
		r.group, _ = strconv.Atoi(value)
	case "find":
		r.find = lazily(value)
	case "allow":
		r.allowed = append(r.allowed, allowance{match: lazily(value)})
	case "allow-match":
		r.allowed = append(r.allowed, allowance{wholeMatch: true, match: lazily(value)})
	case "allow-words":
		r.allowed = append(r.allowed, allowance{words: strings.Fields(value)})
	}
}

// lazily compiles an expression when it is first needed: of two hundred, a spec needs a few.
func lazily(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

// in returns the credential that the rule finds in a text, or "". The text is given in lower case as well.
func (r *credentialRule) in(text, lower string) string {
	if !containsAny(lower, r.keywords) {
		return ""
	}
	for _, m := range r.find().FindAllStringSubmatch(text, -1) {
		if secret := r.secretOf(m); entropy(secret) > r.entropy && !r.allows(m[0], secret) {
			return secret
		}
	}
	return ""
}

// secretOf picks the credential out of a match.
func (r *credentialRule) secretOf(groups []string) string {
	if r.group > 0 {
		return groups[r.group]
	}
	for _, g := range groups[1:] {
		if g != "" {
			return g
		}
	}
	return strings.Trim(groups[0], "\n")
}

func (r *credentialRule) allows(match, secret string) bool {
	for _, a := range r.allowed {
		target := secret
		if a.wholeMatch {
			target = match
		}
		if a.match != nil && a.match().MatchString(target) || containsAny(strings.ToLower(secret), a.words) {
			return true
		}
	}
	return false
}

func containsAny(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// entropy is Shannon's, in bits for each character: of random letters and digits it is near to what their number
// allows, of words it is lower.
func entropy(text string) float64 {
	counts := map[rune]int{}
	total := 0
	for _, c := range text {
		counts[c]++
		total++
	}
	bits := 0.0
	for _, n := range counts {
		share := float64(n) / float64(total)
		bits -= share * math.Log2(share)
	}
	return bits
}
