package setup

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	composedotenv "github.com/compose-spec/compose-go/v2/dotenv"

	"devgen.dev/devgen/generators/dotenv"
	"devgen.dev/devgen/generators/internal/familytest"
	"devgen.dev/devgen/spec"
)

// shells run the script: the strictest first.
var shells = []string{"dash", "bash", "busybox"}

// eachShell runs a test with every shell that is on the machine; dash or bash must be.
func eachShell(t *testing.T, test func(t *testing.T, shell []string)) {
	ran := 0
	for _, name := range shells {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		ran++
		command := []string{path}
		if name == "busybox" {
			command = append(command, "sh")
		}
		t.Run(name, func(t *testing.T) { test(t, command) })
	}
	if ran == 0 {
		t.Skip("no shell on this machine")
	}
}

// checkout is a folder with the templates and scripts of a project.
type checkout struct {
	t     *testing.T
	dir   string
	shell []string
}

func newCheckout(t *testing.T, shell []string, p *spec.Project) checkout {
	t.Helper()
	c := checkout{t: t, dir: filepath.Join(t.TempDir(), "a folder"), shell: shell}
	for _, f := range append(dotenv.Files(p), Files(p)...) {
		if len(f.Body) > 0 {
			c.write(f.Path, string(f.Body))
		}
	}
	return c
}

func (c checkout) write(name, text string) {
	c.t.Helper()
	path := filepath.Join(c.dir, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
		c.t.Fatal(err)
	}
}

// run calls the script that makes environments' files.
func (c checkout) run(args ...string) (string, int) {
	c.t.Helper()
	return c.script(spec.EnvScript, args...)
}

// script calls a script from another folder, and returns what it prints and its exit code.
func (c checkout) script(name string, args ...string) (string, int) {
	c.t.Helper()
	cmd := exec.Command(c.shell[0], append(append(c.shell[1:len(c.shell):len(c.shell)], filepath.Join(c.dir, name)), args...)...)
	cmd.Dir = c.t.TempDir()
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "CDPATH=/usr"}
	out, err := cmd.CombinedOutput()
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		c.t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// mustRun is run where nothing may be missing.
func (c checkout) mustRun(args ...string) string {
	c.t.Helper()
	out, code := c.run(args...)
	if code != 0 {
		c.t.Fatalf("exit code %d:\n%s", code, out)
	}
	return out
}

func (c checkout) read(name string) string {
	c.t.Helper()
	text, err := os.ReadFile(filepath.Join(c.dir, name))
	if err != nil {
		c.t.Fatal(err)
	}
	return string(text)
}

// env reads an environment's file as docker compose does.
func (c checkout) env(name string) map[string]string {
	c.t.Helper()
	values, err := composedotenv.Parse(bytes.NewReader([]byte(c.read(name))))
	if err != nil {
		c.t.Fatal(err)
	}
	return values
}

func (c checkout) mode(name string) fs.FileMode {
	c.t.Helper()
	info, err := os.Stat(filepath.Join(c.dir, name))
	if err != nil {
		c.t.Fatal(err)
	}
	return info.Mode().Perm()
}

func shop(t *testing.T) *spec.Project {
	return familytest.Load(t, filepath.Join("..", "..", "golden", "shop"))
}

func TestHostFileIsMade(t *testing.T) {
	eachShell(t, func(t *testing.T, shell []string) {
		c := newCheckout(t, shell, shop(t))
		c.mustRun("local")
		env := c.env(".env")
		password := env["DB_PASSWORD"]
		if !regexp.MustCompile(`^[0-9a-f]{48}$`).MatchString(password) {
			t.Errorf("DB_PASSWORD=%q is not 24 bytes in hexadecimal", password)
		}
		if want := "postgres://shop:" + password + "@localhost:5432/shop?sslmode=disable"; env["DATABASE_URL"] != want {
			t.Errorf("DATABASE_URL=%q, want %q", env["DATABASE_URL"], want)
		}
		if !regexp.MustCompile(`^[A-Za-z0-9+/]{43}=$`).MatchString(env["JWT_SECRET"]) {
			t.Errorf("JWT_SECRET=%q is not 32 bytes in base64", env["JWT_SECRET"])
		}
		if mode := c.mode(".env"); mode != 0o600 {
			t.Errorf(".env has mode %o", mode)
		}
	})
}

func TestSecondRunChangesNothing(t *testing.T) {
	eachShell(t, func(t *testing.T, shell []string) {
		c := newCheckout(t, shell, shop(t))
		c.mustRun("local")
		before := c.read(".env")
		out := c.mustRun("local")
		if after := c.read(".env"); after != before {
			t.Errorf("the file changed:\n%s", out)
		}
		if strings.Contains(out, before) || strings.Contains(out, c.env(".env")["DB_PASSWORD"]) {
			t.Error("the script prints a secret")
		}
	})
}

func TestValuesOfPeopleStay(t *testing.T) {
	eachShell(t, func(t *testing.T, shell []string) {
		c := newCheckout(t, shell, shop(t))
		c.write(".env", "# mine\nDB_PASSWORD='my own'\r\nJWT_SECRET=\"kept-as-it-is-since-it-is-long-enough\" # mine\nEXTRA=1") // CR LF, quotes, no last line end
		out, code := c.run("local")
		if code != 1 || !strings.Contains(out, "DB_PASSWORD stands in a URL") {
			t.Errorf("a password that no URL can hold passes: exit code %d\n%s", code, out)
		}
		c.write(".env", "# mine\nDB_PASSWORD='my-own'\r\nJWT_SECRET=\"kept-as-it-is-since-it-is-long-enough\" # mine\nEXTRA=1")
		c.mustRun("local")
		text, env := c.read(".env"), c.env(".env")
		if !strings.HasPrefix(text, "# mine\nDB_PASSWORD='my-own'\r\nJWT_SECRET=\"kept-as-it-is-since-it-is-long-enough\" # mine\nEXTRA=1\n") {
			t.Errorf("what was there changed:\n%s", text)
		}
		if env["DATABASE_URL"] != "postgres://shop:my-own@localhost:5432/shop?sslmode=disable" || env["LOG_LEVEL"] != "info" {
			t.Errorf("what was missing is not there: %q", env)
		}
		c.write(".env", strings.Replace(text, "my-own", "another", 1))
		if out := c.mustRun("local"); !strings.Contains(out, "DATABASE_URL: kept, though its parts have changed") {
			t.Errorf("a stale connection is not reported:\n%s", out)
		}
	})
}

func TestEmptiedSampleIsMadeAnew(t *testing.T) {
	eachShell(t, func(t *testing.T, shell []string) {
		c := newCheckout(t, shell, familytest.Load(t, filepath.Join("..", "..", "golden", "youtuberag")))
		c.write(".env", "MYSQL_PASSWORD=\nREDIS_PASSWORD=redis_password\n")
		c.mustRun("local")
		env := c.env(".env")
		if env["MYSQL_PASSWORD"] == "" || !strings.Contains(env["ConnectionStrings__DefaultConnection"], ";Password="+env["MYSQL_PASSWORD"]+";") {
			t.Errorf("%q", env)
		}
		if env["REDIS_PASSWORD"] != "redis_password" {
			t.Errorf("the other one has changed: %q", env["REDIS_PASSWORD"])
		}
	})
}

func TestSecretsOfProductionAreFiles(t *testing.T) {
	eachShell(t, func(t *testing.T, shell []string) {
		c := newCheckout(t, shell, shop(t))
		c.mustRun("production")
		password := c.read("secrets/db_password")
		if want := "postgres://shop:" + password + "@db:5432/shop?sslmode=disable"; c.read("secrets/database_url") != want {
			t.Errorf("database_url is %q, want %q", c.read("secrets/database_url"), want)
		}
		if dir, file := c.mode("secrets"), c.mode("secrets/db_password"); dir != 0o700 || file != 0o644 {
			t.Errorf("modes %o and %o", dir, file)
		}
		if strings.Contains(c.read(".env.production"), password) {
			t.Error(".env.production holds a secret")
		}
		c.mustRun("production")
		if c.read("secrets/db_password") != password {
			t.Error("the second run made another password")
		}
	})
}

func everyStep(t *testing.T) *spec.Project {
	return familytest.Archive(t, filepath.Join("testdata", "every_step.txtar"))
}

func TestGapsAreReportedTogether(t *testing.T) {
	eachShell(t, func(t *testing.T, shell []string) {
		c := newCheckout(t, shell, everyStep(t))
		out, code := c.run("local")
		for _, gap := range []string{"PERSON in .env (Who it's from)", "PLAIN in .env"} {
			if !strings.Contains(out, "missing: "+gap) {
				t.Errorf("%q is not reported:\n%s", gap, out)
			}
		}
		if code != 1 {
			t.Errorf("exit code %d", code)
		}
		if env := c.env(".env"); env["KEY"] != "it is a key" || !strings.Contains(env["ADO"], ";Again="+env["STORE_PASSWORD"]) || env["PASS"] != env["STORE_PASSWORD"] {
			t.Errorf("the rest is not done: %q", env)
		}
	})
}

func TestPasswordOfManagedEngineIsAskedFor(t *testing.T) {
	eachShell(t, func(t *testing.T, shell []string) {
		c := newCheckout(t, shell, everyStep(t))
		if out, code := c.run("live"); code != 1 || !strings.Contains(out, "missing: secrets/store_password") {
			t.Errorf("exit code %d:\n%s", code, out)
		}
		if _, err := os.Stat(filepath.Join(c.dir, "secrets/ado")); err == nil {
			t.Error("a connection was composed without its password")
		}
		for _, name := range []string{"store_password", "store_root_password", "person"} {
			c.write("secrets/"+name, "of-"+name)
		}
		c.mustRun("live")
		if got := c.read("secrets/ado"); got != "Host=store.example.com;Password=of-store_password;Root=of-store_root_password;Again=of-store_password" {
			t.Errorf("ado is %q", got)
		}
		if got := c.read("secrets/spare"); got != "" {
			t.Errorf("spare is %q", got)
		}
	})
}

func TestWindowsGetsItsPaths(t *testing.T) {
	eachShell(t, func(t *testing.T, shell []string) {
		if strings.Contains(shell[0], "busybox") {
			t.Skip("busybox runs its own uname, whatever the path says")
		}
		c := newCheckout(t, shell, everyStep(t))
		c.write("bin/uname", "#!/bin/sh\necho MINGW64_NT-10.0\n")
		if err := os.Chmod(filepath.Join(c.dir, "bin/uname"), 0o755); err != nil {
			t.Fatal(err)
		}
		t.Setenv("PATH", filepath.Join(c.dir, "bin")+":"+os.Getenv("PATH"))
		c.run("local")
		if got := c.env(".env")["SCRATCH"]; got != `C:\Temp\It is` {
			t.Errorf("SCRATCH=%q", got)
		}
	})
}

func TestUsage(t *testing.T) {
	eachShell(t, func(t *testing.T, shell []string) {
		c := newCheckout(t, shell, shop(t))
		for _, call := range []struct {
			args []string
			code int
		}{{[]string{"--help"}, 0}, {nil, 2}, {[]string{"nowhere"}, 2}, {[]string{"local", "dev"}, 2}} {
			out, code := c.run(call.args...)
			if code != call.code || !strings.Contains(out, "Usage: scripts/env.sh [--check] ENVIRONMENT") {
				t.Errorf("%q: exit code %d, want %d\n%s", call.args, code, call.code, out)
			}
		}
	})
}
