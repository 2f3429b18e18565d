package golden

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/format"
	"cuelang.org/go/cue/parser"

	"devgen.dev/devgen/generators"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// builds is how often each repository is built: DEVGEN_BUILDS=1000 in continuous integration.
func builds(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(orElse(os.Getenv("DEVGEN_BUILDS"), "50"))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// surroundings are what a build must not see: each is drawn anew for every build.
var surroundings = map[string][]string{
	"TZ":         {"UTC", "Asia/Ho_Chi_Minh", "America/St_Johns", "Pacific/Kiritimati"},
	"LANG":       {"C", "de_DE.UTF-8", "tr_TR.UTF-8", "ar_EG.UTF-8"},
	"LC_ALL":     {"", "C", "tr_TR.UTF-8"},
	"HOME":       {"/nonexistent", "/tmp", "/"},
	"USER":       {"", "root", "nobody"},
	"GOGC":       {"off", "10", "100"},
	"GOMAXPROCS": {"1", "2", "3", "16"},
}

func drawn(random *rand.Rand, name string) string {
	values := surroundings[name]
	return values[random.IntN(len(values))]
}

// seeded returns a source that the log names, so that a failure can be repeated.
func seeded(t *testing.T) *rand.Rand {
	t.Helper()
	seed := rand.Uint64()
	if text := os.Getenv("DEVGEN_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("DEVGEN_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

func TestManyBuildsAreEqual(t *testing.T) {
	random := seeded(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	elsewhere := []string{"/", t.TempDir(), t.TempDir()}
	for name, folder := range folders(t) {
		want := ""
		for i := range builds(t) {
			runtime.GOMAXPROCS(1 + random.IntN(8))
			for _, variable := range []string{"TZ", "LANG", "HOME"} {
				t.Setenv(variable, drawn(random, variable))
			}
			t.Chdir(elsewhere[random.IntN(len(elsewhere))])
			got := hashOf(t, specIn(t, folder))
			if want == "" {
				want = got
			}
			if got != want {
				t.Fatalf("%s: build %d differs", name, i)
			}
		}
	}
}

// folders are those of the golden repositories and of the spec of ghosts, by name, with absolute paths.
func folders(t *testing.T) map[string]string {
	t.Helper()
	absolute := map[string]string{}
	for _, name := range append(repositories(t), "testdata") {
		folder, err := filepath.Abs(name)
		if err != nil {
			t.Fatal(err)
		}
		absolute[name] = folder
	}
	return absolute
}

// specIn returns the folder's spec, and that alone, as a file system.
func specIn(t testing.TB, folder string) fs.FS {
	t.Helper()
	for _, file := range []struct{ name, as string }{{"devgen.cue", "devgen.cue"}, {"devgen.yaml", "devgen.yaml"}, {"ghost.cue", "devgen.cue"}} {
		if text, err := os.ReadFile(filepath.Join(folder, file.name)); err == nil {
			return fstest.MapFS{file.as: {Data: text}}
		}
	}
	t.Fatalf("no spec in %s", folder)
	return nil
}

// hashOf builds a spec and hashes what would be written.
func hashOf(t testing.TB, fsys fs.FS) string {
	t.Helper()
	p, _, problems, err := spec.Load(fsys, "")
	if err != nil || p == nil {
		t.Fatal(err, problems)
	}
	h := sha256.New()
	for _, f := range build(t, p).Files() {
		fmt.Fprintf(h, "%s %v %v %q\n", f.Path, f.Exec, f.Own, f.Body)
		for _, b := range f.Blocks {
			fmt.Fprintf(h, "%s %q\n", b.Name, b.Body)
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// childFolder makes this test program a build of its own: see TestProcessesBuildEqualTrees.
const childFolder = "DEVGEN_TEST_BUILD"

func TestMain(m *testing.M) {
	if folder := os.Getenv(childFolder); folder != "" {
		if err := buildInto(folder, os.Args[len(os.Args)-1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// buildInto is devgen build, with the spec of another folder.
func buildInto(folder, source string) error {
	p, _, problems, err := spec.Load(os.DirFS(source), "")
	if err != nil || p == nil {
		return fmt.Errorf("%w %v", err, problems)
	}
	set, _ := generators.Build(p, nil)
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer root.Close()
	plan, err := tree.Compare(root.FS(), set, tree.Lock{}, tree.Options{})
	if err != nil {
		return err
	}
	return plan.Apply(root)
}

// TestProcessesBuildEqualTrees builds in processes of their own, whose surroundings differ, and compares what is on the
// disk then: bytes, modes, names.
func TestProcessesBuildEqualTrees(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no sh, which sets the umask")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	random := seeded(t)
	for _, name := range repositories(t) {
		source, err := filepath.Abs(name)
		if err != nil {
			t.Fatal(err)
		}
		want := ""
		for i := range max(4, builds(t)/10) {
			folder := filepath.Join(t.TempDir(), []string{"a", "with blank", "đường"}[random.IntN(3)])
			if err := os.Mkdir(folder, 0o755); err != nil {
				t.Fatal(err)
			}
			umask := []string{"000", "022", "077", "027"}[random.IntN(4)]
			cmd := exec.Command(sh, "-c", `umask "$1"; shift; exec "$@"`, "sh", umask, self, source)
			cmd.Dir = t.TempDir()
			cmd.Env = []string{childFolder + "=" + folder}
			for _, variable := range []string{"TZ", "LANG", "LC_ALL", "HOME", "USER", "GOGC", "GOMAXPROCS"} {
				cmd.Env = append(cmd.Env, variable+"="+drawn(random, variable))
			}
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			got := treeHash(t, folder)
			if want == "" {
				want = got
			}
			if got != want {
				t.Fatalf("%s: process %d built another tree, with umask %s and %v", name, i, umask, cmd.Env)
			}
		}
	}
}

// treeHash hashes names, executable bits and bytes of a folder.
func treeHash(t testing.TB, folder string) string {
	return hashOfFiles(t, folder, func(path string, mode fs.FileMode, body []byte) string {
		return fmt.Sprintf("%s %v %q\n", path, mode&0o111 != 0, body)
	})
}

// contentHash leaves out the executable bits, which not every system has.
func contentHash(t testing.TB, folder string) string {
	return hashOfFiles(t, folder, func(path string, _ fs.FileMode, body []byte) string { return fmt.Sprintf("%s %q\n", path, body) })
}

// hashOfFiles hashes what line makes of each file.
func hashOfFiles(t testing.TB, folder string, line func(path string, mode fs.FileMode, body []byte) string) string {
	t.Helper()
	h := sha256.New()
	root := os.DirFS(folder)
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		body, err := fs.ReadFile(root, path)
		io.WriteString(h, line(path, info.Mode(), body))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// TestFieldOrderDoesNotMatter shuffles the fields of every struct of a spec: the files are the same.
func TestFieldOrderDoesNotMatter(t *testing.T) {
	random := seeded(t)
	for _, name := range append(repositories(t), "testdata") {
		fsys := specIn(t, name)
		text, err := fs.ReadFile(fsys, "devgen.cue")
		if errors.Is(err, fs.ErrNotExist) {
			continue // a spec in YAML is read into the same nodes, which have no order
		}
		if err != nil {
			t.Fatal(err)
		}
		want := hashOf(t, fsys)
		for range 5 {
			shuffled := shuffledFields(t, random, text)
			if string(shuffled) == string(text) {
				t.Fatalf("%s: nothing was shuffled", name)
			}
			if got := hashOf(t, fstest.MapFS{"devgen.cue": {Data: shuffled}}); got != want {
				t.Errorf("%s: the order of fields shows in the files:\n%s", name, firstLines(shuffled))
			}
		}
	}
}

func firstLines(text []byte) string {
	lines := strings.SplitAfterN(string(text), "\n", 40)
	return strings.Join(lines[:min(len(lines), 39)], "")
}

func shuffledFields(t *testing.T, random *rand.Rand, text []byte) []byte {
	t.Helper()
	file, err := parser.ParseFile("devgen.cue", text)
	if err != nil {
		t.Fatal(err)
	}
	ast.Walk(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.File:
			shuffle(random, n.Decls[1:]) // behind the package clause
		case *ast.StructLit:
			shuffle(random, n.Elts)
		}
		return true
	}, nil)
	shuffled, err := format.Node(file)
	if err != nil {
		t.Fatal(err)
	}
	return shuffled
}

func shuffle(random *rand.Rand, decls []ast.Decl) {
	random.Shuffle(len(decls), func(i, j int) { decls[i], decls[j] = decls[j], decls[i] })
}

// TestDifferencesShow is the control of the tests above: a build in which the order of a map shows has many hashes.
func TestDifferencesShow(t *testing.T) {
	seen := map[string]bool{}
	for range 20 {
		folder, text := t.TempDir(), ""
		for name := range surroundings {
			text += name + "\n"
		}
		if err := os.WriteFile(filepath.Join(folder, "a.txt"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		seen[treeHash(t, folder)] = true
	}
	if len(seen) < 2 {
		t.Errorf("20 builds in the order of a map look equal")
	}
}
