// Package tree puts a set of wanted files into a repository.
//
// What comes in is a Set: every file that the spec asks for, whole and in memory. What goes out is a Plan, the
// difference between that set and a disk, and, if asked, its execution: all of it or nothing, never outside the
// repository, never over a file that devgen does not own. The package knows nothing of specs or generators.
//
//	Set ──Compare(disk, Lock)──→ Plan ──Apply──→ disk + devgen.lock
//
// Compare tells what somebody edited from what is only out of date by the hashes in devgen.lock, the record of the
// last build. That record, like everything else on the disk, is untrusted: it never suffices for a file to be overwritten
// or removed. A single file that is not devgen's to change stops the whole plan.
//
// Apply writes beside the targets first and then renames, under a claim that keeps other builds out and a journal that
// makes a build that is killed the next one's to finish. At every moment each file is old or new, and whole. Check and
// Write are the two together with reading the lock: what devgen check and devgen build do.
//
// Paths are slash-separated everywhere, text has LF line ends, and no content depends on the time, the user, the system
// or chance.
package tree

// Ownership says how much of a file belongs to devgen.
type Ownership string

const (
	// Whole files are devgen's alone: header on top, overwritten by every build.
	Whole Ownership = "own"
	// Block files are somebody's own, with marked regions that devgen keeps.
	Block Ownership = "block"
	// Once files are written if they are missing, and never touched again.
	Once Ownership = "once"
)

// File is one generated file. Generators return files; they never write them.
type File struct {
	Path string // slash-separated, relative to the repository's root
	Body []byte // whole content, LF line ends, one final newline; unused for Block files
	Exec bool   // mode 0755 instead of 0644
	Own  Ownership
	// Blocks are the marked regions of a Block file, in the order in which they are added to a file that lacks them.
	Blocks []Region
}

// Region is one marked part of a Block file.
type Region struct {
	Name string // [a-z0-9-]+, unique in its file: "quickstart"
	Body []byte // what stands between the markers, LF line ends, one final newline
}
