package spec

import (
	"bytes"
	"encoding/json"
	"testing"
)

// TestJSONSchemaSaysWhatEditorsShow looks at what a validator does not need.
func TestJSONSchemaSaysWhatEditorsShow(t *testing.T) {
	var s struct {
		Definitions map[string]struct {
			Description          string
			AdditionalProperties any
			Properties           map[string]struct {
				Description string
				Default     any
				Examples    []any
				Enum        []string
				AllOf       []map[string]string
			}
		}
		Properties map[string]struct{ Examples []any }
	}
	if err := json.Unmarshal(JSONSchema(), &s); err != nil {
		t.Fatal(err)
	}
	service := s.Definitions["Service"]
	if service.Description == "" || service.AdditionalProperties != false {
		t.Errorf("Service: %q, %v", service.Description, service.AdditionalProperties)
	}
	if p := service.Properties["stopGrace"]; p.Default != "30s" || p.Description == "" || p.AllOf[0]["$ref"] != "#/definitions/Duration" {
		t.Errorf("stopGrace: %+v", p)
	}
	if p := service.Properties["secretsAs"]; len(p.Enum) != 2 || p.Default != "files" {
		t.Errorf("secretsAs: %+v", p)
	}
	if p := service.Properties["ports"]; len(p.Examples) != 1 {
		t.Errorf("ports: %+v", p)
	}
	if p := s.Definitions["Gates"].Properties["format"]; p.Default != true {
		t.Errorf("format: %+v", p)
	}
	if p := s.Properties["tasks"]; len(p.Examples) != 1 {
		t.Errorf("tasks: %+v", p)
	}
}

func TestJSONSchemaIsStable(t *testing.T) {
	if !bytes.Equal(JSONSchema(), JSONSchema()) {
		t.Error("two calls differ")
	}
}
