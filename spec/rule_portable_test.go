package spec

import (
	"strings"
	"testing"
)

func TestPortable(t *testing.T) {
	for text, portable := range map[string]bool{
		"": true, "plain": true, "it's": true, `C:\temp`: true, `say "hi"`: true, "$5": true, "a b # c": true, "{{ x }}": true,
		"a\nb": false, "a\rb": false, "a\x00b": false, "a\x01b": false, "\uFEFFa": false, `it's $5`: false, "it's `a`": false,
		`C:\temp\`: false, `\\server\share`: false, "${HOME}": false,
		strings.Repeat("x", 32*1024): true, strings.Repeat("x", 32*1024+1): false,
	} {
		if reason := notPortable(text); (reason == "") != portable {
			t.Errorf("%q: %q", text, reason)
		}
	}
}

func TestDerivedValuesArePortable(t *testing.T) {
	for text, path := range map[string]string{
		`settings: a: DATA: {type: "path", default: "/data", windows: "C:\\data\\"}`:                            "settings.a.DATA.windows",
		`services: mail: external: url: "smtp://mail.example.com/${x}"` + "\nsettings: a: MAIL: from: \"mail\"": "settings.a.MAIL",
		`stacks: go: variables: MODE: {help: "Mode", development: "a", test: "a", production: "it's $5"}`:       "stacks.go",
	} {
		p, problems := loadText(t, oneService+text)
		if p != nil || len(problems) == 0 || problems[0].Code != "DG129" || problems[0].Path != path {
			t.Errorf("%s gives %v", text, problems)
		}
	}
}
