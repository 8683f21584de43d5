package transport

import "time"

// Config says how one registry is reached. Default gives what a file may leave out; paths are relative to the working
// directory. It holds no secret: a client's key stands in a file of its own. The tag secret marks what names one.
type Config struct {
	// BaseURL is where the registry's paths begin, "https://host[:port][/path]". It is the drivers' to use.
	BaseURL string `yaml:"base_url"`
	// Plaintext allows http:// to a host other than loopback. Personal data then cross the network in the clear.
	Plaintext bool `yaml:"plaintext"`
	TLS       TLS  `yaml:"tls"`
	// Proxy is "none", or the http:// or https:// URL of a forward proxy; an https:// one is held to its own name, and TLS.CAFile
	// counts for it too. The environment is never asked.
	Proxy string `yaml:"proxy"`

	DialTimeout      time.Duration `yaml:"dial_timeout"`      // name look-up and connecting, together
	HandshakeTimeout time.Duration `yaml:"handshake_timeout"` // of TLS
	// IdleTimeout is how long a connection is kept unused. Shorter than the registry's own (Tomcat: 20 s), so that it is
	// not the registry who closes it while a request is on its way.
	IdleTimeout time.Duration `yaml:"idle_timeout"`
	MaxIdle     int           `yaml:"max_idle"` // connections kept unused
	// MaxConns bounds the connections at any time; 0: no bound here, the exchanges in flight are bounded above. With a
	// bound, exchanges wait here for a connection, which Wire.Queued tells.
	MaxConns       int   `yaml:"max_conns"`
	MaxBodyBytes   int64 `yaml:"max_body_bytes"`   // of a reply, as it comes and again unpacked
	MaxHeaderBytes int64 `yaml:"max_header_bytes"` // of a reply
}

// TLS says whom to trust and who we are.
type TLS struct {
	CAFile     string `yaml:"ca_file" secret:"public"` // PEM; only these are trusted. Empty: the system's
	ServerName string `yaml:"server_name"`             // expected in the certificate; empty: the host of the URL
	MinVersion string `yaml:"min_version"`             // "1.2" or "1.3"
	// CertificateFile and KeyFile (PEM) are shown to the registry where it asks (mutual TLS); both or neither. All three files are
	// read again when they change; each may be a systemd credential, "credential:name".
	CertificateFile string `yaml:"certificate_file" secret:"public"`
	KeyFile         string `yaml:"key_file" secret:"private"`
}

// NoProxy is the Config.Proxy that goes straight to the registry.
const NoProxy = "none"

// Default returns the configuration that a file's keys are laid over; only BaseURL has none.
func Default() Config {
	return Config{
		TLS:              TLS{MinVersion: "1.2"},
		Proxy:            NoProxy,
		DialTimeout:      3 * time.Second,
		HandshakeTimeout: 5 * time.Second,
		IdleTimeout:      15 * time.Second,
		MaxIdle:          20,
		MaxBodyBytes:     1 << 20,
		MaxHeaderBytes:   64 << 10,
	}
}
