package main

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func environment(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func noFile(string) ([]byte, error) { return nil, errors.New("no such file") }

func TestConfigReportsEveryMistake(t *testing.T) {
	_, err := readConfig(environment(map[string]string{"LOG_LEVEL": "loud"}), noFile)
	for _, name := range []string{"PORT", "DATABASE_URL", "JWT_SECRET", "LOG_LEVEL"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not reported: %v", name, err)
		}
	}
}

func TestConfigReadsSecretsFromFiles(t *testing.T) {
	c, err := readConfig(environment(map[string]string{
		"PORT": "8080", "LOG_LEVEL": "info", "DATABASE_URL_FILE": "/run/secrets/database_url", "JWT_SECRET": strings.Repeat("k", 32),
	}), func(string) ([]byte, error) { return []byte("postgres://shop:x@db:5432/shop\n"), nil })
	if err != nil || c.database != "db:5432" {
		t.Errorf("got %q, %v", c.database, err)
	}
}

func TestReadinessFollowsTheDatabase(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	handler := newHandler(config{database: listener.Addr().String()})
	if got := status(handler, "/readyz"); got != http.StatusOK {
		t.Errorf("with a database: %d", got)
	}
	listener.Close()
	if got := status(handler, "/readyz"); got != http.StatusServiceUnavailable {
		t.Errorf("without a database: %d", got)
	}
	if got := status(handler, "/livez"); got != http.StatusOK {
		t.Errorf("liveness without a database: %d", got)
	}
}

func TestSignaturesDependOnTheSecret(t *testing.T) {
	if sign([]byte("a"), "text") == sign([]byte("b"), "text") {
		t.Error("two secrets, one signature")
	}
}

func status(handler http.Handler, path string) int {
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, path, nil))
	return recorder.Code
}
