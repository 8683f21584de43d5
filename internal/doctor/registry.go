package doctor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/secret"
	"github.com/sverka/sverka/internal/transport"
)

// A visit looks at one registry.
type visit struct {
	*Report
	x app.Examined
}

func (v visit) say(check string, result Result, text, do string) {
	v.add(v.x.Name, check, result, text, do)
}

// look goes the way of a question step by step, and stops where it goes no further.
func (v visit) look(ctx context.Context) {
	v.ours()
	v.credential()
	closed := v.closed(time.Now())
	if !v.reached(ctx) {
		v.skip("the step before failed", "reply", "tls", "clock", "lookup")
		return
	}
	if closed {
		v.skip("the registry is closed by its calendar, and not asked", "reply", "tls", "clock", "lookup")
		return
	}
	if v.unseen("transport") {
		v.skip("what it is reached by was "+notHanded, "reply", "tls", "clock", "lookup")
		return
	}
	if v.x.Asks() && !v.unseen("driver") {
		v.asked(ctx)
		return
	}
	v.greeted(ctx)
	if v.unseen("driver") {
		v.skip("what lets us in was "+notHanded, "lookup")
		return
	}
	v.say("lookup", Skipped, "no test subject is configured: whether we are let in is not known", "")
}

// unseen reports whether a secret of this section was not handed over.
func (v visit) unseen(section string) bool {
	return slices.ContainsFunc(v.x.Unseen, func(key string) bool { return strings.HasPrefix(key, "registries."+v.x.Name+"."+section+".") })
}

func (v visit) skip(why string, checks ...string) {
	for _, c := range checks {
		v.say(c, Skipped, why, "")
	}
}

// ours looks at the certificate that the registry is shown. That its key fits the configuration's validation has seen.
func (v visit) ours() {
	if v.unseen("transport") {
		v.say("certificate", Skipped, "our certificate, its key or the authorities: "+notHanded, "")
		return
	}
	file := v.x.Reach.TLS.CertificateFile
	if file == "" {
		v.say("certificate", Skipped, "the registry is shown no certificate of ours", "")
		return
	}
	chain := chainIn(file)
	if len(chain) == 0 {
		v.say("certificate", Bad, "transport.tls.certificate_file cannot be read", "Put the certificate there, in PEM.")
		return
	}
	s := spanOf(chain)
	result, text := judged(s.from, s.until, secret.Ours())
	wrong := chained(chain)
	switch usage := chain[0].ExtKeyUsage; {
	case result == Bad:
		v.say("certificate", Bad, "our certificate: "+text, renew)
	case wrong != "":
		v.say("certificate", Bad, "our certificate: "+wrong, "Write our certificate first, then each one that signed the one before.")
	case len(usage) > 0 && !slices.ContainsFunc(usage, isClient):
		v.say("certificate", Bad, "our certificate is none for clients (extended key usage)", "Order one for client authentication.")
	case result == Warn:
		v.say("certificate", Warn, "our certificate: "+text, renew)
	default:
		v.say("certificate", OK, fmt.Sprintf("our certificate: %s, %d in its chain, its key fits", text, len(chain)), "")
	}
}

// credential says until when the registry takes what its driver shows, if the configuration knows.
func (v visit) credential() {
	end, _ := config.EndOf(v.x.CredentialUntil) // validated
	if end.IsZero() {
		v.say("credential", Skipped, "until when the registry takes our password, token or key is not configured", "")
		return
	}
	result, text := judged(time.Time{}, end.Add(-time.Second), secret.Ours())
	do := "Ask its operators for the next one, rename it over the file, and write its last day to credential_until."
	if result == OK {
		do = ""
	}
	v.say("credential", result, "our password, token or key: "+text, do)
}

// closed says whether it is closed by its calendar now.
func (v visit) closed(now time.Time) bool {
	from, until, ok := v.x.Closed.Window(now)
	switch {
	case !ok:
		v.say("maintenance", OK, "no closing time is configured", "")
	case now.Before(from):
		v.say("maintenance", OK, "open; closed from "+from.Format(time.RFC3339), "")
	case until.IsZero():
		v.say("maintenance", Skipped, "closed by its calendar, and nobody knows until when", "")
		return true
	default:
		v.say("maintenance", Skipped, "closed by its calendar until "+until.Format(time.RFC3339), "")
		return true
	}
	return false
}

// way returns where connections go: to the registry, or to the proxy before it.
func way(c transport.Config) (host, port, whose string, secure bool) {
	whose, written := "the registry", c.BaseURL
	if c.Proxy != transport.NoProxy {
		whose, written = "the proxy", c.Proxy
	}
	u, err := url.Parse(written)
	if err != nil { // validated
		return "", "", whose, false
	}
	standard := "80"
	if u.Scheme == "https" {
		standard = "443"
	}
	return u.Hostname(), cmp.Or(u.Port(), standard), whose, strings.HasPrefix(c.BaseURL, "https:")
}

// reached looks the name up and connects to each address behind it.
func (v visit) reached(ctx context.Context) bool {
	host, port, whose, _ := way(v.x.Reach)
	ctx, cancel := context.WithTimeout(ctx, v.x.Reach.DialTimeout)
	defer cancel()
	addresses := []string{host}
	if _, err := netip.ParseAddr(host); err == nil {
		v.say("dns", Skipped, whose+" is named by its address", "")
	} else {
		addresses, err = net.DefaultResolver.LookupHost(ctx, host)
		if err != nil {
			v.say("dns", Bad, "the name of "+whose+" cannot be looked up: "+dnsText(err), "Look at the machine's resolver (getent hosts), and at the name in transport.")
			v.skip("the step before failed", "connect")
			return false
		}
		v.say("dns", OK, fmt.Sprintf("the name of %s leads to %d addresses", whose, len(addresses)), "")
	}
	return v.connected(ctx, whose, port, addresses)
}

func dnsText(err error) string {
	var lookup *net.DNSError
	switch {
	case errors.As(err, &lookup) && lookup.IsNotFound:
		return "no such name"
	case errors.As(err, &lookup) && lookup.IsTimeout:
		return "no answer in time"
	default:
		return "the resolver failed"
	}
}

// mostAddresses bounds the connections that are tried.
const mostAddresses = 8

// connected connects to each address, and closes again: of several behind a name one may be down.
func (v visit) connected(ctx context.Context, whose, port string, addresses []string) bool {
	addresses = addresses[:min(len(addresses), mostAddresses)]
	failed := make([]string, len(addresses))
	var dialing sync.WaitGroup
	for i, a := range addresses {
		dialing.Go(func() {
			conn, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(a, port))
			if err != nil {
				failed[i] = a + ": " + dialText(err)
				return
			}
			_ = conn.Close()
		})
	}
	dialing.Wait()
	failed = slices.DeleteFunc(failed, func(s string) bool { return s == "" })
	text := fmt.Sprintf("%d of %d addresses of %s take connections", len(addresses)-len(failed), len(addresses), whose)
	switch {
	case len(failed) == 0:
		v.say("connect", OK, text, "")
	case len(failed) < len(addresses):
		v.say("connect", Warn, text+"; not "+strings.Join(failed, ", "), "Tell the operators of "+whose+"; every few connections will fail.")
	default:
		v.say("connect", Bad, text+": "+strings.Join(failed, ", "), "Look at firewalls, VPN and transport.base_url or proxy; then ask the operators of "+whose+".")
		return false
	}
	return true
}

func dialText(err error) string {
	var timeout net.Error
	var system *os.SyscallError
	switch {
	case errors.As(err, &timeout) && timeout.Timeout():
		return "no answer in time"
	case errors.As(err, &system):
		return system.Err.Error()
	default:
		return "it failed"
	}
}

// greeted makes one exchange about nobody.
func (v visit) greeted(ctx context.Context) {
	response, wire, err := v.x.Greet(ctx)
	if err != nil {
		v.broken(adapters.AsFailure(err), wire.Phase)
		return
	}
	v.secured()
	switch status := response.Status; {
	case status == http.StatusBadGateway, status == http.StatusServiceUnavailable, status == http.StatusGatewayTimeout:
		v.say("reply", Warn, fmt.Sprintf("it replies with status %d", status), "The registry, or what stands before it, is in trouble: ask its operators.")
	default:
		v.say("reply", OK, fmt.Sprintf("it replies (status %d to a HEAD, which says nothing of lookups)", status), "")
	}
	v.clock()
}

// broken says what an exchange that failed means.
func (v visit) broken(f *adapters.Failure, phase transport.Phase) {
	tls := f.Reason == adapters.ReasonTLS || f.Reason == adapters.ReasonHandshake || phase == transport.PhaseHandshake
	if tls {
		v.say("tls", Bad, f.Detail, tlsAdvice(f))
		v.skip("the step before failed", "reply", "clock")
		return
	}
	v.secured()
	v.say("reply", Bad, fmt.Sprintf("%s/%s: %s", f.Kind, f.Reason, f.Detail),
		"It can be connected to and does not reply as HTTP says, or not in limits.exchange_limit: ask its operators.")
	v.clock()
}

func tlsAdvice(f *adapters.Failure) string {
	switch {
	case strings.Contains(f.Detail, "unknown authority"):
		return "Put the authority that signed it into transport.tls.ca_file, after its operators have confirmed it by another way."
	case strings.Contains(f.Detail, "another host"):
		return "Look at transport.base_url, or name what its certificate is for in transport.tls.server_name."
	case strings.Contains(f.Detail, "not valid today"):
		return "Look at this machine's clock first; then tell the registry's operators."
	case strings.Contains(f.Detail, "none is configured"):
		return "Name transport.tls.certificate_file and key_file: it wants mutual TLS."
	case strings.Contains(f.Detail, "our certificate"):
		return "Ask its operators which certificate they expect of us, and by which authority."
	default:
		return "Look at transport.tls.min_version, and whether it speaks TLS at this port at all."
	}
}

// secured says how the TLS of the exchange stood.
func (v visit) secured() {
	if _, _, _, secure := way(v.x.Reach); !secure {
		if v.x.Reach.Plaintext {
			v.say("tls", Warn, "plaintext: personal data cross the network in the clear", "Use https, or a tunnel.")
			return
		}
		v.say("tls", Skipped, "http on loopback", "")
		return
	}
	until := v.x.Client.Standing().TheirEnd
	if until.IsZero() {
		v.say("tls", Skipped, "there was no handshake", "")
		return
	}
	result, text := judged(time.Time{}, until, secret.Theirs())
	text = "its certificate is for its name, and signed by whom we trust; " + text
	if result == OK {
		v.say("tls", OK, text, "")
		return
	}
	v.say("tls", result, text, "Tell the registry's operators: afterwards every lookup is denied.")
}

// clockWarn is from where on a clock is worth a look, though nothing is refused for it yet and no alert comes: transport.ClockOff is.
const clockWarn = 5 * time.Second

func (v visit) clock() {
	s := v.x.Client.Standing()
	off := s.ClockOffset.Round(time.Second)
	which := "ahead of"
	if off < 0 {
		which, off = "behind", -off
	}
	text := fmt.Sprintf("its clock is at least %s %s ours", off, which)
	const do = "Look at this machine's clock (chronyc tracking): if all registries differ alike, it is ours. Else tell its operators."
	switch {
	case !s.ClockKnown:
		v.say("clock", Skipped, "no reply had a Date", "")
	case off >= transport.ClockOff:
		v.say("clock", Bad, text, do)
	case off >= clockWarn:
		v.say("clock", Warn, text, do)
	default:
		v.say("clock", OK, "its clock and ours agree", "")
	}
}

// asked puts the question about the test subject, in place of an exchange about nobody.
func (v visit) asked(ctx context.Context) {
	ctx, cancel := context.WithTimeoutCause(ctx, 2*v.x.Limit, context.DeadlineExceeded)
	defer cancel()
	began := time.Now()
	answered, err := v.x.Ask(ctx)
	spent := fmt.Sprintf("%s, %d exchanges spent", time.Since(began).Round(time.Millisecond), v.x.Spent())
	if answered {
		v.secured()
		v.say("reply", OK, "it replies", "")
		v.clock()
		v.say("lookup", OK, fmt.Sprintf("%s about the test subject was answered (%s)", v.x.Probe.Lookup, spent), "")
		return
	}
	var f *adapters.Failure
	if !errors.As(err, &f) {
		v.skip("nothing was asked", "reply", "tls", "clock")
		v.say("lookup", Bad, "probe."+err.Error(), "Mend registries."+v.x.Name+".probe.")
		return
	}
	if f.Origin() == adapters.OriginRegistry && (f.Kind == adapters.Unavailable || f.Kind == adapters.TimedOut || f.Reason == adapters.ReasonTLS) {
		v.broken(f, transport.PhaseNone)
		v.say("lookup", Bad, fmt.Sprintf("%s about the test subject: %s (%s)", v.x.Probe.Lookup, f.Kind, spent), "See the steps before.")
		return
	}
	v.secured()
	v.say("reply", OK, "it replies", "")
	v.clock()
	v.say("lookup", Bad, fmt.Sprintf("%s about the test subject: %s/%s, %s (%s)", v.x.Probe.Lookup, f.Kind, f.Reason, f.Detail, spent), lookupAdvice(f.Kind))
}

func lookupAdvice(k adapters.Kind) string {
	switch k {
	case adapters.Denied:
		return "It refuses this gateway: look at the secrets of registries, and do not try often, for accounts lock."
	case adapters.Throttled:
		return "It says too many: wait, and look at limits.quota."
	case adapters.Malformed, adapters.Rejected:
		return "Contract and registry differ: read its announcements, and report it."
	case adapters.InvalidQuery, adapters.Forbidden:
		return "Mend the question in probe.query_file."
	default:
		return "Look into the log of a gateway that asks the same."
	}
}
