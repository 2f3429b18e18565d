// Package seed writes the rows of the spec as SQL that can be run any number of times: rows that are there are brought
// up to date, rows that are missing are added, and no other row is touched.
//
// Everything happens in one transaction, in an order that foreign keys allow. The session speaks UTF-8 and counts in
// UTC, whatever the client and the server are set to. A moment that counts from the loading stays as it was when its
// row was added: otherwise no two runs would leave the same rows.
package seed

import (
	"strings"

	"devgen.dev/devgen/generators/internal/header"
	"devgen.dev/devgen/generators/internal/sql"
	"devgen.dev/devgen/generators/tree"
	"devgen.dev/devgen/spec"
)

var dialects = map[string]sql.Dialect{"mysql": sql.MySQL, "postgres": sql.Postgres, "sqlserver": sql.SQLServer}

// Files returns the script of a project whose spec has rows.
func Files(p *spec.Project) []tree.File {
	if p.Seed == nil || p.Seed.File != "" {
		return nil
	}
	return []tree.File{{Path: p.Seed.Script(), Own: tree.Whole, Body: []byte(script(p))}}
}

const about = `--
-- Rows for development and tests of %s. It can be run again: it brings these rows up to date, adds those that are
-- missing, and leaves all others alone. Passwords in it are known to everybody, so it is nothing for production.

`

func script(p *spec.Project) string {
	d := dialects[p.Seed.Dialect]
	var b strings.Builder
	b.WriteString(header.Dashes(p.SpecFile))
	b.WriteString(strings.ReplaceAll(about, "%s", p.Seed.Of))
	b.WriteString(begin[d])
	for _, t := range p.Seed.Tables {
		b.WriteString("\n-- " + t.Name + "\n")
		for _, s := range statements(t) {
			b.WriteString("\n" + write(d, s))
		}
		b.WriteString(after(d, t))
	}
	b.WriteString(end[d])
	return b.String()
}

// begin sets the session up, and starts a transaction: all rows or none.
var begin = map[sql.Dialect]string{
	sql.MySQL:    "SET NAMES utf8mb4;\nSET time_zone = '+00:00';\nSTART TRANSACTION;\n",
	sql.Postgres: "SET client_encoding = 'UTF8';\nSET TIME ZONE 'UTC';\nBEGIN;\n",
	// sqlcmd turns QUOTED_IDENTIFIER off, and no row can then be written to a table with a filtered index.
	sql.SQLServer: "SET QUOTED_IDENTIFIER ON;\nSET XACT_ABORT ON;\nSET NOCOUNT ON;\nGO\n\nBEGIN TRANSACTION;\n",
}

// end commits. sqlcmd runs what it reads from its input at GO only.
var end = map[sql.Dialect]string{
	sql.MySQL: "\nCOMMIT;\n", sql.Postgres: "\nCOMMIT;\n", sql.SQLServer: "\nCOMMIT TRANSACTION;\nGO\n",
}

// after has PostgreSQL count on from the highest number that there is: rows that bring their own leave the counter as
// it was, and the program's next row would get a number that is taken.
func after(d sql.Dialect, t *spec.SeedTable) string {
	if d != sql.Postgres || t.Identity == "" {
		return ""
	}
	table, column := must(d.Table(t.Name)), must(d.Name(t.Identity))
	return "\nDO $$ BEGIN\n    PERFORM setval(pg_get_serial_sequence(" + must(d.String(table)) + ", " + must(d.String(t.Identity)) + "), MAX(" + column + ")) FROM " + table + ";\nEND $$;\n"
}

// must is for names and texts that rules of the spec have found to be ones that the server takes.
func must(text string, ok bool) string {
	if !ok {
		panic("seed: a name or text that the rules should have refused")
	}
	return text
}
