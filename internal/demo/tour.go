package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"time"
)

// The question that a tour asks: a person who works with a patent, and whether he is lawfully in the country.
const (
	tourPersona = "patent-worker"
	tourLookup  = "migration/status"
)

// Tour asks one question of a started demo, the whole way, and writes it, its answer, and what to try next.
func (d *Demo) Tour(ctx context.Context, w io.Writer, tokenFile string) error {
	question, err := fetch(ctx, http.MethodGet, d.MockURL()+"/personas/"+tourPersona+"/"+tourLookup, nil)
	if err != nil {
		return err
	}
	started := time.Now()
	answer, err := fetch(ctx, http.MethodPost, d.APIURL()+"/v1/lookups/"+tourLookup, question)
	if err != nil {
		return err
	}
	took := time.Since(started).Round(100 * time.Microsecond)
	_, err = fmt.Fprintf(w, tourText+d.audited()+tourEnd, tourPersona, tourLookup, indented(question), took, indented(answer),
		d.MockURL(), d.APIURL(), d.gateway.Observe(), d.gateway.Operate(), tokenFile)
	return err
}

const tourText = `
A question about the persona %[1]s, as the portal backend puts it: POST /v1/lookups/%[2]s

%[3]s
The answer, by way of the gateway and the mock registry's SOAP interface, after %[4]s:

%[5]s
Try next, in another terminal:

  curl -s %[6]s/personas/%[1]s/pension/snils-check | curl -s -H 'Content-Type: application/json' -d @- %[7]s/v1/lookups/pension/snils-check
  curl -s %[6]s/personas/unavailable/tax/inn | curl -s -H 'Content-Type: application/json' -d @- %[7]s/v1/lookups/tax/inn

  personas   %[6]s/  (each a story; as JSON with a ready query per lookup: %[6]s/personas)
  API        %[7]s/docs  (the contract: %[7]s/openapi.yaml)
  metrics    http://%[8]s/metrics  (and /readyz?verbose: how each registry stands)

Gates and breakers are on observe, lest one persona's trouble become another's, and the quota of tax/taxpayer (two a minute, as
configs/gateway.yaml has it) is lifted. To arm gates and breakers:

  printf 'Authorization: Bearer %%s' "$(cat %[10]s)" | curl -X DELETE -H @- http://%[9]s/v1/overrides
`

const tourEnd = `
Ctrl-C ends it.
`

// audited says what to try with the audit log, if there is one.
func (d *Demo) audited() string {
	if d.audit == "" {
		return ""
	}
	at := filepath.Dir(d.audit)
	return fmt.Sprintf(`
Who asked what about whom is written down in %[2]s:

  curl -s %%[6]s/personas/%%[1]s/%%[2]s | bin/gateway audit find -directory %[2]s -private %[1]s/officer.key -operator me -why trying
  bin/gateway audit verify -directory %[2]s -public %[1]s/audit.pub
`, at, d.audit)
}

// maxTour and tourTimeout bound what the tour reads of an answer, and how long it waits for one.
const (
	maxTour     = 1 << 20
	tourTimeout = 30 * time.Second
)

func fetch(ctx context.Context, method, url string, body []byte) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	client := http.Client{Timeout: tourTimeout}
	defer client.CloseIdleConnections()
	response, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }() // it was only read
	text, err := io.ReadAll(io.LimitReader(response.Body, maxTour))
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %s", method, url, response.Status)
	}
	return text, err
}

func indented(doc []byte) []byte {
	var out bytes.Buffer
	if json.Indent(&out, doc, "  ", "  ") != nil {
		return doc
	}
	return append([]byte("  "), append(bytes.TrimSpace(out.Bytes()), '\n')...)
}
