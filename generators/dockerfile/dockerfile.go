// Package dockerfile writes a Dockerfile, and the .dockerignore beside it, for every service that the project builds.
//
// The stages are the same for every language; what each of them does is the stack's data:
//
//	restore ─ build ─┬─ test
//	   │             ├─ bundle ─ migration (where the service has migrations)
//	development      └─ publish ─ runtime (the last, so that it is what a plain docker build makes)
//
// Dependencies are fetched before the sources are copied, and what tools cache lies in cache mounts, so that a change
// of sources costs a compilation and nothing else. The runtime image holds the program and what it needs to run.
package dockerfile

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	dockerfile "devgen.dev/devgen/generators/internal/dockerfile"
	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// appDir is where the program lies in the runtime image.
const appDir = "/app"

// Files returns a Dockerfile and a .dockerignore for every built service.
func Files(p *spec.Project) []tree.File {
	var files []tree.File
	for _, s := range p.BuiltServices() {
		files = append(files,
			tree.File{Path: s.Build.Dockerfile, Own: tree.Whole, Body: image{p, s, dockerfile.New(header.Sentence(p.SpecFile), "syntax=docker/dockerfile:1", "check=error=true")}.body()},
			tree.File{Path: s.Build.Ignore, Own: tree.Whole, Body: ignore(p, s)},
		)
	}
	return files
}

// image is the Dockerfile of one service in the making.
type image struct {
	project *spec.Project
	service *spec.Service
	*dockerfile.File
}

func (i image) body() []byte {
	i.bases()
	i.restore()
	i.build()
	i.development()
	i.test()
	i.migrationBundle()
	i.publish()
	i.base()
	i.migration()
	i.runtime()
	return i.Bytes()
}

// bases names the images once, for everything that renews them.
func (i image) bases() {
	img := i.service.Build.Image
	i.Blank().ArgDefault(dockerfile.Pair{Name: "BUILD_IMAGE", Value: img.Build}, dockerfile.Pair{Name: "RUNTIME_IMAGE", Value: img.Runtime})
}

func (i image) stage(comment, from, name string) {
	i.Blank().Comment(comment).From(dockerfile.From{Image: from, Stage: name})
}

func (i image) restore() {
	img := i.service.Build.Image
	i.stage("Dependencies alone: this layer stays until a manifest changes.", "${BUILD_IMAGE}", "restore")
	i.Env(pairs(img.Env)...).Workdir(img.Workdir)
	i.copyManifests()
	i.run(img.Restore)
}

// copyManifests puts every manifest into its own folder.
func (i image) copyManifests() {
	var folders []string
	byFolder := map[string][]string{}
	for _, m := range i.service.Build.Image.Manifests {
		folder := path.Dir(m)
		if byFolder[folder] == nil {
			folders = append(folders, folder)
		}
		byFolder[folder] = append(byFolder[folder], m)
	}
	for _, folder := range folders {
		i.Copy(dockerfile.Copy{Sources: byFolder[folder], Target: folder + "/"})
	}
}

// run runs one of the stack's commands with its caches mounted; "" is no command.
func (i image) run(commands ...string) {
	commands = slices.DeleteFunc(commands, func(c string) bool { return c == "" })
	if len(commands) == 0 {
		return
	}
	i.Run(dockerfile.Run{Mounts: i.caches(), Commands: commands})
}

func (i image) caches() []string {
	var mounts []string
	for _, folder := range i.service.Build.Image.Caches {
		mounts = append(mounts, "type=cache,target="+folder)
	}
	return mounts
}

func (i image) build() {
	i.stage("Sources, compiled.", "restore", "build")
	i.Copy(dockerfile.Copy{Sources: []string{"."}, Target: "."})
	i.run(i.service.Build.Image.Compile)
}

func (i image) development() {
	d := i.service.Build.Development
	i.stage("For docker-compose.override.yml: the sources are mounted over these, and the program restarts with them.", "restore", "development")
	i.run(d.Setup)
	i.Env(pairs(d.Env)...).Copy(dockerfile.Copy{Sources: []string{"."}, Target: "."})
	i.expose()
	if d.Command != "" {
		i.Cmd("sh", "-c", d.Command)
	}
}

func (i image) test() {
	i.stage("For docker-compose.test.yml, which says what to run.", "build", "test")
	if command := i.service.Build.Commands.Test; command != "" {
		i.Cmd("sh", "-c", command)
	}
}

func (i image) migrationBundle() {
	if i.service.Migrations == nil || i.service.Build.Image.BuildMigration == "" {
		return
	}
	i.stage("The program that applies database migrations.", "build", "bundle")
	i.run(i.service.Build.Image.BuildMigration)
}

func (i image) publish() {
	i.stage("What runs, and nothing else.", "build", "publish")
	i.run(i.service.Build.Image.Publish)
}

// base is what the images that run have in common.
func (i image) base() {
	b := i.service.Build
	i.stage("What the images that run have in common. They run as nobody in particular, who owns nothing but what it writes.", "${RUNTIME_IMAGE}", "base")
	i.Env(pairs(b.Image.RuntimeEnv)...)
	if install := i.installPackages(); len(install) > 0 {
		i.Run(dockerfile.Run{Commands: install})
	}
	if len(b.Setup) > 0 {
		i.Run(dockerfile.Run{Commands: b.Setup})
	}
	if folders := i.writableFolders(); len(folders) > 0 {
		list := strings.Join(folders, " ")
		i.Run(dockerfile.Run{Commands: []string{"mkdir -p " + list, fmt.Sprintf("chown %s %s", i.user(), list)}})
	}
	i.Workdir(appDir)
}

func (i image) installPackages() []string {
	b := i.service.Build
	switch {
	case len(b.Packages) == 0:
		return nil
	case b.Image.PackageTool == "apk":
		return []string{"apk add --no-cache " + strings.Join(b.Packages, " ")}
	}
	return []string{
		"apt-get update",
		"apt-get install --yes --no-install-recommends " + strings.Join(b.Packages, " "),
		"rm -rf /var/lib/apt/lists/*",
	}
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

func (i image) user() string { return fmt.Sprintf("%d:%d", i.service.UID, i.service.UID) }

func (i image) migration() {
	m := i.service.Migrations
	if m == nil {
		return
	}
	from := "publish"
	if i.service.Build.Image.BuildMigration != "" {
		from = "bundle"
	}
	i.stage("Applies database migrations and ends.", "base", "migration")
	i.Copy(dockerfile.Copy{From: from, Sources: []string{"/out/"}, Target: "./"})
	i.User(i.user()).NoHealthcheck()
	i.Entrypoint(m.Command...)
}

func (i image) runtime() {
	i.stage("The image that is released.", "base", "runtime")
	i.Copy(dockerfile.Copy{From: "publish", Sources: []string{"/out/"}, Target: "./"})
	i.labels()
	i.expose()
	i.User(i.user())
	i.healthcheck()
	i.Entrypoint(i.service.Build.Image.Entrypoint...)
	if len(i.service.Command) > 0 {
		i.Cmd(i.service.Command...)
	}
}

// labels describe the image (OCI image specification, annotations). Version and revision are the build's to give.
func (i image) labels() {
	p, s := i.project, i.service
	i.ArgDefault(dockerfile.Pair{Name: "VERSION", Value: p.Version}).ArgDefault(dockerfile.Pair{Name: "REVISION", Value: "unknown"})
	title := p.Title
	if s.Name != p.Name {
		title += " " + s.Name
	}
	labels := []dockerfile.Pair{{Name: "org.opencontainers.image.title", Value: title}}
	add := func(name, value string) {
		if value != "" {
			labels = append(labels, dockerfile.Pair{Name: "org.opencontainers.image." + name, Value: value})
		}
	}
	add("description", p.Summary)
	if p.Repository != "" {
		add("source", "https://github.com/"+p.Repository)
	}
	add("licenses", p.License)
	labels = append(labels,
		dockerfile.Pair{Name: "org.opencontainers.image.version", Value: "${VERSION}", Expand: true},
		dockerfile.Pair{Name: "org.opencontainers.image.revision", Value: "${REVISION}", Expand: true})
	i.Label(labels...)
}

func (i image) expose() {
	var ports []int
	for _, p := range i.service.Ports {
		ports = append(ports, p.Number)
	}
	if len(ports) > 0 {
		i.Expose(ports...)
	}
}

// healthcheck is the readiness of the service. One that runs and ends has none, and one without a probe cannot have
// any: a base image's own must not stand in for it.
func (i image) healthcheck() {
	probe := i.service.Probe()
	command := i.service.HealthCommand(probe)
	if i.service.Schedule != "" || len(command) == 0 {
		i.NoHealthcheck()
		return
	}
	h := dockerfile.Healthcheck{Interval: probe.Period.String(), Timeout: probe.Timeout.String(), Retries: probe.Failures, Command: command}
	if start := i.service.Startup; start != nil {
		h.StartPeriod = (start.Delay + start.Period*time.Duration(start.Failures)).String()
	}
	i.Healthcheck(h)
}

func pairs(list []spec.Pair) []dockerfile.Pair {
	var out []dockerfile.Pair
	for _, p := range list {
		out = append(out, dockerfile.Pair{Name: p.Name, Value: p.Value})
	}
	return out
}
