package spec

import (
	"fmt"
	"regexp"
	"slices"
	"testing"
)

// TestManagedEnginesAreReachedOverTLS: what leads to somebody else's server says that the connection is encrypted, in
// every form.
func TestManagedEnginesAreReachedOverTLS(t *testing.T) {
	encrypted := regexp.MustCompile(`(?i)^(rediss|amqps)://|sslmode=(require|required|trust)$|ssl-mode=REQUIRED$|SSL Mode=Require$|tls=true$|,ssl=true,|encrypt=true;?&?trustServerCertificate=false$`)
	for _, engine := range []string{"postgres", "mysql", "mariadb", "sqlserver", "redis", "valkey", "rabbitmq", "mongo"} {
		for _, form := range []string{"url", "ado", "jdbc", "dsn"} {
			p, problems := loadText(t, managedEngine(engine, form))
			if p == nil {
				t.Fatal(problems)
			}
			s := p.Settings()
			i := slices.IndexFunc(s, func(s *Setting) bool { return s.Var == "STORE" })
			for _, e := range p.Environments {
				if text := s[i].In(e).Literal(); encrypted.MatchString(text) != (e.Name == "production") {
					t.Errorf("%s, %s, %s: %s", engine, form, e.Name, text)
				}
			}
		}
	}
}

func managedEngine(engine, form string) string {
	return fmt.Sprintf(`
project: name: "shop"
environments: {dev: runsOn: "compose", production: runsOn: "kubernetes"}
services: {
	api: {stack: "go", ports: http: 8080, needs: ["store"], settings: STORE: {from: "store", form: %q}}
	store: {engine: %q, password: "STORE_PASSWORD", in: production: host: "store.example.com"}
}
settings: store: STORE_PASSWORD: {secret: true, sample: "made up"}
`, form, engine)
}
