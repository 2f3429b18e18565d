package tree

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"testing/fstest"
)

func TestJournalText(t *testing.T) {
	j := journal{
		writes:  []string{"a/b/c.yaml", "d"},
		folders: []string{"a", "a/b"},
		records: []Record{{Path: "d", Own: Once, Generator: "gen"}},
	}
	const want = `# A build of devgen was interrupted. The next devgen build finishes its work and removes this file.
version 1
write a/b/c.yaml
write d
folder a
folder a/b
d once - gen -
`
	text := j.encode()
	if string(text) != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	j.bytes = text
	if got := parseJournal(text); !reflect.DeepEqual(got, j) {
		t.Errorf("read %+v, want %+v", got, j)
	}
	if got := j.emptied(); !slices.Equal(got, []string{"a/b", "a"}) {
		t.Errorf("removes folders in the order %v", got)
	}
	leftovers := []string{temporaryName(LockFile), temporaryName("a/b/c.yaml"), temporaryName("d")}
	if got := j.leftovers(); !slices.Equal(got, leftovers) {
		t.Errorf("removes %v, want %v", got, leftovers)
	}
}

func TestJournalOfAnotherVersion(t *testing.T) {
	for _, text := range []string{"", "write a\nfolder b\n", "version 2\nwrite a\nfolder b\n", "write a\nfolder b\nversion 1\n"} {
		if j := parseJournal([]byte(text)); len(j.writes)+len(j.folders)+len(j.records) > 0 {
			t.Errorf("%q: %+v", text, j)
		}
	}
}

func TestReadJournal(t *testing.T) {
	for name, c := range map[string]struct {
		disk        fstest.MapFS
		interrupted bool
	}{
		"none":           {fstest.MapFS{}, false},
		"empty":          {fstest.MapFS{journalFile: {}}, true},
		"a folder":       {fstest.MapFS{journalFile + "/x": {}}, false},
		"in a file":      {fstest.MapFS{WorkFolder: {}}, false},
		"only the draft": {fstest.MapFS{journalDraft: {}}, false},
	} {
		lock, err := ReadLock(c.disk)
		if err != nil || lock.Interrupted() != c.interrupted {
			t.Errorf("%s: interrupted %v, %v", name, lock.Interrupted(), err)
		}
	}
	for _, name := range []string{journalFile, LockFile} {
		disk := fstest.MapFS{journalFile: {Data: []byte("version 1\n")}, LockFile: {Data: []byte("version 1\n")}}
		for _, op := range []string{"lstat", "open", "read"} {
			if _, err := ReadLock(failingFS{disk, op, name}); !errors.Is(err, errBroken) {
				t.Errorf("%s %s: %v", op, name, err)
			}
		}
	}
}
