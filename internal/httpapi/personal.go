package httpapi

import (
	"context"
	"net/http"
	"slices"
	"strings"

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
	var telling []string
	for _, field := range openFields(q) {
		if len(field[1]) < leastTelling {
			continue
		}
		if telling == nil {
			telling = tellingOf(q)
		}
		if tells(field[1], telling) {
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
	if len(v.correlation) < leastTelling || !tells(v.correlation, tellingOf(q)) {
		return r
	}
	v.correlation = uuid.NewString()
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
	telling := tellingOf(q)
	if slices.ContainsFunc(ids, func(id string) bool { return tells(id, telling) }) {
		return ctx
	}
	return parent.Within(ctx)
}

// tells reports whether s holds any of telling, however it is written, or a SNILS of anybody's.
func tells(s string, telling []string) bool {
	if adapters.HoldsSNILS(s) {
		return true
	}
	bare := bared(s)
	return slices.ContainsFunc(telling, func(t string) bool { return strings.Contains(bare, t) })
}

// tellingOf returns what of q tells of the person by itself, bared.
func tellingOf(q *adapters.Query) []string {
	s := q.Subject.Stated()
	all := []string{s.SNILS.Reveal(), s.INN.Reveal(), s.ENP.Reveal()}
	if born := s.BirthDate.Reveal(); len(born) == len("2006-01-02") {
		all = append(all, born, born[8:]+born[5:7]+born[:4])
	}
	for _, d := range s.Documents {
		p := d.Paper()
		all = append(all, p.SeriesNumber(), p.Number.Reveal())
	}
	for _, id := range s.ForeignIDs {
		all = append(all, id.Value.Reveal())
	}
	own := adapters.PersonName{LatinFamilyName: s.LatinFamilyName, LatinGivenName: s.LatinGivenName}
	for _, n := range append([]adapters.PersonName{own}, s.PreviousNames...) {
		all = append(all, n.LatinFamilyName.Reveal(), n.LatinGivenName.Reveal())
	}
	for i := range all {
		all[i] = bared(all[i])
	}
	return slices.DeleteFunc(all, func(t string) bool { return len(t) < leastTelling })
}

// bared returns the Latin letters, as capitals, and the digits of s.
func bared(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		case 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
			return r
		default:
			return -1
		}
	}, s)
}
