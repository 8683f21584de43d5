package main

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// A tool is what has to be on the machine before a stack can be tried.
type tool struct {
	what    string
	check   []string // a command that succeeds where it is
	install string   // how to get it
}

func apt(packages ...string) string { return "apt-get install " + strings.Join(packages, " ") }

// missing says what of the tools is not there, a line for each.
func missing(ctx context.Context, all []stack) []string {
	var lines []string
	for _, s := range all {
		for _, t := range s.needs {
			if !t.there(ctx) {
				lines = append(lines, fmt.Sprintf("%s needs %s: %s", s.name, t.what, t.install))
			}
		}
	}
	return lines
}

func (t tool) there(ctx context.Context) bool {
	const most = 30 * time.Second
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	return exec.CommandContext(ctx, t.check[0], t.check[1:]...).Run() == nil //nolint:gosec // commands of this room
}
