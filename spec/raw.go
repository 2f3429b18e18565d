package spec

// The raw spec: what the user wrote, after the checker has found it well-formed and has filled the schema's defaults.
// Fields stand in the schema's order. A field of the schema that may be left out and whose zero value means something
// is a pointer here.

type rawSpec struct {
	Project      rawProject
	Environments map[string]rawEnvironment
	Stacks       map[string]rawStack
	Engines      map[string]rawEngine
	Services     map[string]rawService
	Groups       map[string]rawGroup
	Settings     map[string]map[string]rawSetting
	Tasks        map[string]rawTask
	Tests        map[string]rawSuite
	Gates        *rawGates
	CI           *rawCI `spec:"ci"`
	Kubernetes   *rawKubernetes
	Pins         map[string]rawPin
	Setup        *rawSetup
	Seed         *rawSeed
	Hooks        *rawHooks
	Editor       *rawEditor
	Updates      *rawUpdates
	Outputs      map[string]rawOutput
	Files        map[string]string
	Lint         *rawLint
}

type rawProject struct {
	Name, Title, Summary, Repository, License, Version, Registry string
	Branches                                                     *rawBranches
	Requirements                                                 *Requirements
	Links                                                        map[string]string
}

type rawBranches struct {
	Default string
	Also    []string
}

type rawEnvironment struct {
	Help, RunsOn, Like, Stage, After, Domain string
	Ephemeral, HotReload, Consoles           *bool
	Restart                                  string
	Replicas                                 *int
	Logging                                  *rawLogging
	Namespace, Version                       string
}

type rawLogging struct {
	Driver, MaxSize string
	MaxFiles        int
}

type rawService struct {
	Help, Stack, Engine    string
	External               *rawExternal
	Build                  *rawBuild
	Ports, Publish         map[string]int
	Needs                  []string
	Volumes                map[string]string
	Probes                 *rawProbes
	Metrics                *rawMetrics
	Pages                  map[string]string
	Settings               map[string]rawSetting
	SecretsAs              string
	Command                []string
	Schedule               string
	Migrations             *rawMigrations
	Replicas               *int
	Resources              *rawResources
	Scale                  *rawScale
	StopGrace              string
	Version                string
	Variant                *string
	Database, User         string
	Password, RootPassword string
	Flags                  map[string]string
	Persist                bool
	Storage                string
	Console                *rawConsole
	In                     map[string]rawServiceIn
}

type rawServiceIn struct {
	Replicas  *int
	Resources *rawResources
	Publish   map[string]int
	Host      string
	Port      int
	Database  string
	User      string
}

type rawExternal struct {
	URL    string `spec:"url"`
	Health string
}

type rawBuild struct {
	Context, Dockerfile, Project, Solution string
	Manifests, Packages, Setup             []string
	UID                                    int `spec:"uid"`
}

type rawMigrations struct {
	Project, Run string
	Command      []string
}

type rawProbes struct {
	Startup, Liveness, Readiness *rawProbe
}

type rawProbe struct {
	Path     string
	TCP      bool `spec:"tcp"`
	GRPC     bool `spec:"grpc"`
	Command  []string
	Port     string
	Period   string
	Timeout  string
	Failures int
	Delay    string
}

type rawMetrics struct {
	Path, Port string
}

type rawResources struct {
	Requests, Limits *rawAmounts
}

type rawAmounts struct {
	CPU    string `spec:"cpu"`
	Memory string
}

type rawScale struct {
	Min, Max int
	CPU      int `spec:"cpu"`
}

type rawConsole struct {
	Image         string
	Port, Publish int
}

type rawGroup struct {
	Title, Help string
	Services    *[]string
}

type rawSetting struct {
	Help, Type        string
	OneOf             []string
	Default           *Scalar
	In                map[string]Scalar
	Required          *bool
	Min, Max          *Scalar
	MinLength         *int
	Pattern           string
	Secret            bool
	Sample            *string
	Generate, Rotate  string
	Var, Key          string
	From, Field, Form string
	Windows, Volume   string
}

type rawTask struct {
	Help, Group string
	Args        []string
	Confirm     bool
	Steps       []rawStep
}

type rawStep struct {
	Run, Posix, Pwsh, Task string
	Up                     []string
	Down                   string
}

type rawSuite struct {
	Kind, Service, Project, Run string
	Needs                       *[]string
	Runners                     []string
	Timeout                     string
}

type rawGates struct {
	Coverage *rawCoverage
	Format   bool
}

type rawCoverage struct {
	Line int
}

type rawCI struct {
	Runner         string
	Retention      int
	Timeout        string
	Configurations []string
}

type rawKubernetes struct {
	IngressClass, ClusterIssuer, IngressNamespace, StorageClass string
	Gateway                                                     *rawGateway
}

type rawGateway struct {
	Name, Namespace, Listener, Proxies string
}

type rawPin struct {
	Version string
	SHA     string `spec:"sha"`
}

type rawSetup struct {
	Tools   map[string]string
	Install map[string]rawInstall
}

type rawInstall struct {
	Debian, Macos, Windows string
}

type rawSeed struct {
	Service, File string
	Tables        map[string]rawSeedTable
	Tests         bool
}

type rawSeedTable struct {
	Key     []string
	Columns map[string]rawSeedColumn
	Rows    map[string]map[string]Scalar
}

type rawSeedColumn struct {
	Type, Refers, Column string
	Default              *Scalar
	Identity             bool
}

type rawHooks struct {
	PreCommit, PrePush *[]string
}

type rawEditor struct {
	Rulers     []int
	Extensions []string

	Devcontainer *rawDevcontainer
}

type rawDevcontainer struct {
	Image, User string
	Features    map[string]map[string]Scalar
}

type rawUpdates struct {
	Schedule string
	Labels   []string
}

type rawOutput struct {
	Own, Path string
	Patch     map[string]any
}

type rawLint struct {
	Ignore map[string]string
}

type rawStack struct {
	Title, Version, Project string
	Configurations          []string
	Image                   rawStackImage
	Commands                rawStackCommands
	Coverage                rawStackCoverage
	Results                 rawStackResults
	Development             rawStackDevelopment
	Variables               map[string]rawStackVariable
	PortVariable            string
	Connection, SecretFiles string
	Venv                    Venv
	CI                      rawStackCI `spec:"ci"`
	Tools                   map[string]rawTool
	Ignore                  []string
	Ecosystem, Hooks        string
	Staged                  rawStackStaged
	Extensions, Matchers    []string
	Debug                   rawStackDebug
	Devcontainer            rawStackDevcontainer
	Editorconfig            map[string]map[string]string
	Attributes              map[string]string
}

type rawStackImage struct {
	Build, Runtime, Packages, Workdir  string
	Downloads, Caches, Layers          []string
	Env                                map[string]string
	Manifests, RuntimePackages         []string
	Tools, Plan, Restore, Compile      string
	Publish, Migration                 string
	Migrate, Entrypoint                []string
	RuntimeEnv                         map[string]string
	Writable                           []string
	Health, HealthPort, HealthPackages []string
}

type rawStackCommands struct {
	Restore, Build, Test, Integration, Format, FormatCheck, Lint, Run, Watch, Tools, Migrate, Migration, Clean string
}

type rawStackCoverage struct {
	Setup, Run, Percent string
}

type rawStackResults struct {
	Unit        []string
	Integration string
}

type rawStackStaged struct {
	Files       []string
	FormatCheck string
}

type rawStackDevelopment struct {
	Command, Setup string
	Keep           []string
	Env            map[string]string
	DebugPort      int
}

type rawStackDevcontainer struct {
	Image, User string
	Features    map[string]map[string]Scalar
	Settings    map[string]Scalar
}

type rawStackDebug struct {
	Type, Program, Folder, Build string
}

type rawStackVariable struct {
	Help, Development, Test, Production string
}

type rawStackCI struct {
	Action   string
	With     map[string]string
	Tools    string
	Cache    []string
	CacheKey []string
}

type rawTool struct {
	Help, Check, CheckPwsh, Version string
	Install                         map[string]string
}

type rawEngine struct {
	Title, Kind, Image, Version, Variant string
	Memory                               string
	Port                                 int
	Data                                 string
	UID                                  int `spec:"uid"`
	Writable, Capabilities               []string
	User, Root, Databases                bool
	DirectIO                             bool `spec:"directIO"`
	Admin                                string
	PasswordHelp, Generate               string
	Env, EnvFiles                        map[string]string
	Command                              []string
	PersistArgs, EphemeralArgs           []string
	PasswordArgs                         []string
	Flag                                 string
	Health, Startup                      string
	Connections, OpenConnections         map[string]string
	ManagedConnections                   map[string]string
	Console                              *rawEngineConsole
	Shell, Load, Dialect                 string
}

type rawEngineConsole struct {
	Title, Image     string
	Port, Publish    int
	Env, PasswordEnv map[string]string
	Health           string
}
