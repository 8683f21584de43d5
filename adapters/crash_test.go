package adapters_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// crashVariable names the canary with which the test binary crashes instead of testing: see TestCrashShowsNoHiddenValue.
const crashVariable = "SVERKA_TEST_CRASH"

func TestMain(m *testing.M) {
	if name := os.Getenv(crashVariable); name != "" {
		crash(canaries(&testing.T{})[name])
	}
	os.Exit(m.Run())
}

// crash panics with v, with a pointer to it and with an error about it, one inside the other: the runtime prints them all.
func crash(v any) {
	defer func() { panic(fmt.Errorf("about %v: %w", v, valueCarrier{v})) }()
	defer func() { panic(pointerTo(v).Interface()) }()
	panic(v)
}

// The runtime prints the value of a panic that nobody recovers by its own rules, and the stack with its arguments.
func TestCrashShowsNoHiddenValue(t *testing.T) {
	for name := range canaries(t) {
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
		child.Env = append(os.Environ(), crashVariable+"="+name, "GOTRACEBACK=system")
		out, err := child.CombinedOutput()
		if err == nil || strings.Count(string(out), "panic: ") != 3 || !strings.Contains(string(out), "goroutine 1") {
			t.Errorf("%s: the child did not crash as it should: %v: %.300s", name, err, out)
		}
		wantRedacted(t, "a crash with "+name, string(out), shape{open: true})
	}
}
