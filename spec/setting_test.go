package spec

import "testing"

// TestFileName: programs that take NAME_FILE get small letters, as images do; folders of settings need the exact name.
func TestFileName(t *testing.T) {
	s := &Setting{Var: "Jwt__Key"}
	for as, want := range map[SecretsAs]string{SecretsSuffix: "jwt__key", SecretsKeyPerFile: "Jwt__Key", SecretsVariables: "Jwt__Key"} {
		if got := s.FileName(as); got != want {
			t.Errorf("%s: %s, want %s", as, got, want)
		}
	}
}

// TestKnown: what is supplied from outside, or by nobody, is not written.
func TestKnown(t *testing.T) {
	for source, want := range map[ValueSource]bool{SourceUnset: false, SourceSecret: false, SourceDefault: true, SourceSample: true, SourceConnection: true} {
		if got := (Value{Source: source}).Known(); got != want {
			t.Errorf("%s: %v", source, got)
		}
	}
}

// TestTextWithSecrets: a secret in a text becomes what the target makes of it.
func TestTextWithSecrets(t *testing.T) {
	password := &Setting{Var: "DB_PASSWORD"}
	text := ShellText{{Text: "sql -p "}, {Secret: password, Ref: "DB_PASSWORD"}, {Text: " shop"}}
	if got := text.Text(func(s *Setting) string { return "$" + s.Var }); got != "sql -p $DB_PASSWORD shop" {
		t.Error(got)
	}
	if got := text.Secrets(); len(got) != 1 || got[0] != password {
		t.Errorf("secrets: %v", got)
	}
}

func TestSentences(t *testing.T) {
	for name, want := range map[string]string{
		"LOG_LEVEL": "Log level", "JwtIssuer": "Jwt issuer", "API_URL": "API URL", "OAuthToken": "OAuth token", "my-db": "My db", "": "",
	} {
		if got := sentence(words(name)); got != want {
			t.Errorf("%s becomes %q, not %q", name, got, want)
		}
	}
}
