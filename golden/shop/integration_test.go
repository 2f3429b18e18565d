//go:build integration

package main

import (
	"net/http"
	"os"
	"testing"
)

// TestReadyWithRealEngines runs where DATABASE_URL leads to a real PostgreSQL: make test-docker.
func TestReadyWithRealEngines(t *testing.T) {
	c, err := readConfig(os.Getenv, os.ReadFile)
	if err != nil {
		t.Fatal(err)
	}
	if got := status(newHandler(c), "/readyz"); got != http.StatusOK {
		t.Errorf("readiness: %d", got)
	}
}
