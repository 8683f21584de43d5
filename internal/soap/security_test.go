package soap

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestUsernameTokenIsThatOfTheProfile(t *testing.T) {
	token, err := NewUsernameToken("gateway<1>", "пароль&<", nil)
	if err != nil {
		t.Fatal(err)
	}
	nonce := []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
	got := string((*token.content).appendBlock(nil, V11, nonce, []byte("2026-11-22T10:00:00.000Z")))
	// The digest was computed by Python's hashlib from the formula of the profile.
	const want = `<wsse:Security xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" ` +
		`xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd" ` +
		`xmlns:env="http://schemas.xmlsoap.org/soap/envelope/" env:mustUnderstand="1"><wsse:UsernameToken>` +
		`<wsse:Username>gateway&lt;1&gt;</wsse:Username><wsse:Password Type="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest">` +
		`KbnJPv8PWzeAgu5/L+oxEMZlIrI=</wsse:Password><wsse:Nonce EncodingType="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary">` +
		`AAECAwQFBgcICQoLDA0ODw==</wsse:Nonce><wsu:Created>2026-11-22T10:00:00.000Z</wsu:Created></wsse:UsernameToken></wsse:Security>`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestUsernameTokensDiffer(t *testing.T) {
	now := time.Date(2026, 11, 22, 13, 0, 0, 7e6, time.FixedZone("MSK", 3*60*60))
	token, err := NewUsernameToken("u", "p", func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for range 100 {
		block, err := token.AppendBlock(nil, V12)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(block), "<wsu:Created>2026-11-22T10:00:00.007Z<") {
			t.Fatalf("got %s", block)
		}
		seen[string(block)] = true
	}
	if len(seen) != 100 {
		t.Errorf("%d different blocks of 100", len(seen))
	}
}

func TestUsernameTokenHidesItsContent(t *testing.T) {
	token, err := NewUsernameToken("username", "password", nil)
	if err != nil {
		t.Fatal(err)
	}
	enclosing := struct {
		Token *UsernameToken
		inner *UsernameToken
		any   any
		value UsernameToken
	}{token, token, token, *token}
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%t", "%p", "%T"} {
		fmt.Fprintf(&out, verb+verb+verb, token, enclosing, &enclosing)
	}
	text, err := json.Marshal(enclosing)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(text)
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "token", token, "enclosing", enclosing)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "token", token, "enclosing", enclosing)
	for _, secret := range []string{"username", "password", "757365726e616d65", "70617373776f7264"} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%s is shown in %s", secret, out.String())
		}
	}
}

func TestUsernameTokenNeedsBoth(t *testing.T) {
	for _, test := range [][2]string{{"", "p"}, {"u", ""}} {
		if _, err := NewUsernameToken(test[0], test[1], nil); err == nil {
			t.Errorf("%q is accepted", test)
		}
	}
}

func TestVerifierForgetsOldNoncesAndNotTooMany(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	v := NewVerifier(func(string) (string, bool) { return "p", true }, time.Minute, func() time.Time { return now })
	for i := range maxNonces {
		if err := v.once(fmt.Sprint(i), now.Add(time.Minute), now); err != nil {
			t.Fatal(err)
		}
	}
	if err := v.once("one more", now.Add(time.Minute), now); !errors.Is(err, SecurityFailed) {
		t.Errorf("one too many: %v", err)
	}
	now = now.Add(time.Minute + 1)
	if err := v.once("one more", now.Add(time.Minute), now); err != nil || len(v.seen) != 1 {
		t.Errorf("after a minute: %v, %d nonces", err, len(v.seen))
	}
}

func TestTwoTokensAreRefused(t *testing.T) {
	token, err := NewUsernameToken("u", "p", nil)
	if err != nil {
		t.Fatal(err)
	}
	r := ask(t, checkOperation(t, V11), token, token)
	receiver := Receiver{Contract: testContract(t)}
	_, err = receiver.Read(r.Header, []byte(bodyOf(t, r)), nil)
	wantCode(t, err, CodeEnvelope)
}

func TestAPresentedTokenIsReadAsItStands(t *testing.T) {
	security := func(inner string) string {
		return `<s:Security xmlns:s="` + namespaceWSSE + `" xmlns:u="` + namespaceWSU + `">` + inner + `</s:Security>`
	}
	const password = `<s:Password Type="` + passwordDigest + `">`
	for name, test := range map[string]struct {
		header string
		want   *PresentedToken
	}{
		"whole": {
			security(`<s:UsernameToken><s:Username> u </s:Username>` + password + `ZA==</s:Password><s:Nonce>bg==</s:Nonce><u:Created>now</u:Created></s:UsernameToken>`),
			&PresentedToken{Username: "u", Digest: "ZA==", Nonce: "bg==", Created: "now", IsDigest: true},
		},
		"in pieces": {
			security(`<s:UsernameToken><s:Username> a<!-- -->b<![CDATA[d]]>&#101;<!----></s:Username><s:Password>p</s:Password></s:UsernameToken>`),
			&PresentedToken{Username: "abde", Digest: "p"},
		},
		"beside one for another": {
			strings.Replace(security(`<s:UsernameToken><s:Username>other</s:Username></s:UsernameToken>`), " ", ` soap:actor="urn:other" `, 1) +
				security(`<s:UsernameToken><s:Username>u</s:Username></s:UsernameToken>`),
			&PresentedToken{Username: "u"},
		},
		"for another alone": {
			strings.Replace(security(`<s:UsernameToken/>`), " ", ` soap:actor="urn:other" soap:mustUnderstand="1" `, 1), nil,
		},
		"of other namespaces": {
			security(`<UsernameToken/><s:Timestamp><s:UsernameToken/></s:Timestamp><s:UsernameToken>text<Username>u</Username><s:Created>now</s:Created></s:UsernameToken>`),
			&PresentedToken{},
		},
		"none":            {security(`<u:Timestamp/>`), nil},
		"not in a header": {`<UsernameToken xmlns="` + namespaceWSSE + `"/>`, nil},
		"in a second one": {security("") + security(`<s:UsernameToken><s:Username>u</s:Username></s:UsernameToken>`), &PresentedToken{Username: "u"}},
		"an empty header": {"", nil},
	} {
		r := ask(t, checkOperation(t, V11))
		body := replaceOnce(t, bodyOf(t, r), "<soap:Body>", "<soap:Header>"+test.header+"</soap:Header><soap:Body>")
		receiver := Receiver{Contract: testContract(t)}
		got, err := receiver.Read(r.Header, []byte(body), nil)
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, body)
		}
		if (got.Token == nil) != (test.want == nil) || got.Token != nil && *got.Token != *test.want {
			t.Errorf("%s: got %+v, want %+v", name, got.Token, test.want)
		}
	}
}

// Who asks must be clear: whatever two readers could read otherwise is no token.
func TestATokenThatIsNotClearIsRefused(t *testing.T) {
	for name, inner := range map[string]string{
		"two names":                `<s:Username>u</s:Username><s:Username>v</s:Username>`,
		"two names, one empty":     `<s:Username/><s:Username>v</s:Username>`,
		"two passwords":            `<s:Password Type="` + passwordDigest + `">ZA==</s:Password><s:Password>p</s:Password>`,
		"a name within a name":     `<s:Username>u<s:Username>v</s:Username></s:Username>`,
		"an element within a name": `<s:Username>sver<b/>ka</s:Username>`,
	} {
		r := ask(t, checkOperation(t, V11))
		body := replaceOnce(t, bodyOf(t, r), "<soap:Body>", `<soap:Header><s:Security xmlns:s="`+namespaceWSSE+`"><s:UsernameToken>`+inner+
			`</s:UsernameToken></s:Security></soap:Header><soap:Body>`)
		receiver := Receiver{Contract: testContract(t)}
		got, err := receiver.Read(r.Header, []byte(body), nil)
		e := wantCode(t, err, CodeEnvelope)
		if e.Class() != ClassSender || e.Path != "Envelope/Header" || got.Token != nil {
			t.Errorf("%s: got %+v, %+v", name, e, got.Token)
		}
	}
}

// A text in many pieces is put together once: each piece is looked at a few times, not each time one is added.
func TestATextInPiecesIsReadInOneGo(t *testing.T) {
	r := ask(t, checkOperation(t, V11))
	bare := bodyOf(t, r)
	read := func(pieces int) float64 {
		body := []byte(replaceOnce(t, bare, "<soap:Body>", `<soap:Header><s:Security xmlns:s="`+namespaceWSSE+`"><s:UsernameToken><s:Username>`+
			strings.Repeat("abcdefgh<!---->", pieces)+`</s:Username></s:UsernameToken></s:Security></soap:Header><soap:Body>`))
		receiver := Receiver{Contract: testContract(t)}
		return testing.AllocsPerRun(5, func() {
			got, err := receiver.Read(r.Header, body, nil)
			if err != nil || len(got.Token.Username) != 8*pieces {
				t.Fatal(err)
			}
		})
	}
	if few, many := read(10), read(10_000); many > few+30 {
		t.Errorf("%v allocations for ten pieces, %v for ten thousand", few, many)
	}
}
