package dotenv

import (
	"fmt"
	"strings"

	"devgen.dev/devgen/generators/internal/dotenv"
	"devgen.dev/devgen/spec"
)

// describe writes what is known of a setting above its variable: what it does, what it may be, how long a secret lives.
func describe(f *dotenv.File, s *spec.Setting) {
	f.Comment(s.Help).Comment(strings.Join(facts(s), ", "))
	if s.Rotate != "" {
		f.Comment("replace it every " + s.Rotate)
	}
}

// generator shows how a good value for a secret is made.
func generator(f *dotenv.File, s *spec.Setting) {
	if s.Secret && s.Generate != "" {
		f.Comment("make one with: " + s.Generate)
	}
}

// facts lists what a reader of the file must know of a setting's value, the most important first.
func facts(s *spec.Setting) []string {
	list := []string{kind(s), "required"}
	if !s.Required {
		list[1] = "optional"
	}
	if s.Secret {
		list = append([]string{"secret"}, list...)
	}
	if bounds := bounds(s); bounds != "" {
		list = append(list, bounds)
	}
	if s.MinLength > 0 {
		list = append(list, fmt.Sprintf("at least %d characters", s.MinLength))
	}
	if s.Pattern != "" {
		list = append(list, "matches "+s.Pattern)
	}
	if s.Default != "" {
		list = append(list, "default "+s.Default)
	}
	return list
}

// kind is a setting's type, or the values that it may have.
func kind(s *spec.Setting) string {
	switch {
	case len(s.OneOf) > 0:
		return "one of " + strings.Join(s.OneOf, " | ")
	case s.Type == spec.List:
		return "list with commas"
	}
	return string(s.Type)
}

func bounds(s *spec.Setting) string {
	switch {
	case s.Min != "" && s.Max != "":
		return s.Min + " to " + s.Max
	case s.Min != "":
		return "at least " + s.Min
	case s.Max != "":
		return "at most " + s.Max
	}
	return ""
}

// form shows how a value is composed: its text, with the names of the secrets in it.
func form(v spec.Value) string {
	return "form: " + v.Text(func(s *spec.Setting) string { return "<" + s.Var + ">" })
}
