package doctor

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"
	"time"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/secret"
)

// A span is when all of a chain hold.
type span struct{ from, until time.Time }

func spanOf(chain []*x509.Certificate) (s span) {
	for _, c := range chain {
		if c.NotBefore.After(s.from) {
			s.from = c.NotBefore
		}
		if s.until.IsZero() || c.NotAfter.Before(s.until) {
			s.until = c.NotAfter
		}
	}
	return s
}

// judged says how a lifetime that ends then stands, of what is to be replaced by so much before.
func judged(from, until time.Time, m secret.Margin) (Result, string) {
	now := time.Now()
	left := until.Sub(now)
	days := int(left.Hours() / 24)
	text := fmt.Sprintf("it holds until %s (%d days)", until.UTC().Format(time.DateOnly), days)
	switch {
	case now.Before(from):
		return Bad, "it holds only from " + from.UTC().Format(time.RFC3339)
	case now.After(until):
		return Bad, "it ended on " + until.UTC().Format(time.DateOnly)
	case left < m.Late:
		return Bad, text
	case left < m.Soon:
		return Warn, text
	default:
		return OK, text
	}
}

// chainIn returns the certificates of a PEM file; nil: it cannot be read, or holds none.
func chainIn(written string) (chain []*x509.Certificate) {
	rest, err := secret.Read(secret.File{Written: written, Care: secret.Public})
	if err != nil {
		return nil
	}
	for block, more := pem.Decode(rest); block != nil; block, more = pem.Decode(more) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		if c, err := x509.ParseCertificate(block.Bytes); err == nil {
			chain = append(chain, c)
		}
	}
	return chain
}

// chained says what is wrong with the order of a chain; "": nothing is.
func chained(chain []*x509.Certificate) string {
	for i := 0; i+1 < len(chain); i++ {
		if !bytes.Equal(chain[i].RawIssuer, chain[i+1].RawSubject) || chain[i].CheckSignatureFrom(chain[i+1]) != nil {
			return fmt.Sprintf("certificate %d of its file did not sign certificate %d", i+2, i+1)
		}
	}
	return ""
}

const renew = "Order the next one and rename it over the file: it is taken without a restart."

// served looks at the certificate of a listener. That its key fits the configuration's validation has seen.
func (r *Report) served(section, file string, hosts []string) {
	if file == "" {
		r.add(groupItself, "certificate", Skipped, section+": it speaks no TLS", "")
		return
	}
	if secret.NotHanded(file) {
		r.add(groupItself, "certificate", Skipped, section+".certificate_file: "+file+": "+notHanded, "")
		return
	}
	chain := chainIn(file)
	if len(chain) == 0 {
		r.add(groupItself, "certificate", Bad, section+".certificate_file: cannot be read", "Put the certificate there, in PEM.")
		return
	}
	key := section + ".certificate_file: "
	var lacking []string
	for _, host := range hosts {
		if chain[0].VerifyHostname(host) != nil {
			lacking = append(lacking, host)
		}
	}
	s := spanOf(chain)
	result, text := judged(s.from, s.until, secret.Ours())
	switch wrong := chained(chain); {
	case result == Bad:
		r.add(groupItself, "certificate", Bad, key+text, renew)
	case wrong != "":
		r.add(groupItself, "certificate", Bad, key+wrong, "Write the listener's certificate first, then each one that signed the one before.")
	case len(chain[0].DNSNames)+len(chain[0].IPAddresses) == 0:
		r.add(groupItself, "certificate", Bad, key+"it has no alternative name, and clients hold it to one", "Order one with the listener's DNS name.")
	case lacking != nil:
		r.add(groupItself, "certificate", Bad, key+"it does not hold for "+strings.Join(lacking, ", "), "Order one with these names, or take them out of "+section+".hosts.")
	case result == Warn:
		r.add(groupItself, "certificate", Warn, key+text, renew)
	default:
		r.add(groupItself, "certificate", OK, fmt.Sprintf("%s%s, %d in its chain, its key fits, for %s", key, text, len(chain), names(chain[0])), "")
	}
}

func isClient(u x509.ExtKeyUsage) bool {
	return u == x509.ExtKeyUsageClientAuth || u == x509.ExtKeyUsageAny
}

// names are what our own certificate holds for.
func names(c *x509.Certificate) string {
	all := append([]string{}, c.DNSNames...)
	for _, ip := range c.IPAddresses {
		all = append(all, ip.String())
	}
	return strings.Join(all, ", ")
}

// authorities looks at who vouches for callers.
func (r *Report) authorities(cfg app.Config) {
	file := cfg.Access.Certificates.CAFile
	if cfg.Access.IsOff() || file == "" {
		return
	}
	for i, c := range chainIn(file) {
		if result, text := judged(c.NotBefore, c.NotAfter, secret.Ours()); result != OK {
			r.add(groupItself, "certificate", result, fmt.Sprintf("access.certificates.ca_file: authority %d of it: %s", i+1, text),
				"Add the next authority beside it; send SIGHUP.")
		}
	}
}
