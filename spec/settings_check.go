package spec

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// checkSetting judges what a setting says of itself: its fields fit each other, and each of its values is one that
// the program would accept.
func (r *resolver) checkSetting(entry *settingEntry) {
	if entry.Origin != FromSpec {
		return
	}
	path, raw := entry.Place, entry.raw
	checkIn(r, path, raw.In)
	r.checkSecretLiterals(path, entry)
	r.checkSettingFields(path, raw)
	if entry.Secret {
		if raw.Sample != nil && *raw.Sample != "" {
			r.checkValue(child(path, "sample"), entry, *raw.Sample)
		}
		return
	}
	if raw.Default != nil {
		r.checkValue(child(path, "default"), entry, raw.Default.Text)
	}
	for _, name := range sortedKeys(raw.In) {
		r.checkValue(child(child(path, "in"), name), entry, raw.In[name].Text)
	}
}

// checkSecretLiterals refuses a secret's value in the spec: the spec is in git, and what it holds ends in files.
func (r *resolver) checkSecretLiterals(path string, entry *settingEntry) {
	if !entry.Secret {
		if entry.raw.Sample != nil {
			r.reportKey("DG118", child(path, "sample"), fmt.Sprintf("%s has a sample but is no secret", entry.Var), "add  secret: true,  or use  default:")
		}
		return
	}
	help := "remove it, and replace the secret if it was real; for development machines a made-up value may stand in  sample:"
	if entry.raw.Default != nil {
		r.report("DG401", child(path, "default"), fmt.Sprintf("secret %s has a literal value", entry.Var), help)
	}
	for _, name := range sortedKeys(entry.raw.In) {
		r.report("DG401", child(child(path, "in"), name), fmt.Sprintf("secret %s has a literal value", entry.Var), help)
	}
}

// exclusive lists pairs of fields of a setting that cannot stand together, with the reason.
var exclusive = []struct{ a, b, why string }{
	{"from", "default", "the value is the address of a service"},
	{"from", "in", "the value is the address of a service"},
	{"from", "volume", "the value is either an address or a path"},
	{"from", "secret", "whether it holds a secret follows from the service"},
	{"from", "sample", "the value is the address of a service"},
}

func (r *resolver) checkSettingFields(path string, raw rawSetting) {
	node := r.doc.Root.At(path)
	for _, x := range exclusive {
		if node.Set(x.a) && node.Set(x.b) && !(x.b == "secret" && !raw.Secret) {
			r.reportKey("DG118", child(path, x.b), fmt.Sprintf("%q and %q do not go together: %s", x.a, x.b, x.why), fmt.Sprintf("remove %q", x.b))
		}
	}
	for _, f := range []string{"field", "form"} {
		if node.Set(f) && raw.From == "" {
			r.reportKey("DG118", child(path, f), fmt.Sprintf("%q means nothing without \"from\"", f), "remove it, or name the service in  from:")
		}
	}
	r.checkVolume(path, raw)
	if raw.Pattern != "" {
		if _, err := regexp.Compile(raw.Pattern); err != nil {
			r.report("DG126", child(path, "pattern"), "the pattern is no regular expression that RE2 understands", "devgen explain DG126  tells more")
		}
	}
	if min, max, ok := bounds(raw); ok && min > max {
		r.report("DG127", child(path, "min"), fmt.Sprintf("min %s is greater than max %s", raw.Min.Text, raw.Max.Text), "swap them")
	}
}

func (r *resolver) checkVolume(path string, raw rawSetting) {
	if raw.Volume == "" {
		return
	}
	var known []string
	for _, s := range r.project.BuiltServices() {
		for _, v := range s.Volumes {
			known = append(known, v.Name)
		}
	}
	if !slices.Contains(known, raw.Volume) {
		slices.Sort(known)
		r.unknown("DG116", child(path, "volume"), "volume", raw.Volume, slices.Compact(known), "")
	}
}

func bounds(raw rawSetting) (min, max float64, both bool) {
	if raw.Min == nil || raw.Max == nil {
		return 0, 0, false
	}
	min, _ = strconv.ParseFloat(raw.Min.Text, 64)
	max, _ = strconv.ParseFloat(raw.Max.Text, 64)
	return min, max, true
}

// checkValue judges one value of a setting against its type and limits.
func (r *resolver) checkValue(path string, entry *settingEntry, value string) {
	if message, help := typeMistake(entry.Type, value); message != "" {
		r.report("DG126", path, fmt.Sprintf("%s %s", quoted(entry, value), message), help)
		return
	}
	for _, mistake := range []string{
		oneOfMistake(entry, value), rangeMistake(entry, value), lengthMistake(entry, value), patternMistake(entry, value),
	} {
		if mistake != "" {
			p := r.report("DG126", path, mistake)
			if near := nearest(value, entry.OneOf); near != "" && !entry.Secret {
				p.Help = append(p.Help, fmt.Sprintf("did you mean %q?", near))
			} else {
				p.Help = append(p.Help, fmt.Sprintf("change the value, or what %s allows", entry.Var))
			}
			return
		}
	}
	r.checkPortable(path, entry, value)
}

// quoted shows a value, unless it is a secret's.
func quoted(entry *settingEntry, value string) string {
	if entry.Secret {
		return "the value"
	}
	return strconv.Quote(value)
}

var (
	durationText = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?(ns|us|ms|s|m|h|d)?$`)
	sizeText     = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?([kKMGT]i?)?B?$`)
)

// typeMistake says why a text is no value of a type, or nothing.
func typeMistake(t Type, value string) (message, help string) {
	switch t {
	case Int:
		if _, err := strconv.ParseInt(value, 10, 64); err != nil {
			return "is no whole number", "write a number, for example 30"
		}
	case Number:
		if _, err := strconv.ParseFloat(value, 64); err != nil {
			return "is no number", "write a number, for example 0.5"
		}
	case Bool:
		if value != "true" && value != "false" {
			return "is neither true nor false", "write true or false"
		}
	case URL:
		if u, err := url.Parse(value); err != nil || u.Scheme == "" {
			return "is no URL", "write it with its scheme, for example https://example.com"
		}
	case Duration:
		if !durationText.MatchString(value) {
			return "is no length of time", "write a number and a unit, for example 30s"
		}
	case Size:
		if !sizeText.MatchString(value) {
			return "is no size", "write a number and a unit, for example 10Mi"
		}
	}
	return "", ""
}

func oneOfMistake(entry *settingEntry, value string) string {
	if len(entry.OneOf) == 0 || slices.Contains(entry.OneOf, value) {
		return ""
	}
	return fmt.Sprintf("%s is not one of the values that %s allows: %s", quoted(entry, value), entry.Var, strings.Join(entry.OneOf, ", "))
}

func rangeMistake(entry *settingEntry, value string) string {
	n, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return ""
	}
	if min, err := strconv.ParseFloat(entry.Min, 64); err == nil && n < min {
		return fmt.Sprintf("%s is less than %s, the smallest value that %s allows", value, entry.Min, entry.Var)
	}
	if max, err := strconv.ParseFloat(entry.Max, 64); err == nil && n > max {
		return fmt.Sprintf("%s is more than %s, the greatest value that %s allows", value, entry.Max, entry.Var)
	}
	return ""
}

func lengthMistake(entry *settingEntry, value string) string {
	if n := len([]rune(value)); n < entry.MinLength {
		return fmt.Sprintf("the value has %d characters, %s needs at least %d", n, entry.Var, entry.MinLength)
	}
	return ""
}

func patternMistake(entry *settingEntry, value string) string {
	if entry.Pattern == "" {
		return ""
	}
	re, err := regexp.Compile(entry.Pattern)
	if err != nil || re.MatchString(value) {
		return ""
	}
	return fmt.Sprintf("%s does not match the pattern %s of %s", quoted(entry, value), entry.Pattern, entry.Var)
}

// checkPortable refuses a value that readers of .env files do not read alike.
func (r *resolver) checkPortable(path string, entry *settingEntry, value string) {
	if reason := notPortable(value); reason != "" {
		r.report("DG129", path, fmt.Sprintf("the value of %s %s, which .env readers do not read alike", entry.Var, reason),
			"choose another form, for example base64, or keep it in a file that the program reads")
	}
}
