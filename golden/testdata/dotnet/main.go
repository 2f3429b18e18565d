// Command dotnet stands in for the .NET SDK with Husky.NET where neither can be had: it does what a repository's hooks
// ask of them, on sources that need no compiler. Two blanks in a row are bad format, "broken" does not build, "fails" is a
// failing test. What it does with task-runner.json is what Husky.NET 0.9 documents.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch strings.Join(args[:min(2, len(args))], " ") {
	case "tool restore":
		return restore()
	case "husky install":
		return install()
	case "husky run":
		return runGroup(args[3])
	}
	switch args[0] {
	case "format":
		return refuse(args[slices.Index(args, "--include")+1:], "  ")
	case "build":
		return refuse(sources("*.cs"), "broken")
	case "test":
		return refuse(sources("*Tests.cs"), "fails")
	}
	return fmt.Errorf("unknown: dotnet %q", args)
}

// restore finds Husky.NET among the repository's tools.
func restore() error {
	text, err := os.ReadFile(".config/dotnet-tools.json")
	if err != nil {
		return err
	}
	var manifest struct {
		Tools map[string]struct{ Version string }
	}
	if err := json.Unmarshal(text, &manifest); err != nil || manifest.Tools["husky"].Version == "" {
		return fmt.Errorf("no husky in the manifest: %v", err)
	}
	return nil
}

func install() error {
	if err := os.MkdirAll(".husky/_", 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(".husky/_/.gitignore", []byte("*"), 0o644); err != nil {
		return err
	}
	skip := "if [ \"$HUSKY\" = 0 ]; then exit 0; fi\nset -e\n"
	if err := os.WriteFile(".husky/_/husky.sh", []byte(skip), 0o755); err != nil {
		return err
	}
	return exec.Command("git", "config", "core.hooksPath", ".husky").Run()
}

type task struct {
	Name, Group, Command, FilteringRule string
	Args, Include, Exclude              []string
}

// runGroup runs every task of a group, and stops at the first that fails.
func runGroup(group string) error {
	text, err := os.ReadFile(".husky/task-runner.json")
	if err != nil {
		return err
	}
	var runner struct{ Tasks []task }
	if err := json.Unmarshal(text, &runner); err != nil {
		return err
	}
	out, err := exec.Command("git", "diff", "--staged", "--name-only", "-z", "--diff-filter=AM").Output()
	if err != nil {
		return err
	}
	staged := strings.FieldsFunc(string(out), func(c rune) bool { return c == 0 })
	for _, t := range runner.Tasks {
		if t.Group == group {
			if err := t.run(staged); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t task) run(staged []string) error {
	matching := slices.DeleteFunc(slices.Clone(staged), func(name string) bool { return !t.matches(name) })
	at := slices.Index(t.Args, "${staged}")
	if (at >= 0 || t.FilteringRule == "staged") && len(matching) == 0 {
		fmt.Println("Skipped, no matched files:", t.Name)
		return nil
	}
	args := t.Args
	if at >= 0 {
		args = slices.Replace(slices.Clone(args), at, at+1, matching...)
	}
	cmd := exec.Command(t.Command, args...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("task %s: %w", t.Name, err)
	}
	return nil
}

// matches reads the patterns **/* and **/*.EXTENSION.
func (t task) matches(name string) bool {
	any := func(patterns []string) bool {
		return slices.ContainsFunc(patterns, func(p string) bool {
			ok, _ := filepath.Match(strings.TrimPrefix(p, "**/"), filepath.Base(name))
			return ok
		})
	}
	return any(t.Include) && !any(t.Exclude)
}

func sources(pattern string) []string {
	here, _ := filepath.Glob(pattern)
	below, _ := filepath.Glob("*/" + pattern)
	return append(here, below...)
}

// refuse fails if one of the files holds a text.
func refuse(files []string, text string) error {
	for _, name := range files {
		body, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if strings.Contains(string(body), text) {
			return fmt.Errorf("%s: %q", name, text)
		}
	}
	return nil
}
