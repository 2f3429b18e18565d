// Package sql writes literals and names of SQL for MySQL (and MariaDB), PostgreSQL and SQL Server.
//
// A literal means the same in every mode of its server: whether backslashes escape (MySQL's NO_BACKSLASH_ESCAPES,
// PostgreSQL's standard_conforming_strings) and whether a client replaces variables (sqlcmd's $(name)) makes no
// difference. Each literal stands on one line.
package sql

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Dialect is a kind of server.
type Dialect int

// The dialects.
const (
	MySQL Dialect = iota
	Postgres
	SQLServer
)

// String returns a text literal. It is false for text that the server cannot store: not UTF-8, or, in PostgreSQL, NUL.
func (d Dialect) String(text string) (literal string, ok bool) {
	if !utf8.ValidString(text) || d == Postgres && strings.IndexByte(text, 0) >= 0 {
		return "", false
	}
	switch d {
	case MySQL:
		return mysqlString(text), true
	case Postgres:
		return postgresString(text), true
	default:
		return serverString(text), true
	}
}

// mysqlString writes backslashes and control characters as CHAR(), whose meaning no sql_mode changes.
// Source: MySQL 8.4 reference manual, 11.1.1 String Literals; 14.8 CHAR().
func mysqlString(text string) string {
	parts := split(text, quote, func(r rune) (string, bool) {
		return fmt.Sprintf("CHAR(%d USING utf8mb4)", r), r == '\\' || r < ' ' || r == 0x7F
	})
	if len(parts) == 1 {
		return parts[0]
	}
	return "CONCAT(" + strings.Join(parts, ", ") + ")"
}

// postgresString uses an escape string where there is something to escape, so that standard_conforming_strings does
// not matter. Source: PostgreSQL 17, 4.1.2.2 String Constants with C-Style Escapes.
func postgresString(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r == '\\' || r < ' ' || r == 0x7F }) {
		return quote(text)
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '\\':
			b.WriteString(`\\`)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == 0x7F:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return "E" + quote(b.String())
}

// serverString writes control characters as NCHAR(): a backslash before a line break would join the lines. It cuts
// `$(`, which sqlcmd replaces even inside a literal.
// Source: Transact-SQL, "Backslash (Line Continuation)"; sqlcmd, "Use sqlcmd with scripting variables".
func serverString(text string) string {
	quoted := func(s string) string {
		return strings.ReplaceAll("N"+quote(s), "$(", "$' + N'(")
	}
	return strings.Join(split(text, quoted, func(r rune) (string, bool) {
		return "NCHAR(" + strconv.Itoa(int(r)) + ")", r < ' ' || r == 0x7F
	}), " + ")
}

// split cuts text into literals and characters that are written as a function call. There is always a first part.
func split(text string, literal func(string) string, call func(rune) (string, bool)) []string {
	var parts []string
	start := 0
	for i, r := range text {
		part, special := call(r)
		if !special {
			continue
		}
		if i > start {
			parts = append(parts, literal(text[start:i]))
		}
		parts = append(parts, part)
		start = i + utf8.RuneLen(r)
	}
	if start < len(text) || len(parts) == 0 {
		parts = append(parts, literal(text[start:]))
	}
	return parts
}

func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// Bool returns a boolean: TRUE and FALSE, or 1 and 0 for SQL Server's bit.
func (d Dialect) Bool(value bool) string {
	if d == SQLServer {
		if value {
			return "1"
		}
		return "0"
	}
	return strings.ToUpper(strconv.FormatBool(value))
}

// Name returns a table's or column's name in the dialect's quotes. It is false for a name that the server does not
// allow: empty, with a control character, with a blank at its end, or too long; or that sqlcmd would change.
// Source: MySQL 8.4, 11.2 Schema Object Names (64 characters); PostgreSQL 17, 4.1.1 (63 bytes, cut off silently);
// Transact-SQL, "Database identifiers" (128 UTF-16 units).
func (d Dialect) Name(name string) (quoted string, ok bool) {
	control := strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7F })
	if name == "" || control || !utf8.ValidString(name) || strings.HasSuffix(name, " ") || strings.Contains(name, "$(") {
		return "", false
	}
	switch d {
	case MySQL:
		astral := strings.ContainsFunc(name, func(r rune) bool { return r > 0xFFFF })
		return "`" + strings.ReplaceAll(name, "`", "``") + "`", utf8.RuneCountInString(name) <= 64 && !astral
	case Postgres:
		return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`, len(name) <= 63
	default:
		return "[" + strings.ReplaceAll(name, "]", "]]") + "]", len(utf16.Encode([]rune(name))) <= 128
	}
}
