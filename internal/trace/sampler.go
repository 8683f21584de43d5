package trace

import (
	"sync"

	"go.opentelemetry.io/otel/attribute"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"golang.org/x/time/rate"
)

// newSampler returns what decides which lookups are traced: a part of those whose caller tells of no trace, and of those whose caller
// traces them so many a second. One beyond that is not traced at all: the part is taken by the trace's id, which is the caller's own then.
func newSampler(o Options) sdk.Sampler {
	return sdk.ParentBased(sdk.TraceIDRatioBased(o.Sample), sdk.WithRemoteParentSampled(&following{each: o.Follow, callers: make(map[string]*rate.Limiter)}))
}

// following samples what callers sample, within a rate for each of them. They are named by the configuration, so that they are few.
type following struct {
	each int

	mu      sync.Mutex
	callers map[string]*rate.Limiter
}

// ShouldSample implements sdk.Sampler.
func (f *following) ShouldSample(p sdk.SamplingParameters) sdk.SamplingResult {
	if f.limiter(callerOf(p.Attributes)).Allow() {
		return sdk.SamplingResult{Decision: sdk.RecordAndSample}
	}
	return sdk.SamplingResult{Decision: sdk.Drop}
}

// Description implements sdk.Sampler.
func (*following) Description() string { return "Following" }

func (f *following) limiter(caller string) *rate.Limiter {
	f.mu.Lock()
	defer f.mu.Unlock()
	l := f.callers[caller]
	if l == nil {
		l = rate.NewLimiter(rate.Limit(f.each), f.each)
		f.callers[caller] = l
	}
	return l
}

func callerOf(all []attribute.KeyValue) string {
	for _, a := range all {
		if a.Key == attribute.Key(Caller) {
			return a.Value.AsString()
		}
	}
	return ""
}
