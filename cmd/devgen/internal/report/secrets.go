package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"devgen.dev/devgen/spec"
)

// shortestSecret is the length from which on a secret is looked for in messages and differences too. A shorter one is
// as likely an everyday word, "redis", and masking that would make messages unreadable.
const shortestSecret = 8

// mask replaces the cells of the secrets of a line by asterisks of the same width.
func mask(cells []cell, secrets []spec.Span) {
	for _, secret := range secrets {
		from, to := withoutQuotes(cells, secret)
		for i, c := range cells {
			if c.column < to && c.end() > from {
				cells[i].text = strings.Repeat("*", c.width)
			}
		}
	}
}

// withoutQuotes returns the columns of a secret, from and behind it, without its quotes: that it is a text in quotes
// is no secret, and the line stays readable.
func withoutQuotes(cells []cell, secret spec.Span) (from, to int) {
	from, to = secret.Column, secret.Column+secret.Length
	for _, quote := range []string{`"`, `'`} {
		if secret.Length > 1 && stands(cells, quote, from) && stands(cells, quote, to-1) {
			return from + 1, to - 1
		}
	}
	return from, to
}

func stands(cells []cell, text string, column int) bool {
	i, found := slices.BinarySearchFunc(cells, column, func(c cell, column int) int { return cmp.Compare(c.column, column) })
	return found && cells[i].text == text
}

// redacted returns the result with the secrets of its sources masked in messages and differences. Package spec keeps
// them out of messages already; a difference shows what stands in a file on the disk, which is anybody's guess.
func (r Result) redacted() Result {
	if r.empty() {
		return r
	}
	replacer := r.secrets()
	if replacer == nil {
		return r
	}
	r.Problems, r.Drift = slices.Clone(r.Problems), slices.Clone(r.Drift)
	for i := range r.Problems {
		r.Problems[i] = redactedProblem(r.Problems[i], replacer)
	}
	for i := range r.Drift {
		r.Drift[i].Diff = replacer.Replace(r.Drift[i].Diff)
	}
	return r
}

func redactedProblem(p spec.Problem, secrets *strings.Replacer) spec.Problem {
	p.Message = secrets.Replace(p.Message)
	p.Notes, p.Help, p.Related = slices.Clone(p.Notes), slices.Clone(p.Help), slices.Clone(p.Related)
	for i := range p.Notes {
		p.Notes[i] = secrets.Replace(p.Notes[i])
	}
	for i := range p.Help {
		p.Help[i] = secrets.Replace(p.Help[i])
	}
	for i := range p.Related {
		p.Related[i].Message = secrets.Replace(p.Related[i].Message)
	}
	return p
}

// secrets returns what masks the secrets of the sources, nil without any.
func (r Result) secrets() *strings.Replacer {
	var texts []string
	for i := range r.Sources {
		s := source{Source: r.Sources[i]}
		for _, at := range s.Secrets {
			texts = append(texts, s.spellings(at)...)
		}
	}
	if len(texts) == 0 {
		return nil
	}
	// A replacer takes the first that fits: the longest must come first, or the rest of it would be left to see.
	slices.SortFunc(texts, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	var pairs []string
	for _, text := range slices.Compact(texts) {
		pairs = append(pairs, text, "********")
	}
	return strings.NewReplacer(pairs...)
}

// spellings returns a secret as it is written in its source, and as it reads without escapes.
func (s *source) spellings(at spec.Span) []string {
	text, ok := s.line(at.Line)
	if !ok {
		return nil
	}
	from := offset(text, at.Column-1)
	written := text[from : from+offset(text[from:], at.Length)]
	texts := []string{strings.Trim(written, "\"'# \t")}
	if read, err := strconv.Unquote(written); err == nil {
		texts = append(texts, read)
	}
	return slices.DeleteFunc(texts, func(s string) bool { return utf8.RuneCountInString(s) < shortestSecret })
}
