package dockerfile

import (
	"strconv"
	"strings"

	"devgen.dev/devgen/generators/internal/comment"
)

// File is a Dockerfile in the making.
type File struct{ out strings.Builder }

// Pair is a name with its value. Where Expand is set, $NAME in the value is a reference, not text.
type Pair struct {
	Name, Value string
	Expand      bool
}

// From starts a stage.
type From struct {
	Image    string // text: may refer to a global ARG, "mcr.microsoft.com/dotnet/sdk:${SDK}"
	Stage    string // name, in lower case
	Platform string // "$BUILDPLATFORM", or empty
}

// Copy copies files from the build context, or from another stage or image.
type Copy struct {
	From    string // stage or image; empty for the build context
	Chown   string
	Chmod   string
	Link    bool
	Parents bool
	Sources []string
	Target  string
	Expand  bool // $NAME in Sources and Target is a reference
}

// Run runs shell commands in one layer.
type Run struct {
	Mounts   []string // "type=cache,target=/root/.nuget/packages"
	Network  string   // "none", or empty
	Commands []string // joined with &&; a line break inside a command continues it, indented, on the next line
}

// Healthcheck is the image's own probe. Empty fields are left to Docker's defaults.
type Healthcheck struct {
	Interval, Timeout, StartPeriod, StartInterval string
	Retries                                       int
	Command                                       []string
}

// New starts a file. The directives come first, as Docker demands: "syntax=docker/dockerfile:1"; then the head comment,
// which ends them, so that no later comment can pass for one.
func New(head string, directives ...string) *File {
	f := new(File)
	for _, directive := range directives {
		f.line("# " + directive)
	}
	return f.Comment(head)
}

// Comment adds comment lines; long ones are wrapped.
func (f *File) Comment(text string) *File {
	for _, line := range comment.Lines(text, 98) {
		f.line(strings.TrimRight("# "+line, " "))
	}
	return f
}

// Blank adds a blank line.
func (f *File) Blank() *File { return f.line("") }

// Arg declares a build argument without a default.
func (f *File) Arg(name string) *File { return f.line("ARG " + name) }

// ArgDefault declares build arguments with their defaults, one instruction each.
func (f *File) ArgDefault(pairs ...Pair) *File {
	for _, p := range pairs {
		f.line("ARG " + p.text())
	}
	return f
}

// From starts a stage.
func (f *File) From(from From) *File {
	words := []string{"FROM"}
	if from.Platform != "" {
		words = append(words, "--platform="+from.Platform)
	}
	words = append(words, from.Image)
	if from.Stage != "" {
		words = append(words, "AS", from.Stage)
	}
	return f.line(strings.Join(words, " "))
}

// Env sets environment variables in one instruction.
func (f *File) Env(pairs ...Pair) *File { return f.pairs("ENV", pairs) }

// Label sets labels in one instruction.
func (f *File) Label(pairs ...Pair) *File { return f.pairs("LABEL", pairs) }

// Workdir sets the working directory.
func (f *File) Workdir(dir string) *File { return f.line("WORKDIR " + path(dir)) }

// User sets the user, as numbers: "10001:10001".
func (f *File) User(user string) *File { return f.line("USER " + path(user)) }

// Expose names the ports that the image listens on.
func (f *File) Expose(ports ...int) *File {
	words := []string{"EXPOSE"}
	for _, port := range ports {
		words = append(words, strconv.Itoa(port))
	}
	return f.line(strings.Join(words, " "))
}

// Volume declares the paths that hold state.
func (f *File) Volume(paths ...string) *File { return f.line("VOLUME " + jsonPaths(paths, false)) }

// Copy copies files. Paths that are not one plain word each are written as a JSON array.
func (f *File) Copy(c Copy) *File {
	words := []string{"COPY"}
	for _, flag := range []struct{ name, value string }{{"from", c.From}, {"chown", c.Chown}, {"chmod", c.Chmod}} {
		if flag.value != "" {
			words = append(words, "--"+flag.name+"="+flag.value)
		}
	}
	if c.Link {
		words = append(words, "--link")
	}
	if c.Parents {
		words = append(words, "--parents")
	}
	paths := append(append([]string{}, c.Sources...), c.Target)
	return f.line(strings.Join(append(words, copyPaths(paths, c.Expand)), " "))
}

// Run runs commands through the shell. Commands that a Dockerfile line cannot hold, a here-document or a script with
// comments among them, are handed to /bin/sh in exec form, where every text has a form.
func (f *File) Run(r Run) *File {
	head := r.flags()
	for _, command := range r.Commands {
		if !fitsLine(command) {
			return f.line(head + Exec([]string{"/bin/sh", "-ec", strings.Join(r.Commands, "\n")}))
		}
	}
	commands := make([]string, len(r.Commands))
	for i, command := range r.Commands {
		commands[i] = strings.Join(strings.Split(command, "\n"), continued+"    ")
	}
	return f.line(head + strings.Join(commands, continued+"&& "))
}

// RunExec runs one program without a shell.
func (f *File) RunExec(r Run, argv ...string) *File { return f.line(r.flags() + Exec(argv)) }

// Entrypoint sets the program of the image.
func (f *File) Entrypoint(argv ...string) *File { return f.line("ENTRYPOINT " + Exec(argv)) }

// Cmd sets the default arguments, or the default program.
func (f *File) Cmd(argv ...string) *File { return f.line("CMD " + Exec(argv)) }

// Shell sets the shell of the RUN instructions that follow.
func (f *File) Shell(argv ...string) *File { return f.line("SHELL " + Exec(argv)) }

// StopSignal sets the signal that asks the program to stop.
func (f *File) StopSignal(signal string) *File { return f.line("STOPSIGNAL " + path(signal)) }

// Healthcheck sets the image's probe.
func (f *File) Healthcheck(h Healthcheck) *File {
	words := []string{"HEALTHCHECK"}
	flags := []struct{ name, value string }{
		{"interval", h.Interval}, {"timeout", h.Timeout}, {"start-period", h.StartPeriod}, {"start-interval", h.StartInterval},
	}
	for _, flag := range flags {
		if flag.value != "" {
			words = append(words, "--"+flag.name+"="+flag.value)
		}
	}
	if h.Retries > 0 {
		words = append(words, "--retries="+strconv.Itoa(h.Retries))
	}
	if len(words) == 1 {
		return f.line("HEALTHCHECK CMD " + Exec(h.Command))
	}
	return f.line(strings.Join(words, " ") + continued + "CMD " + Exec(h.Command))
}

// NoHealthcheck says that the image has no probe, and switches off one of its base.
func (f *File) NoHealthcheck() *File { return f.line("HEALTHCHECK NONE") }

// Bytes is the file's content.
func (f *File) Bytes() []byte { return []byte(f.out.String()) }

// continued ends a line and indents the next, which belongs to the same instruction.
const continued = " \\\n    "

func (f *File) line(text string) *File {
	f.out.WriteString(text)
	f.out.WriteByte('\n')
	return f
}

func (f *File) pairs(instruction string, pairs []Pair) *File {
	if len(pairs) == 0 {
		return f
	}
	lines := make([]string, len(pairs))
	for i, p := range pairs {
		lines[i] = p.text()
	}
	return f.line(instruction + " " + strings.Join(lines, continued))
}

func (p Pair) text() string {
	if p.Expand {
		return p.Name + "=" + must(expanding(p.Value))
	}
	return p.Name + "=" + must(Value(p.Value))
}

// flags is the beginning of a RUN, up to its command.
func (r Run) flags() string {
	flags := make([]string, 0, len(r.Mounts)+1)
	for _, mount := range r.Mounts {
		flags = append(flags, "--mount="+mount)
	}
	if r.Network != "" {
		flags = append(flags, "--network="+r.Network)
	}
	if len(flags) == 0 {
		return "RUN "
	}
	return "RUN " + strings.Join(flags, continued) + continued
}

// fitsLine reports whether shell text can stand in a RUN instruction: BuildKit looks for here-documents in it, drops
// lines that start with `#` and blank ones, and joins a line that ends in a backslash with the next.
func fitsLine(command string) bool {
	if strings.TrimSpace(command) == "" || strings.Contains(command, "<<") || strings.ContainsAny(command, "\r\x00") {
		return false
	}
	first := strings.TrimLeft(command, " \t")
	if first[0] == '[' || first[0] == '-' || strings.TrimSpace(first)[0] != first[0] {
		return false // would pass for the exec form or a flag, or lose a blank that is none to the shell
	}
	for line := range strings.SplitSeq(command, "\n") {
		trimmed := strings.TrimSpace(line)
		if trimmed == "" || trimmed[0] == '#' || strings.HasSuffix(trimmed, `\`) || len(line) > longestLine {
			return false
		}
	}
	return true
}

func copyPaths(paths []string, expand bool) string {
	for _, p := range paths {
		if plain := strings.NewReplacer("$", "", "{", "", "}", "").Replace(p); !onlyPathBytes(p) && !(expand && onlyPathBytes(plain)) {
			return jsonPaths(paths, expand)
		}
	}
	return strings.Join(paths, " ")
}

// jsonPaths writes paths as a JSON array. BuildKit still runs its shell lexer over each of them, so what means
// something there is escaped first.
func jsonPaths(paths []string, expand bool) string {
	escapes := strings.NewReplacer(`\`, `\\`, `"`, `\"`, `'`, `\'`, `$`, `\$`)
	if expand {
		escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, `'`, `\'`)
	}
	words := make([]string, len(paths))
	for i, p := range paths {
		words[i] = escapes.Replace(p)
	}
	return Exec(words)
}
