package spec

// Code is one kind of problem. Codes are stable: they stand in messages, in reports and in lint ignores.
type Code struct {
	Code     string
	Title    string // one line, as the heading of its page
	Severity Severity
}

// Codes lists every kind of problem, in order.
//
// DG0xx is for reading, DG10x for the shape of a spec, the rest of DG1xx for what it says, DG2xx for files on disk,
// DG3xx for what a target cannot express, DG4xx for security, DG5xx for good practice, DG9xx for faults of devgen.
var Codes = []Code{
	{"DG001", "A name must be quoted", Error},
	{"DG002", "YAML is indented with a tab", Error},
	{"DG003", "No colon between a name and its value", Error},
	{"DG004", "A text is not quoted, or its quote is never closed", Error},
	{"DG005", "A bracket is never closed, or closed by another kind", Error},
	{"DG006", "The file cannot be read from here on", Error},
	{"DG007", "A comma is missing between two values", Error},
	{"DG008", "YAML is not indented evenly", Error},
	{"DG009", "A number or an escape is not written correctly", Error},
	{"DG010", "The file is not UTF-8 text", Error},
	{"DG011", "The spec is too large", Error},
	{"DG012", "The spec is nested too deeply, or a group has too many fields", Error},
	{"DG013", "The spec is not a plain file", Error},
	{"DG014", "A name is given twice in YAML", Error},
	{"DG015", "An import that a spec cannot use", Error},
	{"DG016", "An attribute that a spec cannot use", Error},
	{"DG017", "The spec takes too long, or too much memory, to work out", Error},
	{"DG018", "A file of the spec belongs to another package", Error},
	{"DG019", "There is more than one spec", Error},
	{"DG020", "A part of YAML that a spec cannot use", Error},
	{"DG021", "CUE fails on the spec", Error},
	{"DG022", "A name of the spec's own that nothing uses", Error},

	{"DG100", "An expression cannot be worked out", Error},
	{"DG101", "Unknown field", Error},
	{"DG102", "Not one of the values allowed", Error},
	{"DG103", "Wrong type of value", Error},
	{"DG104", "Number out of range", Error},
	{"DG105", "Text of the wrong form", Error},
	{"DG106", "A required field is missing", Error},
	{"DG107", "Two values that contradict each other", Error},
	{"DG108", "A reference to something that is not there", Error},
	{"DG109", "A value that is not definite", Error},
	{"DG110", "A service that does not exist", Error},
	{"DG111", "An environment that does not exist", Error},
	{"DG112", "A stack or engine that does not exist", Error},
	{"DG113", "A setting, group, tool or problem that does not exist", Error},
	{"DG114", "A task that does not exist", Error},
	{"DG115", "A port that does not exist", Error},
	{"DG116", "A volume that does not exist", Error},
	{"DG117", "A service that is nothing, or several things at once", Error},
	{"DG118", "A field that means nothing here", Error},
	{"DG119", "An environment that does not say what it runs on", Error},
	{"DG120", "Ports clash", Error},
	{"DG121", "Things that refer to each other in a circle", Error},
	{"DG122", "A variable with two owners", Error},
	{"DG123", "Two things of one name or at one place", Error},
	{"DG124", "A probe that checks in no way, or in several", Error},
	{"DG125", "A step that does nothing, or several things, or works in one shell only", Error},
	{"DG126", "A value that the setting does not allow", Error},
	{"DG127", "A lower bound above the upper one", Error},
	{"DG128", "A limit below what is set aside", Error},
	{"DG129", "A value that .env readers do not read alike", Error},
	{"DG130", "A variable that shells or runners act on", Error},
	{"DG131", "A name that a target cannot take", Error},
	{"DG132", "Two services with one Dockerfile", Error},
	{"DG133", "Something that nothing uses", Warning},
	{"DG134", "A required setting without a value in production", Error},
	{"DG135", "A value that a Dockerfile cannot hold", Error},
	{"DG136", "A secret that tests cannot get", Warning},
	{"DG137", "A task that a git hook cannot run", Error},
	{"DG141", "A table, row or column that the seed does not have", Error},

	{"DG205", "Two files at one path", Error},
	{"DG206", "A path that not every system takes", Error},
	{"DG207", "A patch that does not fit its file", Error},
	{"DG208", "An entry of outputs that fits no file", Warning},

	{"DG301", "A probe that compose cannot make", Warning},
	{"DG302", "Scaling that no environment can do", Warning},
	{"DG303", "A fact of an environment that its files do not hold", Warning},

	{"DG401", "A secret with a literal value", Error},
	{"DG402", "Text that looks like a credential", Error},
	{"DG403", "Invisible characters", Error},
	{"DG412", "A mutable image tag in production", Warning},

	{"DG501", "A service whose health nobody can see", Warning},
	{"DG502", "Two environments that share their files", Warning},
}

var severities = func() map[string]Severity {
	m := make(map[string]Severity, len(Codes))
	for _, c := range Codes {
		m[c.Code] = c.Severity
	}
	return m
}()

// severityOf returns the severity of a code.
func severityOf(code string) Severity {
	if s, ok := severities[code]; ok {
		return s
	}
	return Error // a test says that every code in use is listed
}

// knownCode reports whether there is such a code.
func knownCode(code string) bool { _, ok := severities[code]; return ok }
