package golden

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"devgen.dev/devgen/generators/tree"
)

// platform is a system that devgen is compiled for, and the way to run it here.
type platform struct {
	target string // GOOS/GOARCH
	needs  string // program without which it cannot be run here; "" = none
	start  func(t *testing.T, program string) command
}

// command runs devgen with these arguments in a folder, and returns what it says.
type command func(folder string, arguments ...string) (string, error)

// platforms differ in what could show in files: the width of words, the order of bytes in them, paths, the lack of
// signals, links and executable bits.
var platforms = []platform{
	{"linux/386", "", direct},
	{"linux/arm64", "qemu-aarch64-static", emulated("qemu-aarch64-static")},
	{"linux/s390x", "qemu-s390x-static", emulated("qemu-s390x-static")},
	{"linux/riscv64", "qemu-riscv64-static", emulated("qemu-riscv64-static")},
	{"windows/amd64", "wine", underWine},
	{"wasip1/wasm", "node", inNode},
}

func direct(_ *testing.T, program string) command { return started(program) }

func emulated(emulator string) func(*testing.T, string) command {
	return func(_ *testing.T, program string) command { return started(emulator, program) }
}

// started is a program behind others that run it.
func started(line ...string) command {
	return func(folder string, arguments ...string) (string, error) {
		cmd := exec.Command(line[0], append(line[1:len(line):len(line)], arguments...)...)
		cmd.Dir = folder
		var errs bytes.Buffer
		cmd.Stderr = &errs
		out, err := cmd.Output()
		if err != nil {
			err = fmt.Errorf("%w: %s", err, errs.Bytes())
		}
		return string(out), err
	}
}

// inNode runs a program in the sandbox of Node.js, which shows it one folder only.
func inNode(_ *testing.T, program string) command {
	const script = `
const { WASI } = require("wasi"), [folder, program, ...args] = process.argv.slice(1)
const wasi = new WASI({ version: "preview1", args: ["devgen", ...args], env: { PWD: "/" }, preopens: { "/": folder }, returnOnExit: true })
WebAssembly.instantiate(require("fs").readFileSync(program), wasi.getImportObject())
  .then(({ instance }) => { process.exitCode = wasi.start(instance) })`
	return func(folder string, arguments ...string) (string, error) {
		line := append([]string{"node", "--no-warnings", "--liftoff-only", "-e", script, folder, program}, arguments...)
		return started(line...)(folder)
	}
}

// TestPlatformsBuildEqualTrees compiles devgen for other systems, builds every golden repository with each of them, and
// compares the hash of all files with that of this system. Each must find, too, that a second build has nothing to do.
func TestPlatformsBuildEqualTrees(t *testing.T) {
	if os.Getenv("DEVGEN_PLATFORMS") == "" {
		t.Skip("compiles devgen for other systems, which takes minutes: DEVGEN_PLATFORMS=1, as .ci/run sets it")
	}
	want := builtBy(t, started(compiled(t, runtime.GOOS+"/"+runtime.GOARCH)))
	for _, p := range platforms {
		t.Run(p.target, func(t *testing.T) {
			if _, err := exec.LookPath(p.needs); p.needs != "" && err != nil {
				t.Skip(err)
			}
			run := p.start(t, compiled(t, p.target))
			if _, err := run(t.TempDir(), "version"); errors.As(err, new(*os.PathError)) {
				t.Skipf("this system does not run programs for %s: %v", p.target, err)
			}
			for name, hash := range builtBy(t, run) {
				if hash != want[name] {
					t.Errorf("%s: another tree than on %s", name, runtime.GOOS)
				}
			}
		})
	}
}

// compiled compiles devgen for a system. Only for tests of Windows a file of the standard library is another.
func compiled(t *testing.T, target string, flags ...string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "devgen.exe")
	goos, goarch, _ := strings.Cut(target, "/")
	if goos == "windows" {
		flags = append(flags, wineOverlay(t)...)
	}
	line := append(append([]string{"build"}, flags...), "-o", program, "devgen.dev/devgen/cmd/devgen")
	cmd := exec.Command("go", line...)
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return program
}

// builtBy builds the golden repositories from their specs alone, twice, and hashes the files of each by name. What
// stands in their devgen.lock, which is committed, is what every system must arrive at.
func builtBy(t *testing.T, run command) map[string]string {
	t.Helper()
	hashes := map[string]string{}
	for _, name := range repositories(t) {
		folder := t.TempDir()
		for _, arguments := range [][]string{{"build"}, {"check"}} {
			copySpec(t, name, folder)
			if out, err := run(folder, arguments...); err != nil {
				t.Fatalf("%s %s: %v\n%s", name, arguments, err, out)
			}
		}
		sameRecords(t, name, folder)
		hashes[name] = contentHash(t, folder)
	}
	return hashes
}

// copySpec copies a repository's spec, of whichever kind it is.
func copySpec(t *testing.T, name, folder string) {
	t.Helper()
	for _, file := range []string{"devgen.cue", "devgen.yaml"} {
		text, err := os.ReadFile(filepath.Join(name, file))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err := errors.Join(err, os.WriteFile(filepath.Join(folder, file), text, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
}

// sameRecords compares the hashes of whole files in two locks: of a golden repository, and of what was built now.
func sameRecords(t *testing.T, want, got string) {
	t.Helper()
	hashes := func(folder string) map[string]string {
		lock, err := tree.ReadLock(os.DirFS(folder))
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]string{}
		for _, r := range lock.Records {
			if r.Own == tree.Whole {
				found[r.Path] = fmt.Sprint(r.Hash)
			}
		}
		return found
	}
	committed, built := hashes(want), hashes(got)
	for path, hash := range committed {
		if built[path] != hash {
			t.Errorf("%s: %s is not what devgen.lock in the repository says", want, path)
		}
	}
	if len(committed) == 0 || len(built) != len(committed) {
		t.Errorf("%s: %d files, %d are committed", want, len(built), len(committed))
	}
}
