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
		if n := len(list) - 1; n >= 0 && alike(list[n].columns, row.Values) {
			list[n].rows = append(list[n].rows, row)
			continue
		}
		list = append(list, statement{table: t, columns: row.Values, rows: []spec.SeedRow{row}})
	}
	return list
}

// alike reports whether two rows fit into one statement.
func alike(a, b []spec.SeedValue) bool {
	return slices.EqualFunc(a, b, func(a, b spec.SeedValue) bool {
		return a.Column == b.Column && (a.FromNow == nil) == (b.FromNow == nil)
	})
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

// updated lists what is brought up to date: all but the key, and moments that count from when the row was added.
func (s statement) updated(d sql.Dialect) []string {
	var names []string
	for _, v := range s.columns {
		if !slices.Contains(s.table.Key, v.Column) && v.FromNow == nil {
			names = append(names, must(d.Name(v.Column)))
		}
	}
	return names
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

// each writes a list of assignments, one a line.
func each(names []string, assignment string) string {
	var lines []string
	for _, name := range names {
		lines = append(lines, "    "+strings.ReplaceAll(assignment, "?", name))
	}
	return strings.Join(lines, ",\n")
}

// mysql uses VALUES() for the new row, since MariaDB has no other way to name it. A row of keys only is left as it is by
// an assignment that changes nothing: INSERT IGNORE would ignore every other mistake too.
func mysql(s statement) string {
	d := sql.MySQL
	updates := each(s.updated(d), "? = VALUES(?)")
	if updates == "" {
		updates = each(s.key(d)[:1], "? = VALUES(?)")
	}
	return fmt.Sprintf("INSERT INTO %s (%s)\nVALUES\n%s\nON DUPLICATE KEY UPDATE\n%s;\n", must(d.Table(s.table.Name)), strings.Join(s.names(d), ", "), s.values(d, "    "), updates)
}

func postgres(s statement) string {
	d := sql.Postgres
	action := " DO NOTHING"
	if updates := each(s.updated(d), "? = EXCLUDED.?"); updates != "" {
		action = " DO UPDATE SET\n" + updates
	}
	overriding := ""
	if s.identity() {
		overriding = "OVERRIDING SYSTEM VALUE\n"
	}
	return fmt.Sprintf("INSERT INTO %s (%s)\n%sVALUES\n%s\nON CONFLICT (%s)%s;\n", must(d.Table(s.table.Name)), strings.Join(s.names(d), ", "), overriding, s.values(d, "    "), strings.Join(s.key(d), ", "), action)
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
	text := fmt.Sprintf("MERGE INTO %s WITH (HOLDLOCK) AS old\nUSING (\n    VALUES\n%s\n) AS new (%s)\nON %s\n", table, s.values(d, "    "), strings.Join(names, ", "), strings.Join(on, " AND "))
	if updates := each(s.updated(d), "? = new.?"); updates != "" {
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
