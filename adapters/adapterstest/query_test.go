package adapterstest_test

import (
	"reflect"
	"testing"

	"github.com/sverka/sverka/adapters/adapterstest"
)

// A golden can state whatever the API takes of a subject.
func TestAQueryStatesEverythingThatASubjectHas(t *testing.T) {
	q, err := adapterstest.ParseQuery([]byte(`{"subject": {
		"family_name": "Намунаев", "given_name": "Азиз", "patronymic": "Рустамович", "no_patronymic": true, "single_name": true,
		"latin_family_name": "NAMUNAEV", "latin_given_name": "AZIZ", "previous_names": [{"family_name": "Мисолов"}], "birth_date": "1991-04-17",
		"birth_place": {"country": "UZB"}, "living_place": {"country": "RUS"}, "sex": "male", "citizenships": ["UZB"],
		"foreign_ids": [{"country": "UZB", "value": "1"}], "documents": [{"type": "visa", "number": "1"}],
		"snils": "99000000153", "inn": "980000000101", "enp": "7700000000000008"
	}}`))
	if err != nil {
		t.Fatal(err)
	}
	stated := reflect.ValueOf(q.Subject.Stated()).Elem()
	for i := range stated.NumField() {
		if f := stated.Type().Field(i); f.IsExported() && stated.Field(i).IsZero() {
			t.Errorf("%s is not stated", f.Name)
		}
	}
	if _, err := adapterstest.ParseQuery([]byte(`{"subject": {"enp": "7700000000000009"}}`)); err == nil {
		t.Error("a wrong check digit passes")
	}
}
