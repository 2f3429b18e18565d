package dockerfile

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"devgen.dev/devgen/generators/internal/comment"
	dockerfile "devgen.dev/devgen/generators/internal/dockerfile"
)

// appDir is where the program lies in the images that run.
const appDir = "/app"

// base is what the images that run the service's own program have in common.
func (i image) base() {
	i.stage("What the program needs around it. It runs as a user without a name, who owns nothing but what it writes.", i.runtimeBase().from(), "base")
	i.Env(pairs(i.service.Build.Image.RuntimeEnv)...)
	about := packageVersions
	if len(i.service.Build.Needed) > 0 {
		about = "" // said above
	}
	i.installPackages(about, i.service.Build.Packages)
	i.completeBase()
	i.Workdir(appDir)
}

const packageVersions = "Packages are those of the base image's release: its archive keeps only the newest, so a version written here would be gone one day."

// installPackages installs system packages. apt keeps what it downloads in cache mounts, with a lock, since it knows no
// other apt beside it; no list and no archive gets into the layer.
func (i image) installPackages(about string, names []string) {
	packages := strings.Join(names, "\n")
	switch {
	case packages == "":
	case i.service.Build.Image.PackageTool == "apk":
		i.Comment(about).Run(dockerfile.Run{Commands: []string{"apk add --no-cache\n" + packages}})
	default:
		i.Comment(strings.TrimSpace(about + " docker-clean would empty the caches after every installation."))
		i.Run(dockerfile.Run{
			Mounts:   []string{"type=cache,target=/var/cache/apt,sharing=locked", "type=cache,target=/var/lib/apt/lists,sharing=locked"},
			Commands: []string{"rm -f /etc/apt/apt.conf.d/docker-clean", "apt-get update", "apt-get install --yes --no-install-recommends\n" + packages},
		})
	}
}

// completeBase runs the spec's own commands, and makes the folders that the program writes to.
func (i image) completeBase() {
	commands := slices.Clone(i.service.Build.Setup)
	i.strict(commands)
	if folders := i.writableFolders(); len(folders) > 0 {
		list := strings.Join(folders, " ")
		commands = append(commands, "mkdir -p "+list, fmt.Sprintf("chown %s %s", i.user(), list))
	}
	if len(commands) > 0 {
		i.Run(dockerfile.Run{Commands: commands})
	}
}

// strict changes the shell where a command has a pipe.
func (i image) strict(commands []string) {
	if slices.ContainsFunc(commands, func(c string) bool { return strings.Contains(c, "|") }) {
		i.Comment("A pipe fails with any of its commands.").Shell(i.strictShell()...)
	}
}

// strictShell is a shell with pipefail: Alpine's is BusyBox's, and Debian's plain one knows no such option.
func (i image) strictShell() []string {
	if i.service.Build.Image.PackageTool == "apk" {
		return []string{"/bin/ash", "-o", "pipefail", "-c"}
	}
	return []string{"/bin/bash", "-o", "pipefail", "-c"}
}

// writableFolders are those of volumes and of the stack. A named volume takes the owner of the folder that it covers.
func (i image) writableFolders() []string {
	folders := slices.Clone(i.service.Build.Image.Writable)
	for _, v := range i.service.Volumes {
		folders = append(folders, v.Path)
	}
	slices.Sort(folders)
	return slices.Compact(folders)
}

// user is the number of the user and of its group: a name would mean nothing to who checks that it is not root.
func (i image) user() string { return fmt.Sprintf("%d:%d", i.service.UID, i.service.UID) }

// migration is the image that brings the database up to date: a bundle needs nothing but the runtime, and without one
// the service's own program does it.
func (i image) migration() {
	if i.service.Migrations == nil {
		return
	}
	const about = "Applies database migrations and ends."
	if i.bundled() {
		i.stage(about, i.runtimeBase().from(), "migration")
		i.Env(pairs(i.service.Build.Image.RuntimeEnv)...).Workdir(appDir)
		i.Copy(dockerfile.Copy{From: "bundle", Sources: []string{"/out/"}, Target: "./"})
	} else {
		i.stage(about, "base", "migration")
		i.copyProgram()
	}
	i.labels("migrations")
	i.User(i.user()).NoHealthcheck().Entrypoint(i.service.Migrations.Command...)
}

// runtime is the image that is released.
func (i image) runtime() {
	i.stage("The image that is released.", "base", "runtime")
	i.copyProgram()
	i.labels("")
	i.expose(i.ports())
	i.User(i.user())
	i.healthcheck()
	i.Entrypoint(i.service.Build.Image.Entrypoint...)
	if len(i.service.Command) > 0 {
		i.Cmd(i.service.Command...)
	}
}

// copyProgram copies what runs, in as many layers as the stack makes of it: an update moves those that have changed.
func (i image) copyProgram() {
	layers := i.service.Build.Image.Layers
	if len(layers) == 0 {
		i.Copy(dockerfile.Copy{From: "publish", Sources: []string{"/out/"}, Target: "./"})
	}
	for _, layer := range layers {
		i.Copy(dockerfile.Copy{From: "publish", Sources: []string{"/out/" + layer + "/"}, Target: "./"})
	}
}

// labels describe an image. Version and revision are the build's to give.
// Source: https://github.com/opencontainers/image-spec/blob/main/annotations.md
func (i image) labels(part string) {
	p, s := i.project, i.service
	i.ArgDefault(dockerfile.Pair{Name: "VERSION", Value: p.Version}, dockerfile.Pair{Name: "REVISION", Value: "unknown"})
	var labels []dockerfile.Pair
	add := func(name, value string, expand bool) {
		if value = comment.Line(value); value != "" {
			labels = append(labels, dockerfile.Pair{Name: "org.opencontainers.image." + name, Value: value, Expand: expand})
		}
	}
	title := []string{p.Title}
	if s.Name != p.Name {
		title = append(title, s.Name)
	}
	if part != "" {
		title = append(title, part)
	}
	add("title", strings.Join(title, " "), false)
	add("description", p.Summary, false)
	if p.Repository != "" {
		add("source", "https://github.com/"+p.Repository, false)
	}
	add("licenses", p.License, false)
	add("version", "${VERSION}", true)
	add("revision", "${REVISION}", true)
	i.Label(labels...)
}

func (i image) ports() []int {
	var ports []int
	for _, p := range i.service.Ports {
		ports = append(ports, p.Number)
	}
	return ports
}

func (i image) expose(ports []int) {
	if len(ports) > 0 {
		i.Expose(ports...)
	}
}

// healthcheck is the probe that says best whether others may start. A job that runs and ends has none, and one without
// a probe cannot have any: a base image's own must not stand in for it.
func (i image) healthcheck() {
	probe := i.service.Probe()
	command := i.service.HealthCommand(probe)
	if i.service.Schedule != "" || len(command) == 0 {
		i.NoHealthcheck()
		return
	}
	h := dockerfile.Healthcheck{Interval: duration(probe.Period), Timeout: duration(probe.Timeout), Retries: probe.Failures, Command: command}
	if start := i.service.Startup; start != nil {
		h.StartPeriod = duration(start.Delay + start.Period*time.Duration(start.Failures))
	}
	i.Healthcheck(h)
}

// duration writes a time with one unit. Docker reads 2m30s too, but not every tool that reads Dockerfiles does.
func duration(d time.Duration) string {
	if d%time.Second != 0 {
		return fmt.Sprintf("%dms", d.Milliseconds())
	}
	return fmt.Sprintf("%ds", d/time.Second)
}
