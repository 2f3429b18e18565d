package dockerfile

import (
	"path"
	"slices"
	"strings"

	dockerfile "devgen.dev/devgen/generators/internal/dockerfile"
)

// restore fetches the dependencies, where the stack can do that without the sources.
func (i image) restore() {
	img := i.service.Build.Image
	switch {
	case img.Restore == "":
		i.tools("restore")
	case img.Plan != "":
		i.tools("tools")
		i.plan()
		i.stage("Dependencies alone: this layer stays as long as the plan does.", "tools", "restore")
		i.Copy(dockerfile.Copy{From: "plan", Sources: []string{"/plan/"}, Target: "./"})
		i.copyManifests()
		i.run(i.downloads(), img.Restore)
	default:
		i.toolchain("Dependencies alone: this layer stays until a manifest changes.", "restore")
		i.copyManifests()
		i.run(i.downloads(), img.Restore)
	}
}

func (i image) tools(stage string) { i.toolchain("The tools.", stage) }

// toolchain is the stage that all building ones come from.
func (i image) toolchain(about, stage string) {
	img := i.service.Build.Image
	i.stage(about, i.buildBase().from(), stage)
	i.Env(pairs(img.Env)...)
	i.surroundings()
	i.Workdir(img.Workdir)
	i.run(i.downloads(), img.Tools)
}

// surroundings are what the program needs around it where it is developed and tested: as in the images that run, and as
// early, so that a change of sources does not install them again.
func (i image) surroundings() {
	i.installPackages(packageVersions, i.service.Build.Needed)
	if setup := i.service.Build.Setup; len(setup) > 0 {
		i.strict(setup)
		i.Run(dockerfile.Run{Commands: setup})
	}
}

// plan sees all sources, and is the same as long as what it takes out of them is: restore, which gets that alone, does
// not run again for a change of anything else.
func (i image) plan() {
	i.stage("What the dependencies follow from.", "tools", "plan")
	i.copySources()
	i.run(nil, "mkdir -p /plan && "+i.service.Build.Image.Plan)
}

// copyManifests puts every manifest into its own folder.
func (i image) copyManifests() {
	manifests := i.service.Build.Image.Manifests
	if slices.ContainsFunc(manifests, func(m string) bool { return strings.Contains(m, "**") }) {
		i.Copy(dockerfile.Copy{Parents: true, Sources: manifests, Target: "./"})
		return
	}
	var folders []string
	byFolder := map[string][]string{}
	for _, m := range manifests {
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

// build compiles the sources.
func (i image) build() {
	about := "The sources, compiled."
	if i.service.Build.Image.Compile == "" {
		about = "The sources."
	}
	i.stage(about, "restore", "build")
	i.copySources()
	i.run(i.caches(), i.service.Build.Image.Compile)
}

func (i image) copySources() { i.Copy(dockerfile.Copy{Sources: []string{"."}, Target: "."}) }

// development has all tools, and those that only developers need.
func (i image) development() {
	d := i.service.Build.Development
	i.stage("For docker-compose.override.yml, which mounts the working copy over these sources.", "restore", "development")
	i.run(append(i.downloads(), i.caches()...), d.Setup)
	i.Env(pairs(d.Env)...)
	i.copySources()
	ports := i.ports()
	if d.DebugPort > 0 {
		ports = append(ports, d.DebugPort)
	}
	i.expose(ports)
	if d.Command != "" {
		i.Cmd("sh", "-c", d.Command)
	}
}

// test is where suites run in containers.
func (i image) test() {
	i.stage("For docker-compose.test.yml, which says what to run.", "build", "test")
	if command := i.service.Build.Commands.Test; command != "" {
		i.Cmd("sh", "-c", command)
	}
}

// bundled reports whether migrations are a program of their own, not the service's.
func (i image) bundled() bool {
	return i.service.Migrations != nil && i.service.Build.Image.BuildMigration != ""
}

func (i image) bundle() {
	if i.bundled() {
		i.stage("The program that applies database migrations.", "build", "bundle")
		i.run(append(i.downloads(), i.caches()...), i.service.Build.Image.BuildMigration)
	}
}

func (i image) publish() {
	i.stage("What runs, and nothing else.", "build", "publish")
	i.run(i.caches(), i.service.Build.Image.Publish)
}
