//go:build !linux

package main

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// forbidDumps lets no core of this process be written: it would hold what people said about themselves, and every key.
func forbidDumps() error {
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return fmt.Errorf("core dumps cannot be switched off: %w", err)
	}
	return nil
}
