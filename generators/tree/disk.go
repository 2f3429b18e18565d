package tree

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// maxFile is larger than anything that devgen writes or that people write by hand.
const maxFile = 16 << 20

// disk reads a repository without following a link and without opening anything but regular files.
type disk struct {
	fsys   fs.FS
	known  map[string]place    // folders that were looked at
	listed map[string][]string // folders that were listed
	folds  *bool               // whether names that differ in case only are one file; nil until a file was found
}

// place is what is at a path.
type place struct {
	info     fs.FileInfo // nil if there is nothing
	obstacle string      // why no regular file can be there, in words: "is a symbolic link"
}

// content is a regular file.
type content struct {
	body []byte
	info fs.FileInfo
}

func newDisk(fsys fs.FS) *disk {
	return &disk{fsys: fsys, known: map[string]place{}, listed: map[string][]string{}}
}

// read returns the file of a path: nil if there is none of exactly this name, whatever the disk takes for the same.
// What is there but is no regular file of at most limit bytes in regular folders is an obstacle, in words.
func (d *disk) read(name string, limit int64) (file *content, obstacle string, err error) {
	at, err := d.look(name)
	if err != nil || at.obstacle != "" || at.info == nil {
		return nil, at.obstacle, err
	}
	if d.foldsCase(name, at.info) {
		if twin, err := d.caseTwin(name); err != nil || twin != "" {
			return nil, "", err
		}
	}
	if at.info.Size() > limit {
		return nil, fmt.Sprintf("is larger than %d MB", limit>>20), nil
	}
	f, err := d.fsys.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", nil // removed since
	}
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	body := make([]byte, at.info.Size())
	n, err := io.ReadFull(f, body)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, "", &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return &content{body[:n], at.info}, "", nil
}

// look finds what is at a path.
func (d *disk) look(name string) (place, error) {
	if parent := path.Dir(name); parent != "." {
		above, err := d.folder(parent)
		if err != nil || above.info == nil || above.obstacle != "" {
			return above, err
		}
	}
	return lstat(d.fsys, name, fs.FileMode.IsRegular)
}

func (d *disk) folder(name string) (place, error) {
	if at, ok := d.known[name]; ok {
		return at, nil
	}
	at, err := d.lookFolder(name)
	if err == nil {
		d.known[name] = at
	}
	return at, err
}

func (d *disk) lookFolder(name string) (place, error) {
	if parent := path.Dir(name); parent != "." {
		above, err := d.folder(parent)
		if err != nil || above.info == nil || above.obstacle != "" {
			return above, err
		}
	}
	at, err := lstat(d.fsys, name, fs.FileMode.IsDir)
	if at.obstacle != "" {
		at.obstacle = fmt.Sprintf("cannot be written: its folder %s %s", name, at.obstacle)
	}
	return at, err
}

// lstat looks at one name, and makes anything but the kind of file that is wanted there an obstacle.
func lstat(fsys fs.FS, name string, wanted func(fs.FileMode) bool) (place, error) {
	info, err := fs.Lstat(fsys, name)
	return placed(info, err, wanted)
}

func placed(info fs.FileInfo, err error, wanted func(fs.FileMode) bool) (place, error) {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return place{}, nil
	case err != nil:
		return place{}, err
	case !wanted(info.Mode()):
		return place{info, kindOf(info.Mode())}, nil
	}
	return place{info: info}, nil
}

// kindOf names a kind of file in words.
func kindOf(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeSymlink != 0:
		return "is a symbolic link, which devgen never follows"
	case mode.IsDir():
		return "is a folder"
	case mode.IsRegular():
		return "is a file"
	case mode&fs.ModeNamedPipe != 0:
		return "is a named pipe"
	}
	return "is no regular file"
}

// caseTwin returns what is on the disk under a name that differs from name in case only, or "". On Windows and macOS
// the two are one file, so the second would replace the first there.
func (d *disk) caseTwin(name string) (string, error) {
	parent := "."
	for segment := range strings.SplitSeq(name, "/") {
		names, err := d.list(parent)
		if err != nil {
			return "", err
		}
		if !slices.Contains(names, segment) {
			twin := slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, segment) })
			if twin < 0 {
				return "", nil
			}
			return path.Join(parent, names[twin]), nil
		}
		parent = path.Join(parent, segment)
	}
	return "", nil
}

// foldsCase reports whether the disk finds a file by its name in another case as well. It tries with a file that it has.
func (d *disk) foldsCase(name string, found fs.FileInfo) bool {
	folder, base := path.Split(name)
	other := strings.ToUpper(base)
	if other == base {
		other = strings.ToLower(base)
	}
	if d.folds == nil && other != base {
		info, err := fs.Lstat(d.fsys, folder+other)
		same := err == nil && os.SameFile(found, info)
		d.folds = &same
	}
	return d.folds != nil && *d.folds
}

// list names what is in a folder: nothing, if there is no such folder.
func (d *disk) list(folder string) ([]string, error) {
	if names, ok := d.listed[folder]; ok {
		return names, nil
	}
	entries, err := fs.ReadDir(d.fsys, folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	d.listed[folder] = names
	return names, nil
}
