package resilience

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
)

// prompt is a wire that costs nothing.
type prompt struct{ response adapters.Response }

func (p prompt) Do(context.Context, *http.Request) (adapters.Response, Timing, error) {
	return p.response, Timing{}, nil
}

func benched(b *testing.B, limits ...Limit) (*Lookup, *http.Request) {
	b.Helper()
	cfg := Default()
	cfg.Quota.Limits = limits
	r, err := NewRegistry("pension", cfg, prompt{adapters.Response{Status: http.StatusOK}}, nil)
	if err != nil {
		b.Fatal(err)
	}
	request, err := http.NewRequestWithContext(b.Context(), http.MethodPost, "http://registry.test/", http.NoBody)
	if err != nil {
		b.Fatal(err)
	}
	r.Lookup("snils")
	return r.Lookup("snils-check"), request
}

// ask is a whole question on the happy path: a place, an attempt, an exchange.
func ask(b *testing.B, l *Lookup, ctx context.Context, until func() time.Time, op Op) {
	leave, err := l.Enter(b.Context())
	if err != nil {
		b.Error(err)
		return
	}
	defer leave()
	if _, err := l.Do(ctx, until, op); err != nil {
		b.Error(err)
	}
}

func BenchmarkAQuestionOnTheHappyPath(b *testing.B) {
	for name, rows := range map[string][]Limit{
		"without quotas":  nil,
		"with two quotas": {{Count: maxSliding, Window: time.Microsecond}, {Count: 1 << 40, Day: "UTC"}},
	} {
		b.Run(name, func(b *testing.B) {
			l, request := benched(b, rows...)
			ctx, until := b.Context(), in(time.Hour)
			op := func(ctx context.Context, x adapters.Exchanger) error {
				_, err := x.Exchange(ctx, request)
				return err
			}
			b.ReportAllocs()
			for b.Loop() {
				ask(b, l, ctx, until, op)
			}
		})
	}
}

func BenchmarkAtTheSameTime(b *testing.B) {
	l, request := benched(b)
	ctx, until := b.Context(), in(time.Hour)
	op := func(ctx context.Context, x adapters.Exchanger) error {
		_, err := x.Exchange(ctx, request)
		return err
	}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			ask(b, l, ctx, until, op)
		}
	})
}

func BenchmarkARefusalByTheBreaker(b *testing.B) {
	l, _ := benched(b)
	for range 5 {
		_ = once(b, l, returning(down()))
	}
	ctx, until, op := b.Context(), in(time.Hour), returning(nil)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := l.Do(ctx, until, op); err == nil {
			b.Fatal("not refused")
		}
	}
}

func BenchmarkSnapshot(b *testing.B) {
	l, _ := benched(b)
	b.ReportAllocs()
	for b.Loop() {
		_ = l.registry.Snapshot()
	}
}
