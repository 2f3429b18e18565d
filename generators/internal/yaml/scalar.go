package yaml

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// style is the place in which a scalar stands; each allows fewer plain scalars than the one before.
type style int

const (
	inBlock  style = iota // behind `key: ` or `- `
	inKey                 // before a colon
	inFlow                // between brackets
	inQuotes              // wherever plain is not wanted
)

// Scalar returns text as one YAML scalar on one line, as it stands behind a key: plain where no reader of YAML 1.1 or
// 1.2 could take it for anything else, else quoted. Text that is not UTF-8 panics, as YAML has no form for it.
func Scalar(text string) string { return string(appendScalar(nil, text, inBlock)) }

// appendScalar quotes as Prettier does: double quotes, unless the text holds a `"` or a `\`, which only single quotes
// leave readable. Characters that a reader may refuse, drop or turn into a blank are escaped.
func appendScalar(out []byte, text string, s style) []byte {
	switch {
	case s != inQuotes && isPlain(text, s):
		return append(out, text...)
	case needsEscapes(text):
		return appendEscaped(out, text)
	case strings.ContainsAny(text, `"\`):
		out = append(out, '\'')
		out = append(out, strings.ReplaceAll(text, "'", "''")...)
		return append(out, '\'')
	default:
		out = append(out, '"')
		out = append(out, text...)
		return append(out, '"')
	}
}

// isPlain reports whether text can stand without quotes and is a string to every reader.
//
// The rule is stricter than the standard's ns-plain (YAML 1.2.2, section 7.3.3). A plain scalar starts with a letter
// (or `_`, `/`, `$`, `.` before a letter or a path), so it is no number or date in any schema, and no indicator. Digits
// are allowed only before a unit, as in 30s or 512Mi. What is left of the schemas are words.
func isPlain(text string, s style) bool {
	switch {
	case text == "" || len(text) > 1000 || words[fold(text)] || isExponent(text):
		return false
	case isQuantity(text):
		return true
	case !startsPlain(text):
		return false
	}
	if s != inBlock {
		return onlyBytes(text, strictByte)
	}
	return isPlainBlock(text)
}

// isPlainBlock checks the rest of a scalar that stands behind `key: `.
func isPlainBlock(text string) bool {
	for i, r := range text {
		switch {
		case r == ' ':
			if i+1 == len(text) || text[i+1] == '#' || text[i+1] == ' ' {
				return false
			}
		case r == ':':
			if i+1 == len(text) || text[i+1] == ' ' {
				return false
			}
		case r < ' ' || r == 0x7F:
			return false
		case r >= utf8.RuneSelf && !unicode.IsLetter(r):
			return false
		}
	}
	return true
}

// startsPlain reports whether the first characters rule out every schema's numbers and every indicator.
func startsPlain(text string) bool {
	c := text[0]
	switch {
	case letter(c) || c == '_' || c == '/':
		return true
	case c == '$':
		return len(text) > 1 && (text[1] == '{' || letter(text[1]))
	case c == '.':
		return len(text) > 1 && (letter(text[1]) || text[1] == '/' || strings.HasPrefix(text, "../"))
	}
	return false
}

// isQuantity recognises a whole number with a unit: 30s, 500m, 512Mi. Digits before a letter that some reader has in
// a number (e, x, o, b, hexadecimal, `t` of a timestamp) are not among them.
func isQuantity(text string) bool {
	unit := strings.TrimLeft(text, "0123456789")
	if unit == text || unit == "" {
		return false
	}
	return strings.IndexByte("ghikmnpqrsuvwyzGHIKMNPQRSUVWYZ", unit[0]) >= 0 && onlyBytes(unit, letter)
}

// isExponent recognises e1 and .E+5: npm's yaml takes the digits of a YAML 1.1 float for optional.
func isExponent(text string) bool {
	text = strings.TrimPrefix(text, ".")
	if len(text) < 2 || text[0]|0x20 != 'e' {
		return false
	}
	return strings.Trim(text[1:], "0123456789_+-") == ""
}

func letter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// strictByte is a character that a plain scalar may hold everywhere, in keys and between brackets as well.
func strictByte(c byte) bool {
	return letter(c) || '0' <= c && c <= '9' || c == '_' || c == '.' || c == '/' || c == '-' || c == '$'
}

func onlyBytes(text string, ok func(byte) bool) bool {
	for i := range len(text) {
		if !ok(text[i]) {
			return false
		}
	}
	return true
}

// fold lower-cases the few words that could be in the table, and nothing longer.
func fold(text string) string {
	if len(text) > len("false") {
		return ""
	}
	return strings.ToLower(text)
}

// words are values of other types in the schemas of YAML 1.1 and 1.2, in any case.
// Source: https://yaml.org/type/bool.html, null.html, float.html; YAML 1.2.2, section 10.
var words = map[string]bool{
	"y": true, "n": true, "yes": true, "no": true, "on": true, "off": true, "true": true, "false": true,
	"null": true, "nil": true, "nan": true, "inf": true, ".nan": true, ".inf": true,
}

// needsEscapes reports whether text holds a character that only an escape brings through every reader: line breaks
// and controls, no-break spaces, line separators, byte order marks, bidirectional and zero-width formatting.
func needsEscapes(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c >= 0x7F {
			return strings.ContainsFunc(text, escaped)
		}
	}
	return false
}

func escaped(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) }

// appendEscaped writes double quotes with JSON's escapes, which YAML has all.
func appendEscaped(out []byte, text string) []byte {
	out = append(out, '"')
	for i, r := range text {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD"):
			panic("yaml: text is not UTF-8: " + strconv.Quote(text))
		case r == '\n':
			out = append(out, `\n`...)
		case r == '\t':
			out = append(out, `\t`...)
		case r == '\r':
			out = append(out, `\r`...)
		case r == '"' || r == '\\':
			out = append(out, '\\', byte(r))
		case !escaped(r):
			out = utf8.AppendRune(out, r)
		case r > 0xFFFF:
			out = appendHex(append(out, `\U`...), r, 8)
		default:
			out = appendHex(append(out, `\u`...), r, 4)
		}
	}
	return append(out, '"')
}

func appendHex(out []byte, r rune, digits int) []byte {
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		out = append(out, "0123456789ABCDEF"[r>>shift&0xF])
	}
	return out
}

// isBlock reports whether a string is written as a literal block: text of several lines that round-trips in one.
func isBlock(text string) bool {
	return strings.IndexByte(text, '\n') >= 0 && fitsLiteral(text)
}

// fitsLiteral reports whether a literal block gives the text back: it starts with a visible character, so that the
// reader finds the indentation; no line ends in a blank, which editors remove; it ends in at most one newline, which
// needs no `|+`; it holds no character that has to be escaped.
func fitsLiteral(text string) bool {
	if text == "" || text[0] <= ' ' || strings.HasSuffix(text, "\n\n") {
		return false
	}
	if strings.Contains(text, " \n") || strings.Contains(text, "\t\n") || strings.HasSuffix(text, " ") || strings.HasSuffix(text, "\t") {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && r != '\t' && escaped(r) })
}
