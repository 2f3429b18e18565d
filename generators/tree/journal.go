package tree

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// A journal is written before a build touches anything, and removed when all is done, so it is there exactly if a build
// was killed. It says which half-written files and which folders may have been left, and what the lock was to become:
// each file is then either as devgen.lock or as the journal says, and both are devgen's.
//
// It is as untrusted as the lock, and can do as little: its records count like lines of the lock, the names of
// half-written files are derived and not read, and a folder is removed only if it is empty.
type journal struct {
	bytes   []byte
	writes  []string // the files that were to be written
	folders []string // the folders that were to be made, outermost first
	records []Record
}

const (
	claimFile    = WorkFolder + "/lock"
	journalFile  = WorkFolder + "/journal"
	journalDraft = WorkFolder + "/journal.tmp"
)

const journalHead = "# A build of devgen was interrupted. The next devgen build finishes its work and removes this file.\n"

func (j journal) encode() []byte {
	var b bytes.Buffer
	b.WriteString(journalHead)
	fmt.Fprintf(&b, "version %d\n", lockVersion)
	for _, name := range j.writes {
		fmt.Fprintln(&b, "write", name)
	}
	for _, name := range j.folders {
		fmt.Fprintln(&b, "folder", name)
	}
	writeRecords(&b, j.records)
	return b.Bytes()
}

// readJournal returns nil if no build was interrupted. What is no regular file was not left by a build.
func readJournal(disk fs.FS) (*journal, error) {
	found, obstacle, err := newDisk(disk).read(journalFile, maxLock)
	if err != nil || obstacle != "" || found == nil {
		return nil, err
	}
	j := parseJournal(found.body)
	return &j, nil
}

// parseJournal takes any bytes. Lines that cannot be read do not count; of another version's journal none do.
func parseJournal(body []byte) journal {
	j := journal{bytes: body}
	versioned := false
	for line := range bytes.Lines(folded(body)) {
		text := strings.TrimRight(string(line), "\n")
		versioned = versioned || text == fmt.Sprintf("version %d", lockVersion)
		if versioned {
			j.read(text)
		}
	}
	return j
}

func (j *journal) read(text string) {
	word, name, _ := strings.Cut(text, " ")
	switch {
	case word == "write" && CheckPath(name) == nil:
		j.writes = append(j.writes, name)
	case word == "folder" && CheckPath(name) == nil:
		j.folders = append(j.folders, name)
	default:
		if r, err := parseRecord(text); err == nil {
			j.records = append(j.records, r)
		}
	}
}

// temporaryName is where a file is written before it takes its place: beside it, because a rename is atomic only within
// one file system. The name follows from the path alone, so whatever a killed build was about to write, the next one
// finds what it left.
func temporaryName(name string) string {
	sum := sha256.Sum256([]byte(name))
	return path.Join(path.Dir(name), ".devgen-"+hex.EncodeToString(sum[:8])+".tmp")
}

// leftovers lists the half-written files that a killed build may have left, its lock's among them.
func (j journal) leftovers() []string {
	names := []string{temporaryName(LockFile)}
	for _, name := range j.writes {
		names = append(names, temporaryName(name))
	}
	return names
}

// emptied lists the folders that it may have made, innermost first.
func (j journal) emptied() []string {
	names := slices.Clone(j.folders)
	slices.Reverse(names)
	return names
}
