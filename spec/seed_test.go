package spec

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"
)

const seededService = `
project: name: "shop"
services: {
	api: {stack: "go", ports: http: 8080, needs: ["db"]}
	db: {engine: "postgres", version: "17"}
}
`

// TestSeedProblems: every mistake has its own place, and brings no second one with it.
func TestSeedProblems(t *testing.T) {
	users := `Users: {key: ["Id"], rows: {admin: Id: 1, guest: Id: 2}}`
	for _, tc := range []struct{ tables, code, path string }{
		{`A: {key: [], rows: r: Id: 1}`, "DG106", "seed.tables.A.key"},
		{`A: {key: ["Id"], rows: r: Name: "x"}`, "DG106", "seed.tables.A.rows.r"},
		{`A: {key: ["Id"], rows: r: {Id: null, Name: "x"}}`, "DG118", "seed.tables.A.rows.r.Id"},
		{`A: {key: ["At"], columns: At: type: "time", rows: r: At: "now"}`, "DG118", "seed.tables.A.rows.r.At"},
		{`A: {key: ["Id"], rows: {r: Id: 1, s: Id: 1}}`, "DG123", "seed.tables.A.rows.s"},
		{`A: {key: ["Id", "B"], rows: {r: {Id: 1, B: 2}, s: {Id: 1, B: 2}}}`, "DG123", "seed.tables.A.rows.s"},
		{`A: {key: ["Id"], rows: {r: Id: 1, s: Id: "2"}}`, "DG103", "seed.tables.A.rows.s.Id"},
		{`A: {key: ["Id"], columns: Id: type: "int", rows: r: Id: 1.5}`, "DG105", "seed.tables.A.rows.r.Id"},
		{`A: {key: ["Id"], columns: Id: type: "int", rows: r: Id: "1"}`, "DG103", "seed.tables.A.rows.r.Id"},
		{`A: {key: ["Id"], columns: Id: type: "uuid", rows: r: Id: "1"}`, "DG105", "seed.tables.A.rows.r.Id"},
		{`A: {key: ["Id"], columns: At: type: "time", rows: r: {Id: 1, At: "yesterday"}}`, "DG105", "seed.tables.A.rows.r.At"},
		{`A: {key: ["Id"], columns: At: type: "time", rows: r: {Id: 1, At: "now - 2w"}}`, "DG105", "seed.tables.A.rows.r.At"},
		{`A: {key: ["Id"], columns: At: {type: "time", default: "soon"}, rows: r: Id: 1}`, "DG105", "seed.tables.A.columns.At.default"},
		{`A: {key: ["Id"], columns: On: type: "date", rows: r: {Id: 1, On: "2026-02-30"}}`, "DG105", "seed.tables.A.rows.r.On"},
		{`A: {key: ["Id"], columns: Data: type: "json", rows: r: {Id: 1, Data: "{a: 1}"}}`, "DG105", "seed.tables.A.rows.r.Data"},
		{`A: {key: ["Id"], columns: Data: type: "bytes", rows: r: {Id: 1, Data: "abc"}}`, "DG105", "seed.tables.A.rows.r.Data"},
		{`A: {key: ["Id"], columns: Hash: type: "bcrypt", rows: r: {Id: 1, Hash: ""}}`, "DG105", "seed.tables.A.rows.r.Hash"},
		{`A: {key: ["Id"], columns: Hash: type: "bcrypt", rows: r: {Id: 1, Hash: "` + strings.Repeat("long ", 15) + `"}}`, "DG105", "seed.tables.A.rows.r.Hash"},
		{`A: {key: ["Id"], columns: Nmae: type: "string", rows: r: {Id: 1, Name: "x"}}`, "DG141", "seed.tables.A.columns.Nmae"},
		{`A: {key: ["Id"], columns: Id: {type: "uuid", identity: true}, rows: r: {}}`, "DG118", "seed.tables.A.columns.Id.identity"},
		{`A: {key: ["Id"], columns: Id: {column: "Id"}, rows: r: Id: 1}`, "DG118", "seed.tables.A.columns.Id.column"},
		{users + `, A: {key: ["U"], columns: U: {refers: "Users", type: "int"}, rows: r: U: "admin"}`, "DG118", "seed.tables.A.columns.U.type"},
		{users + `, A: {key: ["U"], columns: U: refers: "User", rows: r: U: "admin"}`, "DG141", "seed.tables.A.columns.U.refers"},
		{users + `, A: {key: ["U"], columns: U: refers: "Users", rows: r: U: "admn"}`, "DG141", "seed.tables.A.rows.r.U"},
		{users + `, A: {key: ["U"], columns: U: refers: "Users", rows: r: U: 1}`, "DG141", "seed.tables.A.rows.r.U"},
		{`A: {key: ["X", "Y"], rows: r: {X: 1, Y: 2}}, B: {key: ["Id"], columns: A: refers: "A", rows: s: {Id: 1, A: "r"}}`, "DG106", "seed.tables.B.columns.A"},
		{`A: {key: ["Id"], columns: B: refers: "B", rows: r: {Id: 1, B: "r"}}, B: {key: ["Id"], columns: A: refers: "A", rows: r: {Id: 1, A: "r"}}`, "DG121", "seed.tables.B.columns.A.refers"},
		{`A: {key: ["Id"], columns: Up: refers: "A", rows: {r: {Id: 1, Up: "s"}, s: {Id: 2, Up: "r"}}}`, "DG121", "seed.tables.A.rows.s.Up"},
		{`A: {key: ["Name"], columns: Up: {refers: "A", column: "Id"}, rows: {r: {Name: "r"}, s: {Name: "s", Up: "r"}}}`, "DG106", "seed.tables.A.rows.s.Up"},
		{`A: {key: ["Id"], rows: r: {Id: 1, ApiToken: "ghp_` + "0123456789abcdefghijABCDEFGHIJ012345" + `"}}`, "DG402", "seed.tables.A.rows.r.ApiToken"},
	} {
		_, problems := loadText(t, seededService+"seed: tables: {"+tc.tables+"}")
		if len(problems) != 1 || problems[0].Code != tc.code || problems[0].Path != tc.path || !problems[0].Span.Known() {
			t.Errorf("%s\nwant %s at %s, got %v", tc.tables, tc.code, tc.path, problems)
		}
	}
}

// seeded resolves tables that have no mistake.
func seeded(t *testing.T, tables string) []*SeedTable {
	t.Helper()
	p, problems := loadText(t, seededService+"seed: tables: {"+tables+"}")
	if p == nil {
		t.Fatal(problems)
	}
	return p.Seed.Tables
}

// TestSeedOrder: what is referred to comes first, whatever it is called.
func TestSeedOrder(t *testing.T) {
	tables := seeded(t, `
		A: {key: ["Id"], columns: Z: refers: "Z", rows: r: {Id: 1, Z: "a"}}
		B: {key: ["Id"], rows: r: Id: 1}
		Z: {key: ["Id"], columns: Up: refers: "Z", rows: {a: {Id: 1, Up: "c"}, b: Id: 2, c: {Id: 3, Up: "b"}}}`)
	var got []string
	for _, table := range tables {
		for _, row := range table.Rows {
			got = append(got, table.Name+"."+row.Name)
		}
	}
	if want := "Z.b Z.c Z.a A.r B.r"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

// TestSeedTimes: however a time is written, it is resolved to UTC.
func TestSeedTimes(t *testing.T) {
	for text, want := range map[string]string{
		"2026-01-31":                  "2026-01-31 00:00:00",
		"2026-01-31 09:30":            "2026-01-31 09:30:00",
		"2026-01-31T09:30:00Z":        "2026-01-31 09:30:00",
		"2026-01-31T00:30:00+01:00":   "2026-01-30 23:30:00",
		"2026-01-31 09:30:00.1234567": "2026-01-31 09:30:00.123456",
		"now":                         "+0 second",
		"now-2d":                      "-2 day",
		"now + 90m":                   "+90 minute",
	} {
		v := seeded(t, `A: {key: ["Id"], columns: At: type: "time", rows: r: {Id: 1, At: "`+text+`"}}`)[0].Rows[0].Values[1]
		got := v.Text
		if v.FromNow != nil {
			got = offsetText(*v.FromNow)
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func offsetText(o SeedOffset) string { return fmt.Sprintf("%+d %s", o.Count, o.Unit) }

// TestSeedReferences: a reference is the other row's value if the spec has it, also where that is a reference itself,
// else the place where the database has it.
func TestSeedReferences(t *testing.T) {
	tables := seeded(t, `
		Users: {key: ["Email"], columns: Guid: type: "uuid", rows: admin: Email: "a@example.com"}
		Profiles: {key: ["Email"], columns: Email: refers: "Users", rows: p: Email: "admin"}
		Posts: {
			key: ["Id"]
			columns: {
				Author: {refers: "Users", column: "Id"}
				Guid: {refers: "Users", column: "Guid"}
				Profile: refers: "Profiles"
				Editor: refers: "Users"
			}
			rows: r: {Id: 1, Author: "admin", Guid: "admin", Profile: "p", Editor: null}
		}`)
	users, posts := tables[0], tables[2]
	row := posts.Rows[0]
	author, _ := row.Value("Author")
	if l := author.Lookup; l == nil || l.Table != "Users" || l.Column != "Id" || l.Key[0].Text != "a@example.com" {
		t.Errorf("author: %+v", author)
	}
	made, _ := users.Rows[0].Value("Guid")
	if guid, _ := row.Value("Guid"); guid.Text != made.Text || len(made.Text) != 36 || made.Text[14] != '5' {
		t.Errorf("guid: %+v, of the user %+v", guid, made)
	}
	if profile, _ := row.Value("Profile"); profile.Text != "a@example.com" {
		t.Errorf("profile: %+v", profile)
	}
	if editor, _ := row.Value("Editor"); !editor.Null {
		t.Errorf("editor: %+v", editor)
	}
}

// TestPasswordHashes: a login with the password works, every build has the same bytes, and no two rows share them.
func TestPasswordHashes(t *testing.T) {
	rows := seeded(t, `A: {key: ["Id"], columns: Hash: type: "bcrypt", rows: {r: {Id: 1, Hash: "Für-Tests 1"}, s: {Id: 2, Hash: "Für-Tests 1"}}}`)[0].Rows
	for _, row := range rows {
		if err := bcrypt.CompareHashAndPassword([]byte(row.Values[1].Text), []byte("Für-Tests 1")); err != nil {
			t.Errorf("%s: %v", row.Name, err)
		}
	}
	if rows[0].Values[1].Text == rows[1].Values[1].Text {
		t.Error("two rows have one salt")
	}
	for _, password := range []string{"a", strings.Repeat("x", 72), "\u00e9\U0001F600"} {
		hash := bcryptHash(password, madeSalt("A", "r", "Hash"))
		if err := bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)); err != nil {
			t.Errorf("%q: %v", password, err)
		}
		if bcrypt.CompareHashAndPassword([]byte(hash), []byte(password[1:]+"!")) == nil {
			t.Errorf("%q: another password fits", password)
		}
	}
	// As the reference implementation writes it (argon2-cffi, hash_secret).
	if got := argon2Hash("password", [16]byte([]byte("0123456789abcdef"))); got != "$argon2id$v=19$m=1024,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$k/CHwIHWN/DMFIpEWqAKaG0QDKyrb3t8OfGqTiLnC3E" {
		t.Error(got)
	}
}

// TestSeedTaskStaysInDevelopment: whatever COMPOSE_FILE and COMPOSE_PROJECT_NAME say in a shell, the rows go to the
// container of development; a managed database of development gets none.
func TestSeedTaskStaysInDevelopment(t *testing.T) {
	const seed = `seed: tables: A: {key: ["Id"], rows: r: Id: 1}
`
	p, problems := loadText(t, seededService+seed)
	if p == nil {
		t.Fatal(problems)
	}
	steps := p.TaskNamed("seed").Steps
	if last := steps[len(steps)-1].Compose; last.Project != "shop" || last.EnvFile != "" || last.Files != nil {
		t.Errorf("%+v", last)
	}
	managed := seededService + seed + `
environments: {local: runsOn: "host", ci: runsOn: "github"}
services: db: in: local: host: "db.example.com"`
	if p, problems = loadText(t, managed); p == nil {
		t.Fatal(problems)
	}
	if p.TaskNamed("seed") != nil {
		t.Error("a managed database of development gets rows")
	}
}
