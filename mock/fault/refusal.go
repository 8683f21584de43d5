package fault

import (
	"net/http"
	"slices"
	"strings"

	"github.com/sverka/sverka/adapters"
)

// SOAP faults: the registry's own typed ones, and those of the stack beneath it.

// Namespaces of the two versions of SOAP.
const (
	envelope11 = "http://schemas.xmlsoap.org/soap/envelope/"
	envelope12 = "http://www.w3.org/2003/05/soap-envelope"
)

// SOAPFault returns d as an HTTP reply with a SOAP fault, status 500, as servers of version p write it.
func SOAPFault(p Protocol, d Document) Reply {
	body := fault11(d)
	if p == SOAP12 {
		body = fault12(d, envelope12)
	}
	return Reply{Status: http.StatusInternalServerError, Header: typed(p), Body: []byte(body)}
}

// RESTError returns d as an HTTP reply with a JSON document.
func RESTError(d Document) Reply {
	return Reply{Status: d.Status, Header: typed(REST), Body: []byte(d.Body)}
}

func typed(p Protocol) http.Header {
	contentType := mediaType(p)
	if p != REST {
		contentType += "; charset=utf-8"
	}
	return http.Header{"Content-Type": {contentType}}
}

// code returns the standard's code for whose doing d is.
func (d Document) code(server, client string) string {
	switch {
	case d.Code != "":
		return "soap:" + d.Code
	case d.Sender:
		return "soap:" + client
	default:
		return "soap:" + server
	}
}

func fault11(d Document) string {
	return envelope(envelope11, "<soap:Fault><faultcode>"+d.code("Server", "Client")+"</faultcode><faultstring>"+escapeXML(d.Text)+
		"</faultstring>"+optional("detail", d.Body)+"</soap:Fault>")
}

func fault12(d Document, namespace string) string {
	return envelope(namespace, "<soap:Fault><soap:Code><soap:Value>"+d.code("Receiver", "Sender")+"</soap:Value></soap:Code>"+
		`<soap:Reason><soap:Text xml:lang="ru">`+escapeXML(d.Text)+"</soap:Text></soap:Reason>"+
		optional("soap:Detail", d.Body)+"</soap:Fault>")
}

func envelope(namespace, content string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>` +
		`<soap:Envelope xmlns:soap="` + namespace + `"><soap:Body>` + content + "</soap:Body></soap:Envelope>"
}

func optional(name, content string) string {
	if content == "" {
		return ""
	}
	return "<" + name + ">" + content + "</" + name + ">"
}

// worded makes a case for each wording of r.
func worded(in *Input, how func(Document) Reply, refusals ...Refusal) []Case {
	var cases []Case
	for _, r := range refusals {
		for _, d := range in.Shape.documents(r) {
			cases = append(cases, Case{Name: d.Name, Reply: how(d), Ends: d.Ends, own: true})
		}
	}
	return cases
}

func soapFaults(r Refusal) func(*Input) []Case {
	return func(in *Input) []Case {
		return worded(in, func(d Document) Reply { return SOAPFault(in.Shape.Protocol, d) }, r)
	}
}

// bare are the faults that say no more than whose doing they are.
func bare() []Document {
	return []Document{
		{Refusal: Server, Name: "server", Text: "Internal Error", Ends: ends(adapters.Unavailable, adapters.ReasonFault)},
		{Refusal: Validation, Name: "client", Text: "Unmarshalling Error: cvc-complex-type.2.4.a: Invalid content was found",
			Sender: true, Ends: ends(adapters.Rejected, adapters.ReasonSchema)},
	}
}

func soapFaultBare(in *Input) []Case {
	return []Case{{Reply: SOAPFault(in.Shape.Protocol, bare()[0])}}
}

// soapFaultUntyped has no code of the standard either: old stacks write it without its namespace, or write their own.
func soapFaultUntyped(sender bool) func(*Input) []Case {
	return func(in *Input) []Case {
		d := bare()[0]
		if sender {
			d = bare()[1]
		}
		reply := SOAPFault(in.Shape.Protocol, d)
		if in.Shape.Protocol == SOAP11 {
			reply.Body = []byte(strings.Replace(string(reply.Body), "<faultcode>soap:", "<faultcode>", 1))
		}
		return []Case{{Reply: reply}}
	}
}

// everyFault makes a case for each fault that the registry and the stack know, named by refusal and wording.
func everyFault(in *Input, how func(Document) Reply) []Case {
	var cases []Case
	for _, d := range append(slices.Clone(in.Shape.Documents), bare()...) {
		if d.Refusal == InWork {
			continue
		}
		name := strings.TrimSuffix(string(d.Refusal)+"."+d.Name, ".")
		cases = append(cases, Case{Name: name, Reply: how(d), Ends: d.Ends, own: true})
	}
	return cases
}

func soapFault200(in *Input) []Case {
	return everyFault(in, func(d Document) Reply {
		reply := SOAPFault(in.Shape.Protocol, d)
		reply.Status = http.StatusOK
		return reply
	})
}

// soapFaultMixed is what a common stack does: an envelope of 1.1 with the fault of 1.2, in the namespace of 1.1.
func soapFaultMixed(in *Input) []Case {
	return everyFault(in, func(d Document) Reply {
		return Reply{Status: http.StatusBadRequest, Header: typed(SOAP12), Body: []byte(fault12(d, envelope11))}
	})
}
