package compose

import (
	"strconv"
	"time"

	"devgen.dev/devgen/generators/internal/interpolate"
	"devgen.dev/devgen/generators/internal/yaml"
	"devgen.dev/devgen/spec"
)

// health is a container's health check. In the override only the time to start is set: the rest is the base's.
type health struct {
	command  []string // argument list
	shell    string   // or a shell command
	interval time.Duration
	timeout  time.Duration
	retries  int
	start    time.Duration
}

func (h *health) yaml() *yaml.Map {
	if h == nil {
		return nil
	}
	m := yaml.NewMap()
	if h.shell != "" {
		m.Set("test", yaml.Flow("CMD-SHELL", h.shell))
	} else if len(h.command) > 0 {
		m.Set("test", yaml.FlowStrings(append([]string{"CMD"}, h.command...)))
	}
	m.SetNonEmpty("interval", seconds(h.interval))
	m.SetNonEmpty("timeout", seconds(h.timeout))
	m.SetIf(h.retries > 0, "retries", h.retries)
	m.SetNonEmpty("start_period", seconds(h.start))
	return m
}

// builtHealth is the check of a built service, by the probe that says best whether others may start. Its start period
// is the patience of the startup probe.
func builtHealth(s *spec.Service) *health {
	probe := s.Probe()
	command := s.HealthCommand(probe)
	if len(command) == 0 {
		return nil
	}
	return &health{
		command: doubled(command), interval: probe.Period, timeout: probe.Timeout, retries: probe.Failures,
		start: patience(s),
	}
}

// patience is how long a service may take to start before failed checks count.
func patience(s *spec.Service) time.Duration {
	if s.Startup == nil {
		return s.Probe().Delay
	}
	return s.Startup.Delay + time.Duration(s.Startup.Failures)*s.Startup.Period
}

// developmentPatience is the time in which a development container restores and compiles before it serves.
const developmentPatience = 5 * time.Minute

// engineHealth is the check of an engine. The interval is short outside production: others wait for it.
func engineHealth(srv *spec.Server, command string, production bool) *health {
	if command == "" {
		return nil
	}
	h := &health{shell: command, interval: 5 * time.Second, timeout: 5 * time.Second, retries: 10, start: srv.Startup}
	if production {
		h.interval, h.retries = 10*time.Second, 5
	}
	return h
}

// seconds writes a duration as compose reads it: 90s, 1500ms. Zero is "".
func seconds(d time.Duration) string {
	switch {
	case d == 0:
		return ""
	case d%time.Second == 0:
		return decimal(int(d/time.Second)) + "s"
	}
	return decimal(int(d/time.Millisecond)) + "ms"
}

func decimal(n int) string { return strconv.Itoa(n) }

// doubled protects words from compose's own variables.
func doubled(words []string) []string {
	var list []string
	for _, w := range words {
		list = append(list, interpolate.Compose(w))
	}
	return list
}

// consoleHealth asks a console for its page. The images of consoles are small ones, with BusyBox's wget and nc.
func consoleHealth(c *spec.Console) *health {
	h := &health{interval: 10 * time.Second, timeout: 5 * time.Second, retries: 5, start: 30 * time.Second}
	if c.Health == "" {
		h.command = []string{"nc", "-z", "127.0.0.1", decimal(c.Port)}
	} else {
		h.command = []string{"wget", "-q", "-O", "/dev/null", "http://127.0.0.1:" + decimal(c.Port) + interpolate.Compose(c.Health)}
	}
	return h
}
