package adapters

// HoldsSNILS reports whether s holds a SNILS as it is printed, 112-233-445 95, with any byte before the check number, which holds. It
// does not look at eleven digits in a row, which may be anybody's case: HoldsNumber does.
func HoldsSNILS(s string) bool {
	const form = len("112-233-445 95")
	for i := 0; i+form <= len(s); i++ {
		part := s[i : i+form]
		if part[3] != '-' || part[7] != '-' {
			continue
		}
		if _, err := ParseSNILS(part[:11] + " " + part[12:]); err == nil {
			return true
		}
	}
	return false
}

// HoldsNumber reports whether s holds a SNILS as it is printed, or a SNILS or an INN of a person in any other way: eleven or twelve
// digits whose check digits hold, in one row or in groups with separators between them, and not within a longer row. One in a
// hundred of other numbers of that length has such check digits by chance: it is for words that can be chosen anew.
func HoldsNumber(s string) bool {
	if HoldsSNILS(s) {
		return true
	}
	rows := rowsOf(s)
	for i := range rows {
		if beginsNumber(rows[i:]) {
			return true
		}
	}
	return false
}

// beginsNumber reports whether the first of rows is a number, with as many of those behind it as belong to it.
func beginsNumber(rows []row) bool {
	digits := ""
	for i, r := range rows {
		if i > 0 && !r.joined || len(digits) >= longestNumber {
			return false
		}
		if digits += r.digits; isNumber(digits) {
			return true
		}
	}
	return false
}

// A row is digits without anything between them.
type row struct {
	digits string
	joined bool // to the row before, by separators alone
}

func rowsOf(s string) (rows []row) {
	start, joined := -1, false
	for i, r := range s + "\x00" {
		digit := '0' <= r && r <= '9'
		switch {
		case digit && start < 0:
			start = i
		case !digit && start >= 0:
			rows, start = append(rows, row{s[start:i], joined}), -1
			joined = separates(r)
		case !digit:
			joined = joined && separates(r)
		}
	}
	return rows
}

func separates(r rune) bool { return dropSeparator(r) < 0 || r == '_' }

const longestNumber = 12

// isNumber reports whether text is a SNILS or an INN whose check digits hold.
func isNumber(text string) bool {
	switch len(text) {
	case longestNumber:
		_, err := ParseINN(text)
		return err == nil
	case longestNumber - 1:
		// Of the first million, which bear no check number, any counter with noughts before it would be one.
		_, err := ParseSNILS(text)
		n, ok := digits(text[:9])
		return err == nil && ok && n > lastUnchecked
	default:
		return false
	}
}
