package powershell

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"devgen.dev/devgen/generators/internal/shell"
)

func TestTranslate(t *testing.T) {
	for _, tc := range []struct{ command, want string }{
		{"go test ./...", "go test ./..."},
		{"go run .", "go run ."},
		{"go test -coverprofile=test-results/coverage.out ./...", "go test '-coverprofile=test-results/coverage.out' ./..."},
		{"dotnet test --filter Category!=Slow a#b", "dotnet test --filter 'Category!=Slow' 'a#b'"},
		{"npx @scope/tool a,b", "npx '@scope/tool' 'a,b'"},
		{`dotnet test --collect:"XPlat Code Coverage"`, "dotnet test '--collect:XPlat Code Coverage'"},
		{"dotnet ef migrations add $NAME", "dotnet ef migrations add $NAME"},
		{`git tag "$NAME" -m "Release $NAME: new"`, `git tag $NAME -m "Release ${NAME}: new"`},
		{"psql $DATABASE_URL", "psql $env:DATABASE_URL"},
		{"tool --to=$HOST.local", `tool "--to=${env:HOST}.local"`},
		{"echo 'it''s $5'", "echo 'its $5'"},
		{`echo it\'s`, "echo 'it''s'"},
		{"./gradlew build", "./gradlew build"},
		{"'my tool' x", "& 'my tool' x"},
		{`echo "\$5 \d"`, `echo '$5 \d'`},
		{"echo $A1", "echo $env:A1"},
		{"a-b=c d", "a-b=c d"},
		{"echo $1", ""}, {"A_B=1 c", ""}, {"A1=2 b", ""}, {"ls ~/a", ""}, {"echo a \\\n b", ""}, {`echo \`, ""}, {`echo "a\`, ""},
		{"echo \"say `date`\"", ""}, {`echo $A'"'`, ""}, {"echo $Aé", ""}, {"''=b c", ""}, {"$A=b c", "& \"${env:A}=b\" c"},
		{"a | b", ""}, {"a && b", ""}, {"a; b", ""}, {"A=1 b", ""}, {"echo $(date)", ""}, {"rm *.log", ""},
		{"echo ${A:-b}", ""}, {"echo 'open", ""}, {`echo ""`, ""}, {"", ""},
	} {
		got, ok := Translate(tc.command, []string{"NAME"})
		if ok != (tc.want != "") || got != tc.want {
			t.Errorf("Translate(%q) = %q, %v; want %q", tc.command, got, ok, tc.want)
		}
	}
}

// FuzzSimple holds the splitting against a real shell: what Translate takes for the words of a command is what dash
// hands to the program.
func FuzzSimple(f *testing.F) {
	dash, err := exec.LookPath("dash")
	if err != nil {
		f.Skip("needs dash")
	}
	for _, seed := range []string{"a b", `a "b c" 'd e'`, `x"y"'z'`, `a "\$b\\" ''`, `a 'b"c'`, "a\tb", `a""`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, command string) {
		words, ok := simple("printf '%s\\0' " + command)
		if !ok || strings.ContainsAny(command, "\x00") {
			return
		}
		var want []string
		for _, w := range words[2:] {
			text, literal := w.literal()
			if !literal {
				return
			}
			want = append(want, text)
		}
		out, err := exec.Command(dash, "-c", "printf '%s\\0' "+command).Output()
		if err != nil {
			t.Fatalf("dash refuses %q: %v", command, err)
		}
		got := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
		if len(want) == 0 {
			want = []string{""} // printf prints its format once
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: dash has %q, we have %q", command, got, want)
		}
	})
}

// TestTranslateQuoted: what the shell printer quotes comes back as the same arguments.
func TestTranslateQuoted(t *testing.T) {
	for _, argv := range [][]string{{"docker", "compose", "up", "--detach"}, {"a", "it's", "b c", "x=y"}, {"a", "$HOME", "#x", "*"}} {
		want, ok := Command(argv)
		got, translated := Translate(shell.Join(argv), nil)
		if !ok || !translated || got != want {
			t.Errorf("%q: %q, want %q", argv, got, want)
		}
	}
}
