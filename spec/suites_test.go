package spec

import "testing"

// TestSuiteProblems: what a suite asks for in vain is said at its place.
func TestSuiteProblems(t *testing.T) {
	for _, tc := range []struct{ suite, code, path string }{
		{`needs: ["db"]`, "DG118", "tests.a.needs"},
		{`kind: "integration", run: "x", runners: ["macos-15"]`, "DG118", "tests.a.runners"},
		{`service: "nope"`, "DG110", "tests.a.service"},
		{`runners: ["macos 15"]`, "DG105", "tests.a.runners[0]"},
	} {
		_, problems := loadText(t, oneService+"tests: a: {"+tc.suite+"}\n")
		if len(problems) != 1 || problems[0].Code != tc.code || problems[0].Path != tc.path {
			t.Errorf("tests: a: {%s}\nwant %s at %s, got %v", tc.suite, tc.code, tc.path, problems)
		}
	}
}
