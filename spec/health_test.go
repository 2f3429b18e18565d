package spec

import (
	"slices"
	"testing"
)

// TestHealthCommand: how a container asks itself for its health.
func TestHealthCommand(t *testing.T) {
	s := &Service{Build: Build{Image: StackImage{Health: []string{"get", "{url}", "{port}", "{path}"}, HealthPort: []string{"nc", "{port}"}}}}
	http := &Port{Name: "http", Number: 8080}
	for _, c := range []struct {
		probe *Probe
		want  []string
	}{
		{nil, nil},
		{&Probe{Command: []string{"test", "-f", "/tmp/{port}"}}, []string{"test", "-f", "/tmp/{port}"}},
		{&Probe{HTTPPath: "/livez", Port: http}, []string{"get", "http://127.0.0.1:8080/livez", "8080", "/livez"}},
		{&Probe{TCP: true, Port: http}, []string{"nc", "8080"}},
		{&Probe{GRPC: true, Port: http}, []string{"nc", "8080"}},
	} {
		if got := s.HealthCommand(c.probe); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %q, want %q", c.probe, got, c.want)
		}
	}
}

func TestAmounts(t *testing.T) {
	for text, want := range map[string]int64{"500m": 500, "1": 1000, "1.5": 1500, "0.001": 1, "0.0006": 1, "0.0004": 0, "x": 0} {
		if got := MilliCPU(text); got != want {
			t.Errorf("%s is %d thousandths of a core, not %d", text, got, want)
		}
	}
	for text, want := range map[string]int64{"2Ki": 2048, "3Mi": 3 << 20, "1Gi": 1 << 30, "5": 0, "xMi": 0} {
		if got := Bytes(text); got != want {
			t.Errorf("%s is %d bytes, not %d", text, got, want)
		}
	}
}
