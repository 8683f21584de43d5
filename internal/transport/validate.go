package transport

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"
)

// Validate returns nil, or an error that joins one "key: what it must be" for each key that is wrong. It reads the
// files that the configuration names, and quotes no URL, for one may hold a password.
func (c Config) Validate() error {
	var v validation
	v.baseURL(c)
	v.proxy(c.Proxy)
	v.lasting("dial_timeout", c.DialTimeout)
	v.lasting("handshake_timeout", c.HandshakeTimeout)
	v.lasting("idle_timeout", c.IdleTimeout)
	v.check(c.MaxIdle > 0, "max_idle: must be at least 1, is %d", c.MaxIdle)
	v.check(c.MaxConns >= 0, "max_conns: must be 0 (no bound) or more, is %d", c.MaxConns)
	v.within("max_body_bytes", c.MaxBodyBytes, 1<<10, 64<<20)
	v.within("max_header_bytes", c.MaxHeaderBytes, 1<<10, 1<<20)
	if err := c.TLS.validate(); err != nil {
		v = append(v, err)
	}
	return errors.Join(v...)
}

// A validation gathers what is wrong.
type validation []error

func (v *validation) check(ok bool, format string, args ...any) {
	if !ok {
		*v = append(*v, fmt.Errorf(format, args...))
	}
}

func (v *validation) lasting(key string, d time.Duration) {
	v.check(d > 0, "%s: must be longer than 0s, is %s", key, d)
}

func (v *validation) within(key string, n, least, most int64) {
	v.check(least <= n && n <= most, "%s: must be from %d to %d, is %d", key, least, most, n)
}

func (v *validation) baseURL(c Config) {
	u, err := url.Parse(c.BaseURL)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "" || u.Opaque != "":
		v.check(false, "base_url: must be https://host[:port][/path]")
	case u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		v.check(false, "base_url: must have no user, query or fragment")
	case u.Scheme == "http":
		v.check(c.Plaintext || loopback(u.Hostname()), "base_url: must be https, unless the host is loopback or plaintext is true")
	default:
		v.check(u.Scheme == "https", "base_url: must be https (or http)")
	}
}

func (v *validation) proxy(proxy string) {
	if proxy == NoProxy {
		return
	}
	u, err := url.Parse(proxy)
	ok := err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && strings.Trim(u.Path, "/") == ""
	v.check(ok, "proxy: must be none, or http://host:port or https://host:port")
	v.check(!ok || u.User == nil, "proxy: must have no user or password: they would be printed with the configuration")
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return ip.IsLoopback() || host == "localhost"
}
