package adapters_test

import (
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// crashVariable makes the test binary crash instead of testing: see TestCrashShowsNoHiddenValue.
const crashVariable = "SVERKA_TEST_CRASH"

func TestMain(m *testing.M) {
	if os.Getenv(crashVariable) != "" {
		crash(&testing.T{})
	}
	os.Exit(m.Run())
}

// crash panics with every canary in every shape, one inside the other: the runtime prints the whole chain.
func crash(t testing.TB) {
	values := canaries(t)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, s := range shapes() {
			defer panic(s.wrap(values[name])) //nolint:gocritic // the chain of panics is the point
		}
	}
	panic("crash")
}

// The runtime prints the value of a panic that nobody recovers by its own rules, and the stack with its arguments.
func TestCrashShowsNoHiddenValue(t *testing.T) {
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), crashVariable+"=1", "GOTRACEBACK=system")
	out, err := child.CombinedOutput()
	if err == nil {
		t.Fatal("the child did not crash")
	}
	if n := strings.Count(string(out), "panic: "); n < len(canaries(t))*len(shapes()) {
		t.Errorf("the runtime printed %d panics: %.500s", n, out)
	}
	wantRedacted(t, "a crash", string(out), shape{open: true})
}
