package tax_test

import (
	"testing"

	"github.com/sverka/sverka/adapters/adapterstest"
)

func BenchmarkINN(b *testing.B) {
	adapterstest.Benchmark(b, "testdata/inn", inn(b))
}

func BenchmarkTaxpayer(b *testing.B) {
	adapterstest.Benchmark(b, "testdata/taxpayer", taxpayer(b))
}

func BenchmarkObligations(b *testing.B) {
	adapterstest.Benchmark(b, "testdata/obligations", obligations(b))
}
