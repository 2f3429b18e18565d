package dotenv

import (
	"fmt"
	"slices"

	"devgen.dev/devgen/generators/internal/delivery"
	"devgen.dev/devgen/generators/internal/dotenv"
	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/spec"
)

// template is the committed template of an environment's file.
func template(p *spec.Project, e *spec.Environment) []byte {
	f := dotenv.New(header.Sentence(p.SpecFile) + "\n\n" + templateHead(e))
	if e.Stage == spec.Production {
		images(f, p, e)
	}
	variables, secrets := delivery.Variables(p, e), delivery.SecretFiles(p, e)
	for _, g := range p.Groups {
		section := sectionOf(f, g)
		for _, s := range g.Settings {
			i := slices.IndexFunc(secrets, func(file delivery.SecretFile) bool { return file.Setting == s && !file.FromVariable })
			switch {
			case slices.Contains(variables, s):
				section()
				variable(f, s, e)
			case i >= 0:
				section()
				secretFile(f, secrets[i])
			}
		}
	}
	return f.Bytes()
}

func templateHead(e *spec.Environment) string {
	return fmt.Sprintf("Template of %s for the environment %s: %s.\n\n    %s\n\n"+
		"makes %s from it, fills in secrets, and changes nothing that has a value. Git ignores %s: it is yours. %s",
		e.EnvFile, e.Name, e.Help, delivery.ScriptCall(e), e.EnvFile, e.EnvFile, purpose(e))
}

// purpose says who reads an environment's file.
func purpose(e *spec.Environment) string {
	files := map[spec.Stage]string{spec.Test: spec.ComposeTest, spec.Production: spec.ComposeProd}
	switch {
	case e.RunsOn == spec.Host:
		return "Programs on this machine read it, and docker compose for the engines."
	case e.Stage == spec.Development:
		return "Docker compose reads it by itself."
	case e.RunsOn == spec.Kubernetes:
		return "Kubernetes has the settings in ConfigMaps; " + files[e.Stage] + " reads the file."
	}
	return "It is for " + files[e.Stage] + "."
}

// sectionOf returns a function that starts the section of a group before its first variable, so that a group of which
// the environment reads nothing leaves no empty section.
func sectionOf(f *dotenv.File, g *spec.Group) func() {
	begun := false
	return func() {
		if !begun {
			f.Section(g.Title).Comment(g.Help)
		}
		begun = true
	}
}

// images are what the compose file of production asks for beside settings.
func images(f *dotenv.File, p *spec.Project, e *spec.Environment) {
	f.Section("Images").Blank().Comment("Version of the project's images").Set(p.VersionVariable(), e.Version)
}

// variable documents a setting and gives it the value that it has in the environment.
func variable(f *dotenv.File, s *spec.Setting, e *spec.Environment) {
	f.Blank()
	describe(f, s)
	generator(f, s)
	v := s.In(e)
	if v.Composed() {
		f.Comment(form(v)).Comment(delivery.ScriptCall(e)+" fills it in").Set(s.Var, "")
		return
	}
	f.Set(s.Var, v.Literal())
	if e.RunsOn == spec.Host && s.Windows != "" {
		f.Comment("on Windows:").Off(s.Var, s.Windows)
	}
}

// secretFile documents a secret that is a file, and so no variable here.
func secretFile(f *dotenv.File, file delivery.SecretFile) {
	f.Blank().Comment(file.Setting.Var + ": in the file " + spec.SecretsFolder + "/" + file.Name)
	describe(f, file.Setting)
	switch {
	case file.Parts != nil:
		f.Comment(form(spec.Value{Parts: file.Parts})).Comment(spec.EnvScript + " writes it")
	case file.Foreign:
		f.Comment("given by whoever runs the engine")
	default:
		generator(f, file.Setting)
	}
}
