package spec

import (
	"fmt"
	"strings"
)

// rulePortable looks at what templates of .env files hold of a setting beside the values that the user typed, which are
// judged where they stand: its value for Windows, what follows from a service, what a stack brings.
func (r *resolver) rulePortable() {
	for _, s := range r.project.Settings() {
		if reason := notPortable(s.Windows); reason != "" {
			r.report("DG129", child(s.Place, "windows"), fmt.Sprintf("the value of %s on Windows %s, which .env readers do not read alike", s.Var, reason), "write it with slashes, which Windows takes as well")
		}
		for _, text := range s.derived() {
			if reason := notPortable(text); reason != "" {
				r.reportKey("DG129", s.Place, fmt.Sprintf("the value of %s %s, which .env readers do not read alike", s.Var, reason), "choose another form of what it follows from")
			}
		}
	}
}

// derived lists the values in templates that the user has not typed as this setting's.
func (s *Setting) derived() []string {
	var texts []string
	if s.Origin != FromSpec {
		texts = append(texts, s.Default)
	}
	for _, v := range s.Values {
		switch v.Source {
		case SourceConnection, SourceVolume, SourceStack:
			if !v.Composed() {
				texts = append(texts, v.Literal())
			}
		}
	}
	return texts
}

// notPortable says what in a value no form of a .env line carries through every reader (docker compose, godotenv,
// node, python, sh). It refuses all that the printer of .env files has no form for, and line breaks, for which it has
// one that Make and `docker run --env-file` do not read. Sources: docs/problems/DG129.md, generators/internal/dotenv.
func notPortable(value string) string {
	switch {
	case strings.ContainsAny(value, "\r\n"):
		return "has a line break"
	case strings.ContainsRune(value, 0):
		return "has a NUL character"
	case strings.ContainsFunc(value, isControl):
		return "has a control character"
	case strings.ContainsRune(value, '\uFEFF'):
		return "has a byte order mark"
	case strings.Contains(value, "'") && strings.ContainsAny(value, "\"\\$`"):
		return "has both an apostrophe and one of \" \\ $ `"
	case strings.HasSuffix(value, `\`):
		return "ends in a back-slash"
	case strings.Contains(value, `\\`):
		return "has two back-slashes in a row"
	case strings.Contains(value, "${"):
		return "has a ${"
	case len(value) > 32*1024:
		return "is longer than 32 KiB"
	}
	return ""
}

func isControl(c rune) bool { return c < 0x20 && c != '\t' || c == 0x7f }
