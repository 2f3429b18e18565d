package setup

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"devgen.dev/devgen/generators/internal/comment"
	"devgen.dev/devgen/generators/internal/delivery"
	"devgen.dev/devgen/generators/internal/expression"
	"devgen.dev/devgen/spec"
)

// rule is one thing that the spec says of a variable's value. Both scripts have a function for each kind.
type rule struct {
	kind  ruleKind
	name  string   // of the variable
	words []string // what the function needs to know beside the name
	other []string // what it needs in PowerShell, if that differs
}

type ruleKind int

const (
	isSet        ruleKind = iota // words: what the value is for
	isConnection                 // words: its form as a pattern, an example, the secrets in it
	isBool
	isInt    // words: least, most; "" = no limit
	isNumber // likewise
	isOneOf  // words: the values
	isURL
	isLike   // words: a regular expression, what it means
	isLong   // words: characters
	isFolder // words: the folder where a relative path begins, none for the root
	isPath   // likewise
)

// Texts of the types that are told by a regular expression, the same as in spec.
var (
	durationRule = []string{`^[0-9]+(\.[0-9]+)?(ns|us|ms|s|m|h|d)?$`, "a length of time, for example 30s"}
	sizeRule     = []string{`^[0-9]+(\.[0-9]+)?([kKMGT]i?)?B?$`, "a size, for example 10Mi"}
)

// rules lists what holds in every environment that has the variable, in the order of documents.
func rules(p *spec.Project) []rule {
	var list []rule
	for _, s := range inFiles(p) {
		switch v := composed(s); {
		case v.Composed():
			list = append(list, connectionRule(s, v))
		case s.Required:
			list = append(list, rule{kind: isSet, name: s.Var, words: []string{comment.Visible(s.Help)}})
		}
		list = append(list, valueRules(s)...)
	}
	return list
}

// inFiles lists the settings that stand in some environment's file, or in a file under secrets/.
func inFiles(p *spec.Project) []*spec.Setting {
	found := map[*spec.Setting]bool{}
	for _, e := range p.Environments {
		for _, s := range delivery.Variables(p, e) {
			found[s] = true
		}
		for _, f := range delivery.SecretFiles(p, e) {
			found[f.Setting] = true
		}
	}
	return slices.DeleteFunc(p.Settings(), func(s *spec.Setting) bool { return !found[s] })
}

// composed returns the value of the first environment in which it is composed; else an empty one.
func composed(s *spec.Setting) spec.Value {
	for _, v := range s.Values {
		if v.Composed() {
			return v
		}
	}
	return spec.Value{}
}

// connectionRule tells the form of a connection from the one that the spec composes. People may put another one there,
// of another server, so only what every connection of that kind has is asked for.
func connectionRule(s *spec.Setting, v spec.Value) rule {
	form, example := "?*", "any"
	if len(v.Parts) > 1 {
		form, example = connectionForm(v.Text(func(*spec.Setting) string { return "x" }))
	}
	words := []string{form, example}
	for _, secret := range spec.ShellText(v.Parts).Secrets() {
		words = append(words, secret.Var)
	}
	return rule{kind: isConnection, name: s.Var, words: words}
}

// connectionForm returns the form as a pattern that sh and PowerShell read alike, and how it begins.
func connectionForm(text string) (pattern, example string) {
	scheme, _, isURL := strings.Cut(text, "://")
	key, _, hasKeys := strings.Cut(text, "=")
	switch {
	case isURL:
		return "*://?*", scheme + "://..."
	case hasKeys && !strings.ContainsAny(key, ":@,;"):
		return "?*=?*", key + "=..."
	case strings.Contains(text, "@"):
		return "?*@?*", "USER:PASSWORD@..."
	}
	return "?*:[0-9]*", "HOST:PORT..."
}

// valueRules is what a setting says of any value of its own.
func valueRules(s *spec.Setting) []rule {
	var list []rule
	add := func(kind ruleKind, words ...string) { list = append(list, rule{kind: kind, name: s.Var, words: words}) }
	switch {
	case len(s.OneOf) > 0:
		add(isOneOf, s.OneOf...)
	case s.Type == spec.Bool:
		add(isBool)
	case s.Type == spec.Int:
		add(isInt, whole(s.Min, math.Ceil), whole(s.Max, math.Floor))
	case s.Type == spec.Number:
		add(isNumber, s.Min, s.Max)
	case s.Type == spec.URL:
		add(isURL)
	case s.Type == spec.Duration:
		add(isLike, durationRule...)
	case s.Type == spec.Size:
		add(isLike, sizeRule...)
	}
	if s.MinLength > 1 {
		add(isLong, strconv.Itoa(s.MinLength))
	}
	if grep, dotnet, ok := expression.Translate(s.Pattern); ok && s.Pattern != "" {
		text := comment.Visible("what matches " + s.Pattern)
		list = append(list, rule{kind: isLike, name: s.Var, words: []string{grep, text}, other: []string{dotnet, text}})
	}
	return list
}

// whole rounds a limit to a whole number, which is all that the scripts count in; "" stays, and so does what is beyond
// the numbers of a shell.
func whole(limit string, round func(float64) float64) string {
	n, err := strconv.ParseFloat(limit, 64)
	if err != nil || math.Abs(n) > 1<<53 {
		return ""
	}
	return strconv.FormatFloat(round(n), 'f', 0, 64)
}

// pathRules hold where programs run on the machine that the script runs on.
func pathRules(p *spec.Project, e *spec.Environment) []rule {
	if e.RunsOn != spec.Host {
		return nil
	}
	var list []rule
	for _, s := range delivery.Variables(p, e) {
		if s.Type != spec.Path {
			continue
		}
		r := rule{kind: isPath, name: s.Var}
		if s.Volume != "" {
			r.kind = isFolder
		}
		if start := startFolder(s); start != "." {
			r.words = []string{start}
		}
		list = append(list, r)
	}
	return list
}

// startFolder is where the first reader of a path runs.
func startFolder(s *spec.Setting) string {
	for _, reader := range s.Services {
		if reader.Kind == spec.Built {
			return reader.Build.Context
		}
	}
	return "."
}

// secretNames lists the variables whose values are never shown.
func secretNames(p *spec.Project) []string {
	var names []string
	for _, s := range inFiles(p) {
		if s.Secret {
			names = append(names, s.Var)
		}
	}
	return names
}

// secretFiles lists the variables whose values are files under secrets/ in an environment.
func secretFiles(p *spec.Project, e *spec.Environment) []string {
	var names []string
	for _, f := range delivery.SecretFiles(p, e) {
		if !f.FromVariable {
			names = append(names, f.Setting.Var)
		}
	}
	return names
}
