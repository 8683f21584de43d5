package strictjson_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/sverka/sverka/internal/transport/strictjson"
)

const request = `{"subject": {"family_name": "Каримов", "given_name": "Азиз", "patronymic": "Рустамович",
  "latin_family_name": "KARIMOV", "latin_given_name": "AZIZ", "birth_date": "1991-04-17", "sex": "male", "citizenships": ["UZB"],
  "documents": [{"type": "national_passport", "country": "UZB", "series": "FA", "number": "1234567", "issued_on": "2021-03-02"}]},
 "purpose": "account_registration", "basis": {"kind": "public_service"}, "actor": {"kind": "citizen", "id": "8412"}, "case_id": "2026-000123"}`

// BenchmarkCheck stands beside encoding/json.Valid, which looks for neither doubled names nor UTF-8.
func BenchmarkCheck(b *testing.B) {
	list := "[" + strings.Repeat(request+",", 500) + request + "]"
	checker := strictjson.New(boundless())
	for _, c := range []struct{ name, doc string }{{"request", request}, {"list", list}} {
		doc := []byte(c.doc)
		b.Run(c.name+"/strict", func(b *testing.B) {
			b.SetBytes(int64(len(doc)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := checker.Check(doc); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(c.name+"/valid", func(b *testing.B) {
			b.SetBytes(int64(len(doc)))
			b.ReportAllocs()
			for b.Loop() {
				if !json.Valid(doc) {
					b.Fatal("not valid")
				}
			}
		})
	}
}

// BenchmarkHostile is the dearest document within the default bounds: objects as wide as allowed, up to 1 MiB.
func BenchmarkHostile(b *testing.B) {
	var object strings.Builder
	for i := range 256 {
		object.WriteString(`"` + strconv.FormatInt(int64(i), 36) + `":0,`)
	}
	wide := "{" + strings.TrimSuffix(object.String(), ",") + "},"
	doc := []byte("[" + strings.Repeat(wide, 254) + "{}]")
	checker := strictjson.New(strictjson.Default())
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		if _, err := checker.Check(doc); err != nil {
			b.Fatal(err)
		}
	}
}
