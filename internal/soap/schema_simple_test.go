package soap

import (
	"math"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// simpleOf compiles a schema whose element e has the simple type that restricts base by facets.
func simpleOf(tb testing.TB, base, facets string) *simpleType {
	tb.Helper()
	contract, err := compileParts(`<xs:element name="e"><xs:simpleType><xs:restriction base="` + base + `">` + facets + `</xs:restriction></xs:simpleType></xs:element>`)
	if err != nil {
		tb.Fatal(err)
	}
	return contract.elements[0].simple
}

func TestBuiltinTypes(t *testing.T) {
	for _, test := range []struct {
		base, value string
		rule        Rule
	}{
		{"xs:string", "", ""}, {"xs:string", " a  b ", ""},
		{"xs:boolean", "true", ""}, {"xs:boolean", " 0\n", ""}, {"xs:boolean", "yes", RuleBoolean}, {"xs:boolean", "", RuleEmpty}, {"xs:boolean", "t rue", RuleBoolean},
		{"xs:byte", "127", ""}, {"xs:byte", "128", RuleIntegerRange}, {"xs:byte", "-128", ""}, {"xs:byte", "-129", RuleIntegerRange},
		{"xs:short", "32767", ""}, {"xs:short", "32768", RuleIntegerRange}, {"xs:int", "-2147483648", ""}, {"xs:int", "2147483648", RuleIntegerRange},
		{"xs:long", "9223372036854775807", ""}, {"xs:long", "9223372036854775808", RuleIntegerRange}, {"xs:long", "-9223372036854775808", ""},
		{"xs:unsignedByte", "255", ""}, {"xs:unsignedByte", "-1", RuleIntegerRange}, {"xs:unsignedByte", "-0", RuleInteger}, {"xs:unsignedByte", "+1", RuleInteger}, {"xs:unsignedShort", "65536", RuleIntegerRange},
		{"xs:unsignedInt", "4294967295", ""}, {"xs:unsignedInt", "4294967296", RuleIntegerRange},
		{"xs:int", " 1 ", ""}, {"xs:int", "007", ""}, {"xs:int", "+1", ""}, {"xs:int", "1.0", RuleInteger}, {"xs:int", "1,5", RuleInteger}, {"xs:int", "1e3", RuleInteger},
		{"xs:int", "+", RuleInteger}, {"xs:int", "--1", RuleInteger}, {"xs:int", "1_0", RuleInteger}, {"xs:int", "0x1", RuleInteger}, {"xs:int", "\u0661", RuleInteger},
		{"xs:date", "2026-11-22", ""}, {"xs:date", "2026-11-22Z", ""}, {"xs:date", "2026-11-22-14:00", ""}, {"xs:date", "2026-11-22+14:01", RuleDate},
		{"xs:date", "2026-11-22+15:00", RuleDate}, {"xs:date", "2026-11-22+06", RuleDate}, {"xs:date", "2026-11-22+06:60", RuleDate}, {"xs:date", "2026-11-22z", RuleDate},
		{"xs:date", "2024-02-29", ""}, {"xs:date", "2023-02-29", RuleDate}, {"xs:date", "1900-02-29", RuleDate}, {"xs:date", "2000-02-29", ""}, {"xs:date", "2026-04-31", RuleDate},
		{"xs:date", "2026-00-10", RuleDate}, {"xs:date", "2026-13-10", RuleDate}, {"xs:date", "2026-10-00", RuleDate}, {"xs:date", "2026-10-32", RuleDate},
		{"xs:date", "0000-01-01", RuleDate}, {"xs:date", "-0001-01-01", RuleDate}, {"xs:date", "12026-01-01", RuleDate}, {"xs:date", "26-01-01", RuleDate},
		{"xs:date", "2026-1-1", RuleDate}, {"xs:date", "2026/01/01", RuleDate}, {"xs:date", "2026-11-22T00:00:00", RuleDate}, {"xs:date", "", RuleEmpty},
		{"xs:dateTime", "2026-11-22T10:20:30", ""}, {"xs:dateTime", "2026-11-22T10:20:30.123456789+03:00", ""}, {"xs:dateTime", "2026-11-22T24:00:00.0Z", ""},
		{"xs:dateTime", "2026-11-22T24:00:01", RuleDateTime}, {"xs:dateTime", "2026-11-22T24:00:00.1", RuleDateTime}, {"xs:dateTime", "2026-11-22T25:00:00", RuleDateTime},
		{"xs:dateTime", "2026-11-22T10:60:00", RuleDateTime}, {"xs:dateTime", "2026-11-22T10:00:60", RuleDateTime}, {"xs:dateTime", "2026-11-22T10:20", RuleDateTime},
		{"xs:dateTime", "2026-11-22T10:20:30.", RuleDateTime}, {"xs:dateTime", "2026-11-22 10:20:30", RuleDateTime}, {"xs:dateTime", "2026-02-30T10:20:30", RuleDateTime},
		{"xs:dateTime", "2026-11-22", RuleDateTime}, {"xs:dateTime", "2026-11-22T1a:20:30", RuleDateTime}, {"xs:dateTime", "2026-11-22Z10:20:30", RuleDateTime}, {"xs:dateTime", "", RuleEmpty},
	} {
		simple := simpleOf(t, test.base, "")
		if got := simple.check(normalized([]byte(test.value), simple.space)); got != test.rule {
			t.Errorf("%s %q: got %q, want %q", test.base, test.value, got, test.rule)
		}
	}
}

func TestFacets(t *testing.T) {
	for _, test := range []struct {
		base, facets, value string
		rule                Rule
	}{
		{"xs:string", `<xs:length value="2"/>`, "ёж", ""}, {"xs:string", `<xs:length value="2"/>`, "ежи", RuleLength}, {"xs:string", `<xs:length value="0"/>`, "", ""},
		{"xs:string", `<xs:minLength value="2"/>`, "ё", RuleMinLength}, {"xs:string", `<xs:minLength value="1"/>`, "", RuleEmpty}, {"xs:string", `<xs:maxLength value="2"/>`, "ежи", RuleMaxLength},
		{"xs:token", `<xs:maxLength value="3"/>`, "  a  b ", ""}, {"xs:normalizedString", `<xs:pattern value=" a b "/>`, "\ta\nb\r", ""},
		{"xs:string", `<xs:whiteSpace value="collapse"/><xs:enumeration value="a b"/>`, " a \n b ", ""}, {"xs:string", `<xs:enumeration value="a"/>`, " a", RuleEnumeration},
		{"xs:string", `<xs:enumeration value="a"/><xs:enumeration value="b"/>`, "b", ""}, {"xs:string", `<xs:enumeration value="a"/>`, "A", RuleEnumeration},
		{"xs:string", `<xs:pattern value="a"/><xs:pattern value="b"/>`, "b", ""}, {"xs:string", `<xs:pattern value="a|b"/>`, "ab", RulePattern}, {"xs:string", `<xs:pattern value="a"/>`, "xax", RulePattern},
		{"xs:string", `<xs:pattern value="a"/>`, "a\n", RulePattern},
		{"xs:int", `<xs:minInclusive value="1"/><xs:maxInclusive value="5"/>`, "5", ""}, {"xs:int", `<xs:minInclusive value="1"/>`, "0", RuleMinInclusive}, {"xs:int", `<xs:maxInclusive value="5"/>`, "6", RuleMaxInclusive},
		{"xs:int", `<xs:enumeration value="1"/>`, "+01", ""}, {"xs:int", `<xs:enumeration value="1"/>`, "2", RuleEnumeration}, {"xs:int", `<xs:pattern value="[0-9]"/>`, "10", RulePattern},
		{"xs:date", `<xs:minInclusive value="1900-01-01"/><xs:maxInclusive value="2026-12-31"/>`, "1899-12-31", RuleMinInclusive}, {"xs:date", `<xs:minInclusive value="1900-01-01"/>`, "1900-01-01Z", ""},
		{"xs:date", `<xs:maxInclusive value="2026-06-15"/>`, "2026-06-16", RuleMaxInclusive}, {"xs:date", `<xs:maxInclusive value="2026-06-15"/>`, "2026-07-01", RuleMaxInclusive}, {"xs:date", `<xs:pattern value="[^Z]*"/>`, "1900-01-01Z", RulePattern},
		{"xs:boolean", `<xs:pattern value="true|false"/>`, "1", RulePattern},
	} {
		simple := simpleOf(t, test.base, test.facets)
		if got := simple.check(normalized([]byte(test.value), simple.space)); got != test.rule {
			t.Errorf("%s %s %q: got %q, want %q", test.base, test.facets, test.value, got, test.rule)
		}
	}
}

func TestRestrictionsOfRestrictionsHoldTogether(t *testing.T) {
	contract, err := compileParts(`<xs:simpleType name="a"><xs:restriction base="xs:int"><xs:minInclusive value="1"/></xs:restriction></xs:simpleType>` +
		`<xs:simpleType name="b"><xs:restriction base="t:a"><xs:maxInclusive value="9"/></xs:restriction></xs:simpleType>` +
		`<xs:simpleType name="s"><xs:restriction base="xs:string"><xs:pattern value="[a-z]+"/></xs:restriction></xs:simpleType>` +
		`<xs:simpleType name="u"><xs:restriction base="t:s"><xs:pattern value=".{2}"/></xs:restriction></xs:simpleType>` +
		`<xs:element name="n" type="t:b"/><xs:element name="s" type="t:u"/>`)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		element, value string
		rule           Rule
	}{
		{"n", "0", RuleMinInclusive}, {"n", "10", RuleMaxInclusive}, {"n", "9", ""}, {"n", "99999999999", RuleIntegerRange},
		{"s", "ab", ""}, {"s", "AB", RulePattern}, {"s", "abc", RulePattern},
	} {
		if got := contract.local([]byte(test.element)).simple.check([]byte(test.value)); got != test.rule {
			t.Errorf("%s %q: got %q, want %q", test.element, test.value, got, test.rule)
		}
	}
}

func TestDatesAreThoseOfTheCalendar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[0-2][0-9]{3}-[01][0-9]-[0-3][0-9]`).Draw(t, "date")
		parsed, err := time.Parse(time.DateOnly, text)
		want := err == nil && parsed.Year() > 0
		if got := isDate([]byte(text)) == ""; got != want {
			t.Fatalf("%s: got %v, want %v", text, got, want)
		}
	})
}

func TestIntegersAreThoseOfStrconv(t *testing.T) {
	long := newInteger("long", math.MinInt64, math.MaxInt64)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[+-]?[0-9]{1,21}`).Draw(t, "number")
		_, err := strconv.ParseInt(text, 10, 64)
		if got := long.check([]byte(text)) == ""; got != (err == nil) {
			t.Fatalf("%s: got %v, want %v", text, got, err)
		}
	})
}

func TestDateWithoutZone(t *testing.T) {
	for in, want := range map[string]string{
		"1990-11-01": "1990-11-01", "1990-11-01+06:00": "1990-11-01", "1990-11-01Z": "1990-11-01", "1990-11-31Z": "1990-11-31Z",
		"01.11.1990": "01.11.1990", "": "", "1990-11-01T00:00:00": "1990-11-01T00:00:00",
	} {
		if got := DateWithoutZone(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestNormalizedValues(t *testing.T) {
	for _, test := range []struct {
		how      whiteSpace
		in, want string
	}{
		{preserve, " a\t\nb ", " a\t\nb "}, {replace, " a\t\nb ", " a  b "}, {collapse, " a\t\nb ", "a b"}, {collapse, "a", "a"}, {collapse, " \n", ""},
		{collapse, "a  b   c", "a b c"}, {collapse, "\u00a0a\u00a0", "\u00a0a\u00a0"}, {replace, "", ""},
	} {
		in := []byte(test.in)
		if got := string(normalized(in, test.how)); got != test.want || string(in) != test.in {
			t.Errorf("%q: got %q, want %q; the input is now %q", test.in, got, test.want, in)
		}
	}
}
