package audit

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// full returns a record of which every member is set.
func full(kind Kind) Record {
	r := Record{Kind: kind}
	v := reflect.ValueOf(&r).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i); f.Interface().(type) {
		case Kind:
		case string:
			f.SetString(strings.ToLower(v.Type().Field(i).Name))
		case bool:
			f.SetBool(true)
		case time.Time:
			f.Set(reflect.ValueOf(time.Date(2026, 11, 26, 12, 0, i, 123456000, time.UTC)))
		case []Term:
			f.Set(reflect.ValueOf([]Term{{1}, {2}}))
		case Term:
			f.Set(reflect.ValueOf(Term{byte(i)}))
		case Digest:
			f.Set(reflect.ValueOf(Digest{byte(i)}))
		case uuid.UUID:
			f.Set(reflect.ValueOf(uuid.Must(uuid.NewV7())))
		case uint64:
			f.SetUint(uint64(1000 + i))
		default:
			f.SetInt(int64(1000 + i))
		}
	}
	return r
}

func TestEveryMemberOfARecordIsWrittenAndReadBack(t *testing.T) {
	for kind := KindIntent; kind <= KindErased; kind++ {
		want := full(kind)
		got, err := decodeBody(appendBody(nil, &want))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is read back as\n%+v, %v\nwant\n%+v", kind, got, err, want)
		}
		if strings.Contains(kind.String(), "unknown") {
			t.Errorf("kind %d has no word", kind)
		}
	}
}

// What differs from what was written in any byte, or is cut anywhere, is another record or none.
func TestABodyThatIsChangedIsNotTheSameRecord(t *testing.T) {
	want := full(KindOutcome)
	body := appendBody(nil, &want)
	for i := range body {
		changed := bytes.Clone(body)
		changed[i] ^= 1 << rand.IntN(8) //nolint:gosec // no secret
		if got, err := decodeBody(changed); err == nil && reflect.DeepEqual(got, want) {
			t.Errorf("byte %d makes no difference", i)
		}
		if got, err := decodeBody(body[:i]); err == nil && reflect.DeepEqual(got, want) {
			t.Errorf("cut at byte %d it is the same", i)
		}
	}
}

// A lookup leaves no more than 1 KB on the disk: both records, framed, and their part of the tree.
func TestALookupTakesLessThanAKilobyte(t *testing.T) {
	in, d := install(t), newMemory()
	l := in.on(t, d)
	before := d.size()
	const lookups = 300
	for range lookups {
		ask(t, l)
	}
	mustClose(t, l)
	if each := (d.size() - before) / lookups; each > 1000 {
		t.Errorf("a lookup takes %d bytes", each)
	} else {
		t.Logf("%d bytes a lookup", each)
	}
}

func (m *memory) size() (n int) {
	for _, b := range m.names {
		n += len(b.now)
	}
	return n
}

// Nothing that a person could be known by stands in any file of the log.
func TestNothingPersonalIsWritten(t *testing.T) {
	in, d := install(t), newMemory()
	l := in.on(t, d)
	q := question(t)
	q.Query.Subject = person(t, "Каримов", "112-233-445 95")
	q.Query.Basis.Kind, q.Query.Basis.Reference = "consent", "согласие Каримова"
	if _, err := l.Intend(t.Context(), q); err != nil {
		t.Fatal(err)
	}
	mustClose(t, l)
	for name, b := range d.names {
		for _, canary := range []string{"Каримов", "каримов", "Азиз", "11223344595", "112-233-445", "1234567", "84120375", "1991", "согласие"} {
			if bytes.Contains(b.now, []byte(canary)) {
				t.Errorf("%s holds %q", name, canary)
			}
		}
	}
	if r := records(t, d)[0]; r.CaseID != "2026-000123" || r.Caller != "portal" || r.Lookup != "pension/snils-check" || r.Purpose != "account_registration" ||
		r.BasisKind != "consent" || r.ActorKind != "citizen" || r.Request == (Digest{}) || r.Actor == (Term{}) || r.Reference == (Term{}) || len(r.Subject) != 3 {
		t.Errorf("the intent says %+v", r)
	}
}

func FuzzBody(f *testing.F) {
	for kind := KindIntent; kind <= KindErased; kind++ {
		r := full(kind)
		f.Add(appendBody(nil, &r))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if r, err := decodeBody(body); err == nil && !bytes.Equal(appendBody(nil, &r), body) {
			t.Error("it is written otherwise than it was read")
		}
	})
}

func FuzzFrame(f *testing.F) {
	f.Add(appendFrame(nil, 7, []byte("payload")))
	f.Fuzz(func(t *testing.T, data []byte) {
		batch, payload, ok := cutFrame(data, maxPayload)
		if ok && !bytes.HasPrefix(data, appendFrame(nil, batch, payload)) {
			t.Error("it is framed otherwise than it was read")
		}
	})
}
