package databases

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

func startMariaDB(t testing.TB, folder string) []string {
	const user = "mysql"
	install, server, client := program(t, "mariadb-install-db", "mariadb-server"), program(t, "mariadbd", "mariadb-server"), program(t, "mariadb", "mariadb-client")
	own(t, user, folder)
	data, socket := filepath.Join(folder, "data"), filepath.Join(folder, "socket")
	finish(t, as(user, install, "--no-defaults", "--datadir="+data, "--auth-root-authentication-method=normal", "--skip-test-db"))
	log, err := os.Create(filepath.Join(folder, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	running := as(user, server, "--no-defaults", "--datadir="+data, "--socket="+socket, "--pid-file="+filepath.Join(folder, "pid"), "--skip-networking", "--innodb-flush-log-at-trx-commit=0")
	running.Dir, running.Stderr = "/", log
	if err := running.Start(); err != nil {
		t.Fatal(err)
	}
	connect := []string{client, "--no-defaults", "--socket=" + socket, "--user=root", "--skip-column-names", "--batch"}
	t.Cleanup(func() {
		finish(t, exec.Command(connect[0], append(connect[1:], "--execute=SHUTDOWN")...))
		running.Wait()
	})
	awaitMariaDB(t, connect)
	return connect
}

func awaitMariaDB(t testing.TB, connect []string) {
	t.Helper()
	var out []byte
	var err error
	for range 300 {
		if out, err = exec.Command(connect[0], append(connect[1:], "--execute=SELECT 1")...).CombinedOutput(); err == nil {
			return
		}
		time.Sleep(200 * time.Millisecond)
	}
	t.Fatalf("the server does not answer: %v\n%s", err, out)
}
