// Command shop is a small API: it answers its probes, and signs and verifies tokens with its secret.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	config, err := readConfig(os.Getenv, os.ReadFile)
	if err != nil {
		fmt.Fprintln(os.Stderr, "shop: the configuration is not valid:\n"+err.Error())
		os.Exit(1)
	}
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{Level: config.logLevel})))
	if err := serve(config); err != nil {
		slog.Error("stopped", "error", err)
		os.Exit(1)
	}
}

// serve answers requests until the process is told to stop, and then finishes those under way.
func serve(config config) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	server := &http.Server{Addr: ":" + config.port, Handler: newHandler(config), ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	slog.Info("listening", "port", config.port)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	shutdown, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	return server.Shutdown(shutdown)
}
