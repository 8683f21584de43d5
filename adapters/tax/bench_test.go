package tax_test

import (
	"testing"

	"github.com/sverka/sverka/adapters/adapterstest"
)

func BenchmarkINN(b *testing.B) {
	adapterstest.Benchmark(b, "testdata/inn", inn(b))
}
