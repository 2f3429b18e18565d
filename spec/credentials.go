package spec

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/token"
)

// A credential is a text of the spec that looks like one: a key, a token, a password in an address. What stands in a
// spec is in git and goes into files, so it is refused, and shown nowhere.
type credential struct {
	path   string
	node   *Node  // whose text it is; nil where it is the name of a field
	at     place  // of the text
	text   string // the whole of it
	secret string // the part that nobody may read
	rule   string // what it looks like, in a few words
}

// ruleCredentials refuses every text that looks like a credential.
func (r *resolver) ruleCredentials() {
	for _, c := range r.doc.credentials {
		if slices.ContainsFunc(r.problems, func(p Problem) bool { return p.Code == "DG401" && p.Path == c.path }) {
			continue // a secret with a value: that says it better
		}
		r.problems = append(r.problems, Problem{
			Code: "DG402", Severity: severityOf("DG402"), Path: c.path, Span: r.doc.spanOf(c),
			Message: "the text looks like a credential: " + c.rule,
			Help:    []string{"remove it, and replace the credential if it was real; a program gets it as a setting with  secret: true,  which has no value here"},
		})
	}
}

// spanOf names the place of a credential, or the nearest around it: a text that an expression made has none.
func (d *Document) spanOf(c credential) Span {
	if c.at.known() {
		return c.at.span()
	}
	return d.LocateValue(c.path)
}

// findCredentials looks at every text and every name that the user wrote, those apart included, unless what they hold
// has been found where it is used.
func findCredentials(root *Node, apart []aside) []credential {
	s := &credentialSearch{}
	s.members(root, "")
	for _, a := range apart {
		text := string(a.at.in.body[a.at.from:a.at.to])
		if whole, err := unquote(text); err == nil {
			text = whole
		}
		rule, secret := credentialIn(a.path, text)
		if rule != "" && !slices.ContainsFunc(s.found, func(c credential) bool { return strings.Contains(c.text, secret) }) {
			s.found = append(s.found, credential{path: a.path, at: a.at, text: text, secret: secret, rule: rule})
		}
	}
	return s.found
}

// apart lists the texts of hidden fields, definitions and let clauses: git has them, whether they are used or not.
func (f cueFile) apart() []aside {
	var list []aside
	for _, d := range f.syntax.Decls {
		name := ""
		switch d := d.(type) {
		case *ast.Field:
			if label, _, err := ast.LabelName(d.Label); err == nil && strings.IndexAny(label, "_#") == 0 {
				name = label
			}
		case *ast.LetClause:
			name = d.Ident.Name
		}
		if name == "" {
			continue
		}
		ast.Walk(d, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				list = append(list, aside{name, f.place(lit)})
			}
			return true
		}, nil)
	}
	return list
}

type credentialSearch struct {
	path  pathStack
	found []credential
}

// members looks at what is in n. The name is what n is called: of a setting's default it is the setting's, since that
// says what the value is.
func (s *credentialSearch) members(n *Node, name string) {
	perEnvironment := len(s.path) > 0 && s.path[len(s.path)-1].name == "in"
	for i := range n.members {
		m := &n.members[i]
		if isSample(n, m) || n.kind == structNode && !m.at.known() { // the latter is a default of the schema
			continue
		}
		inner := m.name
		if n.kind == listNode {
			s.path.pushItem(i)
		} else {
			s.path.push(m.name)
			s.look(nil, m.at, "", m.name)
		}
		if n.kind == listNode || perEnvironment || m.name == "default" || m.name == "in" {
			inner = name
		}
		s.look(m.node, m.node.at, inner, m.node.text)
		s.members(m.node, inner)
		s.path.pop()
	}
}

// isSample reports whether a member is the sample of a secret, which is made up and stays on development machines.
func isSample(owner *Node, m *member) bool {
	flag := owner.Get("secret")
	return m.name == "sample" && flag != nil && flag.text == "true"
}

func (s *credentialSearch) look(n *Node, at place, name, text string) {
	if n != nil && n.kind != textNode && n.kind != bytesNode {
		return
	}
	if rule, secret := credentialIn(name, text); rule != "" {
		s.found = append(s.found, credential{path: s.path.String(), node: n, at: at, text: text, secret: secret, rule: rule})
	}
}

// ownRule finds what gitleaks does not look for.
type ownRule struct {
	name   string
	needle string // lower case; a text without it is not looked at
	find   func() *regexp.Regexp
}

var ownRules = []ownRule{
	{"a private key", "private key", lazily(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?s:.*)`)},
	{"an address with a password", "://", lazily(`(?i)\b[a-z][a-z0-9+.-]*://[^\s/:@'"]*:([^\s/@'"]{4,})@`)},
	{"a connection string with a password", "=", lazily(`(?i)(?:^|[;?&,\s"'-])(?:password|passwd|pwd|accountkey|sharedaccesskey|sharedaccesssignature|clientsecret|client_secret)\s*=\s*["']?([^;&,\s"']{4,})`)},
	{"a signed address", "sig=", lazily(`(?i)[?&;]sig=([a-z0-9%+/=_-]{16,})`)},
}

// credentialIn reports what a text looks like, if like a credential, and the part of it that nobody may read. The name
// is what the text is the value of.
func credentialIn(name, text string) (rule, secret string) {
	lower := strings.ToLower(text)
	for _, r := range ownRules {
		if !strings.Contains(lower, r.needle) {
			continue
		}
		for _, m := range r.find().FindAllStringSubmatch(text, -1) {
			if secret := m[len(m)-1]; !placeholder(secret) {
				return r.name, secret
			}
		}
	}
	if !hasToken(text) && !strings.Contains(lower, "curl") {
		return "", ""
	}
	if saysSecret(name) && random(text) {
		return "a random value of something secret", text
	}
	return vendorCredential(name, text)
}

// vendorCredential asks the rules of gitleaks. Many of them need the name: a value alone would be any number.
func vendorCredential(name, text string) (rule, secret string) {
	texts := []string{text}
	if name != "" {
		texts = append(texts, name+` = "`+text+`"`)
	}
	for _, t := range texts {
		lower := strings.ToLower(t)
		for _, r := range gitleaks() {
			if secret := r.in(t, lower); secret != "" {
				return strings.ReplaceAll(r.name, "-", " "), secret
			}
		}
	}
	return "", ""
}

// placeholders matches stand-ins for a password in an example or a command; the words are those of gitleaks' rule curl-auth-user.
var placeholders = regexp.MustCompile(`^(?i:[$<{%\[(].*|[*x.…]+|change[-_]?(it|me)|pass(word)?|pwd|test|token)$`)

func placeholder(text string) bool { return placeholders.MatchString(text) }

// hasToken reports whether a text has a run of characters that a token could be: without one, none of the two hundred
// rules can match, and most texts of a spec have none.
func hasToken(text string) bool {
	const withDigit, without = 10, 20
	run, digit := 0, false
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			digit = true
		case c|0x20 >= 'a' && c|0x20 <= 'z', c == '_', c == '-':
		default:
			run, digit = 0, false
			continue
		}
		if run++; run >= without || digit && run >= withDigit {
			return true
		}
	}
	return false
}

var (
	tokenCharacters = regexp.MustCompile(`^[A-Za-z0-9+/=_.~-]{16,}$`)
	mixedPart       = regexp.MustCompile(`(?:[A-Za-z]+[0-9]|[0-9]+[A-Za-z])[A-Za-z0-9]{10,}`)
)

// random reports whether a text is one long word that no person would think of: shop-secret-2024 is not.
func random(text string) bool {
	const bits = 3.5 // as gitleaks asks of a generic key
	return tokenCharacters.MatchString(text) && mixedPart.MatchString(text) && entropy(text) > bits
}

// conceal keeps credentials out of excerpts: those that were found, and what looks like one anywhere in the files, since
// an excerpt may show a line whose text never became part of the spec. It costs a look at every line, so it waits for a
// problem.
func (d *Document) conceal() {
	for i, t := range d.texts {
		s := &d.Sources[i]
		for _, c := range d.credentials {
			if c.at.in == t {
				s.Secrets = append(s.Secrets, c.at.spans()...)
			}
			if origin, ok := d.origins[c.node]; ok && origin.in == t {
				s.Secrets = append(s.Secrets, origin.spans()...)
			}
		}
		s.Secrets = sortSpans(append(s.Secrets, d.credentialLines(t)...))
	}
}

// credentialLines returns what looks like a credential in a file, line by line, and remembers it for redact.
func (d *Document) credentialLines(t *sourceText) []Span {
	var spans []Span
	start, inKey := 0, false
	for line := range strings.Lines(string(t.body)) {
		rule, secret := credentialIn("", line)
		if rule != "" && !slices.Contains(d.looksLike, secret) {
			d.looksLike = append(d.looksLike, secret)
		}
		if inKey = inKey || strings.Contains(line, "PRIVATE KEY"); inKey {
			spans = append(spans, t.place(start, start+len(line)).span())
			inKey = !strings.Contains(line, "END ")
		} else if rule != "" {
			at := start + strings.Index(line, secret)
			spans = append(spans, t.place(at, at+len(secret)).span())
		}
		start += len(line)
	}
	return spans
}

// redact takes credentials out of what problems say. Help that would repeat one in another spelling is dropped.
func (d *Document) redact(problems []Problem) []Problem {
	if len(problems) == 0 {
		return problems
	}
	d.conceal()
	words := d.unspeakable()
	if len(words) == 0 {
		return problems
	}
	clean := strings.NewReplacer(words...)
	for i := range problems {
		p := &problems[i]
		p.Message, p.Path = clean.Replace(p.Message), clean.Replace(p.Path)
		p.Notes, p.Help = d.redactLines(clean, p.Notes), d.redactLines(clean, p.Help)
		for j := range p.Related {
			p.Related[j].Message, p.Related[j].Path = clean.Replace(p.Related[j].Message), clean.Replace(p.Related[j].Path)
		}
	}
	return problems
}

// unspeakable lists the spellings of every credential that a message may use, longest first, each with its mask.
func (d *Document) unspeakable() []string {
	var spellings []string
	add := func(text string) {
		for _, t := range []string{text, shortened(text)} {
			quoted := strconv.Quote(t)
			spellings = append(spellings, t, quoted[1:len(quoted)-1])
		}
	}
	for _, c := range d.credentials {
		add(c.text)
	}
	for _, s := range d.secrets() {
		add(s)
	}
	slices.SortFunc(spellings, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	var pairs []string
	for _, s := range slices.Compact(spellings) {
		pairs = append(pairs, s, "****")
	}
	return pairs
}

// secrets lists what nobody may read.
func (d *Document) secrets() []string {
	secrets := slices.Clone(d.looksLike)
	for _, c := range d.credentials {
		secrets = append(secrets, c.secret)
	}
	return secrets
}

func (d *Document) redactLines(clean *strings.Replacer, lines []string) []string {
	var kept []string
	for _, line := range lines {
		line = clean.Replace(line)
		if !slices.ContainsFunc(d.secrets(), func(s string) bool { return strings.Contains(folded(line), folded(s)) }) {
			kept = append(kept, line)
		}
	}
	return kept
}

// folded is a text as suggestions may respell it.
func folded(text string) string { return strings.ReplaceAll(strings.ToLower(text), "_", "-") }

// isCredential reports whether a value is one that looks like a credential.
func (d *Document) isCredential(n *Node) bool {
	return slices.ContainsFunc(d.credentials, func(c credential) bool { return c.node == n && n != nil })
}
