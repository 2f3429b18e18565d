package setup

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"devgen.dev/devgen/generators/internal/familytest"
	"devgen.dev/devgen/spec"
)

// ruled is a project with a setting for every rule.
func ruled(t *testing.T) *spec.Project {
	return familytest.Project(t, `package devgen
project: name: "ruled"
environments: {local: runsOn: "host", dev: runsOn: "compose", production: {runsOn: "compose", domain: "ruled.example.com"}}
services: {
	api: {stack: "go", ports: http: 8080, volumes: uploads: "/uploads", settings: {
		DATABASE_URL: from: "db"
		JWT_SECRET: {secret: true, minLength: 32, help: "Signs tokens"}
		LEVEL: {oneOf: ["debug", "in fo"], default: "debug"}
		WORKERS: {type: "int", min: 1, max: 32, default: 3}
		LEAST: {type: "int", min: 0.5, default: 1}
		RATIO: {type: "number", max: 1.5, default: 0.5}
		ON: {default: true}
		SITE: {type: "url", default: "https://example.com"}
		WAIT: {type: "duration", default: "30s"}
		ROOM: {type: "size", default: "10Mi"}
		CODE: {pattern: "^[A-Z]{2}-[^a-z]+$", default: "AB-1"}
		WORD: {pattern: "\\bword\\b", default: "a word"}
		PIN: {secret: true, pattern: "^[0-9]+$", sample: "1234"}
		FREE: {required: false}
		UPLOADS: {volume: "uploads", default: "var/uploads"}
		CERT: {type: "path", default: "certs/here.pem", required: false}
	}}
	db: {engine: "postgres"}
}
`)
}

// TestEveryProblemIsNamed changes one value at a time, and then all of them: each problem names its variable, what is
// there and what should be.
func TestEveryProblemIsNamed(t *testing.T) {
	mistakes := []struct{ variable, value, says string }{
		{"DATABASE_URL", "db.example.com", "wrong: DATABASE_URL in .env must be a connection such as postgres://..."},
		{"DATABASE_URL", "", "missing: DATABASE_URL in .env: scripts/env.sh local composes it"},
		{"JWT_SECRET", "", "missing: JWT_SECRET in .env (Signs tokens)"},
		{"JWT_SECRET", "hushhush", "wrong: JWT_SECRET in .env must be at least 32 characters long"},
		{"LEVEL", "'in  fo'", "wrong: LEVEL in .env is 'in  fo', and must be one of debug, in fo"},
		{"WORKERS", "3.5", "wrong: WORKERS in .env is '3.5', and must be a whole number"},
		{"WORKERS", "33", "wrong: WORKERS in .env is '33', and must be a whole number from 1 up to 32"},
		{"WORKERS", "-1", "wrong: WORKERS in .env is '-1', and must be a whole number from 1 up to 32"},
		{"WORKERS", "99999999999999999999", "wrong: WORKERS in .env is '99999999999999999999', and must be a whole number"},
		{"LEAST", "0", "wrong: LEAST in .env is '0', and must be a whole number from 1"},
		{"RATIO", "1,5", "wrong: RATIO in .env is '1,5', and must be a number up to 1.5"},
		{"RATIO", "1.50001", "wrong: RATIO in .env is '1.50001', and must be a number up to 1.5"},
		{"ON", "True", "wrong: ON in .env is 'True', and must be true or false"},
		{"SITE", "example.com", "wrong: SITE in .env is 'example.com', and must be a URL with its scheme, for example https://example.com"},
		{"WAIT", "30 s", "wrong: WAIT in .env is '30 s', and must be a length of time, for example 30s"},
		{"ROOM", "ten", "wrong: ROOM in .env is 'ten', and must be a size, for example 10Mi"},
		{"CODE", "AB-x", "wrong: CODE in .env is 'AB-x', and must be what matches ^[A-Z]{2}-[^a-z]+$"},
		{"PIN", "secretly", "wrong: PIN in .env must be what matches ^[0-9]+$"},
		{"UPLOADS", "scripts/env.sh", "wrong: UPLOADS in .env is 'scripts/env.sh', and must be a folder that can be written to"},
		{"CERT", "nowhere/cert.pem", "wrong: CERT in .env is 'nowhere/cert.pem', and must be a path in a folder that exists"},
	}
	eachShell(t, func(t *testing.T, shell []string) {
		c := newCheckout(t, shell, ruled(t))
		c.write("certs/here.pem", "")
		c.mustRun("local")
		good := c.read(".env")
		for _, m := range mistakes {
			c.write(".env", with(good, m.variable, m.value))
			out, code := c.run("--check", "local")
			if code != 1 || !slices.Contains(lines(out), "  "+m.says) || !strings.Contains(out, "values that do not fit: 1") {
				t.Errorf("%s=%s: exit code %d, want the one problem %q\n%s", m.variable, m.value, code, m.says, out)
			}
			if strings.Contains(out, "hush") || strings.Contains(out, "secretly") {
				t.Errorf("a secret is shown:\n%s", out)
			}
		}
		all := good
		for _, m := range mistakes {
			all = with(all, m.variable, m.value)
		}
		c.write(".env", all)
		if out, _ := c.run("--check", "local"); !strings.Contains(out, "values that do not fit: 14") {
			t.Errorf("not every problem is named:\n%s", out)
		}
	})
}

// with changes the value of a variable in the text of an environment's file.
func with(text, variable, value string) string {
	list := strings.Split(text, "\n")
	for i, line := range list {
		if strings.HasPrefix(line, variable+"=") {
			list[i] = variable + "=" + value
		}
	}
	return strings.Join(list, "\n")
}

func lines(text string) []string { return strings.Split(text, "\n") }

func TestWhatFitsPasses(t *testing.T) {
	eachShell(t, func(t *testing.T, shell []string) {
		c := newCheckout(t, shell, ruled(t))
		c.write("certs/here.pem", "")
		c.mustRun("local")
		good := c.read(".env")
		for _, fits := range []struct{ variable, value string }{
			{"DATABASE_URL", "postgresql://somebody:else@db.example.com/other"}, {"LEVEL", "'in fo'"}, {"LEVEL", ""}, {"WORKERS", "+32"}, {"WORKERS", "01"},
			{"RATIO", "-.5e3"}, {"RATIO", "1.5"}, {"ON", "false # for now"}, {"ON", `"true"`}, {"SITE", "urn:x"}, {"WAIT", "1.5h"}, {"ROOM", "512"},
			{"CODE", "'AB-1 #2'"}, {"WORD", "swordfish"}, {"FREE", "'anything ? * [ it'"}, {"CERT", "certs/other.pem"}, {"WORKERS", "3\r"},
		} {
			c.write(".env", with(good, fits.variable, fits.value))
			if out := c.mustRun("--check", "local"); out != ".env: every value fits\n" {
				t.Errorf("%s=%s: %s", fits.variable, fits.value, out)
			}
		}
	})
}

// TestCheckOnlyLooks: a check makes no file, no folder and no value.
func TestCheckOnlyLooks(t *testing.T) {
	eachShell(t, func(t *testing.T, shell []string) {
		c := newCheckout(t, shell, ruled(t))
		if out, code := c.run("--check", "local"); code != 1 || !strings.Contains(out, ".env is missing; scripts/env.sh local makes it") {
			t.Errorf("exit code %d:\n%s", code, out)
		}
		c.write("certs/here.pem", "")
		out := c.mustRun("local")
		if !strings.Contains(out, "UPLOADS: made the folder var/uploads") {
			t.Errorf("the folder is not said to be made:\n%s", out)
		}
		if err := os.RemoveAll(filepath.Join(c.dir, "var")); err != nil {
			t.Fatal(err)
		}
		older := strings.ReplaceAll(strings.ReplaceAll(c.read(".env"), "WAIT=30s\n", ""), "WORKERS=3", "WORKERS=many")
		c.write(".env", older)
		out, code := c.run("--check", "local")
		for _, want := range []string{
			"missing: WAIT in .env: .env.local.template has it, and scripts/env.sh local adds it", "WORKERS in .env is 'many'", "a folder that can be written to",
		} {
			if code != 1 || !strings.Contains(out, want) {
				t.Errorf("exit code %d, want %q:\n%s", code, want, out)
			}
		}
		if _, err := os.Stat(filepath.Join(c.dir, "var")); c.read(".env") != older || err == nil {
			t.Error("the check changed something")
		}
	})
}

// TestUnknownVariablesAreTold: a variable that nobody reads is no mistake, but may be meant for one that is read.
func TestUnknownVariablesAreTold(t *testing.T) {
	eachShell(t, func(t *testing.T, shell []string) {
		c := newCheckout(t, shell, ruled(t))
		c.write("certs/here.pem", "")
		c.mustRun("local")
		c.write(".env", c.read(".env")+"LEVLE=debug\n# COMMENT=1\nLAST=1")
		out := c.mustRun("--check", "local")
		want := "  note: LEVLE in .env is in no template: misspelled, or not read any more?\n" +
			"  note: LAST in .env is in no template: misspelled, or not read any more?\n.env: every value fits\n"
		if out != want {
			t.Errorf("got %q, want %q", out, want)
		}
	})
}

// TestSecretFilesAreChecked: where secrets are files, the files are looked at.
func TestSecretFilesAreChecked(t *testing.T) {
	eachShell(t, func(t *testing.T, shell []string) {
		c := newCheckout(t, shell, ruled(t))
		if out, code := c.run("production"); code != 1 || !strings.Contains(out, "missing: secrets/pin (Pin)") {
			t.Errorf("exit code %d:\n%s", code, out)
		}
		c.write("secrets/pin", "1234")
		c.write("secrets/jwt_secret", "hushhush")
		out, code := c.run("--check", "production")
		if code != 1 || !strings.Contains(out, "wrong: secrets/jwt_secret must be at least 32 characters long") || strings.Contains(out, "hush") {
			t.Errorf("exit code %d:\n%s", code, out)
		}
		c.write("secrets/jwt_secret", strings.Repeat("x", 32))
		c.mustRun("--check", "production")
	})
}
