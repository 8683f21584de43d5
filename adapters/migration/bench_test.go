package migration_test

import (
	"testing"

	"github.com/sverka/sverka/adapters/adapterstest"
)

func BenchmarkStatus(b *testing.B) {
	adapterstest.Benchmark(b, "testdata/status", status(b))
}

func BenchmarkRegistration(b *testing.B) {
	adapterstest.Benchmark(b, "testdata/registration", registration(b))
}

func BenchmarkDocument(b *testing.B) {
	adapterstest.Benchmark(b, "testdata/document", document(b))
}

func BenchmarkIdentityDocument(b *testing.B) {
	adapterstest.Benchmark(b, "testdata/identity-document", identityDocument(b))
}
