package e2e_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/encoding/charmap"
)

// A flock is canaries: values that may be read nowhere but in the question, the exchange and the answer, in whatever way they
// may be written.
type flock struct {
	values   map[string]bool
	patterns map[uint64][]pattern // by their first bytes
}

// A pattern is one way of writing a canary.
type pattern struct {
	text  []byte
	way   string
	value string
}

// leastPattern is the number of bytes from which on a pattern is found nowhere by chance.
const leastPattern = 6

func newFlock() *flock {
	return &flock{values: make(map[string]bool), patterns: make(map[uint64][]pattern)}
}

// add adds a value, in all the ways in which it may be written.
func (f *flock) add(value string) {
	if value == "" || f.values[value] {
		return
	}
	f.values[value] = true
	for form, text := range formsOf(value) {
		for encoding, written := range encodingsOf(text) {
			f.pattern(pattern{written, form + ", " + encoding, value})
		}
	}
}

func (f *flock) pattern(p pattern) {
	if len(p.text) < leastPattern {
		return
	}
	key := prefix(p.text)
	if !slices.ContainsFunc(f.patterns[key], func(other pattern) bool { return bytes.Equal(other.text, p.text) }) {
		f.patterns[key] = append(f.patterns[key], p)
	}
}

func prefix(text []byte) uint64 {
	var first [8]byte
	copy(first[:], text[:leastPattern])
	return binary.BigEndian.Uint64(first[:])
}

// find returns what of the flock is in text.
func (f *flock) find(text []byte) (found []pattern) {
	for i := 0; i+leastPattern <= len(text); i++ {
		for _, p := range f.patterns[prefix(text[i:])] {
			if bytes.HasPrefix(text[i:], p.text) && p.apart(text, i) {
				found = append(found, p)
			}
		}
	}
	return found
}

// apart reports whether what was found at i is not just a part of a longer number or id.
func (p pattern) apart(text []byte, i int) bool {
	if strings.Trim(string(p.text), "0123456789") != "" {
		return true
	}
	end := i + len(p.text)
	return (i == 0 || !isHex(text[i-1])) && (end == len(text) || !isHex(text[end]))
}

func isHex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F' }

// formsOf returns how people and programs write value.
func formsOf(value string) map[string]string {
	forms := map[string]string{"as is": value, "in capitals": strings.ToUpper(value), "in small letters": strings.ToLower(value)}
	forms["folded"] = strings.NewReplacer("Ё", "Е", "-", "", " ", "", "'", "").Replace(strings.ToUpper(value))
	digits := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, value)
	const eight, snils = 8, 11
	if len(digits) >= eight {
		forms["digits only"] = digits
	}
	if len(digits) == snils {
		forms["dashed"] = digits[:3] + "-" + digits[3:6] + "-" + digits[6:9] + " " + digits[9:]
		forms["dashed throughout"] = digits[:3] + "-" + digits[3:6] + "-" + digits[6:9] + "-" + digits[9:]
	}
	if len(value) == len("2006-01-02") && value[4] == '-' && value[7] == '-' {
		forms["DD.MM.YYYY"] = value[8:] + "." + value[5:7] + "." + value[:4]
		forms["DDMMYYYY"] = value[8:] + value[5:7] + value[:4]
	}
	return forms
}

// encodingsOf returns how text is written down by programs.
func encodingsOf(text string) map[string][]byte {
	all := map[string][]byte{
		"UTF-8":        []byte(text),
		"URL":          []byte(url.QueryEscape(text)),
		"URL path":     []byte(url.PathEscape(text)),
		"hex":          []byte(hex.EncodeToString([]byte(text))),
		"HEX":          []byte(strings.ToUpper(hex.EncodeToString([]byte(text)))),
		"quoted bytes": []byte(strings.Trim(fmt.Sprintf("%+q", text), `"`)),
	}
	if old, err := charmap.Windows1251.NewEncoder().String(text); err == nil {
		all["windows-1251"] = []byte(old)
		all["windows-1251, hex"] = []byte(hex.EncodeToString([]byte(old)))
	}
	var inJSON, inXML, inXMLHex strings.Builder
	for _, r := range text {
		fmt.Fprintf(&inJSON, `\u%04x`, r)
		fmt.Fprintf(&inXML, "&#%d;", r)
		fmt.Fprintf(&inXMLHex, "&#x%X;", r)
	}
	all["JSON"], all["XML"], all["XML, hex"] = []byte(inJSON.String()), []byte(inXML.String()), []byte(inXMLHex.String())
	for shift := range 3 { // a value inside of what is encoded: what depends on its neighbours is cut off
		whole := base64.StdEncoding.EncodeToString([]byte(strings.Repeat(" ", shift) + text))
		if inner := strings.TrimRight(whole, "="); len(inner) > 6 {
			skip := 0
			if shift > 0 {
				skip = 4
			}
			inner = inner[skip:max(skip, len(inner)-1)]
			all[fmt.Sprint("base64, ", shift)] = []byte(inner)
			all[fmt.Sprint("base64 of URLs, ", shift)] = []byte(strings.NewReplacer("+", "-", "/", "_").Replace(inner))
		}
	}
	sum := sha256.Sum256([]byte(text))
	all["SHA-256"] = []byte(hex.EncodeToString(sum[:]))
	all["SHA-256, base64"] = []byte(strings.TrimRight(base64.StdEncoding.EncodeToString(sum[:]), "="))
	all["SHA-256, bytes"] = sum[:]
	return all
}

// TestACanaryIsFoundHoweverItIsWritten: or the search would prove nothing.
func TestACanaryIsFoundHoweverItIsWritten(t *testing.T) {
	f := newFlock()
	for _, value := range []string{"Тўхтаев-Ёлкин", "112-233-445 95", "1991-04-17", "FA1234567", "KARIMOV"} {
		f.add(value)
		for form, text := range formsOf(value) {
			for encoding, written := range encodingsOf(text) {
				if len(written) < leastPattern {
					continue
				}
				if found := f.find(slices.Concat([]byte("a line of {"), written, []byte("} a log"))); len(found) == 0 {
					t.Errorf("%s, %s, %s is not found: %s", value, form, encoding, written)
				}
			}
		}
	}
	for _, place := range []string{"x", "xx", "xxx"} {
		whole := base64.StdEncoding.EncodeToString([]byte(place + "Тўхтаев-Ёлкин" + place))
		if len(f.find([]byte(whole))) == 0 {
			t.Errorf("not found inside of base64: %s", whole)
		}
	}
	innocent := `{"time":"2026-11-26T12:00:00Z","took":1991041723,"lookup_id":"0198f2c4-7a10-7c3e-9d55-2f64b1a0c9e7"}`
	if found := f.find([]byte(innocent)); len(found) > 0 {
		t.Errorf("found in an innocent line: %v", found)
	}
}

// canariesOf adds what tells of a person in document, a question or an answer: whatever is written in Cyrillic, names in Latin
// capitals, dates of birth, and long numbers. Words of closed lists are written otherwise.
func (f *flock) canariesOf(document json.RawMessage, under string) {
	var whole map[string]json.RawMessage
	if json.Unmarshal(document, &whole) != nil {
		return
	}
	var value any
	if json.Unmarshal(whole[under], &value) == nil {
		f.gather(under, value)
	}
}

func (f *flock) gather(key string, value any) {
	switch v := value.(type) {
	case map[string]any:
		for k, inner := range v {
			f.gather(k, inner)
		}
		series, _ := v["series"].(string)
		if number, ok := v["number"].(string); ok {
			f.add(series + number)
		}
	case []any:
		for _, inner := range v {
			f.gather(key, inner)
		}
	case string:
		if key == "birth_date" || tells(v) {
			f.add(v)
		}
	}
}

// tells reports whether s is something that a closed list does not hold and that is long enough to be found.
func tells(s string) bool {
	cyrillic, capitals, digits := 0, 0, 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic++
		case 'A' <= r && r <= 'Z':
			capitals++
		case unicode.IsDigit(r):
			digits++
		case r == '-' && len(s) == len("2006-01-02"):
			return false // a date that is not of birth may be today
		}
	}
	const name, latin, number = 4, 6, 8
	return cyrillic >= name || capitals >= latin || digits >= number
}
