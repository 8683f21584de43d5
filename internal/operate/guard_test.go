package operate

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestHostsThatThisListenerMayBeCalledBy(t *testing.T) {
	o := &operator{hosts: []string{"sverka.internal"}}
	for host, ok := range map[string]bool{
		"127.0.0.1": true, "127.0.0.1:9465": true, "[::1]": true, "[::1]:9465": true, "localhost": true, "localhost:9465": true, "LocalHost:1": true,
		"10.1.2.3:9465": true, "sverka.internal": true, "sverka.internal:9465": true, "SVERKA.internal": true,
		"": false, "evil.example": false, "evil.example:9465": false, "127.0.0.1.evil.example": false, "localhost.evil.example": false,
		"sverka.internal.evil.example": false, "evil.sverka.internal": false, "sverka.internal.": false, "localhost.": false, "[::1": false, "::1": false,
		"127.0.0.1@evil.example": false, "localhost:9465@evil.example": false, "localhost:evil": false, "127.1": false, "0x7f.1": false, "2130706433": false,
		"127.0.0.1,evil.example": false, " localhost": false, "localhost#": false,
	} {
		if got := o.addressed(host); got != ok {
			t.Errorf("%q: %v, want %v", host, got, ok)
		}
	}
}

func TestOriginsAndFetchMetadata(t *testing.T) {
	const get, put = http.MethodGet, http.MethodPut
	for _, tc := range []struct {
		name   string
		method string
		url    string
		header http.Header
		want   bool
	}{
		{"a script", put, "http://127.0.0.1:9465/", nil, true},
		{"our page", put, "http://127.0.0.1:9465/", http.Header{"Origin": {"http://127.0.0.1:9465"}, "Sec-Fetch-Site": {"same-origin"}}, true},
		{"our page over TLS", put, "https://127.0.0.1:9465/", http.Header{"Origin": {"https://127.0.0.1:9465"}}, true},
		{"our page, TLS ended in front", put, "http://127.0.0.1:9465/", http.Header{"Origin": {"https://127.0.0.1:9465"}}, true},
		{"a page in the clear, of the same host", put, "https://127.0.0.1:9465/", http.Header{"Origin": {"http://127.0.0.1:9465"}}, false},
		{"another port", put, "http://127.0.0.1:9465/", http.Header{"Origin": {"http://127.0.0.1:8090"}}, false},
		{"no port", put, "http://127.0.0.1:9465/", http.Header{"Origin": {"http://127.0.0.1"}}, false},
		{"localhost is another origin", put, "http://127.0.0.1:9465/", http.Header{"Origin": {"http://localhost:9465"}}, false},
		{"a sandboxed page", put, "http://127.0.0.1:9465/", http.Header{"Origin": {"null"}}, false},
		{"an empty origin", put, "http://127.0.0.1:9465/", http.Header{"Origin": {""}}, false},
		{"two origins", put, "http://127.0.0.1:9465/", http.Header{"Origin": {"http://127.0.0.1:9465", "https://evil.example"}}, false},
		{"an origin that begins like ours", put, "http://127.0.0.1:9465/", http.Header{"Origin": {"http://127.0.0.1:9465.evil.example"}}, false},
		{"another site", put, "http://127.0.0.1:9465/", http.Header{"Origin": {"https://evil.example"}}, false},
		{"another site reads", get, "http://127.0.0.1:9465/", http.Header{"Sec-Fetch-Site": {"cross-site"}}, false},
		{"another port of the site reads", get, "http://127.0.0.1:9465/", http.Header{"Sec-Fetch-Site": {"same-site"}}, false},
		{"the address bar", get, "http://127.0.0.1:9465/", http.Header{"Sec-Fetch-Site": {"none"}}, true},
		{"the address bar cannot put", put, "http://127.0.0.1:9465/", http.Header{"Sec-Fetch-Site": {"none"}}, false},
		{"a word that is none", get, "http://127.0.0.1:9465/", http.Header{"Sec-Fetch-Site": {"SAME-ORIGIN"}}, false},
		{"two words", get, "http://127.0.0.1:9465/", http.Header{"Sec-Fetch-Site": {"same-origin", "cross-site"}}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := httptest.NewRequest(tc.method, tc.url, nil)
			r.Header = tc.header
			if got := sameOrigin(r); got != tc.want {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

// FuzzHost takes any text as Host and as the name in Origin: what passes is an address, localhost or the configured name, and an
// origin that passes is that of the host.
func FuzzHost(f *testing.F) {
	for _, s := range []string{"127.0.0.1:9465", "[::1]:1", "localhost", "evil.example", "sverka.internal:", "[::1]evil", "a:b:c", "[fe80::1%25x]:1"} {
		f.Add(s, "http://"+s)
	}
	o := &operator{hosts: []string{"sverka.internal"}}
	f.Fuzz(func(t *testing.T, host, origin string) {
		if o.addressed(host) {
			for _, c := range strings.ToLower(host) {
				if !strings.ContainsRune("0123456789abcdefghijklmnopqrstuvwxyz.:[]", c) {
					t.Errorf("%q passes", host)
				}
			}
			if name := hostName(host); strings.ContainsAny(name, "ghijklmnopqrstuvwxyz") && name != "localhost" && name != "sverka.internal" {
				t.Errorf("%q passes as %q", host, name)
			}
		}
		r := httptest.NewRequest(http.MethodPut, "http://x/", nil)
		r.Host, r.Header = host, http.Header{"Origin": {origin}}
		if _, name, ok := strings.Cut(origin, "://"); sameOrigin(r) && (!ok || !strings.EqualFold(name, host)) {
			t.Errorf("%q passes for %q", origin, host)
		}
	})
}

func TestWrongTokensRunOutAndComeBack(t *testing.T) {
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	tries := newTries(func() time.Time { return now })
	const here, there = "192.0.2.1:1000", "192.0.2.2:1000"
	for i := range triesAtOnce {
		if wait := tries.wait(here); wait != 0 {
			t.Fatalf("it has to wait %s after %d", wait, i)
		}
		tries.wrong(here, digestOf(string(rune('a'+i))))
	}
	if wait := tries.wait("192.0.2.1:2000"); wait != triesEvery {
		t.Errorf("from another port it has to wait %s", wait)
	}
	if wait := tries.wait(there); wait != 0 {
		t.Errorf("who has tried nothing has to wait %s", wait)
	}
	now = now.Add(triesEvery)
	if wait := tries.wait(here); wait != 0 {
		t.Errorf("after a while it has to wait %s", wait)
	}
	tries.wrong(here, digestOf("z"))
	if tries.wait(here) == 0 {
		t.Error("more than one came back")
	}
	now = now.Add(-time.Hour) // a clock that is set back gives nothing
	if tries.wait(here) == 0 {
		t.Error("a clock that was set back gave a try")
	}
}

// A script that repeats an old token does not shut out those who share its address.
func TestARepeatedWrongTokenCountsOnce(t *testing.T) {
	tries := newTries(time.Now)
	for range 1000 {
		tries.wrong("127.0.0.1:1", digestOf("old"))
	}
	if tries.wait("127.0.0.1:2") != 0 {
		t.Error("everybody on the machine is shut out")
	}
	for i := range 10 * triesAddress {
		tries.wrong(string(rune(i)), digestOf(string(rune(i))))
	}
	if len(tries.by) > triesAddress || len(tries.known) > triesRepeated {
		t.Errorf("it remembers %d addresses, %d tokens", len(tries.by), len(tries.known))
	}
}

func TestAnAddressIsAHostOrANetwork(t *testing.T) {
	for remote, want := range map[string]string{
		"127.0.0.1:80": "127.0.0.1", "[2001:db8:1:2:3:4:5:6]:80": "2001:db8:1:2::", "[2001:db8:1:2::9]:80": "2001:db8:1:2::", "pipe": "pipe", "x:1": "x",
	} {
		if got := addressOf(remote); got != want {
			t.Errorf("%s: %s, want %s", remote, got, want)
		}
	}
}

func TestSessionsEnd(t *testing.T) {
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	token := &changing{"first"}
	d := Deps{Operators: []Operator{{Name: "a", Token: token}}}
	s := &sessions{now: func() time.Time { return now }, by: make(map[digest]*session)}
	begin := func() *http.Request {
		cookie, _, _ := s.begin(d.Operators[0])
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.AddCookie(d.cookie(cookie, sessionLife))
		return r
	}
	r := begin()
	for passed := time.Duration(0); passed < sessionLife; passed += sessionIdle - time.Second {
		if s.of(r, d) == nil {
			t.Fatalf("it ended after %s", passed)
		}
		now = now.Add(sessionIdle - time.Second)
	}
	if s.of(r, d) != nil {
		t.Error("it outlives its life")
	}
	r = begin()
	now = now.Add(sessionIdle)
	if s.of(r, d) != nil {
		t.Error("it outlives being left alone")
	}
	r = begin()
	token.word = "second"
	if s.of(r, d) != nil {
		t.Error("it outlives its token")
	}
	token.word = "first"
	if s.of(r, d) != nil {
		t.Error("it came back with the token")
	}
	r = begin()
	if s.of(r, Deps{}) != nil {
		t.Error("it outlives its operator")
	}
	first := begin()
	for range sessionMost {
		now = now.Add(time.Millisecond)
		r = begin()
	}
	if s.of(first, d) != nil || s.of(r, d) == nil || len(s.by) > sessionMost {
		t.Errorf("of %d sessions the first stands, or the last does not", len(s.by))
	}
}

func TestTheNeighboursTokenIsNobodys(t *testing.T) {
	d := Deps{Operators: []Operator{{"a", &changing{"one"}}, {"b", &changing{"two"}}, {"c", &changing{"two"}}}}
	for token, want := range map[string]string{"one": "a", "two": "", "": "", "three": ""} {
		if who, ok := d.whose(digestOf(token)); ok != (want != "") || ok && who.Name != want {
			t.Errorf("%q is %q's", token, who.Name)
		}
	}
}
