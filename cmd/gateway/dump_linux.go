package main

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// forbidDumps lets no core of this process be written: it would hold what people said about themselves, and every key. The limit
// keeps the kernel from writing a file, and from being raised again; not being dumpable keeps it from handing the core to
// a program (core_pattern with a pipe heeds no limit), and other processes of the same user out of the memory.
func forbidDumps() error {
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return fmt.Errorf("core dumps cannot be switched off: %w", err)
	}
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return fmt.Errorf("core dumps cannot be switched off: %w", err)
	}
	return nil
}
