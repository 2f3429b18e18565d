package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cuelang.org/go/cue/literal"

	"devgen.dev/devgen/cmd/devgen/internal/report"
)

// alphabets of made-up secrets.
const (
	digits   = "0123456789"
	hex      = digits + "abcdef"
	lower    = digits + "abcdefghijklmnopqrstuvwxyz"
	upper    = digits + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	base32   = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	alphanum = lower + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	base64   = alphanum + "+/"
)

// made is a made-up secret's random part. It comes from a fixed sequence, so that failures repeat, and at run time, so
// that scanners of this repository stay quiet.
func made(n int, alphabet string, seed int) string {
	x := uint32(seed)*2654435761 + 12345
	var b strings.Builder
	for range n {
		x = x*1664525 + 1013904223
		b.WriteByte(alphabet[int(x>>16)%len(alphabet)])
	}
	return b.String()
}

// planted are secrets of the kinds that people paste into specs: a prefix, a random part, what follows.
func planted() map[string]string {
	kinds := map[string]string{
		"AWS access key": "AKIA" + made(16, base32, 1), "AWS session key": "ASIA" + made(16, base32, 2),
		"Google API key": "AIza" + made(35, alphanum, 3),
		"GitHub token":   "ghp_" + made(36, alphanum, 4), "GitHub OAuth": "gho_" + made(36, alphanum, 5),
		"GitHub app": "ghu_" + made(36, alphanum, 6), "GitHub refresh": "ghr_" + made(36, alphanum, 7),
		"GitHub fine-grained": "github_pat_" + made(82, alphanum, 8),
		"GitLab token":        "glpat-" + made(20, alphanum, 9), "GitLab runner": "GR1348941" + made(20, alphanum, 10),
		"GitLab deploy": "gldt-" + made(20, alphanum, 11), "GitLab trigger": "glptt-" + made(40, hex, 12),
		"Slack bot":   "xoxb-" + made(12, digits, 13) + "-" + made(12, digits, 14) + "-" + made(24, alphanum, 15),
		"Slack user":  "xoxp-" + made(12, digits, 16) + "-" + made(12, digits, 17) + "-" + made(12, digits, 18) + "-" + made(32, hex, 19),
		"Slack hook":  "https://hooks.slack.com/services/T" + made(8, upper, 20) + "/B" + made(8, upper, 21) + "/" + made(24, alphanum, 22),
		"Stripe live": "sk_live_" + made(24, alphanum, 23), "Stripe test": "sk_test_" + made(24, alphanum, 24), "Stripe restricted": "rk_live_" + made(24, alphanum, 25),
		"npm token": "npm_" + made(36, alphanum, 26), "PyPI token": "pypi-AgEIcHlwaS5vcmc" + made(70, alphanum, 27),
		"RubyGems key": "rubygems_" + made(48, hex, 28), "SendGrid key": "SG." + made(66, lower, 29),
		"Mailgun key": "mailgun_key=key-" + made(32, hex, 30), "Twilio key": "SK" + made(32, hex, 31),
		"Shopify token": "shpat_" + made(32, hex, 32), "Shopify secret": "shpss_" + made(32, hex, 33),
		"DigitalOcean token": "dop_v1_" + made(64, hex, 34), "DigitalOcean OAuth": "doo_v1_" + made(64, hex, 35),
		"Databricks token": "dapi" + made(32, hex, 36), "Doppler token": "dp.pt." + made(43, alphanum, 37),
		"Dynatrace token": "dt0c01." + made(24, alphanum, 38) + "." + made(64, alphanum, 39),
		"Grafana key":     "glc_" + made(40, alphanum, 40), "Grafana account": "glsa_" + made(32, alphanum, 41) + "_" + made(8, hex, 42),
		"Terraform Cloud": made(14, alphanum, 43) + ".atlasv1." + made(64, alphanum, 44),
		"Vault token":     "hvs." + made(95, alphanum, 45), "Vault batch": "hvb." + made(150, alphanum, 46),
		"Hugging Face": "hf_" + made(34, "abcdefghijklmnopqrstuvwxyz", 47), "OpenAI key": "sk-" + made(20, alphanum, 48) + "T3BlbkFJ" + made(20, alphanum, 49),
		"Anthropic key": "sk-ant-api03-" + made(93, alphanum, 50) + "AA",
		"Linear key":    "lin_api_" + made(40, alphanum, 51), "Postman key": "PMAK-" + made(24, hex, 52) + "-" + made(34, hex, 53),
		"Pulumi token": "pul-" + made(40, hex, 54), "PlanetScale password": "pscale_pw_" + made(43, alphanum, 55),
		"Prefect key": "pnu_" + made(36, alphanum, 56), "ReadMe key": "rdme_" + made(70, lower, 57),
		"Sentry token": "sntryu_" + made(64, hex, 58), "Square token": "sq0atp-" + made(22, alphanum, 59),
		"Telegram bot":       "telegram=" + made(9, "123456789", 60) + ":A" + made(34, alphanum, 61),
		"1Password key":      "A3-" + made(6, upper, 62) + "-" + made(11, upper, 63) + "-" + made(5, upper, 64) + "-" + made(5, upper, 65) + "-" + made(5, upper, 66),
		"age key":            "AGE-SECRET-KEY-1" + made(58, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 67),
		"JSON web token":     "ey" + made(20, alphanum, 68) + ".ey" + made(40, alphanum, 69) + "." + made(43, alphanum, 70),
		"private key":        "-----BEGIN RSA PRIVATE" + " KEY-----\n" + made(64, base64, 71) + "\n" + made(64, base64, 72) + "\n-----END RSA PRIVATE" + " KEY-----",
		"OpenSSH key":        "-----BEGIN OPENSSH PRIVATE" + " KEY-----\n" + made(64, base64, 73) + "\n-----END OPENSSH PRIVATE" + " KEY-----",
		"database address":   "postgres://shop:" + made(14, alphanum, 74) + "@db:5432/shop",
		"queue address":      "amqp://shop:" + made(14, alphanum, 75) + "@queue",
		"cache address":      "redis://:" + made(14, alphanum, 76) + "@cache:6379/0",
		"ADO.NET connection": "Server=db;User Id=sa;Password=" + made(14, alphanum, 77) + ";",
		"MySQL connection":   "Server=db;Uid=root;Pwd=" + made(14, alphanum, 78),
		"storage account":    "DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=" + made(86, base64, 79) + "==",
		"service bus":        "Endpoint=sb://shop.example.net/;SharedAccessKeyName=x;SharedAccessKey=" + made(43, base64, 80) + "=",
		"signed address":     "https://shop.example.net/a?sv=2024&sig=" + made(43, alphanum, 81) + "%3D",
		"curl with a login":  "curl -u admin:" + made(14, alphanum, 82) + " https://shop.example.com",
		"curl with a token":  "curl -H 'Authorization: Bearer " + made(40, alphanum, 83) + "' https://shop.example.com",
	}
	return kinds
}

// fields are texts of a spec, %s is the value.
var fields = []string{
	`project: summary: %s`, `project: title: %s`, `project: license: %s`, `project: version: %s`, `project: registry: %s`,
	`project: links: x: %s`, `project: links: %s: "https://example.com"`, `project: requirements: memory: %s`,
	`project: branches: default: %s`, `project: branches: also: [%s]`,
	`environments: dev: help: %s`, `environments: dev: domain: %s`, `environments: e: runsOn: %s`, `environments: dev: namespace: %s`,
	`services: api: help: %s`, `services: api: command: [%s]`, `services: api: pages: %s: "/x"`, `services: api: pages: x: %s`,
	`services: api: needs: [%s]`, `services: api: volumes: data: %s`, `services: api: probes: liveness: command: ["a", %s]`,
	`services: api: probes: liveness: path: %s`, `services: api: schedule: %s`, `services: api: build: setup: [%s]`, `services: api: build: project: %s`,
	`services: api: migrations: run: %s`, `services: mail: external: url: %s`, `services: db: version: %s`, `services: db: database: %s`,
	`services: db: user: %s`, `services: db: flags: x: %s`, `services: db: console: image: %s`, `services: db: in: dev: host: %s`,
	`services: %s: stack: "go"`, `stacks: go: title: %s`, `stacks: go: image: env: X: %s`, `stacks: go: commands: test: %s`, `stacks: go: variables: X: production: %s`,
	`settings: a: X: default: %s`, `settings: a: X: {default: "a", in: dev: %s}`, `settings: a: X: {default: "a", help: %s}`,
	`settings: a: X: {oneOf: ["a", %s], default: "a"}`, `settings: a: X: {default: "a", pattern: %s}`, `settings: a: X: {secret: true, generate: %s}`, `settings: a: X: {default: "a", windows: %s}`, `settings: a: X: {default: "a", key: %s}`, `settings: a: %s: default: "a"`,
	`groups: a: title: %s`, `tasks: x: {help: %s, steps: [{run: "true"}]}`, `tasks: x: {help: "x", group: %s, steps: [{run: "true"}]}`,
	`tasks: x: {help: "x", steps: [{run: %s}]}`, `tasks: x: {help: "x", steps: [{posix: %s, pwsh: "true"}]}`, `tasks: x: {help: "x", steps: [{task: %s}]}`,
	`tests: x: run: %s`, `ci: runner: %s`, `kubernetes: ingressClass: %s`, `pins: "a/b": {version: "v1", sha: %s}`, `setup: tools: x: %s`,
	`updates: labels: [%s]`, `hooks: preCommit: [%s]`, `editor: extensions: [%s]`, `files: "a.txt": %s`, `files: %s: "x"`, `outputs: "a": path: %s`, `lint: ignore: DG501: %s`,
	`nonsense: %s`, `_unused: %s`, `_unused: a: [%s]`,
}

// otherwise are fields where another problem comes first: the secret has no place in the spec then, or DG401 says more.
var otherwise = map[string]string{
	`settings: a: X: {secret: true, default: %s}`: "DG401",
	`project: title: 1 & %s`:                      "DG103",
	`settings: a: X: default: 1 & %s`:             "DG103",
	`services: api: help: %s & "x"`:               "DG103",
	`services: api: help: %s + 1`:                 "DG100",
}

// around is a spec that the fields fit into.
const around = `package devgen
project: {name: "shop", repository: "acme/shop"}
environments: dev: runsOn: "compose"
services: {
	api: {stack: "go", ports: http: 8080}
	db: engine: "postgres"
}
`

// traces are what must be found nowhere: the secret itself and, of those of several lines, each.
func traces(secret string) []string {
	var list []string
	for _, line := range strings.Split(secret, "\n") {
		if !strings.HasPrefix(line, "-----") {
			list = append(list, line)
		}
	}
	return list
}

// TestPlantedSecrets puts every kind of secret into every field: the spec is refused for it, and no byte of the secret
// is in what is printed, in a report of any format, or in a file.
func TestPlantedSecrets(t *testing.T) {
	kinds := planted()
	if len(kinds) < 50 || len(fields) < 60 {
		t.Fatalf("%d kinds, %d fields", len(kinds), len(fields))
	}
	codes := map[string]string{}
	for _, field := range fields {
		codes[field] = "DG402"
	}
	maps.Copy(codes, otherwise)
	dir := t.TempDir()
	for name, secret := range kinds {
		for field, code := range codes {
			p := plant(t, dir, field, secret)
			if p.exit != exitSpec || !strings.Contains(string(p.printed["stderr"]), "["+code+"]") {
				t.Errorf("%s in  %s: exit code %d, no %s in\n%.1500s", name, field, p.exit, code, p.printed["stderr"])
			}
			if where := p.find(secret); where != "" {
				t.Errorf("%s in  %s: found in %s:\n%.1500s", name, field, where, p.printed[where])
			}
		}
	}
	t.Logf("%d kinds of secrets in %d fields", len(kinds), len(codes))
}

// TestPlantedWords is the other half: what is no secret is not refused, and is found where a secret would be.
func TestPlantedWords(t *testing.T) {
	if p := plant(t, t.TempDir(), `project: summary: %s`, "plainly-visible"); p.exit != exitOK || p.find("plainly-visible") == "" {
		t.Errorf("an honest text: exit code %d, found in %q", p.exit, p.find("plainly-visible"))
	}
	if p := plant(t, t.TempDir(), `project: license: %s`, "plainly visible"); p.exit != exitSpec || p.find("plainly visible") == "" {
		t.Errorf("a text of the wrong form: exit code %d, found in %q", p.exit, p.find("plainly visible"))
	}
}

// planting is what became of a spec: the exit code, and all that was printed and written, by name.
type planting struct {
	exit    int
	printed map[string][]byte
}

// plant builds a spec with a text in one of its fields, with a report of every format.
func plant(t *testing.T, dir, field, value string) planting {
	t.Helper()
	text := around + fmt.Sprintf(field, literal.String.Quote(value)) + "\n"
	if err := os.WriteFile(filepath.Join(dir, "devgen.cue"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	args := []string{"build", "--color", "never", "-C", dir}
	for _, f := range report.FormatNames() {
		if f != "text" {
			args = append(args, "--report", f+"=report."+f)
		}
	}
	var stdout, stderr bytes.Buffer
	p := planting{exit: run(args, strings.NewReader(""), &stdout, &stderr)}
	p.printed = map[string][]byte{"stdout": stdout.Bytes(), "stderr": stderr.Bytes()}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path != "devgen.cue" {
			p.printed[path], err = os.ReadFile(filepath.Join(dir, path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// find names a place where the text is, in any case: lower-case suggestions leak as well.
func (p planting) find(value string) string {
	for where, body := range p.printed {
		for _, trace := range traces(value) {
			if strings.Contains(strings.ToLower(string(body)), strings.ToLower(trace)) {
				return where
			}
		}
	}
	return ""
}
