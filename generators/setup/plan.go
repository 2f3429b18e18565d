package setup

import (
	"slices"
	"strings"

	"devgen.dev/devgen/generators/internal/delivery"
	"devgen.dev/devgen/spec"
)

// plan is what has to be done for one environment.
type plan struct {
	env     *spec.Environment
	windows []spec.Pair // on Windows, other values in a file that is just being made: paths
	files   []string    // variables whose values are files under secrets/
	steps   []step
	paths   []rule // what holds for paths of the machine
}

// step is one thing to do. Every step leaves alone what is there already.
type step struct {
	kind stepKind
	name string // of the variable or of the file under secrets/
	text string // value or command
	part []part // of a composed value
	size string // of a random value, in bytes
	file bool   // a file under secrets/, not a variable
	url  bool   // the composed value is a URL
}

type stepKind int

const (
	hex    stepKind = iota // a random value, in hexadecimal
	base64                 // a random value, in base64
	word                   // a random value, in base64 as a URL can hold it
	run                    // what a command prints
	empty                  // an empty file: compose wants one also for a secret that is optional
	joined                 // text with secrets in it
)

// part is a literal text, or a secret in a composed value.
type part struct {
	text   string
	secret string // name of the variable or file
	file   bool
}

// secrets lists the secrets of a composed value, each once.
func (s step) secrets() []part {
	var list []part
	for _, p := range s.part {
		if p.secret != "" && !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list
}

// plans lists what has to be done, by environment. A secret that stands in a connection somewhere is made of signs that
// every connection can hold.
func plans(p *spec.Project) []plan {
	var list []plan
	inText := embedded(p)
	for _, e := range p.Environments {
		list = append(list, plan{
			env: e, windows: windowsValues(p, e), files: secretFiles(p, e), steps: steps(p, e, inText), paths: pathRules(p, e),
		})
	}
	return list
}

// embedded is the set of secrets that stand beside other text in some value.
func embedded(p *spec.Project) map[*spec.Setting]bool {
	set := map[*spec.Setting]bool{}
	for _, s := range p.Settings() {
		for _, v := range s.Values {
			for _, secret := range spec.ShellText(v.Parts).Secrets() {
				set[secret] = set[secret] || len(v.Parts) > 1
			}
		}
	}
	return set
}

// windowsValues lists the paths that programs on a Windows host want in place of those of the template.
func windowsValues(p *spec.Project, e *spec.Environment) []spec.Pair {
	if e.RunsOn != spec.Host {
		return nil
	}
	var values []spec.Pair
	for _, s := range delivery.Variables(p, e) {
		if s.Windows != "" {
			values = append(values, spec.Pair{Name: s.Var, Value: s.Windows})
		}
	}
	return values
}

// steps lists what to do: values first, what is composed of them at the end.
func steps(p *spec.Project, e *spec.Environment, inText map[*spec.Setting]bool) []step {
	files := delivery.SecretFiles(p, e)
	var first, composed []step
	for _, s := range delivery.Variables(p, e) {
		if v := s.In(e); v.Composed() {
			composed = append(composed, composition(s.Var, v.Parts, nil))
		} else if !v.Known() && s.Required || delivery.Secret(s, e) { // a sample may have been emptied
			first = append(first, value(s, s.Var, false, inText[s])...)
		}
	}
	for _, f := range files {
		switch {
		case f.FromVariable, f.Foreign && f.Parts == nil: // people bring it
		case f.Parts != nil:
			c := composition(f.Name, f.Parts, files)
			c.file = true
			composed = append(composed, c)
		default:
			first = append(first, value(f.Setting, f.Name, true, inText[f.Setting])...)
		}
	}
	return append(first, composed...)
}

// value is how a setting without a value gets one: by its generator. Any other is a matter of people, whom the rules ask.
func value(s *spec.Setting, name string, file, inText bool) []step {
	switch {
	case s.Generate != "":
		made := generated(s.Generate, name, file)
		if made.kind == base64 && inText {
			made.kind = word
		}
		return []step{made}
	case file && !s.Required:
		return []step{{kind: empty, name: name, file: true}}
	}
	return nil
}

// generated translates the usual commands, so that they need no openssl; any other runs as it stands.
func generated(command, name string, file bool) step {
	words := strings.Fields(command)
	if len(words) == 4 && words[0] == "openssl" && words[1] == "rand" && size(words[3]) {
		switch words[2] {
		case "-hex":
			return step{kind: hex, name: name, size: words[3], file: file}
		case "-base64":
			return step{kind: base64, name: name, size: words[3], file: file}
		}
	}
	return step{kind: run, name: name, text: command, file: file}
}

// size reports whether a word is a number of bytes that a secret may have.
func size(word string) bool {
	return len(word) < 4 && strings.Trim(word, "0123456789") == "" && strings.Trim(word, "0") != ""
}

// composition is a value made of text and of secrets, which are variables unless they are among the files.
func composition(name string, parts []spec.Part, files []delivery.SecretFile) step {
	c := step{kind: joined, name: name}
	for _, p := range parts {
		if p.Secret == nil {
			c.part = append(c.part, part{text: p.Text})
			c.url = c.url || strings.Contains(p.Text, "://")
			continue
		}
		c.part = append(c.part, secretPart(p.Secret, files))
	}
	return c
}

func secretPart(s *spec.Setting, files []delivery.SecretFile) part {
	for _, f := range files {
		if f.Setting == s && !f.FromVariable {
			return part{secret: f.Name, file: true}
		}
	}
	return part{secret: s.Var}
}

// wantsSecrets reports whether a plan writes files under secrets/.
func (p plan) wantsSecrets() bool {
	for _, s := range p.steps {
		if s.file {
			return true
		}
	}
	return false
}

// target says what a plan makes, for people.
func (p plan) target() string {
	if p.wantsSecrets() {
		return p.env.EnvFile + " and " + spec.SecretsFolder + "/"
	}
	return p.env.EnvFile
}
