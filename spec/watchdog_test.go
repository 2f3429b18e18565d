package spec

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestWithin bounds a spec that CUE would work on for hours. The evaluation cannot be stopped, so each runs in a
// process of its own, which ends as devgen does.
func TestWithin(t *testing.T) {
	if spec := os.Getenv("DEVGEN_TEST_ENDLESS"); spec != "" {
		l := limits{time: 500 * time.Millisecond, memory: 300 << 20}
		_, problems := read([]*sourceText{{file: "devgen.cue", body: []byte(spec)}}, nil, l)
		os.Stdout.WriteString(problemText(problems))
		os.Exit(0)
	}
	for name, spec := range map[string]string{
		"loops":  "#l: [for x in list.Range(0, 1000, 1) {x}]\n_a: [for a in #l for b in #l for c in #l {a + b + c}]\nproject: name: \"\\(len(_a))\"\nimport_: 1\n",
		"laughs": laughs(40),
		"texts":  "_a0: \"xxxxxxxxxx\"\n" + doubled(32) + "project: name: _a32\n",
	} {
		t.Run(name, func(t *testing.T) {
			if name == "loops" {
				spec = "import \"list\"\n" + spec
			}
			cmd := exec.Command(os.Args[0], "-test.run=^TestWithin$")
			cmd.Env = append(os.Environ(), "DEVGEN_TEST_ENDLESS="+spec)
			out, err := cmd.CombinedOutput()
			if err != nil || !strings.Contains(string(out), "[DG017]") {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// laughs is the billion laughs as references.
func laughs(depth int) string {
	var b strings.Builder
	b.WriteString("_x0: {v: 1}\n")
	for i := range depth {
		from, to := "_x"+strconv.Itoa(i), "_x"+strconv.Itoa(i+1)
		b.WriteString(to + ": {a: " + from + ", b: " + from + ", c: " + from + "}\n")
	}
	b.WriteString("project: _x" + strconv.Itoa(depth) + "\n")
	return b.String()
}

func doubled(times int) string {
	var b strings.Builder
	for i := range times {
		from, to := "_a"+strconv.Itoa(i), "_a"+strconv.Itoa(i+1)
		b.WriteString(to + ": \"\\(" + from + ")\\(" + from + ")\"\n")
	}
	return b.String()
}

// TestWithinPassesPanicsOn: a fault of devgen itself is no fault of the spec, and ends up where all others do.
func TestWithinPassesPanicsOn(t *testing.T) {
	defer func() {
		f, ok := recover().(*fault)
		if !ok || !strings.Contains(f.Error(), "mistake") || !strings.Contains(f.Error(), "watchdog_test.go") {
			t.Errorf("the panic is lost, or where it began: %v", f)
		}
	}()
	within(defaultLimits, "x", func() { panic("mistake") })
}

func TestWithinLetsWorkEnd(t *testing.T) {
	done := false
	if p := within(defaultLimits, "x", func() { done = true }); p != nil || !done {
		t.Errorf("%+v", p)
	}
}
