package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cuelang.org/go/cue/format"
	"github.com/spf13/cobra"
)

func (a *app) fmtCommand() *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use:   "fmt",
		Short: "Format the spec",
		Long:  "Formats devgen.cue and the other CUE files of its package. A YAML spec is left as it is: its layout is yours.",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return a.fmt(check) },
	}
	cmd.Flags().BoolVar(&check, "check", false, "write nothing; exit 1 if a file would change")
	return cmd
}

func (a *app) fmt(check bool) error {
	doc, err := a.read()
	if err != nil {
		return err
	}
	files := slices.DeleteFunc(slices.Clone(doc.Files), func(f string) bool { return !strings.HasSuffix(f, ".cue") })
	changed := 0
	for _, source := range doc.Sources {
		if !slices.Contains(files, source.File) {
			continue
		}
		formatted, err := format.Source(source.Text)
		if err != nil {
			return failure(fmt.Errorf("%s cannot be formatted", source.File))
		}
		if bytes.Equal(formatted, source.Text) {
			continue
		}
		changed++
		fmt.Fprintln(a.stdout, source.File)
		if !check {
			if err := replace(filepath.Join(a.dir, filepath.FromSlash(source.File)), formatted); err != nil {
				return failure(err)
			}
		}
	}
	if check && changed > 0 {
		return &exitError{code: exitFindings}
	}
	return nil
}

// replace writes a file by renaming a whole one over it, so that no half-written spec is ever left; the mode is kept.
func replace(name string, body []byte) error {
	info, err := os.Lstat(name)
	if err != nil {
		return err
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		return fmt.Errorf("%s is a link: format the file that it leads to", name)
	}
	temp, err := os.CreateTemp(filepath.Dir(name), ".devgen-fmt-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(body)
	if err = errors.Join(err, temp.Chmod(info.Mode().Perm()), temp.Sync(), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), name)
}
