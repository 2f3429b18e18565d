package readers

import (
	"encoding/json"
	"testing"
)

// PowerShellScript is what a script is made of, as far as rules can be told from its syntax alone.
type PowerShellScript struct {
	Functions []PowerShellFunction
	Commands  []PowerShellCommand
	Set       []string             // variables that get a value somewhere: by assignment, as parameters, in foreach
	Read      []PowerShellVariable // each use of a variable
	Chains    []int                // lines with && or ||
}

// PowerShellFunction is a function with its parameters. The script's own parameters belong to one without name.
type PowerShellFunction struct {
	Name       string
	Parameters []string
}

// PowerShellCommand is one call.
type PowerShellCommand struct {
	Name       string
	Line       int
	In         string   // the function that it stands in
	Parameters []string // with their dash
	Words      int      // arguments that are no parameters
	Redirects  bool     // it sends its output elsewhere
	Alias      string   // the name that Set-Alias gives
}

// PowerShellVariable is one use of a variable.
type PowerShellVariable struct {
	Name string
	Line int
}

// PowerShellParts takes a script apart. The test is skipped where node cannot load the npm packages.
func PowerShellParts(t *testing.T, file []byte) (script PowerShellScript) {
	t.Helper()
	out, err := parsePowerShell(file, powerShellParts)
	SkipIfMissing(t, err)
	if err := json.Unmarshal(out, &script); err != nil {
		t.Fatal(err)
	}
	return script
}

const powerShellParts = `
const found = {Functions: [{Name: "", Parameters: []}], Commands: [], Set: [], Read: [], Chains: []}
const name = node => node.text.replace(/^[$@]\{?|\}$/g, "").replace(/^(script|global|local):/i, "")
const line = node => node.startPosition.row + 1
const child = (node, type) => node.children.find(c => c.type == type)
const call = (node, place) => {
  const head = child(node, "command_name"), elements = child(node, "command_elements")?.children ?? []
  const parameters = elements.filter(e => e.type == "command_parameter").map(e => e.text)
  const words = elements.filter(e => !["command_parameter", "command_argument_sep", "redirection"].includes(e.type))
  return {
    Name: head?.text ?? "", Line: line(node), In: place, Parameters: parameters, Words: words.length,
    Redirects: elements.some(e => e.type == "redirection"), Alias: head?.text == "Set-Alias" ? words[0].text : "",
  }
}
const visit = {
  function_statement: node => { found.Functions.push({Name: child(node, "function_name").text, Parameters: []}) },
  script_parameter: (node, place) => {
    const variable = name(child(node, "variable"))
    found.Functions.find(f => f.Name == place).Parameters.push(variable)
    found.Set.push(variable)
  },
  left_assignment_expression: node => { found.Set.push(...node.descendantsOfType("variable").map(name)) },
  foreach_statement: node => { found.Set.push(name(child(node, "variable"))) },
  command: (node, place) => { found.Commands.push(call(node, place)) },
  variable: node => { found.Read.push({Name: name(node), Line: line(node)}) },
  pipeline_chain_tail: node => { found.Chains.push(line(node)) },
}
const walk = (node, place) => {
  visit[node.type]?.(node, place)
  const inside = node.type == "function_statement" ? child(node, "function_name").text : place
  node.children.forEach(c => walk(c, inside))
}
walk(root, "")
console.log(JSON.stringify(found))`
