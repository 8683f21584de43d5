package soap

// calendarDate is a day of the Gregorian calendar, years 1 to 9999.
type calendarDate struct {
	year, month, day int
}

// before tells whether d is earlier than other.
func (d calendarDate) before(other calendarDate) bool {
	if d.year != other.year {
		return d.year < other.year
	}
	if d.month != other.month {
		return d.month < other.month
	}
	return d.day < other.day
}

const dateLength = len("2006-01-02")

// DateWithoutZone gives the calendar date of an xs:date that may carry a zone, "1990-11-01+06:00" or "1990-11-01Z": the date as it is
// written, which the zone does not shift. A text of another form is given back unchanged.
func DateWithoutZone(date string) string {
	if len(date) <= dateLength {
		return date
	}
	if _, ok := readDate([]byte(date)); !ok {
		return date
	}
	return date[:dateLength]
}

// isDate is the lexical form of xs:date with four digits of year, checked against the calendar.
func isDate(value []byte) Rule {
	if _, ok := readDate(value); !ok {
		return RuleDate
	}
	return ""
}

// isDateTime is the lexical form of xs:dateTime with four digits of year, checked against the calendar.
func isDateTime(value []byte) Rule {
	if len(value) <= dateLength || value[dateLength] != 'T' {
		return RuleDateTime
	}
	_, ok := readDate(value[:dateLength])
	rest, okTime := cutTime(value[dateLength+1:])
	if !ok || !okTime || !isZone(rest) {
		return RuleDateTime
	}
	return ""
}

// readDate reads "YYYY-MM-DD" with an optional zone.
func readDate(value []byte) (calendarDate, bool) {
	if len(value) < dateLength || value[4] != '-' || value[7] != '-' || !isZone(value[dateLength:]) {
		return calendarDate{}, false
	}
	year, okYear := number(value[:4])
	month, okMonth := number(value[5:7])
	day, okDay := number(value[8:10])
	d := calendarDate{year: year, month: month, day: day}
	ok := okYear && okMonth && okDay && year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= d.daysInMonth()
	return d, ok
}

// daysInMonth gives the length of d's month.
func (d calendarDate) daysInMonth() int {
	switch d.month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if d.year%4 == 0 && (d.year%100 != 0 || d.year%400 == 0) {
			return 29
		}
		return 28
	default:
		return 31
	}
}

// cutTime reads "hh:mm:ss" with an optional fraction and gives what follows. Midnight may be written as 24:00:00.
func cutTime(value []byte) (rest []byte, ok bool) {
	const length = len("15:04:05")
	if len(value) < length || value[2] != ':' || value[5] != ':' {
		return nil, false
	}
	hour, okHour := number(value[:2])
	minute, okMinute := number(value[3:5])
	second, okSecond := number(value[6:8])
	if !okHour || !okMinute || !okSecond || hour > 24 || minute > 59 || second > 59 {
		return nil, false
	}
	rest, zero := value[length:], true
	if len(rest) > 0 && rest[0] == '.' {
		digits := 1
		for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
			zero = zero && rest[digits] == '0'
			digits++
		}
		if digits == 1 {
			return nil, false
		}
		rest = rest[digits:]
	}
	return rest, hour < 24 || minute == 0 && second == 0 && zero
}

// isZone tells whether value is no zone at all, "Z", or an offset of at most 14 hours.
func isZone(value []byte) bool {
	if len(value) == 0 || len(value) == 1 && value[0] == 'Z' {
		return true
	}
	if len(value) != len("+15:04") || value[0] != '+' && value[0] != '-' || value[3] != ':' {
		return false
	}
	hour, okHour := number(value[1:3])
	minute, okMinute := number(value[4:6])
	return okHour && okMinute && minute <= 59 && (hour < 14 || hour == 14 && minute == 0)
}

// number reads ASCII digits.
func number(digits []byte) (n int, ok bool) {
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, len(digits) > 0
}
