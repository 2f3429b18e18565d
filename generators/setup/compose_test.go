package setup

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/sirupsen/logrus"

	"devgen.dev/devgen/generators/compose"
	"devgen.dev/devgen/spec"
)

// TestComposeReadsWhatTheScriptMakes goes the way of a new colleague: the script, then docker compose, for every
// environment. Values that only people can give are given.
func TestComposeReadsWhatTheScriptMakes(t *testing.T) {
	files := map[spec.Stage][]string{
		spec.Development: {spec.ComposeBase, spec.ComposeOverride}, spec.Test: {spec.ComposeTest}, spec.Production: {spec.ComposeProd},
	}
	everyProject(t, func(t *testing.T, p *spec.Project) {
		for _, plan := range plans(p) {
			c := newCheckout(t, []string{"/bin/sh"}, p)
			for _, f := range compose.Files(p) {
				c.write(f.Path, string(f.Body))
			}
			if out, code := c.run(plan.env.Name); code != 0 {
				c.answer(plan, out)
			}
			c.mustRun(plan.env.Name)
			c.mustRun("--check", plan.env.Name)
			c.load(plan.env, files[plan.env.Stage])
		}
	})
}

// answer gives what the script has asked for, as people do.
func (c checkout) answer(p plan, out string) {
	for _, asked := range regexp.MustCompile(`missing: (?:(\w+) in \S+|secrets/(\w+)) \(`).FindAllStringSubmatch(out, -1) {
		if asked[2] != "" {
			c.write(spec.SecretsFolder+"/"+asked[2], "of-a-person")
		} else {
			c.write(p.env.EnvFile, c.read(p.env.EnvFile)+asked[1]+"=of-a-person\n")
		}
	}
}

// load reads the compose files as docker compose does, without a warning, and finds the files of all secrets.
func (c checkout) load(e *spec.Environment, files []string) {
	c.t.Helper()
	var warnings bytes.Buffer
	logrus.SetOutput(&warnings)
	defer logrus.SetOutput(c.t.Output())
	details := types.ConfigDetails{WorkingDir: c.dir, Environment: c.env(e.EnvFile)}
	for _, name := range files {
		if _, err := os.Stat(filepath.Join(c.dir, name)); err == nil {
			details.ConfigFiles = append(details.ConfigFiles, types.ConfigFile{Filename: filepath.Join(c.dir, name)})
		}
	}
	if len(details.ConfigFiles) == 0 {
		return
	}
	project, err := loader.LoadWithContext(context.Background(), details, func(o *loader.Options) { o.Profiles = []string{"*"} })
	if err != nil || warnings.Len() > 0 {
		c.t.Fatal(e.Name, err, warnings.String())
	}
	for name, secret := range project.Secrets {
		if _, err := os.Stat(secret.File); secret.File != "" && err != nil {
			c.t.Errorf("%s: no file for the secret %s", e.Name, name)
		}
	}
}
