package client

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sverka/sverka/internal/gen/api"
)

// A row is one line of what people read: a member of the document, what in it, and its value.
type row struct{ member, path, value string }

// text writes r for people: a headline, and the document's leaves in columns. withheld stands between a problem or a plan and the
// terminal: what comes from elsewhere is not trusted to keep the subject to itself.
func (r reply) text(withheld func(string) string) string {
	rows := r.rows()
	for i := range rows {
		shown := &rows[i]
		if r.problem != nil || r.plan != nil {
			shown.member, shown.path, shown.value = withheld(shown.member), withheld(shown.path), withheld(shown.value)
		}
		shown.member, shown.path, shown.value = printable(shown.member), printable(shown.path), printable(shown.value)
	}
	return r.headline() + "\n\n" + columns(rows)
}

// headline says in one line what came of the question. All of its words are of closed lists.
func (r reply) headline() string {
	said := "pending"
	switch {
	case r.problem != nil:
		said = "not answered: " + string(r.problem.Kind)
		if reason := r.problem.Reason.Value; reason != "" {
			said += ", " + string(reason)
		}
	case r.plan != nil && r.plan.Ready:
		said = "ready to be asked"
	case r.plan != nil:
		said = "not ready to be asked"
	case r.pending == nil:
		said = r.outcome
		if r.verdict != "" {
			said += ", " + r.verdict
		}
	}
	if r.lookup == "" {
		return said
	}
	return r.lookup + ": " + said
}

// rows are the document's leaves, what matters most in front. What the headline says is left out.
func (r reply) rows() []row {
	var rows []row
	for _, l := range leaves(r.document) {
		member, path := l.path, ""
		if i := strings.IndexAny(l.path, ".["); i >= 0 {
			member, path = l.path[:i], strings.TrimPrefix(l.path[i:], ".")
		}
		if !slices.Contains([]string{"lookup", "registry", "type", "errors", "lacks"}, member) {
			rows = append(rows, row{member, path, l.value + unit(member)})
		}
	}
	if r.problem != nil {
		rows = append(rows, wrong("errors", r.problem.Errors)...)
	}
	if r.plan != nil {
		rows = append(rows, wrong("lacks", r.plan.Lacks)...)
	}
	slices.SortStableFunc(rows, func(a, b row) int { return rank(a.member) - rank(b.member) })
	return rows
}

func unit(member string) string {
	if member == "retry_after" {
		return " s"
	}
	return ""
}

// wrong is one row for each field that is wrong, by its pointer into what was asked.
func wrong(member string, errs []api.FieldError) []row {
	var rows []row
	for _, e := range errs {
		rows = append(rows, row{member, e.Pointer, string(e.Code) + ": " + e.Detail})
	}
	return rows
}

// rank is a member's place; what a later version adds comes last.
func rank(member string) int {
	order := []string{
		"outcome", "verdict", "kind", "reason", "origin", "status", "title", "detail", "errors", "retryable", "retry_after", "expected_by",
		"ready", "serves_purpose", "lacks", "answered_by", "takes", "cost", "quotas", "held", "state_more", "fields", "record", "source", "message", "action", "lookup_id",
	}
	if i := slices.Index(order, member); i >= 0 {
		return i
	}
	return len(order)
}

// columns aligns rows: the member is written once, its paths are as wide as the longest of them.
func columns(rows []row) string {
	members, paths := 0, make(map[string]int)
	for _, r := range rows {
		members = max(members, utf8.RuneCountInString(r.member))
		paths[r.member] = max(paths[r.member], utf8.RuneCountInString(r.path))
	}
	var b strings.Builder
	before := ""
	for _, r := range rows {
		member := r.member
		if member == before {
			member = ""
		}
		before = r.member
		fmt.Fprintf(&b, "  %-*s  ", members, member)
		if width := paths[r.member]; width > 0 {
			fmt.Fprintf(&b, "%-*s  ", width, r.path)
		}
		b.WriteString(r.value + "\n")
	}
	return b.String()
}
