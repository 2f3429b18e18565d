package tree

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestCases plays the stories of testdata/*.txtar: what people had written (hand/), what an earlier build made of it (was/),
// what people did since (edit/ and the directives on top), what is wanted now (want/), and what comes out of it: the plan, and the files after it is applied.
//
// DEVGEN_UPDATE=1 writes the outcome anew. Read the difference before you commit it.
func TestCases(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { playCase(t, name) })
	}
}

func playCase(t *testing.T, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	story := readStory(t, archive)
	if !modes {
		story.forgetModes(t, archive)
	}
	outcome := story.play(t)
	got := txtar.Format(&txtar.Archive{Comment: archive.Comment, Files: slices.Concat(story.given, outcome)})
	want := txtar.Format(archive)
	if bytes.Equal(got, want) {
		return
	}
	if os.Getenv("DEVGEN_UPDATE") != "" {
		if err := os.WriteFile(name, got, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("got:\n%s\nwant:\n%s", got, want)
}

// story is a case taken apart.
type story struct {
	given     []txtar.File
	was, want *Set
	hand      []txtar.File
	edits     []txtar.File
	gone      []string
	crlf      []string
	modes     map[string]fs.FileMode
	options   Options
	showLock  bool
}

func readStory(t *testing.T, archive *txtar.Archive) *story {
	s := &story{was: &Set{}, want: &Set{}, modes: map[string]fs.FileMode{}}
	for line := range strings.Lines(string(archive.Comment)) {
		s.directive(strings.Fields(line))
	}
	for _, f := range archive.Files {
		stage, rest, _ := strings.Cut(f.Name, "/")
		switch stage {
		case "was":
			addTo(t, s.was, rest, f.Data)
		case "want":
			addTo(t, s.want, rest, f.Data)
		case "hand":
			s.hand = append(s.hand, txtar.File{Name: rest, Data: f.Data})
		case "edit":
			s.edits = append(s.edits, txtar.File{Name: rest, Data: f.Data})
		default:
			continue // the outcome
		}
		s.given = append(s.given, f)
	}
	return s
}

// forgetModes is for systems without executable bits: there they are in locks, but not on disks.
func (s *story) forgetModes(t *testing.T, archive *txtar.Archive) {
	if len(s.modes) > 0 {
		t.Skip("no executable bits on this system")
	}
	for i, f := range archive.Files {
		if strings.HasPrefix(f.Name, "after/") {
			archive.Files[i].Name = strings.TrimSuffix(f.Name, " exec")
		}
	}
}

func (s *story) directive(fields []string) {
	if len(fields) == 0 {
		return
	}
	switch arguments := fields[1:]; fields[0] {
	case "only:":
		s.options.Only = arguments
	case "force:":
		s.options.Force = arguments
	case "selected:":
		s.options.Selected = func(generator string) bool { return slices.Contains(arguments, generator) }
	case "keep-orphans:":
		s.options.KeepOrphans = true
	case "gone:":
		s.gone = arguments
	case "crlf:":
		s.crlf = arguments
	case "show-lock:":
		s.showLock = true
	case "exec:":
		s.modes[arguments[0]] = 0o755
	case "noexec:":
		s.modes[arguments[0]] = 0o644
	}
}

// addTo reads "PATH[#REGION] [once] [exec] [by GENERATOR]".
func addTo(t *testing.T, set *Set, name string, body []byte) {
	fields := strings.Fields(name)
	file, region, isRegion := strings.Cut(fields[0], "#")
	f := File{Path: file, Body: body, Own: Whole}
	if isRegion {
		f = File{Path: file, Own: Block, Blocks: []Region{{region, body}}}
	}
	generator := "gen"
	for i, word := range fields {
		switch word {
		case "once":
			f.Own = Once
		case "exec":
			f.Exec = true
		case "by":
			generator = fields[i+1]
		}
	}
	if err := set.Add(generator, f); err != nil {
		t.Fatal(err)
	}
}

func (s *story) play(t *testing.T) []txtar.File {
	dir := t.TempDir()
	root := openRoot(t, dir)
	for _, f := range s.hand {
		writeFile(t, dir, f.Name, f.Data, 0o644)
	}
	if _, err := Write(root, s.was, Options{}); err != nil {
		t.Fatalf("the earlier build: %v", err)
	}
	s.edit(t, dir)
	plan := compareNow(t, root, s.want, s.options)
	before := snapshot(t, dir)
	outcome := []txtar.File{{Name: "plan", Data: describe(plan)}}
	if err := plan.Apply(root); err != nil {
		if after := snapshot(t, dir); !slices.Equal(before, after) {
			t.Errorf("refused, but changed the disk: %v to %v", before, after)
		}
		return append(outcome, txtar.File{Name: "refused", Data: []byte(err.Error() + "\n")})
	}
	s.options.Force = nil
	again := compareNow(t, root, s.want, s.options)
	if len(again.Pending()) > 0 || again.LockStale || len(again.LockProblems) > 0 {
		t.Errorf("not clean after it was applied:\n%s", describe(again))
	}
	return append(outcome, shown(t, dir, s.showLock)...)
}

func (s *story) edit(t *testing.T, dir string) {
	for _, f := range s.edits {
		writeFile(t, dir, f.Name, f.Data, 0o644)
	}
	for _, name := range s.gone {
		must(t, os.RemoveAll(filepath.Join(dir, name)))
	}
	for _, name := range s.crlf {
		body, err := os.ReadFile(filepath.Join(dir, name))
		must(t, err)
		writeFile(t, dir, name, bytes.ReplaceAll(body, []byte("\n"), []byte("\r\n")), 0o644)
	}
	for name, mode := range s.modes {
		must(t, os.Chmod(filepath.Join(dir, name), mode))
	}
}

// describe prints a plan, for people.
func describe(p Plan) []byte {
	var b bytes.Buffer
	for _, e := range p.Entries {
		fmt.Fprintf(&b, "%s %s", e.State, e.Path)
		if e.Generator != "gen" {
			fmt.Fprintf(&b, " by %s", e.Generator)
		}
		if e.Added+e.Removed > 0 {
			fmt.Fprintf(&b, " +%d -%d", e.Added, e.Removed)
		}
		if e.Reason != "" {
			fmt.Fprintf(&b, ": %s", e.Reason)
		}
		fmt.Fprintln(&b)
		for _, note := range e.Notes {
			fmt.Fprintf(&b, "  note: %s\n", note)
		}
	}
	for _, problem := range p.LockProblems {
		fmt.Fprintf(&b, "%s (%s)\n", problem.Error(), problem.Trouble)
	}
	fmt.Fprintf(&b, "clean: %v, lock stale: %v\n", p.Clean(), p.LockStale)
	return b.Bytes()
}

// shown lists the files of a folder, without devgen.lock unless a case is about it. Carriage returns are made visible.
func shown(t *testing.T, dir string, lock bool) []txtar.File {
	var files []txtar.File
	for _, name := range listFiles(t, dir) {
		if name == LockFile && !lock {
			continue
		}
		body, err := os.ReadFile(filepath.Join(dir, name))
		must(t, err)
		title := path.Join("after", name)
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.Mode()&0o100 != 0 {
			title += " exec"
		}
		body = bytes.ReplaceAll(body, []byte("\r\n"), []byte("␍\n"))
		files = append(files, txtar.File{Name: title, Data: body})
	}
	return files
}

// listFiles lists everything in a folder that is not a folder, in order.
func listFiles(t *testing.T, dir string) []string {
	var names []string
	must(t, filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			inside, _ := filepath.Rel(dir, name)
			names = append(names, filepath.ToSlash(inside))
		}
		return err
	}))
	slices.Sort(names)
	return names
}

// snapshot is all that is in a folder: names, kinds, permissions and content.
func snapshot(t *testing.T, dir string) []string {
	var all []string
	must(t, filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		var body []byte
		if err == nil && info.Mode().IsRegular() {
			body, err = os.ReadFile(name)
		}
		all = append(all, fmt.Sprintf("%s %s %q", filepath.ToSlash(name), info.Mode(), body))
		return err
	}))
	return all
}

func compareNow(t testing.TB, root *os.Root, want *Set, options Options) Plan {
	t.Helper()
	lock, err := ReadLock(root.FS())
	must(t, err)
	plan, err := Compare(root.FS(), want, lock, options)
	must(t, err)
	return plan
}

func openRoot(t testing.TB, dir string) *os.Root {
	t.Helper()
	root, err := os.OpenRoot(dir)
	must(t, err)
	t.Cleanup(func() { root.Close() })
	return root
}

func writeFile(t testing.TB, dir, name string, body []byte, mode fs.FileMode) {
	t.Helper()
	full := filepath.Join(dir, filepath.FromSlash(name))
	must(t, os.MkdirAll(filepath.Dir(full), 0o777))
	must(t, os.WriteFile(full, body, mode))
}

// needLinks skips a test of symbolic links where there are none: on Windows they take a right that not everyone has, and
// under Wine they are folders.
func needLinks(t *testing.T) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink("somewhere", name); err != nil {
		t.Skip(err)
	}
	if info, err := os.Lstat(name); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Skip("symbolic links are something else here")
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// setOf makes a set of whole files from paths and bodies.
func setOf(t testing.TB, pathsAndBodies ...string) *Set {
	t.Helper()
	set := &Set{}
	for pair := range slices.Chunk(pathsAndBodies, 2) {
		must(t, set.Add("gen", File{Path: pair[0], Body: []byte(pair[1]), Own: Whole}))
	}
	return set
}

// generated is a body with the header of generated files on top.
func generated(lines ...string) string {
	return "# Code generated by devgen from devgen.cue; DO NOT EDIT.\n" + strings.Join(lines, "\n") + "\n"
}

func entryOf(t testing.TB, p Plan, name string) Entry {
	t.Helper()
	i, ok := slices.BinarySearchFunc(p.Entries, name, func(e Entry, name string) int { return cmp.Compare(e.Path, name) })
	if !ok {
		t.Fatalf("the plan says nothing of %s", name)
	}
	return p.Entries[i]
}
