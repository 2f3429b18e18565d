package tree

import (
	"fmt"
	"path"
	"regexp"
	"strings"
)

// Longest names that every file system, archive and checkout folder takes: ext4 and NTFS stop at 255 bytes a name, and
// Windows without long paths at 260 in all, of which the folder of the checkout needs its part.
const (
	maxSegment = 100
	maxPath    = 200
)

// LockFile is the path of the lock, LockFile and all of WorkFolder are the writer's own.
const (
	LockFile   = "devgen.lock"
	WorkFolder = ".devgen"
)

// PathError says that no file can be written at a path on every system.
type PathError struct {
	Path      string
	Generator string // who asked for it, if known
	Reason    string // `has a part that Windows keeps for a device: "aux.yaml"`
}

func (e *PathError) Error() string { return fmt.Sprintf("path %q %s", e.Path, e.Reason) }

// InvalidPath tells this error from a clash of two paths that are both fine.
func (e *PathError) InvalidPath() bool { return true }

// CheckPath holds a path against the rules of all systems at once, whatever system this is: what Linux takes, Windows may
// not even be able to check out. It returns nil or a *PathError.
//
// The rules are those of "Naming Files, Paths, and Namespaces" (Win32), of git, which refuses to track .git, and of
// devgen: plain ASCII without blanks, because a path also goes through shells, make and YAML, and so has one Unicode form.
func CheckPath(name string) error {
	if reason := pathFault(name); reason != "" {
		return &PathError{Path: name, Reason: reason}
	}
	return nil
}

func pathFault(name string) string {
	switch {
	case name == "":
		return "is empty"
	case len(name) > maxPath:
		return fmt.Sprintf("is longer than %d bytes", maxPath)
	case strings.HasPrefix(name, "/"):
		return "is absolute: paths start at the root of the repository"
	case strings.Contains(name, `\`):
		return "holds a backslash: folders are separated by /"
	case strings.EqualFold(name, LockFile):
		return "is where devgen keeps its own record"
	}
	for segment := range strings.SplitSeq(name, "/") {
		if reason := segmentFault(segment); reason != "" {
			return reason
		}
	}
	return envFault(path.Base(name))
}

func segmentFault(segment string) string {
	switch {
	case segment == "":
		return "has an empty part"
	case segment == "." || segment == "..":
		return fmt.Sprintf("has a part %q", segment)
	case strings.ContainsFunc(segment, outsideNames):
		return "holds a character other than A-Z a-z 0-9 . _ -"
	case strings.HasPrefix(segment, "-"):
		return fmt.Sprintf("has a part that commands take for an option: %q", segment)
	case strings.HasSuffix(segment, "."):
		return fmt.Sprintf("has a part that ends in a dot, which Windows drops: %q", segment)
	case isDevice(segment):
		return fmt.Sprintf("has a part that Windows keeps for a device: %q", segment)
	case strings.EqualFold(segment, ".git"):
		return "leads into .git"
	case strings.EqualFold(segment, WorkFolder) || temporary.MatchString(segment):
		return fmt.Sprintf("has a part that devgen keeps for itself: %q", segment)
	case len(segment) > maxSegment:
		return fmt.Sprintf("has a part longer than %d bytes", maxSegment)
	}
	return ""
}

func outsideNames(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return false
	}
	return r != '.' && r != '_' && r != '-'
}

// isDevice knows the names that Windows keeps in every folder, with any extension and in any case. COM and LPT with
// superscript digits, CONIN$ and CONOUT$ are reserved as well, but their characters are refused before.
func isDevice(segment string) bool {
	name, _, _ := strings.Cut(strings.ToUpper(segment), ".")
	switch name {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	port := strings.HasPrefix(name, "COM") || strings.HasPrefix(name, "LPT")
	return port && len(name) == 4 && '0' <= name[3] && name[3] <= '9'
}

// envFault keeps devgen away from files that hold a developer's or a server's real values: only templates of them are
// generated. People lost uncommitted values to tools that wrote .env.
func envFault(base string) string {
	base = strings.ToLower(base)
	if base != ".env" && !strings.HasPrefix(base, ".env.") {
		return ""
	}
	for _, template := range []string{".example", ".template", ".sample"} {
		if strings.HasSuffix(base, template) {
			return ""
		}
	}
	return "is a real environment file, which only people write: end it in .example, .template or .sample"
}

// temporary is the form of the names of half-written files; see temporaryName.
var temporary = regexp.MustCompile(`(?i)^\.devgen-[0-9a-f]{16}\.tmp$`)

// folders lists the folders above a path, outermost first: "a", "a/b" for "a/b/c".
func folders(name string) []string {
	var all []string
	for i, c := range name {
		if c == '/' {
			all = append(all, name[:i])
		}
	}
	return all
}
