package spec

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// rules are judgements over the whole, resolved project, in no particular order. One rule is one function and one line.
var rules = []func(*resolver){
	(*resolver).ruleReservedNames,
	(*resolver).ruleGeneratedNames,
	(*resolver).ruleVolumeNames,
	(*resolver).ruleLimitBelowRequest,
	(*resolver).ruleMutableTag,
	(*resolver).ruleReservedVariables,
	(*resolver).ruleNameLimits,
	(*resolver).ruleVolumePaths,
	(*resolver).ruleInexpressibleProbes,
	(*resolver).ruleScaleWithoutKubernetes,
	(*resolver).ruleHiddenCharacters,
	(*resolver).ruleOneLine,
	(*resolver).ruleRequiredInProduction,
	(*resolver).ruleSecretInTests,
	(*resolver).ruleSharedEnvironmentFile,
	(*resolver).ruleSharedComposeFile,
	(*resolver).ruleIdleFacts,
	(*resolver).ruleUnpinnedAction,
	(*resolver).ruleCredentials,
	(*resolver).rulePortable,
	(*resolver).ruleImageValues,
}

func (r *resolver) checkRules() {
	for _, rule := range rules {
		rule(r)
	}
}

func (r *resolver) ruleLimitBelowRequest() {
	for _, s := range r.project.Services {
		raw := r.raw.Services[s.Name]
		r.checkAmounts(child(s.Path, "resources"), raw.Resources)
		for _, name := range sortedKeys(raw.In) {
			r.checkAmounts(child(child(child(s.Path, "in"), name), "resources"), raw.In[name].Resources)
		}
	}
}

func (r *resolver) checkAmounts(path string, raw *rawResources) {
	if raw == nil || raw.Limits == nil || raw.Requests == nil {
		return
	}
	at := child(path, "limits")
	if l, q := raw.Limits.CPU, raw.Requests.CPU; l != "" && q != "" && MilliCPU(l) < MilliCPU(q) {
		r.report("DG128", child(at, "cpu"), fmt.Sprintf("the limit %s is below the %s that are set aside", l, q), "raise the limit, or lower  requests: cpu")
	}
	if l, q := raw.Limits.Memory, raw.Requests.Memory; l != "" && q != "" && Bytes(l) < Bytes(q) {
		r.report("DG128", child(at, "memory"), fmt.Sprintf("the limit %s is below the %s that are set aside", l, q), "raise the limit, or lower  requests: memory")
	}
}

func (r *resolver) ruleMutableTag() {
	if r.project.EnvironmentFor(Production) == nil {
		return
	}
	for _, s := range r.project.EngineServices() {
		if tag := r.raw.Services[s.Name].Version; tag == "latest" || tag == "stable" || tag == "edge" || tag == "nightly" {
			p := r.report("DG412", child(s.Path, "version"), fmt.Sprintf("production uses the tag %q, which means another image tomorrow", tag), "name a version")
			if known := r.engines[r.raw.Services[s.Name].Engine].Version; known != "" {
				p.Help = []string{fmt.Sprintf("name a version, for example  version: %q", known)}
			}
		}
	}
}

// reservedVariables change what shells, loaders, runners and docker compose do.
var reservedVariables = regexp.MustCompile(`^(PATH|HOME|USER|SHELL|PWD|IFS|ENV|BASH_ENV|LD_.*|DYLD_.*|NODE_OPTIONS|DOTNET_STARTUP_HOOKS|PYTHONSTARTUP|GITHUB_.*|RUNNER_.*|ACTIONS_.*|CI|MAKEFLAGS|MAKEFILES|COMPOSE_.*|DOCKER_.*)$`)

func (r *resolver) ruleReservedVariables() {
	for _, s := range r.project.Settings() {
		if s.Origin == FromSpec && reservedVariables.MatchString(strings.ToUpper(s.Var)) {
			r.reportKey("DG130", s.Place, fmt.Sprintf("%s means something to shells, runners or docker compose: a setting of that name would change what they do", s.Var), "give it another name with  var:")
		}
	}
}

func (r *resolver) ruleVolumePaths() {
	for _, s := range r.project.BuiltServices() {
		owner := map[string]string{}
		for _, v := range s.Volumes {
			path := child(child(s.Path, "volumes"), v.Name)
			if other, ok := owner[strings.TrimRight(v.Path, "/")]; ok {
				p := r.report("DG123", path, fmt.Sprintf("volumes %q and %q of %q are at one path, %s", other, v.Name, s.Name, v.Path), "give one of them another path")
				p.relate(r.doc.LocateValue(child(child(s.Path, "volumes"), other)), "", "the other one")
			}
			owner[strings.TrimRight(v.Path, "/")] = v.Name
		}
	}
}

// ruleInexpressibleProbes tells what the health check of a target cannot say.
func (r *resolver) ruleInexpressibleProbes() {
	for _, s := range r.project.BuiltServices() {
		if p := s.Probe(); p != nil && p.GRPC {
			r.reportKey("DG301", child(s.Path, "probes"), fmt.Sprintf("docker compose cannot ask %q for its gRPC health: there it only checks that the port is open", s.Name),
				"add a  command:  probe if the image has a gRPC client")
		}
	}
}

func (r *resolver) ruleScaleWithoutKubernetes() {
	onKubernetes := r.runsOnKubernetes()
	for _, s := range r.project.BuiltServices() {
		if s.Scale != nil && !onKubernetes {
			r.reportKey("DG302", child(s.Path, "scale"), fmt.Sprintf("nothing can scale %q: no environment runs on Kubernetes", s.Name), "use  replicas:,  or remove it")
		}
	}
}

// ruleHiddenCharacters refuses characters that change how a text looks without being seen (CVE-2021-42574): texts of
// the spec become comments in scripts and workflows.
func (r *resolver) ruleHiddenCharacters() {
	r.doc.Root.Walk(func(path string, n *Node) {
		text, ok := n.Text()
		if !ok {
			return
		}
		if i := strings.IndexFunc(text, hidden); i >= 0 {
			c := []rune(text[i:])[0]
			r.report("DG403", path, fmt.Sprintf("the text holds the invisible character U+%04X, which can make it look like another", c), "remove it")
		}
	})
}

func hidden(c rune) bool {
	switch {
	case c == '\t', c == '\n', c == '\r':
		return false
	case c >= 0x202a && c <= 0x202e, c >= 0x2066 && c <= 0x2069, c == 0x200e, c == 0x200f, c == 0x061c:
		return true
	case c == 0x200b, c == 0x2060, c == 0xfeff:
		return true
	}
	return unicode.IsControl(c) || unicode.Is(unicode.Noncharacter_Code_Point, c)
}

// ruleRequiredInProduction finds settings that production cannot start without and that nothing gives a value: not a
// secret, which is supplied from outside, and not optional.
func (r *resolver) ruleRequiredInProduction() {
	for _, e := range r.project.Environments {
		if e.Stage != Production {
			continue
		}
		for _, s := range r.project.Settings() {
			if s.Required && !s.Secret && s.From == "" && s.In(e).Source == SourceUnset {
				r.reportKey("DG134", s.Place, fmt.Sprintf("%s is required but has no value in %q", s.Var, e.Name),
					fmt.Sprintf("add  in: %s: …  or a  default:,  or  required: false", e.Name))
			}
		}
	}
}

// ruleSecretInTests finds secrets that nobody can supply where nobody sits: tests make theirs from `generate`, or take
// the sample.
func (r *resolver) ruleSecretInTests() {
	e := r.project.EnvironmentFor(Test)
	if e == nil {
		return
	}
	for _, s := range r.project.Settings() {
		if s.Secret && s.Required && s.Provider == nil && s.Generate == "" && s.In(e).Source == SourceSecret {
			r.reportKey("DG136", s.Place, fmt.Sprintf("nothing gives %s a value in %q, where nobody is there to enter one", s.Var, e.Name),
				`add  generate: "openssl rand -base64 32",  a made-up  sample: "…",  or  required: false`)
		}
	}
}

// ruleSharedEnvironmentFile: development environments share .env, so a setting that differs between them would take
// whichever value the file was made with.
func (r *resolver) ruleSharedEnvironmentFile() {
	var shared []*Environment
	for _, e := range r.project.Environments {
		if e.Stage == Development && e.RunsOn != Host {
			shared = append(shared, e)
		}
	}
	if len(shared) < 2 {
		return
	}
	for _, e := range shared[1:] {
		r.reportKey("DG502", child("environments", e.Name), fmt.Sprintf("%q and %q are both for development in containers and share one .env file and one compose file; %q is the one that counts", shared[0].Name, e.Name, shared[0].Name),
			`set  stage: "test"  or  "production",  or remove one of them`)
	}
}
