package soap

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// rawFault puts a Fault's children into an envelope.
func rawFault(envelope, fault, children string) []byte {
	return fmt.Appendf(nil, `<e:Envelope xmlns:e="%s" xmlns:f="%s" xmlns:own="urn:own"><e:Body><f:Fault>%s</f:Fault></e:Body></e:Envelope>`,
		envelope, fault, children)
}

func TestFaultsAreRead(t *testing.T) {
	own := xml.Name{Space: "urn:own", Local: "NoSuchPerson"}
	env := func(space, local string) xml.Name { return xml.Name{Space: space, Local: local} }
	for _, test := range []struct {
		name    string
		status  int
		message []byte
		want    Fault
	}{
		{
			"1.1", 500, rawFault(namespace11, namespace11, "<faultcode>e:Server</faultcode><faultstring> text </faultstring>"),
			Fault{Version: V11, Class: ClassReceiver, Code: env(namespace11, "Server"), Reason: "text"},
		},
		{
			"fault_200", 200, rawFault(namespace11, namespace11, "<faultcode>e:Client</faultcode><faultstring>text</faultstring><faultactor>urn:a</faultactor>"),
			Fault{Version: V11, Class: ClassSender, Code: env(namespace11, "Client"), Reason: "text"},
		},
		{
			"1.1 dotted", 500, rawFault(namespace11, namespace11, "<faultcode>e:Client.Authentication</faultcode><faultstring/>"),
			Fault{Version: V11, Class: ClassSender, Code: env(namespace11, "Client.Authentication")},
		},
		{
			"1.1 with qualified children", 500, rawFault(namespace11, namespace11, "<e:faultcode>e:VersionMismatch</e:faultcode><e:faultstring>text</e:faultstring>"),
			Fault{Version: V11, Class: ClassVersionMismatch, Code: env(namespace11, "VersionMismatch"), Reason: "text"},
		},
		{
			"1.1 without prefix", 500, rawFault(namespace11, namespace11, "<faultcode>Server</faultcode><faultstring>text</faultstring>"),
			Fault{Version: V11, Class: ClassReceiver, Code: env("", "Server"), Reason: "text"},
		},
		{
			"1.1 with a prefix that is not declared", 500, rawFault(namespace11, namespace11, "<faultcode>SOAP-ENV:MustUnderstand</faultcode>"),
			Fault{Version: V11, Class: ClassMustUnderstand, Code: env("", "MustUnderstand")},
		},
		{
			"1.1 with a code of its own", 500, rawFault(namespace11, namespace11, "<faultcode>own:NoSuchPerson</faultcode><faultstring>text</faultstring>"),
			Fault{Version: V11, Class: ClassOther, Code: own, Reason: "text"},
		},
		{
			"1.1 with a standard name of its own", 500, rawFault(namespace11, namespace11, "<faultcode>own:Server</faultcode>"),
			Fault{Version: V11, Class: ClassOther, Code: env("urn:own", "Server")},
		},
		{
			"1.2", 400, rawFault(namespace12, namespace12, `<f:Code><f:Value>f:Sender</f:Value><f:Subcode><f:Value>own:NoSuchPerson</f:Value>`+
				`<f:Subcode><f:Value>own:Deeper</f:Value></f:Subcode></f:Subcode></f:Code><f:Reason><f:Text xml:lang="en">text</f:Text>`+
				`<f:Text xml:lang="ru-RU">текст</f:Text></f:Reason><f:Node>urn:n</f:Node><f:Role>urn:r</f:Role>`),
			Fault{Version: V12, Class: ClassSender, Code: env(namespace12, "Sender"), Subcodes: []xml.Name{own, env("urn:own", "Deeper")}, Reason: "текст"},
		},
		{
			"1.2 in one language", 500, rawFault(namespace12, namespace12, `<f:Code><f:Value>f:Receiver</f:Value></f:Code><f:Reason><f:Text xml:lang="en">first</f:Text><f:Text xml:lang="fr">second</f:Text></f:Reason>`),
			Fault{Version: V12, Class: ClassReceiver, Code: env(namespace12, "Receiver"), Reason: "first"},
		},
		{
			"fault_mixed, all in 1.1", 400, rawFault(namespace11, namespace11, `<f:Code><f:Value>f:Server</f:Value></f:Code><f:Reason><f:Text>text</f:Text></f:Reason>`),
			Fault{Version: V11, Class: ClassReceiver, Code: env(namespace11, "Server"), Reason: "text"},
		},
		{
			"fault_mixed, fault in 1.2", 400, rawFault(namespace11, namespace12, `<f:Code><f:Value>f:Sender</f:Value></f:Code><f:Reason>text</f:Reason>`),
			Fault{Version: V11, Class: ClassSender, Code: env(namespace12, "Sender"), Reason: "text"},
		},
		{
			"fault_mixed, children of 1.1 in 1.2", 500, rawFault(namespace12, namespace12, `<faultcode>f:Receiver</faultcode><faultstring>text</faultstring>`),
			Fault{Version: V12, Class: ClassReceiver, Code: env(namespace12, "Receiver"), Reason: "text"},
		},
		{"nothing in it", 500, rawFault(namespace11, namespace11, ""), Fault{Version: V11, Class: ClassOther}},
		{"nothing known in it", 500, rawFault(namespace11, namespace11, "<own:faultcode>e:Server</own:faultcode><note/>"), Fault{Version: V11, Class: ClassOther}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := checkOperation(t, V12).Reply(test.status, contentType("application/soap+xml"), test.message)
			var f *Fault
			if got != nil || !errors.As(err, &f) {
				t.Fatalf("got %+v, %v", got, err)
			}
			test.want.Status = test.status
			if fmt.Sprintf("%#v", *f) != fmt.Sprintf("%#v", test.want) {
				t.Errorf("got  %#v\nwant %#v", *f, test.want)
			}
		})
	}
}

func TestFaultsThatCannotBeRead(t *testing.T) {
	const code = "<faultcode>e:Server</faultcode>"
	for _, test := range []struct {
		name    string
		message string
		code    Code
	}{
		{"two codes", string(rawFault(namespace11, namespace11, code+code)), CodeFault},
		{"codes of both versions", string(rawFault(namespace11, namespace11, code+"<f:Code><f:Value>f:Sender</f:Value></f:Code>")), CodeFault},
		{"two details", string(rawFault(namespace11, namespace11, code+"<detail/><detail/>")), CodeFault},
		{"a fault and a reply", strings.Replace(string(rawFault(namespace11, namespace11, code)), "</f:Fault>", "</f:Fault>"+checkBody, 1), CodeSecondChild},
		{"cut off", string(rawFault(namespace11, namespace11, code))[:200], CodeTruncated},
		{"a fault of no version", string(rawFault(namespace11, "urn:other", code)), CodeUnexpectedBody},
		{"a huge tree", string(rawFault(namespace11, namespace11, "<detail>"+strings.Repeat("<a/>", maxNodes)+"</detail>")), CodeTooManyTokens},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := checkOperation(t, V11).Reply(500, nil, []byte(test.message))
			wantCode(t, err, test.code)
		})
	}
}

func TestDetailIsDecodedByItsContract(t *testing.T) {
	const rejected = `<t:RequestRejected><t:Code>NO_DATA</t:Code><t:Text>нет</t:Text></t:RequestRejected>`
	fault := func(detail string) *Fault {
		message := rawFault(namespace11, namespace11, `<faultcode>e:Server</faultcode><detail xmlns:t="`+testNamespace+`">`+detail+`</detail>`)
		_, err := checkOperation(t, V11).Reply(500, nil, message)
		var f *Fault
		if !errors.As(err, &f) {
			t.Fatalf("got %v", err)
		}
		return f
	}
	var got requestRejected
	f := fault(`<stack xmlns="urn:java">at ru.gov</stack>` + rejected)
	if err := f.Detail("RequestRejected").Decode(&got); err != nil || got.Code != "NO_DATA" || got.Text != "нет" {
		t.Errorf("got %+v, %v", got, err)
	}
	if f.Detail("stack") != nil || len(f.Details) != 2 {
		t.Errorf("a foreign detail is taken for the contract's: %+v", f.Details)
	}
	e := wantCode(t, f.Details[0].Decode(&got), CodeContract)
	if e.Rule != RuleUnknown {
		t.Errorf("a detail that the contract does not have: %v", e)
	}
	bad := fault(strings.Replace(rejected, "NO_DATA", "NO_SUCH", 1)).Detail("RequestRejected").Decode(&got)
	if e := wantCode(t, bad, CodeContract); e.Rule != RuleEnumeration || e.Path != "RequestRejected/Code" || e.Value != "NO_SUCH" {
		t.Errorf("a detail that breaks the contract: %+v", e)
	}
}

func TestFaultTellsNothingPersonal(t *testing.T) {
	message := rawFault(namespace11, namespace11, `<faultcode>own:Иванов</faultcode><faultstring>Иванов 12345678901</faultstring>`+
		`<detail><Иванов/><own:Known_1/></detail>`)
	_, err := checkOperation(t, V11).Reply(500, nil, message)
	for _, got := range []string{err.Error(), fmt.Sprintf("%+v", err), fmt.Sprintf("%#v", err), fmt.Sprintf("%s", err)} {
		if got != "soap: fault: other, detail Known_1" {
			t.Errorf("got %q", got)
		}
	}
}
