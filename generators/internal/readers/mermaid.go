package readers

import (
	"errors"
	"testing"
)

// Mermaid parses a flowchart with Mermaid itself, and returns the labels of its nodes by id, and of its edges by
// "edge" and the id they start from, as the HTML that it would draw. It needs the npm packages mermaid and jsdom.
func Mermaid(file []byte) (map[string]string, error) {
	return Program("node", "-e", `
const missing = () => process.exit(42)
async function main() {
  let jsdom; try { jsdom = require("jsdom") } catch { missing() }
  const dom = new jsdom.JSDOM("<body></body>")
  global.window = dom.window; global.document = dom.window.document
  const path = require("path"), url = require("url")
  let file; try { file = path.join(path.dirname(require.resolve("mermaid/package.json")), "dist/mermaid.core.mjs") } catch { missing() }
  const mermaid = (await import(url.pathToFileURL(file))).default
  mermaid.initialize({maxTextSize: 1e9, maxEdges: 1e6, securityLevel: "strict"})
  const diagram = await mermaid.mermaidAPI.getDiagramFromText(require("fs").readFileSync(0, "utf8"))
  const out = {}
  const decode = s => s.replace(/<br *\/?>/g, "\n").replace(/ﬂ°°(\d+)¶ß/g, "&#$1;") // as decodeEntities does
  for (const [id, v] of diagram.db.getVertices()) out[id] = decode(v.text)
  for (const e of diagram.db.getEdges()) out["edge " + e.start] = decode(e.text)
  console.log(JSON.stringify(out)); process.exit(0)
}
main().catch(e => { console.error(e.message); process.exit(1) })`)(file)
}

// SkipIfMissing skips a test whose reader is not on this machine, and fails it on any other error.
func SkipIfMissing(t *testing.T, err error) {
	t.Helper()
	if errors.Is(err, ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
}
