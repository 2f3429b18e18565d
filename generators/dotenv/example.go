package dotenv

import (
	"strings"

	"devgen.dev/devgen/generators/internal/dotenv"
	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/spec"
)

// example documents every setting of the project, with its default and what differs between environments.
func example(p *spec.Project) []byte {
	f := dotenv.New(header.Sentence(p.SpecFile) + "\n\n" + exampleHead(p))
	for _, g := range p.Groups {
		f.Section(g.Title).Comment(g.Help)
		for _, s := range g.Settings {
			f.Blank()
			describe(f, s)
			generator(f, s)
			f.Comment("read by " + strings.Join(s.Readers, ", "))
			differences(f, p, s)
			f.Set(s.Var, s.Default)
			if s.Windows != "" {
				f.Comment("on Windows:").Off(s.Var, s.Windows)
			}
		}
	}
	return f.Bytes()
}

func exampleHead(p *spec.Project) string {
	text := "Every setting of " + p.Title + ", with its default. No program reads this file: each environment has a template of its own, " +
		"and " + spec.EnvScript + " makes the environment's file from it.\n"
	for _, e := range p.Environments {
		text += "\n    " + e.Name + ": " + e.Template + " becomes " + e.EnvFile
	}
	return text
}

// differences lists the environments in which the value is not the default. Environments that agree share a line.
func differences(f *dotenv.File, p *spec.Project, s *spec.Setting) {
	var order []string
	names := map[string][]string{}
	for _, e := range p.Environments {
		v := s.In(e)
		if !v.Known() || v.Source == spec.SourceDefault || v.Source == spec.SourceSample || v.Literal() == s.Default {
			continue
		}
		text := v.Text(func(secret *spec.Setting) string { return "<" + secret.Var + ">" })
		if len(names[text]) == 0 {
			order = append(order, text)
		}
		names[text] = append(names[text], e.Name)
	}
	for _, text := range order {
		f.Comment("in " + strings.Join(names[text], ", ") + ": " + text)
	}
}
