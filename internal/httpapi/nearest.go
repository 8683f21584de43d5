package httpapi

import "strings"

// plainName reports whether a member's name may be repeated to the caller: written as the contract's own are, lower or
// upper case letters, "_" and "-", and too short to tell a life.
func plainName(s string) bool {
	const most = 32
	return s != "" && len(s) <= most && strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz_-") == ""
}

// nearest returns the one of names that s was probably meant to be, or "".
func nearest(s string, names []string) string {
	near, least := "", min(len(s)/3+1, 3)
	for _, name := range names {
		if d := distance(strings.ToLower(s), name); d < least {
			near, least = name, d
		}
	}
	return near
}

// distance returns how many letters must be put in, left out or changed to make b of a (Levenshtein 1965).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := corner
			if a[i] != b[j] {
				change++
			}
			corner = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
