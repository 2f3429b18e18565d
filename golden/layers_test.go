package golden

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"devgen.dev/devgen/generators"
)

const module = "devgen.dev/devgen/"

// goPackage is what `go list` tells of a package, tests aside.
type goPackage struct {
	ImportPath string
	Imports    []string
	Dir        string
	GoFiles    []string
}

// layer is the first folder of a package's path.
func (p goPackage) layer() string { return layer(p.ImportPath) }

func layer(importPath string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(importPath, module), "/")
	return first
}

// packages lists the packages of this module.
func packages(t *testing.T) []goPackage {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports,Dir,GoFiles", "./...")
	list.Dir = ".."
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []goPackage
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		switch err := decoder.Decode(&p); {
		case errors.Is(err, io.EOF):
			return all
		case err != nil:
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// mayImport says which layers a layer builds on. Nothing points back: the language does not know its reader, the spec
// does not know what is made of it, and generators do not know the program that calls them.
var mayImport = map[string][]string{
	"schema":     nil,
	"docs":       nil,
	"spec":       {"schema"},
	"generators": {"spec"},
	"golden":     {"generators", "spec"},
	"cmd":        {"schema", "docs", "spec", "generators"},
}

func TestImportsGoOneWay(t *testing.T) {
	for _, p := range packages(t) {
		allowed, known := mayImport[p.layer()]
		if !known {
			t.Errorf("%s is in no layer; the layers are those of CONTRIBUTING.md", p.ImportPath)
		}
		for _, imported := range p.Imports {
			if to := layer(imported); strings.HasPrefix(imported, module) && to != p.layer() && !slices.Contains(allowed, to) {
				t.Errorf("%s imports %s: %s does not build on %s", p.ImportPath, imported, p.layer(), to)
			}
		}
	}
}

// impure are packages through which the same spec could give other files elsewhere, or tomorrow. Durations are values
// of the spec, so time itself is allowed, and TestNoGeneratorTellsTheTime looks at what is used of it.
var impure = []string{"os", "os/exec", "os/user", "net", "net/http", "math/rand", "math/rand/v2", "crypto/rand", "path/filepath", "runtime", "syscall", "unsafe"}

// isGenerator reports whether a package is an output family, or a printer that families share. The files that are
// written (tree), those that read them (judge, readers), and what tests share are none.
func (p goPackage) isGenerator() bool {
	below, ok := strings.CutPrefix(p.ImportPath, module+"generators/")
	return ok && !slices.Contains([]string{"tree", "judge", "internal/readers", "internal/corpus", "internal/databases", "internal/familytest", "internal/manifests"}, below)
}

func TestGeneratorsArePure(t *testing.T) {
	checked := 0
	for _, p := range packages(t) {
		if !p.isGenerator() {
			continue
		}
		checked++
		for _, imported := range p.Imports {
			if slices.Contains(impure, imported) {
				t.Errorf("%s imports %s: a generator gives the same files for the same spec, everywhere", p.ImportPath, imported)
			}
		}
	}
	if checked < len(generators.All) {
		t.Errorf("only %d packages of generators found", checked)
	}
}

// TestNoGeneratorTellsTheTime: of package time, generators take durations.
func TestNoGeneratorTellsTheTime(t *testing.T) {
	durations := []string{"Duration", "Nanosecond", "Microsecond", "Millisecond", "Second", "Minute", "Hour"}
	for _, p := range packages(t) {
		if !p.isGenerator() || !slices.Contains(p.Imports, "time") {
			continue
		}
		for _, file := range p.GoFiles {
			for _, name := range namesFrom(t, filepath.Join(p.Dir, file), "time") {
				if !slices.Contains(durations, name) {
					t.Errorf("%s/%s uses time.%s: the same spec would give other files tomorrow", p.ImportPath, file, name)
				}
			}
		}
	}
}

// namesFrom lists what a file uses of a package.
func namesFrom(t *testing.T, file, pkg string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if from, ok := s.X.(*ast.Ident); ok && from.Name == pkg {
				names = append(names, s.Sel.Name)
			}
		}
		return true
	})
	return names
}

// TestEveryGeneratorIsListed: a folder that is not in the list writes nothing, and nobody would notice.
func TestEveryGeneratorIsListed(t *testing.T) {
	var listed, folders []string
	for _, g := range generators.All {
		listed = append(listed, g.Name)
	}
	for _, p := range packages(t) {
		if p.isGenerator() && !strings.Contains(p.ImportPath, "/internal/") {
			folders = append(folders, path.Base(p.ImportPath))
		}
	}
	slices.Sort(listed)
	slices.Sort(folders)
	if !slices.Equal(listed, folders) {
		t.Errorf("generators.All lists %v, but the folders are %v", listed, folders)
	}
}
