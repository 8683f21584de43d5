package mvd_test

import (
	"os"
	"slices"
	"testing"

	"go.uber.org/goleak"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
	"github.com/sverka/sverka/adapters/mvd"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func criminalRecord(t testing.TB) adapterstest.Room[mvd.CriminalRecord] {
	t.Helper()
	query, err := os.ReadFile("testdata/criminal-record/query.json")
	if err != nil {
		t.Fatal(err)
	}
	return adapterstest.Room[mvd.CriminalRecord]{
		Query: string(query),
		New: func(t testing.TB, baseURL string) adapters.Driver[mvd.CriminalRecord] {
			client, err := mvd.NewClient(baseURL, mvd.Config{SystemID: "SVERKA01", KeyFile: "key"}, adapters.NewSecret("key-1"))
			if err != nil {
				t.Fatal(err)
			}
			return client.CriminalRecord()
		},
	}
}

func TestCriminalRecordGoldens(t *testing.T) {
	adapterstest.Goldens(t, "testdata/criminal-record", criminalRecord(t))
}

func TestAPollHasItsOwnQuota(t *testing.T) {
	room := criminalRecord(t)
	if got := room.Operations(t, ""); !slices.Equal(got, []string{""}) {
		t.Errorf("a question is called %q", got)
	}
	if got := room.Operations(t, "T-77"); !slices.Equal(got, []string{"poll"}) {
		t.Errorf("a poll is called %q", got)
	}
}
