package ghexpr_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rhysd/actionlint"

	"devgen.dev/devgen/generators/internal/corpus"
	"devgen.dev/devgen/generators/internal/ghexpr"
	"devgen.dev/devgen/generators/internal/readers"
	"devgen.dev/devgen/generators/internal/yaml"
)

func TestTextComesBack(t *testing.T) {
	for _, text := range corpus.Texts() {
		if got, err := readers.GitHub(ghexpr.Text(text)); err != nil || got != text {
			t.Errorf("Text(%q) = %q is %q to GitHub, %v", text, ghexpr.Text(text), got, err)
		}
	}
}

func TestStringsComeBack(t *testing.T) {
	for _, text := range corpus.Texts() {
		if got, err := readers.GitHub(ghexpr.Expr(ghexpr.String(text))); utf8.ValidString(text) && (err != nil || got != text) {
			t.Errorf("String(%q) is %q to GitHub, %v", text, got, err)
		}
	}
}

// TestWorkflowHoldsTheCorpus puts every value into one workflow and has actionlint read it all.
func TestWorkflowHoldsTheCorpus(t *testing.T) {
	env := yaml.NewMap()
	for i, text := range corpus.Texts() {
		env.Set(readers.Name(i), ghexpr.Text(text))
	}
	job := yaml.NewMap().Set("runs-on", "ubuntu-24.04").Set("env", env).
		Set("steps", yaml.NewSeq(yaml.NewMap().Set("run", `echo "$VALUE_0"`)))
	workflow := yaml.NewMap().SetBare("on", "push").Set("jobs", yaml.NewMap().Set("test", job))
	parsed, problems := actionlint.Parse(yaml.Document("", workflow))
	for _, problem := range problems {
		t.Error(problem)
	}
	for i, text := range corpus.Texts() {
		read := parsed.Jobs["test"].Env.Vars[strings.ToLower(readers.Name(i))]
		if got, err := readers.GitHub(read.Value.Value); err != nil || got != text {
			t.Errorf("wrote %q, read %q, %v", text, got, err)
		}
	}
}

// command reads one line of a log as the runner does (actions/runner, ActionCommand.cs).
func command(line string) (properties map[string]string, data string) {
	head, data, _ := strings.Cut(strings.TrimPrefix(line, "::"), "::")
	properties = map[string]string{}
	_, list, _ := strings.Cut(head, " ")
	for pair := range strings.SplitSeq(list, ",") {
		name, value, _ := strings.Cut(pair, "=")
		properties[name] = strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%").Replace(value)
	}
	return properties, strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%").Replace(data)
}

func TestWorkflowCommandsComeBack(t *testing.T) {
	for _, text := range corpus.Texts() {
		line := "::notice file=" + ghexpr.CommandProperty(text) + ",title=" + ghexpr.CommandProperty(text) + "::" + ghexpr.CommandData(text)
		properties, data := command(line)
		if properties["file"] != text || properties["title"] != text || data != text || strings.ContainsAny(line, "\r\n") {
			t.Errorf("%q: %q reads as %q, %q", text, line, properties, data)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, text := range corpus.Texts() {
		if len(text) < 300 {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			t.Skip()
		}
		for _, source := range []string{ghexpr.Text(text), ghexpr.Expr(ghexpr.String(text))} {
			if got, err := readers.GitHub(source); err != nil || got != text {
				t.Errorf("%q is %q to GitHub, want %q, %v", source, got, text, err)
			}
		}
	})
}
