package httpapi

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-faster/jx"
	"golang.org/x/tools/txtar"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/migration"
	"github.com/sverka/sverka/adapters/mvd"
	"github.com/sverka/sverka/adapters/pension"
	"github.com/sverka/sverka/adapters/tax"
)

func update() bool { return flag.Lookup("update").Value.String() == "true" }

func TestMain(m *testing.M) {
	flag.Bool("update", false, "write testdata/*.txtar anew")
	m.Run()
}

// A scene is one request and the front door it is put to.
type scene struct {
	name    string
	door    Deps
	method  string // POST unless said
	path    string
	body    string
	headers []string
}

// TestGoldens holds whole responses, headers and bytes, to what is written down in testdata: -- request --, -- want --.
// `go test -update` writes them anew; read the difference.
func TestGoldens(t *testing.T) {
	for _, s := range scenes(t) {
		t.Run(s.name, func(t *testing.T) {
			if s.method == "" {
				s.method = http.MethodPost
			}
			headers := append(slices.Clone(s.headers), "X-Correlation-ID", "portal-7f3a9c")
			g := open(t, s.door).do(s.method, s.path, s.body, headers...)
			validDocument(t, g)
			text := txtar.Format(&txtar.Archive{Files: []txtar.File{
				{Name: "request", Data: []byte(s.method + " " + s.path + "\n" + headerText(headers) + "\n" + indented(s.body))},
				{Name: "want", Data: []byte(fmt.Sprintf("%d\n%s\n%s", g.status, receivedText(g.header), indented(g.body)))},
			}})
			file := filepath.Join("testdata", s.name+".txtar")
			if update() {
				if err := os.WriteFile(file, text, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil || !bytes.Equal(want, text) {
				t.Errorf("%v; got\n%s", err, text)
			}
		})
	}
}

// validDocument checks that g holds what the contract says of it.
func validDocument(t *testing.T, g got) {
	t.Helper()
	schema := "Problem"
	switch g.status {
	case http.StatusOK:
		schema = map[any]string{"migration/status": "MigrationStatusAnswer", "migration/registration": "MigrationRegistrationAnswer",
			"migration/document": "MigrationDocumentAnswer", "migration/identity-document": "MigrationIdentityDocumentAnswer",
			"pension/snils": "PensionSnilsAnswer", "pension/snils-check": "PensionSnilsCheckAnswer", "pension/payments": "PensionPaymentsAnswer",
			"tax/inn": "TaxInnAnswer", "tax/taxpayer": "TaxTaxpayerAnswer", "tax/obligations": "TaxObligationsAnswer",
			"mvd/restrictions": "MvdRestrictionsAnswer", "mvd/criminal-record": "MvdCriminalRecordAnswer"}[g.member(t, "lookup")]
		if g.member(t, "ready") != nil {
			schema = "Plan"
		}
	case http.StatusAccepted:
		schema = "Pending"
	}
	v := exampleOf(t, schema)
	if err := v.Decode(jx.DecodeStr(g.body)); err != nil {
		t.Errorf("%s: %v", schema, err)
	}
	if valid, ok := v.(interface{ Validate() error }); ok && valid.Validate() != nil {
		t.Errorf("%s: %v", schema, valid.Validate())
	}
}

func headerText(headers []string) string {
	var b strings.Builder
	for i := 0; i < len(headers); i += 2 {
		fmt.Fprintf(&b, "%s: %s\n", headers[i], headers[i+1])
	}
	return b.String()
}

// receivedText is all headers but those of the moment.
func receivedText(h http.Header) string {
	h = h.Clone()
	h.Del("Date")
	h.Del("Content-Length")
	var b bytes.Buffer
	_ = h.Write(&b)
	return strings.ReplaceAll(b.String(), "\r\n", "\n")
}

func indented(body string) string {
	var b bytes.Buffer
	if json.Indent(&b, []byte(body), "", "  ") != nil {
		return body
	}
	return b.String() + "\n"
}

func day(t *testing.T, s string) adapters.Date {
	t.Helper()
	d, err := adapters.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func inn(t *testing.T, s string) adapters.INN {
	t.Helper()
	n, err := adapters.ParseINN(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func snils(t *testing.T, s string) adapters.SNILS {
	t.Helper()
	n, err := adapters.ParseSNILS(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func source(registry string, asOf, until adapters.Date) adapters.Source {
	at := time.Date(2026, 11, 22, 12, 14, 3, 999, time.FixedZone("MSK", 3*60*60))
	return adapters.Source{Registry: registry, AsOf: asOf, ValidUntil: until, AnsweredAt: at, Attempts: 2}
}

func scenes(t *testing.T) []scene {
	name := adapters.FieldName
	return []scene{
		{name: "migration-status-lawful", path: lookupsPath + "migration/status", body: stated(t, "migration/status"), headers: []string{"Prefer", "wait=7"},
			door: Deps{Lookups: Lookups{MigrationStatus: answering(patentHolder(t))}}},
		{name: "migration-status-ambiguous", path: lookupsPath + "migration/status", body: stated(t, "migration/status"),
			door: Deps{Lookups: Lookups{MigrationStatus: answering(adapters.Answer[migration.Status]{LookupID: someID, Outcome: adapters.Ambiguous,
				StateMore: []adapters.Field{adapters.FieldLatinName, adapters.FieldBirthPlace}, Source: source("migration", day(t, "2026-11"), adapters.Date{})})}}},
		{name: "migration-registration-registered", path: lookupsPath + "migration/registration", body: stated(t, "migration/registration"),
			door: Deps{Lookups: Lookups{MigrationRegistration: answering(adapters.Answer[migration.Registration]{LookupID: someID, Outcome: adapters.Match, Verdict: adapters.Registered,
				Fields: map[adapters.Field]adapters.Comparison{name: adapters.Same, adapters.FieldDocument: adapters.Same},
				Record: &migration.Registration{PersonState: migration.UnknownState, Items: []migration.RegistrationItem{
					{Kind: migration.Residence, From: day(t, "2024-05-06"), Address: migration.Address{Full: adapters.NewSecret("г. Москва, ул. Примерная, д. 1"), OKTMO: adapters.NewSecret("45301000")}},
					{Kind: migration.RegistrationOther, RawKind: "SHELTER", From: day(t, "2026-11-01"), Until: day(t, "2027-01-29")},
				}}, Source: source("migration", day(t, "2026-11-22"), adapters.Date{})})}}},
		{name: "migration-registration-none", path: lookupsPath + "migration/registration", body: stated(t, "migration/registration"),
			door: Deps{Lookups: Lookups{MigrationRegistration: answering(adapters.Answer[migration.Registration]{LookupID: someID, Outcome: adapters.Match, Verdict: adapters.None,
				Record: &migration.Registration{}, Source: source("migration", day(t, "2026-11-22"), adapters.Date{})})}}},
		{name: "migration-document-annulled", path: lookupsPath + "migration/document", body: stated(t, "migration/document"),
			door: Deps{Lookups: Lookups{MigrationDocument: answering(adapters.Answer[migration.Document]{LookupID: someID, Outcome: adapters.Match, Verdict: adapters.Invalid,
				Fields: map[adapters.Field]adapters.Comparison{name: adapters.Same, adapters.FieldDocument: adapters.Same},
				Record: &migration.Document{Type: migration.DocumentKind(adapters.Patent), PersonState: migration.Alive, State: migration.StateAnnulled, Reason: migration.ReasonOffences,
					Since: day(t, "2026-09-15"), ValidUntil: day(t, "2027-02-14")}, Source: source("migration", day(t, "2026-11-22"), adapters.Date{})})}}},
		{name: "migration-document-unknown", path: lookupsPath + "migration/document", body: stated(t, "migration/document"),
			door: Deps{Lookups: Lookups{MigrationDocument: answering(adapters.Answer[migration.Document]{LookupID: someID, Outcome: adapters.Match, Verdict: adapters.Invalid,
				Record: &migration.Document{Type: migration.DocumentOther, RawType: "DIGITAL_PASS", State: migration.StateLost, Reason: migration.ReasonOther, RawReason: "810", Since: day(t, "2026-09-15")},
				Source: source("migration", day(t, "2026-11-22"), adapters.Date{})})}}},
		{name: "migration-document-mismatch", path: lookupsPath + "migration/document", body: stated(t, "migration/document"),
			door: Deps{Lookups: Lookups{MigrationDocument: answering(adapters.Answer[migration.Document]{LookupID: someID, Outcome: adapters.Mismatch,
				Fields: map[adapters.Field]adapters.Comparison{name: adapters.NotCompared, adapters.FieldDocument: adapters.NotCompared}, Source: source("migration", day(t, "2026-11-22"), adapters.Date{})})}}},
		{name: "migration-identity-document-lost", path: lookupsPath + "migration/identity-document", body: stated(t, "migration/identity-document"),
			door: Deps{Lookups: Lookups{MigrationIdentityDocument: answering(adapters.Answer[migration.IdentityDocument]{LookupID: someID, Outcome: adapters.Match, Verdict: adapters.ReportedLost,
				Record: &migration.IdentityDocument{State: migration.IdentityReportedLost, KnownSince: day(t, "2021-05-06"), PersonState: migration.UnknownState},
				Source: source("migration", day(t, "2026-11-22"), adapters.Date{})})}}},
		{name: "pension-snils-check-mismatch", path: lookupsPath + "pension/snils-check", body: stated(t, "pension/snils-check"),
			door: Deps{Lookups: Lookups{PensionSNILSCheck: answering(adapters.Answer[pension.SNILSCheck]{LookupID: someID, Outcome: adapters.Mismatch,
				Fields: map[adapters.Field]adapters.Comparison{name: adapters.NotCompared, adapters.FieldSNILS: adapters.NotCompared}, Source: source("pension", adapters.Date{}, adapters.Date{})})}}},
		{name: "pension-snils-merged", path: lookupsPath + "pension/snils", body: stated(t, "pension/snils"),
			door: Deps{Lookups: Lookups{PensionSNILS: answering(adapters.Answer[pension.SNILS]{LookupID: someID, Outcome: adapters.Match, Verdict: adapters.Merged,
				Fields: map[adapters.Field]adapters.Comparison{name: adapters.Same, adapters.FieldDocument: adapters.NotCompared},
				Record: &pension.SNILS{SNILS: snils(t, "99000004060"), State: pension.SNILSMerged, CurrentSNILS: snils(t, "99000004969")},
				Source: source("pension", adapters.Date{}, adapters.Date{})})}}},
		{name: "pension-snils-ambiguous", path: lookupsPath + "pension/snils", body: stated(t, "pension/snils"),
			door: Deps{Lookups: Lookups{PensionSNILS: answering(adapters.Answer[pension.SNILS]{LookupID: someID, Outcome: adapters.Ambiguous,
				StateMore: []adapters.Field{adapters.FieldName, adapters.FieldDocument}, Source: source("pension", adapters.Date{}, adapters.Date{})})}}},
		{name: "pension-payments-receives", path: lookupsPath + "pension/payments", body: stated(t, "pension/payments"),
			door: Deps{Lookups: Lookups{PensionPayments: answering(payee(t, adapters.Receives, true, []pension.Payment{
				{Kind: pension.SurvivorPension, Amount: adapters.NewSecret("14250.00"), Month: day(t, "2026-10")},
				{Kind: pension.OtherPayment, RawKind: "HERO_OF_LABOUR", Amount: adapters.NewSecret("0.05"), Month: day(t, "2026-09")},
			}))}}},
		{name: "pension-payments-not-told", path: lookupsPath + "pension/payments", body: stated(t, "pension/payments"),
			door: Deps{Lookups: Lookups{PensionPayments: answering(payee(t, adapters.Receives, true, nil))}}},
		{name: "pension-payments-none", path: lookupsPath + "pension/payments", body: stated(t, "pension/payments"),
			door: Deps{Lookups: Lookups{PensionPayments: answering(payee(t, adapters.None, false, []pension.Payment{}))}}},
		{name: "tax-inn-duplicate", path: lookupsPath + "tax/inn", body: stated(t, "tax/inn"),
			door: Deps{Lookups: Lookups{TaxINN: answering(adapters.Answer[tax.INN]{LookupID: someID, Outcome: adapters.Match, Verdict: adapters.Invalid,
				Fields: map[adapters.Field]adapters.Comparison{name: adapters.Same, adapters.FieldDocument: adapters.NotCompared},
				Record: &tax.INN{INN: inn(t, "980000000101"), State: tax.INNInvalid, Reason: tax.Duplicate, ReplacedBy: inn(t, "980000000278")},
				Source: source("tax", day(t, "2026-11-21"), adapters.Date{})})}}},
		{name: "tax-inn-not-found", path: lookupsPath + "tax/inn", body: stated(t, "tax/inn"),
			door: Deps{Lookups: Lookups{TaxINN: answering(adapters.Answer[tax.INN]{LookupID: someID, Outcome: adapters.NotFound, Reason: adapters.NotYet,
				Source: source("tax", adapters.Date{}, adapters.Date{})})}}},
		{name: "tax-taxpayer-deceased", path: lookupsPath + "tax/taxpayer", body: stated(t, "tax/taxpayer"),
			door: Deps{Lookups: Lookups{TaxTaxpayer: answering(adapters.Answer[tax.Taxpayer]{LookupID: someID, Outcome: adapters.Match, Verdict: adapters.Invalid,
				Fields: map[adapters.Field]adapters.Comparison{name: adapters.Same, adapters.FieldINN: adapters.Same},
				Record: &tax.Taxpayer{State: tax.INNInvalid, PersonState: tax.Deceased, RegisteredOn: day(t, "2019-11-08"), TaxOffice: "7401",
					Residency: tax.Residency{Status: tax.NonResident, Year: 2024}},
				Source: source("tax", day(t, "2026-11-21"), adapters.Date{})})}}},
		{name: "tax-taxpayer-bare", path: lookupsPath + "tax/taxpayer", body: stated(t, "tax/taxpayer"),
			door: Deps{Lookups: Lookups{TaxTaxpayer: answering(adapters.Answer[tax.Taxpayer]{LookupID: someID, Outcome: adapters.Match, Verdict: adapters.Active,
				Record: &tax.Taxpayer{State: tax.INNActive, RegisteredOn: day(t, "2026-11-21")}, Source: source("tax", day(t, "2026-11-21"), adapters.Date{})})}}},
		{name: "tax-obligations-debt", path: lookupsPath + "tax/obligations", body: stated(t, "tax/obligations"),
			door: Deps{Lookups: Lookups{TaxObligations: answering(debtor(t))}}},
		{name: "tax-obligations-nothing-owed", path: lookupsPath + "tax/obligations", body: stated(t, "tax/obligations"),
			door: Deps{Lookups: Lookups{TaxObligations: answering(owing(adapters.NoDebt, &tax.Obligations{Balance: "0.00", ItemsKnown: true}))}}},
		{name: "tax-obligations-not-told", path: lookupsPath + "tax/obligations", body: stated(t, "tax/obligations"),
			door: Deps{Lookups: Lookups{TaxObligations: answering(owing(adapters.Debt, &tax.Obligations{}))}}},
		{name: "mvd-restrictions-listed", path: lookupsPath + "mvd/restrictions", body: stated(t, "mvd/restrictions"),
			door: Deps{Lookups: Lookups{MVDRestrictions: answering(adapters.Answer[mvd.Restrictions]{LookupID: someID, Outcome: adapters.Listed,
				Fields: map[adapters.Field]adapters.Comparison{name: adapters.Same, adapters.FieldDocument: adapters.Same},
				Record: &mvd.Restrictions{Unsure: 7, Entries: []mvd.Restriction{{List: mvd.ControlledPersons, Since: day(t, "2026-02-05")},
					{List: mvd.EntryBan, Since: day(t, "2026-02-05"), Until: day(t, "2031-02-04")}}},
				Source: source("mvd", day(t, "2026-11-22"), adapters.Date{})})}}},
		{name: "mvd-restrictions-possible", path: lookupsPath + "mvd/restrictions", body: stated(t, "mvd/restrictions"),
			door: Deps{Lookups: Lookups{MVDRestrictions: answering(adapters.Answer[mvd.Restrictions]{LookupID: someID, Outcome: adapters.Possible,
				Fields: map[adapters.Field]adapters.Comparison{name: adapters.NotCompared, adapters.FieldDocument: adapters.NotCompared},
				Record: &mvd.Restrictions{Unsure: 7}, Source: source("mvd", day(t, "2026-11-22"), adapters.Date{})})}}},
		{name: "mvd-criminal-record-listed", path: lookupsPath + "mvd/criminal-record", body: stated(t, "mvd/criminal-record"),
			door: Deps{Lookups: Lookups{MVDCriminalRecord: answering(convict(t))}}},
		{name: "mvd-criminal-record-pending", path: lookupsPath + "mvd/criminal-record", body: stated(t, "mvd/criminal-record"),
			door: Deps{Lookups: Lookups{MVDCriminalRecord: failingWith[mvd.CriminalRecord](&adapters.Pending{Ticket: "secret", LookupID: someID,
				RetryAfter: 1500 * time.Millisecond, ExpectedBy: time.Date(2026, 11, 24, 21, 0, 0, 0, time.FixedZone("MSK", 3*60*60))})}}},
		{name: "refused-breaker", path: lookupsPath + "tax/inn", body: stated(t, "tax/inn"),
			door: Deps{Lookups: Lookups{TaxINN: failingWith[tax.INN](&adapters.Failure{Kind: adapters.Refused, Reason: adapters.ReasonBreaker, RetryAfter: 29 * time.Second, LookupID: someID})}}},
		{name: "fields-wrong", path: lookupsPath + "tax/inn", door: Deps{Lookups: all()},
			body: `{"subject":{"famly_name":"Намунаев","given_name":"NAMUNAEV","birth_date":"1991-02-30","sex":"m","inn":"980000000102","documents":[{"type":"passport","number":7}],"Намунаев":1},"purpose":"data_prefill","basis":{"kind":"consent"}}`},
		{name: "fields-contradict", path: lookupsPath + "tax/inn", door: Deps{Lookups: all()},
			body: `{"subject":{"family_name":"Намунаев","given_name":"Азиз","patronymic":"Рустамович","no_patronymic":true,"single_name":true,"latin_given_name":"AZIZ","citizenships":["UZB","UZB"],"documents":[{"type":"visa","number":"1","issued_on":"2026-03","expires_on":"2026-02"}]},"purpose":"service_delivery","basis":{"kind":"consent"},"actor":{"kind":"officer"},"case_id":"1"}`},
		{name: "plan-lacking", path: lookupsPath + "tax/inn" + planVerb, door: Deps{Lookups: Lookups{TaxINN: planning(adapters.Plan{Served: true, Takes: adapters.Seconds,
			Costs: []adapters.Cost{{Operation: "inn", AtLeast: 1, AtMost: 6}, {Operation: "token", AtMost: 6}}})}},
			body: `{"subject":{"family_name":"Намунаев","given_name":"NAMUNAEV","snils":"990","no_patronymic":true,"patronymic":"Рустамович","documents":[{"type":"visa"}]},"purpose":"service_delivery"}`},
		{name: "plan-held", path: lookupsPath + "mvd/criminal-record" + planVerb, body: stated(t, "mvd/criminal-record"), door: Deps{Lookups: Lookups{MVDCriminalRecord: fake[mvd.CriminalRecord]{
			plan: func(adapters.Query, []adapters.FieldError) adapters.Plan {
				return adapters.Plan{Served: true, By: adapters.ByTicket, Takes: adapters.Later, Costs: []adapters.Cost{{Operation: "poll", Collecting: true}},
					Quotas: []adapters.QuotaLeft{{Operation: "poll", Limit: 30, Window: time.Minute, Left: 29, Frees: 1500 * time.Millisecond}, {Limit: 1000, Day: "Europe/Moscow", Left: 1000}},
					Held:   &adapters.Failure{Kind: adapters.Refused, Reason: adapters.ReasonMaintenance, RetryAfter: 90 * time.Minute}}
			}}}}},
		{name: "plan-purpose-wrong", path: lookupsPath + "tax/inn" + planVerb, door: Deps{Lookups: all()}, body: `{"subject":{"snils":"990"},"purpose":"curiosity","case_id":""}`},
		{name: "plan-verb-unknown", path: lookupsPath + "tax/inn:plans", door: Deps{Lookups: all()}, body: `{}`},
		{name: "body-cut-off", path: lookupsPath + "tax/inn", door: Deps{Lookups: all()}, body: `{"subject":{"family_name":"Карим`},
		{name: "method-wrong", method: http.MethodPut, path: lookupsPath + "tax/inn", door: Deps{Lookups: all()}},
		{name: "path-unknown", path: lookupsPath + "tax/fortune", door: Deps{Lookups: all()}, body: `{}`},
		{name: "lookup-id-unknown", method: http.MethodGet, path: lookupsPath + someID, door: Deps{Lookups: all()}},
	}
}

// planning is a fake whose plans are p, lacking what was found wrong.
func planning(p adapters.Plan) fake[tax.INN] {
	return fake[tax.INN]{plan: func(_ adapters.Query, wrong []adapters.FieldError) adapters.Plan {
		p.Lacks = wrong
		return p
	}}
}

func payee(t *testing.T, v adapters.Verdict, exists bool, payments []pension.Payment) adapters.Answer[pension.Payments] {
	t.Helper()
	return adapters.Answer[pension.Payments]{
		LookupID: someID, Outcome: adapters.Match, Verdict: v,
		Fields: map[adapters.Field]adapters.Comparison{adapters.FieldName: adapters.Same, adapters.FieldSNILS: adapters.Same},
		Record: &pension.Payments{Payments: payments, Exists: exists, AsOf: day(t, "2026-11-22")},
		Source: source("pension", day(t, "2026-11-22"), adapters.Date{}),
	}
}

func patentHolder(t *testing.T) adapters.Answer[migration.Status] {
	same := map[adapters.Field]adapters.Comparison{}
	for _, f := range adapters.Fields() {
		same[f] = adapters.Same
	}
	return adapters.Answer[migration.Status]{
		LookupID: someID, Outcome: adapters.Match, Verdict: adapters.Lawful, Fields: same,
		Record: &migration.Status{
			PersonState: migration.Alive, Category: migration.TemporaryStay,
			StayDays: migration.StayDays{Used: 0, UsedKnown: true, Limit: 90, LimitKnown: true},
			Grounds: []migration.Ground{
				{Kind: migration.GroundPatent, State: migration.StateValid, Region: "77", ValidFrom: day(t, "2026-02-14"), ValidUntil: day(t, "2027-02-14"),
					Document: migration.GroundDocument{Kind: migration.DocumentKind(adapters.Patent), Series: adapters.NewSecret("77"),
						Number: adapters.NewSecret("1234567890"), IssuedOn: day(t, "2026-02-14"), ExpiresOn: day(t, "2027-02-14")}},
				{Kind: migration.GroundOther, RawKind: "GOLDEN_VISA", State: migration.StateSuspended},
			},
		},
		Source: source("migration", day(t, "2026-11-22"), day(t, "2027-02-14")),
	}
}

func owing(v adapters.Verdict, o *tax.Obligations) adapters.Answer[tax.Obligations] {
	return adapters.Answer[tax.Obligations]{
		LookupID: someID, Outcome: adapters.Match, Verdict: v, Record: o,
		Fields: map[adapters.Field]adapters.Comparison{adapters.FieldName: adapters.Same, adapters.FieldINN: adapters.Same},
		Source: source("tax", adapters.Date{}, adapters.Date{}),
	}
}

func debtor(t *testing.T) adapters.Answer[tax.Obligations] {
	return owing(adapters.Debt, &tax.Obligations{Balance: "-1720.40", ItemsKnown: true, Items: []tax.Obligation{
		{Kind: tax.ObligationTax, Amount: "1500.00", DueOn: day(t, "2026-12-01"), UIN: adapters.NewSecret("18290000000000000001")},
		{Kind: tax.ObligationPenalty, Amount: "20.40"},
		{Kind: tax.ObligationOther, RawKind: "LEVY_2031", Amount: "200.00"},
	}})
}

func convict(t *testing.T) adapters.Answer[mvd.CriminalRecord] {
	hidden := adapters.NewSecret("free text about a witness")
	act := mvd.Act{On: day(t, "2015-06-18"), By: hidden, Articles: []mvd.Article{{Article: adapters.NewSecret("158"), Part: adapters.NewSecret("2"), Paragraph: adapters.NewSecret("а")}}}
	return adapters.Answer[mvd.CriminalRecord]{
		LookupID: someID, Outcome: adapters.Listed,
		Record: &mvd.CriminalRecord{
			Note: hidden, ManualReview: true,
			Convictions:  []mvd.Conviction{{Sentenced: act, Penalty: hidden, Note: hidden, ReleasedOn: day(t, "2017-06-17"), Removed: hidden}, {Sentenced: act}},
			Prosecutions: []mvd.Prosecution{{Brought: act, Result: hidden, Note: hidden}},
			Wanted:       []mvd.Wanted{{Announced: mvd.Act{On: day(t, "2020")}, Note: hidden}},
			Refusals:     []mvd.Refusal{{Reason: hidden, Note: hidden}},
		},
		Source: source("mvd", day(t, "2026-11-22"), adapters.Date{}),
	}
}
