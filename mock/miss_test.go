package mock

import "testing"

func BenchmarkNearestMiss(b *testing.B) {
	m, err := New(Config{})
	if err != nil {
		b.Fatal(err)
	}
	asked := readQuestion(nil, []byte(envelope12(snilsQuestion(m.people[0].Person))))
	b.ReportAllocs()
	for b.Loop() {
		m.nearest("pension", asked)
	}
}
