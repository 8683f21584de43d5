package lookup_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/lookup"
	"github.com/sverka/sverka/internal/resilience"
)

// counted returns the value of the counter of plans with that result.
func (b bench) counted(t *testing.T, result string) (n float64) {
	t.Helper()
	families, err := b.house.Metrics.Registry().Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				if f.GetName() == "sverka_plans_total" && l.GetValue() == result {
					n += m.GetCounter().GetValue()
				}
			}
		}
	}
	return n
}

// scraped is all that the metrics say, but of plans.
func (b bench) scraped(t *testing.T) string {
	t.Helper()
	families, err := b.house.Metrics.Registry().Gather()
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if strings.HasPrefix(f.GetName(), "sverka_") && f.GetName() != "sverka_plans_total" {
				fmt.Fprintln(&all, f.GetName(), m.GetLabel(), m.GetCounter().GetValue(), m.GetGauge().GetValue(), m.GetHistogram().GetSampleCount())
			}
		}
	}
	return all.String()
}

func TestAPlanSaysWhatAQuestionLacks(t *testing.T) {
	b := newBench(t, &driver{spec: spec()})
	half := query(func(s *adapters.Stated, _ *adapters.Query) {
		s.GivenName, s.BirthDate = adapters.Secret{}, adapters.Date{}
	})
	p := b.Plan(half, nil)
	_, err := b.Lookup(t.Context(), half)
	if refused := adapters.AsFailure(err).Errors; p.Ready() || !slices.Equal(p.Lacks, refused) || len(refused) != 2 {
		t.Errorf("lacks %v, a lookup is refused for %v", p.Lacks, refused)
	}
	if p.By != "" || len(p.Costs) != 1 || p.Takes != adapters.Later {
		t.Errorf("%+v", p)
	}
	wrong := []adapters.FieldError{{Pointer: "/subject/given_name", Code: adapters.CodeScript}, {Pointer: "/subject/birth_date", Code: adapters.CodeFormat}}
	if p := b.Plan(half, wrong); p.Ready() || !slices.Equal(p.Lacks, wrong) {
		t.Errorf("what is stated wrongly is missing too: %v", p.Lacks)
	}
	if b.counted(t, "lacking") != 2 || b.counted(t, "ready")+b.counted(t, "unserved") != 0 {
		t.Error("plans are counted wrongly")
	}
}

// choosy is a driver whose registry takes no short names.
type choosy struct{ atOnce }

func (choosy) Check(q adapters.Query) error {
	if len(q.Subject.Stated().FamilyName.Reveal()) > 10 {
		return nil
	}
	f := adapters.Fail(adapters.InvalidQuery, adapters.ReasonField, "")
	f.Errors = []adapters.FieldError{{Pointer: "/subject/family_name", Code: adapters.CodeUnsupported}}
	return f
}

// TestAPlanKnowsWhatTheRegistryWouldNotTake: what a driver finds before it asks, once all that is needed is there.
func TestAPlanKnowsWhatTheRegistryWouldNotTake(t *testing.T) {
	d := &driver{spec: spec()}
	b := newBench(t, d)
	l := lookup.New(b.house, b.policy.Lookup("test"), choosy{atOnce{d}})
	t.Cleanup(l.Close)
	if p := l.Plan(query(), nil); !p.Ready() {
		t.Errorf("lacks %v", p.Lacks)
	}
	short := query(func(s *adapters.Stated, _ *adapters.Query) { s.FamilyName = adapters.NewSecret("Ли") })
	if p := l.Plan(short, nil); p.Ready() || p.By != "" || len(p.Lacks) != 1 || p.Lacks[0].Code != adapters.CodeUnsupported {
		t.Errorf("%+v", p)
	}
}

// TestWhatIsWrongInAPartOfAMemberIsNotMissing: a document that is half typed is stated.
func TestWhatIsWrongInAPartOfAMemberIsNotMissing(t *testing.T) {
	s := spec()
	s.Needs = []adapters.Need{{{Field: adapters.FieldDocument, Documents: []adapters.DocumentType{adapters.Visa}}}, {{Field: adapters.FieldName}}}
	b := newBench(t, &driver{spec: s})
	wrong := []adapters.FieldError{{Pointer: "/subject/documents/0/number", Code: adapters.CodeRequired}}
	if p := b.Plan(query(), wrong); !slices.Equal(p.Lacks, wrong) {
		t.Errorf("%v", p.Lacks)
	}
	if p := b.Plan(query(), []adapters.FieldError{{Pointer: "/subject/documentary", Code: adapters.CodeUnknown}}); len(p.Lacks) != 2 {
		t.Errorf("%v", p.Lacks)
	}
}

func TestAPlanSaysWhetherThePurposeIsServed(t *testing.T) {
	b := newBench(t, &driver{spec: spec()})
	p := b.Plan(query(func(_ *adapters.Stated, q *adapters.Query) { q.Purpose = adapters.Complaint }), nil)
	if p.Served || p.Ready() || p.By != "" || len(p.Lacks) != 0 {
		t.Errorf("%+v", p)
	}
	if p := b.Plan(query(), nil); !p.Ready() || p.By != adapters.ByRegistry {
		t.Errorf("%+v", p)
	}
	if b.counted(t, "unserved") != 1 || b.counted(t, "ready") != 1 {
		t.Error("plans are counted wrongly")
	}
}

// TestAPlanKnowsWhoWouldAnswer: the answer that is kept, the flight and the ticket of the same caller for the same purpose, and
// of nobody else.
func TestAPlanKnowsWhoWouldAnswer(t *testing.T) {
	other := query(func(_ *adapters.Stated, q *adapters.Query) { q.Caller = "another" })
	t.Run("kept", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := spec()
			s.MaxAge = time.Hour
			d := &driver{spec: s, fetch: []step{{takes: time.Second, reply: match()}}}
			b := newBench(t, d)
			go func() { _, _ = b.Lookup(within(t, time.Minute), query()) }()
			synctest.Wait()
			if p := b.Plan(query(), nil); p.By != adapters.ByFlight || p.Costs != nil || p.Quotas != nil {
				t.Errorf("on its way: %+v", p)
			}
			time.Sleep(time.Second)
			synctest.Wait()
			if p := b.Plan(query(), nil); p.By != adapters.ByKept || p.Takes != adapters.AtOnce || p.Costs != nil {
				t.Errorf("kept: %+v", p)
			}
			if p := b.Plan(other, nil); p.By != adapters.ByRegistry {
				t.Errorf("another caller is told %s", p.By)
			}
			time.Sleep(time.Hour)
			if p := b.Plan(query(), nil); p.By != adapters.ByRegistry {
				t.Errorf("after its time: %s", p.By)
			}
		})
	})
	t.Run("ticket", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := spec()
			s.Cost = []adapters.Cost{{AtLeast: 1, AtMost: 1}, {Operation: "poll", Collecting: true}}
			d := &driver{spec: s, fetch: []step{taken}, collect: []step{later}}
			b := newBench(t, d)
			if p := b.Plan(query(), nil); !slices.Equal(p.Costs, []adapters.Cost{{Operation: "test", AtLeast: 1, AtMost: 3}, {Operation: "poll", Collecting: true}}) {
				t.Errorf("%+v", p.Costs)
			}
			_, err := b.Lookup(within(t, time.Second), query())
			pendingOf(t, err)
			if p := b.Plan(query(), nil); p.By != adapters.ByTicket || p.Takes != adapters.Later || !slices.Equal(p.Costs, []adapters.Cost{{Operation: "poll", Collecting: true}}) {
				t.Errorf("%+v", p)
			}
			if p := b.Plan(other, nil); p.By != adapters.ByRegistry {
				t.Errorf("another caller is told %s", p.By)
			}
		})
	})
}

// TestAPlanSaysWhatHoldsTheQuestionBack: the registry, or a gateway that goes down; not what needs neither.
func TestAPlanSaysWhatHoldsTheQuestionBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := spec()
		s.MaxAge = time.Hour
		b := newBench(t, &driver{spec: s, fetch: []step{{reply: match()}}})
		if p := b.Plan(query(), nil); p.Held != nil {
			t.Errorf("held by %v", p.Held)
		}
		if _, err := b.Lookup(within(t, time.Minute), query()); err != nil {
			t.Fatal(err)
		}
		_, _ = b.policy.Override(resilience.Override{Mode: resilience.Refuse, Reason: "test"})
		if p := b.Plan(query(), nil); p.Held != nil {
			t.Errorf("what is kept is held by %v", p.Held)
		}
		sister := query(func(st *adapters.Stated, _ *adapters.Query) { st.GivenName = adapters.NewSecret("Азиза") })
		if p := b.Plan(sister, nil); p.Held == nil || p.Held.Reason != adapters.ReasonForced || p.Held.RetryAfter != resilience.OverrideFor {
			t.Errorf("held by %v", p.Held)
		}
		b.house.Drain()
		if p := b.Plan(query(), nil); p.Held == nil || p.Held.Reason != adapters.ReasonShutdown || p.Held.RetryAfter <= 0 {
			t.Errorf("held by %v", p.Held)
		}
	})
}

// TestAPlanAsksNothingAndMovesNothing: neither the driver, nor the registry's policy, nor any metric but its own, nor the log.
func TestAPlanAsksNothingAndMovesNothing(t *testing.T) {
	d := &driver{spec: spec(), fetch: []step{taken}, collect: []step{later}}
	b := newBench(t, d, func(_ *lookup.House, c *resilience.Config) {
		c.Quota.Limits = []resilience.Limit{{Count: 10, Window: time.Hour}}
	})
	before, metrics, shelf := b.policy.Snapshot(), b.scraped(t), b.Shelf()
	for range 20 {
		b.Plan(query(), nil)
		b.Plan(query(), []adapters.FieldError{{Pointer: "/subject/snils"}})
	}
	if fetched, polled := d.calls(); fetched+polled > 0 {
		t.Errorf("%d questions, %d polls", fetched, polled)
	}
	if after := b.policy.Snapshot(); !reflect.DeepEqual(before, after) {
		t.Errorf("before %+v\nafter  %+v", before, after)
	}
	if after := b.scraped(t); metrics != after {
		t.Errorf("before\n%s\nafter\n%s", metrics, after)
	}
	if shelf != b.Shelf() || b.log.Len() > 0 {
		t.Errorf("shelf %+v, log %s", b.Shelf(), b.log)
	}
	if b.counted(t, "ready") != 20 || b.counted(t, "lacking") != 20 {
		t.Error("plans are counted wrongly")
	}
}
