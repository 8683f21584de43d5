package doctor

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/secret"
)

// traces looks at the collector of traces, by a request without spans. No lookup depends on it: nothing that is wrong is more than to be
// looked at.
func (r *Report) traces(ctx context.Context, cfg app.Config) {
	c := cfg.Traces
	if c.IsOff() {
		r.add(groupItself, "traces", Skipped, "nothing is traced", "")
		return
	}
	if file := c.TLS.CertificateFile; file != "" {
		s := spanOf(chainIn(file)) // that it can be read, and its key fits, the configuration's validation has seen
		if result, text := judged(s.from, s.until, secret.Ours()); result != OK {
			r.add(groupItself, "traces", Warn, "our certificate for the collector: "+text, renew)
		}
	}
	got, err := c.Greet(ctx)
	if err != nil {
		text, do := lost(err)
		r.add(groupItself, "traces", Warn, "the collector: "+text, do)
		return
	}
	if text, do := refused(got.Status, got.Page); text != "" {
		r.add(groupItself, "traces", Warn, "the collector "+text, do)
		return
	}
	until := got.Standing.TheirEnd
	if until.IsZero() { // http on loopback
		r.add(groupItself, "traces", OK, "the collector takes what it is sent", "")
		return
	}
	switch result, text := judged(time.Time{}, until, secret.Theirs()); result {
	case OK:
		r.add(groupItself, "traces", OK, "the collector takes what it is sent; its certificate: "+text, "")
	default:
		r.add(groupItself, "traces", Warn, "the collector takes what it is sent; its certificate: "+text, "Tell its operators: afterwards no span reaches it.")
	}
}

// lost says why a request did not come back, and what to do about it.
func lost(err error) (text, do string) {
	f := adapters.AsFailure(err)
	text = fmt.Sprintf("%s/%s: %s", f.Kind, f.Reason, f.Detail)
	switch f.Reason {
	case adapters.ReasonTLS, adapters.ReasonHandshake:
		return text, ofTraces(tlsAdvice(f))
	case adapters.ReasonDNS:
		return text, "Look at the machine's resolver (getent hosts), and at the name in traces.endpoint."
	case adapters.ReasonRedirect:
		return text, "Write where it leads to into traces.endpoint, after its operators have confirmed it: redirects are not followed."
	default:
		if errors.Is(f, adapters.Internal) {
			return "no request could be made", "Look at traces.headers_file, and run it again."
		}
		return text, "Start the collector, or look at firewalls and traces.endpoint. Lookups go on without it."
	}
}

// ofTraces makes advice about a registry one about the collector, whose keys are called alike.
func ofTraces(advice string) string {
	return strings.NewReplacer("transport.tls", "traces.tls", "transport.base_url", "traces.endpoint", "the registry's operators", "its operators").Replace(advice)
}

// refused says what is the matter with a reply; "": nothing is.
func refused(status int, page bool) (text, do string) {
	text = fmt.Sprintf("answers with status %d", status)
	switch {
	case status/100 == 2 && page:
		return text + " and a page for people", "That is no collector, or not its path for traces, which is /v1/traces as a rule: look at traces.endpoint."
	case status/100 == 2:
		return "", ""
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return text, "It does not take our credentials: look at traces.headers_file, or at traces.tls if it goes by certificates."
	case status == http.StatusNotFound, status == http.StatusMethodNotAllowed:
		return text, "Look at the path of traces.endpoint, which is /v1/traces as a rule."
	default:
		return text, "Its own log says why: ask its operators."
	}
}
