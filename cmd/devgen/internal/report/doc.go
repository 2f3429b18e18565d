// Package report prints what a run of devgen found out: for people, and for the machines that read along.
//
// One Result goes in: the problems of the spec, the texts they point into, and the files that are not as the spec asks
// for. Every format is made from it and from nothing else, so a readable log and any number of machine reports come
// from one run and cannot disagree. A format is one file of this package and one line in Formats.
//
// Text is the format for people. It shows each problem with the line of the spec it stands on:
//
//	error[DG101]: unknown field "dependson"
//	  --> devgen.cue:11:4  (services.api.dependson)
//	   |
//	11 |             dependson: ["db"]
//	   |             ^^^^^^^^^
//	  = note: allowed here: needs, ports, settings
//	  = help: did you mean "needs"?
//
// The other formats are json (described by report.schema.json), github (annotations, beside a Markdown summary of the
// job), sarif, gitlab and junit.
//
// # What is never printed
//
// A spec may come from a stranger's pull request, and what is printed ends up in terminals and in logs that act on what
// they read. Three rules hold for every byte that a format writes:
//
//   - No character does something. What cannot be seen, or moves the cursor, or turns text around, is shown by its
//     name: <U+202E>. Formats that have escapes of their own keep the character, escaped.
//   - No line is a command to GitHub's runner, except those that the github format makes. The runner acts on lines that
//     begin with "::", and on "##[" anywhere in a line.
//   - No secret. Excerpts mask the places that a Source marks. What stands there is masked in messages and differences
//     too, unless it is so short that it may be an everyday word.
//
// Nothing here decides what is a problem, and nothing here reads the spec: that is package spec. A Result without
// problems costs next to nothing.
package report
