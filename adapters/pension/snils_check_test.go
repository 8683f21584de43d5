package pension_test

import (
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
	"github.com/sverka/sverka/adapters/pension"
)

const elkin = `{"subject": {"family_name": "Ёлкин", "given_name": "Азиз", "patronymic": "Рустамович", "birth_date": "1991-04-17",
	"sex": "male", "snils": "160-112-436 00"}}`

func snilsCheck() adapterstest.Room[pension.SNILSCheck] {
	return adapterstest.Room[pension.SNILSCheck]{
		Query: elkin,
		New: func(t testing.TB, baseURL string) adapters.Driver[pension.SNILSCheck] {
			client, err := pension.NewClient(baseURL, pension.Config{SystemID: "SVERKA01"})
			if err != nil {
				t.Fatal(err)
			}
			driver, err := client.SNILSCheck()
			if err != nil {
				t.Fatal(err)
			}
			return driver
		},
	}
}

func TestSNILSCheckGoldens(t *testing.T) {
	adapterstest.Goldens(t, "testdata/snils-check", snilsCheck())
}
