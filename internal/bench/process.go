package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// cpuTime returns the user and system time that the process and all its threads have taken, ended ones too.
func (c *child) cpuTime() (time.Duration, error) {
	// The clock of another process, as clock_getcpuclockid(3) makes it; 2 is CPUCLOCK_SCHED: nanoseconds, not ticks.
	clock := int32(^c.pid()<<3 | 2) //nolint:gosec // process ids are below 2^22
	var t unix.Timespec
	if err := unix.ClockGettime(clock, &t); err != nil {
		return 0, fmt.Errorf("the clock of process %d: %w", c.pid(), err)
	}
	return time.Duration(t.Nano()), nil
}

// memory is what of a process stands in memory, in bytes.
type memory struct {
	resident int // all
	private  int // but for the pages of files: heap and stacks
}

func (c *child) memory() (m memory, err error) {
	text, err := os.ReadFile(c.proc("status"))
	if err != nil {
		return m, err
	}
	for line := range bytes.Lines(text) {
		fields := strings.Fields(string(line))
		if len(fields) < 2 {
			continue
		}
		switch kib, _ := strconv.Atoi(fields[1]); fields[0] {
		case "VmRSS:":
			m.resident = kib << 10
		case "RssAnon:":
			m.private = kib << 10
		}
	}
	return m, nil
}

// sockets counts the sockets that the process has open, listening ones too.
func (c *child) sockets() (n int, err error) {
	files, err := os.ReadDir(c.proc("fd"))
	for _, f := range files {
		target, err := os.Readlink(filepath.Join(c.proc("fd"), f.Name()))
		if err == nil && strings.HasPrefix(target, "socket:") { // else it has just been closed
			n++
		}
	}
	return n, err
}

func (c *child) proc(file string) string {
	return filepath.Join("/proc", strconv.Itoa(c.pid()), file)
}
