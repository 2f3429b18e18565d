package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strings"
)

// config is what the environment says.
type config struct {
	port     string
	database string // host:port

	jwtSecret []byte
	logLevel  slog.Level
}

// readConfig reads the environment, and reports every mistake at once. A secret NAME may stand in a file instead: its
// path is in NAME_FILE.
func readConfig(getenv func(string) string, readFile func(string) ([]byte, error)) (config, error) {
	var c config
	var mistakes []error
	secret := func(name string) string {
		file := getenv(name + "_FILE")
		if file == "" {
			return getenv(name)
		}
		text, err := readFile(file)
		if err != nil {
			mistakes = append(mistakes, fmt.Errorf("%s_FILE: %w", name, err))
		}
		return strings.TrimSpace(string(text))
	}

	c.port = getenv("PORT")
	if c.port == "" {
		mistakes = append(mistakes, errors.New("PORT is not set"))
	}
	var err error
	if c.database, err = address(secret("DATABASE_URL"), "5432"); err != nil {
		mistakes = append(mistakes, fmt.Errorf("DATABASE_URL: %w", err))
	}
	c.jwtSecret = []byte(secret("JWT_SECRET"))
	if len(c.jwtSecret) < 32 {
		mistakes = append(mistakes, fmt.Errorf("JWT_SECRET has %d bytes, it needs at least 32", len(c.jwtSecret)))
	}
	level := getenv("LOG_LEVEL")
	if err := c.logLevel.UnmarshalText([]byte(level)); err != nil {
		mistakes = append(mistakes, fmt.Errorf("LOG_LEVEL: %w", err))
	}
	return c, errors.Join(mistakes...)
}

// address returns the host and port of a URL.
func address(text, port string) (string, error) {
	u, err := url.Parse(text)
	if err != nil {
		return "", errors.New("is no URL") // the parser's own words would show the password
	}
	if u.Hostname() == "" {
		return "", errors.New("names no host")
	}
	if u.Port() != "" {
		port = u.Port()
	}
	return net.JoinHostPort(u.Hostname(), port), nil
}
