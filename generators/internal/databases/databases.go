// Package databases starts database servers for tests, each on a socket and with data of its own, and stops them when
// the test ends. Only tests import this package.
//
// What is not on the machine is skipped, with the name of Debian's package; so are all servers under -short, since a
// new one takes some seconds to set itself up.
package databases

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"devgen.dev/devgen/generators/internal/sql"
)

// Kind is a kind of server that tests can start.
type Kind struct {
	Name    string
	Engine  string // of the spec
	Dialect sql.Dialect
	hex     string // an expression for a text in hexadecimal, with %s for it
	start   func(t testing.TB, folder string) []string
}

// The servers. SQL Server is in no package that everybody may install.
var (
	Postgres = Kind{"PostgreSQL", "postgres", sql.Postgres, "encode(convert_to(%s, 'UTF8'), 'hex')", startPostgres}
	MariaDB  = Kind{"MariaDB", "mysql", sql.MySQL, "HEX(%s)", startMariaDB}
	MySQL    = Kind{"MySQL", "mysql", sql.MySQL, "HEX(%s)", startMySQL}
)

// Kinds lists the servers.
var Kinds = []Kind{Postgres, MariaDB, MySQL}

// Server is a running server.
type Server struct {
	Kind
	client []string // and its arguments, but for the database
}

// Start starts a server with an empty database, or skips the test.
func (k Kind) Start(t testing.TB) *Server {
	t.Helper()
	if testing.Short() {
		t.Skip("a server takes some seconds to set itself up")
	}
	folder, err := os.MkdirTemp("", "devgen-db") // sockets have short paths only: t.TempDir is too deep
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	s := &Server{k, k.start(t, folder)}
	s.Empty(t)
	return s
}

// Empty throws away what is in the database.
func (s *Server) Empty(t testing.TB) {
	t.Helper()
	system, create := "mysql", "CREATE DATABASE shop CHARACTER SET utf8mb4;\n"
	if s.Dialect == sql.Postgres {
		system, create = "postgres", "CREATE DATABASE shop;\n"
	}
	if _, err := s.run(system, "DROP DATABASE IF EXISTS shop;\n"+create); err != nil {
		t.Fatal(err)
	}
}

// Run has a client of the server run a script, and returns what it prints: a line for each row, with tabs.
func (s *Server) Run(script string) (string, error) { return s.run("shop", script) }

func (s *Server) run(database, script string) (string, error) {
	cmd := exec.Command(s.client[0], append(s.client[1:len(s.client):len(s.client)], database)...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C"} // nothing there tells the client to speak UTF-8
	cmd.Stdin = strings.NewReader(script)
	var problems strings.Builder
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w: %s", s.Name, err, problems.String())
	}
	return string(out), nil
}

// Must runs a script that has to succeed.
func (s *Server) Must(t testing.TB, script string) string {
	t.Helper()
	out, err := s.Run(script)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Hex is an expression for a text in hexadecimal, so that the client's own format does not matter.
func (k Kind) Hex(text string) string { return fmt.Sprintf(k.hex, text) }

// program finds a program, also where Debian hides those of servers.
func program(t testing.TB, name, debian string) string {
	t.Helper()
	if path, err := exec.LookPath(name); err == nil && !strings.HasPrefix(path, "/usr/local") {
		return path
	}
	var found []string
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin/", "/usr/sbin/"} {
		paths, _ := filepath.Glob(pattern + name)
		found = append(found, paths...)
	}
	if len(found) == 0 {
		t.Skipf("%s is not on this machine (Debian: %s)", name, debian)
	}
	return slices.Max(found)
}

// as runs a program as another user where we are root: servers refuse to be root's.
func as(user string, command ...string) *exec.Cmd {
	if os.Getuid() == 0 {
		command = append([]string{"runuser", "-u", user, "--"}, command...)
	}
	return exec.Command(command[0], command[1:]...)
}

// own gives a folder to the user of a server.
func own(t testing.TB, user, folder string) {
	t.Helper()
	if os.Getuid() == 0 {
		finish(t, exec.Command("chown", "-R", user, folder))
	}
}

func finish(t testing.TB, cmd *exec.Cmd) {
	t.Helper()
	cmd.Dir = "/"
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", cmd, err, out)
	}
}
