package fault

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// others returns other values for the leaf e: those that were seen at the path, and some of the type that its text shows. They keep
// to its notation: of a number come numbers.
func (m *mutator) others(e *branch, bare string) []string {
	text := e.plain()
	var all []string
	if m.seen != nil {
		all = slices.Clone(m.seen(bare))
	}
	all = append(all, alike(text)...)
	if e.kind == jsonScalar && !strings.HasPrefix(e.raw, `"`) {
		all = slices.DeleteFunc(all, func(s string) bool { return !bareJSON.MatchString(s) })
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(s string) bool { return s == text })
}

var (
	bareJSON = regexp.MustCompile(`^(-?[0-9]+(\.[0-9]+)?|true|false)$`)
	fullDate = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}`)
	integer  = regexp.MustCompile(`^-?[0-9]+$`)
	money    = regexp.MustCompile(`^-?[0-9]+\.[0-9]+$`)
	cyrillic = regexp.MustCompile(`\p{Cyrillic}`)
)

// alike returns values of the type that text seems to be of.
func alike(text string) []string {
	switch {
	case text == "true" || text == "false":
		return []string{"true", "false"}
	case fullDate.MatchString(text):
		const iso = len("2006-01-02")
		return []string{"1971-02-03" + text[iso:], "2025-02-03" + text[iso:], "2038-02-03" + text[iso:]}
	case money.MatchString(text):
		return []string{"0.00", "1.25", "-1.25"}
	case integer.MatchString(text):
		return numbers(text)
	case cyrillic.MatchString(text):
		return []string{"Чужой"}
	default:
		return []string{"CHUZHOY", "TJK"}
	}
}

// numbers returns other numbers of as many digits: of an INN's and of a SNILS's length those that pass their check digits, too.
func numbers(text string) []string {
	known := map[int][]string{
		len("11223344595"):  {"11223344595"},
		len("770123456703"): {"770123456703"},
	}
	other := []byte(text)
	last := &other[len(other)-1]
	*last = '0' + (*last-'0'+1)%10
	all := append(known[len(text)], string(other))
	if n, err := strconv.Atoi(text); err == nil && n == 0 {
		all = append(all, "1")
	}
	return all
}
