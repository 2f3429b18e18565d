package compose

import (
	"strings"

	"devgen.dev/devgen/generators/internal/yaml"
)

// container is one service of a compose file. A field that is empty is left out.
type container struct {
	name        string
	addition    bool   // laid over the base's container: it says only what differs
	reads       string // service whose settings it has
	share       share
	about       string // for people, above it
	image       string
	build       *build
	profiles    []string
	command     []string
	user        string
	init        bool
	environment *yaml.Map
	secrets     []secret
	dependsOn   []dependency
	ports       []string
	volumes     []mount
	tmpfs       []string
	networks    []network
	health      *health
	restart     string
	stopGrace   string
	readOnly    bool
	capabilities
	deploy *deploy
}

// share says whether containers of one service's code write its settings out, or name those of the first of them.
type share int

const (
	alone share = iota
	first
	again
)

// shared is a value that all containers of a service's code have alike.
func (c *container) shared(what string, value any) any {
	name := c.reads + "-" + what
	switch c.share {
	case first:
		return yaml.Anchor(name, value)
	case again:
		return yaml.Alias(name)
	}
	return value
}

// build is how compose makes an image.
type build struct {
	context    string
	dockerfile string // from the context; "" = Dockerfile
	target     string
	version    string // argument VERSION, for the image's labels
}

// dependency is a container that must have come to a condition before another starts.
type dependency struct {
	name      string
	condition string
}

// The conditions of depends_on.
// Source: https://docs.docker.com/reference/compose-file/services/#long-syntax-1
const (
	started   = "service_started"
	healthy   = "service_healthy"
	completed = "service_completed_successfully"
)

// mount is a named volume, or a folder of the machine, in a container. Without a source it is a volume that goes with the
// container.
type mount struct {
	source string
	path   string
	named  bool
}

// capabilities is what a container may do beyond its user's rights.
type capabilities struct {
	limited bool     // nothing but what is added, and no way to gain more
	added   []string // without CAP_
}

// yaml writes the container in the order in which people read one: what runs, with what, when, how it is reached and
// watched, what it may do and use.
func (c *container) yaml() *yaml.Map {
	m := yaml.NewMap().SetNonEmpty("image", c.image)
	m.SetIf(c.build != nil, "build", c.build.yaml())
	m.SetNonEmpty("profiles", yaml.FlowStrings(c.profiles))
	m.SetNonEmpty("command", yaml.FlowStrings(c.command))
	m.SetNonEmpty("user", quoted(c.user))
	m.SetIf(c.init, "init", true)
	m.SetIf(c.environment != nil && c.environment.Len() > 0, "environment", c.shared("environment", c.environment))
	m.SetIf(len(c.secrets) > 0, "secrets", c.shared("secrets", secretUses(c.secrets)))
	m.SetNonEmpty("depends_on", dependencies(c.dependsOn))
	if c.deploy != nil && c.deploy.replicas > 1 {
		m.Comment("One port of the machine for each copy: put a load balancer in front of them.")
	}
	m.SetNonEmpty("ports", quotedList(c.ports))
	m.SetNonEmpty("volumes", mounts(c.volumes))
	m.SetNonEmpty("tmpfs", c.tmpfs)
	m.SetNonEmpty("networks", networkNames(c.networks))
	m.SetIf(c.health != nil, "healthcheck", c.health.yaml())
	m.SetIf(c.restart != "", "restart", c.restart)
	m.SetNonEmpty("stop_grace_period", c.stopGrace)
	m.SetIf(c.readOnly, "read_only", true)
	m.SetIf(c.limited, "cap_drop", yaml.Flow("ALL"))
	m.SetNonEmpty("cap_add", yaml.FlowStrings(c.added))
	m.SetIf(c.limited, "security_opt", yaml.Flow(yaml.Quoted("no-new-privileges:true")))
	m.SetIf(c.deploy != nil, "deploy", c.deploy.yaml())
	m.SetIf(!c.addition, "logging", yaml.Alias(logging))
	return m
}

// uses reports whether the container gets the secret of that name.
func (c *container) uses(name string) bool {
	for _, s := range c.secrets {
		if s.name == name {
			return true
		}
	}
	return false
}

func (b *build) yaml() *yaml.Map {
	if b == nil {
		return nil
	}
	return yaml.NewMap().
		SetNonEmpty("context", b.context).
		SetNonEmpty("dockerfile", b.dockerfile).
		SetNonEmpty("target", b.target).
		SetIf(b.version != "", "args", yaml.NewMap().Set("VERSION", b.version))
}

func dependencies(list []dependency) *yaml.Map {
	m := yaml.NewMap()
	for _, d := range list {
		m.Set(d.name, yaml.NewMap().Set("condition", d.condition))
	}
	return m
}

func mounts(list []mount) []string {
	var texts []string
	for _, m := range list {
		texts = append(texts, strings.TrimPrefix(m.source+":"+m.path, ":"))
	}
	return texts
}

func networkNames(list []network) any {
	var names []string
	for _, n := range list {
		names = append(names, string(n))
	}
	return yaml.FlowStrings(names)
}

// quoted keeps what looks like a number, a user or a port, a string for every reader.
func quoted(text string) any { return yaml.Quoted(text) }

func quotedList(texts []string) *yaml.Seq {
	list := yaml.NewSeq()
	for _, text := range texts {
		list.Add(quoted(text))
	}
	return list
}
