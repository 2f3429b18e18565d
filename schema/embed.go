// Package schema is the language of devgen.cue and the data it comes with: CUE definitions (schema.cue, stack.cue,
// engine.cue), the built-in stacks and engines, and the pinned versions of GitHub actions. All of it is embedded, so
// that devgen needs no network and no files of its own.
package schema

import "embed"

// Path is the import path under which CUE files may name the schema.
const Path = "devgen.dev/schema"

// Definitions holds the *.cue files of the definitions, at its root.
//
//go:embed schema.cue stack.cue engine.cue
var Definitions embed.FS

// Data holds the built-in values: stacks/NAME.cue, engines/NAME.cue and pins.cue. Each file holds one struct, under
// the name of the file, and only plain data.
//
//go:embed stacks engines pins.cue
var Data embed.FS
