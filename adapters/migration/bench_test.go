package migration_test

import (
	"testing"

	"github.com/sverka/sverka/adapters/adapterstest"
)

func BenchmarkStatus(b *testing.B) {
	adapterstest.Benchmark(b, "testdata/status", status(b))
}
