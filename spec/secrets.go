package spec

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// saysSecret reports whether a name, or a line of a file that cannot be read, speaks of a secret. What stands beside
// it is not shown in messages: a value that is masked for nothing costs less than one that is printed in a log.
func saysSecret(text string) bool {
	text = strings.ToLower(text)
	for _, word := range []string{"passw", "pwd", "secret", "token", "apikey", "api_key", "private", "credential"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// secretIn reports whether a member's texts are to be kept out of messages, given the struct that it stands in: its
// name speaks of a secret, or the struct is a setting with  secret: true  and the member is no known fact about it. A
// misspelt  defualt:  is none, so it counts.
func secretIn(owner *Node, m *member) bool {
	if aboutSecrets[m.name] {
		return false
	}
	if m.node.kind != structNode && m.node.kind != boolNode && saysSecret(m.name) && !reference.MatchString(m.node.text) {
		return true
	}
	flag := owner.Get("secret")
	return flag != nil && flag.text != "false" && !settingFacts[m.name]
}

// aboutSecrets are fields of the schema that speak of secrets and hold none.
var aboutSecrets = map[string]bool{
	"secret": true, "secretsAs": true, "secretFiles": true, "passwordHelp": true, "passwordArgs": true, "passwordEnv": true,
}

// reference matches what stands for a secret without being one: the name of a variable, a placeholder.
var reference = regexp.MustCompile(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$|^\{[A-Za-z]+\}$`)

// settingFacts are the fields of a setting that say something about its value without giving it.
var settingFacts = map[string]bool{
	"help": true, "type": true, "required": true, "min": true, "max": true, "minLength": true, "pattern": true,
	"secret": true, "generate": true, "rotate": true, "var": true, "key": true, "from": true, "field": true, "form": true,
	"windows": true, "volume": true,
}

// sources returns the texts of a document, with the places of literals that no excerpt may show.
func sources(d *Document) []Source {
	list := make([]Source, len(d.texts))
	byText := make(map[*sourceText]*Source, len(d.texts))
	for i, t := range d.texts {
		list[i] = Source{File: t.file, Text: t.body}
		byText[t] = &list[i]
		if d.Root == nil {
			list[i].Secrets = suspectLines(t)
		}
	}
	hide := func(p place) {
		if s := byText[p.in]; s != nil {
			s.Secrets = append(s.Secrets, p.spans()...)
		}
	}
	if d.Root != nil {
		d.eachSecret(d.Root, false, hide)
		d.eachSecretAside(hide)
	}
	for i := range list {
		list[i].Secrets = sortSpans(list[i].Secrets)
	}
	return list
}

// sortSpans orders the spans of a file and drops repeats.
func sortSpans(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Length, b.Length))
	})
	return slices.Compact(spans)
}

// aside is a literal that did not become part of the tree, since another contradicts it.
type aside struct {
	path string
	at   place
}

func (d *Document) eachSecretAside(hide func(place)) {
	for _, a := range d.aside {
		if d.secretPath(a.path) {
			hide(a.at)
		}
	}
}

// secretPath reports whether what stands at a path is to be kept out of messages.
func (d *Document) secretPath(path string) bool {
	n := d.Root
	for _, s := range pathSteps(path) {
		next := n.At(pathStack{s}.String())
		if next == nil {
			next = &Node{}
		}
		if s.i < 0 && secretIn(n, &member{name: s.name, node: next}) {
			return true
		}
		n = next
	}
	return false
}

// eachSecret calls hide for the place of every literal below n that is a secret.
func (d *Document) eachSecret(n *Node, secret bool, hide func(place)) {
	if secret && n.kind != structNode && n.kind != listNode {
		hide(n.at)
		if origin, ok := d.origins[n]; ok {
			hide(origin)
		}
	}
	for i := range n.members {
		m := &n.members[i]
		d.eachSecret(m.node, secret || n.kind == structNode && secretIn(n, m), hide)
	}
}

// suspectLines returns what stands on lines that speak of a secret: in a file that cannot be read, no more is known.
func suspectLines(t *sourceText) []Span {
	var spans []Span
	lines := bytes.Split(t.body, []byte("\n"))
	start := 0
	for i, line := range lines {
		if value := bytes.IndexAny(line, ":= "); value >= 0 && suspect(lines, i) {
			spans = append(spans, t.place(start+value+1, start+len(line)).span())
		}
		start += len(line) + 1
	}
	return spans
}

var (
	secretFlag  = regexp.MustCompile(`\bsecret"?\s*[:=]\s*true`)
	secretValue = regexp.MustCompile(`\b(default|sample|value|in)\b`)
)

// suspect reports whether a line speaks of a secret, or gives a value near a line that says  secret: true.
func suspect(lines [][]byte, i int) bool {
	const near = 8
	if saysSecret(string(lines[i])) {
		return true
	}
	return secretValue.Match(lines[i]) && slices.ContainsFunc(lines[max(0, i-near):min(len(lines), i+near)], secretFlag.Match)
}
