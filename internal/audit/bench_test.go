package audit

import (
	"syscall"
	"testing"
	"time"
)

// cpu returns the CPU time that the process has taken.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkLookup is what the audit of one lookup costs: two records that last. The time of a lone one is the disk's.
func BenchmarkLookup(b *testing.B) {
	for name, callers := range map[string]int{"alone": 1, "64 callers": 64} {
		b.Run(name, func(b *testing.B) {
			in := install(b)
			in.cfg.Directory, in.cfg.Reserve = b.TempDir(), Reserve{}
			l, err := Open(in.cfg)
			if err != nil {
				b.Fatal(err)
			}
			defer mustClose(b, l)
			q, is := question(b), result()
			before, syncs := cpu(b), l.Health().Batches
			b.SetParallelism(callers)
			b.ReportAllocs()
			b.ResetTimer()
			run := func() {
				a, err := l.Intend(b.Context(), q)
				if err == nil {
					err = l.Conclude(b.Context(), a, is)
				}
				if err != nil {
					b.Error(err)
				}
			}
			if callers == 1 {
				for range b.N {
					run()
				}
			} else {
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						run()
					}
				})
			}
			b.StopTimer()
			b.ReportMetric(float64((cpu(b)-before).Microseconds())/float64(b.N), "cpu-µs/op")
			b.ReportMetric(float64(l.Health().Batches-syncs)/float64(b.N), "syncs/op")
		})
	}
}
