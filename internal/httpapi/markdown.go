package httpapi

import (
	"html/template"
	"strings"
)

// markdown renders the little of CommonMark that the contract's descriptions use: paragraphs, lists of "- ", `code`,
// **strong** and *emphasis*. Everything else is text, and is escaped.
func markdown(text string) template.HTML {
	var b strings.Builder
	for block := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		if items := bullets(block); len(items) > 0 {
			b.WriteString("<ul>")
			for _, item := range items {
				b.WriteString("<li>" + string(inline(item)) + "</li>")
			}
			b.WriteString("</ul>")
			continue
		}
		if block != "" {
			b.WriteString("<p>" + string(inline(block)) + "</p>")
		}
	}
	return template.HTML(b.String()) //nolint:gosec // inline escapes all of the text
}

// bullets returns the items of a block that is a list; their lines are joined.
func bullets(block string) []string {
	if !strings.HasPrefix(block, "- ") {
		return nil
	}
	var items []string
	for line := range strings.SplitSeq(block, "\n") {
		if item, ok := strings.CutPrefix(line, "- "); ok {
			items = append(items, item)
			continue
		}
		items[len(items)-1] += " " + strings.TrimSpace(line)
	}
	return items
}

// inline renders the marks within a paragraph. A mark that is not closed is text.
func inline(text string) template.HTML {
	var b strings.Builder
	for text != "" {
		mark, tag := markAt(text)
		if end := strings.Index(text[len(mark):], mark); mark != "" && end > 0 {
			inner := text[len(mark) : len(mark)+end]
			b.WriteString("<" + tag + ">" + template.HTMLEscapeString(inner) + "</" + tag + ">")
			text = text[len(mark)+end+len(mark):]
			continue
		}
		n := max(strings.IndexAny(text[1:], "`*")+1, 1)
		if n == 1 && !strings.ContainsAny(text[1:], "`*") {
			n = len(text)
		}
		b.WriteString(template.HTMLEscapeString(text[:n]))
		text = text[n:]
	}
	return template.HTML(b.String()) //nolint:gosec // all of the text is escaped above
}

func markAt(text string) (mark, tag string) {
	switch {
	case strings.HasPrefix(text, "`"):
		return "`", "code"
	case strings.HasPrefix(text, "**"):
		return "**", "strong"
	case strings.HasPrefix(text, "*"):
		return "*", "em"
	default:
		return "", ""
	}
}
