package spec

import (
	"cmp"
	"math/big"
	"strconv"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/token"
)

// literalNode reads a literal of CUE. It is a broken node where the literal is not well-formed, which the parser has
// mostly ruled out.
func literalNode(lit *ast.BasicLit) *Node {
	switch lit.Kind {
	case token.STRING:
		return stringLiteral(lit.Value)
	case token.INT, token.FLOAT:
		return numberLiteral(lit.Value)
	case token.TRUE, token.FALSE:
		return &Node{kind: boolNode, text: lit.Value}
	case token.NULL:
		return &Node{kind: nullNode}
	}
	return &Node{}
}

func stringLiteral(quoted string) *Node {
	kind := textNode
	if strings.TrimLeft(quoted, "#")[0] == '\'' {
		kind = bytesNode
	}
	text, err := unquote(quoted)
	if err != nil {
		return &Node{}
	}
	return &Node{kind: kind, text: text}
}

// unquote is literal.Unquote, with a short cut for what nearly every text looks like.
func unquote(quoted string) (string, error) {
	if n := len(quoted); n >= 2 && quoted[0] == '"' && quoted[n-1] == '"' && strings.IndexByte(quoted, '\\') < 0 &&
		!strings.HasPrefix(quoted, `"""`) {
		return quoted[1 : n-1], nil
	}
	return literal.Unquote(quoted)
}

// numberLiteral reads a number of CUE: 8080, 1_000, 0x1F, 4Ki, 1.5.
func numberLiteral(text string) *Node {
	if wholeDigits(text) {
		return &Node{kind: wholeNode, text: text}
	}
	var info literal.NumInfo
	if err := literal.ParseNum(text, &info); err != nil {
		return &Node{}
	}
	if info.IsInt() {
		return &Node{kind: wholeNode, text: info.String()}
	}
	return &Node{kind: numberNode, text: decimal(info.String())}
}

// wholeDigits reports whether a text is a whole number in its shortest form, without a sign.
func wholeDigits(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != "" && (text[0] != '0' || len(text) == 1)
}

// decimal writes a number with a digit on either side of its point, as JSON and every target can read it.
func decimal(number string) string {
	sign, digits := "", number
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	if strings.HasPrefix(digits, ".") {
		digits = "0" + digits
	}
	mantissa, exponent := digits, ""
	if i := strings.IndexAny(digits, "eE"); i >= 0 {
		mantissa, exponent = digits[:i], digits[i:]
	}
	if strings.HasSuffix(mantissa, ".") {
		mantissa += "0"
	}
	return sign + mantissa + exponent
}

// negative returns the number with the other sign.
func (n *Node) negative() *Node {
	text, ok := strings.CutPrefix(n.text, "-")
	if !ok && n.text != "0" {
		text = "-" + n.text
	}
	return &Node{kind: n.kind, text: text}
}

// compareNumbers orders two numbers written in decimal. Rounding far behind the point does not matter: the schema's
// bounds are small whole numbers.
func compareNumbers(a, b string) int {
	x, errX := strconv.ParseInt(a, 10, 64)
	y, errY := strconv.ParseInt(b, 10, 64)
	if errX == nil && errY == nil {
		return cmp.Compare(x, y)
	}
	return bigNumber(a).Cmp(bigNumber(b))
}

func bigNumber(text string) *big.Float {
	f, _, err := new(big.Float).SetPrec(256).Parse(text, 10)
	if err == nil {
		return f
	}
	return new(big.Float).SetInf(strings.HasPrefix(text, "-")) // its exponent has no room: beyond every bound
}
