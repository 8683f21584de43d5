package telemetry

import (
	"fmt"
	"strconv"
	"strings"
)

// Markdown writes the contract as the body of internal/docs/metrics.md.
func Markdown(all []Section) string {
	var b strings.Builder
	for _, s := range all {
		fmt.Fprintf(&b, "## %s\n\n", s.Title)
		for _, d := range s.Metrics {
			d.markdown(&b)
		}
	}
	return b.String()
}

func (d Description) markdown(b *strings.Builder) {
	fmt.Fprintf(b, "### `%s`\n\n*%s.* %s\n\n", d.FullName(), d.Type, d.Means)
	for _, l := range d.Labels {
		fmt.Fprintf(b, "- `%s`: %s\n", l.Name, l.closedBy())
	}
	if len(d.Buckets) > 0 {
		fmt.Fprintf(b, "- buckets: %s\n", bounds(d.Buckets))
	}
	if d.Shown != "" {
		fmt.Fprintf(b, "- there: %s\n", d.Shown)
	}
	fmt.Fprintf(b, "- to do: %s\n\n", d.Use)
}

// closedBy says which values a label may have.
func (l Label) closedBy() string {
	var parts []string
	if l.Of != "" {
		parts = append(parts, string(l.Of))
	}
	for _, v := range l.Values {
		if v == "" {
			parts = append(parts, "empty")
			continue
		}
		parts = append(parts, "`"+v+"`")
	}
	return strings.Join(parts, ", ")
}

func bounds(all []float64) string {
	words := make([]string, len(all))
	for i, v := range all {
		words[i] = strconv.FormatFloat(v, 'g', -1, 64)
	}
	return strings.Join(words, ", ")
}
