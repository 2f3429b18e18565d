package spec

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

// TestEveryCredentialRuleCompiles: the expressions are compiled when they are first needed, which must not be the first
// time ever.
func TestEveryCredentialRuleCompiles(t *testing.T) {
	if n := len(gitleaks()); n < 200 {
		t.Fatalf("%d rules: the table was cut off", n)
	}
	for _, r := range gitleaks() {
		if r.find == nil || len(r.keywords) == 0 {
			t.Errorf("%s lacks an expression or keywords", r.name)
			continue
		}
		r.find()
		for _, a := range r.allowed {
			if a.match != nil {
				a.match()
			}
		}
	}
}

type gitleaksAllowlist struct {
	RegexTarget    string
	Condition      string
	Regexes, Paths []string
	StopWords      []string
}

type gitleaksRules struct {
	Allowlist gitleaksAllowlist
	Rules     []struct {
		ID, Regex, Path string
		Entropy         float64
		SecretGroup     int
		Keywords        []string
		Allowlists      []gitleaksAllowlist
	}
}

// TestCredentialTableIsWhatGitleaksSays compares the table with config/gitleaks.toml of a release, which DEVGEN_GITLEAKS
// names; with DEVGEN_UPDATE=1 it takes over that release's rules.
func TestCredentialTableIsWhatGitleaksSays(t *testing.T) {
	file := os.Getenv("DEVGEN_GITLEAKS")
	if file == "" {
		t.Skip("DEVGEN_GITLEAKS names no gitleaks.toml to compare with")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var upstream gitleaksRules
	if err := toml.Unmarshal(text, &upstream); err != nil {
		t.Fatal(err)
	}
	header, _, _ := strings.Cut(credentialTable, "\n*\n")
	want := header + "\n" + upstream.table()
	if os.Getenv("DEVGEN_UPDATE") != "" {
		if err := os.WriteFile("credentials.txt", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != credentialTable {
		t.Error("credentials.txt is not what gitleaks says; DEVGEN_UPDATE=1 writes it anew")
	}
}

// table writes the rules in our form. Rules about files of a certain name are left out: a text of a spec is in none.
func (g gitleaksRules) table() string {
	var b strings.Builder
	b.WriteString(everyRule + "\n" + g.Allowlist.lines())
	for _, r := range g.Rules {
		if r.Path != "" {
			continue
		}
		fmt.Fprintf(&b, "%s\n\tkeywords\t%s\n", r.ID, strings.Join(r.Keywords, " "))
		if r.Entropy > 0 {
			fmt.Fprintf(&b, "\tentropy\t%g\n", r.Entropy)
		}
		if r.SecretGroup > 0 {
			fmt.Fprintf(&b, "\tgroup\t%d\n", r.SecretGroup)
		}
		fmt.Fprintf(&b, "\tfind\t%s\n", r.Regex)
		for _, a := range r.Allowlists {
			a.Regexes = slices.DeleteFunc(a.Regexes, regexp.MustCompile(r.Regex).MatchString) // examples that look real to other scanners
			if a.Condition != "AND" {                                                         // those are about names of files as well
				b.WriteString(a.lines())
			}
		}
	}
	return b.String()
}

func (a gitleaksAllowlist) lines() string {
	var b strings.Builder
	field := "allow"
	if a.RegexTarget != "" {
		field = "allow-match" // a text of a spec is one line: what is said of the line is said of the match
	}
	for _, r := range a.Regexes {
		fmt.Fprintf(&b, "\t%s\t%s\n", field, r)
	}
	if len(a.StopWords) > 0 {
		words := slices.Clone(a.StopWords)
		slices.Sort(words)
		fmt.Fprintf(&b, "\tallow-words\t%s\n", strings.Join(slices.Compact(words), " "))
	}
	return b.String()
}
