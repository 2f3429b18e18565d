package spec

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/parser"
)

// Limits of a spec's size. A large service takes about 1 KB.
const (
	maxFileSize = 4 << 20
	maxSize     = 16 << 20
	maxFiles    = 1000
)

// ErrNoSpec is the error of a folder without a spec, or of a name that leads to no file.
var ErrNoSpec = errors.New("no spec found")

// Document is a spec as it was read: its files, and what they say as plain data.
type Document struct {
	Files   []string // names of the files, slash-separated, relative to the spec's folder; the main one first
	Sources []Source // their texts, in the same order, with the places of secrets
	Root    *Node    // the spec, with the schema's defaults filled in; nil where a file cannot be read

	texts       []*sourceText
	credentials []credential // texts of the spec that look like one
	looksLike   []string     // what looks like one in the files, once a problem is to be shown
	marks
}

// marks are places that belong to values, beside those that the tree has.
type marks struct {
	origins map[*Node]place // where evaluated values were written, if not where they are used
	aside   []aside
	apart   []aside // texts that are in no field of the spec, but in one of the author's own
}

// MainFiles are the names that a spec is found by.
var MainFiles = []string{"devgen.cue", "devgen.yaml", "devgen.yml"}

// Read reads the spec in a folder and checks its shape against the schema.
//
// The name is that of a file or of a folder, with slashes. Without a file, it is devgen.cue, devgen.yaml or devgen.yml,
// whichever is there. Beside devgen.cue, every further *.cue file of its folder that says package devgen belongs to the
// spec.
//
// The problems are all that can be said about the shape: what several fields must fulfil together is for Resolve to
// judge. A mistake that follows from another is left out. The error is ErrNoSpec (wrapped), or that of a file that
// cannot be read; the spec's own mistakes are problems.
func Read(fsys fs.FS, name string) (*Document, []Problem, error) {
	fsys, name, err := folderOf(fsys, name)
	if err != nil {
		return nil, nil, err
	}
	found, err := findMain(fsys, name)
	if err != nil {
		return nil, nil, err
	}
	if len(found) > 1 {
		return &Document{Files: found}, []Problem{twoSpecs(found)}, nil
	}
	names, err := packageFiles(fsys, found[0])
	if err != nil {
		return nil, nil, err
	}
	texts, problems, err := readFiles(fsys, names)
	if err != nil {
		return nil, nil, err
	}
	doc, more := read(texts, problems, defaultLimits)
	return doc, more, nil
}

// folderOf returns the folder of the spec that a name leads to, and the name in it; of a folder's name, that folder.
func folderOf(fsys fs.FS, name string) (fs.FS, string, error) {
	if name == "" {
		return fsys, "", nil
	}
	dir, base := path.Split(path.Clean(name))
	if info, err := fs.Stat(fsys, path.Clean(name)); err == nil && info.IsDir() && !slices.Contains(MainFiles, base) {
		dir, base = name, ""
	}
	sub, err := fs.Sub(fsys, path.Clean(dir))
	return sub, base, err
}

// ReadBytes is Read for files in memory, by name.
func ReadBytes(files map[string][]byte) (*Document, []Problem) {
	var texts []*sourceText
	var problems []Problem
	for _, name := range mainFirst(slices.Sorted(maps.Keys(files))) {
		t, p := newSourceText(name, files[name])
		texts, problems = append(texts, t), append(problems, p...)
	}
	return read(texts, problems, defaultLimits)
}

// findMain returns the spec's main file. There are several where the author must choose.
func findMain(fsys fs.FS, name string) ([]string, error) {
	candidates := MainFiles
	if name != "" {
		candidates = []string{name}
	}
	var found []string
	for _, c := range candidates {
		_, err := fs.Stat(fsys, c)
		switch {
		case err == nil:
			found = append(found, c)
		case !errors.Is(err, fs.ErrNotExist):
			return nil, err
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrNoSpec, strings.Join(candidates, ", "))
	}
	return found, nil
}

func twoSpecs(names []string) Problem {
	return Problem{
		Code: "DG019", Severity: severityOf("DG019"), Span: Span{File: names[1]},
		Message: fmt.Sprintf("there are two specs: %s", strings.Join(names, " and ")),
		Help:    []string{"keep one of them, or name the one to use"},
	}
}

// packageFiles returns the files of the spec whose main file is given.
func packageFiles(fsys fs.FS, main string) ([]string, error) {
	if main != MainFiles[0] {
		return []string{main}, nil
	}
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	names := []string{main}
	for _, e := range entries {
		if e.Name() == main || !cueSource(e.Name()) {
			continue
		}
		belongs, err := saysPackage(fsys, e.Name())
		if err != nil {
			return nil, err
		}
		if belongs {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// cueSource reports whether a file belongs to a package by its name: CUE's own rule (cuelang.org, "cue help inputs").
func cueSource(name string) bool {
	return strings.HasSuffix(name, ".cue") && name[0] != '_' && name[0] != '.' &&
		!strings.HasSuffix(name, "_tool.cue") && !strings.HasSuffix(name, "_test.cue")
}

// saysPackage reports whether a file says package devgen. Of a file of another package no more than its start is read.
func saysPackage(fsys fs.FS, name string) (bool, error) {
	// Before it is opened: that would wait for somebody to write to a pipe.
	if info, err := fs.Stat(fsys, name); err != nil || !info.Mode().IsRegular() {
		return false, err
	}
	f, err := fsys.Open(name)
	if err != nil {
		return false, err
	}
	defer f.Close()
	start, err := io.ReadAll(io.LimitReader(f, 64<<10))
	if err != nil {
		return false, err
	}
	file, _ := parser.ParseFile(name, start, parser.PackageClauseOnly)
	return file != nil && file.PackageName() == packageName, nil
}

const packageName = "devgen"

func readFiles(fsys fs.FS, names []string) ([]*sourceText, []Problem, error) {
	var texts []*sourceText
	var problems []Problem
	if len(names) > maxFiles {
		p := fileProblem("DG011", names[0], fmt.Sprintf("the spec has more than %d files", maxFiles), "join some of them")
		return nil, []Problem{p}, nil
	}
	for _, name := range names {
		t, p, err := readFile(fsys, name)
		if err != nil {
			return nil, nil, err
		}
		texts, problems = append(texts, t), append(problems, p...)
	}
	return texts, problems, nil
}

func readFile(fsys fs.FS, name string) (*sourceText, []Problem, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, nil, err
	}
	switch {
	case info.IsDir():
		return &sourceText{file: name}, []Problem{fileProblem("DG013", name, name+" is a folder", "name a file in it")}, nil
	case !info.Mode().IsRegular():
		return &sourceText{file: name}, []Problem{fileProblem("DG013", name, name+" is no plain file", "name a plain file")}, nil
	case info.Size() > maxFileSize:
		return &sourceText{file: name}, []Problem{tooLarge(name)}, nil
	}
	body, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, nil, err
	}
	t, problems := newSourceText(name, body)
	return t, problems, nil
}

func tooLarge(name string) Problem {
	return fileProblem("DG011", name, fmt.Sprintf("%s is larger than %d MiB", name, maxFileSize>>20), "a spec describes one project: is this one?")
}

// fileProblem is a problem of a file as a whole.
func fileProblem(code, name, message string, help ...string) Problem {
	return Problem{Code: code, Severity: severityOf(code), Span: Span{File: name}, Message: message, Help: help}
}

// newSourceText takes the text of a file, without its byte order mark, and checks that it is one.
func newSourceText(name string, body []byte) (*sourceText, []Problem) {
	t := &sourceText{file: name, body: bytes.TrimPrefix(body, []byte("\uFEFF"))}
	switch bad := firstNonText(t.body); {
	case len(body) > maxFileSize:
		return t, []Problem{tooLarge(name)}
	case bytes.HasPrefix(body, []byte("\xFF\xFE")) || bytes.HasPrefix(body, []byte("\xFE\xFF")):
		return t, []Problem{fileProblem("DG010", name, name+" is UTF-16 text", "save it as UTF-8")}
	case bad >= 0:
		p := fileProblem("DG010", name, name+" is not UTF-8 text", "save it as UTF-8")
		p.Span = t.place(bad, bad+1).span()
		return t, []Problem{p}
	}
	return t, nil
}

// firstNonText returns the offset of the first byte that cannot stand in UTF-8 text, or -1.
func firstNonText(body []byte) int {
	if nul := bytes.IndexByte(body, 0); nul >= 0 {
		return nul
	}
	if utf8.Valid(body) {
		return -1
	}
	for i := 0; i < len(body); {
		r, size := utf8.DecodeRune(body[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// mainFirst orders the names of a spec's files: the main file, then by name.
func mainFirst(names []string) []string {
	for _, name := range MainFiles {
		if i := slices.Index(names, name); i > 0 {
			return append([]string{name}, slices.Delete(names, i, i+1)...)
		}
	}
	return names
}

// read turns texts into a document, within limits of time and memory.
func read(texts []*sourceText, problems []Problem, l limits) (*Document, []Problem) {
	doc := &Document{texts: texts}
	total := 0
	for _, t := range texts {
		doc.Files = append(doc.Files, t.file)
		total += len(t.body)
	}
	if total > maxSize {
		problems = append(problems, fileProblem("DG011", texts[0].file, fmt.Sprintf("the spec is larger than %d MiB in all", maxSize>>20), "a spec describes one project"))
	}
	if !HasErrors(problems) && len(texts) > 0 {
		problems = append(problems, doc.load(l)...)
	}
	doc.Sources = sources(doc)
	return doc, doc.redact(SortProblems(visible(problems)))
}

// load reads and checks the texts. What a spec can make endless, and only that, happens on a goroutine of its own: see
// within.
func (d *Document) load(l limits) []Problem {
	var t readTree
	if p := within(l, d.texts[0].file, func() { t = tree(d.texts) }); p != nil {
		return []Problem{*p}
	}
	d.Root, d.marks = t.root, t.marks
	if t.root == nil {
		return t.problems
	}
	d.credentials = findCredentials(t.root, t.apart)
	return append(t.problems, check(d, SchemaModel())...)
}

// readTree is what the texts say. The root is nil where one of them cannot be read.
type readTree struct {
	root *Node
	marks
	problems []Problem
}

// tree reads all texts into one tree.
func tree(texts []*sourceText) (t readTree) {
	if !strings.HasSuffix(texts[0].file, ".cue") {
		t.root, t.problems = yamlTree(texts[0])
		return t
	}
	var files []cueFile
	for _, in := range texts {
		syntax, err := parser.ParseFile(in.file, in.body)
		if err != nil {
			t.problems = append(t.problems, cueSyntax(in, err))
			continue
		}
		f := cueFile{in: in, syntax: syntax}
		t.problems = append(t.problems, f.vet()...)
		files = append(files, f)
	}
	if len(t.problems) > 0 {
		return t
	}
	t = cueTree(files)
	for _, f := range files {
		t.apart = append(t.apart, f.apart()...)
	}
	return t
}

// cueFile is a CUE file of the spec.
type cueFile struct {
	in     *sourceText
	syntax *ast.File
}

// cueTree reads plain data straight from the syntax, and has anything else evaluated.
func cueTree(files []cueFile) readTree {
	r, root := newPlainReader(), &Node{kind: structNode}
	for _, f := range files {
		r.file(root, f.in, f.syntax)
	}
	switch {
	case len(r.limits) > 0:
		return readTree{problems: r.limits}
	case r.plain:
		return readTree{root: root, problems: r.conflicts, marks: marks{aside: r.aside}}
	}
	return evaluate(files, root)
}
