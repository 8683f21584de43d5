package person_test

import (
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/person"
)

func BenchmarkCompareName(b *testing.B) {
	for label, pair := range map[string][2]string{
		"the same, in Russian letters": {"Каримов|Азиз|Рустамович", "КАРИМОВ|АЗИЗ|РУСТАМОВИЧ"},
		"the same, in Uzbek letters":   {"Ўктамов|Ғайрат|Қодир ўғли", "Уктамов|Гайрат|Кодир угли"},
		"another":                      {"Каримов|Азиз|Рустамович", "Каримов|Алишер|Рустамович"},
	} {
		x, y := cyr(pair[0]), cyr(pair[1])
		b.Run(label, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				person.CompareName(x, y)
			}
		})
	}
}

func BenchmarkCompare(b *testing.B) {
	stated := karimov(b)
	told := toldOf(stated)
	b.ReportAllocs()
	for b.Loop() {
		person.Compare(stated, told)
	}
}

func BenchmarkKey(b *testing.B) {
	key, stated := everything(), karimov(b)
	buf := make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		buf = key.Append(buf[:0], stated)
	}
}

func BenchmarkFoldCyrillic(b *testing.B) {
	for _, name := range []string{"Каримов", "Ўктамов", "Kаримов"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				person.FoldCyrillic(name)
			}
		})
	}
}

// A lookup compares names that are the same as a rule; that takes no allocation.
func TestSameNamesAreComparedWithoutAllocating(t *testing.T) {
	x, y := cyr("Каримов|Азиз|Рустамович"), cyr("КАРИМОВ|АЗИЗ|РУСТАМОВИЧ")
	if n := testing.AllocsPerRun(100, func() { person.CompareName(x, y) }); n > 0 {
		t.Errorf("comparing names: %v allocations", n)
	}
	key, stated, buf := everything(), karimov(t), make([]byte, 0, 1024)
	if n := testing.AllocsPerRun(100, func() { buf = key.Append(buf[:0], stated) }); n > 0 {
		t.Errorf("making a key: %v allocations", n)
	}
	var _ adapters.Comparison
}
