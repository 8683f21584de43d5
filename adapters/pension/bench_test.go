package pension_test

import (
	"testing"

	"github.com/sverka/sverka/adapters/adapterstest"
)

func BenchmarkSNILSCheck(b *testing.B) {
	adapterstest.Benchmark(b, "testdata/snils-check", snilsCheck())
}
