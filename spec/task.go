package spec

// Task is a command of the project: one list, printed as Makefile, PowerShell, editor tasks and documents.
type Task struct {
	Name    string   `json:"name"`
	Help    string   `json:"help"`
	Group   string   `json:"group"`
	Args    []string `json:"args,omitempty"` // variables that the caller must give
	Confirm bool     `json:"confirm,omitempty"`
	Steps   []Step   `json:"steps"`
	Origin  Origin   `json:"origin"` // FromSpec, or FromStack/FromEngine for those that devgen brings
}

// Step is one step of a task; exactly one of Run, Posix, Task, Say and Compose is set.
type Step struct {
	Dir   string `json:"dir,omitempty"`   // folder that Run works in; "" = the root
	Run   string `json:"run,omitempty"`   // reads alike in sh and PowerShell; $NAME for arguments and variables
	Posix string `json:"posix,omitempty"` // for sh, with Pwsh for PowerShell
	Pwsh  string `json:"pwsh,omitempty"`
	// Venv is the virtual environment, in Dir, that Run, Posix and Pwsh run in; "" = none.
	Venv string       `json:"venv,omitempty"`
	Env  *Environment `json:"-"` // load this environment's file before Run: programs that run on the host
	// With is a variable that Run gets beside those of Env's file, none if it has no name: the port, which differs
	// between services.
	With Pair   `json:"with,omitzero"`
	Task string `json:"task,omitempty"` // another task
	Say  string `json:"say,omitempty"`  // a sentence for the person who waits
	// Compose is a call of docker compose.
	Compose *ComposeStep `json:"compose,omitempty"`
	// Always runs the step even if an earlier one failed; the task fails all the same.
	Always bool `json:"always,omitempty"`
}

// ComposeStep is a call of docker compose.
type ComposeStep struct {
	Project string   `json:"project,omitempty"` // find containers by this name, and read no file: for `down`
	Files   []string `json:"files,omitempty"`   // nil = docker compose's own choice: base and override
	EnvFile string   `json:"envFile,omitempty"` // "" = docker compose's own choice: .env
	Profile string   `json:"profile,omitempty"`
	Args    []string `json:"args"`            // "up", "--detach", "--wait", "db"
	Input   string   `json:"input,omitempty"` // file that it reads from standard input
}

// TaskNamed returns the task of that name, or nil.
func (p *Project) TaskNamed(name string) *Task {
	for _, t := range p.Tasks {
		if t.Name == name {
			return t
		}
	}
	return nil
}
