package main

import (
	"os"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
	"github.com/sverka/sverka/adapters/migration"
	"github.com/sverka/sverka/adapters/mvd"
	"github.com/sverka/sverka/adapters/pension"
	"github.com/sverka/sverka/adapters/tax"
)

// endure puts one driver of a registry to n bad replies.
type endure func(tb testing.TB, n int, overSockets bool) (heap []uint64)

// enduring returns one driver of each registry: what they share with their siblings is what could keep memory.
func enduring() map[string]endure {
	return map[string]endure{
		"migration": func(tb testing.TB, n int, overSockets bool) []uint64 {
			return adapterstest.Endure(tb, "../../adapters/migration/testdata/status", statusRoom(tb), n, overSockets)
		},
		"mvd": func(tb testing.TB, n int, overSockets bool) []uint64 {
			return adapterstest.Endure(tb, "../../adapters/mvd/testdata/criminal-record", criminalRecordRoom(tb), n, overSockets)
		},
		"pension": func(tb testing.TB, n int, overSockets bool) []uint64 {
			return adapterstest.Endure(tb, "../../adapters/pension/testdata/snils-check", snilsCheckRoom(), n, overSockets)
		},
		"tax": func(tb testing.TB, n int, overSockets bool) []uint64 {
			return adapterstest.Endure(tb, "../../adapters/tax/testdata/inn", innRoom(tb), n, overSockets)
		},
	}
}

// TestBadRepliesLeaveNothing is BenchmarkBadReplies in small.
func TestBadRepliesLeaveNothing(t *testing.T) {
	for name, put := range enduring() {
		for way, n := range map[bool]int{false: 4000, true: 400} {
			if heap := put(t, n, way); !adapterstest.Flat(heap) {
				t.Errorf("%s, over sockets: %v: the heap in use grows: %d", name, way, heap)
			}
		}
	}
}

// BenchmarkBadReplies reports the heap in use after b.N bad replies over that after an eighth of them: 1 is flat.
func BenchmarkBadReplies(b *testing.B) {
	for name, put := range enduring() {
		b.Run(name, func(b *testing.B) { reportHeap(b, put(b, b.N, false)) })
	}
}

// BenchmarkBadRepliesOverSockets is the same behind transport and policy.
func BenchmarkBadRepliesOverSockets(b *testing.B) {
	for name, put := range enduring() {
		b.Run(name, func(b *testing.B) { reportHeap(b, put(b, b.N, true)) })
	}
}

func reportHeap(b *testing.B, heap []uint64) {
	b.ReportMetric(float64(heap[len(heap)-1])/float64(heap[0]), "last/first")
	b.ReportMetric(float64(heap[len(heap)-1]), "heap-B")
	if b.N > 10_000 && !adapterstest.Flat(heap) {
		b.Errorf("the heap in use grows: %d", heap)
	}
}

func text(tb testing.TB, file string) string {
	tb.Helper()
	content, err := os.ReadFile("../../adapters/" + file)
	if err != nil {
		tb.Fatal(err)
	}
	return string(content)
}

func must[T any](tb testing.TB) func(T, error) T {
	return func(v T, err error) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return v
	}
}

func statusRoom(tb testing.TB) adapterstest.Room[migration.Status] {
	return adapterstest.Room[migration.Status]{
		Query: text(tb, "migration/testdata/status/query.json"),
		New: func(tb testing.TB, url string) adapters.Driver[migration.Status] {
			config := migration.Config{SystemID: "S", Username: "u", PasswordFile: "f"}
			client := must[*migration.Client](tb)(migration.NewClient(url, config, adapters.NewSecret("p")))
			return must[*migration.StatusDriver](tb)(client.Status())
		},
	}
}

func criminalRecordRoom(tb testing.TB) adapterstest.Room[mvd.CriminalRecord] {
	return adapterstest.Room[mvd.CriminalRecord]{
		Query: text(tb, "mvd/testdata/criminal-record/query.json"),
		New: func(tb testing.TB, url string) adapters.Driver[mvd.CriminalRecord] {
			config := mvd.Config{SystemID: "S", KeyFile: "f"}
			return must[*mvd.Client](tb)(mvd.NewClient(url, config, adapters.NewSecret("k"))).CriminalRecord()
		},
	}
}

func snilsCheckRoom() adapterstest.Room[pension.SNILSCheck] {
	return adapterstest.Room[pension.SNILSCheck]{
		Query: `{"subject": {"family_name": "Ёлкин", "given_name": "Азиз", "patronymic": "Рустамович", "birth_date": "1991-04-17",
			"sex": "male", "snils": "160-112-436 00"}}`,
		New: func(tb testing.TB, url string) adapters.Driver[pension.SNILSCheck] {
			client := must[*pension.Client](tb)(pension.NewClient(url, pension.Config{SystemID: "S"}))
			return must[*pension.SNILSCheckDriver](tb)(client.SNILSCheck())
		},
	}
}

func innRoom(tb testing.TB) adapterstest.Room[tax.INN] {
	return adapterstest.Room[tax.INN]{
		Query: text(tb, "tax/testdata/inn/query.json"),
		New: func(tb testing.TB, url string) adapters.Driver[tax.INN] {
			config := tax.Config{
				SystemID:        "SVERKA01",
				Organisation:    tax.Organisation{Name: "Портал Сверка", INN: "7700000016", OGRN: "1027700000017"},
				MasterTokenFile: "f",
			}
			return must[*tax.Client](tb)(tax.NewClient(url+"/tax", config, adapters.NewSecret("m"))).INN()
		},
	}
}
