package golden

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// There is no .NET SDK wherever these tests run, so golden/crm is not compiled here. What can be checked without it is
// checked below: that files speak of each other as they are, that C# is C#, and that the program reads what the spec says.

// crmFiles lists the files of golden/crm with one of the extensions.
func crmFiles(t *testing.T, extensions ...string) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(os.DirFS("crm"), ".", func(name string, d fs.DirEntry, err error) error {
		if !d.IsDir() && slices.Contains(extensions, path.Ext(name)) {
			names = append(names, name)
		}
		return err
	})
	if err != nil || len(names) == 0 {
		t.Fatalf("no %v: %v", extensions, err)
	}
	return names
}

func crmFile(t *testing.T, name string) string {
	t.Helper()
	text, err := fs.ReadFile(os.DirFS("crm"), name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestDotnetCommandsFindTheirProjects looks for what generated commands name: projects, the solution, the assembly.
func TestDotnetCommandsFindTheirProjects(t *testing.T) {
	command := regexp.MustCompile(`dotnet (?:restore|build|test|format|clean|publish|watch|run|ef)\b[^\n&|]*`)
	named := regexp.MustCompile(`(?:[A-Za-z.]+\.sln|(?:src|tests)/[A-Za-z.]+)`)
	assembly := regexp.MustCompile(`"dotnet", "([A-Za-z.]+)\.dll"`)
	for _, name := range []string{"Dockerfile", "Makefile", "docker-compose.override.yml", "docker-compose.test.yml", ".github/workflows/ci.yml", "scripts/ps-aliases.ps1"} {
		text := crmFile(t, name)
		commands := command.FindAllString(text, -1)
		if len(commands) == 0 {
			t.Errorf("%s: no command of dotnet found", name)
		}
		for _, at := range named.FindAllString(strings.Join(commands, "\n"), -1) {
			if path.Ext(at) != ".sln" {
				at += "/" + path.Base(at) + ".csproj"
			}
			if !exists("crm/" + at) {
				t.Errorf("%s: there is no %s", name, at)
			}
		}
		for _, m := range assembly.FindAllStringSubmatch(text, -1) {
			if !exists("crm/src/" + m[1] + "/" + m[1] + ".csproj") {
				t.Errorf("%s: no project makes %s.dll", name, m[1])
			}
		}
	}
}

// TestSolutionHoldsEveryProject: what is not in the solution is neither built nor tested.
func TestSolutionHoldsEveryProject(t *testing.T) {
	var listed []string
	for _, m := range regexp.MustCompile(`"([^"]+\.csproj)"`).FindAllStringSubmatch(crmFile(t, "Crm.sln"), -1) {
		listed = append(listed, strings.ReplaceAll(m[1], `\`, "/"))
	}
	slices.Sort(listed)
	if projects := crmFiles(t, ".csproj"); !slices.Equal(listed, projects) {
		t.Errorf("the solution has %v, the disk %v", listed, projects)
	}
}

// msbuild is as much of a project file as the tests look at.
type msbuild struct {
	Packages []reference `xml:"ItemGroup>PackageReference"`
	Versions []reference `xml:"ItemGroup>PackageVersion"`
	Projects []reference `xml:"ItemGroup>ProjectReference"`
	Settings []string    `xml:"PropertyGroup>RunSettingsFilePath"`
}

type reference struct {
	Include string `xml:"Include,attr"`
	Version string `xml:"Version,attr"`
}

func readMSBuild(t *testing.T, name string) msbuild {
	t.Helper()
	var m msbuild
	if err := xml.Unmarshal([]byte(crmFile(t, name)), &m); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return m
}

// TestProjectsFitTogether: one place holds the version of every package and no project another, and what projects name
// is there.
func TestProjectsFitTogether(t *testing.T) {
	versions := map[string]string{}
	for _, v := range readMSBuild(t, "Directory.Packages.props").Versions {
		versions[v.Include] = v.Version
	}
	used := map[string]bool{}
	for _, name := range crmFiles(t, ".csproj") {
		project := readMSBuild(t, name)
		for _, p := range project.Packages {
			used[p.Include] = true
			if versions[p.Include] == "" || p.Version != "" {
				t.Errorf("%s: %s has the version %q here, %q for all", name, p.Include, p.Version, versions[p.Include])
			}
		}
		for _, p := range project.Projects {
			if at := path.Join(path.Dir(name), p.Include); !exists("crm/" + at) {
				t.Errorf("%s: there is no %s", name, at)
			}
		}
	}
	for name := range versions {
		if !used[name] {
			t.Errorf("no project uses %s", name)
		}
	}
	for _, at := range readMSBuild(t, "Directory.Build.props").Settings {
		if name := strings.TrimPrefix(at, "$(MSBuildThisFileDirectory)"); !exists("crm/" + name) {
			t.Errorf("there is no %s", name)
		}
	}
}

// TestToolsAreOfTheirPackages: the tool of migrations is that of the packages that read them.
func TestToolsAreOfTheirPackages(t *testing.T) {
	var manifest struct {
		Tools map[string]struct{ Version string }
	}
	if err := json.Unmarshal([]byte(crmFile(t, ".config/dotnet-tools.json")), &manifest); err != nil {
		t.Fatal(err)
	}
	for _, v := range readMSBuild(t, "Directory.Packages.props").Versions {
		if tool := manifest.Tools["dotnet-ef"].Version; v.Include == "Microsoft.EntityFrameworkCore.Design" && v.Version != tool {
			t.Errorf("dotnet-ef is %s, the package %s", tool, v.Version)
		}
	}
}

// TestProgramReadsItsSettings: every key that the spec gives the program is read by it, and no file of the program's own
// says a second time what the spec says.
func TestProgramReadsItsSettings(t *testing.T) {
	var program strings.Builder
	for _, name := range crmFiles(t, ".cs") {
		if strings.HasPrefix(name, "src/") {
			program.WriteString(crmFile(t, name))
		}
	}
	own := map[string]any{}
	if err := json.Unmarshal([]byte(crmFile(t, "src/Crm.Api/appsettings.json")), &own); err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, s := range load(t, "crm").Settings() {
		group, key, grouped := strings.Cut(s.Var, "__")
		if !grouped {
			continue // of the runtime itself, or of an engine
		}
		read++
		if !readsSetting(program.String(), group, key) {
			t.Errorf("nothing reads %s:%s", group, key)
		}
		if _, twice := own[group]; twice {
			t.Errorf("appsettings.json says something of %s as well", group)
		}
	}
	if read < 6 {
		t.Errorf("only %d settings looked for", read)
	}
}

// readsSetting looks for a property of the class of a section, or for a connection string.
func readsSetting(program, group, key string) bool {
	if group == "ConnectionStrings" {
		return strings.Contains(program, `GetConnectionString("`+key+`")`)
	}
	_, class, found := strings.Cut(program, `const string Section = "`+group+`"`)
	class, _, _ = strings.Cut(class, "\n}\n")
	return found && regexp.MustCompile(`public \S+ `+key+` \{ get; set; \}`).MatchString(class) &&
		regexp.MustCompile(`BindConfiguration\(`+group+`Settings\.Section\)`).MatchString(program)
}

// TestProgramHasWhatIsAskedFor: the paths of probes and pages are mapped, and secrets are read where they are put.
func TestProgramHasWhatIsAskedFor(t *testing.T) {
	p := load(t, "crm")
	program := crmFile(t, "src/Crm.Api/Program.cs") + crmFile(t, "src/Crm.Api/ClientEndpoints.cs")
	api := p.BuiltServices()[0]
	wanted := []string{"/run/secrets", api.Liveness.HTTPPath, api.Readiness.HTTPPath}
	for _, page := range api.Pages {
		wanted = append(wanted, page.Path)
	}
	for _, text := range wanted {
		if text == "" || !strings.Contains(program, `"`+text+`"`) {
			t.Errorf("the program does not have %q", text)
		}
	}
}

// parseCSharp prints the mistakes in the files that it is given.
const parseCSharp = `
let api, grammar
try {
  api = require("web-tree-sitter")
  grammar = require.resolve("tree-sitter-c-sharp/tree-sitter-c_sharp.wasm")
} catch { process.exit(42) }
const report = (name, node) => {
  if (node.isError || node.isMissing)
    console.log(name + ":" + (node.startPosition.row + 1) + ": " + JSON.stringify(node.text.split("\n")[0]))
  else node.children.forEach(child => report(name, child))
}
;(async () => {
  await api.Parser.init()
  const parser = new api.Parser()
  parser.setLanguage(await api.Language.load(grammar))
  for (const name of process.argv.slice(1)) report(name, parser.parse(require("fs").readFileSync(name, "utf8")).rootNode)
})()`

// TestCSharpIsCSharp parses the sources with the grammar of tree-sitter. It is skipped where node cannot load it.
func TestCSharpIsCSharp(t *testing.T) {
	node := exec.CommandContext(t.Context(), "node", append([]string{"--liftoff-only", "-e", parseCSharp}, crmFiles(t, ".cs")...)...)
	node.Dir = "crm"
	out, err := node.CombinedOutput()
	var exit *exec.ExitError
	if errors.Is(err, exec.ErrNotFound) || errors.As(err, &exit) && exit.ExitCode() == 42 {
		t.Skip("no web-tree-sitter with tree-sitter-c-sharp on this machine (npm, NODE_PATH); .ci/run installs them")
	}
	if err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}
