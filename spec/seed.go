package spec

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Seed is data for development and test databases.
type Seed struct {
	Service *Service     `json:"-"`
	Of      string       `json:"service"`
	Dialect string       `json:"dialect,omitempty"` // of SQL: mysql, postgres, sqlserver
	File    string       `json:"file,omitempty"`    // SQL of the user's own, in place of tables
	Tests   bool         `json:"tests,omitempty"`   // loaded before integration tests too
	Tables  []*SeedTable `json:"tables,omitempty"`  // each behind those that it refers to
}

// SeedTable is the rows of one table.
type SeedTable struct {
	Name     string    `json:"name"` // with the schema's, if the spec gives one: dbo.Users
	Key      []string  `json:"key"`
	Identity string    `json:"identity,omitempty"` // column that the database counts up, where rows give it
	Rows     []SeedRow `json:"rows"`               // each behind those of the table that it refers to, else by name
}

// SeedRow is one row: the key first, then the columns in the order of their names.
type SeedRow struct {
	Name   string      `json:"name"`
	Values []SeedValue `json:"values"`
}

// SeedValue is the value of one column.
type SeedValue struct {
	Column   string      `json:"column"`
	Type     SeedType    `json:"type"`
	Text     string      `json:"text,omitempty"`
	Null     bool        `json:"null,omitempty"`
	FromNow  *SeedOffset `json:"fromNow,omitempty"`  // a time or date that counts from when the row is loaded
	Lookup   *SeedLookup `json:"lookup,omitempty"`   // a value of another row that only the database knows
	Password string      `json:"password,omitempty"` // made up for tests, whose hash the text is
}

// SeedType is what dialects must tell apart: how a value is written.
type SeedType string

// The types. A password's hash is text, a whole number is a number.
const (
	SeedText   SeedType = "string"
	SeedNumber SeedType = "number"
	SeedBool   SeedType = "bool"
	SeedTime   SeedType = "time" // 2026-01-31 09:30:00, in UTC
	SeedDate   SeedType = "date" // 2026-01-31
	SeedUUID   SeedType = "uuid"
	SeedJSON   SeedType = "json"
	SeedBytes  SeedType = "bytes" // hexadecimal
)

// SeedOffset is a length of time, negative for the past.
type SeedOffset struct {
	Count int    `json:"count"`
	Unit  string `json:"unit"` // second, minute, hour or day
}

// SeedLookup is a column of the row of another table that has these key values.
type SeedLookup struct {
	Table  string      `json:"table"`
	Column string      `json:"column"`
	Key    []SeedValue `json:"key"`
}

// Value returns the row's value of a column.
func (r SeedRow) Value(column string) (SeedValue, bool) {
	i := slices.IndexFunc(r.Values, func(v SeedValue) bool { return v.Column == column })
	if i < 0 {
		return SeedValue{}, false
	}
	return r.Values[i], true
}

func (r *resolver) resolveSeed() {
	raw := r.raw.Seed
	if raw == nil {
		return
	}
	s := r.seedService(raw)
	if s == nil || !r.loadsRows(s) {
		return
	}
	seed := &Seed{Service: s, Of: s.Name, File: raw.File, Tests: raw.Tests, Dialect: r.engines[s.Server.Engine].Dialect}
	switch {
	case raw.File != "" && len(raw.Tables) > 0:
		r.reportKey("DG118", "seed.tables", "\"file\" and \"tables\" do not go together: one of them is what is loaded", "remove one of them")
	case raw.File == "" && seed.Dialect == "":
		r.reportKey("DG118", "seed.tables", fmt.Sprintf("%s speaks no SQL, so it has no tables", s.Server.Title), "name a script in  file:,  or remove the section")
	case raw.File == "" && len(raw.Tables) == 0:
		r.reportKey("DG106", "seed", "seed does not say which rows", `add  tables: Users: {key: ["Id"], rows: admin: Id: 1}  or  file: "…"`)
	}
	seed.Tables = r.seedTables(raw.Tables)
	r.project.Seed = seed
}

// loadsRows reports whether a database has a client that reads statements, and says so where an engine of the user's
// names none.
func (r *resolver) loadsRows(s *Service) bool {
	if len(s.Server.Load) > 0 || len(s.Server.Shell) > 0 {
		return true
	}
	r.reportKey("DG106", child("engines", s.Server.Engine), fmt.Sprintf("nothing can load the rows of seed into %q: the engine %q names no client", s.Name, s.Server.Engine),
		`add  load: "…",  the command that reads statements from its standard input`)
	return false
}

func (r *resolver) seedService(raw *rawSeed) *Service {
	var databases []*Service
	var names []string
	for _, s := range r.project.EngineServices() {
		if r.engines[r.raw.Services[s.Name].Engine].Kind == "database" {
			databases, names = append(databases, s), append(names, s.Name)
		}
	}
	if raw.Service == "" && len(databases) == 1 {
		return databases[0]
	}
	if i := slices.Index(names, raw.Service); i >= 0 {
		return databases[i]
	}
	if raw.Service == "" {
		r.reportKey("DG106", "seed", "seed does not say which database the rows go to", "add  service: \""+orElse(strings.Join(names, "|"), "…")+"\"")
		return nil
	}
	r.unknown("DG110", "seed.service", "database service", raw.Service, names, "services")
	return nil
}

// seedPath is the path of a part of a table.
func seedPath(table string, parts ...string) string {
	path := child("seed.tables", table)
	for _, p := range parts {
		path = child(path, p)
	}
	return path
}

// seedTables resolves the tables in an order in which each stands behind those that it refers to: what a reference
// means is then known when it is met.
func (r *resolver) seedTables(raw map[string]rawSeedTable) []*SeedTable {
	s := &seeding{resolver: r, raw: raw, rows: map[string]map[string]SeedRow{}}
	var tables []*SeedTable
	for _, name := range behind(sortedKeys(raw), s.tablesBefore) {
		tables = append(tables, s.table(name, raw[name]))
	}
	return tables
}

// seeding is the resolving of tables.
type seeding struct {
	*resolver
	raw  map[string]rawSeedTable
	rows map[string]map[string]SeedRow // those that are resolved, by table and name
}

// behind sorts names so that each stands behind those before it. trail is how a name was reached, itself last.
func behind(names []string, before func(trail []string) []string) []string {
	var order []string
	seen := map[string]bool{}
	var visit func(trail []string)
	visit = func(trail []string) {
		name := trail[len(trail)-1]
		if seen[name] {
			return
		}
		seen[name] = true
		for _, other := range before(trail) {
			visit(append(slices.Clone(trail), other))
		}
		order = append(order, name)
	}
	for _, name := range names {
		visit([]string{name})
	}
	return order
}

// tablesBefore lists the tables that the last of a trail refers to. It reports those that are not there, and those that
// lead back to themselves.
func (s *seeding) tablesBefore(trail []string) []string {
	var before []string
	name := trail[len(trail)-1]
	for _, column := range sortedKeys(s.raw[name].Columns) {
		refers := s.raw[name].Columns[column].Refers
		path := seedPath(name, "columns", column, "refers")
		if _, ok := s.raw[refers]; !ok && refers != "" {
			s.unknown("DG141", path, "table", refers, sortedKeys(s.raw), "seed.tables")
		} else if i := slices.Index(trail, refers); i >= 0 && refers != name {
			s.report("DG121", path, "tables refer to each other in a circle: "+strings.Join(append(trail[i:], refers), " -> "),
				"leave one of these columns out: no order of the tables can load them")
		} else if refers != "" && refers != name {
			before = append(before, refers)
		}
	}
	return before
}

func (s *seeding) table(name string, raw rawSeedTable) *SeedTable {
	t := &SeedTable{Name: name, Key: raw.Key}
	s.rows[name] = map[string]SeedRow{}
	columns := s.columns(name, raw)
	before := func(trail []string) []string { return s.rowsBefore(name, raw, trail) }
	for _, rowName := range behind(rowNames(raw), before) {
		row := s.row(name, rowName, raw.Rows[rowName], columns)
		s.rows[name][rowName] = row
		t.Rows = append(t.Rows, row)
	}
	t.Identity = identityOf(t, columns)
	s.checkKey(t)
	s.checkTypes(t)
	return t
}

// rowNames lists the rows of a table by name, order2 before order10.
func rowNames(raw rawSeedTable) []string {
	return slices.SortedFunc(maps.Keys(raw.Rows), func(a, b string) int {
		word, other := strings.TrimRight(a, "0123456789"), strings.TrimRight(b, "0123456789")
		number, otherNumber := strings.TrimLeft(a[len(word):], "0"), strings.TrimLeft(b[len(other):], "0")
		return cmp.Or(strings.Compare(word, other), len(number)-len(otherNumber), strings.Compare(number, otherNumber), strings.Compare(a, b))
	})
}

// rowsBefore lists the rows of the same table that the last of a trail refers to, and reports those that lead back to
// themselves.
func (s *seeding) rowsBefore(table string, raw rawSeedTable, trail []string) []string {
	var before []string
	name := trail[len(trail)-1]
	for _, column := range sortedKeys(raw.Columns) {
		other := raw.Rows[name][column].Text
		if _, ok := raw.Rows[other]; !ok || raw.Columns[column].Refers != table {
			continue
		}
		if i := slices.Index(trail, other); i >= 0 {
			s.report("DG121", seedPath(table, "rows", name, column), "rows refer to each other in a circle: "+strings.Join(append(trail[i:], other), " -> "),
				"leave the column of one of them out: no order of the rows can load them")
			continue
		}
		before = append(before, other)
	}
	return before
}

// identityOf returns the column that the database counts up and rows give all the same, or "".
func identityOf(t *SeedTable, columns []seedColumn) string {
	for _, c := range columns {
		given := func(row SeedRow) bool { _, ok := row.Value(c.name); return ok }
		if c.identity && slices.ContainsFunc(t.Rows, given) {
			return c.name
		}
	}
	return ""
}

// row resolves the values of a row: those that it gives, and those that its columns make.
func (s *seeding) row(table, name string, raw map[string]Scalar, columns []seedColumn) SeedRow {
	row := SeedRow{Name: name}
	for _, c := range columns {
		at := seedPlace{table: table, row: name, column: c}
		value, given := raw[c.name]
		switch {
		case given:
		case c.def != nil:
			value, at.fromDefault = *c.def, true
		case c.kind == "uuid":
			value = Scalar{Kind: "string", Text: madeUUID(table, name, c.name)}
		default:
			continue
		}
		if v, ok := s.value(at, value); ok {
			v.Column = c.name
			row.Values = append(row.Values, v)
		}
	}
	return row
}

// checkKey sees to it that each row can be found again, and only by itself.
func (s *seeding) checkKey(t *SeedTable) {
	if len(t.Key) == 0 {
		s.report("DG106", seedPath(t.Name, "key"), "a table without a key: no row could be found again", "name the columns of its primary key")
		return
	}
	owner := map[string]string{}
	for _, row := range t.Rows {
		path := seedPath(t.Name, "rows", row.Name)
		key, ok := s.keyOf(t, row)
		if !ok {
			continue
		}
		text := keyText(key)
		if other, taken := owner[text]; taken {
			p := s.reportKey("DG123", path, fmt.Sprintf("rows %q and %q of %s have one key: %s", other, row.Name, t.Name, keyShown(key)), "give one of them another key, or remove it")
			p.relate(s.doc.LocateKey(seedPath(t.Name, "rows", other)), seedPath(t.Name, "rows", other), "the other one")
		}
		owner[text] = row.Name
	}
}

// keyOf returns the values by which a row is found. It reports those that are missing, or that differ from run to run.
func (s *seeding) keyOf(t *SeedTable, row SeedRow) (key []SeedValue, ok bool) {
	ok = true
	for _, column := range t.Key {
		path := seedPath(t.Name, "rows", row.Name)
		v, found := row.Value(column)
		_, given := s.raw[t.Name].Rows[row.Name][column]
		switch {
		case !found && (given || s.raw[t.Name].Columns[column].Default != nil):
			ok = false // what is wrong with it is reported
		case !found:
			s.reportKey("DG106", path, fmt.Sprintf("row %q has no value for %q, a key of table %s", row.Name, column, t.Name), fmt.Sprintf("add  %s: …", column))
			ok = false
		case v.Null || v.FromNow != nil:
			s.report("DG118", child(path, column), fmt.Sprintf("no row can be found again by %s, a key of table %s: it is null, or another at every run", column, t.Name), "give it a value of its own")
			ok = false
		}
		key = append(key, v)
	}
	return key, ok
}

// keyText tells keys apart.
func keyText(key []SeedValue) string {
	var b strings.Builder
	for _, v := range key {
		fmt.Fprintf(&b, "%q", v.Text)
		if v.Lookup != nil {
			fmt.Fprintf(&b, "of %s.%s%s", v.Lookup.Table, v.Lookup.Column, keyText(v.Lookup.Key))
		}
	}
	return b.String()
}

func keyShown(key []SeedValue) string {
	var parts []string
	for _, v := range key {
		parts = append(parts, v.Column+" "+orElse(v.Text, "of one row"))
	}
	return strings.Join(parts, ", ")
}

// checkTypes finds columns whose values are of several types, which no column of a database takes.
func (s *seeding) checkTypes(t *SeedTable) {
	first := map[string]SeedValue{}
	where := map[string]string{}
	for _, row := range t.Rows {
		for _, v := range row.Values {
			path := seedPath(t.Name, "rows", row.Name, v.Column)
			before, ok := first[v.Column]
			switch {
			case v.Null || v.Lookup != nil:
			case !ok:
				first[v.Column], where[v.Column] = v, path
			case before.Type != v.Type:
				p := s.report("DG103", path, fmt.Sprintf("column %s of %s holds %s here and %s elsewhere", v.Column, t.Name, rawTitle[string(v.Type)], rawTitle[string(before.Type)]), "write all of its values alike")
				p.relate(s.doc.LocateValue(where[v.Column]), where[v.Column], "the other one")
			}
		}
	}
}
