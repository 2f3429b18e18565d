package readers

import (
	"encoding/hex"
	"fmt"
	"os"
	"strings"
)

// An SQLServer evaluates text expressions.
type SQLServer struct {
	Name string
	Read func(literals map[string]string) (map[string]string, error)
}

// SQLServers are real servers. Each is asked only where a variable of the environment holds its client's arguments, as in
// DEVGEN_TEST_POSTGRES="-h localhost -U postgres".
var SQLServers = []SQLServer{
	{"psql", server("DEVGEN_TEST_POSTGRES", "encode(convert_to(%s, 'UTF8'), 'hex')", "psql", "-qAt", "-v", "ON_ERROR_STOP=1")},
	{"mariadb", server("DEVGEN_TEST_MYSQL", "HEX(%s)", "mariadb", "-N", "--default-character-set=utf8mb4")},
}

// server selects every literal in hexadecimal, so that the client's own output format does not matter.
func server(variable, expression, client string, args ...string) func(map[string]string) (map[string]string, error) {
	return func(literals map[string]string) (map[string]string, error) {
		where := os.Getenv(variable)
		if where == "" {
			return nil, fmt.Errorf("%s is not set: server %w", variable, ErrMissing)
		}
		var script strings.Builder
		for name, literal := range literals {
			fmt.Fprintf(&script, "SELECT CONCAT('%s=', "+expression+");\n", name, literal)
		}
		out, err := run([]byte(script.String()), client, append(args, strings.Fields(where)...)...)
		values := map[string]string{}
		for line := range strings.Lines(string(out)) {
			name, digits, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
			text, err := hex.DecodeString(digits)
			if err != nil {
				return nil, err
			}
			values[name] = string(text)
		}
		return values, err
	}
}
