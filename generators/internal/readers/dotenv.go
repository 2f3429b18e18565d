package readers

import (
	"bytes"

	composedotenv "github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/joho/godotenv"
)

// Dotenv are the readers of .env files in process.
var Dotenv = []Reader{
	{"compose-go", func(file []byte) (map[string]string, error) { return composedotenv.Parse(bytes.NewReader(file)) }},
	{"godotenv", godotenv.UnmarshalBytes},
}

// DotenvPrograms are the readers that are programs.
var DotenvPrograms = []Reader{
	{"bash", source("bash")},
	{"dash", source("dash")},
	{"node util.parseEnv", Program("node", "-e", `
const {parseEnv} = require("util"); if (!parseEnv) process.exit(42)
console.log(JSON.stringify(parseEnv(require("fs").readFileSync(0, "utf8"))))`)},
	{"python-dotenv", Program("python3", "-c", `
import io, json, sys
try: from dotenv import dotenv_values
except ImportError: sys.exit(42)
json.dump(dotenv_values(stream=io.StringIO(sys.stdin.buffer.read().decode("utf-8"), newline="")), sys.stdout)`)},
}

// source has a shell read the file as `set -a; . file` does.
func source(shell string, applet ...string) func([]byte) (map[string]string, error) {
	return func(file []byte) (map[string]string, error) {
		script := append([]byte("set -eua\n"), file...)
		out, err := run(append(script, "\nexec env -0\n"...), shell, append(applet, "-s")...)
		return environment(out), err
	}
}
