package fault

import (
	"fmt"
	"net/netip"
	"syscall"
)

// AnyPort is a free port of loopback, for Refuse.
const AnyPort = "127.0.0.1:0"

// Refuse returns an address at which every connection is refused until free is called: addr, an IPv4 address of loopback with a
// port, 0 being any free one. The port is taken, so that nobody else can be listening there, and nobody accepts.
func Refuse(addr string) (refusing string, free func(), err error) {
	wanted, err := netip.ParseAddrPort(addr)
	if err != nil || !wanted.Addr().Is4() || !wanted.Addr().IsLoopback() {
		return "", nil, fmt.Errorf("fault: to refuse connections expected an IPv4 address of loopback, such as 127.0.0.1:8455")
	}
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return "", nil, fmt.Errorf("fault: a socket: %w", err)
	}
	free = func() { _ = syscall.Close(socket) } // nothing was ever written to it
	if err := syscall.Bind(socket, &syscall.SockaddrInet4{Addr: wanted.Addr().As4(), Port: int(wanted.Port())}); err != nil {
		free()
		return "", nil, fmt.Errorf("fault: a port of loopback: %w", err)
	}
	name, err := syscall.Getsockname(socket)
	bound, ok := name.(*syscall.SockaddrInet4)
	if err != nil || !ok {
		free()
		return "", nil, fmt.Errorf("fault: the port of a socket: %w", err)
	}
	return netip.AddrPortFrom(wanted.Addr(), uint16(bound.Port)).String(), free, nil //nolint:gosec // the port of a socket
}
