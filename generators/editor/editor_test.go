package editor

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"devgen.dev/devgen/generators/compose"
	"devgen.dev/devgen/generators/internal/familytest"
	"devgen.dev/devgen/generators/internal/readers"
	"devgen.dev/devgen/generators/tasks"
	"devgen.dev/devgen/spec"
)

func TestFiles(t *testing.T) { familytest.Run(t, "testdata", Files) }

// tasksJSON and launchJSON are what these tests read of the files.
type tasksJSON struct {
	Inputs []struct{ ID string }
	Tasks  []struct {
		Label, Command string
		Windows        struct{ Command string }
		DependsOn      []string
	}
}

type launchJSON struct {
	Configurations []struct {
		Name, Type, Request, PreLaunchTask string
		Port                               int
		Connect                            struct{ Port int }
	}
	Compounds []struct{ Configurations []string }
}

// TestNamesExist follows every name in the files: tasks of make and their PowerShell names, labels, inputs, configurations.
func TestNamesExist(t *testing.T) {
	familytest.Each(t, "testdata", func(t *testing.T, p *spec.Project) {
		var list tasksJSON
		var launches launchJSON
		if !read(t, p, "tasks.json", &list) {
			return
		}
		read(t, p, "launch.json", &launches)
		makefile, aliases := body(t, p, "Makefile"), body(t, p, "scripts/ps-aliases.ps1")
		labels := map[string]bool{}
		for _, task := range list.Tasks {
			if labels[task.Label] {
				t.Errorf("there are two tasks %q", task.Label)
			}
			labels[task.Label] = true
			if name, ok := strings.CutPrefix(task.Command, "make "); ok {
				name, _, _ = strings.Cut(name, " ")
				mustHold(t, makefile, "\n"+name+":")
				alias, _, _ := strings.Cut(strings.TrimPrefix(task.Windows.Command, ". ./scripts/ps-aliases.ps1; "), " ")
				mustHold(t, aliases, "Set-Alias -Name "+alias+" ")
			}
			for _, input := range input.FindAllStringSubmatch(task.Command+task.Windows.Command, -1) {
				if !slices.ContainsFunc(list.Inputs, func(i struct{ ID string }) bool { return i.ID == input[1] }) {
					t.Errorf("%s asks for %s, which is no input", task.Label, input[1])
				}
			}
		}
		for _, task := range list.Tasks {
			mustKnow(t, labels, task.DependsOn...)
		}
		names := map[string]bool{}
		for _, c := range launches.Configurations {
			names[c.Name] = true
			if c.PreLaunchTask != "" {
				mustKnow(t, labels, c.PreLaunchTask)
			}
		}
		for _, c := range launches.Compounds {
			mustKnow(t, names, c.Configurations...)
		}
	})
}

var input = regexp.MustCompile(`\$\{input:(\w+)\}`)

// TestDebuggersFindPorts compares the ports that debuggers look at with those that the containers of development open.
func TestDebuggersFindPorts(t *testing.T) {
	familytest.Each(t, "testdata", func(t *testing.T, p *spec.Project) {
		var launches launchJSON
		if !read(t, p, "launch.json", &launches) {
			return
		}
		override := ""
		for _, f := range compose.Files(p) {
			if f.Path == spec.ComposeOverride {
				override = string(f.Body)
			}
		}
		for _, c := range launches.Configurations {
			if c.Request == "attach" {
				s := serviceNamed(t, p, strings.TrimSuffix(c.Name, " in Docker"))
				mustHold(t, override, fmt.Sprintf("127.0.0.1:%d:%d", c.Port+c.Connect.Port, s.Build.Development.DebugPort))
			}
		}
	})
}

// TestEveryDebuggerIsKnown: one that the language allows and nothing here knows would crash.
func TestEveryDebuggerIsKnown(t *testing.T) {
	for _, stack := range spec.Builtins("stacks") {
		p := familytest.Project(t, fmt.Sprintf("package devgen\nproject: name: \"shop\"\nservices: api: {stack: %q, build: project: \"app\", ports: http: 8080}\n", stack))
		d := p.Services[0].Build.Debug.Debugger
		if programs[d] == nil {
			t.Errorf("the debugger %q of %s is not among %v", d, stack, slices.Sorted(maps.Keys(programs)))
		}
	}
}

func TestPrettierLeavesFilesAlone(t *testing.T) {
	familytest.Each(t, "testdata", func(t *testing.T, p *spec.Project) {
		for _, f := range Files(p) {
			if strings.HasSuffix(f.Path, ".json") {
				readers.Prettier(t, "json", f.Body)
			}
		}
	})
}

// read parses a file of .vscode; false if there is none.
func read(t *testing.T, p *spec.Project, name string, into any) bool {
	t.Helper()
	for _, f := range Files(p) {
		if f.Path == ".vscode/"+name {
			_, text, _ := bytes.Cut(f.Body, []byte("\n")) // the header
			if err := json.Unmarshal(text, into); err != nil {
				t.Fatal(err)
			}
			return true
		}
	}
	return false
}

// body is a file of the generator of tasks.
func body(t *testing.T, p *spec.Project, path string) string {
	t.Helper()
	for _, f := range tasks.Files(p) {
		if f.Path == path {
			return string(f.Body)
		}
	}
	t.Fatalf("no %s", path)
	return ""
}

func serviceNamed(t *testing.T, p *spec.Project, name string) *spec.Service {
	t.Helper()
	for _, s := range p.Services {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("no service %q", name)
	return nil
}

func mustHold(t *testing.T, text, part string) {
	t.Helper()
	if !strings.Contains(text, part) {
		t.Errorf("%q is missing", part)
	}
}

func mustKnow(t *testing.T, known map[string]bool, names ...string) {
	t.Helper()
	for _, name := range names {
		if !known[name] {
			t.Errorf("there is no %q", name)
		}
	}
}
