package fault

import (
	"fmt"
	"net"
	"strconv"
	"syscall"
)

// Refuse returns a loopback address at which every connection is refused until free is called: its port is taken, so that
// nobody else can be listening there, and nobody accepts.
func Refuse() (addr string, free func(), err error) {
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		return "", nil, fmt.Errorf("fault: a socket: %w", err)
	}
	free = func() { _ = syscall.Close(socket) } // nothing was ever written to it
	if err := syscall.Bind(socket, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		free()
		return "", nil, fmt.Errorf("fault: a port of loopback: %w", err)
	}
	name, err := syscall.Getsockname(socket)
	bound, ok := name.(*syscall.SockaddrInet4)
	if err != nil || !ok {
		free()
		return "", nil, fmt.Errorf("fault: the port of a socket: %w", err)
	}
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(bound.Port)), free, nil
}
