package soap

import (
	"net/http"
	"strings"
	"testing"
)

// bodies are the golden replies that the tests below break.
func bodies() map[string]string { return map[string]string{"check": checkBody, "status": statusBody} }

// TestMissingRequired takes each element out in turn.
func TestMissingRequired(t *testing.T) {
	optional := map[string]bool{
		"CheckResponse/Person/Patronymic": true, "StatusResponse/Info/Ground": true, "StatusResponse/Info/Ground/Note": true,
		"StatusResponse/Info/Ground/ValidUntil": true, "StatusResponse/Info/Ground/Unlimited": true,
	}
	contract := testContract(t)
	for _, body := range bodies() {
		mutants(t, body, func(root *node, at place) {
			at.remove()
			err := contract.Check([]byte(render(root)))
			if optional[at.path] {
				if err != nil {
					t.Errorf("without %s: %v", at.path, err)
				}
				return
			}
			e := wantCode(t, err, CodeContract)
			missing := e.Rule == RuleMissing && withoutIndexes(e.Path) == at.path ||
				e.Rule == RuleNoChoice && withoutIndexes(e.Path)+"/Info" == at.path
			if !missing {
				t.Errorf("without %s: %v", at.path, e)
			}
		})
	}
}

// withoutIndexes cuts "[2]" out of a path.
func withoutIndexes(path string) string {
	for {
		from := strings.IndexByte(path, '[')
		if from < 0 {
			return path
		}
		path = path[:from] + path[strings.IndexByte(path, ']')+1:]
	}
}

// TestDuplicateElement gives each element twice in turn, the second time with another value.
func TestDuplicateElement(t *testing.T) {
	contract := testContract(t)
	for _, body := range bodies() {
		mutants(t, body, func(root *node, at place) {
			at.repeat()
			copied := *at.element()
			if copied.text = []byte("other"); len(copied.children) > 0 {
				copied.text = nil
			}
			at.parent.children[at.i+1] = &copied
			err := contract.Check([]byte(render(root)))
			if at.path == "StatusResponse/Info/Ground" {
				if err != nil {
					t.Errorf("%s twice: %v", at.path, err)
				}
				return
			}
			if e := wantCode(t, err, CodeContract); e.Rule != RuleDuplicate || withoutIndexes(e.Path) != at.path {
				t.Errorf("%s twice: %v", at.path, e)
			}
		})
	}
}

// TestChildWrongNamespace puts each element in turn into another namespace, and into none.
func TestChildWrongNamespace(t *testing.T) {
	contract := testContract(t)
	for _, space := range []string{"urn:other", ""} {
		for _, body := range bodies() {
			mutants(t, body, func(root *node, at place) {
				at.element().space = space
				err := contract.Check([]byte(render(root)))
				if e := wantCode(t, err, CodeContract); e.Rule != RuleNamespace || withoutIndexes(e.Path) != at.path {
					t.Errorf("%s in %q: %v", at.path, space, e)
				}
			})
		}
	}
}

// TestXSINil makes each element nil in turn; one is nillable.
func TestXSINil(t *testing.T) {
	contract := testContract(t)
	for _, value := range []string{"true", "1", "false", "0", "yes"} {
		for _, body := range bodies() {
			mutants(t, body, func(root *node, at place) {
				n := at.element()
				n.attrs = append(n.attrs, nodeAttr{space: namespaceXSI, local: "nil", value: value})
				if value == "true" || value == "1" {
					n.text, n.children = nil, nil
				}
				err := contract.Check([]byte(render(root)))
				if at.path == "StatusResponse/Info/DaysLimit" && value != "yes" {
					if err != nil {
						t.Errorf("%s nil=%s: %v", at.path, value, err)
					}
					return
				}
				if e := wantCode(t, err, CodeContract); e.Rule != RuleNil || withoutIndexes(e.Path) != at.path {
					t.Errorf("%s nil=%s: %v", at.path, value, e)
				}
			})
		}
	}
}

func TestANilElementIsAbsentInTheStruct(t *testing.T) {
	nilled := `<t:DaysLimit xmlns:i="` + namespaceXSI + `" i:nil=" true "/>`
	body := replaceOnce(t, statusBody, "<t:DaysLimit>90</t:DaysLimit>", nilled)
	got, err := statusOperation(t).Reply(200, nil, wrap(t, V11, body))
	if err != nil || got.Info.DaysLimit != nil || got.Info.DaysUsed != 41 {
		t.Errorf("got %+v, %v", got, err)
	}
	for _, content := range []string{"90", " ", "<t:x/>"} {
		body := replaceOnce(t, body, `i:nil=" true "/>`, `i:nil="1">`+content+`</t:DaysLimit>`)
		_, err := statusOperation(t).Reply(200, nil, wrap(t, V11, body))
		if e := wantCode(t, err, CodeContract); e.Rule != RuleNil {
			t.Errorf("nil with content %q: %v", content, e)
		}
	}
}

func TestAReplyIsNeverNilAsAWhole(t *testing.T) {
	contract, err := compileText(schemaHead + `<xs:element name="e" nillable="true"><xs:complexType/></xs:element></xs:schema>`)
	if err != nil {
		t.Fatal(err)
	}
	if err := contract.Check([]byte(`<e xmlns="urn:s"/>`)); err != nil {
		t.Error(err)
	}
	err = contract.Check([]byte(`<e xmlns="urn:s" xmlns:i="` + namespaceXSI + `" i:nil="true"/>`))
	if e := wantCode(t, err, CodeContract); e.Rule != RuleNil || e.Path != "e" {
		t.Errorf("got %v", e)
	}
}

func TestCheckReadsToTheEnd(t *testing.T) {
	contract := testContract(t)
	for _, test := range []struct {
		document string
		code     Code
	}{
		{checkBody + checkBody, CodeTrailing}, {checkBody + "x", CodeTrailing}, {byteOrderMark + checkBody + "<!", CodeTruncated},
		{replaceOnce(t, checkBody, "urn:test:registry:1.0", "urn:x"), CodeContract}, {"<a/>", CodeContract}, {"", CodeEmpty}, {"\xff", CodeCharset},
	} {
		wantCode(t, contract.Check([]byte(test.document)), test.code)
	}
}

// TestExtraElement puts an unknown element before, between and after known ones: it is accepted and reaches no struct.
func TestExtraElement(t *testing.T) {
	contract := testContract(t)
	extra := &node{space: testNamespace, local: "Extension", text: []byte("text"), children: []*node{
		{space: testNamespace, local: "Result", text: []byte("false")}, {space: "urn:other", local: "Deep"},
	}}
	for _, body := range bodies() {
		root := tree(t, body)
		for range places(root, root.local) {
			again := tree(t, body)
			insertEverywhere(again, extra)
			if err := contract.Check([]byte(render(again))); err != nil {
				t.Fatal(err)
			}
		}
	}
	root := tree(t, checkBody)
	insertEverywhere(root, extra)
	got, err := checkOperation(t, V11).Reply(200, nil, wrap(t, V11, render(root)))
	if err != nil || !got.Result || got.Person.FamilyName != "Каримов" {
		t.Errorf("got %+v, %v", got, err)
	}
}

// insertEverywhere puts n around every child of elements that have children.
func insertEverywhere(root *node, n *node) {
	if len(root.children) == 0 {
		return
	}
	around := []*node{n}
	for _, c := range root.children {
		insertEverywhere(c, n)
		around = append(around, c, n)
	}
	root.children = around
}

// TestRepliesThatBreakTheContract are those rows that are not made by mutation.
func TestRepliesThatBreakTheContract(t *testing.T) {
	for _, test := range []struct {
		name, body, old, new string
		rule                 Rule
		path                 string
	}{
		{"both_choices", statusBody, "</t:Info>", "</t:Info><t:NotFound/>", RuleBothChoices, "StatusResponse/NotFound"},
		{"both_choices, last first", statusBody, "<t:Info>", "<t:NotFound/><t:Info>", RuleBothChoices, "StatusResponse/Info"},
		{"both_choices, inner", statusBody, "<t:Unlimited/>", "<t:Unlimited/><t:ValidUntil>2027-02-14</t:ValidUntil>", RuleBothChoices, "StatusResponse/Info/Ground[2]/ValidUntil"},
		{"both_choices, half of a branch", statusBody, "<t:Info>", "<t:Candidates>2</t:Candidates><t:Info>", RuleBothChoices, "StatusResponse/Info"},
		{"unknown_state", statusBody, "EXPIRED", "REVOKED", RuleEnumeration, "StatusResponse/Info/Ground[2]/State"},
		{"date_local", checkBody, "1991-04-17", "17.04.1991", RuleDate, "CheckResponse/Person/BirthDate"},
		{"date_empty", checkBody, "1991-04-17", "", RuleEmpty, "CheckResponse/Person/BirthDate"},
		{"date_time", checkBody, "1991-04-17", "1991-04-17T00:00:00", RuleDate, "CheckResponse/Person/BirthDate"},
		{"no such day", checkBody, "1991-04-17", "1991-02-29", RuleDate, "CheckResponse/Person/BirthDate"},
		{"decimal_comma", statusBody, ">90<", ">1,5<", RuleInteger, "StatusResponse/Info/DaysLimit"},
		{"int_overflow", statusBody, ">90<", ">2147483648<", RuleIntegerRange, "StatusResponse/Info/DaysLimit"},
		{"int_overflow of 64 bits", statusBody, ">90<", ">9223372036854775808<", RuleIntegerRange, "StatusResponse/Info/DaysLimit"},
		{"too many days", statusBody, ">41<", ">3661<", RuleMaxInclusive, "StatusResponse/Info/DaysUsed"},
		{"negative days", statusBody, ">41<", ">-1<", RuleMinInclusive, "StatusResponse/Info/DaysUsed"},
		{"empty integer", statusBody, ">41<", "><", RuleEmpty, "StatusResponse/Info/DaysUsed"},
		{"boolean of the wrong case", checkBody, ">true<", ">TRUE<", RuleBoolean, "CheckResponse/Result"},
		{"empty kind", statusBody, "PATENT", " ", RuleEmpty, "StatusResponse/Info/Ground[1]/Kind"},
		{"a note too many", statusBody, "<t:Note>one</t:Note>", "<t:Note>one</t:Note><t:Note>1</t:Note>", RuleDuplicate, "StatusResponse/Info/Ground[2]/Note"},
		{"a name in Latin", checkBody, "Азиз", "Aziz", RulePattern, "CheckResponse/Person/FirstName"},
		{"a name too long", checkBody, "Азиз", strings.Repeat("А", 101), RuleMaxLength, "CheckResponse/Person/FirstName"},
		{"text between elements", checkBody, "<Person>", "x<Person>", RuleText, "CheckResponse"},
		{"text in CDATA between elements", checkBody, "<Person>", "<![CDATA[x]]><Person>", RuleText, "CheckResponse"},
		{"text in an empty marker", statusBody, "<t:Unlimited/>", "<t:Unlimited>x</t:Unlimited>", RuleText, "StatusResponse/Info/Ground[2]/Unlimited"},
		{"an element in a text", checkBody, "Азиз", "<b>Азиз</b>", RuleUnknown, "CheckResponse/Person/FirstName"},
		{"no attribute", statusBody, ` Id="g1"`, ``, RuleAttribute, "StatusResponse/Info/Ground[1]/@Id"},
		{"an attribute in a namespace", statusBody, ` Id="g1"`, ` t:Id="g1"`, RuleNamespace, "StatusResponse/Info/Ground[1]/@Id"},
		{"an attribute of the wrong form", statusBody, `"g1"`, `"g 1"`, RulePattern, "StatusResponse/Info/Ground[1]/@Id"},
		{"an attribute of the wrong length", statusBody, `"77"`, `"777"`, RuleLength, "StatusResponse/Info/Ground[1]/@Region"},
		{"elements out of order", checkBody, "<FirstName>Азиз</FirstName><Patronymic>Рустамович</Patronymic>", "<Patronymic>Рустамович</Patronymic><FirstName>Азиз</FirstName>", RuleMissing, "CheckResponse/Person/FirstName"},
		{"an optional element out of order", checkBody, "<Patronymic>Рустамович</Patronymic><BirthDate>1991-04-17</BirthDate>", "<BirthDate>1991-04-17</BirthDate><Patronymic>Рустамович</Patronymic>", RuleOrder, "CheckResponse/Person/Patronymic"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := testContract(t).Check([]byte(replaceOnce(t, test.body, test.old, test.new)))
			e := wantCode(t, err, CodeContract)
			if e.Rule != test.rule || e.Path != test.path || e.Line != 1 || e.Offset == 0 {
				t.Errorf("got %v, want %s at %s", e, test.rule, test.path)
			}
		})
	}
}

// TestRepliesThatAreNotWhatWasAsked are the rows of the envelope.
func TestRepliesThatAreNotWhatWasAsked(t *testing.T) {
	good := string(wrap(t, V11, checkBody))
	edited := func(old, new string) string { return replaceOnce(t, good, old, new) }
	for _, test := range []struct {
		name, header, message string
		status                int
		code                  Code
	}{
		{"wrong_namespace", "", edited(`xmlns="urn:test:registry:1.0"`, `xmlns="urn:test:registry:2.0"`), 200, CodeUnexpectedBody},
		{"another element of the contract", "", string(wrap(t, V11, statusBody)), 200, CodeUnexpectedBody},
		{"empty_body", "", string(wrap(t, V11, "")), 200, CodeEmptyBody},
		{"empty_body with space", "", string(wrap(t, V11, " \n<!-- -->\n")), 200, CodeEmptyBody},
		{"empty_element", "", string(wrap(t, V11, `<CheckResponse xmlns="urn:test:registry:1.0"/>`)), 200, CodeContract},
		{"empty_200", "text/xml", "", 200, CodeEmpty},
		{"empty_200 with space", "text/xml", " \n<!-- -->", 200, CodeEmpty},
		{"html_200 by type", "text/html; charset=utf-8", "<p>", 200, CodeHTML},
		{"html_200 by doctype", "", "<!DOCTYPE html><html><br>", 200, CodeHTML},
		{"html_502 by root", "text/xml", "<html><body>Bad Gateway</body></html>", 502, CodeHTML},
		{"html_502 by root in capitals", "text/xml", "<HTML><BODY>", 502, CodeHTML},
		{"json", "application/json", `{"code":1}`, 200, CodeNotXML},
		{"second_body_child", "", edited("</CheckResponse>", "</CheckResponse><x/>"), 200, CodeSecondChild},
		{"second_body_child, the same again", "", edited("</CheckResponse>", "</CheckResponse>"+checkBody), 200, CodeSecondChild},
		{"doctype", "", edited("<soap:Envelope", "<!DOCTYPE x><soap:Envelope"), 200, CodeDoctype},
		{"doctype with entity bomb", "", edited("<soap:Envelope", `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><soap:Envelope`), 200, CodeDoctype},
		{"doctype with external entity", "", edited("<soap:Envelope", `<!DOCTYPE x SYSTEM "file:///etc/passwd"><soap:Envelope`), 200, CodeDoctype},
		{"doctype in the envelope", "", edited("<soap:Body>", "<!doctype x><soap:Body>"), 200, CodeDoctype},
		{"an entity that is not declared", "", edited("r-1", "&r;"), 200, CodeNotXML},
		{"processing instruction", "", edited("<soap:Body>", `<?xml-stylesheet href="x"?><soap:Body>`), 200, CodeInstruction},
		{"trailing text", "", good + "x", 200, CodeTrailing},
		{"trailing element", "", good + "<x/>", 200, CodeTrailing},
		{"trailing zero byte", "", good + "\x00", 200, CodeNotXML},
		{"trailing envelope", "", good + strings.TrimPrefix(good, xmlDeclaration), 200, CodeTrailing},
		{"must_understand", "", edited("<soap:Body>", `<soap:Header><x soap:mustUnderstand="1"/></soap:Header><soap:Body>`), 200, CodeMustUnderstand},
		{"must_understand in words", "", edited("<soap:Body>", `<soap:Header><x soap:mustUnderstand="true"/></soap:Header><soap:Body>`), 200, CodeMustUnderstand},
		{"must_understand of the other version", "", edited("<soap:Body>", `<soap:Header><x xmlns:e="`+namespace12+`" e:mustUnderstand="1" e:role="`+roleUltimate12+`"/></soap:Header><soap:Body>`), 200, CodeMustUnderstand},
		{"an unknown version", "", strings.ReplaceAll(good, namespace11, "urn:soap:3"), 200, CodeVersion},
		{"Body of the other version", "", strings.ReplaceAll(edited("<soap:Body>", `<x:Body xmlns:x="`+namespace12+`">`), "</soap:Body>", "</x:Body>"), 200, CodeEnvelope},
		{"a stray Body of no version", "", edited("<soap:Body>", "<Body/><soap:Body>"), 200, CodeEnvelope},
		{"a stray Header of no version", "", edited("<soap:Body>", "<Header xmlns='urn:x'/><soap:Body>"), 200, CodeEnvelope},
		{"no envelope", "", checkBody, 200, CodeNotSOAP},
		{"no Body", "", `<e:Envelope xmlns:e="` + namespace11 + `"/>`, 200, CodeEnvelope},
		{"two Headers", "", edited("<soap:Body>", "<soap:Header/><soap:Header/><soap:Body>"), 200, CodeEnvelope},
		{"Header after Body", "", edited("</soap:Envelope>", "<soap:Header/></soap:Envelope>"), 200, CodeEnvelope},
		{"two Bodies", "", edited("</soap:Envelope>", "<soap:Body/></soap:Envelope>"), 200, CodeEnvelope},
		{"text in Body", "", edited("<soap:Body>", "<soap:Body>x"), 200, CodeEnvelope},
		{"text in Envelope", "", edited("</soap:Body>", "</soap:Body>x"), 200, CodeEnvelope},
		{"a proper reply with a status of failure", "", good, 500, CodeStatus},
		{"bytes that are not UTF-8", "", edited("r-1", "r-\xff"), 200, CodeCharset},
		{"bytes of windows-1251 declared as UTF-8", "text/xml; charset=utf-8", edited("r-1", "\xcf"), 200, CodeCharset},
		{"an unknown charset", "text/xml; charset=koi8-r", good, 200, CodeCharset},
		{"an unknown encoding", "text/xml", edited(`"UTF-8"`, `"UTF-16"`), 200, CodeCharset},
		{"UTF-16", "", "\xff\xfe<\x00", 200, CodeCharset},
		{"a byte that windows-1251 does not have", "text/xml; charset=windows-1251", edited("r-1", "\x98"), 200, CodeCharset},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := checkOperation(t, V11).Reply(test.status, contentType(test.header), []byte(test.message))
			if got != nil {
				t.Errorf("a reply beside the error: %+v", got)
			}
			wantCode(t, err, test.code)
		})
	}
}

// TestTruncatedXML cuts a message after each of its bytes.
func TestTruncatedXML(t *testing.T) {
	o := checkOperation(t, V11)
	token, err := NewUsernameToken("u", "p", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := NewAnswer(V11, []byte("<!-- x --><![CDATA[ ]]>"+checkBody), token)
	if err != nil {
		t.Fatal(err)
	}
	message := []byte(replaceOnce(t, string(answer.Body), `mustUnderstand="1"`, `mustUnderstand="0"`))
	if _, err := o.Reply(200, nil, message); err != nil {
		t.Fatal(err)
	}
	for n := range len(message) - 1 {
		got, err := o.Reply(200, nil, message[:n+1])
		want := CodeTruncated
		if n+1 == len(xmlDeclaration) {
			want = CodeEmpty
		}
		if e, ok := asError(err); got != nil || !ok || e.Code != want {
			t.Fatalf("%d of %d bytes: %+v, %v", n+1, len(message), got, err)
		}
	}
}

// TestRepliesThatAreAccepted are the rows that end as the right record.
func TestRepliesThatAreAccepted(t *testing.T) {
	good := string(wrap(t, V11, checkBody))
	edited := func(old, new string) string { return replaceOnce(t, good, old, new) }
	declared := edited(`encoding="UTF-8"`, `encoding="windows-1251"`)
	const xop = `multipart/related; type="application/xop+xml"; start="<root>"; start-info="text/xml"; boundary="b-1"`
	part := func(head, body string) string {
		return "preamble\r\n--b-1\r\nContent-ID: <root>\r\n" + head + "\r\n" + body + "\r\n--b-1--\r\n"
	}
	for _, test := range []struct{ name, header, message string }{
		{"windows_1251 in the prolog", "text/xml", toWindows1251(t, declared)},
		{"windows_1251 in Content-Type", "text/xml; charset=Windows-1251", toWindows1251(t, good)},
		{"UTF-8 in Content-Type, windows-1251 in the prolog", "text/xml; charset=utf-8", declared},
		{"windows-1251 without prolog", `text/xml; charset="cp1251"`, toWindows1251(t, strings.TrimPrefix(good, xmlDeclaration))},
		{"bom", "text/xml", byteOrderMark + good},
		{"bom outweighs the charset", "text/xml; charset=windows-1251", byteOrderMark + good},
		{"no_content_type", "", good},
		{"a broken content type", "text/xml; charset", good},
		{"a content type of its own", "application/octet-stream", good},
		{"no prolog", "", strings.TrimPrefix(good, xmlDeclaration)},
		{"standalone, single quotes", "", edited(`<?xml version="1.0" encoding="UTF-8"?>`, "<?xml version = '1.0' encoding='utf-8' standalone='yes' ?>")},
		{"white space and comments behind", "", good + "\r\n<!-- served by node 3 -->\n"},
		{"attachments_child", "", edited("<soap:Body>", "<attachments><a>text</a></attachments><soap:Body>")},
		{"attachments_child behind", "", edited("</soap:Body>", "</soap:Body><attachments/>")},
		{"a header that is not mandatory", "", edited("<soap:Body>", `<soap:Header> <x soap:mustUnderstand="0"><y/>text</x></soap:Header><soap:Body>`)},
		{"a mandatory header for another node", "", edited("<soap:Body>", `<soap:Header><x soap:mustUnderstand="1" soap:actor="urn:node"/></soap:Header><soap:Body>`)},
		{"a body divided by comments", "", edited("Азиз", "Аз<!-- - -->и<![CDATA[з]]>")},
		{"references", "", edited("Азиз", "&#x410;&#1079;из")},
		{"date with white space", "", edited("1991-04-17", "\r\n 1991-04-17\t")},
		{"multipart", xop, part("Content-Type: application/xop+xml; charset=UTF-8; type=\"text/xml\"\r\n", good)},
		{"multipart in windows-1251", xop, part("Content-Type: application/xop+xml; charset=windows-1251\r\n", toWindows1251(t, good))},
		{"multipart without types", `multipart/related; boundary=b-1`, part("Content-Transfer-Encoding: 8bit\r\n", good)},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := checkOperation(t, V11).Reply(200, contentType(test.header), []byte(test.message))
			if err != nil {
				t.Fatal(err)
			}
			if *got.Person != *question().Person || got.RequestID != "r-1" || !got.Result {
				t.Errorf("got %+v %+v", got, got.Person)
			}
		})
	}
}

// toWindows1251 encodes the letters that the tests use.
func toWindows1251(tb testing.TB, text string) string {
	tb.Helper()
	out := make([]byte, 0, len(text))
	for _, r := range text {
		switch {
		case r < 0x80:
			out = append(out, byte(r))
		case r >= 'А' && r <= 'я':
			out = append(out, byte(r-'А'+0xC0))
		default:
			tb.Fatalf("no letter for the test: %q", r)
		}
	}
	return string(out)
}

func TestValuesThatAreAccepted(t *testing.T) {
	contract := testContract(t)
	for _, test := range []struct{ name, body, old, new string }{
		{"unknown_kind", statusBody, "PATENT", "SELF_EMPLOYED_2031"},
		{"date_zone", checkBody, "1991-04-17", "1991-04-17+06:00"},
		{"date in UTC", checkBody, "1991-04-17", "1991-04-17Z"},
		{"leap day", checkBody, "1991-04-17", "2000-02-29"},
		{"a sign", statusBody, ">41<", ">+41<"},
		{"boolean as a digit", checkBody, ">true<", ">0<"},
		{"unknown attributes", checkBody, "<Person>", `<Person xml:lang="ru" x="1" xmlns:y="urn:y" y:z="2">`},
		{"the type named", checkBody, "<Person>", `<Person xmlns:xsi="` + namespaceXSI + `" xsi:type="Person">`},
	} {
		if err := contract.Check([]byte(replaceOnce(t, test.body, test.old, test.new))); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

func TestMultipartThatIsRefused(t *testing.T) {
	good := string(wrap(t, V11, checkBody))
	for _, test := range []struct {
		name, header, message string
		code                  Code
	}{
		{"attachments", "multipart/related; boundary=b", "--b\r\n\r\n" + good + "\r\n--b\r\n\r\nattachment\r\n--b--\r\n", CodeMultipart},
		{"no boundary", "multipart/related", good, CodeMultipart},
		{"no part", "multipart/related; boundary=b", good, CodeMultipart},
		{"no end", "multipart/related; boundary=b", "--b\r\n\r\n" + good, CodeMultipart},
		{"base64", "multipart/related; boundary=b", "--b\r\nContent-Transfer-Encoding: base64\r\n\r\nPGE+\r\n--b--", CodeMultipart},
		{"another root", `multipart/related; boundary=b; start="<a>"`, "--b\r\nContent-ID: <b>\r\n\r\n" + good + "\r\n--b--", CodeMultipart},
		{"an empty root", "multipart/related; boundary=b", "--b\r\n\r\n\r\n--b--", CodeEmpty},
		{"a page", "multipart/related; boundary=b", "--b\r\nContent-Type: text/html\r\n\r\n<p>\r\n--b--", CodeHTML},
	} {
		_, err := checkOperation(t, V11).Reply(http.StatusOK, contentType(test.header), []byte(test.message))
		e, ok := asError(err)
		if !ok || e.Code != test.code {
			t.Errorf("%s: got %v, want %s", test.name, err, test.code)
		}
	}
}
