package report

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// Output says where a result goes: the format that was asked for, and the reports beside it.
type Output struct {
	Stdout, Stderr io.Writer
	Format         Format // text goes to Stderr, for it is no data; every other format to Stdout
	Text           TextOptions
	Reports        []Target
	Dir            string // that paths of reports are relative to; "" is the working directory
	Summary        string // file that a Markdown summary is added to; "" is none
}

// OnGitHub returns the output as it is in a workflow of GitHub, if the environment says that this is one: with readable
// text, annotations and a summary of the job as well. Another format than text stays alone.
func (o Output) OnGitHub(getenv func(string) string) Output {
	if getenv("GITHUB_ACTIONS") != "true" || o.Format.Name != "text" {
		return o
	}
	if annotations, ok := FormatNamed("github"); ok && o.documents() == 0 {
		o.Reports = append(o.Reports[:len(o.Reports):len(o.Reports)], Target{annotations, "-"})
	}
	o.Summary = getenv("GITHUB_STEP_SUMMARY")
	return o
}

// Check refuses several documents on one standard output, which nobody could read.
func (o Output) Check() error {
	if o.documents() > 1 {
		return errors.New("two reports on standard output: give one of them a path")
	}
	return nil
}

// documents counts what goes to standard output.
func (o Output) documents() int {
	n := 0
	if o.Format.Name != "text" {
		n++
	}
	for _, t := range o.Reports {
		if t.Path == "-" {
			n++
		}
	}
	return n
}

// Write writes a result to all its places, what people read first. Each report is made in full before its file is
// touched. The error names the file.
func (o Output) Write(r Result) error {
	if err := o.print(r); err != nil {
		return err
	}
	for _, t := range o.Reports {
		if err := o.report(t, r); err != nil {
			return err
		}
	}
	if o.Summary != "" {
		return addSummary(o.Summary, r)
	}
	return nil
}

func (o Output) print(r Result) error {
	if o.Format.Name == "text" {
		return Text(o.Stderr, r, o.Text)
	}
	return o.Format.Write(o.Stdout, r)
}

func (o Output) report(t Target, r Result) error {
	var b bytes.Buffer
	if err := t.Format.Write(&b, r); err != nil {
		return err
	}
	if t.Path == "-" {
		_, err := o.Stdout.Write(b.Bytes())
		return err
	}
	path := t.Path
	if !filepath.IsAbs(path) {
		path = filepath.Join(o.Dir, path)
	}
	return os.WriteFile(path, b.Bytes(), 0o666)
}

// addSummary adds to the file that GitHub makes a job's summary of. Other steps of the job add to it as well.
func addSummary(path string, r Result) (err error) {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	defer func() {
		if closing := file.Close(); err == nil {
			err = closing
		}
	}()
	return Summary(file, r)
}
