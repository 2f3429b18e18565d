package spec

import "strings"

// Group is a titled list of settings.
type Group struct {
	Name     string     `json:"name"` // as in the spec; a service's own settings stand in the group of its name
	Title    string     `json:"title"`
	Help     string     `json:"help,omitempty"`
	Settings []*Setting `json:"settings"`
}

// Type is the type of a setting's value.
type Type string

const (
	String   Type = "string"
	Int      Type = "int"
	Number   Type = "number"
	Bool     Type = "bool"
	URL      Type = "url"
	Path     Type = "path"
	Duration Type = "duration"
	Size     Type = "size"
	List     Type = "list" // written with commas
)

// Setting is one environment variable and everything that is known of it. A variable has one owner: two services that
// read the same variable share one Setting.
type Setting struct {
	Var       string     `json:"var"` // JwtSettings__SecretKey
	Key       string     `json:"key"` // JwtSettings:SecretKey, the name in the program's own configuration
	Group     string     `json:"group"`
	Help      string     `json:"help"` // never empty
	Type      Type       `json:"type"`
	OneOf     []string   `json:"oneOf,omitempty"`
	Min       string     `json:"min,omitempty"` // numbers as written
	Max       string     `json:"max,omitempty"`
	MinLength int        `json:"minLength,omitempty"`
	Pattern   string     `json:"pattern,omitempty"`
	Default   string     `json:"default,omitempty"` // of the spec; documentation, use In for values
	Secret    bool       `json:"secret,omitempty"`
	Required  bool       `json:"required,omitempty"`
	Generate  string     `json:"generate,omitempty"` // command that makes a good value for the secret
	Rotate    string     `json:"rotate,omitempty"`
	Windows   string     `json:"windows,omitempty"` // for paths: the value on Windows hosts
	Volume    string     `json:"volume,omitempty"`  // for paths of folders: the volume that it is in containers
	Provider  *Service   `json:"-"`                 // what `from` names
	From      string     `json:"from,omitempty"`
	Services  []*Service `json:"-"` // that read it, in the order of Project.Services
	Readers   []string   `json:"services"`
	Origin    Origin     `json:"origin"`
	Values    []Value    `json:"values"` // one for each environment, in the order of Project.Environments
	Place     string     `json:"path"`   // in the spec
}

// Origin says who declared a setting.
type Origin string

const (
	FromSpec   Origin = "spec"   // the user
	FromEngine Origin = "engine" // a password that an engine needs
	FromStack  Origin = "stack"  // a variable that the stack brings: its mode, its port
)

// ValueSource says where a value comes from.
type ValueSource string

const (
	SourceUnset      ValueSource = "unset"      // no value: optional, or to be filled in
	SourceDefault    ValueSource = "default"    // the setting's default
	SourceIn         ValueSource = "in"         // the setting's `in` entry for this environment
	SourceLike       ValueSource = "like"       // the `in` entry of the environment that this one is like
	SourceSample     ValueSource = "sample"     // a secret's sample, in development and test only
	SourceSecret     ValueSource = "secret"     // supplied from outside: nothing is written
	SourceConnection ValueSource = "connection" // the address or connection of a service
	SourceVolume     ValueSource = "volume"     // a service's volume
	SourceStack      ValueSource = "stack"      // the stack's variable for this stage
)

// Value is the value of a setting in one environment. A connection is made of literal text and of secrets, which stay
// references in every target: Parts has them in order.
type Value struct {
	Environment string      `json:"environment"`
	Source      ValueSource `json:"source"`
	Via         string      `json:"via,omitempty"` // SourceLike: the environment; SourceConnection: the service
	Parts       []Part      `json:"parts,omitempty"`
}

// Part is a literal text, or a reference to a secret.
type Part struct {
	Text   string   `json:"text,omitempty"`
	Secret *Setting `json:"-"`
	Ref    string   `json:"secret,omitempty"` // Secret.Var
}

// In returns the setting's value in an environment.
func (s *Setting) In(e *Environment) Value {
	for _, v := range s.Values {
		if v.Environment == e.Name {
			return v
		}
	}
	return Value{Environment: e.Name, Source: SourceUnset}
}

// FileName is the name of the file under /run/secrets, and of the key in a Kubernetes Secret, for a reader that takes
// its secrets in the given way. Spring Boot takes the rules for names from variables alone, not from a folder of files.
// Source: https://docs.spring.io/spring-boot/reference/features/external-config.html#features.external-config.typesafe-configuration-properties.relaxed-binding.environment-variables
func (s *Setting) FileName(as SecretsAs) string {
	switch as {
	case SecretsSuffix:
		return strings.ToLower(s.Var)
	case SecretsConfigTree:
		return strings.ReplaceAll(strings.ToLower(s.Var), "_", ".")
	}
	return s.Var
}

// Composed reports whether the value holds secrets beside other text, or a secret of another name: a connection.
func (v Value) Composed() bool {
	for _, p := range v.Parts {
		if p.Secret != nil {
			return true
		}
	}
	return false
}

// Known reports whether the value is written in files: it is set and comes from the spec.
func (v Value) Known() bool { return v.Source != SourceUnset && v.Source != SourceSecret }

// Text returns the value with every secret in it written by secret.
func (v Value) Text(secret func(*Setting) string) string {
	var b strings.Builder
	for _, p := range v.Parts {
		if p.Secret != nil {
			b.WriteString(secret(p.Secret))
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// Literal returns the value of a setting that holds no secrets.
func (v Value) Literal() string { return v.Text(func(*Setting) string { return "" }) }
