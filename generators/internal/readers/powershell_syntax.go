package readers

import (
	"errors"
	"strings"
	"testing"
)

// PowerShellSyntax fails the test for every syntax error in a script, as the grammar of tree-sitter sees it: there is no
// PowerShell for tests to rely on. It is skipped where node cannot load the npm packages.
func PowerShellSyntax(t *testing.T, file []byte) {
	t.Helper()
	mistakes, err := powerShellMistakes(file)
	if errors.Is(err, ErrMissing) {
		t.Skip("no web-tree-sitter with tree-sitter-powershell on this machine (npm, NODE_PATH)")
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mistakes {
		t.Error(m)
	}
}

func powerShellMistakes(file []byte) ([]string, error) {
	out, err := parsePowerShell(file, `
const report = node => {
  if (node.isError || node.isMissing)
    console.log("line " + (node.startPosition.row + 1) + ": " + JSON.stringify(node.text.split("\n")[0] || node.type + " is missing"))
  else node.children.forEach(report)
}
report(root)`)
	if err != nil {
		return nil, err
	}
	return strings.FieldsFunc(string(out), func(r rune) bool { return r == '\n' }), nil
}

// parsePowerShell gives a script's syntax tree to a program in JavaScript, as root, and returns what that prints.
func parsePowerShell(file []byte, program string) ([]byte, error) {
	// Without --liftoff-only node optimizes the parser for four seconds to use it for a hundredth of one.
	out, err := run(file, "node", "--liftoff-only", "-e", `
let api, grammar
try {
  api = require("web-tree-sitter")
  grammar = require.resolve("tree-sitter-powershell/tree-sitter-powershell.wasm")
} catch { process.exit(42) }
const text = require("fs").readFileSync(0, "utf8").replace(/^\uFEFF/, "")
;(async () => {
  await api.Parser.init()
  const parser = new api.Parser()
  parser.setLanguage(await api.Language.load(grammar))
  const root = parser.parse(text).rootNode
`+program+`
})()`)
	if err != nil && strings.Contains(err.Error(), "exit status 42") {
		return nil, ErrMissing
	}
	return out, err
}
