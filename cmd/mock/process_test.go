package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/sync/errgroup"
)

// asProgram makes this test binary the program, so that what is tested is a process, and is built once.
const asProgram = "SVERKA_TEST_AS_MOCK"

// process starts the program and returns its address, what it printed, and a function that ends it as Ctrl-C does and returns how it went.
func process(t *testing.T, args ...string) (url, printed string, end func() error) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), program, append([]string{"-addr", "127.0.0.1:0"}, args...)...)
	command.Env = append(os.Environ(), asProgram+"=1")
	command.Stderr = os.Stderr
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	end = sync.OnceValue(func() error {
		if err := command.Process.Signal(syscall.SIGINT); err != nil {
			return err
		}
		return command.Wait()
	})
	t.Cleanup(func() { _ = end() })
	for lines := bufio.NewReader(out); !strings.HasSuffix(printed, "Ctrl-C ends it.\n"); {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("it printed %q: %v", printed+line, err)
		}
		printed += line
	}
	_, url, _ = strings.Cut(printed, "Mock registries at ")
	url, _, _ = strings.Cut(url, ",")
	return url, printed, end
}

// A tenant is one of many tests that use one mock at a time. What it does depends on its number, and so does what it must see.
type tenant struct {
	base   string
	number int
}

func (n tenant) call(method, path, body string) (int, string, error) {
	status, text, err := call(method, n.base+path, body)
	return status, text, err
}

// live sets the tenant's faults and clock, asks, and holds everything it sees to what it did itself.
func (n tenant) live() error {
	struck, ahead := 1+n.number%3, 24*(1+n.number)
	rule := fmt.Sprintf(`{"fault": "fault_server", "lookup": "pension/snils-check", "count": %d}`, struck)
	if status, text, err := n.call("POST", "/admin/faults", rule); status != 200 {
		return fmt.Errorf("%d %s %w", status, text, err)
	}
	if status, text, err := n.call("PUT", "/admin/clock", fmt.Sprintf(`{"advance": "%dh"}`, ahead)); status != 200 {
		return fmt.Errorf("%d %s %w", status, text, err)
	}
	const calls = 4
	for i := range calls {
		want := 200
		if i < struck {
			want = 500
		}
		if status, text, err := n.call("POST", "/personas/patent-worker/pension/snils-check", ""); status != want {
			return fmt.Errorf("call %d: %d, want %d: %s %w", i, status, want, text, err)
		}
	}
	return n.compare(struck, calls)
}

// compare looks at the journal, and at the state that a registry keeps: a quota of two that is this tenant's own.
func (n tenant) compare(struck, calls int) error {
	for fault, times := range map[string]int{"fault_server": struck, "none": calls - struck} {
		want := fmt.Sprintf(`{"registry": "pension", "fault": %q, "times": %d}`, fault, times)
		if status, text, err := n.call("POST", "/admin/verify", want); status != 200 {
			return fmt.Errorf("%s: %d %s %w", want, status, text, err)
		}
	}
	for i, want := range []int{200, 200, 422} {
		if status, text, err := n.call("POST", "/personas/patent-worker/tax/taxpayer", ""); status != want {
			return fmt.Errorf("quota, call %d: %d, want %d: %s %w", i, status, want, text, err)
		}
	}
	_, text, err := n.call("GET", "/admin/journal", "")
	var journal struct{ Entries []any }
	if err == nil {
		err = json.Unmarshal([]byte(text), &journal)
	}
	if err == nil && len(journal.Entries) != calls+3 {
		err = fmt.Errorf("the journal has %d exchanges", len(journal.Entries))
	}
	return err
}

// 100 tests against one process at a time, each with other faults, another clock, and a quota that each of them uses up: none sees another.
func TestAHundredTestsAtATimeDoNotSeeEachOther(t *testing.T) {
	url, _, end := process(t)
	var all errgroup.Group
	for i := range 100 {
		all.Go(func() error {
			n := tenant{fmt.Sprintf("%s/ns/test-%d", url, i), i}
			if err := n.live(); err != nil {
				return fmt.Errorf("test %d: %w", i, err)
			}
			return nil
		})
	}
	if err := all.Wait(); err != nil {
		t.Error(err)
	}
	if status, text, err := call("POST", url+"/admin/verify", `{"times": 0}`); status != 200 {
		t.Errorf("who has no namespace sees others: %d %s %v", status, text, err)
	}
	if err := end(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}

func call(method, url, body string) (int, string, error) {
	r, err := newRequest(method, url, body)
	if err != nil {
		return 0, "", err
	}
	resp, err := client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(text), err
}
