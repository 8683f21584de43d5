package httpapi

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/telemetry"
)

// What of a request is written down in the clear (the case, the reference of the basis, the code of the service, the
// correlation id) must not hold what the request says of the person.

// leastTelling is the number of letters and digits from which on a value tells of a person by itself: a shorter one would be
// found in innocent cases.
const leastTelling = 6

// openFields are the members of a query that are written down as they are.
func openFields(q *adapters.Query) [][2]string {
	return [][2]string{{"/case_id", q.CaseID}, {"/basis/reference", q.Basis.Reference}, {"/service_code", q.ServiceCode}}
}

// revealing returns the fields of q that are written down in the clear and hold what q states of the person.
func revealing(q *adapters.Query) (found []adapters.FieldError) {
	var t *telltale
	for _, field := range openFields(q) {
		if len(field[1]) < leastTelling {
			continue
		}
		if t == nil {
			t = telltaleOf(q)
		}
		if t.in(field[1]) {
			found = append(found, adapters.FieldError{
				Pointer: field[0], Code: adapters.CodePersonal,
				Detail: "expected what tells nothing of the person: it is written down as it is, and holds what the question states of him",
			})
		}
	}
	return found
}

// unnamed returns r, which asks q, with another correlation id if its own tells of the person.
func (v *visit) unnamed(r *http.Request, q *adapters.Query) *http.Request {
	if v.made || len(v.correlation) < leastTelling || !telltaleOf(q).in(v.correlation) {
		return r
	}
	v.correlation, v.made = uuid.NewString(), true
	v.Header().Set("X-Correlation-Id", v.correlation)
	return r.WithContext(telemetry.WithCorrelation(r.Context(), v.correlation))
}

// traced returns a context within the trace that the caller is in, if he says so: not where the ids that he has chosen for it, which go to
// the collector and into the log, tell of the person.
func (s *server) traced(ctx context.Context, h http.Header, q *adapters.Query) context.Context {
	parent := s.deps.Traces.Parent(h)
	ids := parent.IDs()
	if ids == nil {
		return ctx
	}
	if slices.ContainsFunc(ids, telltaleOf(q).in) {
		return ctx
	}
	return parent.Within(ctx)
}

// A telltale is what a question states of a person that tells of him by itself.
type telltale struct {
	stated           []string // as it is stated
	bare             []string // of it, what is long enough, bared
	year, month, day int      // of birth; 0: they are not all stated
}

func telltaleOf(q *adapters.Query) *telltale {
	s := q.Subject.Stated()
	all := make([]string, 0, 24)
	all = append(all, s.SNILS.Reveal(), s.INN.Reveal(), s.ENP.Reveal())
	for _, d := range s.Documents {
		p := d.Paper()
		all = append(all, p.SeriesNumber(), p.Number.Reveal())
	}
	for _, id := range s.ForeignIDs {
		all = append(all, id.Value.Reveal())
	}
	own := adapters.PersonName{FamilyName: s.FamilyName, GivenName: s.GivenName, LatinFamilyName: s.LatinFamilyName, LatinGivenName: s.LatinGivenName}
	for _, n := range append([]adapters.PersonName{own}, s.PreviousNames...) {
		all = append(all, n.FamilyName.Reveal(), n.GivenName.Reveal(), n.LatinFamilyName.Reveal(), n.LatinGivenName.Reveal())
	}
	t := &telltale{}
	if s.BirthDate.Precision() == adapters.PrecisionDay {
		born := s.BirthDate.Reveal()
		all = append(all, born, born[8:]+"."+born[5:7]+"."+born[:4])
		var month time.Month
		t.year, month, t.day = s.BirthDate.Parts()
		t.month = int(month)
	}
	t.stated = slices.DeleteFunc(all, func(text string) bool { return text == "" })
	for _, text := range t.stated {
		if bare := bared(text); utf8.RuneCountInString(bare) >= leastTelling {
			t.bare = append(t.bare, bare)
		}
	}
	return t
}

// in reports whether s holds what tells of the person, however it is written, or a printed SNILS of anybody's. What needs no decoding is
// looked for first.
func (t *telltale) in(s string) bool {
	bare := bared(s)
	return adapters.HoldsSNILS(s) || t.bareIn(bare) || t.bornIn(s) || t.hexIn(bare) || t.base64In(s) || t.digestIn(s, bare)
}

func (t *telltale) bareIn(bare string) bool {
	return slices.ContainsFunc(t.bare, func(b string) bool { return strings.Contains(bare, b) })
}

// bornIn reports whether s holds the birth date with something between its parts, which may lack their noughts and the century. As one
// row of digits it is found bared.
func (t *telltale) bornIn(s string) bool {
	var last [3]int
	count, value, length := 0, 0, 0
	for i := range len(s) + 1 {
		c := byte(' ')
		if i < len(s) {
			c = s[i]
		}
		if '0' <= c && c <= '9' {
			if length++; length <= len("2006") {
				value = value*10 + int(c-'0')
			}
			continue
		}
		if length > 0 {
			last, count = [3]int{last[1], last[2], value}, count+1
			if count >= len(last) && length <= len("2006") && t.isBirth(last) {
				return true
			}
			value, length = 0, 0
		}
		if isLetter(c) {
			count = 0
		}
	}
	return false
}

func (t *telltale) isBirth(parts [3]int) bool {
	return t.year > 0 && (parts == [3]int{t.day, t.month, t.year} || parts == [3]int{t.year, t.month, t.day} || parts == [3]int{t.day, t.month, t.year % 100})
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// bared returns the Latin and Russian letters, as capitals and Ё as Е, and the digits of s.
func bared(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		case 'A' <= r && r <= 'Z', '0' <= r && r <= '9', 'А' <= r && r <= 'Я':
			return r
		case 'а' <= r && r <= 'я': // of nearly all names, and unicode.ToUpper takes its time over them
			return r - 'а' + 'А'
		case isCyrillic(r):
			if r = unicode.ToUpper(r); r == 'Ё' {
				return 'Е'
			}
			return r
		default:
			return -1
		}
	}, s)
}

func isCyrillic(r rune) bool { return 0x0400 <= r && r <= 0x052F }
