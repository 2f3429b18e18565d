package seed

import (
	"fmt"
	"slices"
	"strings"

	"devgen.dev/devgen/generators/internal/sql"
	"devgen.dev/devgen/spec"
)

// statement adds or updates rows of one table that give the same columns. A column that a row leaves out is the
// database's to fill, which one statement can only do for all of its rows.
type statement struct {
	table   *spec.SeedTable
	columns []spec.SeedValue // of the first row, for names and what is alike in all
	rows    []spec.SeedRow
}

// statements divides the rows of a table, in their order: rows may refer to earlier ones.
func statements(t *spec.SeedTable) []statement {
	var list []statement
	for _, row := range t.Rows {
		if n := len(list) - 1; n >= 0 && list[n].takes(row) {
			list[n].rows = append(list[n].rows, row)
			continue
		}
		list = append(list, statement{table: t, columns: row.Values, rows: []spec.SeedRow{row}})
	}
	return list
}

// takes reports whether a row fits into the statement: it has the same columns, and none of them mixes moments that
// count from the loading with fixed ones, which are brought up to date in different ways.
func (s statement) takes(row spec.SeedRow) bool {
	if !slices.EqualFunc(s.columns, row.Values, func(a, b spec.SeedValue) bool { return a.Column == b.Column }) {
		return false
	}
	for i := range row.Values {
		fixed := func(r spec.SeedRow) bool { return !r.Values[i].Null && r.Values[i].FromNow == nil }
		moving := func(r spec.SeedRow) bool { return r.Values[i].FromNow != nil }
		if moving(row) && slices.ContainsFunc(s.rows, fixed) || fixed(row) && slices.ContainsFunc(s.rows, moving) {
			return false
		}
	}
	return true
}

func (s statement) names(d sql.Dialect) []string {
	var names []string
	for _, v := range s.columns {
		names = append(names, must(d.Name(v.Column)))
	}
	return names
}

func (s statement) key(d sql.Dialect) []string {
	var names []string
	for _, column := range s.table.Key {
		names = append(names, must(d.Name(column)))
	}
	return names
}

// update is how a column of a row that is there already follows the spec.
type update int

const (
	never  update = iota // part of the key
	always               // it takes the spec's value
	kept                 // a moment that counts from when the row was added: it stays
	filled               // such a moment, or null: only whether there is one follows
)

func (s statement) update(column int) update {
	moving := 0
	for _, row := range s.rows {
		if row.Values[column].FromNow != nil {
			moving++
		}
	}
	switch {
	case slices.Contains(s.table.Key, s.columns[column].Column):
		return never
	case moving == len(s.rows):
		return kept
	case moving > 0:
		return filled
	}
	return always
}

// updates assigns to the columns of a row that is there already, one a line. old and new name a column of that row and
// of the spec's, with ? for its name.
func (s statement) updates(d sql.Dialect, old, new string) string {
	var lines []string
	for i, name := range s.names(d) {
		is, becomes := strings.ReplaceAll(old, "?", name), strings.ReplaceAll(new, "?", name)
		switch s.update(i) {
		case always:
			lines = append(lines, "    "+name+" = "+becomes)
		case kept:
			lines = append(lines, "    "+name+" = COALESCE("+is+", "+becomes+")")
		case filled:
			lines = append(lines, "    "+name+" = CASE WHEN "+becomes+" IS NOT NULL THEN COALESCE("+is+", "+becomes+") END")
		}
	}
	return strings.Join(lines, ",\n")
}

// values is the rows, each below its name.
func (s statement) values(d sql.Dialect, indent string) string {
	var rows []string
	for i, row := range s.rows {
		var values []string
		for j, v := range row.Values {
			if i == 0 && d == sql.SQLServer && s.allNull(j) {
				values = append(values, typedNull(v))
				continue
			}
			values = append(values, literal(d, v))
		}
		rows = append(rows, indent+"-- "+row.Name+"\n"+indent+"("+strings.Join(values, ", ")+")")
	}
	return strings.Join(rows, ",\n")
}

func (s statement) allNull(column int) bool {
	return !slices.ContainsFunc(s.rows, func(row spec.SeedRow) bool { return !row.Values[column].Null })
}

// typedNull says what kind of nothing it is: SQL Server takes a column of bare NULLs for numbers, which no column of
// times or bytes accepts. A text is accepted by all but bytes.
func typedNull(v spec.SeedValue) string {
	if v.Type == spec.SeedBytes {
		return "CAST(NULL AS varbinary(max))"
	}
	return "CAST(NULL AS nvarchar(max))"
}

func write(d sql.Dialect, s statement) string {
	switch d {
	case sql.MySQL:
		return mysql(s)
	case sql.Postgres:
		return postgres(s)
	}
	return server(s)
}

// mysql uses VALUES() for the new row, since MariaDB has no other way to name it. A row of keys only is left as it is by
// an assignment that changes nothing: INSERT IGNORE would ignore every other mistake too.
func mysql(s statement) string {
	d := sql.MySQL
	updates := s.updates(d, "?", "VALUES(?)")
	if updates == "" {
		key := s.key(d)[0]
		updates = "    " + key + " = VALUES(" + key + ")"
	}
	return fmt.Sprintf("INSERT INTO %s (%s)\nVALUES\n%s\nON DUPLICATE KEY UPDATE\n%s;\n", must(d.Table(s.table.Name)), strings.Join(s.names(d), ", "), s.values(d, "    "), updates)
}

func postgres(s statement) string {
	d := sql.Postgres
	action := " DO NOTHING"
	if updates := s.updates(d, "old.?", "EXCLUDED.?"); updates != "" {
		action = " DO UPDATE SET\n" + updates
	}
	alias, overriding := "", ""
	if strings.Contains(action, "(old.") {
		alias = " AS old"
	}
	if s.identity() {
		overriding = "OVERRIDING SYSTEM VALUE\n"
	}
	return fmt.Sprintf("INSERT INTO %s%s (%s)\n%sVALUES\n%s\nON CONFLICT (%s)%s;\n", must(d.Table(s.table.Name)), alias, strings.Join(s.names(d), ", "), overriding, s.values(d, "    "), strings.Join(s.key(d), ", "), action)
}

// server merges. HOLDLOCK keeps others from adding the same row between its search and its insertion.
// Source: Transact-SQL, MERGE, "Concurrency considerations for MERGE".
func server(s statement) string {
	d := sql.SQLServer
	table, names := must(d.Table(s.table.Name)), s.names(d)
	var on []string
	for _, name := range s.key(d) {
		on = append(on, fmt.Sprintf("old.%s = new.%s", name, name))
	}
	text := fmt.Sprintf("MERGE INTO %s WITH (HOLDLOCK) AS old\nUSING (\n    VALUES\n%s\n) AS new (%s)\nON %s\n", table, s.values(d, "        "), strings.Join(names, ", "), strings.Join(on, " AND "))
	if updates := s.updates(d, "old.?", "new.?"); updates != "" {
		text += "WHEN MATCHED THEN UPDATE SET\n" + updates + "\n"
	}
	text += fmt.Sprintf("WHEN NOT MATCHED THEN INSERT (%s)\n    VALUES (new.%s);\n", strings.Join(names, ", "), strings.Join(names, ", new."))
	if s.identity() {
		return "SET IDENTITY_INSERT " + table + " ON;\n" + text + "SET IDENTITY_INSERT " + table + " OFF;\n"
	}
	return text
}

// identity reports whether the rows give the number that the database would count up.
func (s statement) identity() bool {
	return slices.ContainsFunc(s.columns, func(v spec.SeedValue) bool { return v.Column == s.table.Identity })
}

func literal(d sql.Dialect, v spec.SeedValue) string {
	switch {
	case v.Null:
		return "NULL"
	case v.Lookup != nil:
		return lookup(d, v.Lookup)
	case v.FromNow != nil && v.Type == spec.SeedDate:
		return d.Day(d.FromNow(v.FromNow.Count, v.FromNow.Unit))
	case v.FromNow != nil:
		return d.FromNow(v.FromNow.Count, v.FromNow.Unit)
	}
	switch v.Type {
	case spec.SeedBool:
		return d.Bool(v.Text == "true")
	case spec.SeedNumber:
		return v.Text
	case spec.SeedTime:
		return d.Time(v.Text)
	case spec.SeedDate:
		return d.Date(v.Text)
	case spec.SeedBytes:
		return d.Bytes(v.Text)
	}
	return must(d.String(v.Text))
}

// lookup asks for the value that the database has given a row.
func lookup(d sql.Dialect, l *spec.SeedLookup) string {
	var where []string
	for _, v := range l.Key {
		where = append(where, must(d.Name(v.Column))+" = "+literal(d, v))
	}
	return "(SELECT " + must(d.Name(l.Column)) + " FROM " + must(d.Table(l.Table)) + " WHERE " + strings.Join(where, " AND ") + ")"
}
