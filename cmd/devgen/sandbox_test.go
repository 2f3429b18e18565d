package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

// canary stands in a file outside the repository: no output may hold it.
const canary = "canary-4711"

const honest = `package devgen
project: name: "shop"
services: api: {stack: "go", ports: http: 8080}
`

// hostile are repositories that a pull request could bring. Each is an archive of what is in the repository; links are
// made beside it.
var hostile = []struct {
	name  string
	files string
	links map[string]string // name in the repository -> target
	code  int
	says  string // in what is printed
}{
	{"nothing wrong", "-- devgen.cue --\n" + honest, nil, exitFindings, "missing"},
	{"spec is a link that leads out", "", map[string]string{"devgen.cue": "../outside/spec.cue"}, exitFailure, "devgen.cue"},
	{"further file is a link that leads out", "-- devgen.cue --\n" + honest, map[string]string{"more.cue": "../outside/spec.cue"}, exitFailure, "more.cue"},
	{"folder of outputs is a link that leads out", "-- devgen.cue --\n" + honest, map[string]string{"docs": "../outside"}, exitFindings, "docs"},
	{"output is a link that leads out", "-- devgen.cue --\n" + honest, map[string]string{"Makefile": "../outside/spec.cue"}, exitFindings, "Makefile"},
	{"import that runs programs", "-- devgen.cue --\npackage devgen\nimport \"tool/exec\"\ncommand: run: exec.Run & {cmd: \"touch ran\"}\n", nil, exitSpec, "DG015"},
	{"import that reads files", "-- devgen.cue --\npackage devgen\nimport \"tool/file\"\nread: file.Read & {filename: \"../outside/spec.cue\"}\n", nil, exitSpec, "DG015"},
	{"commands in a file of their own", "-- devgen.cue --\n" + honest + "-- evil_tool.cue --\npackage devgen\nimport \"tool/exec\"\ncommand: run: exec.Run & {cmd: \"touch ran\"}\n", nil, exitFindings, "missing"},
	{"embedding of a file outside", "-- devgen.cue --\n@extern(embed)\npackage devgen\nproject: {name: \"shop\", summary: _ @embed(file=\"../outside/spec.cue\",type=text)}\n", nil, exitSpec, "DG016"},
	{"module of a registry", "-- devgen.cue --\npackage devgen\nimport \"evil.example.com/x@v0\"\nproject: name: x.name\n-- cue.mod/module.cue --\nmodule: \"a.example.com@v0\"\nlanguage: version: \"v0.9.0\"\ndeps: \"evil.example.com/x@v0\": v: \"v0.0.1\"\n", nil, exitSpec, "DG015"},
	{"file of the user's outside", "-- devgen.cue --\n" + honest + "files: \"../outside/x\": \"x\"\n", nil, exitSpec, "DG"},
	{"file of the user's in .git", "-- devgen.cue --\n" + honest + "files: \".git/hooks/pre-commit\": \"x\"\n", nil, exitSpec, "DG206"},
	{"lock that names files outside", "-- devgen.cue --\n" + honest + "-- devgen.lock --\n{\"version\": 1, \"files\": {\"../outside/spec.cue\": {\"generator\": \"docs\", \"sha256\": \"0000\"}}}\n", nil, exitFindings, ""},
	{"lock with the marks of a merge", "-- devgen.cue --\n" + honest + "-- devgen.lock --\n<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> x\n", nil, exitFindings, ""},
	{"workflow commands in texts", "-- devgen.cue --\n" + honest + "project: summary: \"x\\n::set-output name=a::b\\n::error::c\"\nunknown: \"::error::x\"\n", nil, exitSpec, "DG101"},
}

// program builds devgen once: a test of what a process does needs the real one.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "devgen-test")
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "devgen")
	build := exec.Command("go", "build", "-o", file, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", errors.Join(err, errors.New(string(out)))
	}
	return file, nil
})

// repository writes an archive into a folder with a neighbour that is none of its business.
func repository(t *testing.T, files string, links map[string]string) string {
	t.Helper()
	top := t.TempDir()
	dir := filepath.Join(top, "repository")
	write := func(name, text string) {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(top, "outside", "spec.cue"), "package devgen\nproject: {name: \"shop\", summary: \""+canary+"\"}\n")
	write(filepath.Join(dir, ".git", "HEAD"), "ref: refs/heads/main\n")
	for _, f := range txtar.Parse([]byte(files)).Files {
		write(filepath.Join(dir, f.Name), string(f.Data))
	}
	for name, target := range links {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Skip("no symbolic links here")
		}
	}
	return dir
}

// process runs devgen, and kills it when it takes far longer than it may.
func process(t *testing.T, dir string, command ...string) (code int, output string) {
	t.Helper()
	const most = 40 * time.Second
	ctx, cancel := context.WithTimeout(t.Context(), most)
	defer cancel()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "CUE_REGISTRY=http://127.0.0.1:9", "CUE_CACHE_DIR=" + filepath.Join(dir, "cache")}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if ctx.Err() != nil {
		t.Fatalf("%v is still running after %s:\n%.2000s", command, most, out.String())
	}
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String()
}

func TestHostileRepositories(t *testing.T) {
	devgen, err := program()
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			dir := repository(t, h.files, h.links)
			before := treeState(t, filepath.Dir(dir))
			code, output := process(t, dir, devgen, "check", "--color", "never")
			if code != h.code || !strings.Contains(output, h.says) {
				t.Errorf("exit code %d, want %d; %q in\n%s", code, h.code, h.says, output)
			}
			if strings.Contains(output, canary) {
				t.Errorf("shows what stands outside the repository:\n%s", output)
			}
			if i := regexp.MustCompile(`(?m)^::`).FindStringIndex(output); i != nil {
				t.Errorf("a line begins as a command to the runner:\n%s", output)
			}
			if after := treeState(t, filepath.Dir(dir)); after != before {
				t.Errorf("files changed from\n%s\nto\n%s", before, after)
			}
		})
	}
}

// treeState is every file of a folder, with its size and time.
func treeState(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err == nil {
			b.WriteString(path + " " + info.Mode().String() + " " + info.ModTime().String() + "\n")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestCheckIsASandbox watches the system calls of a check: one program, no network, nothing written, and nothing read
// outside the repository but what the Go runtime reads of the machine before main.
func TestCheckIsASandbox(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil || runtime.GOOS != "linux" {
		t.Skip("no strace here: what check does to the machine is not looked at")
	}
	devgen, err := program()
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			dir := repository(t, h.files, h.links)
			trace := filepath.Join(t.TempDir(), "trace")
			code, output := process(t, dir, strace, "-f", "-y", "-qq", "-o", trace, "-e", "trace=process,network,file", devgen, "check")
			if strings.Contains(output, "ptrace") {
				t.Skip("strace may not watch here: " + output)
			}
			if code != h.code {
				t.Errorf("exit code %d, want %d", code, h.code)
			}
			calls, err := os.ReadFile(trace)
			if err != nil {
				t.Fatal(err)
			}
			for _, complaint := range complaints(string(calls), dir, devgen) {
				t.Error(complaint)
			}
		})
	}
}

var (
	systemCall = regexp.MustCompile(`(?m)^\d+ +(\w+)\((.*)$`)
	openedFile = regexp.MustCompile(`= \d+<([^>]*)>$`)
)

// network and changing are calls that a check never makes. What only looks (stat, readlink) is not judged: to find the
// spec, the folders above are looked at.
var (
	network  = []string{"socket", "connect", "bind", "listen", "accept", "accept4", "sendto", "sendmsg", "socketpair"}
	changing = []string{"unlink", "unlinkat", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "link", "linkat", "symlink", "symlinkat", "chmod", "fchmodat", "truncate", "mknodat", "utimensat"}
)

// ofTheMachine are the files that the Go runtime, and nobody else, reads: the processors and pages that it may use.
var ofTheMachine = regexp.MustCompile(`^(/proc/|/sys/fs/cgroup/|/sys/kernel/mm/|/dev/null$)`)

// complaints lists what a check must not have done, given its trace.
func complaints(trace, dir, devgen string) []string {
	var found []string
	programs, opened := 0, 0
	for _, call := range systemCall.FindAllStringSubmatch(trace, -1) {
		name, line := call[1], call[2]
		switch {
		case name == "execve" || name == "execveat":
			programs++
		case slices.Contains(network, name):
			found = append(found, "network: "+call[0])
		case slices.Contains(changing, name):
			found = append(found, "change: "+call[0])
		case strings.HasPrefix(name, "open"):
			if strings.Contains(line, "O_WRONLY") || strings.Contains(line, "O_RDWR") || strings.Contains(line, "O_CREAT") {
				found = append(found, "opened for writing: "+call[0])
			}
			if m := openedFile.FindStringSubmatch(line); m != nil {
				opened++
				if m[1] != dir && !strings.HasPrefix(m[1], dir+"/") && m[1] != devgen && !ofTheMachine.MatchString(m[1]) {
					found = append(found, "outside the repository: "+call[0])
				}
			}
		}
	}
	if programs != 1 || opened == 0 {
		found = append(found, fmt.Sprintf("%d programs started, %d files opened", programs, opened))
	}
	return found
}

// TestComplaints: a judge that never complains would be worth nothing.
func TestComplaints(t *testing.T) {
	const start = "7 execve(\"/d\", [\"d\"], 0x0) = 0\n7 openat(AT_FDCWD</r>, \"a\", O_RDONLY|O_CLOEXEC) = 3</r/a>\n"
	if found := complaints(start, "/r", "/d"); len(found) > 0 {
		t.Errorf("an honest trace: %v", found)
	}
	for _, call := range []string{
		"8 execve(\"/bin/sh\", [\"sh\"], 0x0) = 0",
		"7 socket(AF_INET, SOCK_STREAM, 0) = 4<TCP:[1]>",
		"7 openat(AT_FDCWD</r>, \"a\", O_WRONLY|O_CLOEXEC) = 4</r/a>",
		"7 openat(AT_FDCWD</r>, \"../o\", O_RDONLY) = 4</o>",
		"7 openat(AT_FDCWD</r>, \"/r2/o\", O_RDONLY) = 4</r2/o>",
		"7 unlinkat(3</r>, \"a\", 0) = 0",
	} {
		if found := complaints(start+call+"\n", "/r", "/d"); len(found) == 0 {
			t.Errorf("no complaint about %s", call)
		}
	}
}
