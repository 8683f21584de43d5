package soap

import (
	"encoding/xml"
	"testing"
)

// The naive adapter's way: encoding/xml over the whole envelope, nothing checked.

type naiveStatusEnvelope struct {
	XMLName xml.Name `xml:"http://schemas.xmlsoap.org/soap/envelope/ Envelope"`
	Body    struct {
		Response statusResponse `xml:"urn:test:registry:1.0 StatusResponse"`
	} `xml:"http://schemas.xmlsoap.org/soap/envelope/ Body"`
}

type naiveCheckEnvelope struct {
	XMLName xml.Name `xml:"http://www.w3.org/2003/05/soap-envelope Envelope"`
	Body    struct {
		Response checkResponse `xml:"urn:test:registry:1.0 CheckResponse"`
	} `xml:"http://www.w3.org/2003/05/soap-envelope Body"`
}

func BenchmarkReplyChecked(b *testing.B) {
	o, body, header := statusOperation(b), wrap(b, V11, statusBody), contentType(V11.ContentType(""))
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := o.Reply(200, header, body); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReplyNaive(b *testing.B) {
	body := wrap(b, V11, statusBody)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		var envelope naiveStatusEnvelope
		if err := xml.Unmarshal(body, &envelope); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSmallReplyChecked(b *testing.B) {
	o, body, header := checkOperation(b, V12), wrap(b, V12, checkBody), contentType(V12.ContentType(""))
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := o.Reply(200, header, body); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSmallReplyNaive(b *testing.B) {
	body := wrap(b, V12, checkBody)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		var envelope naiveCheckEnvelope
		if err := xml.Unmarshal(body, &envelope); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCheck is the checker without decoding.
func BenchmarkCheck(b *testing.B) {
	c, body := testContract(b), []byte(statusBody)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if err := c.Check(body); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRequestChecked(b *testing.B) {
	o, in := checkOperation(b, V11), question()
	token, err := NewUsernameToken("gateway", "secret", nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := o.Request(b.Context(), in, token); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRequestNaive(b *testing.B) {
	in := question()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := xml.Marshal(in); err != nil {
			b.Fatal(err)
		}
	}
}

// What a service pays to read a request with a token, and to decode it.
func BenchmarkRead(b *testing.B) {
	token, err := NewUsernameToken("gateway", "secret", nil)
	if err != nil {
		b.Fatal(err)
	}
	r := ask(b, checkOperation(b, V11), token)
	body, receiver := []byte(bodyOf(b, r)), Receiver{Contract: testContract(b)}
	b.ReportAllocs()
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		var in checkRequest
		if _, err := receiver.Read(r.Header, body, func(string) any { return &in }); err != nil || in.Person == nil {
			b.Fatal(err)
		}
	}
}
