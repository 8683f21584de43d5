package pension

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
)

const elkin = `{"subject": {"family_name": "Ёлкин", "given_name": "Азиз", "patronymic": "Рустамович", "birth_date": "1991-04-17",
	"sex": "male", "snils": "160-112-436 00"}}`

// FuzzSNILSCheckReply reads any reply as the driver does.
func FuzzSNILSCheckReply(f *testing.F) {
	adapterstest.SeedReplies(f, "testdata/snils-check")
	client, err := NewClient("http://127.0.0.1", Config{SystemID: "S"})
	if err != nil {
		f.Fatal(err)
	}
	driver, err := client.SNILSCheck()
	if err != nil {
		f.Fatal(err)
	}
	q, err := adapterstest.ParseQuery([]byte(elkin))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		reply, err := driver.understand(adapterstest.FuzzID, q.Subject.Stated(), adapters.Response{Status: status, Header: http.Header{}, Body: body})
		adapterstest.Sound(t, driver.Spec(), reply, err)
	})
}

// FuzzSNILSReply reads any reply as the driver does, to a question by a document and to one by a birth place.
func FuzzSNILSReply(f *testing.F) {
	adapterstest.SeedReplies(f, "testdata/snils")
	driver, byDocument := newSNILSDriver(f), readQuery(f, "testdata/snils").Subject.Stated()
	byPlace := *byDocument
	byPlace.Documents = nil
	byPlace.BirthPlace = adapters.Place{Country: "UZB", Settlement: adapters.NewSecret("Самарканд")}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		for _, s := range []*adapters.Stated{byDocument, &byPlace} {
			reply, err := driver.understand(adapterstest.FuzzID, s, adapters.Response{Status: status, Header: http.Header{}, Body: body})
			adapterstest.Sound(t, driver.Spec(), reply, err)
			if r := reply.Record; r != nil && (r.SNILS.IsZero() || r.CurrentSNILS.IsZero() == (r.State == SNILSMerged)) {
				t.Error("a record without its number, or a state without the number in use")
			}
		}
	})
}

// FuzzPaymentsReply reads any reply as the driver does.
func FuzzPaymentsReply(f *testing.F) {
	adapterstest.SeedReplies(f, "testdata/payments")
	driver, err := newClient(f).Payments()
	if err != nil {
		f.Fatal(err)
	}
	q := readQuery(f, "testdata/payments")
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		reply, err := driver.understand(adapterstest.FuzzID, q.Subject.Stated(), adapters.Response{Status: status, Header: http.Header{}, Body: body})
		adapterstest.Sound(t, driver.Spec(), reply, err)
		if r := reply.Record; r != nil && (!r.Exists && (r.Payments == nil || len(r.Payments) > 0) || r.AsOf.IsZero()) {
			t.Error("that nothing is paid is not said clearly, or not of what day")
		}
	})
}

// FuzzRusAndNum holds the check of texts to the pattern of the contract, as FuzzRusName does that of names.
func FuzzRusAndNum(f *testing.F) {
	pattern := regexp.MustCompile(`^[а-яА-ЯёЁ0-9№][а-яА-ЯёЁ0-9\- ',.()№/]*$`)
	for _, s := range []string{"", "Самарканд", "№ 12 РОВД", "ОВД-1", "-", "г. Ош (Кыргызстан)", "ГУВД «Север»", "МВД\n", "MVD", "Ўзбекистон"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := isRusAndNum(s), pattern.MatchString(s); got != want {
			t.Errorf("%q: %v, the contract says %v", s, got, want)
		}
	})
}

// FuzzRusName holds the check of names to the pattern of the contract: a name that passes here and fails there would be our bug, and
// one that fails here alone would keep a person out.
func FuzzRusName(f *testing.F) {
	pattern := regexp.MustCompile(`^[а-яА-ЯёЁ\-0-9][а-яА-ЯёЁ\- ',.]*$`)
	for _, s := range []string{"", "Ёлкин", "Ўктам", "О'Нил", "'Нил", "2Азиз", "Азиз2", "Аль-Рашид", "Иванов, мл.", "Азиз\n", " Азиз", "Karimov"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := isRusName(s), pattern.MatchString(s); got != want {
			t.Errorf("%q: %v, the contract says %v", s, got, want)
		}
	})
}
