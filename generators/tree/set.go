package tree

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Set is every file that a spec asks for. The zero Set is empty and ready for use.
type Set struct {
	files   map[string]*wanted
	spelled map[string]string // folded path of each file and folder → as it was first spelled
	above   map[string]string // folded folder → one of the files in it
}

// wanted is a file with the generators that asked for it.
type wanted struct {
	File
	generators []string // one; for a Block file one for each of its Blocks
}

// Clash says that two files, or two regions of one file, cannot both be had.
type Clash struct {
	Path      string // of the file that was refused
	Generator string // who asked for it
	Region    string // the region, if that is what clashes

	OtherPath      string // of the file that was there before: Path itself, or one that cannot be beside it
	OtherGenerator string
}

func (c *Clash) Error() string {
	makers := fmt.Sprintf("by both %s and %s", c.OtherGenerator, c.Generator)
	if c.Generator == c.OtherGenerator {
		makers = "twice by " + c.Generator
	}
	switch {
	case c.Region != "":
		return fmt.Sprintf("region %q of %s is made %s", c.Region, c.Path, makers)
	case c.Path == c.OtherPath:
		return fmt.Sprintf("%s is made %s", c.Path, makers)
	case strings.EqualFold(c.Path, c.OtherPath):
		return fmt.Sprintf("%s (made by %s) and %s (made by %s) differ in case only, and are one file on Windows and macOS",
			c.OtherPath, c.OtherGenerator, c.Path, c.Generator)
	case isBelow(c.Path, c.OtherPath), isBelow(c.OtherPath, c.Path):
		return fmt.Sprintf("%s (made by %s) and %s (made by %s) need one name as a file and as a folder",
			c.OtherPath, c.OtherGenerator, c.Path, c.Generator)
	}
	return fmt.Sprintf("%s (made by %s) and %s (made by %s) are in folders whose names differ in case only",
		c.OtherPath, c.OtherGenerator, c.Path, c.Generator)
}

func isBelow(name, folder string) bool {
	return len(name) > len(folder) && name[len(folder)] == '/' && strings.EqualFold(name[:len(folder)], folder)
}

// BodyError says that a file cannot be written as it is: a mistake of its generator.
type BodyError struct {
	Path, Generator, Reason string
}

func (e *BodyError) Error() string {
	return fmt.Sprintf("%s (made by %s) %s", e.Path, e.Generator, e.Reason)
}

// Add puts a generator's files into the set.
//
// Two files of one path are an error even when they are equal: who would explain to the reader where the file comes
// from? Block files are the exception, since what is owned there is the region: generators share .gitignore as long as
// each keeps to regions of its own.
//
// A file that is refused is left out, the others are added. Each refusal is a *PathError, a *Clash or a *BodyError;
// several are joined.
func (s *Set) Add(generator string, files ...File) error {
	var refused []error
	for _, f := range files {
		if err := s.add(generator, f); err != nil {
			refused = append(refused, err)
		}
	}
	if len(refused) == 1 {
		return refused[0]
	}
	return errors.Join(refused...)
}

func (s *Set) add(generator string, f File) error {
	if f.Own == "" {
		f.Own = Whole
	}
	if f.Body == nil {
		f.Body = []byte{} // an empty file is a file
	}
	if reason := pathFault(f.Path); reason != "" {
		return &PathError{Path: f.Path, Generator: generator, Reason: reason}
	}
	if reason := bodyFault(f); reason != "" {
		return &BodyError{Path: f.Path, Generator: generator, Reason: reason}
	}
	if known, ok := s.files[f.Path]; ok {
		return known.share(generator, f)
	}
	if other := s.neighbour(f.Path); other != "" {
		return &Clash{Path: f.Path, Generator: generator, OtherPath: other, OtherGenerator: s.files[other].generators[0]}
	}
	s.keep(generator, f)
	return nil
}

// share adds the regions of f to a file that is in the set already, if both are Block files.
func (w *wanted) share(generator string, f File) error {
	if w.Own != Block || f.Own != Block {
		return &Clash{Path: f.Path, Generator: generator, OtherPath: f.Path, OtherGenerator: w.generators[0]}
	}
	for i, there := range w.Blocks {
		if slices.ContainsFunc(f.Blocks, func(r Region) bool { return r.Name == there.Name }) {
			return &Clash{Path: f.Path, Generator: generator, Region: there.Name, OtherPath: f.Path, OtherGenerator: w.generators[i]}
		}
	}
	w.Blocks = slices.Concat(w.Blocks, f.Blocks)
	w.generators = append(w.generators, slices.Repeat([]string{generator}, len(f.Blocks))...)
	return nil
}

// neighbour returns a file of the set that cannot stand beside name, or "".
func (s *Set) neighbour(name string) string {
	folded := strings.ToLower(name)
	if other, ok := s.spelled[folded]; ok {
		if s.files[other] != nil {
			return other
		}
		return s.above[folded]
	}
	for _, folder := range folders(name) {
		other, ok := s.spelled[strings.ToLower(folder)]
		if ok && s.files[other] != nil {
			return other
		}
		if ok && other != folder {
			return s.above[strings.ToLower(folder)]
		}
	}
	return ""
}

func (s *Set) keep(generator string, f File) {
	if s.files == nil {
		s.files, s.spelled, s.above = map[string]*wanted{}, map[string]string{}, map[string]string{}
	}
	s.files[f.Path] = &wanted{f, slices.Repeat([]string{generator}, max(1, len(f.Blocks)))}
	s.spelled[strings.ToLower(f.Path)] = f.Path
	for _, folder := range folders(f.Path) {
		s.spelled[strings.ToLower(folder)] = folder
		s.above[strings.ToLower(folder)] = f.Path
	}
}

// Files returns the files, in order of path.
func (s *Set) Files() []File {
	files := make([]File, 0, len(s.files))
	for _, name := range s.paths() {
		files = append(files, s.files[name].File)
	}
	return files
}

func (s *Set) paths() []string {
	names := make([]string, 0, len(s.files))
	for name := range s.files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// File returns the file of a path.
func (s *Set) File(name string) (File, bool) {
	w, ok := s.files[name]
	if !ok {
		return File{}, false
	}
	return w.File, true
}

// Generators names who makes the file of a path, in the order in which they were added: one, or several that share a
// Block file.
func (s *Set) Generators(name string) []string {
	var names []string
	if w, ok := s.files[name]; ok {
		for _, generator := range w.generators {
			if !slices.Contains(names, generator) {
				names = append(names, generator)
			}
		}
	}
	return names
}

// bodyFault returns what is wrong with what is in a file, or "".
func bodyFault(f File) string {
	switch {
	case f.Own != Whole && f.Own != Once && f.Own != Block:
		return fmt.Sprintf("has an unknown ownership %q", f.Own)
	case f.Own != Block && len(f.Blocks) > 0:
		return "is no block file, but has regions"
	case f.Own == Block && len(f.Blocks) == 0:
		return "is a block file without regions"
	case f.Own != Block && bytes.Contains(f.Body, []byte("\r\n")):
		return "has CRLF line ends: files are made with LF, and git converts them"
	}
	for i, r := range f.Blocks {
		if reason := regionFault(f.Path, r); reason != "" {
			return reason
		}
		if slices.ContainsFunc(f.Blocks[:i], func(o Region) bool { return o.Name == r.Name }) {
			return fmt.Sprintf("has region %q twice", r.Name)
		}
	}
	return ""
}

func regionFault(file string, r Region) string {
	switch {
	case !isRegionName(r.Name):
		return fmt.Sprintf("has a region named %q: a name is made of a-z 0-9 -", r.Name)
	case bytes.Contains(r.Body, []byte("\r\n")):
		return fmt.Sprintf("has CRLF line ends in region %q", r.Name)
	case len(r.Body) > 0 && !bytes.HasSuffix(r.Body, []byte("\n")):
		return fmt.Sprintf("has a region %q without a final newline", r.Name)
	}
	for line := range bytes.Lines(r.Body) {
		if marksOf(file).read(line).kind != plain {
			return fmt.Sprintf("has a marker inside region %q", r.Name)
		}
	}
	return ""
}
