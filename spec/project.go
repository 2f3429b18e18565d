package spec

import "time"

// Project is a validated, fully resolved spec. Every list is in a stable order that does not depend on the order of
// the spec, and every reference has been followed, so generators never look things up and never fail.
type Project struct {
	SpecFile     string            `json:"specFile"` // the file that headers name: "devgen.cue"
	Name         string            `json:"name"`
	Title        string            `json:"title"`
	Summary      string            `json:"summary,omitempty"`
	Repository   string            `json:"repository,omitempty"` // owner/name, may be empty
	License      string            `json:"license,omitempty"`
	Version      string            `json:"version"`
	Registry     string            `json:"registry"` // before a service's name: ghcr.io/acme/shop
	Branch       string            `json:"branch"`   // default branch
	Branches     []string          `json:"branches"` // every branch that CI runs on, the default first
	Requirements Requirements      `json:"requirements,omitzero"`
	Links        []Link            `json:"links,omitempty"`
	Environments []*Environment    `json:"environments"` // in the order of promotion
	Stacks       []*Stack          `json:"stacks"`       // those in use, by name
	Services     []*Service        `json:"services"`     // providers before consumers, then by name
	Groups       []*Group          `json:"groups"`       // every setting once, in the order of documents
	Tasks        []*Task           `json:"tasks"`        // by group, then in the order of daily use
	Suites       []*Suite          `json:"suites"`       // unit before integration, then by name
	Gates        Gates             `json:"gates"`
	CI           CI                `json:"ci"`
	Kubernetes   KubernetesOptions `json:"kubernetes"`
	Setup        Setup             `json:"setup,omitzero"`
	Seed         *Seed             `json:"seed,omitempty"`
	Hooks        *Hooks            `json:"hooks,omitempty"`
	Editor       *Editor           `json:"editor,omitempty"`
	Updates      *Updates          `json:"updates,omitempty"`
	Files        []UserFile        `json:"files,omitempty"`   // by path
	Outputs      []Output          `json:"outputs,omitempty"` // by pattern

	pins map[string]Pin
}

// Requirements is what a developer's machine needs, as text for people.
type Requirements struct {
	Memory string `json:"memory,omitempty"`
	Cores  int    `json:"cores,omitempty"`
	Disk   string `json:"disk,omitempty"`
}

// Link is a titled address, or a titled path of a service.
type Link struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// RunsOn is the kind of machine that an environment runs its services on.
type RunsOn string

const (
	Host       RunsOn = "host"       // programs on the developer's machine, engines in compose
	Compose    RunsOn = "compose"    // everything in Docker Compose
	GitHub     RunsOn = "github"     // jobs of GitHub Actions, with the test compose file
	Kubernetes RunsOn = "kubernetes" // everything in a namespace
)

// Stage is what an environment means for people.
type Stage string

const (
	Development Stage = "development"
	Test        Stage = "test"
	Production  Stage = "production" // staging as well: it is run like production
)

// Environment is one place where the project runs.
type Environment struct {
	Name      string  `json:"name"`
	Help      string  `json:"help"` // never empty
	RunsOn    RunsOn  `json:"runsOn"`
	Stage     Stage   `json:"stage"`
	Like      string  `json:"like,omitempty"`
	After     string  `json:"after,omitempty"` // environment from which versions are promoted
	Domain    string  `json:"domain,omitempty"`
	Ephemeral bool    `json:"ephemeral"`
	HotReload bool    `json:"hotReload"`
	Consoles  bool    `json:"consoles"`
	Restart   string  `json:"restart"` // compose restart policy
	Logging   Logging `json:"logging"`
	Namespace string  `json:"namespace,omitempty"` // Kubernetes only
	Version   string  `json:"version"`             // image tag that runs here
	Template  string  `json:"template"`            // committed template: .env.local.template
	EnvFile   string  `json:"envFile"`             // file that people fill from it, never written by devgen: .env, .env.production
}

// Logging is where containers' logs go in compose.
type Logging struct {
	Driver   string `json:"driver"`
	MaxSize  string `json:"maxSize"` // "10m"
	MaxFiles int    `json:"maxFiles"`
}

// Kind says who is behind a service.
type Kind string

const (
	Built    Kind = "built"    // this project's own code
	Engine   Kind = "engine"   // a database, cache or queue
	External Kind = "external" // somebody else's
)

// Service is one part of the system.
type Service struct {
	Name       string        `json:"name"`
	Kind       Kind          `json:"kind"`
	Help       string        `json:"help"` // never empty
	Stack      *Stack        `json:"-"`    // built only
	StackName  string        `json:"stack,omitempty"`
	Build      Build         `json:"build,omitzero"`   // built only
	Image      string        `json:"image,omitempty"`  // built: registry/name without tag; engine: with tag
	Server     *Server       `json:"-"`                // engine only: in the first environment; ServiceIn.Server is exact
	Fixed      []Pair        `json:"fixed,omitempty"`  // variables with one value everywhere: the port, in containers
	URL        string        `json:"url,omitempty"`    // external only
	Health     string        `json:"health,omitempty"` // external only: path
	Ports      []*Port       `json:"ports,omitempty"`  // the first is the one that pages and probes mean
	Needs      []*Need       `json:"needs,omitempty"`
	Volumes    []Volume      `json:"volumes,omitempty"` // by name; an engine's data is the volume "data"
	Startup    *Probe        `json:"startup,omitempty"`
	Liveness   *Probe        `json:"liveness,omitempty"`
	Readiness  *Probe        `json:"readiness,omitempty"`
	Metrics    *Metrics      `json:"metrics,omitempty"`
	Pages      []Page        `json:"pages,omitempty"`
	Settings   []*Setting    `json:"-"` // what it reads, in the order of Project.Groups
	Reads      []string      `json:"settings,omitempty"`
	SecretsAs  SecretsAs     `json:"secretsAs,omitempty"`
	Command    []string      `json:"command,omitempty"`  // arguments in place of the image's own
	Schedule   string        `json:"schedule,omitempty"` // cron expression: a job instead of a server
	Migrations *Migrations   `json:"migrations,omitempty"`
	Scale      *Scale        `json:"scale,omitempty"`
	StopGrace  time.Duration `json:"stopGrace"`
	UID        int           `json:"uid"`               // user and group of its process
	Storage    string        `json:"storage,omitempty"` // engine: space for its data, "10Gi"
	In         []*ServiceIn  `json:"in"`                // one for each environment, in the order of Project.Environments
	Path       string        `json:"path"`              // place in the spec: services.api
}

// SecretsAs is how secrets reach a service outside development.
type SecretsAs string

const (
	SecretsSuffix     SecretsAs = "suffix"      // /run/secrets/name, and NAME_FILE holds that path
	SecretsKeyPerFile SecretsAs = "keyPerFile"  // /run/secrets/NAME, read as a folder of settings
	SecretsConfigTree SecretsAs = "configTree"  // /run/secrets/name.of.property, read as a folder of properties
	SecretsVariables  SecretsAs = "environment" // plain variables
)

// ServiceIn is what holds for a service in one environment.
type ServiceIn struct {
	Environment *Environment `json:"-"`
	Name        string       `json:"environment"`
	Replicas    int          `json:"replicas"`
	Resources   Resources    `json:"resources"`
	Address     Address      `json:"address"`           // where the project's own services reach its first port
	Managed     bool         `json:"managed,omitempty"` // an engine run by somebody else: no container
	Server      *Server      `json:"server,omitempty"`  // engine only
	Publish     []Publish    `json:"publish,omitempty"` // ports of the machine that runs compose
}

// Publish is a port of the machine that leads to a service's port.
type Publish struct {
	Port *Port  `json:"-"`
	Name string `json:"port"`
	Host int    `json:"host"`           // port of the machine
	Bind string `json:"bind,omitempty"` // address that it is bound to: 127.0.0.1, or empty for all
}

// Address is where a service is reached.
type Address struct {
	Host string `json:"host"`
	Port int    `json:"port,omitempty"`
}

// Resources of one copy of a service, as Kubernetes quantities: "250m", "512Mi".
type Resources struct {
	RequestCPU    string `json:"requestCPU,omitempty"`
	RequestMemory string `json:"requestMemory,omitempty"`
	LimitCPU      string `json:"limitCPU,omitempty"`
	LimitMemory   string `json:"limitMemory,omitempty"`
}

// Port is a TCP port that a service listens on.
type Port struct {
	Name   string `json:"name"`
	Number int    `json:"number"`
}

// Need is a service that must work before another starts.
type Need struct {
	Service *Service `json:"-"`
	Name    string   `json:"service"`
}

// Volume is a folder that outlives a container.
type Volume struct {
	Name string `json:"name"` // in its service: "uploads"
	Path string `json:"path"` // inside the container
}

// Probe is one way to see that a service works; exactly one of HTTPPath, TCP, GRPC and Command is set.
type Probe struct {
	HTTPPath string        `json:"path,omitempty"`
	TCP      bool          `json:"tcp,omitempty"`
	GRPC     bool          `json:"grpc,omitempty"`
	Command  []string      `json:"command,omitempty"`
	Port     *Port         `json:"port,omitempty"`
	Period   time.Duration `json:"period"`
	Timeout  time.Duration `json:"timeout"`
	Failures int           `json:"failures"`
	Delay    time.Duration `json:"delay,omitempty"`
}

// Metrics is where Prometheus finds a service's metrics.
type Metrics struct {
	Path string `json:"path"`
	Port *Port  `json:"port"`
}

// Page is a titled path on a service's first port.
type Page struct {
	Title string `json:"title"`
	Path  string `json:"path"`
}

// Build is how a built service becomes an image. Commands have every placeholder filled.
type Build struct {
	Context       string           `json:"context"`       // "." or a folder
	Dockerfile    string           `json:"dockerfile"`    // from the repository's root
	Ignore        string           `json:"ignore"`        // its .dockerignore, from the repository's root
	Shared        bool             `json:"shared"`        // another service is built from the same context
	Project       string           `json:"project"`       // what is built, as the stack names it
	Solution      string           `json:"solution"`      // may be empty
	Configuration string           `json:"configuration"` // the first of the stack's, may be empty
	Packages      []string         `json:"packages"`      // system packages of the runtime image, health check's included, sorted
	Needed        []string         `json:"needed"`        // those of them that the program needs: in every image that runs it
	Setup         []string         `json:"setup"`         // shell commands that complete the runtime image
	Image         StackImage       `json:"image"`         // images and commands of the Dockerfile
	Commands      Commands         `json:"commands"`      // commands in the working copy, run in Context
	InCI          Commands         `json:"inCI"`          // likewise in CI: for its configuration, "$CONFIGURATION" if it has several
	Coverage      Coverage         `json:"coverage"`      // commands, run in Context
	Staged        Staged           `json:"staged"`        // commands on files of a commit, run in Context
	Results       string           `json:"results"`       // folder of test results, from Context
	UnitResults   []string         `json:"unitResults"`   // folders of unit tests' results in place of Results
	DockerResults string           `json:"dockerResults"` // folder of integration tests' results, from the sources in their container
	Development   DevelopmentStage `json:"development"`   // development stage
	Debug         Debug            `json:"debug,omitzero"`
}

// StackImage is the container side of a stack, with placeholders filled for one service.
type StackImage struct {
	Build          string   `json:"build,omitempty"` // images with tag
	Runtime        string   `json:"runtime,omitempty"`
	PackageTool    string   `json:"packageTool,omitempty"` // apt or apk
	Workdir        string   `json:"workdir,omitempty"`     // folder of the sources in build stages
	Downloads      []string `json:"downloads,omitempty"`   // cache mounts of what fetches, shared by all projects
	Caches         []string `json:"caches,omitempty"`      // cache mounts of what compiles, the service's own
	Env            []Pair   `json:"env,omitempty"`         // of the build stages
	Tools          string   `json:"tools,omitempty"`       // installs what the build image lacks
	Plan           string   `json:"plan,omitempty"`        // puts what Restore needs of the sources into /plan
	Manifests      []string `json:"manifests,omitempty"`   // dependency manifests, from Context
	Restore        string   `json:"restore,omitempty"`     // shell commands; "" = the stack has no such step
	Compile        string   `json:"compile,omitempty"`
	Publish        string   `json:"publish,omitempty"`        // puts what runs into /out
	Layers         []string `json:"layers,omitempty"`         // folders of /out, a layer each; nil = /out as a whole
	BuildMigration string   `json:"buildMigration,omitempty"` // puts the migration program into /out
	Migrate        []string `json:"migrate,omitempty"`
	Entrypoint     []string `json:"entrypoint,omitempty"`
	RuntimeEnv     []Pair   `json:"runtimeEnv,omitempty"`
	Writable       []string `json:"writable,omitempty"`   // folders that the program writes to
	Health         []string `json:"health,omitempty"`     // command that succeeds if {url} answers with success; empty = the image cannot
	HealthPort     []string `json:"healthPort,omitempty"` // command that succeeds if {port} accepts connections; empty = the image cannot
	Ignore         []string `json:"ignore,omitempty"`     // build output, for .dockerignore
}

// Commands of a service in the working copy; "" = the stack has none. They read alike in sh and PowerShell.
type Commands struct {
	Restore     string `json:"restore,omitempty"`
	Build       string `json:"build,omitempty"`
	Test        string `json:"test,omitempty"`
	Integration string `json:"integration,omitempty"`
	Format      string `json:"format,omitempty"`
	FormatCheck string `json:"formatCheck,omitempty"`
	Lint        string `json:"lint,omitempty"`
	Run         string `json:"run,omitempty"`
	Watch       string `json:"watch,omitempty"`
	Tools       string `json:"tools,omitempty"` // installs what Migrate and Migration call
	Migrate     string `json:"migrate,omitempty"`
	Migration   string `json:"migration,omitempty"`
	Clean       string `json:"clean,omitempty"`
}

// Coverage is how test coverage is measured; Run is "" where the stack cannot.
type Coverage struct {
	Setup   string `json:"setup,omitempty"`   // installs in CI what Run needs
	Run     string `json:"run,omitempty"`     // runs the unit tests, writes coverage into Build.Results
	Percent string `json:"percent,omitempty"` // sh: prints the covered lines in percent
}

// Staged is how git hooks look at the files of a commit; FormatCheck is "" where the stack cannot do without the rest.
type Staged struct {
	Files       []string `json:"files,omitempty"`       // names of the files that it can read: *.go
	FormatCheck string   `json:"formatCheck,omitempty"` // fails if files are not formatted, whose names stand behind it
}

// DevelopmentStage is the development stage of a service.
type DevelopmentStage struct {
	Command   string   `json:"command,omitempty"` // shell command that runs the program
	Reloads   bool     `json:"reloads,omitempty"` // it starts the program again when a source changes
	Setup     string   `json:"setup,omitempty"`   // installs what only development needs
	Keep      []string `json:"keep,omitempty"`    // folders below the sources that stay the container's own
	Env       []Pair   `json:"env,omitempty"`
	DebugPort int      `json:"debugPort,omitempty"`
}

// Debug is how an editor debugs a service; the zero value = it cannot.
type Debug struct {
	Debugger string `json:"debugger,omitempty"` // coreclr, debugpy, go, java, lldb or node
	Program  string `json:"program,omitempty"`  // what it starts, as the debugger names it; files from Context
	Folder   string `json:"folder,omitempty"`   // that the program runs in, from Context; "" = Context
	Build    string `json:"build,omitempty"`    // command, run in Context; "" = the debugger builds
}

// Pair is a name with a value, where order matters.
type Pair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Stack is a language in use, with the version that this project asks for.
type Stack struct {
	Name           string        `json:"name"`
	Title          string        `json:"title"`
	Version        string        `json:"version"`
	Configurations []string      `json:"configurations,omitempty"`
	PortVariable   string        `json:"portVariable,omitempty"`
	Venv           Venv          `json:"venv,omitzero"`
	CI             StackCI       `json:"ci"`
	Tools          []Tool        `json:"tools,omitempty"`
	Ignore         []string      `json:"ignore,omitempty"`
	Ecosystem      string        `json:"ecosystem,omitempty"`
	Hooks          string        `json:"hooks,omitempty"`
	Extensions     []string      `json:"extensions,omitempty"`
	Matchers       []string      `json:"matchers,omitempty"` // problem matchers of Visual Studio Code
	EditorConfig   []EditorRules `json:"editorconfig,omitempty"`
	Attributes     []Pair        `json:"attributes,omitempty"` // of git, by pattern
	Services       []*Service    `json:"-"`                    // built with it, in the order of Project.Services
}

// Venv is a virtual environment in the working copy; none if it has no folder.
type Venv struct {
	Folder string `json:"folder"` // in the folder that services are built from
	Posix  string `json:"posix"`  // command for sh that makes it
	Pwsh   string `json:"pwsh"`   // the same for PowerShell
}

// StackCI is how GitHub Actions installs a stack.
type StackCI struct {
	Action   string   `json:"action,omitempty"`
	With     []Pair   `json:"with,omitempty"`
	Tools    string   `json:"tools,omitempty"` // command that installs tools of the repository
	Cache    []string `json:"cache,omitempty"` // folders to cache where the action does not
	CacheKey []string `json:"cacheKey,omitempty"`
}

// Tool is a program that a developer's machine needs.
type Tool struct {
	Name      string `json:"name"` // the command
	Help      string `json:"help"`
	Check     string `json:"check"`               // prints its version
	CheckPwsh string `json:"checkPwsh,omitempty"` // the same in PowerShell, where it is another
	Version   string `json:"version"`             // lowest, may be empty
	Install   []Pair `json:"install"`             // command by platform: debian, macos, windows
}

// EditorRules are rules of .editorconfig for one pattern.
type EditorRules struct {
	Pattern string `json:"pattern"`
	Rules   []Pair `json:"rules"`
}

// Migrations is how a service's database migrations are applied.
type Migrations struct {
	Project string   `json:"project,omitempty"`
	Run     string   `json:"run"`     // in the working copy
	Command []string `json:"command"` // in the container of the migration stage
}

// Scale is growth and shrinkage with load.
type Scale struct {
	Min int `json:"min,omitempty"`
	Max int `json:"max,omitempty"`
	CPU int `json:"cpu,omitempty"` // percent of the request
}

// Gates is what must hold before a change may be merged.
type Gates struct {
	Coverage int  `json:"coverage,omitempty"` // lowest line coverage in percent; 0 = none
	Format   bool `json:"format"`
}

// CI is continuous integration on GitHub.
type CI struct {
	Runner         string        `json:"runner"`
	Retention      int           `json:"retention"` // days
	Timeout        time.Duration `json:"timeout"`
	Configurations []string      `json:"configurations,omitempty"`
}

// KubernetesOptions is what every Kubernetes environment shares.
type KubernetesOptions struct {
	Gateway          *Gateway `json:"gateway,omitempty"` // nil = an Ingress leads to the services
	IngressClass     string   `json:"ingressClass"`
	ClusterIssuer    string   `json:"clusterIssuer,omitempty"`
	IngressNamespace string   `json:"ingressNamespace"`
	StorageClass     string   `json:"storageClass,omitempty"`
}

// Gateway is a Gateway of the cluster that leads to the services.
type Gateway struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
	Listener  string `json:"listener,omitempty"`
	Proxies   string `json:"proxies"` // namespace of the pods that speak to the services
}

// Pin is a version of a GitHub action and the commit behind it.
type Pin struct {
	Action  string `json:"action"`
	Version string `json:"version"` // v5.0.0
	SHA     string `json:"sha"`
}

// Suite is a set of tests.
type Suite struct {
	Name          string        `json:"name"`
	Kind          SuiteKind     `json:"kind"`
	Service       *Service      `json:"-"`
	Of            string        `json:"service"`
	Needs         []*Service    `json:"-"` // engines that must be up
	SuiteCommands               // in the service's context
	InCI          SuiteCommands `json:"inCI"`             // likewise in CI: for its configuration, "$CONFIGURATION" if it has several
	Runners       []string      `json:"runners,omitzero"` // in CI, in a job of its own; none = with the other suites
	Timeout       time.Duration `json:"timeout"`
}

// SuiteCommands run a suite, alone and with coverage. Coverage.Run is "" where it cannot be measured.
type SuiteCommands struct {
	Run      string   `json:"run"`
	Coverage Coverage `json:"coverage,omitzero"`
}

// SuiteKind says what a suite needs.
type SuiteKind string

const (
	Unit        SuiteKind = "unit"        // the sources
	Integration SuiteKind = "integration" // compose with the engines
)

// Setup is the set-up of a developer's machine, beyond the stacks' tools.
type Setup struct {
	Tools []Tool `json:"tools,omitempty"`
}

// Editor is what editors are told.
type Editor struct {
	Rulers     []int    `json:"rulers,omitempty"`
	Extensions []string `json:"extensions,omitempty"`

	Devcontainer *Devcontainer `json:"devcontainer,omitempty"` // nil = none
}

// Devcontainer is a container to develop in.
type Devcontainer struct {
	Image    string    `json:"image"` // with a tag
	User     string    `json:"user"`  // not root
	Features []Feature `json:"features,omitempty"`
	Settings []Option  `json:"settings,omitempty"` // of Visual Studio Code, by name
}

// Feature adds something to the image of a development container.
type Feature struct {
	Reference string   `json:"reference"` // with a version: ghcr.io/devcontainers/features/go:1.3.4
	Options   []Option `json:"options,omitempty"`
}

// Option is a named value. Kind is string, number or bool.
type Option struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
	Text string `json:"text"`
}

// Updates is automatic dependency updates.
type Updates struct {
	Schedule string   `json:"schedule"`
	Labels   []string `json:"labels,omitempty"`
}

// UserFile is a file of the user's own.
type UserFile struct {
	Path string `json:"path"`
	Body string `json:"body"`
}

// Output is how a file is treated, by path, pattern or generator.
type Output struct {
	Pattern string `json:"pattern"`
	Own     string `json:"own,omitempty"`  // own, once, off; "" = as the generator says
	Path    string `json:"path,omitempty"` // another path
	// Patch holds changes to the content: map[string]any, []any, string, int64, float64, bool, and nil for what goes.
	Patch map[string]any `json:"patch,omitempty"`
}
