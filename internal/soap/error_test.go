package soap

import (
	"log/slog"
	"strings"
	"testing"
)

func TestErrorsTellPlacesAndNoValues(t *testing.T) {
	contract := testContract(t)
	body := replaceOnce(t, statusBody, "EXPIRED", "Ivanov Ivan")
	e := wantCode(t, contract.Check([]byte(body)), CodeContract)
	const want = "soap: contract: enumeration at StatusResponse/Info/Ground[2]/State, line 1, offset 349, length 11"
	if e.Error() != want || e.Value != "" {
		t.Errorf("got %q, value %q\nwant %q", e.Error(), e.Value, want)
	}
	e = wantCode(t, contract.Check([]byte(replaceOnce(t, statusBody, "EXPIRED", "REVOKED_2"))), CodeContract)
	if strings.Contains(e.Error(), "REVOKED_2") || e.Value != "REVOKED_2" {
		t.Errorf("got %q, value %q", e.Error(), e.Value)
	}
	var out strings.Builder
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "error", e)
	for _, part := range []string{"error.code=contract", "error.rule=enumeration", "error.path=StatusResponse/Info/Ground[2]/State", "error.value=REVOKED_2", "error.length=9", "error.line=1"} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("%s is not in %s", part, out.String())
		}
	}
}

func TestHarmlessValues(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "VALID_1": "VALID_1", "Иванов": "", "a b": "", "a-b": "", "a@b": "", "[": "", "`": "", "{": "",
		strings.Repeat("a", 32): strings.Repeat("a", 32), strings.Repeat("a", 33): "",
	} {
		if got := harmless([]byte(in)); got != want {
			t.Errorf("%q: got %q", in, got)
		}
	}
}

func TestSpokeSOAP(t *testing.T) {
	o := checkOperation(t, V11)
	for message, want := range map[string]bool{
		"": false, "<html>": false, "x": false, "{}": false, "<a/>": false, "\xff": false, "<!DOCTYPE a><a/>": false,
		string(wrap(t, V11, "")): true, string(wrap(t, V11, "<a/>")): true, string(wrap(t, V11, checkBody))[:150]: true,
	} {
		_, err := o.Reply(502, nil, []byte(message))
		if e, ok := asError(err); !ok || e.SpokeSOAP() != want {
			t.Errorf("%q: %v", message, err)
		}
	}
}

func TestVersions(t *testing.T) {
	for _, test := range []struct {
		version          Version
		text, space, ask string
	}{
		{V11, "1.1", namespace11, "text/xml; charset=utf-8"}, {V12, "1.2", namespace12, `application/soap+xml; charset=utf-8; action="a\"\\b"`}, {0, "unknown", "", "text/xml; charset=utf-8"},
	} {
		if test.version.String() != test.text || test.version.Namespace() != test.space || test.version.ContentType(`a"\b`) != test.ask {
			t.Errorf("got %v %s %s", test.version, test.version.Namespace(), test.version.ContentType(`a"\b`))
		}
	}
}
