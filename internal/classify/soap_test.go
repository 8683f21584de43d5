package classify_test

import (
	"encoding/xml"
	"errors"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/classify"
	"github.com/sverka/sverka/internal/soap"
)

func TestSOAPMessages(t *testing.T) {
	for _, c := range []struct {
		status int
		code   soap.Code
		kind   adapters.Kind
		reason adapters.Reason
	}{
		{200, soap.CodeHTML, adapters.Malformed, adapters.ReasonSyntax},
		{502, soap.CodeHTML, adapters.Unavailable, adapters.ReasonStatus},
		{403, soap.CodeHTML, adapters.Denied, adapters.ReasonAccess},
		{200, soap.CodeEmpty, adapters.Malformed, adapters.ReasonSyntax},
		{503, soap.CodeEmpty, adapters.Unavailable, adapters.ReasonStatus},
		{200, soap.CodeDoctype, adapters.Malformed, adapters.ReasonSyntax},
		{200, soap.CodeTruncated, adapters.Malformed, adapters.ReasonSyntax},
		{500, soap.CodeTruncated, adapters.Malformed, adapters.ReasonSyntax},
		{200, soap.CodeTooDeep, adapters.Malformed, adapters.ReasonSize},
		{200, soap.CodeTooLarge, adapters.Malformed, adapters.ReasonSize},
		{200, soap.CodeTooManyTokens, adapters.Malformed, adapters.ReasonSize},
		{200, soap.CodeContract, adapters.Malformed, adapters.ReasonContract},
		{200, soap.CodeSecondChild, adapters.Malformed, adapters.ReasonContract},
		{500, soap.CodeStatus, adapters.Malformed, adapters.ReasonContract},
		{500, soap.CodeFault, adapters.Malformed, adapters.ReasonContract},
		{200, soap.CodeDecode, adapters.Internal, ""},
	} {
		err := error(&soap.Error{Code: c.code})
		f := classify.SOAP(adapters.Response{Status: c.status}, err)
		if f.Kind != c.kind || f.Reason != c.reason {
			t.Errorf("%s with %d: %s/%s, want %s/%s", c.code, c.status, f.Kind, f.Reason, c.kind, c.reason)
		}
		if !errors.Is(f, err) {
			t.Errorf("%s: the cause is lost", c.code)
		}
	}
}

func TestSOAPFaultsByTheirStandardCodes(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		fault  soap.Fault
		kind   adapters.Kind
		reason adapters.Reason
	}{
		"receiver":                 {500, soap.Fault{Class: soap.ClassReceiver}, adapters.Unavailable, adapters.ReasonFault},
		"sender":                   {500, soap.Fault{Class: soap.ClassSender}, adapters.Rejected, adapters.ReasonSchema},
		"version":                  {500, soap.Fault{Class: soap.ClassVersionMismatch}, adapters.Rejected, adapters.ReasonSchema},
		"understood":               {500, soap.Fault{Class: soap.ClassMustUnderstand}, adapters.Rejected, adapters.ReasonSchema},
		"own code":                 {500, soap.Fault{Class: soap.ClassOther}, adapters.Unavailable, adapters.ReasonFault},
		"with 200":                 {200, soap.Fault{Class: soap.ClassReceiver}, adapters.Unavailable, adapters.ReasonFault},
		"with 403":                 {403, soap.Fault{Class: soap.ClassSender}, adapters.Denied, adapters.ReasonAccess},
		"with 429":                 {429, soap.Fault{Class: soap.ClassReceiver}, adapters.Throttled, adapters.ReasonRate},
		"dotted code":              {500, soap.Fault{Class: soap.ClassSender, Code: xml.Name{Local: "Client.Authentication"}}, adapters.Denied, adapters.ReasonToken},
		"WS-Security":              {500, soap.Fault{Class: soap.ClassSender, Subcodes: []xml.Name{{Space: soap.SecurityNamespace, Local: "FailedAuthentication"}}}, adapters.Denied, adapters.ReasonToken},
		"WS-Security as faultcode": {500, soap.Fault{Class: soap.ClassOther, Code: xml.Name{Space: soap.SecurityNamespace, Local: "InvalidSecurity"}}, adapters.Denied, adapters.ReasonToken},
	} {
		f := classify.SOAP(adapters.Response{Status: c.status}, &c.fault)
		if f.Kind != c.kind || f.Reason != c.reason {
			t.Errorf("%s: %s/%s, want %s/%s", name, f.Kind, f.Reason, c.kind, c.reason)
		}
	}
}

func TestSOAPSaysWhatBreaksTheContractAndNoMore(t *testing.T) {
	e := &soap.Error{Code: soap.CodeContract, Rule: soap.RuleEnumeration, Path: "statusResponse/statusInfo/category", Value: "MOON"}
	f := classify.SOAP(adapters.Response{Status: 200}, e)
	for _, want := range []string{"enumeration", "statusInfo/category", "MOON"} {
		if !strings.Contains(f.Detail, want) {
			t.Errorf("%q lacks %q", f.Detail, want)
		}
	}
	fault := &soap.Fault{Class: soap.ClassReceiver, Reason: "Каримов Азиз"}
	if f := classify.SOAP(adapters.Response{Status: 500}, fault); strings.Contains(f.Error(), "Каримов") {
		t.Errorf("the fault's text is told: %s", f)
	}
}

func TestWhatHasNoReasonIsInternal(t *testing.T) {
	if f := classify.SOAP(adapters.Response{Status: 200}, errors.New("Каримов")); f.Kind != adapters.Internal || strings.Contains(f.Error(), "Каримов") {
		t.Errorf("got %v", f)
	}
	f := classify.Unsent(&soap.Error{Code: soap.CodeContract, Path: "SnilsValidationRequest/FamilyName"})
	if f.Kind != adapters.Internal || !strings.Contains(f.Detail, "FamilyName") {
		t.Errorf("got %v", f)
	}
}
