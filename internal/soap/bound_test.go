package soap

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// TestBoundsEndHugeMessages meets each bomb with its bound, without memory that grows with it.
func TestBoundsEndHugeMessages(t *testing.T) {
	envelope := func(body string) string { return string(wrap(t, V11, body)) }
	within := func(content string) string {
		return envelope(replaceOnce(t, checkBody, "</CheckResponse>", content+"</CheckResponse>"))
	}
	many := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for _, test := range []struct {
		name, message string
		limits        Limits
		code          Code
	}{
		{"deep in the body", within(strings.Repeat("<a>", 100_000)), Limits{}, CodeTooDeep},
		{"deep instead of the body", envelope(strings.Repeat("<a>", 100_000)), Limits{}, CodeUnexpectedBody},
		{"deep around the envelope", strings.Repeat("<Envelope xmlns='"+namespace11+"'>", 10_000), Limits{}, CodeEnvelope},
		{"deep in the header", strings.Replace(envelope(""), "<soap:Body>", "<soap:Header>"+strings.Repeat("<a>", 1000), 1), Limits{}, CodeTooDeep},
		{"deep in a fault", envelope("<soap:Fault>" + strings.Repeat("<a>", 1000)), Limits{}, CodeTooDeep},
		{"deep by a limit", within("<a><b/></a>"), Limits{Depth: 4}, CodeTooDeep},
		{"huge", strings.Repeat(" ", 50<<20), Limits{}, CodeTooLarge},
		{"many elements", within(strings.Repeat("<a/>", 100_000)), Limits{}, CodeTooManyTokens},
		{"many comments", within(strings.Repeat("<!---->", 100_000)), Limits{}, CodeTooManyTokens},
		{"many pieces of text", within("<a>" + strings.Repeat("<![CDATA[x]]>", 70_000) + "</a>"), Limits{}, CodeTooManyTokens},
		{"many attributes", within("<a " + many(65, `a%d="" `) + "/>"), Limits{}, CodeTooManyAttrs},
		{"many declarations", within("<a " + many(64, `xmlns:a%d="urn:a" `) + "/>"), Limits{}, CodeTooManyAttrs},
		{"many declarations in depth", within("<a " + many(40, `xmlns:a%d="urn:a" `) + "><b " + many(40, `xmlns:b%d="urn:a" `) + "/></a>"), Limits{}, CodeTooManyAttrs},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := checkOperation(t, V11)
			o.config.Limits = test.limits.withDefaults()
			message := []byte(test.message)
			read := func() {
				_, err := o.Reply(200, nil, message)
				wantCode(t, err, test.code)
			}
			read()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			read()
			runtime.ReadMemStats(&after)
			if grown := after.TotalAlloc - before.TotalAlloc; grown > 128<<10 {
				t.Errorf("reading takes %d bytes", grown)
			}
		})
	}
}

func TestCheckingAllocatesNothing(t *testing.T) {
	contract, body, limits := testContract(t), []byte(statusBody), Limits{}.withDefaults()
	var r contentReader // not from a pool, which forgets at will
	n := testing.AllocsPerRun(100, func() {
		r.scanner.reset(body, limits, contract.known)
		if err := r.document(contract, nil); err != nil {
			t.Fatal(err)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestAReaderKeepsNoMessage(t *testing.T) {
	r := &contentReader{}
	message := wrap(t, V11, replaceOnce(t, statusBody, ">one<", ">зиз<!-- -->зиз<"))
	contract := testContract(t)
	r.scanner.reset(message[len(xmlDeclaration):], Limits{}.withDefaults(), nil)
	envelope := envelopeReader{scanner: &r.scanner}
	if err := envelope.open(); err != nil {
		t.Fatal(err)
	}
	if err := r.decode(contract, contract.local([]byte("StatusResponse")), new(statusResponse)); err != nil {
		t.Fatal(err)
	}
	contract.pool.put(r)
	for _, o := range r.open[:cap(r.open)] {
		if o.value.IsValid() {
			t.Errorf("the reader still holds a struct")
		}
	}
	if r.scanner.src != nil || r.checker.text != nil || r.checker.scanner != nil {
		t.Errorf("the reader still holds the message")
	}
	for _, kept := range [][]byte{r.scanner.scratch[:cap(r.scanner.scratch)], r.checker.scratch[:cap(r.checker.scratch)]} {
		if strings.Contains(string(kept), "зиз") {
			t.Errorf("the reader still holds a value")
		}
	}
	for _, a := range r.scanner.attrs[:cap(r.scanner.attrs)] {
		if a.value != nil {
			t.Errorf("the reader still holds an attribute")
		}
	}
}
