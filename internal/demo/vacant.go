package demo

import (
	"errors"
	"fmt"
	"net"

	"github.com/sverka/sverka/internal/app"
)

// vacant says which of the gateway's addresses are taken: it will listen only when it runs, and its secrets are written before.
func vacant(c app.Config) error {
	var errs []error
	for _, addr := range []string{c.API.Listen, c.Observe.Listen, c.Operate.Listen} {
		listener, err := net.Listen("tcp", addr)
		if err != nil {
			errs = append(errs, fmt.Errorf("the gateway cannot listen: %w", err))
			continue
		}
		_ = listener.Close()
	}
	return errors.Join(errs...)
}
