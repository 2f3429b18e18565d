package sql

import (
	"fmt"
	"strings"
)

// Time returns a moment, given in UTC as 2026-01-31 09:30:00, with a fraction of up to six digits. The session has to be in
// UTC as well.
func (d Dialect) Time(text string) string {
	if d == SQLServer {
		// With the T it means the same in every language and date format (Transact-SQL, "datetime2", ISO 8601).
		text = strings.Replace(text, " ", "T", 1)
	}
	return quote(text)
}

// Date returns a day, given as 2026-01-31.
func (d Dialect) Date(text string) string { return quote(text) }

// FromNow returns the moment that lies a number of units (second, minute, hour, day) after the statement's own, or
// before it.
func (d Dialect) FromNow(count int, unit string) string {
	sign := "+"
	if count < 0 {
		sign = "-"
	}
	now := map[Dialect]string{MySQL: "NOW()", Postgres: "CURRENT_TIMESTAMP", SQLServer: "SYSUTCDATETIME()"}[d]
	switch {
	case count == 0:
		return now
	case d == SQLServer:
		return fmt.Sprintf("DATEADD(%s, %d, %s)", unit, count, now)
	case d == MySQL:
		return fmt.Sprintf("%s %s INTERVAL %d %s", now, sign, max(count, -count), strings.ToUpper(unit))
	}
	return fmt.Sprintf("%s %s INTERVAL '%d %ss'", now, sign, max(count, -count), unit)
}

// Day returns the day of a moment.
func (d Dialect) Day(moment string) string { return "CAST(" + moment + " AS date)" }

// Bytes returns a binary value, given in hexadecimal.
func (d Dialect) Bytes(digits string) string {
	switch d {
	case MySQL:
		return "X" + quote(digits)
	case Postgres:
		return "decode(" + quote(digits) + ", 'hex')"
	}
	return "0x" + digits
}

// Table returns the name of a table, with that of its schema before a dot where it has one.
func (d Dialect) Table(name string) (quoted string, ok bool) {
	schema, table, found := strings.Cut(name, ".")
	if !found {
		return d.Name(name)
	}
	schema, ok = d.Name(schema)
	if !ok {
		return "", false
	}
	table, ok = d.Name(table)
	return schema + "." + table, ok
}
