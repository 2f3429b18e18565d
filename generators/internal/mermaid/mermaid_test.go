package mermaid_test

import (
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"devgen.dev/devgen/generators/internal/comment"
	"devgen.dev/devgen/generators/internal/corpus"
	"devgen.dev/devgen/generators/internal/mermaid"
	"devgen.dev/devgen/generators/internal/readers"
)

func ExampleFlowchart() {
	f := mermaid.NewFlowchart("LR").
		Node("user", "Visitor", mermaid.Round).
		Group("compose", "shop (compose)").
		Node("api-gateway", "api: Go", mermaid.Box).
		Node("end", `"db"`, mermaid.Storage).
		Node("api_gateway", "bus", mermaid.Queue).
		End().
		Edge("user", "api-gateway", "HTTP 8080").
		Edge("api-gateway", "end", "").
		Dotted("api-gateway", "api_gateway", "events")
	fmt.Print(f)
	// Output:
	// flowchart LR
	//   s_user("Visitor")
	//   subgraph s_compose["shop (compose)"]
	//     s_api_gateway["api: Go"]
	//     s_end[("#34;db#34;")]
	//     s_api_gateway_2[["bus"]]
	//   end
	//   s_user -->|"HTTP 8080"| s_api_gateway
	//   s_api_gateway --> s_end
	//   s_api_gateway -.->|"events"| s_api_gateway_2
}

var code = regexp.MustCompile(`#(\d+);`)

// read gives a label back as Mermaid shows it: number codes are characters, <br/> is a line break.
func read(label string) string {
	label = strings.ReplaceAll(label[1:len(label)-1], "<br/>", "\n")
	return code.ReplaceAllStringFunc(label, func(c string) string {
		n, _ := strconv.Atoi(c[1 : len(c)-1])
		return string(rune(n))
	})
}

func shown(text string) string {
	lines := strings.Split(strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)), "\n")
	for i, line := range lines {
		lines[i] = comment.Visible(line)
	}
	if text = strings.Join(lines, "\n"); text == "" {
		return "\u00A0"
	}
	return text
}

var harmless = regexp.MustCompile(`^"([\p{L}\p{M}\p{N}\p{P}\p{S} ]|#\d+;|<br/>)*"$`)

func check(t *testing.T, text string) {
	t.Helper()
	label := mermaid.Label(text)
	inner := label[1 : len(label)-1]
	if !harmless.MatchString(label) || strings.ContainsAny(strings.ReplaceAll(inner, "<br/>", ""), "\"<>&`[]{}|%*_~") {
		t.Errorf("Label(%q) = %s could mean something", text, label)
	}
	if got := read(label); got != shown(text) {
		t.Errorf("Label(%q) = %s shows %q", text, label, got)
	}
}

func TestLabelsComeBack(t *testing.T) {
	for _, text := range corpus.Texts() {
		check(t, text)
	}
}

// TestMermaidReadsTheLabels has Mermaid's own parser, where node finds it, read one chart with the whole corpus.
func TestMermaidReadsTheLabels(t *testing.T) {
	f, want := mermaid.NewFlowchart("LR"), map[string]string{}
	for i, text := range corpus.Texts() {
		if len(text) > 300 {
			continue
		}
		key := fmt.Sprint(i)
		f.Node(key, text, mermaid.Shape(i%4)).Edge(key, key, text)
		want["s_"+key] = shown(text)
		want["edge s_"+key] = strings.Trim(shown(text), "\u00A0")
	}
	got, err := readers.Mermaid([]byte(f.String()))
	readers.SkipIfMissing(t, err)
	for key, label := range got {
		got[key] = html.UnescapeString(label)
	}
	for _, problem := range readers.Differences(got, want) {
		t.Error(problem)
	}
}

func TestKeysNeverShareAnID(t *testing.T) {
	f := mermaid.NewFlowchart("TB")
	texts := corpus.Texts()
	for _, text := range texts {
		f.Node(text, "x", mermaid.Box)
	}
	seen := map[string]bool{}
	for line := range strings.Lines(f.String()) {
		id, _, _ := strings.Cut(strings.TrimSpace(line), "[")
		if seen[id] || line != "flowchart TB\n" && !regexp.MustCompile(`^s_[A-Za-z0-9_]*$`).MatchString(id) {
			t.Errorf("id %q is taken, or unsafe", id)
		}
		seen[id] = true
	}
	if len(seen) != len(texts)+1 {
		t.Errorf("%d ids for %d keys", len(seen)-1, len(texts))
	}
}

// TestListsAreNoLists: Mermaid refuses to draw a label that begins like a list of Markdown.
func TestListsAreNoLists(t *testing.T) {
	for text, want := range map[string]string{
		"0. a": "0#46; a", "1) a": "1#41; a", "9. a": "9#46; a", ". a": "#46; a", ") a": "#41; a", "a. b": "a. b", "a) b": "a) b", "/. b": "/. b", ":) b": ":) b", "- a": "#45; a",
	} {
		if got := mermaid.Label(text); got != `"`+want+`"` {
			t.Errorf("Label(%q) = %s, want %s", text, got, want)
		}
	}
}

func TestBareCharacters(t *testing.T) {
	write := func(text string) string { return strings.Trim(mermaid.Label(text), "\"") }
	if got, want := corpus.Bare(write), " (),-./0123456789:ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func FuzzLabel(f *testing.F) {
	for _, text := range corpus.Texts() {
		if len(text) < 300 {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			t.Skip()
		}
		check(t, text)
	})
}
