// Package expression writes a regular expression of the spec, which is one of RE2, for two other readers: grep -E and
// PowerShell.
//
// What comes in is a pattern that Go's regexp compiles. What goes out finds a match in the same one-line texts, made of
// what POSIX (XBD 9.4) and .NET both have. Where one of them lacks something, such as a word boundary in grep -E, there
// is no translation at all: a check that finds other things than the spec says is worse than none.
package expression

import (
	"regexp/syntax"
	"strconv"
	"strings"
	"unicode"
)

// reader is one of the two that we write for. They differ in what escapes a sign inside [].
type reader struct {
	class func(runs string, signs []rune) string // the inside of a set: ranges, and signs that mean themselves
}

var (
	grep   = reader{posixSet}
	dotnet = reader{dotnetSet}
)

// Translate returns the pattern for grep -E and for PowerShell's -cmatch; false if one of them cannot say it.
func Translate(pattern string) (forGrep, forPowerShell string, ok bool) {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return "", "", false
	}
	forGrep, ok = grep.write(parsed)
	forPowerShell, both := dotnet.write(parsed)
	return forGrep, forPowerShell, ok && both
}

func (r reader) write(re *syntax.Regexp) (text string, ok bool) {
	switch re.Op {
	case syntax.OpLiteral:
		return r.literal(re)
	case syntax.OpCharClass:
		return r.set(re.Rune)
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return ".", true
	case syntax.OpBeginText, syntax.OpBeginLine:
		return "^", true
	case syntax.OpEndText, syntax.OpEndLine:
		return "$", true
	case syntax.OpConcat:
		return r.join(re.Sub, "")
	case syntax.OpAlternate:
		text, ok = r.join(re.Sub, "|")
		return "(" + text + ")", ok
	case syntax.OpCapture:
		text, ok = r.write(re.Sub[0])
		return "(" + text + ")", ok
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		return r.repeat(re)
	}
	return "", false
}

// join writes the parts of a whole. An empty one is refused: to grep of BSD it is a mistake.
func (r reader) join(parts []*syntax.Regexp, between string) (string, bool) {
	var texts []string
	for _, part := range parts {
		text, ok := r.write(part)
		if !ok {
			return "", false
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, between), true
}

// repeat writes what is repeated as a group. Whether it takes much or little makes no difference to whether it matches.
func (r reader) repeat(re *syntax.Regexp) (string, bool) {
	text, ok := r.write(re.Sub[0])
	switch re.Sub[0].Op {
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL, syntax.OpCapture, syntax.OpAlternate:
	case syntax.OpBeginText, syntax.OpBeginLine, syntax.OpEndText, syntax.OpEndLine:
		return "", false // POSIX leaves open what that means
	default:
		text = "(" + text + ")"
	}
	times, fits := count(re)
	return text + times, ok && fits
}

// most is how many times POSIX lets a part be repeated (RE_DUP_MAX).
const most = 255

// count writes how often something is repeated.
func count(re *syntax.Regexp) (text string, ok bool) {
	switch {
	case re.Op == syntax.OpStar:
		return "*", true
	case re.Op == syntax.OpPlus:
		return "+", true
	case re.Op == syntax.OpQuest:
		return "?", true
	case re.Min == re.Max:
		text = "{" + strconv.Itoa(re.Min) + "}"
	case re.Max < 0:
		text = "{" + strconv.Itoa(re.Min) + ",}"
	default:
		text = "{" + strconv.Itoa(re.Min) + "," + strconv.Itoa(re.Max) + "}"
	}
	return text, re.Min <= most && re.Max <= most
}

// literal writes signs one by one, each in both cases where case does not matter.
func (r reader) literal(re *syntax.Regexp) (string, bool) {
	var b strings.Builder
	for _, c := range re.Rune {
		switch {
		case c < ' ':
			return "", false
		case re.Flags&syntax.FoldCase != 0 && unicode.SimpleFold(c) != c:
			b.WriteString("[" + r.class("", folded(c)) + "]")
		default:
			b.WriteString(escaped(c))
		}
	}
	return b.String(), b.Len() > 0
}

// escaped writes a sign that stands for itself.
func escaped(c rune) string {
	if strings.ContainsRune(`\.+*?()|[]{}^$`, c) {
		return `\` + string(c)
	}
	return string(c)
}

// folded lists the forms of a letter that differ in case only, within ASCII: beyond it readers disagree.
func folded(c rune) []rune {
	forms := []rune{c}
	for f := unicode.SimpleFold(c); f != c; f = unicode.SimpleFold(f) {
		if f <= unicode.MaxASCII {
			forms = append(forms, f)
		}
	}
	return forms
}

// set writes ranges of signs: those of ASCII as they are, those that reach beyond it as what they leave out.
func (r reader) set(ranges []rune) (string, bool) {
	inside, beyond := ascii(ranges)
	switch {
	case beyond == none && len(inside) == 1:
		return escaped(inside[0]), true
	case beyond == none && len(inside) > 0:
		return "[" + r.ranges(inside) + "]", true
	case beyond == all && len(complement(inside)) > 0:
		return "[^" + r.ranges(complement(inside)) + "]", true
	case beyond == all:
		return ".", true
	}
	return "", false
}

// reach is how much of what is beyond ASCII a set has.
type reach int

const (
	none reach = iota
	some
	all
)

// ascii lists the printable signs of ASCII in ranges, and tells how much there is beyond. Control signs are not looked
// at: no value has any.
func ascii(ranges []rune) (inside []rune, beyond reach) {
	for i := 0; i < len(ranges); i += 2 {
		for c := max(ranges[i], ' '); c <= min(ranges[i+1], '~'); c++ {
			inside = append(inside, c)
		}
		switch {
		case ranges[i] <= unicode.MaxASCII+1 && ranges[i+1] == unicode.MaxRune:
			beyond = all
		case ranges[i+1] > unicode.MaxASCII:
			beyond = some
		}
	}
	return inside, beyond
}

// complement lists the printable signs of ASCII that are not among others.
func complement(signs []rune) []rune {
	var rest []rune
	for c := ' '; c <= '~'; c++ {
		if !strings.ContainsRune(string(signs), c) {
			rest = append(rest, c)
		}
	}
	return rest
}

// ranges writes runs of letters and of digits as ranges, and other signs one by one.
func (r reader) ranges(signs []rune) string {
	var runs string
	var single []rune
	for i := 0; i < len(signs); {
		end := i
		for end+1 < len(signs) && signs[end+1] == signs[end]+1 && kind(signs[end+1]) == kind(signs[i]) {
			end++
		}
		if kind(signs[i]) != sign && end > i+1 {
			runs += string(signs[i]) + "-" + string(signs[end])
		} else {
			single = append(single, signs[i:end+1]...)
		}
		i = end + 1
	}
	return r.class(runs, single)
}

// Kinds of signs: ranges of letters and of digits are read alike everywhere.
const (
	sign = iota
	small
	capital
	digit
)

func kind(c rune) int {
	switch {
	case 'a' <= c && c <= 'z':
		return small
	case 'A' <= c && c <= 'Z':
		return capital
	case '0' <= c && c <= '9':
		return digit
	}
	return sign
}

// posixSet orders a set so that nothing in it means anything: ] stands first, then ^ not, [ with no . : = behind it, and -
// last (XBD 9.3.5). There is no escape.
func posixSet(runs string, signs []rune) string {
	var first, rest, last string
	for _, c := range signs {
		switch c {
		case ']':
			first = "]"
		case '^', '[', '-':
			last += string(c)
		default:
			rest += string(c)
		}
	}
	order := ""
	for _, c := range "^[-" {
		if strings.ContainsRune(last, c) {
			order += string(c)
		}
	}
	return first + runs + rest + order
}

// dotnetSet escapes what means something in a set.
func dotnetSet(runs string, signs []rune) string {
	for _, c := range signs {
		if strings.ContainsRune(`\]^-[`, c) {
			runs += `\`
		}
		runs += string(c)
	}
	return runs
}
