package client

import (
	"flag"
	"strings"
	"testing"
)

// What is printed to go on with reaches the same gateway as the same caller.
func TestTheHintHasEveryFlagOfAccess(t *testing.T) {
	given := options{
		url: "https://gateway.example", plaintext: true, ca: "/etc/our ca's.pem", cert: "client.pem", key: "client.key", tokenFile: "run/token",
	}
	const want = ` -url https://gateway.example -plaintext -ca '/etc/our ca'\''s.pem' -cert client.pem -key client.key -token-file run/token`
	if got := given.access(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := (&options{url: defaultURL}).access(); got != "" {
		t.Errorf("of nothing but defaults: %s", got)
	}
	new(options).flags().VisitAll(func(f *flag.Flag) {
		if at := strings.Contains(accessFlags, " "+f.Name+" "); at != strings.Contains(want, " -"+f.Name+" ") {
			t.Errorf("-%s: of access %v", f.Name, at)
		}
	})
}
