package yaml_test

import (
	"strings"
	"testing"

	"devgen.dev/devgen/generators/internal/corpus"
	"devgen.dev/devgen/generators/internal/readers"
	"devgen.dev/devgen/generators/internal/yaml"
)

func TestPrettierLeavesValuesAlone(t *testing.T) {
	body, _ := file(corpus.Texts())
	readers.Prettier(t, "yaml", body)
}

func TestPrettierLeavesStructureAlone(t *testing.T) {
	long := strings.Split(strings.Repeat("item,", 20), ",")
	inner := yaml.NewMap().Comment("first").Set("a", 1).Blank().Comment("second").Set("b", yaml.Block("x\n\ny")).Note("note")
	items := yaml.NewSeq("plain", inner).Blank().Comment("third").Add(yaml.NewSeq("x", yaml.NewSeq(yaml.NewMap().Set("k", "v")))).
		Add([]string{"p", "q"}).Add(yaml.NewMap()).Add(nil).Add("a\nb").Add(yaml.Tag("!x", "y"))
	m := yaml.NewMap().
		Comment("# not twice\n\n  indented\nlast").Set("items", items).Note("all").
		Blank().Set("short", yaml.Flow("a", 1, true, nil, 0.5)).Note("x").
		Set("exact", yaml.Flow(strings.Repeat("a", 70))).
		Set("over", yaml.Flow(strings.Repeat("a", 71))).
		Set("fits", yaml.Flow(strings.Repeat("a", 70))).Note("a note does not count").
		Set("long", yaml.FlowStrings(long)).
		Set("empty", yaml.Flow()).
		Set("none", []string{}).
		Set("reset", yaml.Tag("!reset", nil)).
		Set("override", yaml.Tag("!override", []string{"a"})).
		Set("tagged", yaml.Tag("!override", yaml.NewMap().Set("a", "b"))).Note("n").
		Set("named", yaml.Anchor("both", yaml.NewMap().Set("a", "b"))).Set("again", yaml.Alias("both")).
		Set("text", "one\ntwo").Note("n").
		Set("nothing", nil).Note("n").
		SetBare("on", yaml.NewMap().Set("push", nil)).
		Set("number", int64(7)).Set("quoted", yaml.Quoted("x")).
		Set(strings.Repeat("k", 400), "v")
	readers.Prettier(t, "yaml", yaml.Stream("head\n\nmore", m, yaml.NewMap().Comment("second").Set("a", nil), yaml.NewMap()))
}
