package otlp

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/http/httpguts"

	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/secret"
	"github.com/sverka/sverka/internal/transport"
)

// Config says which lookups are traced, and where their spans are sent.
type Config struct {
	// Endpoint is the collector's URL for traces, with its path; https off loopback. Empty: nothing is traced.
	Endpoint string `yaml:"endpoint"`
	// HeadersFile holds headers that are sent along, "Name: value", one a line: credentials, as a rule.
	HeadersFile string        `yaml:"headers_file" secret:"private"`
	TLS         transport.TLS `yaml:"tls"`
	// Instance tells replicas apart (service.instance.id); empty: the host's name.
	Instance string `yaml:"instance"`
	// Sample is the part of the lookups that is traced, of those that come without a traceparent.
	Sample config.Ratio `yaml:"sample"`
	// Follow is how many lookups a second are traced because their traceparent says so, for each caller; 0: traceparent is not looked at.
	Follow int `yaml:"follow"`
	// Queue is how many spans wait at most, Batch how many are sent at a time, and Every for how long one waits for others.
	Queue int           `yaml:"queue"`
	Batch int           `yaml:"batch"`
	Every time.Duration `yaml:"every"`
	// Timeout bounds one request.
	Timeout time.Duration `yaml:"timeout"`
}

// Default returns the documented defaults: off.
func Default() Config {
	return Config{
		TLS: transport.TLS{MinVersion: "1.2"}, Sample: 0.01, Follow: 5, Queue: 4096, Batch: 512, Every: 2 * time.Second, Timeout: 5 * time.Second,
	}
}

// IsOff reports whether nothing is traced.
func (c Config) IsOff() bool { return c.Endpoint == "" }

// Bounds of what may be configured.
const (
	mostFollow  = 1000
	mostQueue   = 1 << 16
	mostBatch   = 4096
	leastEvery  = 10 * time.Millisecond
	longestWait = 30 * time.Second
)

// Validate implements config.Validator.
func (c Config) Validate() error {
	errs := []error{
		within("follow", c.Follow, 0, mostFollow), within("queue", c.Queue, 1, mostQueue), within("batch", c.Batch, 1, mostBatch),
		lasting("every", c.Every, leastEvery), lasting("timeout", c.Timeout, leastEvery), c.instance(),
	}
	if c.Sample < 0 || c.Sample > 1 {
		errs = append(errs, errors.New("sample: must be from 0% to 100%"))
	}
	if c.Batch > c.Queue {
		errs = append(errs, errors.New("batch: must be at most queue"))
	}
	if c.IsOff() {
		return errors.Join(errs...)
	}
	if err := c.endpoint(); err != nil {
		return errors.Join(append(errs, err)...)
	}
	if c.HeadersFile != "" {
		if _, err := secret.Open(c.HeadersFile, nil, acceptHeaders); err != nil {
			errs = append(errs, fmt.Errorf("headers_file: %w", err))
		}
	}
	return errors.Join(append(errs, c.transport().Validate())...)
}

// endpoint quotes nothing of the URL: one may hold a password.
func (c Config) endpoint() error {
	u, err := url.Parse(c.Endpoint)
	switch {
	case err != nil || u.Hostname() == "" || u.Opaque != "" || u.Scheme != "http" && u.Scheme != "https":
		return errors.New("endpoint: must be the URL of the collector, such as https://collector:4318/v1/traces")
	case u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return errors.New("endpoint: must have no user, query or fragment: credentials belong into headers_file")
	case strings.Trim(u.Path, "/") == "":
		return errors.New("endpoint: must have its path, which is /v1/traces as a rule")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return errors.New("endpoint: must be https, unless the host is loopback")
	}
	return nil
}

// instance: it is shown as it is, and tells of nobody.
func (c Config) instance() error {
	const longest = 64
	for _, r := range c.Instance {
		if r <= ' ' || r > '~' {
			return errors.New("instance: must be letters, digits and signs of ASCII")
		}
	}
	if len(c.Instance) > longest {
		return fmt.Errorf("instance: must be of at most %d characters", longest)
	}
	return nil
}

func (c Config) transport() transport.Config {
	t := transport.Default()
	t.BaseURL, t.TLS, t.MaxIdle = c.Endpoint, c.TLS, 1
	t.MaxBodyBytes = mostReply
	return t
}

// Text says which lookups are traced, and where their spans go.
func (c Config) Text() string {
	if c.IsOff() {
		return "off"
	}
	sample, _ := c.Sample.MarshalText() // has no error
	return fmt.Sprintf("%s of lookups, and of those that a caller traces at most %d a second for each caller, go to %s", sample, c.Follow, c.Endpoint)
}

func within(key string, n, least, most int) error {
	if n < least || n > most {
		return fmt.Errorf("%s: must be from %d to %d, is %d", key, least, most, n)
	}
	return nil
}

func lasting(key string, d, least time.Duration) error {
	if d < least || d > longestWait {
		return fmt.Errorf("%s: must be from %s to %s, is %s", key, least, longestWait, d)
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return ip.IsLoopback() || host == "localhost"
}

// headersOf reads the headers of a file. Its errors quote nothing of them.
func headersOf(text string) (http.Header, error) {
	all := make(http.Header)
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		if !ok || !httpguts.ValidHeaderFieldName(name) || value == "" || !httpguts.ValidHeaderFieldValue(value) {
			return nil, errors.New(`must hold lines "Name: value"`)
		}
		switch http.CanonicalHeaderKey(name) {
		case "Content-Type", "Content-Length", "Content-Encoding", "Transfer-Encoding", "Host", "Connection":
			return nil, errors.New("must not hold a header that tells of the request itself")
		}
		all.Add(name, value)
	}
	return all, nil
}

func acceptHeaders(text string) error {
	_, err := headersOf(text)
	return err
}
