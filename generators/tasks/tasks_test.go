package tasks_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"devgen.dev/devgen/generators/internal/familytest"
	"devgen.dev/devgen/generators/internal/readers"
	"devgen.dev/devgen/generators/tasks"
	"devgen.dev/devgen/spec"
)

func TestFamily(t *testing.T) { familytest.Run(t, "testdata", tasks.Files) }

// everySpec runs a test over the spec of every archive.
func everySpec(t *testing.T, test func(t *testing.T, p *spec.Project, files map[string]string)) {
	t.Helper()
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			p := familytest.Project(t, string(archive.Files[0].Data))
			files := map[string]string{}
			for _, f := range tasks.Files(p) {
				files[f.Path] = string(f.Body)
			}
			test(t, p, files)
		})
	}
}

// TestParity: make and PowerShell have exactly the project's tasks, and help.
func TestParity(t *testing.T) {
	targets := regexp.MustCompile(`(?m)^([a-z0-9-]+):`)
	functions := regexp.MustCompile(`(?m)^function (Invoke-[A-Za-z0-9]+Task) \{`)
	aliases := regexp.MustCompile(`(?m)^Set-Alias -Name (\S+) -Value (\S+)$`)
	everySpec(t, func(t *testing.T, p *spec.Project, files map[string]string) {
		want, typed := []string{spec.HelpTask}, []string{(&spec.Task{Name: spec.HelpTask}).PowerShellName()}
		for _, task := range p.Tasks {
			want, typed = append(want, task.Name), append(typed, task.PowerShellName())
		}
		equal(t, "targets", column(targets.FindAllStringSubmatch(files["Makefile"], -1), 1), want)
		set := aliases.FindAllStringSubmatch(files["scripts/ps-aliases.ps1"], -1)
		equal(t, "aliases", column(set, 1), typed)
		equal(t, "functions", column(functions.FindAllStringSubmatch(files["scripts/ps-aliases.ps1"], -1), 1), column(set, 2))
		equal(t, "distinct functions", slices.Compact(slices.Sorted(slices.Values(lower(column(set, 2))))), slices.Sorted(slices.Values(lower(column(set, 2)))))
	})
}

func column(matches [][]string, i int) []string {
	var list []string
	for _, m := range matches {
		list = append(list, m[i])
	}
	return list
}

func lower(list []string) []string {
	return strings.Split(strings.ToLower(strings.Join(list, "\n")), "\n")
}

func equal(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

// TestAliasesAreFree: no command hides one that PowerShell has. The list is the output of Get-Alias in 5.1 and 7.
func TestAliasesAreFree(t *testing.T) {
	text, err := os.ReadFile("testdata/aliases-of-powershell.txt")
	if err != nil {
		t.Fatal(err)
	}
	taken := strings.Fields(string(text))
	everySpec(t, func(t *testing.T, p *spec.Project, _ map[string]string) {
		for _, task := range append(p.Tasks, &spec.Task{Name: spec.HelpTask}, &spec.Task{Name: "ps"}, &spec.Task{Name: "where"}) {
			if slices.Contains(taken, task.PowerShellName()) {
				t.Errorf("%s is an alias of PowerShell", task.PowerShellName())
			}
		}
	})
}

func TestPowerShellParses(t *testing.T) {
	everySpec(t, func(t *testing.T, _ *spec.Project, files map[string]string) {
		for _, name := range []string{"scripts/ps-aliases.ps1", "scripts/install-aliases.ps1"} {
			readers.PowerShellSyntax(t, []byte(files[name]))
		}
	})
}

// TestByteOrderMark: 5.1 would read a script with letters beyond ASCII in the machine's own code page.
func TestByteOrderMark(t *testing.T) {
	p := familytest.Project(t, `package devgen
project: name: "cafe"
services: api: {stack: "go", ports: http: 8080}
tasks: hello: {help: "Greet the café", steps: [{posix: "echo hi", pwsh: "Write-Output 'café'"}]}
`)
	for _, f := range tasks.Files(p) {
		ascii := !strings.ContainsFunc(string(f.Body), func(r rune) bool { return r > 127 })
		if strings.HasSuffix(f.Path, ".ps1") && !ascii != strings.HasPrefix(string(f.Body), "\ufeff") {
			t.Errorf("%s: ascii is %v, byte order mark is not as it must be", f.Path, ascii)
		}
	}
}

// workshop is a folder with a project's Makefile, and stand-ins for the programs that it calls: each of them notes its
// arguments, and fails if FAIL is among them.
func workshop(t *testing.T, makefile string) (run func(env []string, args ...string) (string, error)) {
	t.Helper()
	make, err := exec.LookPath("make")
	if err != nil {
		t.Skip("needs make")
	}
	dash, err := exec.LookPath("dash")
	if err != nil {
		t.Skip("needs dash")
	}
	dir := t.TempDir()
	write := func(name, text string, mode os.FileMode) {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	write("Makefile", strings.Replace(makefile, "SHELL := /bin/sh", "SHELL := "+dash, 1), 0o644)
	for _, program := range []string{"bin/docker", "bin/go", "bin/git", "bin/kubectl", "bin/gofmt", "scripts/env.sh"} {
		write(program, "#!"+dash+"\necho \"ran ${0##*/} $*\"\ncase \" $* \" in *\" ${FAIL:-none} \"*) exit 7;; esac\n", 0o755)
	}
	write("test-docker", "a file with a task's name", 0o644)
	return func(env []string, args ...string) (string, error) {
		cmd := exec.Command(make, args...)
		cmd.Dir = dir
		cmd.Env = append([]string{"PATH=" + filepath.Join(dir, "bin") + ":/usr/bin:/bin", "HOME=" + dir}, env...)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
}

// TestMakeReads: make understands every task, under dash, and runs nothing when it is asked not to.
func TestMakeReads(t *testing.T) {
	everySpec(t, func(t *testing.T, p *spec.Project, files map[string]string) {
		run := workshop(t, files["Makefile"])
		for _, task := range p.Tasks {
			args := []string{"-n", "--warn-undefined-variables", task.Name}
			for _, arg := range task.Args {
				args = append(args, arg+"=x")
			}
			out, err := run(nil, args...)
			if err != nil || strings.Contains(out, "warning") || strings.Contains(out, "ran ") {
				t.Errorf("make %q: %v\n%s", args, err, out)
			}
		}
	})
}

// TestMakeHelp: `make` alone lists every task with its help, without any program but the shell.
func TestMakeHelp(t *testing.T) {
	everySpec(t, func(t *testing.T, p *spec.Project, files map[string]string) {
		out, err := workshop(t, files["Makefile"])([]string{"PATH=/nowhere"})
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		for _, task := range p.Tasks {
			if !regexp.MustCompile(`(?m)^  ` + task.Name + ` .*  ` + regexp.QuoteMeta(task.Help) + `$|^  ` + task.Name + `  +` + regexp.QuoteMeta(task.Help) + `$`).MatchString(out) {
				t.Errorf("make help does not list %s:\n%s", task.Name, out)
			}
		}
	})
}

func archived(t *testing.T, name string) (files map[string]string) {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/" + name + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	files = map[string]string{}
	for _, f := range archive.Files {
		files[f.Name] = string(f.Data)
	}
	return files
}

// TestMakeRuns runs tasks for real, with stand-ins for the programs.
func TestMakeRuns(t *testing.T) {
	for _, tc := range []struct {
		name, archive string
		env, args     []string
		fails         bool
		want          []string // in this order
		never         string
	}{
		{name: "needs come first", archive: "shop", args: []string{"up"},
			want: []string{"ran env.sh local", "ran docker compose up --detach --wait cache db"}},
		{name: "a failure ends a task", archive: "shop", args: []string{"up"}, env: []string{"FAIL=local"}, fails: true, never: "ran docker"},
		{name: "a file of that name does not matter", archive: "shop", args: []string{"test-docker"},
			want: []string{"run --rm --build integration-tests", "have passed", "down --remove-orphans --volumes"}},
		{name: "tests that fail are cleaned up after", archive: "shop", args: []string{"test-docker"}, env: []string{"FAIL=integration-tests"}, fails: true,
			want: []string{"run --rm --build integration-tests", "down --remove-orphans --volumes"}, never: "have passed"},
		{name: "no answer is no", archive: "shop", args: []string{"db-reset"}, fails: true, want: []string{"Nothing done."}, never: "ran docker"},
		{name: "YES answers", archive: "shop", args: []string{"db-reset"}, env: []string{"YES=1"},
			want: []string{"down --remove-orphans --volumes", "ran env.sh local", "up --detach --wait"}},
		{name: "YES answers on the command line", archive: "shop", args: []string{"db-reset", "YES=1"}, want: []string{"ran docker"}},
		{name: "an argument is missing", archive: "user-tasks", args: []string{"tag"}, fails: true, want: []string{"Missing: make tag VERSION=..."}, never: "ran git"},
		{name: "an argument is empty", archive: "user-tasks", args: []string{"tag", "VERSION="}, fails: true, never: "ran git"},
		{name: "the environment is no argument", archive: "user-tasks", args: []string{"tag"}, env: []string{"VERSION=1"}, fails: true, never: "ran git"},
		{name: "an argument is text", archive: "user-tasks", args: []string{"tag", "VERSION='; echo oops $$HOME"}, want: []string{"ran git tag -a '; echo oops $HOME"}, never: "\noops"},
		{name: "arguments go on", archive: "user-tasks", args: []string{"release", "VERSION=2", "YES=1"}, want: []string{"ran docker compose", "ran git tag -a 2 -m Release 2", "ran git push origin 2"}},
		{name: "clean-up waits for called tasks", archive: "user-tasks", args: []string{"profile"}, env: []string{"DATABASE_HOST=h"},
			want: []string{"up --detach --wait db", "ran go run ./cmd/migrate", "ran go run ./cmd/profile --to=h.local", "down --remove-orphans --volumes"}},
		{name: "folders", archive: "several-services", args: []string{"build"}, fails: true, want: []string{"cd api"}, never: "ran go"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			out, err := workshop(t, archived(t, tc.archive)["Makefile"])(tc.env, tc.args...)
			if (err != nil) != tc.fails {
				t.Errorf("error: %v", err)
			}
			rest := out
			for _, want := range tc.want {
				_, after, found := strings.Cut(rest, want)
				if !found {
					t.Fatalf("%q is not in what is left of the output:\n%s", want, out)
				}
				rest = after
			}
			if tc.never != "" && strings.Contains(out, tc.never) {
				t.Errorf("%q is in the output:\n%s", tc.never, out)
			}
		})
	}
}
