package readers

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// PowerShellQuotes reads an expression as PowerShell's tokenizer does (tokenizer.cs, ScanStringLiteral; CharTraits.cs): any of
// five characters is a single quote, two of them in a row are one. It returns what is left behind the
// expression, and knows what powershell.Quote may use and nothing else.
func PowerShellQuotes(text string) (value, rest string, err error) {
	if inner, found := strings.CutPrefix(text, "("); found {
		return sum(inner)
	}
	return singleQuoted(text)
}

func sum(text string) (value, rest string, err error) {
	var units []uint16
	for i := 0; ; i++ {
		part, after, err := term(text, i == 0)
		if err != nil {
			return "", "", err
		}
		units = append(units, part...)
		switch {
		case strings.HasPrefix(after, " + "):
			text = after[len(" + "):]
		case strings.HasPrefix(after, ")"):
			return string(utf16.Decode(units)), after[1:], nil
		default:
			return "", "", fmt.Errorf("no + and no ) in %q", after)
		}
	}
}

// term reads one operand. The first must be a string: a character plus a string would be a sum of numbers.
func term(text string, first bool) (units []uint16, rest string, err error) {
	if hex, found := strings.CutPrefix(text, "[char]0x"); found && !first {
		end := strings.IndexFunc(hex, func(r rune) bool { return !strings.ContainsRune("0123456789ABCDEF", r) })
		n, err := strconv.ParseUint(hex[:end], 16, 16)
		return []uint16{uint16(n)}, hex[end:], err
	}
	value, rest, err := singleQuoted(text)
	return utf16.Encode([]rune(value)), rest, err
}

func singleQuoted(text string) (value, rest string, err error) {
	runes := []rune(text)
	if len(runes) == 0 || !isSingleQuote(runes[0]) {
		return "", "", fmt.Errorf("no quote in front of %q", text)
	}
	var b strings.Builder
	for i := 1; i < len(runes); i++ {
		if !isSingleQuote(runes[i]) {
			b.WriteRune(runes[i])
			continue
		}
		if i+1 == len(runes) || !isSingleQuote(runes[i+1]) {
			return b.String(), string(runes[i+1:]), nil
		}
		i++
		b.WriteRune(runes[i])
	}
	return "", "", fmt.Errorf("no quote at the end of %q", text)
}

func isSingleQuote(r rune) bool {
	return r == '\'' || r >= 0x2018 && r <= 0x201B
}
