// Package corpus holds the values with which the printers are tested: what people and attackers type into a spec.
//
// testdata/adversarial.jsonl comes from the measurements behind the quoting rules, testdata/more.jsonl adds what the
// printers of this repository branch on. Each line is one value with its class ("yaml/norway"), its role in a spec
// and what must come of it: verbatim, verbatim_or_refuse, refuse. Only tests import this package.
package corpus

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed testdata/adversarial.jsonl
var adversarial []byte

//go:embed testdata/more.jsonl
var more []byte

// Value is one entry of the corpus.
type Value struct {
	ID     string   `json:"id"`
	Class  string   `json:"class"`  // "yaml/norway"
	Role   string   `json:"role"`   // "env_value", "description", "service_name", "path", "command" …
	Expect string   `json:"expect"` // "verbatim", "verbatim_or_refuse", "refuse"
	Text   string   `json:"-"`
	List   []string `json:"-"` // of entries that are lists: commands, pairs of names
}

// Values returns the entries that are one string each, in the order of the files.
func Values() []Value { return selected(func(v Value) bool { return v.List == nil }) }

// Commands returns the entries that are argument lists.
func Commands() []Value { return selected(func(v Value) bool { return v.Role == "command" }) }

// Texts returns the distinct strings among Values and the words of Commands: every printer must do something sensible
// with each of them, whatever its role. NUL, which no environment, argument or file name can hold, is left out.
func Texts() []string {
	var texts []string
	seen := map[string]bool{}
	add := func(text string) {
		if !seen[text] && strings.IndexByte(text, 0) < 0 {
			seen[text] = true
			texts = append(texts, text)
		}
	}
	for _, v := range all {
		add(v.Text)
		for _, word := range v.List {
			add(word)
		}
	}
	return texts
}

var all = append(load(adversarial), load(more)...)

func selected(keep func(Value) bool) []Value {
	var values []Value
	for _, v := range all {
		if keep(v) {
			values = append(values, v)
		}
	}
	return values
}

func load(file []byte) []Value {
	var values []Value
	for line := range bytes.Lines(file) {
		v, err := parse(line)
		if err != nil {
			panic(fmt.Sprintf("corpus: %v in %s", err, line))
		}
		values = append(values, v)
	}
	return values
}

// parse reads one line. A value is a string, a list of strings, or a character with the number of its repetitions.
func parse(line []byte) (Value, error) {
	entry := struct {
		Value
		Raw    json.RawMessage   `json:"value"`
		Repeat []json.RawMessage `json:"value_repeat"`
	}{}
	if err := json.Unmarshal(line, &entry); err != nil {
		return Value{}, err
	}
	v := entry.Value
	switch {
	case entry.Repeat != nil:
		var char string
		var times int
		if err := json.Unmarshal(entry.Repeat[0], &char); err != nil {
			return v, err
		}
		err := json.Unmarshal(entry.Repeat[1], &times)
		v.Text = strings.Repeat(char, times)
		return v, err
	case entry.Raw[0] == '[':
		return v, json.Unmarshal(entry.Raw, &v.List)
	}
	return v, json.Unmarshal(entry.Raw, &v.Text)
}

// Short returns every string of up to three characters out of an alphabet, in chunks that start with one character
// each: with them no combination of two special characters rests on luck.
func Short(alphabet string) [][]string {
	var chunks [][]string
	for _, first := range alphabet {
		chunk := []string{string(first)}
		for _, second := range alphabet {
			chunk = append(chunk, string(first)+string(second))
			for _, third := range alphabet {
				chunk = append(chunk, string(first)+string(second)+string(third))
			}
		}
		chunks = append(chunks, chunk)
	}
	return chunks
}

// Bare returns the ASCII characters that a writer leaves as they are in the middle of a word.
func Bare(write func(text string) string) string {
	var bare []byte
	for c := range byte(0x80) {
		if word := "x" + string(rune(c)) + "x"; c > 0 && write(word) == word {
			bare = append(bare, c)
		}
	}
	return string(bare)
}
