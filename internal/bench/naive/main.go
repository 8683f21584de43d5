// Command naive is what a team in a hurry would write for two of the gateway's lookups, kept as the baseline of its
// figures: ServeMux, encoding/json, encoding/xml, one keep-alive client, one gobreaker, one histogram, a WS-Security
// UsernameToken. It takes the gateway's questions and gives answers of the same shape, and it is honest work: every
// reply's echo is compared, every failure has a status, nothing is slowed down on purpose.
//
// What it lacks is what the gateway is for. A missing element of a reply is its zero value, twice an element the last
// one; a fault with "no such person" opens the breaker, an answer about somebody else's document passes; nothing is
// bounded, retried, shared, kept or logged, and a person's name may stand in an error.
package main

import (
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address to serve on")
	registry := flag.String("registry", "", "address of the registries, http://host:port")
	password := flag.String("password", "secret", "of the UsernameToken")
	flag.Parse()
	if err := serve(*listen, newAdapter(*registry, "sverka", *password)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(listen string, handler http.Handler) error {
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
