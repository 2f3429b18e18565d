//go:build unix

package golden

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// hooked is a kind of repository whose hooks are really run: a language with its tool.
type hooked struct {
	tool    string
	spec    string
	files   map[string]string // the rest of the repository
	source  string            // name of a source file, without blanks
	good    string            // its content
	bad     string            // likewise, badly formatted
	broken  string            // likewise, well formatted, and it does not build or is suspicious
	test    string            // name of a test
	failing string            // its content: it fails
	hides   bool              // the tool hides what is not staged
	without string            // what a commit says where the tool is gone
	refuses bool              // and then it is refused
	prepare func(*testing.T, *clone)
}

// clone is a working copy of a hooked repository.
type clone struct {
	hooked
	dir string
	env []string
}

const hookSpec = "package devgen\n\nproject: name: \"shop\"\nenvironments: local: runsOn: \"host\"\n"

// packageJSON is as Prettier writes it.
const packageJSON = `{
  "name": "shop",
  "version": "1.0.0",
  "private": true,
  "scripts": {
    "build": "for f in *.js; do node --check \"$f\" || exit; done",
    "test": "node --test",
    "format:check": "prettier --check ."
  },
  "devDependencies": {
    "husky": "9.1.7",
    "prettier": "3.6.2"
  }
}
`

// hookedRepositories are one for each tool that devgen writes hooks for.
var hookedRepositories = []hooked{{
	tool: "lefthook",
	spec: hookSpec + `services: api: {stack: "go", ports: http: 8080}
hooks: {preCommit: ["format-check", "build"], prePush: ["test-local"]}
`,
	files:  map[string]string{"go.mod": "module shop\n\ngo 1.26\n", "main.go": "package main\n\nfunc main() {}\n", "deep/er/lib.go": "package er\n"},
	source: "more.go", good: "package main\n\nvar _ = 1\n", bad: "package main\n\nvar  _ = 1\n", broken: "package main\n\nvar _ = missing\n",
	test: "main_test.go", failing: "package main\n\nimport \"testing\"\n\nfunc TestIt(t *testing.T) { t.Fail() }\n",
	hides: true, without: "Can't find lefthook in PATH", prepare: findLefthook,
}, {
	tool: "lefthook, in a folder",
	spec: hookSpec + `services: api: {stack: "go", build: context: "api", ports: http: 8080}
hooks: {preCommit: ["format-check", "build"], prePush: ["test-local"]}
`,
	files:  map[string]string{"api/go.mod": "module shop\n\ngo 1.26\n", "api/main.go": "package main\n\nfunc main() {}\n", "api/deep/er/lib.go": "package er\n"},
	source: "api/more.go", good: "package main\n\nvar _ = 1\n", bad: "package main\n\nvar  _ = 1\n", broken: "package main\n\nvar _ = missing\n",
	test: "api/main_test.go", failing: "package main\n\nimport \"testing\"\n\nfunc TestIt(t *testing.T) { t.Fail() }\n",
	hides: true, without: "Can't find lefthook in PATH", prepare: findLefthook,
}, {
	tool: "pre-commit",
	spec: hookSpec + `services: api: {stack: "python", ports: http: 8080}
hooks: {preCommit: ["format-check", "lint"], prePush: ["test-local"]}
`,
	files: map[string]string{
		"requirements.txt": "", "app/__main__.py": "print(1)\n", "tests/__init__.py": "", "deep/er/lib.py": "x = 1\n",
		"tests/test_fine.py": "import unittest\n\n\nclass Fine(unittest.TestCase):\n    def test_it(self):\n        pass\n",
	},
	source: "more.py", good: "x = 1\n", bad: "x  =  1\n", broken: "import os\n",
	test: "tests/test_it.py", failing: "import unittest\n\n\nclass It(unittest.TestCase):\n    def test_it(self):\n        self.fail()\n",
	hides: true, without: "`pre-commit` not found", refuses: true, prepare: findPreCommit,
}, {
	tool: "husky",
	spec: hookSpec + `services: web: {stack: "node", ports: http: 8080, build: context: "web"}
hooks: {preCommit: ["format-check", "build"], prePush: ["test-local"]}
`,
	files: map[string]string{
		"web/package.json": packageJSON,
		"web/server.js":    "console.log(1);\n", "web/deep/er/lib.js": "1;\n",
	},
	source: "web/more.js", good: "console.log(2);\n", bad: "console.log( 2 );\n", broken: "const twice = 1;\nconst twice = 2;\n",
	test: "web/it.test.js", failing: "require(\"node:test\")(\"it\", () => {\n  throw new Error(\"it fails\");\n});\n",
	without: "npm: not found", refuses: true, prepare: findHusky,
}, {
	tool: "husky.net, with a stand-in for the SDK",
	spec: hookSpec + `services: api: {stack: "dotnet", build: {project: "Shop.Api", solution: "Shop.sln"}, ports: http: 8080}
hooks: {preCommit: ["format-check", "build"], prePush: ["test-local"]}
`,
	files:  map[string]string{"Shop.sln": "", "deep/er/Lib.cs": "class Lib;\n"},
	source: "More.cs", good: "class More;\n", bad: "class  More;\n", broken: "class broken;\n",
	test: "MoreTests.cs", failing: "class fails;\n",
	without: "dotnet: not found", refuses: true, prepare: makeDotnet,
}}

// TestHooks goes a developer's way through repositories that devgen builds and whose hooks are installed by `make hooks`,
// with the real git and the real tools. It is skipped where a tool is missing; .ci/run installs them.
func TestHooks(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	for _, kind := range hookedRepositories {
		t.Run(kind.tool, func(t *testing.T) {
			c := newClone(t, kind)
			for _, step := range []struct {
				name string
				do   func(*testing.T, *clone)
			}{
				{"before make hooks git runs nothing", beforeHooks},
				{"make hooks installs them", installsHooks},
				{"a commit is checked", checksCommits},
				{"names with blanks", takesBlanks},
				{"only what is staged is judged", judgesStaged},
				{"documents build nothing", skipsDocuments},
				{"a commit in a folder below", worksBelow},
				{"merge and rebase go on", mergesAndRebases},
				{"a push is tested", testsPushes},
				{"a clone with carriage returns", worksWithCarriageReturns},
				{"the tool is gone", toolIsGone},
			} {
				if !t.Run(step.name, func(t *testing.T) { step.do(t, c) }) {
					return // what follows builds on it
				}
			}
		})
	}
}

func beforeHooks(t *testing.T, c *clone) {
	c.mustGit(t, "init", "-q", "-b", "main")
	c.mustGit(t, "add", ".")
	c.mustGit(t, "commit", "-qm", "first")
}

func installsHooks(t *testing.T, c *clone) {
	c.must(t, "make", "hooks")
	c.must(t, "make", "hooks") // again, as dev-setup does
	if out := c.mustGit(t, "status", "--porcelain"); out != "" {
		t.Errorf("they leave something behind:\n%s", out)
	}
}

func checksCommits(t *testing.T, c *clone) {
	c.commitRefused(t, c.source, c.bad)
	c.commitRefused(t, c.source, c.broken)
	c.write(t, c.source, c.bad)
	c.mustGit(t, "add", ".")
	c.mustGit(t, "commit", "-qnm", "bad, by --no-verify")
	c.commit(t, c.source, c.good)
}

func takesBlanks(t *testing.T, c *clone) {
	name := filepath.Join(filepath.Dir(c.source), "a file with $HOME"+filepath.Ext(c.source))
	c.commitRefused(t, name, c.bad)
	c.commit(t, name, c.good)
}

func judgesStaged(t *testing.T, c *clone) {
	if strings.HasPrefix(c.tool, "husky") && !strings.HasPrefix(c.tool, "husky.net") {
		t.Skip("husky runs the package's own script on the working copy: lint-staged is the answer there")
	}
	other := filepath.Join(filepath.Dir(c.source), "other"+filepath.Ext(c.source))
	c.write(t, other, c.bad) // nobody has asked for it yet
	c.write(t, c.source, c.good+comment(c.source))
	c.mustGit(t, "add", c.source)
	c.mustGit(t, "commit", "-qm", "beside an untracked file")
	c.remove(t, other)
	if !c.hides {
		return
	}
	c.write(t, c.source, c.good)
	c.mustGit(t, "add", c.source)
	c.write(t, c.source, c.bad)
	c.mustGit(t, "commit", "-qm", "good, and bad on top that is not staged")
	if c.read(t, c.source) != c.bad {
		t.Error("what was not staged is lost")
	}
	c.mustGit(t, "add", c.source)
	c.write(t, c.source, c.good)
	c.refused(t, "git", "commit", "-qm", "bad, and good on top that is not staged")
	if c.read(t, c.source) != c.good {
		t.Error("what was not staged is lost")
	}
	c.mustGit(t, "checkout", "-q", "HEAD", "--", c.source)
}

func skipsDocuments(t *testing.T, c *clone) {
	if c.tool == "husky" {
		t.Skip("husky has no files")
	}
	c.write(t, c.source, c.broken)
	c.mustGit(t, "add", ".")
	c.mustGit(t, "commit", "-qnm", "does not build")
	c.commit(t, "NOTES.md", "# Notes\n")
	c.commit(t, c.source, c.good)
}

func worksBelow(t *testing.T, c *clone) {
	below := filepath.Join(filepath.Dir(c.source), "deep", "er")
	name := filepath.Join(below, "new"+filepath.Ext(c.source))
	for text, refused := range map[string]bool{strings.Replace(c.bad, "main", "er", 1): true, strings.Replace(c.good, "main", "er", 1): false} {
		c.write(t, name, text)
		c.mustGit(t, "add", name)
		commit := c.command("git", "-C", below, "commit", "-qm", "below")
		if out, err := commit.CombinedOutput(); (err != nil) != refused {
			t.Errorf("%s: %v\n%s", text, err, out)
		}
		c.mustGit(t, "reset", "-q", "--hard")
	}
}

// mergesAndRebases: what was bad when it was committed, against advice, is not held up a second time.
func mergesAndRebases(t *testing.T, c *clone) {
	c.mustGit(t, "checkout", "-qb", "side")
	name := filepath.Join(filepath.Dir(c.source), "side"+filepath.Ext(c.source))
	c.write(t, name, c.bad)
	c.mustGit(t, "add", ".")
	c.mustGit(t, "commit", "-qnm", "side")
	c.mustGit(t, "checkout", "-q", "main")
	c.commit(t, "OTHER.md", "# Other\n")
	c.mustGit(t, "checkout", "-q", "side")
	c.mustGit(t, "rebase", "-q", "main")
	c.mustGit(t, "checkout", "-q", "main")
	c.commit(t, "MORE.md", "# More\n")
	c.mustGit(t, "merge", "-q", "--no-ff", "-m", "merge", "side")
	c.write(t, name, c.good)
	c.mustGit(t, "add", ".")
	c.mustGit(t, "commit", "-qm", "mended")
}

func testsPushes(t *testing.T, c *clone) {
	remote := filepath.Join(t.TempDir(), "remote.git")
	c.mustGit(t, "init", "-q", "--bare", remote)
	c.mustGit(t, "remote", "add", "origin", remote)
	c.mustGit(t, "push", "-q", "origin", "main")
	c.commit(t, c.test, c.failing) // a commit is not tested, it would take too long
	c.refused(t, "git", "push", "-q", "origin", "main")
	c.mustGit(t, "push", "-q", "--no-verify", "origin", "main")
	c.remove(t, c.test)
	c.mustGit(t, "commit", "-qam", "without it")
	c.mustGit(t, "push", "-q", "origin", "main", "main:gone")
	c.mustGit(t, "push", "-q", "origin", ":gone")
}

// worksWithCarriageReturns: git on Windows checks text out with carriage returns unless .gitattributes says otherwise, and
// sh takes them for a part of a command.
func worksWithCarriageReturns(t *testing.T, c *clone) {
	copied := &clone{hooked: c.hooked, dir: filepath.Join(t.TempDir(), "a copy"), env: c.env}
	c.mustGit(t, "clone", "-q", "-c", "core.autocrlf=true", ".", copied.dir)
	if modules := filepath.Join(c.dir, "web", "node_modules"); exists(modules) {
		if err := os.Symlink(modules, filepath.Join(copied.dir, "web", "node_modules")); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"Makefile", ".husky/pre-commit", ".husky/pre-push"} {
		if exists(filepath.Join(copied.dir, name)) && strings.Contains(copied.read(t, name), "\r") {
			t.Errorf("%s has carriage returns", name)
		}
	}
	copied.must(t, "make", "hooks")
	copied.commitRefused(t, copied.source, copied.bad)
}

func toolIsGone(t *testing.T, c *clone) {
	bare := t.TempDir()
	for _, name := range []string{"git", "sh", "bash", "env", "basename", "dirname", "uname", "tr", "sed", "cat", "rm"} {
		at, err := exec.LookPath(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(at, filepath.Join(bare, name)); err != nil {
			t.Fatal(err)
		}
	}
	c.write(t, c.source, c.good+comment(c.source))
	c.mustGit(t, "add", ".")
	if exists(filepath.Join(c.dir, ".git/hooks/pre-commit")) {
		c.forgetTool(t)
	}
	commit := c.command("git", "commit", "-qm", "without the tool")
	commit.Env = append(slices.Clone(commit.Env), "PATH="+bare)
	out, err := commit.CombinedOutput()
	if (err != nil) != c.refuses || !strings.Contains(string(out), c.without) {
		t.Errorf("%v:\n%s", err, out)
	}
}

// forgetTool takes the absolute path of the tool out of the hook that it has made.
func (c *clone) forgetTool(t *testing.T) {
	path := ".git/hooks/pre-commit"
	text := c.read(t, path)
	for _, field := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\n' || r == '=' || r == '"' }) {
		if filepath.IsAbs(field) && strings.Count(field, "/") > 2 && !strings.HasPrefix(field, "/usr/bin/env") {
			text = strings.ReplaceAll(text, field, "/nowhere")
		}
	}
	c.write(t, path, text)
}

// comment is a line that changes a source and nothing that anybody checks.
func comment(name string) string {
	if filepath.Ext(name) == ".py" {
		return "# changed\n"
	}
	return "\n// changed\n"
}

// newClone builds a repository of a kind, or skips the test where its tool is missing.
func newClone(t *testing.T, kind hooked) *clone {
	home := t.TempDir()
	c := &clone{hooked: kind, dir: filepath.Join(t.TempDir(), "a folder")}
	for _, variable := range os.Environ() {
		// A test that runs in a git hook itself must not meet the repository around it.
		if !strings.HasPrefix(variable, "GIT_") && !strings.HasPrefix(variable, "HOME=") {
			c.env = append(c.env, variable)
		}
	}
	for _, name := range []string{"GOCACHE", "GOPATH", "GOMODCACHE"} {
		out, err := exec.CommandContext(t.Context(), "go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		c.env = append(c.env, name+"="+strings.TrimSpace(string(out)))
	}
	config := filepath.Join(home, "gitconfig")
	c.env = append(c.env, "HOME="+home, "GIT_CONFIG_GLOBAL="+config, "GIT_CONFIG_NOSYSTEM=1", "HUSKY=", "LEFTHOOK=", "NO_COLOR=1", "LC_ALL=C")
	if err := os.WriteFile(config, []byte("[user]\n\tname = A Developer\n\temail = developer@example.com\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	kind.prepare(t, c)
	c.build(t)
	return c
}

// build writes what devgen makes of the spec, and the rest.
func (c *clone) build(t *testing.T) {
	c.write(t, "devgen.cue", c.spec)
	for name, text := range c.files {
		c.write(t, name, text)
	}
	root, err := os.OpenRoot(c.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if err := compare(t, root, build(t, load(t, c.dir))).Apply(root); err != nil {
		t.Fatal(err)
	}
}

// findLefthook puts lefthook, of npm, on the path.
func findLefthook(t *testing.T, c *clone) {
	c.onPath(filepath.Join(os.Getenv("NODE_PATH"), ".bin"))
	c.needs(t, "make", "--version")
	c.needs(t, "lefthook", "version")
}

// findPreCommit puts the Python on the path that has pre-commit and ruff.
func findPreCommit(t *testing.T, c *clone) {
	c.onPath(filepath.Join(os.Getenv("DEVGEN_TOOLS"), "python", "bin"))
	c.needs(t, "make", "--version")
	c.needs(t, "pre-commit", "--version")
	c.needs(t, "python", "-m", "ruff", "--version")
}

// findHusky installs husky and Prettier in the repository, from where .ci/run has put them.
func findHusky(t *testing.T, c *clone) {
	c.needs(t, "make", "--version")
	c.needs(t, "npm", "--version")
	modules := filepath.Join(c.dir, "web", "node_modules")
	if err := os.MkdirAll(filepath.Join(modules, ".bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, program := range map[string]string{"husky": "bin.js", "prettier": "bin/prettier.cjs"} {
		from := filepath.Join(os.Getenv("NODE_PATH"), name)
		if !exists(filepath.Join(from, program)) {
			t.Skipf("%s of npm is not in NODE_PATH; .ci/run installs it", name)
		}
		err := errors.Join(os.Symlink(from, filepath.Join(modules, name)), os.Symlink(filepath.Join("..", name, program), filepath.Join(modules, ".bin", name)))
		if err != nil {
			t.Fatal(err)
		}
	}
}

// makeDotnet puts a stand-in for the .NET SDK on the path: it shows the files that devgen writes, not Husky.NET itself.
func makeDotnet(t *testing.T, c *clone) {
	c.needs(t, "make", "--version")
	folder := t.TempDir()
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(folder, "dotnet"), "./testdata/dotnet").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	c.onPath(folder)
}

// onPath puts a folder before all others.
func (c *clone) onPath(folder string) {
	c.env = append(c.env, "PATH="+folder+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// needs skips the test where a program does not run.
func (c *clone) needs(t *testing.T, name string, args ...string) {
	t.Helper()
	cmd := c.command(name, args...)
	cmd.Dir = ""
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("%s %s: %v: %s; .ci/run installs what can be had", name, strings.Join(args, " "), err, lastLine(out))
	}
}

// command is a program in the repository, found on its path.
func (c *clone) command(name string, args ...string) *exec.Cmd {
	// env finds the program on the path that it is given, exec on that of the test.
	cmd := exec.Command("env", append([]string{name}, args...)...)
	cmd.Dir, cmd.Env = c.dir, c.env
	return cmd
}

func (c *clone) must(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := c.command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

func (c *clone) mustGit(t *testing.T, args ...string) string {
	t.Helper()
	return c.must(t, "git", args...)
}

func (c *clone) refused(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := c.command(name, args...).CombinedOutput(); err == nil {
		t.Fatalf("%s %s: not refused\n%s", name, strings.Join(args, " "), out)
	}
}

// commit commits one file, which must be accepted.
func (c *clone) commit(t *testing.T, name, text string) {
	t.Helper()
	c.write(t, name, text)
	c.mustGit(t, "add", "--", name)
	c.mustGit(t, "commit", "-qm", "add "+name)
}

// commitRefused tries to commit one file, and leaves the working copy as it was.
func (c *clone) commitRefused(t *testing.T, name, text string) {
	t.Helper()
	head := c.mustGit(t, "rev-parse", "HEAD")
	c.write(t, name, text)
	c.mustGit(t, "add", "--", name)
	c.refused(t, "git", "commit", "-qm", "add "+name)
	if c.mustGit(t, "rev-parse", "HEAD") != head {
		t.Error("there is a commit all the same")
	}
	c.mustGit(t, "reset", "-q", "--hard")
}

func (c *clone) write(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(c.dir, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
		t.Fatal(err)
	}
}

func (c *clone) read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(c.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (c *clone) remove(t *testing.T, name string) {
	t.Helper()
	if err := os.Remove(filepath.Join(c.dir, name)); err != nil {
		t.Fatal(err)
	}
}
