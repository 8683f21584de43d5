package adapters

// Country is a state by its three-letter code of ОКСМ (OK (MK (ISO 3166) 004-97) 025-2001), or one of the codes of
// ICAO 9303 for people without one. The zero Country was not stated.
type Country string

// Codes that stand for no state (ICAO 9303-3, section 5).
const (
	Stateless     Country = "XXA" // stateless person, 1954 convention
	Refugee       Country = "XXB" // refugee, 1951 convention
	RefugeeOther  Country = "XXC" // refugee, other than by the convention
	NoNationality Country = "XXX" // nationality unspecified
)

// IsZero reports whether no country is stated.
func (c Country) IsZero() bool { return c == "" }
