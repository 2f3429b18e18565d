package docs

import (
	"fmt"
	"slices"
	"strings"

	md "devgen.dev/devgen/generators/internal/markdown"
	"devgen.dev/devgen/spec"
)

// configurationPage lists every setting with the value that holds everywhere, and by environment what differs from it
// and where that comes from.
func configurationPage(p *spec.Project, page *md.Page) {
	page.Heading(1, p.Title+": configuration")
	page.Paragraph(introduction(p))
	page.List(append(legend(p), typeLegend(p)...)...)
	page.Heading(2, "Environments").Paragraph("Each has a committed template, from which " + md.Code(spec.EnvScript) + " makes a file that git ignores.").Table(environmentTable(p))
	for _, g := range p.Groups {
		groupSection(p, page, g)
	}
	if secrets := secretTable(p); len(secrets.Rows) > 0 {
		page.Heading(2, "Secrets").Paragraph("Each environment has its own. Replace one at once if it may have leaked.").Table(secrets)
	}
}

func introduction(p *spec.Project) string {
	if len(p.Settings()) == 0 {
		return "There is nothing to set."
	}
	text := "Every setting is an environment variable."
	if p.TaskNamed("env") != nil {
		text += fmt.Sprintf(" On a developer's machine the variables stand in %s, which `make env` makes from a template and git ignores. It also checks every value against what stands here, before anything starts; `make env-check` only checks.", md.Code(p.HostEnvironment().EnvFile))
	}
	if i := slices.IndexFunc(p.Settings(), spelledWithColons); i >= 0 {
		s := p.Settings()[i]
		text += fmt.Sprintf(" The program's own name for %s is %s, and so on.", md.Code(s.Var), md.Code(s.Key))
	}
	return text + " **Value** is what holds in every environment for which the table below it says nothing."
}

func environmentTable(p *spec.Project) md.Table {
	t := md.Table{Head: []string{"Environment", "What it is", "Runs on", "Template", "File"}}
	for _, e := range p.Environments {
		t.Rows = append(t.Rows, []string{md.Code(e.Name), md.Text(e.Help), string(e.RunsOn), md.Code(e.Template), md.Code(e.EnvFile)})
	}
	return t
}

// origins says what the words behind a value mean, in the order in which they are explained.
var origins = []struct {
	source  spec.ValueSource
	meaning string
}{
	{spec.SourceLike, "**as** another environment: the value that holds there, because this one is like it."},
	{spec.SourceConnection, "**address**: follows from where the service is. A secret in it is written as its name in angle brackets."},
	{spec.SourceVolume, "**volume**: the folder of the service's volume in its containers."},
	{spec.SourceStack, "**stack**: what the language calls this stage."},
	{spec.SourceSample, "**sample**: a value for tries that stands in the template. It opens nothing that matters."},
	{spec.SourceSecret, "**secret**: in no file of this repository."},
}

// legend explains the words that the project's tables use.
func legend(p *spec.Project) []string {
	var lines []string
	for _, o := range origins {
		if slices.ContainsFunc(p.Settings(), func(s *spec.Setting) bool {
			return slices.ContainsFunc(s.Values, func(v spec.Value) bool { return v.Source == o.source })
		}) {
			lines = append(lines, o.meaning)
		}
	}
	return lines
}

// forms says what the values of a type look like, where the type's name does not say it.
var forms = []struct {
	kind    spec.Type
	meaning string
}{
	{spec.Bool, "**bool**: `true` or `false`."},
	{spec.URL, "**url**: an address with its scheme."},
	{spec.Duration, "**duration**: a number with `ns`, `us`, `ms`, `s`, `m`, `h` or `d`."},
	{spec.Size, "**size**: a number with `k`, `M`, `G` or `T`, or with `Ki` and so on for powers of 1,024."},
	{spec.List, "**list**: with commas between the parts."},
}

// typeLegend explains the types that the project's settings have, and what is made of paths.
func typeLegend(p *spec.Project) []string {
	var lines []string
	has := func(is func(*spec.Setting) bool) bool { return slices.ContainsFunc(p.Settings(), is) }
	for _, f := range forms {
		if has(func(s *spec.Setting) bool { return s.Type == f.kind }) {
			lines = append(lines, f.meaning)
		}
	}
	if has(func(s *spec.Setting) bool { return s.Type == spec.Path && s.Volume != "" }) {
		lines = append(lines, "**folder**: a path that a program on this machine writes to. "+md.Code(spec.EnvScript)+" makes the folder.")
	}
	return lines
}

func groupSection(p *spec.Project, page *md.Page, g *spec.Group) {
	page.Heading(2, g.Title)
	page.Paragraph(md.Text(sentence(g.Help)))
	about := md.Table{Head: []string{"Variable", "What it is", "Type", "Value", "Read by"}}
	values := md.Table{Head: []string{"Variable"}}
	for _, e := range p.Environments {
		values.Head = append(values.Head, md.Text(e.Name))
	}
	for _, s := range g.Settings {
		common, row := valuesOf(p, s)
		about.Rows = append(about.Rows, []string{md.Code(s.Var), md.Text(sentence(s.Help)) + keyNote(s) + windowsNote(s), typeText(s), common, md.Text(strings.Join(s.Readers, ", "))})
		if row != nil {
			values.Rows = append(values.Rows, row)
		}
	}
	page.Table(about).Table(values)
}

// valuesOf returns what holds for a setting everywhere, or by default, and its row in the table of environments; nil if
// no environment differs.
func valuesOf(p *spec.Project, s *spec.Setting) (common string, row []string) {
	for _, e := range p.Environments {
		v := s.In(e)
		if v.Source == spec.SourceDefault {
			common = valueCell(v)
		}
		row = append(row, valueCell(v))
	}
	if len(slices.Compact(slices.Clone(row))) == 1 {
		return row[0], nil
	}
	return common, append([]string{md.Code(s.Var)}, shortened(p, s, row, common)...)
}

// shortened leaves out what the value for all environments says already, and writes an address out once: it is long.
func shortened(p *spec.Project, s *spec.Setting, row []string, common string) []string {
	short := slices.Clone(row)
	for i, e := range p.Environments {
		first := slices.Index(row, row[i])
		switch {
		case row[i] == common:
			short[i] = ""
		case s.In(e).Source == spec.SourceConnection && first < i:
			short[i] = "as in " + md.Text(p.Environments[first].Name)
		}
	}
	return short
}

// spelledWithColons reports whether the program's configuration writes the variable's double underscores as colons.
func spelledWithColons(s *spec.Setting) bool {
	return s.Key != s.Var && s.Key == strings.ReplaceAll(s.Var, "__", ":")
}

// keyNote names the setting in the program's own configuration where that does not follow from its variable.
func keyNote(s *spec.Setting) string {
	if s.Key == s.Var || spelledWithColons(s) {
		return ""
	}
	return " In the program: " + md.Code(s.Key) + "."
}

// windowsNote shows the value that the set-up script gives a path on Windows.
func windowsNote(s *spec.Setting) string {
	if s.Windows == "" {
		return ""
	}
	return " On Windows: " + md.Code(s.Windows) + "."
}

func typeText(s *spec.Setting) string {
	parts := []string{string(s.Type)}
	switch {
	case len(s.OneOf) > 0:
		parts = []string{"one of " + strings.Join(codes(s.OneOf), ", ")}
	case s.Type == spec.Path && s.Volume != "":
		parts = []string{"folder"}
	}
	parts = append(parts, limits(s)...)
	if s.Secret {
		parts = append(parts, "secret")
	}
	if s.Required {
		parts = append(parts, "required")
	}
	return strings.Join(parts, ", ")
}

func limits(s *spec.Setting) []string {
	var list []string
	switch {
	case s.Min != "" && s.Max != "":
		list = append(list, s.Min+" to "+s.Max)
	case s.Min != "":
		list = append(list, "at least "+s.Min)
	case s.Max != "":
		list = append(list, "at most "+s.Max)
	}
	if s.MinLength > 0 {
		list = append(list, fmt.Sprintf("at least %d characters", s.MinLength))
	}
	if s.Pattern != "" {
		list = append(list, "matches "+md.Code(s.Pattern))
	}
	return list
}

// valueCell shows a value, and where it comes from if it is not the spec's own for just this setting and environment.
// A sample is not shown: nobody should take it for a secret.
func valueCell(v spec.Value) string {
	text := v.Text(func(s *spec.Setting) string { return "<" + s.Var + ">" })
	switch v.Source {
	case spec.SourceUnset:
		return "not set"
	case spec.SourceSecret, spec.SourceSample:
		return string(v.Source)
	case spec.SourceLike, spec.SourceConnection, spec.SourceVolume, spec.SourceStack:
		return shown(text) + " (" + originText(v) + ")"
	}
	return shown(text)
}

func shown(text string) string {
	if text == "" {
		return "empty"
	}
	return md.Code(text)
}

func originText(v spec.Value) string {
	switch v.Source {
	case spec.SourceLike:
		return "as " + md.Text(v.Via)
	case spec.SourceConnection:
		return "address"
	case spec.SourceVolume:
		return "volume " + md.Text(v.Via)
	}
	return "stack"
}

// secretTable lists what must be supplied: not connections, which are made of other secrets.
func secretTable(p *spec.Project) md.Table {
	t := md.Table{Head: []string{"Secret", "What it is", "Where it comes from", "Replace"}}
	for _, s := range p.Settings() {
		if !s.Secret || s.Provider != nil {
			continue
		}
		generate := "its issuer"
		if s.Generate != "" {
			generate = md.Code(s.Generate)
		}
		t.Rows = append(t.Rows, []string{md.Code(s.Var), md.Text(sentence(s.Help)), generate, interval(s.Rotate)})
	}
	return t
}

// interval writes a length of time for people: 90d becomes "every 90 days".
func interval(duration string) string {
	units := []struct{ suffix, word string }{{"ms", "milliseconds"}, {"s", "seconds"}, {"m", "minutes"}, {"h", "hours"}, {"d", "days"}}
	for _, u := range units {
		if number, ok := strings.CutSuffix(duration, u.suffix); ok {
			return "every " + number + " " + u.word
		}
	}
	return ""
}
