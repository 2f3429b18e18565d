package schema_test

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/build"
	"cuelang.org/go/cue/cuecontext"
	"cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/format"
	"cuelang.org/go/cue/parser"
	"mvdan.cc/sh/v3/syntax"

	"devgen.dev/devgen/schema"
)

// language is the schema's definitions, as CUE reads them.
func language(t *testing.T) cue.Value {
	t.Helper()
	instance := build.NewContext().NewInstance("schema", nil)
	files, err := fs.Glob(schema.Definitions, "*.cue")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(name, read(t, schema.Definitions, name), parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if err := instance.AddSyntax(file); err != nil {
			t.Fatal(err)
		}
	}
	return valid(t, cuecontext.New().BuildInstance(instance))
}

// data compiles a file of the built-in data beside the definitions. It holds one value, under the file's name.
func data(t *testing.T, language cue.Value, file string) cue.Value {
	t.Helper()
	whole := valid(t, cuecontext.New().CompileBytes(read(t, schema.Data, file), cue.Filename(file)))
	name := strings.TrimSuffix(path.Base(file), ".cue")
	if names := slices.Collect(maps.Keys(fields(t, whole))); !slices.Equal(names, []string{name}) {
		t.Fatalf("%s holds %q, want %q alone", file, names, name)
	}
	return whole.LookupPath(cue.MakePath(cue.Str(name)))
}

func read(t *testing.T, fsys fs.FS, name string) []byte {
	t.Helper()
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func valid(t *testing.T, v cue.Value) cue.Value {
	t.Helper()
	if err := v.Validate(); err != nil {
		t.Fatal(errors.Details(err, nil))
	}
	return v
}

// each runs a test over the data of a folder: stacks or engines.
func each(t *testing.T, folder string, test func(t *testing.T, v cue.Value)) {
	t.Helper()
	files, err := fs.Glob(schema.Data, folder+"/*.cue")
	if err != nil || len(files) == 0 {
		t.Fatalf("no %s: %v", folder, err)
	}
	l := language(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(file, ".cue"), func(t *testing.T) { test(t, data(t, l, file)) })
	}
}

func fields(t *testing.T, v cue.Value) map[string]cue.Value {
	t.Helper()
	all := map[string]cue.Value{}
	if !v.Exists() {
		return all
	}
	list, err := v.Fields()
	if err != nil {
		t.Fatal(err)
	}
	for list.Next() {
		all[list.Selector().Unquoted()] = list.Value()
	}
	return all
}

func at(v cue.Value, place string) cue.Value { return v.LookupPath(cue.ParsePath(place)) }

// text returns the text at a place; "" if there is none.
func text(v cue.Value, place string) string {
	s, _ := at(v, place).String()
	return s
}

// texts returns every text below a value, by its place.
func texts(v cue.Value) map[string]string {
	all := map[string]string{}
	v.Walk(func(v cue.Value) bool {
		if s, err := v.String(); err == nil {
			all[v.Path().String()] = s
		}
		return true
	}, nil)
	return all
}

func TestDataIsOfTheLanguage(t *testing.T) {
	l := language(t)
	for folder, definition := range map[string]string{"stacks": "#Stack", "engines": "#Engine"} {
		files, err := fs.Glob(schema.Data, folder+"/*.cue")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if err := at(l, definition).Unify(data(t, l, file)).Validate(cue.Concrete(true)); err != nil {
				t.Errorf("%s: %s", file, errors.Details(err, nil))
			}
		}
	}
	for action, pin := range fields(t, data(t, l, "pins.cue")) {
		name := at(l, "#ActionName").Unify(cuecontext.New().Encode(action))
		for _, err := range []error{name.Validate(cue.Concrete(true)), at(l, "#Pin").Unify(pin).Validate(cue.Concrete(true))} {
			if err != nil {
				t.Errorf("pins.cue: %s: %s", action, errors.Details(err, nil))
			}
		}
	}
}

func TestFilesAreFormatted(t *testing.T) {
	for _, pattern := range []string{"*.cue", "*/*.cue"} {
		files, err := fs.Glob(os.DirFS("."), pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no %s: %v", pattern, err)
		}
		for _, file := range files {
			have := read(t, os.DirFS("."), file)
			want, err := format.Source(have)
			if err != nil {
				t.Fatal(err)
			}
			if string(have) == string(want) {
				continue
			}
			if os.Getenv("DEVGEN_UPDATE") != "1" {
				t.Errorf("%s is not formatted; DEVGEN_UPDATE=1 go test ./schema does it", file)
			} else if err := os.WriteFile(file, want, 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestDataIsComplete checks that the built-in data has what generators would otherwise leave out.
func TestDataIsComplete(t *testing.T) {
	for folder, needed := range map[string]string{
		"stacks": `title version project image.build image.runtime image.packages image.workdir image.publish image.entrypoint
			image.health image.healthPort commands.restore commands.test commands.integration commands.format commands.formatCheck
			commands.run connection secretFiles portVariable ci.action tools ecosystem hooks extensions editorconfig`,
		"engines": `title kind image version port data uid writable health startup shell console.title console.port console.publish connections.url connections.ado
			connections.jdbc connections.dsn managedConnections.url managedConnections.ado managedConnections.jdbc managedConnections.dsn`,
	} {
		each(t, folder, func(t *testing.T, v cue.Value) {
			for _, place := range strings.Fields(needed) {
				// The language brings no formatter, and which of the others a project takes is its own decision.
				if strings.HasSuffix(v.Path().String(), "java") && strings.HasPrefix(place, "commands.format") {
					continue
				}
				if !at(v, place).Exists() {
					t.Errorf("%s is missing", place)
				}
			}
		})
	}
}

// placeholders are those that resolving fills, by where they may stand.
var placeholders = map[string][]string{
	"stacks": {
		"version", "service", "project", "solution", "assembly", "migrations", "port", "results", "configuration", // everywhere
		"url", "path", // of a health check
	},
	"engines": {
		"user", "database", "password", "rootPassword", "host", "port", "project", "service",
		"name", "value", // of a flag
	},
}

var placeholder = regexp.MustCompile(`\{([A-Za-z]+)\}`)

func TestPlaceholdersAreKnown(t *testing.T) {
	for folder, known := range placeholders {
		each(t, folder, func(t *testing.T, v cue.Value) {
			for place, s := range texts(v) {
				for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
					if !slices.Contains(known, m[1]) {
						t.Errorf("%s: nothing fills %s", place, m[0])
					}
				}
			}
		})
	}
}

// TestCommandsReadAlikeInEveryShell checks the commands of the working copy: each is one program with its arguments,
// which sh and PowerShell run alike, once words are quoted.
func TestCommandsReadAlikeInEveryShell(t *testing.T) {
	each(t, "stacks", func(t *testing.T, v cue.Value) {
		commands := texts(at(v, "commands"))
		commands["coverage.run"] = text(v, "coverage.run")
		for place, command := range commands {
			if command != "" && !simple(placeholder.ReplaceAllString(command, "x")) {
				t.Errorf("%s is more than a program and its arguments: %s", place, command)
			}
		}
	})
}

// simple reports whether a command is one program with arguments of plain or quoted text and $NAME.
func simple(command string) bool {
	file, err := syntax.NewParser().Parse(strings.NewReader(command), "")
	if err != nil || len(file.Stmts) != 1 {
		return false
	}
	stmt := file.Stmts[0]
	call, ok := stmt.Cmd.(*syntax.CallExpr)
	if !ok || len(call.Assigns) > 0 || len(stmt.Redirs) > 0 || stmt.Negated || stmt.Background {
		return false
	}
	plain := true
	syntax.Walk(call, func(node syntax.Node) bool {
		switch node := node.(type) {
		case *syntax.CmdSubst, *syntax.ProcSubst, *syntax.ArithmExp, *syntax.ExtGlob:
			plain = false
		case *syntax.ParamExp:
			plain = plain && node.Short
		case *syntax.Lit:
			plain = plain && !strings.ContainsAny(node.Value, "*?[`") && !strings.HasPrefix(node.Value, "~")
		}
		return true
	})
	return plain
}

func TestSimple(t *testing.T) {
	for command, want := range map[string]bool{
		"go test ./...":                      true,
		`dotnet test --collect "XPlat Code"`: true,
		"dotnet ef migrations add $NAME":     true,
		"a && b":                             false,
		"a | b":                              false,
		"a > b":                              false,
		"A=b c":                              false,
		"a $(b)":                             false,
		"a ${B:-c}":                          false,
		"a *.go":                             false,
		"a ~/b":                              false,
	} {
		if simple(command) != want {
			t.Errorf("%s: %t, want %t", command, !want, want)
		}
	}
}

// TestEveryStackReachesEveryEngine checks that a setting `from` an engine needs no word about its form.
func TestEveryStackReachesEveryEngine(t *testing.T) {
	forms := map[string]bool{}
	each(t, "stacks", func(_ *testing.T, v cue.Value) { forms[text(v, "connection")] = true })
	each(t, "engines", func(t *testing.T, v cue.Value) {
		open := at(v, "openConnections")
		for form := range forms {
			if text(v, "connections."+form) == "" {
				t.Errorf("it has no connection of the form %s", form)
			}
			if open.Exists() && text(open, form) == "" {
				t.Errorf("it has no connection without a password of the form %s", form)
			}
		}
	})
}

// TestEnginesGetTheirSecrets checks that a password that comes as a file reaches the server, by a variable of the image
// or through a shell around the server's command, and that a shell does not keep root's rights for it: images that
// start as root drop them only where they start the server themselves.
func TestEnginesGetTheirSecrets(t *testing.T) {
	each(t, "engines", func(t *testing.T, v cue.Value) {
		files, byShell := fields(t, at(v, "envFiles")), at(v, "passwordArgs").Exists()
		for name, value := range fields(t, at(v, "env")) {
			s, _ := value.String()
			_, byFile := files[name]
			byShell = byShell || holdsSecret(s) && !byFile
		}
		for name := range files {
			if text(v, "env."+name) == "" {
				t.Errorf("envFiles: there is no variable %s", name)
			}
		}
		if !byShell {
			return
		}
		if !at(v, "command").Exists() {
			t.Error("a secret has to be read by a shell, but there is no command that the shell could become")
		}
		for _, right := range texts(at(v, "capabilities")) {
			if right == "SETUID" {
				t.Error("a shell around the command would run the server as root")
			}
		}
	})
}

func holdsSecret(s string) bool {
	return strings.Contains(s, "{password}") || strings.Contains(s, "{rootPassword}")
}

// TestHealthChecksCanLogIn checks that a secret in a health check is in a variable too: it must not stand in the text.
func TestHealthChecksCanLogIn(t *testing.T) {
	each(t, "engines", func(t *testing.T, v cue.Value) {
		for _, m := range placeholder.FindAllString(text(v, "health"), -1) {
			if holdsSecret(m) && !slices.Contains(slices.Collect(maps.Values(texts(at(v, "env")))), m) {
				t.Errorf("no variable of the container holds %s", m)
			}
		}
	})
}

func TestActionsArePinned(t *testing.T) {
	l := language(t)
	pins := fields(t, data(t, l, "pins.cue"))
	each(t, "stacks", func(t *testing.T, v cue.Value) {
		if action := text(v, "ci.action"); !pins[action].Exists() {
			t.Errorf("%s is not pinned", action)
		}
	})
	seen := map[string]string{}
	for action, pin := range pins {
		sha := text(pin, "sha")
		if other, ok := seen[sha]; ok {
			t.Errorf("%s and %s have one commit", action, other)
		}
		seen[sha] = action
	}
}
