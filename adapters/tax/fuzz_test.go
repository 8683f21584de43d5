package tax

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
	wire "github.com/sverka/sverka/internal/gen/tax"
)

func fuzzClient(f *testing.F) *Client {
	f.Helper()
	client, err := NewClient("http://127.0.0.1", Config{
		SystemID: "S", Organisation: Organisation{Name: "Сверка", INN: "7700000016", OGRN: "1027700000017"}, MasterTokenFile: "f",
	}, adapters.NewSecret("master"))
	if err != nil {
		f.Fatal(err)
	}
	return client
}

// seedSubject is whom the goldens of a lookup ask about.
func seedSubject(f *testing.F, lookup string) *adapters.Stated {
	f.Helper()
	text, err := os.ReadFile("testdata/" + lookup + "/query.json")
	if err != nil {
		f.Fatal(err)
	}
	q, err := adapterstest.ParseQuery(text)
	if err != nil {
		f.Fatal(err)
	}
	return q.Subject.Stated()
}

// FuzzINNReply reads any reply as the driver does.
func FuzzINNReply(f *testing.F) {
	adapterstest.SeedReplies(f, "testdata/inn")
	driver := fuzzClient(f).INN()
	subject := seedSubject(f, "inn")
	asked, err := driver.client.search(adapterstest.FuzzID, subject)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		reply, err := driver.understand(asked, subject, adapters.Response{Status: status, Header: http.Header{}, Body: body})
		adapterstest.Sound(t, driver.Spec(), reply, err)
	})
}

// FuzzObligationsReply reads any reply as the driver does. What it accepts says one thing: sign, balance and items agree.
func FuzzObligationsReply(f *testing.F) {
	adapterstest.SeedReplies(f, "testdata/obligations")
	driver := fuzzClient(f).Obligations()
	subject := seedSubject(f, "obligations")
	asked, err := driver.client.taxpayer(adapterstest.FuzzID, subject)
	if err != nil {
		f.Fatal(err)
	}
	money := regexp.MustCompile(`^-?[0-9]+\.[0-9]{2}$`)
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		reply, err := driver.understand(asked, subject, adapters.Response{Status: status, Header: http.Header{}, Body: body})
		adapterstest.Sound(t, driver.Spec(), reply, err)
		if r := reply.Record; r != nil {
			owes := reply.Verdict == adapters.Debt
			below := strings.HasPrefix(r.Balance, "-")
			if r.Balance != "" && (owes != below || !money.MatchString(r.Balance)) || r.ItemsKnown && owes != (len(r.Items) > 0) {
				t.Errorf("%s with the balance %q and %d items", reply.Verdict, r.Balance, len(r.Items))
			}
		}
	})
}

// FuzzTaxpayerReply reads any reply as the driver does. What it accepts is of a day before that of the reply.
func FuzzTaxpayerReply(f *testing.F) {
	adapterstest.SeedReplies(f, "testdata/taxpayer")
	driver := fuzzClient(f).Taxpayer()
	subject := seedSubject(f, "taxpayer")
	asked, err := driver.client.taxpayer(adapterstest.FuzzID, subject)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		reply, err := driver.understand(asked, subject, adapters.Response{Status: status, Header: http.Header{}, Body: body})
		adapterstest.Sound(t, driver.Spec(), reply, err)
		if r := reply.Record; r != nil {
			year, _, _ := reply.AsOf.Parts()
			if order, ok := r.RegisteredOn.Compare(reply.AsOf); !ok || order > 0 || r.Residency.Year > year || !reply.Told.INN.Equal(subject.INN) {
				t.Errorf("order %d, residency of %d in %d", order, r.Residency.Year, year)
			}
		}
	})
}

// FuzzTokenReply reads any reply to the request for a token. What it accepts can stand in a header.
func FuzzTokenReply(f *testing.F) {
	f.Add(http.StatusOK, []byte(`{"token":"tok-1","expireTime":"2099-01-01T00:00:00Z"}`))
	f.Add(http.StatusUnauthorized, []byte(`{"code":"token.expired","message":""}`))
	client := fuzzClient(f)
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		var got wire.TokenReply
		err := client.read(adapters.Response{Status: status, Header: http.Header{}, Body: body}, &got)
		if err != nil {
			adapterstest.Sound(t, adapters.Spec{}, adapters.Reply[INN]{}, err)
			return
		}
		for _, r := range got.Token {
			if r <= ' ' || r > '~' {
				t.Errorf("a token with %U", r)
			}
		}
	})
}
