// Package seed writes the rows of the spec as SQL that can be run any number of times: rows that are there are brought
// up to date, rows that are missing are added, and no other row is touched.
package seed

import (
	"slices"
	"strings"

	"devgen.dev/devgen/generators/internal/comment"
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

func script(p *spec.Project) string {
	d := dialects[p.Seed.Dialect]
	var b strings.Builder
	b.WriteString(header.Dashes(p.SpecFile))
	b.WriteString("--\n-- Rows for development and tests of " + p.Seed.Of + ". Can be run again: it updates these rows and adds the missing ones.\n\n")
	b.WriteString(begin(d) + "\n")
	for _, t := range p.Seed.Tables {
		b.WriteString("\n-- " + t.Table + "\n")
		for _, row := range t.Rows {
			b.WriteString(statements(d, t, row))
		}
	}
	b.WriteString("\nCOMMIT;\n")
	return b.String()
}

// begin starts a transaction: all rows or none.
func begin(d sql.Dialect) string {
	if d == sql.SQLServer {
		return "SET XACT_ABORT ON;\nBEGIN TRANSACTION;"
	}
	return "BEGIN;"
}

// statements update a row, and add it if it is missing. Two plain statements are the same in all dialects; the upserts
// of each differ, and need a unique index, which the spec does not know of.
func statements(d sql.Dialect, t spec.SeedTable, row spec.SeedRow) string {
	var columns, values, sets, wheres []string
	for _, v := range row.Values {
		name, value := must(d.Name(v.Column)), literal(d, v)
		columns, values = append(columns, name), append(values, value)
		if slices.Contains(t.Key, v.Column) {
			wheres = append(wheres, name+" = "+value)
		} else {
			sets = append(sets, name+" = "+value)
		}
	}
	table, where := must(d.Name(t.Table)), strings.Join(wheres, " AND ")
	text := "\n-- " + strings.Join(comment.Lines(row.Name, 100), " ") + "\n"
	if len(sets) > 0 {
		text += "UPDATE " + table + " SET " + strings.Join(sets, ", ") + " WHERE " + where + ";\n"
	}
	return text + "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ")\nSELECT " + strings.Join(values, ", ") + dual(d) +
		"\nWHERE NOT EXISTS (SELECT 1 FROM " + table + " WHERE " + where + ");\n"
}

// dual is the table that MySQL wants in a SELECT that has a WHERE; before MySQL 8 and in MariaDB there is no other way.
func dual(d sql.Dialect) string {
	if d == sql.MySQL {
		return " FROM DUAL"
	}
	return ""
}

func literal(d sql.Dialect, v spec.SeedValue) string {
	switch v.Kind {
	case "bool":
		return d.Bool(v.Text == "true")
	case "number":
		return v.Text
	}
	return must(d.String(v.Text))
}

// must is for names and texts that rules of the spec have found to be ones that the server takes.
func must(text string, ok bool) string {
	if !ok {
		panic("seed: a name or text that the rules should have refused")
	}
	return text
}
