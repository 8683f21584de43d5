package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// WireMock is what others use for this. Its package for npm brings it as one archive for Java.
const (
	wireMock        = "wiremock@3.13.2"
	wireMockArchive = "node_modules/wiremock/build/wiremock-standalone-*.jar"
	wireMockJournal = "1000" // entries, as many as the mocks keep
)

// A wireStub is one way of answering SOAP with WireMock.
type wireStub struct {
	name, file, mapping string
}

// wireStubs are the least that it can do, one reply to everybody that repeats the question's id, and what comes nearer to what the mocks do:
// the person is found in the message, and what the reply says is taken from it. The contract is checked by neither.
func wireStubs() []wireStub {
	const (
		ns    = `"xPathNamespaces": {"s": "http://www.w3.org/2003/05/soap-envelope", "p": "http://kvs.sfr.gov.ru/insured-person/1.0.0"}`
		value = `{{xPath request.body '//*[local-name()=\"%s\"]/text()'}}`
	)
	reply := func(family string) string {
		return `<?xml version=\"1.0\"?><soap:Envelope xmlns:soap=\"http://www.w3.org/2003/05/soap-envelope\"><soap:Body>` +
			`<SnilsValidationResponse xmlns=\"http://kvs.sfr.gov.ru/insured-person/1.0.0\"><RequestId>` + fmt.Sprintf(value, "RequestId") + `</RequestId>` +
			`<FamilyName>` + family + `</FamilyName><Result>true</Result></SnilsValidationResponse></soap:Body></soap:Envelope>`
	}
	response := func(body string) string {
		return `"response": {"status": 200, "headers": {"Content-Type": "application/soap+xml; charset=utf-8"}, "transformers": ["response-template"], "body": "` + body + `"}`
	}
	return []wireStub{
		{"WireMock, the same reply to everybody", "same.json", `{"request": {"method": "POST", "urlPath": "/same"}, ` + response(reply("НАМУНАЕВ")) + `}`},
		{"WireMock, the person by XPath", "person.json", `{"request": {"method": "POST", "urlPath": "/person", "bodyPatterns": [{"matchesXPath": ` +
			`{"expression": "//p:Snils/text()", ` + ns + `, "equalTo": "99000000153"}}]}, ` + response(reply(fmt.Sprintf(value, "FamilyName"))) + `}`},
	}
}

// startWireMocks starts WireMock, says how soon it answered and what it holds, and returns how to ask it. Where it cannot be had it says so, and there is
// nobody to ask. end is never nil.
func startWireMocks(ctx context.Context, h *house, r *report, q *questions, mocks *beginning) (all []*contender, end func(), err error) {
	var ends []func()
	end = func() {
		for _, f := range ends {
			f()
		}
	}
	archive, err := h.wireMock(ctx)
	if err != nil {
		r.heading("WireMock is not beside it: %s", err)
		return nil, end, ctx.Err()
	}
	r.heading("WireMock beside it (%s): start and idle memory, medians of %d starts", wireMock, startRounds)
	var b beginning
	for range startRounds {
		p, err := h.startWireMock(ctx, archive)
		if err != nil {
			return nil, end, err
		}
		ask, over := q.stub(p.api + "/same")
		err = b.answered(ctx, p, ask)
		over()
		p.stop()
		if err != nil {
			return nil, end, err
		}
	}
	r.say("start to first answer", "%s: %.0f times the mocks'; %s of CPU", millis(median(b.first)),
		float64(median(b.first))/float64(median(mocks.first)), millis(median(b.cpu)))
	r.say("idle memory", "%s: %.0f times the mocks'", mebibytes(b.idle()), float64(b.idle())/float64(mocks.idle()))
	p, err := h.startWireMock(ctx, archive)
	if err != nil {
		return nil, end, err
	}
	ends = append(ends, p.stop)
	for _, s := range wireStubs() {
		ask, over := q.stub(p.api + "/" + s.path())
		ends = append(ends, over)
		all = append(all, exchanging(s.name, p, ask))
	}
	return all, end, nil
}

// path is the last part of the stub's URL.
func (s wireStub) path() string { return s.file[:len(s.file)-len(filepath.Ext(s.file))] }

// stub asks about a persona, and expects that the reply is to that question.
func (q *questions) stub(url string) (ask func(context.Context) error, end func()) {
	return q.check(url, "", 0)
}

// wireMock gets WireMock's archive with npm, into the house's folder.
func (h *house) wireMock(ctx context.Context) (archive string, err error) {
	for _, tool := range []string{"npm", "java"} {
		if _, err := exec.LookPath(tool); err != nil {
			return "", fmt.Errorf("there is no %s here (on Debian, apt-get install npm default-jre-headless)", tool)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	install := exec.CommandContext(ctx, "npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", h.folder, wireMock)
	install.Dir = h.folder
	if printed, err := install.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm install %s: %w: %.200s", wireMock, err, printed)
	}
	found, err := filepath.Glob(h.path(wireMockArchive))
	if err == nil && len(found) != 1 {
		err = errors.New(wireMock + " brings no archive")
	}
	if err != nil {
		return "", err
	}
	return found[0], nil
}

// startWireMock starts WireMock with the stubs, and with a journal as long as the mocks'.
func (h *house) startWireMock(ctx context.Context, archive string) (*program, error) {
	mappings := filepath.Join(h.folder, "stubs", "mappings")
	if err := os.MkdirAll(mappings, 0o700); err != nil {
		return nil, err
	}
	for _, s := range wireStubs() {
		if err := os.WriteFile(filepath.Join(mappings, s.file), []byte(s.mapping), 0o600); err != nil {
			return nil, err
		}
	}
	at, err := freeAddresses(1)
	if err != nil {
		return nil, err
	}
	api := "http://" + at[0]
	_, port, err := net.SplitHostPort(at[0])
	if err != nil {
		return nil, err
	}
	p := &program{name: "WireMock", api: api, ready: api + "/__admin/health"}
	return h.started(ctx, p, "java", "-jar", archive, "--port", port, "--bind-address", "127.0.0.1", "--root-dir", filepath.Dir(mappings),
		"--disable-banner", "--max-request-journal-entries", wireMockJournal)
}
