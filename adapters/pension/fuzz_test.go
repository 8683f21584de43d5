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
