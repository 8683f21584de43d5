package mock

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/mock/fault"
)

func parsedDelay(t testing.TB, text string) fault.Delay {
	t.Helper()
	d, err := fault.ParseDelay(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func parsedDuty(t testing.TB, text string) Duty {
	t.Helper()
	d, err := ParseDuty(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// struck asks n times by way of the rules alone, and writes x for each exchange that one befell.
func struck(t testing.TB, s *namespace, n int, at func(i int) time.Time, a answer, rules ...Rule) string {
	t.Helper()
	for _, r := range rules {
		compiled, err := r.compile()
		if err != nil || s.add(compiled) != nil {
			t.Fatal(err)
		}
	}
	var b strings.Builder
	for i := range n {
		if s.ruled(at(i), &a) != nil {
			b.WriteByte('x')
		} else {
			b.WriteByte('.')
		}
	}
	return b.String()
}

func TestARuleStrikesWhenItSays(t *testing.T) {
	asked := answer{lookup: lookupSNILS, operation: opAsk, protocol: fault.SOAP12, persona: &persona{ID: "patent-worker"}}
	for _, c := range []struct {
		rule Rule
		want string
	}{
		{Rule{Fault: "fault_server"}, "xxxxxxxx"},
		{Rule{Fault: "fault_server", Count: 2}, "xx......"},
		{Rule{Fault: "fault_server", Skip: 3, Count: 2}, "...xx..."},
		{Rule{Fault: "fault_server", Duty: parsedDuty(t, "1/3")}, "x..x..x."},
		{Rule{Fault: "fault_server", Duty: parsedDuty(t, "1/3"), Skip: 1, Count: 2}, ".x..x..."},
		{Rule{Fault: "fault_server", Duty: parsedDuty(t, "2s/4s")}, "xx..xx.."},
		{Rule{Fault: "fault_server", Persona: "patent-worker"}, "xxxxxxxx"},
		{Rule{Fault: "fault_server", Persona: "diplomat"}, "........"},
		{Rule{Fault: "fault_server", Lookup: lookupStatus}, "........"},
		{Rule{Fault: "fault_server", On: opPoll}, "........"},
		{Rule{Fault: "json_nan"}, "........"},
		{Rule{Delay: parsedDelay(t, "1s")}, "xxxxxxxx"},
	} {
		each := func(i int) time.Time { return noon.Add(time.Duration(i) * time.Second) }
		if got := struck(t, &namespace{}, len(c.want), each, asked, c.rule); got != c.want {
			t.Errorf("%+v: %s, want %s", c.rule, got, c.want)
		}
	}
}

// A run is replayed by its seed whatever happens in other namespaces, and two namespaces do not run alike.
func TestChanceIsANamespacesOwn(t *testing.T) {
	run := func(seed uint64, name string) string {
		asked := answer{lookup: lookupSNILS, operation: opAsk, protocol: fault.SOAP12}
		half := Rule{Fault: "fault_server", Probability: 0.5}
		return struck(t, &namespace{name: name, seed: seed}, 64, func(int) time.Time { return noon }, asked, half)
	}
	if first := run(1, "a"); first != run(1, "a") || first == run(1, "b") || first == run(2, "a") {
		t.Error("seed and namespace do not decide")
	}
}

// A delay comes before the right reply, before a fault, by header and by the fault slow, and stands in the journal; in virtual time, over no socket.
func TestRepliesAreDelayedAsARuleSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, err := New(Config{Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		defer m.Close()
		p := stated(t, "patent-worker", lookupSNILS)
		const slow = 2_107_256_261 * time.Nanosecond // is drawn first by the seed
		for i, c := range []struct {
			rule   Rule
			header string
			want   time.Duration
			status int
		}{
			{Rule{Delay: parsedDelay(t, "2s")}, "", 2 * time.Second, 200},
			{Rule{Delay: parsedDelay(t, "3s"), Fault: "fault_server"}, "", 3 * time.Second, 500},
			{Rule{Delay: parsedDelay(t, "3s"), Lookup: lookupStatus}, "", 0, 200},
			{Rule{}, "4s", 4 * time.Second, 200},
			{Rule{Fault: "slow"}, "", slow, 200},
			{Rule{Fault: "slow", Delay: parsedDelay(t, "1s")}, "", time.Second + slow, 200},
		} {
			space := fmt.Sprint("space-", i)
			if c.header == "" {
				if err := m.Inject(space, c.rule); err != nil {
					t.Fatal(err)
				}
			}
			began := time.Now()
			r := serveOnce(t, m, "/ns/"+space+"/pension", envelope12(snilsQuestion(p)), "application/soap+xml", "X-Mock-Delay", c.header)
			if took := time.Since(began); took != c.want || r.status != c.status {
				t.Errorf("%+v: %d after %v, want %d after %v", c.rule, r.status, took, c.status, c.want)
			}
			here, err := m.spaces.named(space)
			if err != nil {
				t.Fatal(err)
			}
			if all, _ := here.journal.all(); len(all) != 1 || all[0].Delay != said(c.want) || all[0].Status != c.status {
				t.Errorf("%+v: the journal says %+v", c.rule, all)
			}
		}
	})
}

func TestARuleIsTakenBackByItsID(t *testing.T) {
	s, _ := started(t)
	s = s.In("rules")
	base := strings.TrimSuffix(s.Registry(""), "/") + "/admin/faults"
	for _, name := range []string{"fault_server", "empty_200", "html_502"} {
		if err := s.Fault(Rule{Fault: name}); err != nil {
			t.Fatal(err)
		}
	}
	for path, status := range map[string]int{"/2": 204, "/4": 404, "/x": 404} {
		if r, err := do(t, http.MethodDelete, base+path, ""); err != nil || r.status != status {
			t.Errorf("%s: %d %v", path, r.status, err)
		}
	}
	if err := s.Fault(Rule{Fault: "hang"}); err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, r := range s.space().rulesInForce() {
		left = append(left, fmt.Sprint(r.ID, " ", r.Fault))
	}
	if want := []string{"1 fault_server", "3 html_502", "4 hang"}; !slices.Equal(left, want) {
		t.Errorf("in force: %v, want %v", left, want)
	}
}
