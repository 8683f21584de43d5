// Command mdtohtml writes a Markdown file as a page in the style of the mocks' console, which then has nothing to parse when it is asked for.
// It reads what our own texts use: headings, paragraphs, lists of one level, tables, code and bold; anything else is an error.
//
//	mdtohtml in.md out.html
package main

import (
	"fmt"
	"html"
	"os"
	"regexp"
	"strings"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: mdtohtml in.md out.html")
		os.Exit(2)
	}
	if err := convert(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "mdtohtml:", err)
		os.Exit(1)
	}
}

func convert(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	out, err := page(string(text))
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	return os.WriteFile(to, []byte(out), 0o644) //nolint:gosec // it goes into the repository
}

const frame = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sverka: %s</title>
<link rel="stylesheet" href="console.css">
<link rel="icon" href="favicon.ico">
</head>
<body class="text">
<nav aria-label="This mock"><a href="./">Mock registries</a></nav>
<main>
%s</main>
</body>
</html>
`

// page writes a whole document, whose first block is its title. Addresses are relative: it stands beside the console's files.
func page(text string) (string, error) {
	var b strings.Builder
	title := ""
	for block := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		if title == "" {
			title = strings.TrimPrefix(block, "# ")
		}
		out, err := element(strings.Trim(block, "\n"))
		if err != nil {
			return "", err
		}
		b.WriteString(out)
	}
	return fmt.Sprintf(frame, html.EscapeString(title), b.String()), nil
}

// element writes one block, which blank lines stand around.
func element(block string) (string, error) {
	first := block[:1]
	switch {
	case strings.HasPrefix(block, "# "):
		return "<h1>" + inline(block[2:]) + "</h1>\n", nil
	case strings.HasPrefix(block, "## "):
		return "<h2>" + inline(block[3:]) + "</h2>\n", nil
	case strings.HasPrefix(block, "| "):
		return table(block)
	case strings.HasPrefix(block, "- "):
		return list(block), nil
	case strings.Contains("#>`-+=~\t <[!", first) || strings.Contains(block, "]("):
		return "", fmt.Errorf("what is this? %q", block)
	default:
		return "<p>" + inline(block) + "</p>\n", nil
	}
}

func list(block string) string {
	var b strings.Builder
	b.WriteString("<ul>\n")
	for item := range strings.SplitSeq("\n"+block, "\n- ") {
		if item != "" {
			b.WriteString("<li>" + inline(item) + "</li>\n")
		}
	}
	return b.String() + "</ul>\n"
}

// table writes one whose first row is of headings, as is the first cell of each. It scrolls within itself, by keys too.
func table(block string) (string, error) {
	rows := strings.Split(block, "\n")
	if len(rows) < 3 || strings.Trim(rows[1], "|-: ") != "" {
		return "", fmt.Errorf("a table without a line below its first: %q", block)
	}
	var b strings.Builder
	columns := 0
	b.WriteString("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"" + html.EscapeString("Table: "+strings.Join(cells(rows[0]), ", ")) + "\">\n<table>\n")
	for i, row := range rows {
		all := cells(row)
		switch {
		case i == 0:
			columns = len(all)
			b.WriteString("<thead><tr>")
			for _, c := range all {
				b.WriteString(`<th scope="col">` + inline(c) + "</th>")
			}
			b.WriteString("</tr></thead>\n<tbody>\n")
		case i > 1 && len(all) != columns:
			return "", fmt.Errorf("a row of %d cells in a table of %d: %q", len(all), columns, row)
		case i > 1:
			b.WriteString(`<tr><th scope="row">` + inline(all[0]) + "</th>")
			for _, c := range all[1:] {
				b.WriteString("<td>" + inline(c) + "</td>")
			}
			b.WriteString("</tr>\n")
		}
	}
	return b.String() + "</tbody>\n</table>\n</div>\n", nil
}

func cells(row string) []string {
	all := strings.Split(strings.Trim(row, "| "), "|")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}

// inline writes a text with its code and what is bold.
func inline(text string) string {
	code := regexp.MustCompile("`([^`]+)`")
	bold := regexp.MustCompile(`\*\*([^*]+)\*\*`)
	text = html.EscapeString(strings.Join(strings.Fields(text), " "))
	return bold.ReplaceAllString(code.ReplaceAllString(text, "<code>$1</code>"), "<strong>$1</strong>")
}
