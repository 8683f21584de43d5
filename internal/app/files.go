package app

import (
	"fmt"
	"syscall"
)

// spareFiles is what the gateway opens besides connections: logs, state, audit, secrets, names that are looked up.
const spareFiles = 128

// openFiles returns how many files the process may have open. The Go runtime has raised the soft limit to the hard one.
func openFiles() uint64 {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) != nil {
		return 0
	}
	return limit.Cur
}

// enoughFiles returns an error if what the configuration allows cannot be had under limit (0: it is not known): found out
// under load, it would look like registries that cannot be reached.
func enoughFiles(c *Config, limit uint64) error {
	need := neededFiles(c)
	if limit == 0 || need <= limit {
		return nil
	}
	return fmt.Errorf("api.max_connections: with %d of them and the registries' connections up to %d files are open, and the process may open %d; "+
		"raise the limit (LimitNOFILE, ulimit -n), or allow fewer", c.API.MaxConnections, need, limit)
}

// neededFiles returns how many files may come to be open.
func neededFiles(c *Config) uint64 {
	need := c.API.MaxConnections + 2*maxConnections + spareFiles
	c.Registries.Each(func(_ string, r *AnyRegistry) {
		need += max(r.Transport.MaxConns, r.Limits.InFlight) + r.Transport.MaxIdle
	})
	return uint64(need) //nolint:gosec // a sum of positive numbers
}
