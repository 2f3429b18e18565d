package markdown_test

import (
	"fmt"
	escapes "html"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"devgen.dev/devgen/generators/internal/comment"
	"devgen.dev/devgen/generators/internal/corpus"
	"devgen.dev/devgen/generators/internal/markdown"
	"devgen.dev/devgen/generators/internal/readers"
)

func ExamplePage() {
	page := new(markdown.Page).
		Heading(2, "Settings of api").
		Paragraph("See "+markdown.Link("the guide", "docs/guide.md")+".").
		Table(markdown.Table{
			Head:  []string{"Name", "Default", "Chars"},
			Align: []markdown.Align{markdown.Left, markdown.Center, markdown.Right},
			Rows: [][]string{
				{markdown.Code("LOG_LEVEL"), markdown.Code("a|b"), "4"},
				{markdown.Text("snake_case *or* 日本"), "", "12"},
			},
		}).
		List("one", "two").
		Fence("sh", "make up\n")
	fmt.Print(string(page.Bytes()))
	// Output:
	// ## Settings of api
	//
	// See [the guide](docs/guide.md).
	//
	// | Name                   | Default | Chars |
	// | ---------------------- | :-----: | ----: |
	// | `LOG_LEVEL`            | `a\|b`  |     4 |
	// | snake_case \*or\* 日本 |         |    12 |
	//
	// - one
	// - two
	//
	// ```sh
	// make up
	// ```
}

// render reads Markdown as GitHub does, tables, strikethrough, task lists, footnotes and bare links included.
func render(t *testing.T, source string) string {
	t.Helper()
	var b strings.Builder
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote), goldmark.WithRendererOptions(html.WithUnsafe()))
	if err := md.Convert([]byte(source), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// anchors are what a renderer makes of an address in a text; the text in it stays.
var anchors = regexp.MustCompile(`</?a( [^>]*)?>`)

// check renders Markdown, and compares what stands between two tags with a text, up to blanks that a browser collapses.
func check(t *testing.T, source, before, after, want string) {
	t.Helper()
	got := render(t, source)
	inner, found := strings.CutPrefix(got, before)
	inner, found2 := strings.CutSuffix(inner, after)
	inner = anchors.ReplaceAllString(inner, "")
	if !found || !found2 || strings.Contains(inner, "<") || squeeze(escapes.UnescapeString(inner)) != squeeze(want) {
		t.Errorf("wrote %q as %q, read %q", want, source, got)
	}
}

func squeeze(text string) string { return strings.Join(strings.Fields(text), " ") }

// visible is what a value comes back as: hidden characters by number.
func visible(text string) string {
	return comment.Visible(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text))
}

func page() *markdown.Page { return new(markdown.Page) }

func oneCell(cell string) string {
	return string(page().Table(markdown.Table{Head: []string{"a"}, Rows: [][]string{{cell}}}).Bytes())
}

const (
	tableStart = "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>"
	tableEnd   = "</td>\n</tr>\n</tbody>\n</table>\n"
)

func checkText(t *testing.T, value string) {
	t.Helper()
	want := visible(value)
	if squeeze(want) == "" {
		return
	}
	check(t, string(page().Paragraph(markdown.Text(value)).Bytes()), "<p>", "</p>\n", want)
	check(t, string(page().List(markdown.Text(value)).Bytes()), "<ul>\n<li>", "</li>\n</ul>\n", want)
	check(t, string(page().Heading(2, value).Bytes()), "<h2>", "</h2>\n", want)
	check(t, oneCell(markdown.Text(value)), tableStart, tableEnd, want)
	check(t, markdown.Link(value, "x.md"), "<p>", "</p>\n", want)
	check(t, "text\n"+markdown.Text(value), "<p>text\n", "</p>\n", want)
}

func TestTextComesBack(t *testing.T) {
	for _, value := range corpus.Texts() {
		checkText(t, value)
	}
}

func checkCode(t *testing.T, value string) {
	t.Helper()
	if value == "" {
		return
	}
	want := visible(value)
	check(t, "a "+markdown.Code(value)+" b", "<p>a <code>", "</code> b</p>\n", want)
	check(t, oneCell(markdown.Code(value)), tableStart+"<code>", "</code>"+tableEnd, want)
}

func TestCodeComesBack(t *testing.T) {
	for _, value := range corpus.Texts() {
		checkCode(t, value)
	}
}

// TestPlainForms: text that means nothing to a renderer stays as it is, and a code span gets blanks only where it would
// lose some.
func TestPlainForms(t *testing.T) {
	for value, want := range map[string]string{
		".": ".", ") a": ") a", ". a": ". a", "1. a": `1\. a`, "1.": `1\.`, "1.5": "1.5", "12) a": `12\) a`, "a. b": "a. b",
	} {
		if got := markdown.Text(value); got != want {
			t.Errorf("Text(%q) = %s, want %s", value, got, want)
		}
	}
	for value, want := range map[string]string{" ": "` `", "  ": "`  `", " a ": "`  a  `", " a": "` a`", "a ": "`a `", "`": "`` ` ``"} {
		if got := markdown.Code(value); got != want {
			t.Errorf("Code(%q) = %s, want %s", value, got, want)
		}
	}
}

func TestFencesHoldAnyText(t *testing.T) {
	for _, value := range corpus.Texts() {
		source := string(page().Fence("text", value).Bytes())
		want := strings.TrimRight(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(value), "\n") + "\n"
		inner := strings.TrimSuffix(strings.TrimPrefix(render(t, source), "<pre><code class=\"language-text\">"), "</code></pre>\n")
		if got := escapes.UnescapeString(inner); got != want {
			t.Errorf("wrote %q, read %q", want, got)
		}
	}
}

func TestLinks(t *testing.T) {
	for _, tt := range []struct{ text, destination, want string }{
		{"a", "docs/a b(c).md", "[a](docs/a%20b%28c%29.md)"},
		{"[x]", "https://a.b/c_d?e=1&f=2#g", "[\\[x\\]](https://a.b/c_d?e=1&f=2#g)"},
		{"a", "MAILTO:a@b.c", "[a](MAILTO:a@b.c)"},
		{"*a*", "javascript:alert(1)", "\\*a\\*"},
		{"a", "data:text/html,x", "a"},
		{"a", "", "a"},
		{"a", "x\x7f~", "[a](x%7F~)"},
		{"a", "x|y\"<z>\u202e", "[a](x%7Cy%22%3Cz%3E%E2%80%AE)"},
	} {
		if got := markdown.Link(tt.text, tt.destination); got != tt.want {
			t.Errorf("Link(%q, %q) = %s, want %s", tt.text, tt.destination, got, tt.want)
		}
	}
	if got := markdown.Image("CI", "https://a.b/c.svg"); got != "![CI](https://a.b/c.svg)" {
		t.Errorf("Image = %s", got)
	}
	if got := markdown.Image("CI", "javascript:x"); got != "CI" {
		t.Errorf("Image = %s", got)
	}
}

// TestDestinationsStayInTheirLink puts every value of the corpus behind a path.
func TestDestinationsStayInTheirLink(t *testing.T) {
	for _, value := range corpus.Texts() {
		got := render(t, "a "+markdown.Link("text", "./"+value)+" b")
		if !strings.HasPrefix(got, "<p>a <a href=\"./") || !strings.HasSuffix(got, ">text</a> b</p>\n") || strings.Count(got, "<") != 4 {
			t.Errorf("%q: %s", value, got)
		}
	}
}

func TestComments(t *testing.T) {
	for _, value := range corpus.Texts() {
		source := markdown.Comment(value)
		if inner := source[len("<!-- ") : len(source)-len(" -->")]; strings.Contains(inner, "--") || strings.HasSuffix(inner, "-") || strings.Contains(inner, "\n") {
			t.Errorf("%q ends its comment: %s", value, source)
		}
	}
}

func TestAnchor(t *testing.T) {
	for heading, want := range map[string]string{
		"Quick start!": "#quick-start", "Settings of `api`": "#settings-of-api", "A_B & C": "#a_b--c", "Đặng": "#đặng",
	} {
		if got := markdown.Anchor(heading); got != want {
			t.Errorf("Anchor(%q) = %s, want %s", heading, got, want)
		}
	}
}

func TestEmptyBlocksLeaveNoTrace(t *testing.T) {
	got := string(page().List().Table(markdown.Table{Head: []string{"a"}}).Paragraph("").Paragraph("\nx\n").Bytes())
	if got != "x\n" {
		t.Errorf("got %q", got)
	}
}

// TestColumns holds how wide Prettier takes a text to be, for machines without it.
func TestColumns(t *testing.T) {
	for text, want := range map[string]int{
		"abcd": 4, "日本": 4, "ｗｉ": 4, "한글": 4, "e\u0301xyz": 4, "नि\u094dab": 4, "①23④": 4,
		"⚠\uFE0Fab": 4, "⚠abc": 4, "1\uFE0F\u20E3ab": 4, "#\uFE0F\u20E3ab": 4, "*\uFE0F\u20E3ab": 4, "👍🏽ab": 4, "👍🏻ab": 4, "👍🏿ab": 4, "😀ab": 4, "\uFE0Fabcd": 4, "a\uFE0Fbcd": 4,
	} {
		rule := strings.Split(oneCell(text), "\n")[1]
		if got := strings.Count(rule, "-"); got != want {
			t.Errorf("%q takes %d columns, want %d", text, got, want)
		}
	}
}

func TestPrettierLeavesItAlone(t *testing.T) {
	p := page().Heading(1, "All of it #")
	rows := [][]string{}
	for _, value := range corpus.Texts() {
		if value = strings.TrimSpace(value); len(value) > 300 || squeeze(visible(value)) != visible(value) {
			continue // Prettier collapses blanks
		}
		rows = append(rows, []string{markdown.Text(value), markdown.Code(value)})
		p.Paragraph(markdown.Text(value)).List(markdown.Text(value), "b")
	}
	p.Table(markdown.Table{Head: []string{"a", "b", "c"}, Align: []markdown.Align{markdown.Right, markdown.Center}, Rows: rows})
	readers.Prettier(t, "markdown", p.Bytes())
}

func TestBareCharacters(t *testing.T) {
	const want = ` !"#%&'()+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ^_abcdefghijklmnopqrstuvwxyz{}`
	if got := corpus.Bare(markdown.Text); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func FuzzText(f *testing.F) {
	for _, value := range corpus.Texts() {
		if len(value) < 300 {
			f.Add(value)
		}
	}
	f.Fuzz(func(t *testing.T, value string) {
		if !utf8.ValidString(value) {
			t.Skip()
		}
		checkText(t, value)
		checkCode(t, value)
	})
}
