package pension_test

import (
	"testing"

	"github.com/sverka/sverka/adapters/adapterstest"
)

func BenchmarkSNILS(b *testing.B) {
	adapterstest.Benchmark(b, "testdata/snils", snils(b))
}

func BenchmarkSNILSCheck(b *testing.B) {
	adapterstest.Benchmark(b, "testdata/snils-check", snilsCheck())
}

func BenchmarkPayments(b *testing.B) {
	adapterstest.Benchmark(b, "testdata/payments", payments(b))
}
