package main

import (
	"encoding/json"
	"os"
	"path/filepath"

	"devgen.dev/devgen/cmd/devgen/internal/report"
)

// inCI reports whether a continuous integration runs this: there every file is read back, whoever built it.
func (a *app) inCI() bool { return os.Getenv("CI") != "" }

// output says where results go, as the flags and the environment ask.
func (a *app) output() report.Output {
	terminal, columns := report.Terminal(a.stderr)
	o := report.Output{
		Stdout: a.stdout, Stderr: a.stderr, Dir: a.start,
		Text: report.TextOptions{Color: report.ColorMode(a.color, os.Getenv, terminal), Width: columns, MaxErrors: a.maxErrors},
	}
	o.Format, _ = report.FormatNamed(a.format)
	for _, text := range a.reports {
		if target, err := report.ParseTarget(text); err == nil { // checkFlags has refused the others
			o.Reports = append(o.Reports, target)
		}
	}
	return o.OnGitHub(os.Getenv)
}

// write prints a result in the format that was asked for, and writes every report.
func (a *app) write(r report.Result) error {
	r.Folder, r.Version, r.Strict = a.folder(), version(), a.strict
	return a.output().Write(r)
}

// printJSON prints a value for scripts.
func (a *app) printJSON(value any) error {
	encoder := json.NewEncoder(a.stdout)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}

// folder is the spec's folder, from the root of the repository: so CI systems name files.
func (a *app) folder() string {
	for top := a.dir; ; top = filepath.Dir(top) {
		if _, err := os.Lstat(filepath.Join(top, ".git")); err == nil {
			folder, err := filepath.Rel(top, a.dir)
			if err != nil || folder == "." {
				return ""
			}
			return filepath.ToSlash(folder)
		}
		if filepath.Dir(top) == top {
			return ""
		}
	}
}
