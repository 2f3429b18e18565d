// Package dockerfile writes Dockerfiles, one instruction after the other, in the form that BuildKit's own linter and
// hadolint ask for: upper-case instructions, ENV and LABEL as name="value", commands as JSON arrays.
//
// What comes in are values and argument lists; what goes out is text that BuildKit's parser and its shell lexer turn
// back into exactly them. A Dockerfile has no form for a line break in a value: Value says whether a value
// can be written, and the printer panics on one that cannot. Commands of a RUN are shell text, which BuildKit hands on.
package dockerfile

import (
	"encoding/json"
	"strings"
)

// longestLine is what BuildKit's scanner holds of one line, less room for the instruction (bufio.MaxScanTokenSize).
const longestLine = 64*1024 - 1024

// Value returns a value of ENV, ARG or LABEL in double quotes, with `\`, `"` and `$` escaped. It is false for a value
// with a line break or NUL, or longer than a line can be.
// Source: https://docs.docker.com/reference/dockerfile/#environment-replacement, and BuildKit's shell/lex.go.
func Value(value string) (text string, ok bool) {
	if strings.ContainsAny(value, "\n\r\x00") {
		return "", false
	}
	text = `"` + valueEscapes.Replace(value) + `"`
	return text, len(text) < longestLine
}

var valueEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`)

// expanding is Value with `$NAME` and `${NAME}` left for BuildKit to replace.
func expanding(value string) (text string, ok bool) {
	text, ok = Value(value)
	return strings.ReplaceAll(text, `\$`, `$`), ok
}

// Exec returns argv in exec form, a JSON array. BuildKit replaces no variables in the exec form of RUN, CMD,
// ENTRYPOINT and HEALTHCHECK.
func Exec(argv []string) string {
	words := make([]string, len(argv))
	for i, arg := range argv {
		words[i] = jsonString(arg)
	}
	return "[" + strings.Join(words, ", ") + "]"
}

func jsonString(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		panic(err) // a string always encodes
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// path returns a path as one word: bare if nothing in it means anything, else quoted.
func path(text string) string {
	if onlyPathBytes(text) {
		return text
	}
	return must(Value(text))
}

func onlyPathBytes(text string) bool {
	for i := range len(text) {
		c := text[i]
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !letter && strings.IndexByte("._-/*?+@:,=%", c) < 0 {
			return false
		}
	}
	return text != ""
}

func must(text string, ok bool) string {
	if !ok {
		panic("dockerfile: a value with a line break, or longer than a line")
	}
	return text
}
