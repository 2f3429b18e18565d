package seed

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/crypto/bcrypt"

	"devgen.dev/devgen/generators/internal/databases"
	"devgen.dev/devgen/generators/internal/familytest"
)

// serverTests are what must hold on every server, each in a database with the tables of the archive.
var serverTests = []struct {
	name string
	test func(t *testing.T, server *databases.Server, specText string)
}{
	{"runs twice", runsTwice},
	{"follows the spec", followsTheSpec},
	{"arrives", arrives},
	{"next number is free", nextNumberIsFree},
	{"all or nothing", allOrNothing},
}

func TestOnServers(t *testing.T) {
	for _, kind := range databases.Kinds {
		t.Run(kind.Name, func(t *testing.T) {
			specText := firstFile(t, "testdata/"+kind.Engine+".txtar")
			tables := read(t, "testdata/tables/"+kind.Engine+".sql")
			if kind.Name == databases.MySQL.Name {
				tables = strings.ReplaceAll(tables, " json ", " text ") // it is older than that type
			}
			server := kind.Start(t)
			for _, st := range serverTests {
				t.Run(st.name, func(t *testing.T) {
					server.Empty(t)
					server.Must(t, tables)
					st.test(t, server, specText)
				})
			}
		})
	}
}

func firstFile(t *testing.T, archive string) string {
	t.Helper()
	return string(txtar.Parse([]byte(read(t, archive))).Files[0].Data)
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// load runs the script of a spec.
func load(t *testing.T, server *databases.Server, specText string) {
	t.Helper()
	server.Must(t, string(Files(familytest.Project(t, specText))[0].Body))
}

// everything prints all rows of the archive's tables.
func everything(t *testing.T, server *databases.Server) string {
	t.Helper()
	var b strings.Builder
	for _, table := range []string{"users", "articles", "tags", "article_tags"} {
		fmt.Fprintf(&b, "%s\n%s", table, server.Must(t, "SELECT * FROM "+table+" ORDER BY 1"))
	}
	return b.String()
}

// runsTwice is the promise: whatever was there before, and however often the script has run, the rows are those
// of the spec, and nobody else's are touched.
func runsTwice(t *testing.T, server *databases.Server, specText string) {
	load(t, server, specText)
	first := everything(t, server)
	server.Must(t, "INSERT INTO tags (name) VALUES ('mine')")
	load(t, server, specText)
	if second := everything(t, server); second != strings.Replace(first, "new\n", "mine\nnew\n", 1) {
		t.Errorf("a second run leaves other rows:\n%s\nthan the first:\n%s", second, first)
	}
	server.Must(t, "DELETE FROM article_tags; UPDATE users SET email = CONCAT('spoilt', id), note = 'spoilt', active = NOT active; DELETE FROM tags WHERE name = 'mine'")
	load(t, server, specText)
	if third := everything(t, server); third != first {
		t.Errorf("a run does not mend what was changed:\n%s\nbefore:\n%s", third, first)
	}
}

// followsTheSpec: a value that changes in the spec changes in the row, and a row more is a row more.
func followsTheSpec(t *testing.T, server *databases.Server, specText string) {
	load(t, server, specText)
	before := everything(t, server)
	changed := strings.Replace(specText, `title: "Hello"`, `title: "Good bye"`, 1)
	changed = strings.Replace(changed, `old: name: "old"`, "old: name: \"old\"\n\t\t\tolder: name: \"older\"", 1)
	load(t, server, changed)
	if got := server.Must(t, "SELECT COUNT(seen_at) FROM users"); got != "1\n" {
		t.Errorf("%q users were seen", got)
	}
	seen := strings.Replace(strings.Replace(changed, `seen_at: null`, `seen_at: "now"`, 1), `seen_at: "now - 2h"`, `seen_at: null`, 1)
	load(t, server, seen)
	if got := server.Must(t, "SELECT id FROM users WHERE seen_at IS NOT NULL"); got != "2\n" {
		t.Errorf("the users %q were seen", got)
	}
	load(t, server, strings.ReplaceAll(changed, `seen_at: "now - 2h"`, `seen_at: null`))
	server.Must(t, "UPDATE users SET seen_at = NULL")
	before = regexp.MustCompile(`(?m)^(1\t.*\t)[^\t]*\t(NULL)?$`).ReplaceAllString(before, "${1}${2}\t${2}")
	want := strings.NewReplacer("\tHello\t", "\tGood bye\t", "old\n", "old\nolder\n").Replace(before)
	if after := everything(t, server); after != want {
		t.Errorf("got:\n%s\nwant:\n%s", after, want)
	}
}

// arrives looks at what is in the database, in forms that both servers print alike.
func arrives(t *testing.T, server *databases.Server, specText string) {
	day := map[string]string{"postgres": "CAST(CURRENT_TIMESTAMP AT TIME ZONE 'UTC' AS date) - CAST(%s AS date)", "mysql": "DATEDIFF(UTC_TIMESTAMP(), %s)"}
	load(t, server, specText)
	for _, tt := range []struct{ query, want string }{
		{"SELECT id, email, score, manager FROM users WHERE id <> 2 ORDER BY id", "1\to'hara@example.com\t1.50\t\n3\tC:\\temp $(x)\t-1.00\t\n4\tuser@example.com\t0.00\t3\n"},
		{"SELECT " + server.Hex("email") + " FROM users WHERE id = 2", "67c3a47374406578616d706c652e636f6d\n"},
		{"SELECT COUNT(*) FROM users WHERE note IS NULL", "3\n"},
		{"SELECT COUNT(*) FROM users WHERE active", "2\n"},
		{"SELECT public_id FROM users WHERE id = 1", "b65054a2-d7d7-581d-9597-9fc04ebe08bd\n"},
		{"SET time_zone = '+00:00'; SELECT created_at FROM users WHERE id = 3", "2026-01-31 08:30:00\n"},
		{"SELECT LENGTH(token) FROM users ORDER BY id", "3\n0\n1\n1\n"},
		{"SELECT " + fmt.Sprintf(day[server.Engine], "created_at") + " FROM users WHERE id = 1", "30\n"},
		{"SELECT " + fmt.Sprintf(day[server.Engine], "born") + " FROM users WHERE id = 2", "30\n"},
		{"SELECT a.slug FROM article_tags x JOIN articles a ON a.id = x.article_id WHERE x.tag = 'new'", "hello\n"},
	} {
		query := strings.ReplaceAll(tt.query, "time_zone = '+00:00'", map[string]string{"postgres": "TIME ZONE 'UTC'", "mysql": "time_zone = '+00:00'"}[server.Engine])
		got := strings.ReplaceAll(strings.ToLower(server.Must(t, query)), "null", "")
		got = regexp.MustCompile(`(?m)\+00$`).ReplaceAllString(strings.ReplaceAll(got, `\\`, `\`), "")
		if got != strings.ToLower(tt.want) {
			t.Errorf("%s: got %q, want %q", query, got, tt.want)
		}
	}
}

// nextNumberIsFree: the program's own next row does not run into those that the script has numbered.
func nextNumberIsFree(t *testing.T, server *databases.Server, specText string) {
	load(t, server, specText)
	server.Must(t, "INSERT INTO users (public_id, email, password_hash, active, score, token, settings, born, created_at) SELECT '5e9b1d9e-3f6a-4c0e-9a55-0c7f6f0a3b11', 'next', '', active, 0, token, settings, born, created_at FROM users WHERE id = 1")
	if got := server.Must(t, "SELECT id FROM users WHERE email = 'next'"); got != "5\n" {
		t.Errorf("the next user has the number %q", got)
	}
}

// allOrNothing: a row that the database refuses takes all others with it.
func allOrNothing(t *testing.T, server *databases.Server, specText string) {
	broken := strings.Replace(specText, `title: "Hello"`, `title: null`, 1)
	if out, err := server.Run(string(Files(familytest.Project(t, broken))[0].Body)); err == nil {
		t.Fatalf("a title that is null was taken: %s", out)
	}
	if got := server.Must(t, "SELECT COUNT(*) FROM users"); got != "0\n" {
		t.Errorf("%q users are left of a script that failed", got)
	}
}

// TestYoutuberag loads the rows of a whole repository into the tables of its program.
func TestYoutuberag(t *testing.T) {
	server := databases.MariaDB.Start(t)
	server.Must(t, read(t, "testdata/tables/youtuberag.sql"))
	script := string(Files(familytest.Load(t, "../../golden/youtuberag"))[0].Body)
	look := func() string {
		t.Helper()
		server.Must(t, script)
		return server.Must(t, "SELECT * FROM Users ORDER BY Id; SELECT * FROM Videos ORDER BY Id; SELECT * FROM Jobs ORDER BY Id; SELECT * FROM TranscriptSegments ORDER BY Id")
	}
	first := look()
	if second := look(); second != first {
		t.Errorf("a second run leaves other rows:\n%s\nthan the first:\n%s", second, first)
	}
	if got := strings.Count(first, "\n"); got != 3+4+4+6 {
		t.Errorf("there are %d rows", got)
	}
	got := server.Must(t, "SELECT u.Name, v.Status, s.EndTime FROM TranscriptSegments s JOIN Videos v ON v.Id = s.VideoId JOIN Users u ON u.Id = v.UserId WHERE s.SegmentIndex = 5")
	if got != "Alice Test\tCompleted\t75\n" {
		t.Errorf("the last segment: %q", got)
	}
	hash := server.Must(t, "SELECT PasswordHash FROM Users WHERE Email = 'bob@youtuberag.example.com'")
	if err := bcrypt.CompareHashAndPassword([]byte(strings.TrimSpace(hash)), []byte("Bob-for-tests-1")); err != nil {
		t.Errorf("Bob cannot log in: %v", err)
	}
}
