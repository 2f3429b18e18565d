package spec

import "time"

// Server is what runs an engine service: the engine's data with the service's names filled in.
type Server struct {
	Engine        string        `json:"engine,omitempty"`     // name in the schema: postgres
	Title         string        `json:"title,omitempty"`      // PostgreSQL
	EngineKind    string        `json:"engineKind,omitempty"` // database, cache, queue, storage
	Image         string        `json:"image,omitempty"`      // with tag: postgres:17-alpine
	Version       string        `json:"version,omitempty"`    // as asked for: 17
	Data          string        `json:"data,omitempty"`       // folder of its data, also in Service.Volumes
	Writable      []string      `json:"writable,omitempty"`
	DirectIO      bool          `json:"directIO,omitempty"`     // its data cannot be in memory
	Capabilities  []string      `json:"capabilities,omitempty"` // to add, when it starts as root
	User          string        `json:"user,omitempty"`         // "" = none
	Database      string        `json:"database,omitempty"`     // "" = none; environments may differ, see ServiceIn.Server
	Password      *Setting      `json:"-"`                      // nil = none
	RootPassword  *Setting      `json:"-"`                      // nil = none
	Env           []ServerVar   `json:"env,omitempty"`
	Command       []ServerArg   `json:"command,omitempty"`       // nil = the image's own
	Persist       bool          `json:"persist,omitempty"`       // keeps data where the environment is not ephemeral
	PersistArgs   []string      `json:"persistArgs,omitempty"`   // appended where it keeps data
	EphemeralArgs []string      `json:"ephemeralArgs,omitempty"` // appended where it keeps none
	Health        ShellText     `json:"health,omitempty"`        // shell command that succeeds when it can serve
	Startup       time.Duration `json:"startup,omitempty"`       // that it may take to start
	Console       *Console      `json:"console,omitempty"`       // nil = none asked for
	Shell         ShellText     `json:"shell,omitempty"`         // opens an interactive shell of the engine; empty = none
	Load          ShellText     `json:"load,omitempty"`          // runs the statements on its standard input; empty = Shell does
	PasswordHelp  string        `json:"passwordHelp,omitempty"`
}

// ServerVar is an environment variable of an engine's container.
type ServerVar struct {
	Name string    `json:"name,omitempty"`
	File string    `json:"file,omitempty"` // variable that can hold the path of a file instead; "" = none
	Text ShellText `json:"text,omitempty"`
}

// ServerArg is one argument of an engine's server; secrets may stand in it.
type ServerArg = ShellText

// ShellText is text with references to secrets in it. What a reference becomes is the target's choice: a variable, a
// file's content.
type ShellText []Part

// Text returns the text with every secret in it written by secret.
func (t ShellText) Text(secret func(*Setting) string) string { return Value{Parts: t}.Text(secret) }

// Secrets returns the secrets in the text, in order.
func (t ShellText) Secrets() []*Setting {
	var secrets []*Setting
	for _, p := range t {
		if p.Secret != nil {
			secrets = append(secrets, p.Secret)
		}
	}
	return secrets
}

// Console is an engine's web console, for development.
type Console struct {
	Title   string      `json:"title,omitempty"`
	Name    string      `json:"name,omitempty"`    // service name in compose: adminer
	Image   string      `json:"image,omitempty"`   // with tag; "" = the engine's own container serves it
	Port    int         `json:"port,omitempty"`    // inside its container
	Publish int         `json:"publish,omitempty"` // of the developer's machine
	Env     []ServerVar `json:"env,omitempty"`
	Health  string      `json:"health,omitempty"` // path that answers; "" = none
}
