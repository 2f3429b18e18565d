// Package readers reads back what the printers wrote, with the libraries and programs of those who will read it for real.
//
// A Reader takes one file that holds many values and returns them by key, so that an interpreter starts once for all
// values of a test. A program that is not on the machine gives ErrMissing, for which a test skips with the reason.
// Only tests import this package.
package readers

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// A Reader reads a file.
type Reader struct {
	Name string
	Read func(file []byte) (map[string]string, error)
}

// ErrMissing says that a reader's program is not on this machine.
var ErrMissing = errors.New("not on this machine")

// Check reads file with every reader, each in a subtest, and compares what it returns with what was written.
func Check(t *testing.T, list []Reader, file []byte, want map[string]string) {
	t.Helper()
	for _, reader := range list {
		t.Run(reader.Name, func(t *testing.T) {
			got, err := reader.Read(file)
			if errors.Is(err, ErrMissing) {
				t.Skip(err)
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, problem := range Differences(got, want) {
				t.Error(problem)
			}
		})
	}
}

// Differences describes every wanted value that was not read, or not as it was written.
func Differences(got, want map[string]string) []string {
	var problems []string
	for key, value := range want {
		if read, ok := got[key]; !ok {
			problems = append(problems, fmt.Sprintf("%.60q: %.60q was not read", key, value))
		} else if read != value {
			problems = append(problems, fmt.Sprintf("%.60q: wrote %.60q, read %.60q", key, value, read))
		}
	}
	return problems
}

// run starts a program with a file on its standard input and nothing but a path in its environment, apart from the
// libraries that node and Python are told to find.
func run(file []byte, name string, args ...string) ([]byte, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, ErrMissing)
	}
	cmd := exec.Command(path, args...)
	cmd.Stdin = bytes.NewReader(file)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "NODE_PATH=" + os.Getenv("NODE_PATH"), "PYTHONPATH=" + os.Getenv("PYTHONPATH")}
	out, err := cmd.Output()
	if exit := new(exec.ExitError); errors.As(err, &exit) {
		return nil, fmt.Errorf("%s: %w: %.2000s", name, err, exit.Stderr)
	}
	return out, err
}

// environment parses the output of `env -0`, keeping the names with the prefix that tests give to their variables.
func environment(out []byte) map[string]string {
	values := map[string]string{}
	for entry := range strings.SplitSeq(string(out), "\x00") {
		if name, value, found := strings.Cut(entry, "="); found && strings.HasPrefix(name, Prefix) {
			values[name] = value
		}
	}
	return values
}

// Prefix is what the name of every variable in a test starts with, apart from all that a shell sets by itself.
const Prefix = "VALUE_"

// Name returns the name of the i-th variable of a test.
func Name(i int) string { return fmt.Sprintf("%s%d", Prefix, i) }
