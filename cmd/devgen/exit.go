package main

// Exit codes, one table for all commands.
const (
	exitOK       = 0
	exitFindings = 1   // drift, lint warnings under --strict, a diff that is not empty
	exitUsage    = 2   // wrong flags, no spec found
	exitSpec     = 3   // the spec is invalid: nothing can be generated
	exitFailure  = 4   // input or output failed, or a bug in devgen
	exitStopped  = 130 // interrupted
)

// exitError ends a command with a code. What there was to say has been said already, unless text holds it.
type exitError struct {
	code int
	text string
	help []string // what to do, a line each
}

func (e *exitError) Error() string { return e.text }

// usage is a mistake in the command line.
func usage(text string, help ...string) error {
	return &exitError{code: exitUsage, text: text, help: help}
}

// failure is trouble outside the spec: a file that cannot be read or written.
func failure(err error, help ...string) error {
	return &exitError{code: exitFailure, text: err.Error(), help: help}
}
