package fault_test

import (
	"os"
	"testing"

	"github.com/sverka/sverka/mock/fault"
)

// Whatever reply a registry under development gives, no fault may panic on it.
func FuzzFaultsTakeAnyReply(f *testing.F) {
	for i, file := range []string{"migration.xml", "pension.xml", "mvd.json"} {
		body, err := os.ReadFile("testdata/golden/" + file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), body)
	}
	f.Add(uint8(2), []byte(`{"id":[],"answer":{"date":"2026","records":{}}}`))
	f.Add(uint8(1), []byte(`<a><Body/></a>`))
	f.Add(uint8(0), []byte(`<a><Body><b><asOfDate>1</asOfDate><requestId/></b></Body></a>`))
	shapes := []fault.Shape{migrationShape(), pensionShape(), mvdShape()}
	f.Fuzz(func(_ *testing.T, which uint8, body []byte) {
		in := fault.Input{Reply: fault.Reply{Body: body}, Shape: shapes[int(which)%len(shapes)]}
		for _, row := range fault.Catalogue() {
			if row.Name != "deep" { // its size is its own
				_, _ = row.Cases(in)
			}
		}
	})
}
