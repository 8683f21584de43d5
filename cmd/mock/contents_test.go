package main

import (
	"os/exec"
	"strings"
	"testing"
)

// rooms lists the packages of this project that a program is built of.
func rooms(t *testing.T, program string) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", program).Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for pkg := range strings.Lines(string(out)) {
		if room, ours := strings.CutPrefix(strings.TrimSpace(pkg), "github.com/sverka/sverka/"); ours {
			all = append(all, room)
		}
	}
	return all
}

// mocks reports whether a room is one that the mocks are made of: the words, the contracts, what reads SOAP, a page of the documents, how a program is called,
// and their own.
func mocks(room string) bool {
	switch room {
	case "adapters", "internal/command", "internal/docs", "internal/soap", "internal/demo/secret", "wsdl", "mock", "cmd/mock", "cmd/demo":
		return true
	}
	return strings.HasPrefix(room, "mock/")
}

// The mocks run by the dozen, and are as small as they are because the gateway is not in them. That the demo has it shows that it would be
// seen.
func TestTheMocksDoNotContainTheGateway(t *testing.T) {
	for program, contains := range map[string]bool{"../demo": true, ".": false} {
		var found []string
		for _, room := range rooms(t, program) {
			if !mocks(room) {
				found = append(found, room)
			}
		}
		if len(found) > 0 != contains {
			t.Errorf("%s is built of %v", program, found)
		}
	}
}
