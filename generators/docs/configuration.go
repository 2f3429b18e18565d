package docs

import (
	"fmt"
	"strings"

	md "devgen.dev/devgen/generators/internal/markdown"
	"devgen.dev/devgen/spec"
)

// configurationPage lists every setting, then every value in every environment with its origin.
func configurationPage(p *spec.Project, page *md.Page) {
	page.Heading(1, p.Title+": configuration")
	page.Paragraph(fmt.Sprintf("Every setting is an environment variable. Local values go into %s, made from a template and never committed; what a deployment uses is said in the tables of values.", md.Code(".env")))
	page.List(
		"**default**: the same wherever no environment says otherwise.",
		"**environment**: the environment's own value, or that of the one it is like.",
		"**address**: follows from where the service is; a secret in it is written as its name in angle brackets.",
		"**secret**: supplied from outside, in no file of this repository.",
	)
	for _, g := range p.Groups {
		groupSection(p, page, g)
	}
	if secrets := secretTable(p); len(secrets.Rows) > 0 {
		page.Heading(2, "Secrets").Paragraph("Each is made once for each environment, and replaced when it may be known.").Table(secrets)
	}
}

func groupSection(p *spec.Project, page *md.Page, g *spec.Group) {
	page.Heading(2, g.Title)
	page.Paragraph(md.Text(sentence(g.Help)))
	about := md.Table{Head: []string{"Variable", "What it is", "Type", "Read by"}}
	values := md.Table{Head: []string{"Variable"}}
	for _, e := range p.Environments {
		values.Head = append(values.Head, md.Text(e.Name))
	}
	for _, s := range g.Settings {
		about.Rows = append(about.Rows, []string{md.Code(s.Var), md.Text(sentence(s.Help)) + keyNote(s), typeText(s), md.Text(strings.Join(s.Readers, ", "))})
		values.Rows = append(values.Rows, valueRow(p, s))
	}
	page.Table(about).Table(values)
}

// keyNote names the setting in the program's own configuration where that is not its variable.
func keyNote(s *spec.Setting) string {
	if s.Key == s.Var {
		return ""
	}
	return " In the program: " + md.Code(s.Key) + "."
}

func typeText(s *spec.Setting) string {
	parts := []string{string(s.Type)}
	if len(s.OneOf) > 0 {
		parts = []string{"one of " + codes(s.OneOf)}
	}
	if limits := limitText(s); limits != "" {
		parts = append(parts, limits)
	}
	switch {
	case s.Secret:
		parts = append(parts, "secret")
	case s.Required:
		parts = append(parts, "required")
	}
	return strings.Join(parts, ", ")
}

func codes(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = md.Code(v)
	}
	return strings.Join(quoted, ", ")
}

func limitText(s *spec.Setting) string {
	var limits []string
	switch {
	case s.Min != "" && s.Max != "":
		limits = append(limits, s.Min+" to "+s.Max)
	case s.Min != "":
		limits = append(limits, "at least "+s.Min)
	case s.Max != "":
		limits = append(limits, "at most "+s.Max)
	}
	if s.MinLength > 0 {
		limits = append(limits, fmt.Sprintf("at least %d characters", s.MinLength))
	}
	if s.Pattern != "" {
		limits = append(limits, "matches "+md.Code(s.Pattern))
	}
	return strings.Join(limits, ", ")
}

func valueRow(p *spec.Project, s *spec.Setting) []string {
	row := []string{md.Code(s.Var)}
	for _, e := range p.Environments {
		row = append(row, valueCell(s.In(e)))
	}
	return row
}

// valueCell shows a value and where it comes from. A sample is shown as such: it is no secret, but nobody should take
// it for one.
func valueCell(v spec.Value) string {
	text := v.Text(func(s *spec.Setting) string { return "<" + s.Var + ">" })
	switch v.Source {
	case spec.SourceUnset:
		return "not set"
	case spec.SourceSecret:
		return "secret"
	case spec.SourceSample:
		return "sample in the template"
	}
	return shown(text) + " (" + originText(v) + ")"
}

func shown(text string) string {
	if text == "" {
		return "empty"
	}
	return md.Code(text)
}

func originText(v spec.Value) string {
	switch v.Source {
	case spec.SourceIn:
		return "environment"
	case spec.SourceLike:
		return "as " + md.Text(v.Via)
	case spec.SourceConnection:
		return "address"
	case spec.SourceVolume:
		return "volume " + md.Text(v.Via)
	case spec.SourceStack:
		return "stack"
	}
	return "default"
}

// secretTable lists what must be supplied: not connections, which are made of other secrets.
func secretTable(p *spec.Project) md.Table {
	t := md.Table{Head: []string{"Secret", "What it is", "Make one with", "Replace"}}
	for _, s := range p.Settings() {
		if !s.Secret || s.Provider != nil {
			continue
		}
		generate, rotate := "ask its issuer", "when it may be known"
		if s.Generate != "" {
			generate = md.Code(s.Generate)
		}
		if s.Rotate != "" {
			rotate = "every " + s.Rotate
		}
		t.Rows = append(t.Rows, []string{md.Code(s.Var), md.Text(sentence(s.Help)), generate, rotate})
	}
	return t
}
