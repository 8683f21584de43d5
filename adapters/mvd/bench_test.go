package mvd_test

import (
	"testing"

	"github.com/sverka/sverka/adapters/adapterstest"
)

func BenchmarkRestrictions(b *testing.B) {
	adapterstest.Benchmark(b, "testdata/restrictions", restrictions(b))
}

func BenchmarkCriminalRecord(b *testing.B) {
	adapterstest.Benchmark(b, "testdata/criminal-record", criminalRecord(b))
}
