package delivery

import (
	"slices"
	"strings"

	"devgen.dev/devgen/generators/internal/shell"
	"devgen.dev/devgen/spec"
)

// SecretsPath is the folder in which containers find their secrets.
const SecretsPath = "/run/secrets/"

// Launch is how an engine's container starts where its secrets are files. Texts are as the engine gets them: the
// target protects them from its own variables.
type Launch struct {
	Variables []spec.Pair // with plain text, or with the path of a secret's file
	Command   []string    // nil = the image's own
	Health    string      // shell command that succeeds when it can serve; "" = none
	// Unread are variables with a secret that nothing can read from its file: the engine knows no variable for the
	// path, and the image's own command leaves no place for a shell that reads it first.
	Unread []spec.ServerVar
}

// KeepsData reports whether an engine's data outlives its container.
func KeepsData(srv *spec.Server, e *spec.Environment) bool { return srv.Persist && !e.Ephemeral }

// LaunchFromFiles tells how an engine starts in an environment: it gets a secret by its own variable for paths where it
// has one, else through a shell that reads the file before it becomes the server.
func LaunchFromFiles(s *spec.Service, e *spec.Environment) Launch {
	srv := s.Env(e).Server
	args := ServerArgs(srv, e)
	var l Launch
	exports := ""
	for _, v := range srv.Env {
		secrets := v.Text.Secrets()
		switch {
		case len(v.Text) == 0:
		case len(secrets) == 0:
			l.Variables = append(l.Variables, spec.Pair{Name: v.Name, Value: v.Text.Text(nil)})
		case v.File != "" && len(v.Text) == 1:
			l.Variables = append(l.Variables, spec.Pair{Name: v.File, Value: SecretsPath + FileName(secrets[0])})
		case len(args) == 0:
			l.Unread = append(l.Unread, v)
		default:
			exports += "export " + v.Name + "=" + shellWord(v.Text) + "; "
		}
	}
	l.Command = commandFromFiles(exports, args)
	if l.Health = srv.Health.Text(readFile); l.Health != "" {
		l.Health = exports + l.Health
	}
	return l
}

// ServerArgs is the server's own argument list, with what it takes to keep its data or to keep none.
func ServerArgs(srv *spec.Server, e *spec.Environment) []spec.ServerArg {
	args := slices.Clone(srv.Command)
	extra := srv.EphemeralArgs
	if KeepsData(srv, e) {
		extra = srv.PersistArgs
	}
	for _, a := range extra {
		args = append(args, spec.ShellText{{Text: a}})
	}
	return args
}

// commandFromFiles is the server's argument list, inside a shell if secrets have to be read for it.
func commandFromFiles(exports string, args []spec.ServerArg) []string {
	var plain, words []string
	inShell := exports != ""
	for _, a := range args {
		plain = append(plain, a.Text(readFile))
		words = append(words, shellWord(a))
		inShell = inShell || len(a.Secrets()) > 0
	}
	if !inShell {
		return plain
	}
	return []string{"sh", "-c", exports + "exec " + strings.Join(words, " ")}
}

// shellWord writes a text as one word of a shell command; secrets in it are read from their files.
func shellWord(t spec.ShellText) string {
	var b strings.Builder
	for _, p := range t {
		if p.Secret != nil {
			b.WriteString(readFile(p.Secret))
		} else {
			b.WriteString(shell.Quote(p.Text))
		}
	}
	if b.Len() == 0 {
		return "''"
	}
	return b.String()
}

// readFile reads a secret in a shell.
func readFile(s *spec.Setting) string { return `"$(cat ` + SecretsPath + FileName(s) + `)"` }
