package auditcmd

import "testing"

func FuzzSubject(f *testing.F) {
	f.Add([]byte(`{"snils": "11223344595", "documents": [{"type": "visa", "number": "1"}], "previous_names": [{}], "foreign_ids": [{"country": "UZB", "value": "1"}]}`))
	f.Add([]byte(`{"subject": {"birth_date": "1991-04"}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if stated, err := readSubject(text); err == nil && stated == nil {
			t.Error("neither a subject nor an error")
		}
	})
}
