package report

// style is a look of text on a terminal: the parameters of an SGR escape sequence (ECMA-48, 8.3.117).
type style string

// The looks are those of rustc and cargo, which many readers know.
const (
	styleError   style = "1;31"
	styleWarning style = "1;33"
	styleGutter  style = "1;34" // line numbers, arrows, related places
	styleNote    style = "1;32"
	styleHelp    style = "1;36"
	styleStrong  style = "1"
	styleAdded   style = "32"
	styleRemoved style = "31"
)

// painter gives text its looks, or leaves it plain.
type painter bool

func (p painter) paint(s style, text string) string {
	if !p || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}
