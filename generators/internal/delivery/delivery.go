// Package delivery answers how settings reach the containers of docker compose, once for all who must agree on it: the
// compose files that read a variable, the templates that declare it, the scripts that fill it.
//
// What comes in is a service, one of its settings and an environment. What goes out is the way: as text in the compose
// file, as a variable of the environment's file, as text with secrets in it, or as a file under secrets/.
//
// All environments of a stage share one compose file, which shows the values of one of them, spec.EnvironmentFor. So
// which variables there are follows from that one, also for its siblings; what they hold is each environment's own.
package delivery

import (
	"slices"
	"strings"

	"devgen.dev/devgen/spec"
)

// Way is how a setting reaches a container.
type Way int

const (
	Text     Way = iota // the value stands in the compose file: an address, a folder inside the container
	Variable            // ${NAME}, from the environment's file
	Composed            // text of the compose file with ${NAME} of secrets in it: a connection
	File                // a file under secrets/
)

// To returns the way of a setting to a built service in an environment that runs in containers.
func To(s *spec.Service, setting *spec.Setting, e *spec.Environment) Way {
	v := setting.In(e)
	switch {
	case Secret(setting, e) && filesFor(s, e):
		return File
	case v.Composed():
		return Composed
	case v.Source == spec.SourceConnection, v.Source == spec.SourceVolume, OfHost(s, setting, e) != nil:
		return Text
	}
	return Variable
}

// OfHost returns the environment of programs on the machine if it shares the file of e, and wants another value of a
// setting: then the file holds that one, and containers get theirs from the compose file. Else it returns nil. Secrets
// are no such values: the engines of both environments keep them in the same volumes.
func OfHost(s *spec.Service, setting *spec.Setting, e *spec.Environment) *spec.Environment {
	if Secret(setting, e) || !setting.In(e).Known() || e.RunsOn == spec.Host {
		return nil
	}
	for _, in := range s.In {
		host := in.Environment
		if host.RunsOn == spec.Host && host.EnvFile == e.EnvFile && !slices.Equal(setting.In(host).Parts, setting.In(e).Parts) {
			return host
		}
	}
	return nil
}

// Secret reports whether the value of a setting in an environment is secret. A connection is where it holds a password,
// which a managed engine may have and the container of development may not.
func Secret(setting *spec.Setting, e *spec.Environment) bool {
	v := setting.In(e)
	return v.Composed() || v.Source == spec.SourceSecret || v.Source == spec.SourceSample
}

func filesFor(s *spec.Service, e *spec.Environment) bool {
	return e.Stage == spec.Production && s.SecretsAs != spec.SecretsVariables
}

// Variables lists the settings whose variables the file of an environment holds, in the order of documents.
//
// They are what the stage's compose file asks for. Programs on the host read all their settings from the file, with
// the addresses of the host; one for Kubernetes, where nothing reads it but the compose file of production, also shows
// what the ConfigMap says.
func Variables(p *spec.Project, e *spec.Environment) []*spec.Setting {
	asked := asked(p, e.Stage)
	var list []*spec.Setting
	for _, s := range p.Settings() {
		shown := e.RunsOn == spec.Host || e.RunsOn == spec.Kubernetes && !Secret(s, e)
		if asked[s] || shown && readByProgram(s) {
			list = append(list, s)
		}
	}
	return list
}

func readByProgram(s *spec.Setting) bool {
	return slices.ContainsFunc(s.Services, func(reader *spec.Service) bool { return reader.Kind == spec.Built })
}

// asked is the set of settings whose variables the compose file of a stage asks for.
func asked(p *spec.Project, stage spec.Stage) map[*spec.Setting]bool {
	set := map[*spec.Setting]bool{}
	e := p.EnvironmentFor(stage)
	if e == nil {
		return set
	}
	add := func(settings ...*spec.Setting) {
		for _, s := range settings {
			set[s] = true
		}
	}
	for _, reader := range readers(p, stage) {
		for _, s := range reader.Settings {
			switch To(reader, s, e) {
			case Variable:
				add(s)
			case Composed:
				add(secretsIn(s.In(e))...)
			}
		}
	}
	for _, engine := range p.EngineServices() {
		add(engineVariables(engine, e)...)
	}
	return set
}

// engineVariables lists the secrets that an engine's containers get as variables: all of them, and its console's, in
// development and tests; in production only what the engine cannot read from files.
func engineVariables(s *spec.Service, e *spec.Environment) []*spec.Setting {
	in := s.Env(e)
	if in.Managed || in.Server == nil {
		return nil
	}
	if e.Stage != spec.Production {
		return append(EngineSecrets(s, e), consoleSecrets(in.Server, e)...)
	}
	var secrets []*spec.Setting
	for _, v := range LaunchFromFiles(s, e).Unread {
		secrets = append(secrets, v.Text.Secrets()...)
	}
	return secrets
}

// Called lists the built services that integration suites call: the test compose file has them beside the suites.
func Called(p *spec.Project) []*spec.Service {
	var called []*spec.Service
	var call func(*spec.Service)
	call = func(s *spec.Service) {
		if s.Kind != spec.Built || s.Schedule != "" || slices.Contains(called, s) {
			return
		}
		called = append(called, s)
		for _, n := range s.Needs {
			call(n.Service)
		}
	}
	for _, suite := range p.Suites {
		for _, s := range suite.Needs {
			call(s)
		}
	}
	return called
}

// readers lists the built services whose settings the containers of a stage get: in tests those of the suites, which
// run with the settings of the service that they test, and those that are called.
func readers(p *spec.Project, stage spec.Stage) []*spec.Service {
	if stage != spec.Test {
		return p.BuiltServices()
	}
	list := Called(p)
	for _, suite := range p.Suites {
		if suite.Kind == spec.Integration && !slices.Contains(list, suite.Service) {
			list = append(list, suite.Service)
		}
	}
	return list
}

// EngineSecrets lists the secrets that the container of an engine needs, in the order of its own texts; none for a
// managed engine, which has no container.
func EngineSecrets(s *spec.Service, e *spec.Environment) []*spec.Setting {
	in := s.Env(e)
	if in.Managed || in.Server == nil {
		return nil
	}
	var secrets []*spec.Setting
	add := func(t spec.ShellText) {
		for _, secret := range t.Secrets() {
			if !slices.Contains(secrets, secret) {
				secrets = append(secrets, secret)
			}
		}
	}
	for _, v := range in.Server.Env {
		add(v.Text)
	}
	for _, arg := range in.Server.Command {
		add(arg)
	}
	add(in.Server.Health)
	if e.Stage != spec.Production { // there people bring their own
		add(in.Server.Shell)
		add(in.Server.Load)
	}
	return secrets
}

// consoleSecrets lists the secrets that an engine's console needs, where there is one.
func consoleSecrets(srv *spec.Server, e *spec.Environment) []*spec.Setting {
	if srv.Console == nil || !e.Consoles || e.Stage != spec.Development {
		return nil
	}
	var secrets []*spec.Setting
	for _, v := range srv.Console.Env {
		secrets = append(secrets, v.Text.Secrets()...)
	}
	return secrets
}

// SecretFile is a file under secrets/.
type SecretFile struct {
	Setting *spec.Setting
	Name    string // in the folder, and of the secret in compose
	// Parts are what it is composed of; nil = the secret has a value of its own.
	Parts []spec.Part
	// FromVariable says that there is no file: other services read the secret as a variable, and two copies of it could
	// differ, so the compose file makes the container's file from the variable.
	FromVariable bool
	// Foreign says that nobody here decides on the value: it is the password of a managed engine.
	Foreign bool
}

// FileName is the name of a secret's file.
func FileName(s *spec.Setting) string { return s.FileName(spec.SecretsSuffix) }

// SecretFiles lists the secrets that reach containers of a production environment as files, those that other ones are
// composed of included, in the order of documents.
func SecretFiles(p *spec.Project, e *spec.Environment) []SecretFile {
	if e.Stage != spec.Production {
		return nil
	}
	needed := neededFiles(p, e)
	variables := asked(p, e.Stage)
	var files []SecretFile
	for _, s := range p.Settings() {
		if !needed[s] {
			continue
		}
		f := SecretFile{Setting: s, Name: FileName(s), FromVariable: variables[s], Foreign: foreign(p, s, e)}
		if v := s.In(e); v.Composed() {
			f.Parts = v.Parts
		}
		files = append(files, f)
	}
	return files
}

func neededFiles(p *spec.Project, e *spec.Environment) map[*spec.Setting]bool {
	needed := map[*spec.Setting]bool{}
	for _, reader := range p.BuiltServices() {
		for _, s := range reader.Settings {
			if To(reader, s, e) != File {
				continue
			}
			needed[s] = true
			for _, part := range secretsIn(s.In(e)) {
				needed[part] = true
			}
		}
	}
	for _, engine := range p.EngineServices() {
		for _, s := range EngineSecrets(engine, e) {
			needed[s] = true
		}
	}
	return needed
}

// foreign reports whether every engine that has the secret as its password is managed in the environment.
func foreign(p *spec.Project, secret *spec.Setting, e *spec.Environment) bool {
	found := false
	for _, engine := range p.EngineServices() {
		in := engine.Env(e)
		if in.Server == nil || in.Server.Password != secret && in.Server.RootPassword != secret {
			continue
		}
		if !in.Managed {
			return false
		}
		found = true
	}
	return found
}

// EnvFileOption is how docker compose is told an environment's file: nothing for .env, which it finds itself.
func EnvFileOption(e *spec.Environment) string {
	if e.EnvFile == ".env" {
		return ""
	}
	return " --env-file " + e.EnvFile
}

// ScriptCall is the command that makes an environment's file.
func ScriptCall(e *spec.Environment) string {
	return strings.Join([]string{spec.EnvScript, e.Name}, " ")
}

func secretsIn(v spec.Value) []*spec.Setting { return spec.ShellText(v.Parts).Secrets() }
