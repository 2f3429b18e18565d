package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"cuelang.org/go/cue/format"
	"github.com/spf13/cobra"

	"devgen.dev/devgen/spec"
)

// found is what init sees in a repository.
type found struct {
	Name       string   `json:"name"`
	Repository string   `json:"repository,omitempty"`
	Services   []lead   `json:"services"`
	Engines    []string `json:"engines,omitempty"`
	Notes      []string `json:"notes,omitempty"` // files that exist and will stay the user's
}

// lead is a service that a file gives away.
type lead struct {
	Name     string `json:"name"`
	Stack    string `json:"stack"`
	File     string `json:"file"` // that gave it away
	Context  string `json:"context"`
	Project  string `json:"project,omitempty"`
	Solution string `json:"solution,omitempty"`
	Version  string `json:"version,omitempty"`
}

func (a *app) initCommand() *cobra.Command {
	var o initOptions
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Detect this project and write a first devgen.cue",
		Long:  "Looks for the manifests of languages and for engines in compose files, and writes a first spec from them.\nWrites the spec and nothing else; files that exist stay yours.",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return a.init(o) },
	}
	cmd.Flags().StringVar(&o.name, "name", "", "name of the project (default: the folder's)")
	cmd.Flags().BoolVar(&o.yaml, "yaml", false, "write devgen.yaml instead of devgen.cue")
	cmd.Flags().BoolVarP(&o.dryRun, "dry-run", "n", false, "print the spec, write nothing")
	cmd.Flags().BoolVar(&o.json, "json", false, "print what was found as JSON, write nothing")
	return cmd
}

type initOptions struct {
	name               string
	yaml, dryRun, json bool
}

func (a *app) init(o initOptions) error {
	root := os.DirFS(a.dir)
	for _, existing := range spec.MainFiles {
		if _, err := fs.Stat(root, existing); err == nil {
			return usage(existing+" exists already", "devgen build     generate files from it")
		}
	}
	f, err := look(root)
	if err != nil {
		return failure(err)
	}
	folder, err := filepath.Abs(a.dir)
	if err != nil {
		return failure(err)
	}
	f.Name = projectName(o.name, filepath.Base(folder))
	if o.json {
		return a.printJSON(f)
	}
	return a.writeFirstSpec(f, o)
}

func (a *app) writeFirstSpec(f found, o initOptions) error {
	file, text := "devgen.yaml", firstYAML(f)
	if !o.yaml {
		formatted, err := format.Source([]byte(firstCUE(f)), format.Simplify())
		if err != nil {
			return failure(err)
		}
		file, text = "devgen.cue", string(formatted)
	}
	if o.dryRun {
		fmt.Fprint(a.stdout, text)
		return nil
	}
	if err := writeNew(filepath.Join(a.dir, file), text); err != nil {
		return failure(err)
	}
	if a.quiet {
		return nil
	}
	printFound(a.stderr, f)
	fmt.Fprintf(a.stderr, "\n  + %s  %d lines\n\n", file, strings.Count(text, "\n"))
	fmt.Fprint(a.stderr, "Next:  devgen diff      see what it would generate\n       devgen build     generate it\n")
	return nil
}

// writeNew writes a file that must not exist: init never overwrites.
func writeNew(name, text string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, text)
	return errors.Join(err, f.Close())
}

func printFound(w io.Writer, f found) {
	fmt.Fprintln(w, "Looking around…")
	for _, s := range f.Services {
		fmt.Fprintf(w, "  ✓ %-8s %s (%s)\n", s.Stack, s.Name, s.File)
	}
	for _, e := range f.Engines {
		fmt.Fprintf(w, "  ✓ %-8s engine\n", e)
	}
	for _, n := range f.Notes {
		fmt.Fprintf(w, "  · %s\n", n)
	}
	if len(f.Services) == 0 {
		fmt.Fprintln(w, "  · no manifest of a language was found: the spec begins with a Go service as an example")
	}
}

var notName = regexp.MustCompile(`[^a-z0-9]+`)

// projectName makes a valid name from what the user gave, or from the folder.
func projectName(given, folder string) string {
	name := strings.Trim(notName.ReplaceAllString(strings.ToLower(cmp.Or(given, folder)), "-"), "-")
	if len(name) > 30 {
		name = strings.TrimRight(name[:30], "-")
	}
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		name = strings.Trim("app-"+name, "-")
	}
	return name
}

// manifests maps a file of a language to its stack, in order of preference within one folder.
var manifests = []struct{ pattern, stack string }{
	{"*.sln", "dotnet"}, {"*.slnx", "dotnet"}, {"go.mod", "go"}, {"package.json", "node"}, {"pyproject.toml", "python"},
	{"requirements.txt", "python"}, {"pom.xml", "java"}, {"Cargo.toml", "rust"},
}

// look reads the names of files, two folders deep, and the compose files: it does not guess from anything else.
func look(root fs.FS) (found, error) {
	var f found
	seen := map[string]bool{}
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && skipFolder(name, d.Name()):
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		f.note(root, name, seen)
		return nil
	})
	slices.Sort(f.Engines)
	f.Engines = slices.Compact(f.Engines)
	f.nameServices()
	return f, err
}

// skipFolder leaves out what no project's own manifest is in, and depth: a monorepo's services lie at most two deep.
func skipFolder(name, base string) bool {
	return strings.HasPrefix(base, ".") || slices.Contains([]string{"node_modules", "vendor", "bin", "obj", "target", "dist", "testdata"}, base) ||
		strings.Count(name, "/") >= 2
}

func (f *found) note(root fs.FS, name string, seen map[string]bool) {
	folder, base := path.Dir(name), path.Base(name)
	for _, m := range manifests {
		if ok, _ := path.Match(m.pattern, base); ok && !seen[folder] {
			seen[folder] = true
			f.Services = append(f.Services, newLead(root, folder, base, m.stack))
		}
	}
	switch {
	case slices.Contains([]string{"docker-compose.yml", "docker-compose.yaml", "compose.yaml", "compose.yml"}, base) && folder == ".":
		f.Engines = append(f.Engines, enginesIn(root, name)...)
		f.Notes = append(f.Notes, name+" exists: it stays yours until you move it away")
	case slices.Contains([]string{"Dockerfile", "Makefile", ".env.example"}, base) && folder == ".":
		f.Notes = append(f.Notes, name+" exists: it stays yours until you move it away")
	}
}

func newLead(root fs.FS, folder, manifest, stack string) lead {
	l := lead{Stack: stack, File: path.Join(folder, manifest), Context: folder, Name: path.Base(folder)}
	switch stack {
	case "dotnet":
		l.Solution = manifest
		l.Project = firstWebProject(root, folder)
	case "go":
		l.Project = firstMain(root, folder)
		l.Version = goVersion(root, path.Join(folder, manifest))
	}
	return l
}

// firstMain finds the package that is built: ./cmd/NAME if there is one, else the module's root.
func firstMain(root fs.FS, folder string) string {
	entries, _ := fs.ReadDir(root, path.Join(folder, "cmd"))
	for _, e := range entries {
		if e.IsDir() {
			return "./cmd/" + e.Name()
		}
	}
	return ""
}

var goDirective = regexp.MustCompile(`(?m)^go ([0-9]+\.[0-9]+)`)

func goVersion(root fs.FS, manifest string) string {
	text, _ := fs.ReadFile(root, manifest)
	if m := goDirective.FindSubmatch(text); m != nil {
		return string(m[1])
	}
	return ""
}

// firstWebProject finds the project folder that has the web SDK.
func firstWebProject(root fs.FS, folder string) string {
	var project string
	_ = fs.WalkDir(root, folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || project != "" || !strings.HasSuffix(name, ".csproj") {
			return nil
		}
		text, _ := fs.ReadFile(root, name)
		if strings.Contains(string(text), "Microsoft.NET.Sdk.Web") {
			project = strings.TrimPrefix(path.Dir(name), folder+"/")
		}
		return nil
	})
	return project
}

var imageLine = regexp.MustCompile(`(?m)^\s*image:\s*["']?([a-z0-9./_-]+)`)

// knownImages maps what an image's name ends with to an engine.
var knownImages = map[string]string{
	"postgres": "postgres", "mysql": "mysql", "mariadb": "mariadb", "redis": "redis", "valkey": "valkey",
	"rabbitmq": "rabbitmq", "mongo": "mongo", "mssql/server": "sqlserver",
}

func enginesIn(root fs.FS, name string) []string {
	text, _ := fs.ReadFile(root, name)
	var engines []string
	for _, m := range imageLine.FindAllSubmatch(text, -1) {
		if engine := engineOf(string(m[1])); engine != "" {
			engines = append(engines, engine)
		}
	}
	return engines
}

// engineOf returns the engine that an image is of, or "".
func engineOf(image string) string {
	folder, base := path.Split(image)
	return cmp.Or(knownImages[base], knownImages[path.Join(path.Base(folder), base)])
}

// nameServices gives every lead a valid name of its own.
func (f *found) nameServices() {
	taken := map[string]bool{}
	for _, e := range f.Engines {
		taken[e] = true
	}
	for i := range f.Services {
		s := &f.Services[i]
		name := projectName(s.Name, "app")
		if s.Context == "." {
			name = "app"
		}
		for n := 2; taken[name]; n++ {
			name = fmt.Sprintf("%s-%d", projectName(s.Name, "app"), n)
		}
		taken[name], s.Name = true, name
	}
}

func firstCUE(f found) string {
	var b strings.Builder
	fmt.Fprintf(&b, "// What %s is, once: devgen build writes every DevOps file from it.\npackage devgen\n\nproject: name: %q\n\nenvironments: {\n", f.Name, f.Name)
	b.WriteString("\tlocal: runsOn: \"host\"    // programs on the developer's machine, engines in compose\n\tdev: runsOn:   \"compose\" // everything in compose\n\tci: runsOn:    \"github\"\n}\n\nservices: {\n")
	for _, s := range withExample(f).Services {
		fmt.Fprintf(&b, "\t%q: {\n\t\tstack: %q\n", s.Name, s.Stack)
		for _, p := range s.build() {
			fmt.Fprintf(&b, "\t\tbuild: %s: %q\n", p[0], p[1])
		}
		b.WriteString("\t\tports: http: 8080\n")
		if len(f.Engines) > 0 {
			fmt.Fprintf(&b, "\t\tneeds: [\"%s\"]\n", strings.Join(f.Engines, `", "`))
		}
		b.WriteString("\t}\n")
	}
	for _, e := range f.Engines {
		fmt.Fprintf(&b, "\t%q: engine: %q\n", e, e)
	}
	b.WriteString("}\n")
	return b.String()
}

func firstYAML(f found) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# What %s is, once: devgen build writes every DevOps file from it.\nproject:\n  name: %s\n\nenvironments:\n", f.Name, f.Name)
	b.WriteString("  local: {runsOn: host} # programs on the developer's machine, engines in compose\n  dev: {runsOn: compose} # everything in compose\n  ci: {runsOn: github}\n\nservices:\n")
	for _, s := range withExample(f).Services {
		fmt.Fprintf(&b, "  %s:\n    stack: %s\n", s.Name, s.Stack)
		if len(s.build()) > 0 {
			b.WriteString("    build:\n")
		}
		for _, p := range s.build() {
			fmt.Fprintf(&b, "      %s: %q\n", p[0], p[1])
		}
		b.WriteString("    ports:\n      http: 8080\n")
		if len(f.Engines) > 0 {
			fmt.Fprintf(&b, "    needs: [%s]\n", strings.Join(f.Engines, ", "))
		}
	}
	for _, e := range f.Engines {
		fmt.Fprintf(&b, "  %s:\n    engine: %s\n", e, e)
	}
	return b.String()
}

// build lists what the spec must say of the service's build.
func (l lead) build() [][2]string {
	var list [][2]string
	for _, p := range [][2]string{{"context", strings.TrimPrefix(l.Context, ".")}, {"project", l.Project}, {"solution", l.Solution}} {
		if p[1] != "" {
			list = append(list, p)
		}
	}
	return list
}

// withExample gives a project without any manifest a service, so that the first spec builds.
func withExample(f found) found {
	if len(f.Services) == 0 {
		f.Services = []lead{{Name: "app", Stack: "go"}}
	}
	return f
}
