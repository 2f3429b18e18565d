// Package editor tells editors how files are written; and Visual Studio Code which extensions help with the project's
// languages, what its tasks are, and how its services are debugged.
//
// What comes in is the resolved project. What goes out is .editorconfig, and for a project that has an editor section
// the files of .vscode. Settings of the editor are not among them: they are people's own.
package editor

import (
	"fmt"
	"slices"
	"strings"

	"devgen.dev/devgen/generators/internal/comment"
	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/generators/internal/jsonc"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

// Files returns .editorconfig, and the files of Visual Studio Code where the spec has an editor section.
func Files(p *spec.Project) []tree.File {
	files := []tree.File{{Path: ".editorconfig", Own: tree.Whole, Body: []byte(editorconfig(p))}}
	if p.Editor == nil {
		return files
	}
	add := func(name string, body []byte) {
		if body != nil {
			files = append(files, tree.File{Path: ".vscode/" + name, Own: tree.Whole, Body: body})
		}
	}
	add("extensions.json", recommendations(p))
	add("launch.json", launchFile(p))
	add("tasks.json", tasksFile(p))
	return files
}

// common rules hold for what devgen itself writes too: the two must not fight over a file.
var common = []struct {
	about string // for people; "" = nothing that the rules do not say
	spec.EditorRules
}{
	{"Everywhere, as .gitattributes has it: shells and make read no other line ends.", spec.EditorRules{Pattern: "*", Rules: []spec.Pair{
		{Name: "charset", Value: "utf-8"}, {Name: "end_of_line", Value: "lf"}, {Name: "indent_size", Value: "2"},
		{Name: "indent_style", Value: "space"}, {Name: "insert_final_newline", Value: "true"}, {Name: "trim_trailing_whitespace", Value: "true"},
	}}},
	{"To make, a tab begins a command.", spec.EditorRules{Pattern: "{Makefile,*.mk}", Rules: []spec.Pair{{Name: "indent_style", Value: "tab"}}}},
	{"As devgen fmt writes it.", spec.EditorRules{Pattern: "*.cue", Rules: []spec.Pair{{Name: "indent_style", Value: "tab"}}}},
	{"Windows' own shell reads no other line ends.", spec.EditorRules{Pattern: "*.{bat,cmd}", Rules: []spec.Pair{{Name: "end_of_line", Value: "crlf"}}}},
	{"", spec.EditorRules{Pattern: "*.ps1", Rules: []spec.Pair{{Name: "indent_size", Value: "4"}}}},
	{"Two blanks at the end of a line are a line break.", spec.EditorRules{Pattern: "*.md", Rules: []spec.Pair{{Name: "trim_trailing_whitespace", Value: "false"}}}},
}

// editorconfig is .editorconfig (https://spec.editorconfig.org): common rules, then those of the stacks.
func editorconfig(p *spec.Project) string {
	var b strings.Builder
	b.WriteString(header.Hash(p.SpecFile) + "\nroot = true\n")
	for _, rules := range common {
		section(&b, rules.about, rules.EditorRules)
	}
	for _, stack := range p.Stacks {
		for _, rules := range stack.EditorConfig {
			section(&b, comment.Line(stack.Title), withRuler(p, rules))
		}
	}
	return b.String()
}

// withRuler adds the last of the project's rulers as the longest line of sources, unless they have a word of their own.
func withRuler(p *spec.Project, rules spec.EditorRules) spec.EditorRules {
	own := slices.ContainsFunc(rules.Rules, func(r spec.Pair) bool { return r.Name == "max_line_length" })
	if p.Editor != nil && len(p.Editor.Rulers) > 0 && !own {
		rules.Rules = append(slices.Clone(rules.Rules), spec.Pair{Name: "max_line_length", Value: fmt.Sprint(slices.Max(p.Editor.Rulers))})
	}
	return rules
}

func section(b *strings.Builder, about string, rules spec.EditorRules) {
	b.WriteByte('\n')
	if about != "" {
		fmt.Fprintf(b, "# %s\n", about)
	}
	fmt.Fprintf(b, "[%s]\n", rules.Pattern)
	for _, r := range rules.Rules {
		fmt.Fprintf(b, "%s = %s\n", r.Name, r.Value)
	}
}

// recommendations is .vscode/extensions.json, which Visual Studio Code offers to install.
func recommendations(p *spec.Project) []byte {
	return jsonc.Document(header.Sentence(p.SpecFile), jsonc.NewObject().Set("recommendations", p.EditorExtensions()))
}
