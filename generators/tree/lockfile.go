package tree

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

// maxLock is a lock of some hundred thousand files: what is larger was not written by devgen.
const maxLock = 16 << 20

// Trouble is a way in which a lock can be wrong.
type Trouble string

const (
	// LockUnreadable: devgen.lock is no regular file, or larger than any lock. Nothing can be built.
	LockUnreadable Trouble = "unreadable"
	// LockNewer: a newer devgen wrote it, in a form that this one does not know. Nothing can be built.
	LockNewer Trouble = "newer"
	// LockOlder: it has no version, or one that is not in use any more. It counts as missing.
	LockOlder Trouble = "older"
	// LockConflict: git left conflict markers in it. The lines of both sides count.
	LockConflict Trouble = "conflict"
	// LockDuplicate: two lines for one file that differ, as after a merge. Both count.
	LockDuplicate Trouble = "duplicate"
	// LockForged: a line for a path that devgen never writes. The line does not count.
	LockForged Trouble = "forged"
	// LockMalformed: a line that cannot be read. The line does not count.
	LockMalformed Trouble = "malformed"
)

// LockProblem is something wrong in devgen.lock. All but LockUnreadable and LockNewer heal with the next build.
type LockProblem struct {
	Trouble Trouble
	Line    int // 0 if it is about the whole file
	Message string
}

// Error makes the problems that stop a build errors.
func (p *LockProblem) Error() string {
	if p.Line == 0 {
		return LockFile + " " + p.Message
	}
	return fmt.Sprintf("%s:%d: %s", LockFile, p.Line, p.Message)
}

// fatal returns the problem because of which nothing can be built, or nil.
func (l Lock) fatal() error {
	for i, p := range l.Problems {
		if p.Trouble == LockUnreadable || p.Trouble == LockNewer {
			return &l.Problems[i]
		}
	}
	return nil
}

// ReadLock reads the lock of a repository, and what a build that was killed left of its own. What is wrong with it is
// in the lock's Problems; an error says that the disk could not be read.
func ReadLock(disk fs.FS) (Lock, error) {
	// The journal first: if it is not there, no build is between its first and its last rename, which is that of the lock.
	journal, err := readJournal(disk)
	if err != nil {
		return Lock{}, err
	}
	lock, err := readLockFile(disk)
	if journal != nil {
		lock.journal, lock.JudgedBy = journal, ""
		lock.Records = sorted(slices.Concat(lock.Records, journal.records))
	}
	return lock, err
}

func readLockFile(disk fs.FS) (Lock, error) {
	found, obstacle, err := newDisk(disk).read(LockFile, maxLock)
	switch {
	case err != nil:
		return Lock{}, err
	case obstacle != "":
		return Lock{Problems: []LockProblem{{Trouble: LockUnreadable, Message: obstacle}}}, nil
	case found == nil:
		return Lock{Missing: true}, nil
	}
	lock := ParseLock(found.body)
	lock.found = found
	return lock, nil
}

// ParseLock reads the content of devgen.lock. It takes any bytes: see LockProblem for what it says of bad ones.
func ParseLock(content []byte) Lock {
	var p lockParser
	for line := range bytes.Lines(content) {
		p.number++
		p.line(strings.TrimRight(string(line), "\r\n"))
	}
	if !p.versioned {
		p.unversioned()
	}
	p.lock.Records = sorted(p.lock.Records)
	p.duplicates()
	slices.SortStableFunc(p.lock.Problems, func(a, b LockProblem) int { return a.Line - b.Line })
	return p.lock
}

type lockParser struct {
	lock      Lock
	number    int
	versioned bool // a version that we know has been read
	judges    int  // lines that named one
	conflict  bool // reported already
	at        []recordLine
}

type recordLine struct {
	Record
	line int
}

func (p *lockParser) problem(trouble Trouble, format string, args ...any) {
	p.lock.Problems = append(p.lock.Problems, LockProblem{trouble, p.number, fmt.Sprintf(format, args...)})
}

func (p *lockParser) line(text string) {
	fields := strings.Fields(text)
	switch {
	case text == "" || strings.HasPrefix(text, "#"):
	case isConflictMark(text):
		p.merge()
	case len(fields) == 2 && fields[0] == "version":
		p.version(fields[1])
	case len(fields) == 2 && fields[0] == "judged":
		p.judged(fields[1])
	default:
		p.record(text)
	}
}

// isConflictMark knows the four lines that git puts around the sides of a conflict.
func isConflictMark(text string) bool {
	for _, m := range []string{"<<<<<<<", "|||||||", "=======", ">>>>>>>"} {
		if rest, ok := strings.CutPrefix(text, m); ok && (rest == "" || rest[0] == ' ') {
			return true
		}
	}
	return false
}

func (p *lockParser) merge() {
	if !p.conflict {
		p.problem(LockConflict, "a merge left conflict markers; both sides count until the next build")
	}
	p.conflict = true
}

func (p *lockParser) version(text string) {
	version, err := strconv.Atoi(text)
	switch {
	case err == nil && version == lockVersion:
		p.versioned = true
	case err == nil && version > lockVersion:
		p.problem(LockNewer, "was written by a newer devgen (version %d of the lock, this devgen reads %d)", version, lockVersion)
	default:
		p.problem(LockOlder, "has version %q, which is not in use any more", clipped(text))
	}
}

// unversioned gives up what was read: without knowing the form, nothing in it can be trusted to mean what it seems to.
func (p *lockParser) unversioned() {
	p.lock.Problems = slices.DeleteFunc(p.lock.Problems, func(o LockProblem) bool {
		return o.Trouble != LockOlder && o.Trouble != LockNewer
	})
	if len(p.lock.Problems) == 0 {
		p.number = 0
		p.problem(LockOlder, "has no version")
	}
	p.lock.Records, p.at = nil, nil
}

// judged takes the stamp. Two that differ, after a merge, are none.
func (p *lockParser) judged(stamp string) {
	p.judges++
	if stamp == "-" || p.judges > 1 && stamp != p.lock.JudgedBy {
		stamp = ""
	}
	p.lock.JudgedBy = stamp
}

func (p *lockParser) record(text string) {
	r, err := parseRecord(text)
	var invalid *PathError
	switch {
	case errors.As(err, &invalid):
		p.problem(LockForged, "cannot be devgen's: %s", clipped(invalid.Error()))
	case err != nil:
		p.problem(LockMalformed, "%s: %s", err, clipped(strconv.Quote(text)))
	default:
		p.lock.Records = append(p.lock.Records, r)
		p.at = append(p.at, recordLine{r, p.number})
	}
}

// clipped keeps hostile text from filling the screen.
func clipped(text string) string {
	const most = 120
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// parseRecord reads a line as String writes it.
func parseRecord(text string) (Record, error) {
	fields := strings.Split(text, " ")
	if len(fields) != 5 {
		return Record{}, errors.New("not five words with single blanks between them")
	}
	r := Record{Own: Ownership(fields[1]), Exec: fields[2] == "exec", Made: fields[2] == "made", Generator: fields[3], Hash: fields[4]}
	var region bool
	r.Path, r.Region, region = strings.Cut(fields[0], "#")
	if r.Hash == "-" {
		r.Hash = ""
	}
	switch {
	case r.Own != Whole && r.Own != Block && r.Own != Once:
		return r, errors.New("unknown ownership")
	case region != (r.Own == Block) || region && !isRegionName(r.Region):
		return r, errors.New("a region where there can be none, or none where there must be one")
	case !r.Exec && !r.Made && fields[2] != "-", r.Made && !region, r.Exec && region:
		return r, errors.New("unknown flag")
	case !isGeneratorName(r.Generator):
		return r, errors.New("not the name of a generator")
	case (r.Own == Once) != (r.Hash == "") || r.Hash != "" && !isHash(r.Hash):
		return r, errors.New("not a hash")
	}
	return r, CheckPath(r.Path)
}

func isHash(text string) bool {
	outside := func(r rune) bool { return (r < 'a' || r > 'f') && (r < '0' || r > '9') }
	return len(text) == 64 && !strings.ContainsFunc(text, outside)
}

func isGeneratorName(text string) bool {
	return text != "" && len(text) <= maxSegment && !strings.ContainsFunc(text, outsideNames)
}

// duplicates reports lines that contradict each other.
func (p *lockParser) duplicates() {
	first := map[string]recordLine{}
	for _, r := range p.at {
		key := r.Path + "#" + r.Region
		other, ok := first[key]
		if !ok {
			first[key] = r
			continue
		}
		if other.Record != r.Record && !p.conflict {
			p.lock.Problems = append(p.lock.Problems, LockProblem{LockDuplicate, r.line,
				fmt.Sprintf("%s is in line %d already, with other content; both count until the next build", r.Path, other.line)})
		}
	}
}
