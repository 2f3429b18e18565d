package tree

import (
	"errors"
	"strings"
	"testing"

	"devgen.dev/devgen/generators/internal/corpus"
)

func TestCheckPathTakes(t *testing.T) {
	for _, name := range []string{
		"Makefile", "azAZ09", "a/b/c.d", ".github/workflows/ci.yml", ".gitignore", ".gitattributes", "_x", "a-b", "A.b-c_d", "0",
		".env.example", ".env.local.template", ".env.production.sample", "api/.env.example", ".envrc", "prod.env", "dotenv.env",
		"console.yaml", "comx", "com10", "lpt.d/x.COM", "nullable", ".github", ".gitmodules.md", "...a", "devgen.lock.md", "docs/devgen.cue",
		strings.Repeat("a", maxSegment), strings.Repeat("a/", maxPath/2-1) + "ab",
	} {
		if err := CheckPath(name); err != nil {
			t.Errorf("refused: %v", err)
		}
	}
}

func TestCheckPathRefuses(t *testing.T) {
	for name, why := range map[string]string{
		"":                                    "is empty",
		"/a":                                  "absolute",
		"a//b":                                "empty part",
		"a/":                                  "empty part",
		"./a":                                 `a part "."`,
		"a/../b":                              `a part ".."`,
		`a\b`:                                 "backslash",
		"a b":                                 "character",
		"a:b":                                 "character",
		"café":                                "character",
		"a\nb":                                "character",
		"~/x":                                 "character",
		"git~1/config":                        "character",
		"-rf":                                 "option",
		"a/-x":                                "option",
		"a.":                                  "ends in a dot",
		"a./b":                                "ends in a dot",
		"...":                                 "ends in a dot",
		"CON":                                 "device",
		"a/aux.yaml/b":                        "device",
		"com0":                                "device",
		"x/LPT9.tar.gz":                       "device",
		"Nul.txt":                             "device",
		".git/config":                         "leads into .git",
		"a/.GIT":                              "leads into .git",
		".devgen/journal":                     "keeps for itself",
		"a/.Devgen/x":                         "keeps for itself",
		"devgen.lock":                         "own record",
		"DEVGEN.LOCK":                         "own record",
		temporaryName("a/b"):                  "keeps for itself",
		temporaryName("A"):                    "keeps for itself",
		".env":                                "environment file",
		"api/.ENV":                            "environment file",
		".env.local":                          "environment file",
		".env.example.old":                    "environment file",
		".env.example/.env.x":                 "environment file",
		strings.Repeat("a", maxSegment+1):     "longer than 100 bytes",
		strings.Repeat("a/", maxPath/2) + "a": "longer than 200 bytes",
		"https://example.com/x":               "character",
		"%2e%2e/x":                            "character",
	} {
		err := CheckPath(name)
		var invalid *PathError
		if !errors.As(err, &invalid) || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v, want a refusal with %q", name, err, why)
		}
	}
}

// TestCheckPathCorpus runs over the paths of the corpus. Where the spec lies is not known to this package.
func TestCheckPathCorpus(t *testing.T) {
	read := 0
	for _, v := range corpus.Values() {
		if v.Role != "path" || v.Class == "path/spec-dir" {
			continue
		}
		read++
		if err := CheckPath(v.Text); (err == nil) != (v.Expect == "verbatim") {
			t.Errorf("%s (%s) %q: %v, want %s", v.ID, v.Class, v.Text, err, v.Expect)
		}
	}
	if read < 20 {
		t.Errorf("only %d paths in the corpus", read)
	}
}

func TestTemporaryName(t *testing.T) {
	for _, name := range []string{"a", "a/b", "deep/er/x.y"} {
		got := temporaryName(name)
		if !temporary.MatchString(got[strings.LastIndexByte(got, '/')+1:]) {
			t.Errorf("%s → %s, which devgen itself does not know", name, got)
		}
		if strings.Count(got, "/") != strings.Count(name, "/") {
			t.Errorf("%s → %s, which is not beside it", name, got)
		}
	}
	if temporaryName("a/x") == temporaryName("x") {
		t.Error("two files, one temporary name")
	}
}
