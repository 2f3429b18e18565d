package sql_test

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"devgen.dev/devgen/generators/internal/corpus"
	"devgen.dev/devgen/generators/internal/databases"
	"devgen.dev/devgen/generators/internal/sql"
)

// reader evaluates an expression as one server in one mode does. It knows what the package may write, nothing else.
type reader struct {
	name      string
	dialect   sql.Dialect
	backslash bool // a backslash escapes in a plain literal
}

var modes = []reader{
	{"MySQL", sql.MySQL, true},
	{"MySQL, NO_BACKSLASH_ESCAPES", sql.MySQL, false},
	{"PostgreSQL", sql.Postgres, false},
	{"PostgreSQL, standard_conforming_strings = off", sql.Postgres, true},
	{"SQL Server", sql.SQLServer, false},
}

var (
	function  = regexp.MustCompile(`^(?:CHAR\((\d+) USING utf8mb4\)|NCHAR\((\d+)\))`)
	separator = map[sql.Dialect]string{sql.MySQL: ", ", sql.SQLServer: " + "}
)

func (r reader) evaluate(text string) (string, error) {
	if inner, found := strings.CutPrefix(text, "CONCAT("); found {
		text = strings.TrimSuffix(inner, ")")
	}
	var b strings.Builder
	for {
		value, rest, err := r.operand(text)
		if err != nil {
			return "", err
		}
		b.WriteString(value)
		if rest == "" {
			return b.String(), nil
		}
		var found bool
		if text, found = strings.CutPrefix(rest, separator[r.dialect]); !found || separator[r.dialect] == "" {
			return "", fmt.Errorf("left over: %s", rest)
		}
	}
}

func (r reader) operand(text string) (value, rest string, err error) {
	if m := function.FindStringSubmatch(text); m != nil {
		n, err := strconv.Atoi(m[1] + m[2])
		return string(rune(n)), text[len(m[0]):], err
	}
	inner, found := strings.CutPrefix(text, "'")
	escapes := r.backslash
	if !found && r.dialect == sql.SQLServer {
		inner, found = strings.CutPrefix(text, "N'")
	} else if !found && r.dialect == sql.Postgres {
		inner, found = strings.CutPrefix(text, "E'")
		escapes = true
	}
	if !found {
		return "", "", fmt.Errorf("no literal at %s", text)
	}
	return literal(inner, escapes)
}

var escapeCodes = map[byte]string{'\\': `\`, 'n': "\n", 't': "\t"}

// literal reads up to the closing quote.
func literal(text string, escapes bool) (value, rest string, err error) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\'' && i+1 < len(text) && text[i+1] == '\'':
			b.WriteByte('\'')
			i++
		case c == '\'':
			return b.String(), text[i+1:], nil
		case c == '\\' && escapes && text[i+1] == 'x':
			n, err := strconv.ParseUint(text[i+2:i+4], 16, 8)
			if err != nil {
				return "", "", err
			}
			b.WriteByte(byte(n))
			i += 3
		case c == '\\' && escapes:
			code, ok := escapeCodes[text[i+1]]
			if !ok {
				return "", "", fmt.Errorf("escape %q", text[i:i+2])
			}
			b.WriteString(code)
			i++
		case c < ' ' || c == 0x7F:
			return "", "", fmt.Errorf("%q in a literal", c)
		default:
			b.WriteByte(c)
		}
	}
	return "", "", fmt.Errorf("no closing quote")
}

func check(t *testing.T, text string) {
	t.Helper()
	for _, mode := range modes {
		written, ok := mode.dialect.String(text)
		if !ok {
			t.Errorf("%s: %q was refused", mode.name, text)
			continue
		}
		if got, err := mode.evaluate(written); err != nil || got != text {
			t.Errorf("%s: wrote %q as %s, read %q, %v", mode.name, text, written, got, err)
		}
		if mode.dialect == sql.SQLServer && strings.Contains(written, "$(") {
			t.Errorf("sqlcmd would replace a variable in %s", written)
		}
	}
}

func TestStringsComeBack(t *testing.T) {
	for _, text := range corpus.Texts() {
		check(t, text)
	}
}

func TestString(t *testing.T) {
	for _, tt := range []struct {
		dialect sql.Dialect
		text    string
		want    string
	}{
		{sql.MySQL, "it's", "'it''s'"},
		{sql.MySQL, "", "''"},
		{sql.MySQL, "a b", "'a b'"},
		{sql.MySQL, "\\\\a", "CONCAT(CHAR(92 USING utf8mb4), CHAR(92 USING utf8mb4), 'a')"},
		{sql.Postgres, "a b", "'a b'"},
		{sql.Postgres, "a\\ b", `E'a\\ b'`},
		{sql.SQLServer, "a b", "N'a b'"},
		{sql.MySQL, `C:\x`, `CONCAT('C:', CHAR(92 USING utf8mb4), 'x')`},
		{sql.MySQL, "\n", `CHAR(10 USING utf8mb4)`},
		{sql.Postgres, "it's", "'it''s'"},
		{sql.Postgres, "a'\\\n\x01", `E'a''\\\n\x01'`},
		{sql.SQLServer, "it's", "N'it''s'"},
		{sql.SQLServer, "a\\\n$(b)", `N'a\' + NCHAR(10) + N'$' + N'(b)'`},
	} {
		if got, ok := tt.dialect.String(tt.text); !ok || got != tt.want {
			t.Errorf("String(%q) = %s, want %s", tt.text, got, tt.want)
		}
	}
}

func TestRefusedStrings(t *testing.T) {
	for _, dialect := range []sql.Dialect{sql.MySQL, sql.Postgres, sql.SQLServer} {
		if got, ok := dialect.String("a\xff"); ok {
			t.Errorf("text that is not UTF-8: %s", got)
		}
	}
	for _, text := range []string{"a\x00", "\x00"} {
		if got, ok := sql.Postgres.String(text); ok {
			t.Errorf("PostgreSQL cannot store NUL: %s", got)
		}
	}
}

func TestBool(t *testing.T) {
	got := sql.MySQL.Bool(true) + sql.Postgres.Bool(false) + sql.SQLServer.Bool(true) + sql.SQLServer.Bool(false)
	if got != "TRUEFALSE10" {
		t.Error(got)
	}
}

func TestName(t *testing.T) {
	long := strings.Repeat("é", 64)
	for _, tt := range []struct {
		dialect sql.Dialect
		name    string
		want    string // empty: refused
	}{
		{sql.MySQL, "order", "`order`"},
		{sql.MySQL, "a`b", "`a``b`"},
		{sql.MySQL, long, "`" + long + "`"},
		{sql.MySQL, long + "x", ""},
		{sql.MySQL, "😀", ""},
		{sql.MySQL, "\U0000FFFD a", "`\U0000FFFD a`"},
		{sql.MySQL, "\uffff", "`\uffff`"},
		{sql.Postgres, `a"b`, `"a""b"`},
		{sql.Postgres, long, ""},
		{sql.Postgres, strings.Repeat("a", 63), `"` + strings.Repeat("a", 63) + `"`},
		{sql.SQLServer, "a]b[", "[a]]b[]"},
		{sql.SQLServer, strings.Repeat("😀", 64), "[" + strings.Repeat("😀", 64) + "]"},
		{sql.SQLServer, strings.Repeat("😀", 64) + "x", ""},
		{sql.SQLServer, "$(a)", ""},
		{sql.Postgres, "", ""},
		{sql.Postgres, "a ", ""},
		{sql.Postgres, "a\nb", ""},
		{sql.MySQL, "a\xff", ""},
	} {
		if got, ok := tt.dialect.Name(tt.name); ok != (tt.want != "") || ok && got != tt.want {
			t.Errorf("Name(%q) = %s, %v, want %s", tt.name, got, ok, tt.want)
		}
	}
}

// TestServersReadTheCorpus asks real servers what the literals are.
func TestServersReadTheCorpus(t *testing.T) {
	for _, kind := range databases.Kinds {
		t.Run(kind.Name, func(t *testing.T) {
			server := kind.Start(t)
			script := map[sql.Dialect]string{sql.MySQL: "SET NAMES utf8mb4;\n"}[kind.Dialect]
			for i, text := range corpus.Texts() {
				literal, ok := kind.Dialect.String(text)
				if !ok {
					t.Fatalf("%q is refused", text)
				}
				script += fmt.Sprintf("SELECT %d, %s;\n", i, kind.Hex(literal))
			}
			got := map[string]string{}
			for line := range strings.Lines(server.Must(t, script)) {
				name, digits, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
				got[name] = strings.ToLower(digits)
			}
			for i, text := range corpus.Texts() {
				if digits := got[strconv.Itoa(i)]; digits != hex.EncodeToString([]byte(text)) {
					t.Errorf("%q was read as %s", text, digits)
				}
			}
		})
	}
}

func FuzzString(f *testing.F) {
	for _, text := range corpus.Texts() {
		if len(text) < 300 {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if utf8.ValidString(text) && !strings.Contains(text, "\x00") {
			check(t, text)
		}
	})
}
