package spec

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// invented is a made-up random word. It is put together here so that scanners of this repository stay quiet.
func invented(parts ...string) string { return strings.Join(parts, "") }

var (
	awsKey    = invented("AK", "IA", "Z7Q3", "M5X2", "B6N4", "K7TP")
	githubKey = invented("gh", "p_", "a8Zk3Qm9", "Tx2Lw7Vb", "4Nc6Rj1H", "5Ys0Pd8G", "eF3u")
)

func TestCredentials(t *testing.T) {
	for name, tc := range map[string]struct{ name, text string }{
		"a vendor's key":                 {"", awsKey},
		"a token within a command":       {"run", "deploy --token=" + githubKey + " now"},
		"a password in an address":       {"", "postgres://shop:correct-horse" + "@db:5432/shop"},
		"a password without a user":      {"", "redis://:correct-horse" + "@cache"},
		"a connection string":            {"", "Server=db;Uid=shop;Pwd=" + "correct-horse;"},
		"a key of a storage account":     {"", "DefaultEndpointsProtocol=https;AccountName=shop;Account" + "Key=b3BlbiBzZXNhbWU=;"},
		"a signed address":               {"", "https://shop.example.com/a?sv=1&sig=" + "b3BlbiBzZXNhbWUgb3BlbiBz%3D"},
		"a private key":                  {"", "-----BEGIN EC PRIVATE" + " KEY-----\nshort\n-----END EC PRIVATE KEY-----"},
		"a random value":                 {"SESSION_SECRET", invented("q7Zk3vXw9", "TmB2LhY4")},
		"a password for a flag":          {"", "mysql --password" + "=correct-horse"},
		"a value that a name gives away": {"HEROKU_API_KEY", invented("12ab34cd-", "56ef-78ab-90cd-", "12ef34ab56cd")},
	} {
		if rule, secret := credentialIn(tc.name, tc.text); rule == "" || !strings.Contains(tc.text, secret) {
			t.Errorf("%s is not seen: rule %q, secret %q", name, rule, secret)
		}
	}
}

func TestNoCredentials(t *testing.T) {
	for _, tc := range []struct{ name, text string }{
		{"generate", "openssl rand -base64 32"},
		{"generate", "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:4096"},
		{"generate", "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"},
		{"generate", "head -c 32 /dev/urandom | base64"},
		{"run", "curl -fsS -u \"$USER:$PASSWORD\" http://localhost:8080/livez"},
		{"run", "psql postgres://shop:$DB_PASSWORD@db/shop"},
		{"help", "For example postgres://user:<password>@host or Server=db;Pwd=***;"},
		{"url", "sqlserver://sa:{rootPassword}@{host}:{port}?database={database}"},
		{"ado", "Server={host};Password={password};"},
		{"TOKEN_URL", "https://login.example.com/oauth2/v2.0/token"},
		{"SECRET_FILE", "/run/secrets/jwt_signing_key_2"},
		{"SECRET_NAME", "shop-production-secret-2024"},
		{"PASSWORD_PATTERN", "^[A-Za-z0-9]{12,64}$"},
		{"sha", "0123456789abcdef0123456789abcdef01234567"},
		{"image", "postgres:17.2-alpine@sha256:3f1b8e0c2a7d4f6e9b5a1c3d7e8f0a2b4c6d8e0f1a3b5c7d9e1f2a4b6c8d0e2f"},
		{"JWT_ISSUER", "https://shop.example.com"},
		{"KEY_VAULT", "kv-shop-prod-westeurope-01"},
		{"run", "dotnet test --logger trx --results-directory TestResults --collect:\"XPlat Code Coverage\""},
	} {
		if rule, secret := credentialIn(tc.name, tc.text); rule != "" {
			t.Errorf("%s: %q is taken for %s: %q", tc.name, tc.text, rule, secret)
		}
	}
}

// TestExamplesHoldNoCredentials: a false alarm stops a build, so none may come from an honest spec.
func TestExamplesHoldNoCredentials(t *testing.T) {
	files, err := filepath.Glob("../golden/*/devgen.*")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, "../golden/testdata/ghost.cue", "../devgen.cue")
	seen := 0
	for _, file := range files {
		if filepath.Ext(file) == ".lock" {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, problems := ReadBytes(map[string][]byte{"devgen" + filepath.Ext(file): text})
		if len(problems) > 0 {
			t.Fatal(problemText(problems))
		}
		for _, c := range doc.credentials {
			t.Errorf("%s: %s is taken for %s", file, c.path, c.rule)
		}
		seen++
	}
	if seen < 4 {
		t.Errorf("only %d specs looked at", seen)
	}
}

// TestCredentialsAreRefused: wherever it stands, with a place, and no message repeats it.
func TestCredentialsAreRefused(t *testing.T) {
	for _, tc := range []struct{ text, path string }{
		{"services: db: {engine: \"postgres\", help: \"" + awsKey + "\"}", "services.db.help"},
		{"settings: A: X: {default: \"" + awsKey + "\"}", "settings.A.X.default"},
		{"settings: A: X: {default: \"a\", in: dev: \"" + awsKey + "\"}", "settings.A.X.in.dev"},
		{"settings: A: X: {secret: true, sample: \"sample\", help: \"" + awsKey + "\"}", "settings.A.X.help"},
		{"services: web: {stack: \"go\", needs: [\"" + awsKey + "\"]}", "services.web.needs[0]"},
		{"services: api: needs: [\"" + awsKey + "\"]", ""},
		{"links: x: \"" + awsKey + "\"", ""},
		{"project: name: \"" + awsKey + "\"", ""},
		{"project: license: \"" + awsKey + "\"", "project.license"},
		{"services: api: version: \"" + awsKey + "\"", "services.api.version"},
		{"environments: e: {runsOn: \"" + awsKey + "\"}", "environments.e.runsOn"},
		{"project: links: \"" + awsKey + "\": \"https://example.com\"", "project.links.****"},
		{"_x: {a: \"" + awsKey + "\"}", "_x"},
		{"let x = \"" + awsKey + "\"\nproject: summary: \"\\(x)\"", "project.summary"},
		{"_x: \"" + awsKey + "\"\nproject: summary: \"see \\(_x)\"", "project.summary"},
	} {
		p, problems := loadText(t, oneService+tc.text+"\n")
		if p != nil {
			t.Errorf("%s: taken", tc.text)
		}
		if tc.path != "" && !slices.ContainsFunc(problems, func(p Problem) bool { return p.Code == "DG402" && p.Path == tc.path && p.Span.Known() }) {
			t.Errorf("%s: no DG402 at %s:\n%s", tc.text, tc.path, problemText(problems))
		}
		if said := strings.ToLower(problemText(problems)); strings.Contains(said, strings.ToLower(awsKey)) {
			t.Errorf("%s: repeated in\n%s", tc.text, said)
		}
	}
}

// TestUnreadableFilesKeepCredentials: a file that cannot be read has no values, and its lines are shown all the same.
func TestUnreadableFilesKeepCredentials(t *testing.T) {
	text := "package devgen\nproject: name: \"" + awsKey + "\nnote: \"-----BEGIN PRIVATE" + " KEY-----\n" + "bGluZQ\n-----END PRIVATE KEY-----\"\n"
	doc, problems := ReadBytes(map[string][]byte{"devgen.cue": []byte(text)})
	if len(problems) == 0 || doc.Root != nil {
		t.Fatal("the file can be read")
	}
	for line, want := range map[int]string{2: awsKey, 4: "bGluZQ"} {
		if shown := shownLine(doc.Sources[0], line); strings.Contains(shown, want) {
			t.Errorf("line %d is shown as %s", line, shown)
		}
	}
}

// TestUnreadableFilesKeepSecrets: in a file that cannot be read, a line that speaks of a secret is not shown, wherever on
// the line it does.
func TestUnreadableFilesKeepSecrets(t *testing.T) {
	text := "project:\n  name: shop\n  password: made-up-1\n: token made-up-2\nlevel: made-up-3\n\tx\n"
	doc, problems := ReadBytes(map[string][]byte{"devgen.yaml": []byte(text)})
	if len(problems) == 0 || doc.Root != nil {
		t.Fatal("the file can be read")
	}
	for line, secret := range map[int]bool{3: true, 4: true, 5: false} {
		if shown := shownLine(doc.Sources[0], line); strings.Contains(shown, "made-up") == secret {
			t.Errorf("line %d is shown as %s", line, shown)
		}
	}
}

// shownLine is a line with its secrets masked, as excerpts have it.
func shownLine(s Source, number int) string {
	line := []rune(strings.Split(string(s.Text), "\n")[number-1])
	for _, span := range s.Secrets {
		if span.Line == number {
			for i := span.Column - 1; i < min(len(line), span.Column-1+span.Length); i++ {
				line[i] = '*'
			}
		}
	}
	return string(line)
}

func BenchmarkCredentials(b *testing.B) {
	for _, name := range []string{"../golden/youtuberag/devgen.cue", "large"} {
		text := largeSpec(1000)
		if name != "large" {
			var err error
			if text, err = os.ReadFile(name); err != nil {
				b.Fatal(err)
			}
		}
		doc, _ := ReadBytes(map[string][]byte{"devgen.cue": text})
		b.Run(filepath.Base(filepath.Dir(name)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				findCredentials(doc.Root, doc.apart)
			}
		})
	}
}
