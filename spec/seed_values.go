package spec

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// seedColumn is what is known of a column.
type seedColumn struct {
	name     string
	kind     string // as the spec says; "" = what the rows say
	refers   string // table
	target   string // column of that table
	def      *Scalar
	identity bool
}

// columns lists the columns of a table, those that rows have and those that it describes: the key first, then by name.
func (s *seeding) columns(table string, raw rawSeedTable) []seedColumn {
	var names []string
	for _, row := range raw.Rows {
		for column := range row {
			names = append(names, column)
		}
	}
	for column := range raw.Columns {
		names = append(names, column)
	}
	rank := func(column string) int {
		if i := slices.Index(raw.Key, column); i >= 0 {
			return i
		}
		return len(raw.Key)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(rank(a)-rank(b), strings.Compare(a, b)) })
	var columns []seedColumn
	for _, name := range slices.Compact(names) {
		columns = append(columns, s.column(table, name, raw))
	}
	return columns
}

func (s *seeding) column(table, name string, raw rawSeedTable) seedColumn {
	described := raw.Columns[name]
	c := seedColumn{name: name, kind: described.Type, refers: described.Refers, def: described.Default, identity: described.Identity}
	path := seedPath(table, "columns", name)
	switch {
	case c.refers != "" && c.kind != "":
		s.report("DG118", child(path, "type"), fmt.Sprintf("%s refers to a row of %s, and has that row's type", name, c.refers), "remove it")
	case c.refers == "" && described.Column != "":
		s.report("DG118", child(path, "column"), fmt.Sprintf("%s refers to no table that could have that column", name), `add  refers: "…",  or remove it`)
	case c.identity && c.kind == "":
		c.kind = "int"
	case c.identity && c.kind != "int":
		s.report("DG118", child(path, "identity"), fmt.Sprintf("a database counts numbers up, and %s is of type %s", name, c.kind), "remove it")
	}
	if target, ok := s.raw[c.refers]; ok {
		c.target = s.target(path, c.refers, described.Column, target)
	}
	if c.def == nil && c.kind != "uuid" && !valueAnywhere(raw.Rows, name) {
		s.reportKey("DG141", path, fmt.Sprintf("no row of %s has a value for %s", table, name), s.similar(name, raw.Rows), "give it one, or a  default:,  or remove it")
	}
	return c
}

func valueAnywhere(rows map[string]map[string]Scalar, column string) bool {
	for _, row := range rows {
		if _, ok := row[column]; ok {
			return true
		}
	}
	return false
}

// similar suggests a column that rows do have.
func (s *seeding) similar(name string, rows map[string]map[string]Scalar) string {
	var known []string
	for _, row := range sortedKeys(rows) {
		known = append(known, sortedKeys(rows[row])...)
	}
	if near := nearest(name, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return ""
}

// target is the column that a reference holds: the one that it names, else the key of its table.
func (s *seeding) target(path, table, column string, target rawSeedTable) string {
	if column == "" && len(target.Key) == 1 {
		return target.Key[0]
	}
	if column == "" {
		s.reportKey("DG106", path, fmt.Sprintf("%s has a key of several columns: it is not clear which of them this one holds", table), fmt.Sprintf("add  column: %q", strings.Join(target.Key, "|")))
	}
	return column
}

// seedPlace is where a value stands: in a row, or in the default of its column.
type seedPlace struct {
	table, row  string
	column      seedColumn
	fromDefault bool
}

func (p seedPlace) path() string {
	if p.fromDefault {
		return seedPath(p.table, "columns", p.column.name, "default")
	}
	return seedPath(p.table, "rows", p.row, p.column.name)
}

// value resolves a value, or reports why it is none of its column's type.
func (s *seeding) value(at seedPlace, raw Scalar) (SeedValue, bool) {
	if raw.Kind == "null" {
		return SeedValue{Type: typeOfKind[at.column.kind], Null: true}, true
	}
	if at.column.refers != "" {
		return s.reference(at, raw)
	}
	if at.column.kind == "" {
		return SeedValue{Type: SeedType(raw.Kind), Text: raw.Text}, raw.Kind != ""
	}
	k := seedKinds[at.column.kind]
	if raw.Kind != k.raw {
		s.report("DG103", at.path(), fmt.Sprintf("%s is of type %s: expected %s, got the %s %s", at.column.name, at.column.kind, rawTitle[k.raw], raw.Kind, shortened(raw.Text)), k.example)
		return SeedValue{}, false
	}
	v, ok := k.read(at, raw.Text)
	if !ok {
		s.report("DG105", at.path(), fmt.Sprintf("%s is not %s", inQuotes(raw.Text), k.title), k.example)
	}
	return v, ok
}

var rawTitle = map[string]string{"string": "a text", "number": "a number", "bool": "true or false"}

// seedKind is how the values of a type are written in a spec, and read.
type seedKind struct {
	raw     string // kind of the scalar
	title   string
	example string
	read    func(at seedPlace, text string) (SeedValue, bool)
}

var seedKinds = map[string]seedKind{
	"string":   {"string", "a text", "", asItIs(SeedText)},
	"bool":     {"bool", "true or false", "", asItIs(SeedBool)},
	"number":   {"number", "a number", "for example  1.5", asItIs(SeedNumber)},
	"int":      {"number", "a whole number", "for example  3", matching(SeedNumber, `^-?[0-9]+$`)},
	"uuid":     {"string", "a UUID", `for example "5e9b1d9e-3f6a-4c0e-9a55-0c7f6f0a3b11"; left out, it is made from the row's name`, matching(SeedUUID, `^(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)},
	"time":     {"string", "a time", `for example "2026-01-31 09:30:00", in UTC, or "now - 2d"`, readTime},
	"date":     {"string", "a date", `for example "2026-01-31" or "now - 2d"`, readDate},
	"json":     {"string", "JSON", `for example "{\"a\": 1}"; CUE writes it with  json.Marshal({a: 1})`, readJSON},
	"bytes":    {"string", "an even number of hexadecimal digits", `for example "c0ffee"`, readBytes},
	"bcrypt":   {"string", "a password that bcrypt takes: 1 to 72 bytes", "", hashed(72, bcryptHash)},
	"argon2id": {"string", "a password", "", hashed(1024, argon2Hash)},
}

// typeOfKind is the type of a column without any value.
var typeOfKind = map[string]SeedType{
	"": SeedText, "string": SeedText, "bool": SeedBool, "number": SeedNumber, "int": SeedNumber, "uuid": SeedUUID, "time": SeedTime,
	"date": SeedDate, "json": SeedJSON, "bytes": SeedBytes, "bcrypt": SeedText, "argon2id": SeedText,
}

func asItIs(t SeedType) func(seedPlace, string) (SeedValue, bool) {
	return func(_ seedPlace, text string) (SeedValue, bool) { return SeedValue{Type: t, Text: text}, true }
}

func matching(t SeedType, pattern string) func(seedPlace, string) (SeedValue, bool) {
	form := regexp.MustCompile(pattern)
	return func(_ seedPlace, text string) (SeedValue, bool) {
		return SeedValue{Type: t, Text: strings.ToLower(text)}, form.MatchString(text)
	}
}

// fromNow is a time that counts from the loading.
var fromNow = regexp.MustCompile(`^now(?: *([+-]) *([0-9]{1,6})(s|m|h|d))?$`)

var units = map[string]string{"s": "second", "m": "minute", "h": "hour", "d": "day", "": "second"}

func readOffset(text string) *SeedOffset {
	m := fromNow.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	count, _ := strconv.Atoi(m[1] + m[2]) // "now" alone counts nothing
	return &SeedOffset{Count: count, Unit: units[m[3]]}
}

// timeForms are the ways in which people write a time. Without a zone it is UTC.
var timeForms = []string{"2006-01-02 15:04:05", "2006-01-02T15:04:05", time.RFC3339, "2006-01-02 15:04", time.DateOnly}

func readTime(_ seedPlace, text string) (SeedValue, bool) {
	if offset := readOffset(text); offset != nil {
		return SeedValue{Type: SeedTime, FromNow: offset}, true
	}
	for _, form := range timeForms {
		if t, err := time.Parse(form, text); err == nil && t.UTC().Year() >= 1000 {
			return SeedValue{Type: SeedTime, Text: t.UTC().Format("2006-01-02 15:04:05.999999")}, true
		}
	}
	return SeedValue{}, false
}

func readDate(_ seedPlace, text string) (SeedValue, bool) {
	if offset := readOffset(text); offset != nil {
		return SeedValue{Type: SeedDate, FromNow: offset}, true
	}
	t, err := time.Parse(time.DateOnly, text)
	return SeedValue{Type: SeedDate, Text: text}, err == nil && t.Year() >= 1000
}

// readJSON brings it on one line.
func readJSON(_ seedPlace, text string) (SeedValue, bool) {
	var b bytes.Buffer
	err := json.Compact(&b, []byte(text))
	return SeedValue{Type: SeedJSON, Text: b.String()}, err == nil
}

func readBytes(_ seedPlace, text string) (SeedValue, bool) {
	_, err := hex.DecodeString(text)
	return SeedValue{Type: SeedBytes, Text: strings.ToLower(text)}, err == nil
}

// hashed writes a password as its hash. The salt is made of the place, so that every build has the same: a hash that
// anybody can see in a repository protects nothing anyway.
func hashed(longest int, hash func(password string, salt [16]byte) string) func(seedPlace, string) (SeedValue, bool) {
	return func(at seedPlace, text string) (SeedValue, bool) {
		if text == "" || len(text) > longest {
			return SeedValue{}, false
		}
		return SeedValue{Type: SeedText, Text: hash(text, madeSalt(at.table, at.row, at.column.name)), Password: text}, true
	}
}

// reference resolves the name of a row to that row's value: as it stands in the spec, or else where the database has
// it.
func (s *seeding) reference(at seedPlace, raw Scalar) (SeedValue, bool) {
	c := at.column
	target, ok := s.raw[c.refers]
	if !ok || c.target == "" {
		return SeedValue{}, false // reported with the column
	}
	if _, ok := target.Rows[raw.Text]; !ok || raw.Kind != "string" {
		s.unknown("DG141", at.path(), "row of "+c.refers, raw.Text, sortedKeys(target.Rows), seedPath(c.refers, "rows"))
		return SeedValue{}, false
	}
	row, ok := s.rows[c.refers][raw.Text]
	if !ok {
		return SeedValue{}, false // in a circle, which is reported
	}
	if v, ok := row.Value(c.target); ok {
		v.Password = ""
		return v, true
	}
	return s.lookup(at, row)
}

// lookup asks the database. It cannot ask for what rows are found by, nor a table that it is just writing.
func (s *seeding) lookup(at seedPlace, row SeedRow) (SeedValue, bool) {
	c := at.column
	key := s.raw[c.refers].Key
	if slices.Contains(key, c.target) || c.refers == at.table {
		if !s.broken[seedPath(c.refers, "rows", row.Name, c.target)] {
			s.report("DG106", at.path(), fmt.Sprintf("row %q of %s has no value for %s that this one could hold", row.Name, c.refers, c.target), fmt.Sprintf("add  %s: …  there", c.target))
		}
		return SeedValue{}, false
	}
	l := &SeedLookup{Table: c.refers, Column: c.target}
	for _, column := range key {
		v, ok := row.Value(column)
		if !ok {
			return SeedValue{}, false // reported there
		}
		l.Key = append(l.Key, v)
	}
	return SeedValue{Type: SeedNumber, Lookup: l}, true
}
