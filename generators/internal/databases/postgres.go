package databases

import (
	"path/filepath"
	"testing"
)

func startPostgres(t testing.TB, folder string) []string {
	const user = "postgres"
	initdb, ctl, psql := program(t, "initdb", "postgresql"), program(t, "pg_ctl", "postgresql"), program(t, "psql", "postgresql")
	own(t, user, folder)
	data, log := filepath.Join(folder, "data"), filepath.Join(folder, "log")
	finish(t, as(user, initdb, "--pgdata", data, "--username", user, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"))
	// The log goes to a file: a server that kept our pipe open would never let us go.
	finish(t, as(user, ctl, "--pgdata", data, "--log", log, "--wait", "--options", "-F -h '' -k "+folder, "start"))
	t.Cleanup(func() { finish(t, as(user, ctl, "--pgdata", data, "--mode", "immediate", "stop")) })
	return []string{psql, "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-h", folder, "-U", user}
}
