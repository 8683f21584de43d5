package soap

import (
	"testing"
)

func TestReplyIsReadInBothVersions(t *testing.T) {
	for _, asked := range []Version{V11, V12} {
		o := checkOperation(t, asked)
		for _, answered := range []Version{V11, V12} {
			got, err := o.Reply(200, contentType(answered.ContentType("")), wrap(t, answered, checkBody))
			if err != nil {
				t.Fatalf("asked in %v, answered in %v: %v", asked, answered, err)
			}
			if got.RequestID != "r-1" || !got.Result || got.Person.FamilyName != "Каримов" || got.Person.BirthDate != "1991-04-17" {
				t.Errorf("asked in %v, answered in %v: %+v %+v", asked, answered, got, got.Person)
			}
		}
	}
}

func TestReplyKeepsWhatRepeatsAndWhatIsAbsent(t *testing.T) {
	got, err := statusOperation(t).Reply(200, contentType("text/xml"), wrap(t, V11, statusBody))
	if err != nil {
		t.Fatal(err)
	}
	if got.NotFound != nil || got.Candidates != nil || got.Info == nil {
		t.Fatalf("the branch of the choice: %+v", got)
	}
	grounds := got.Info.Ground
	if len(grounds) != 2 || grounds[0].ID != "g1" || grounds[0].Region != "77" || grounds[1].Unlimited == nil {
		t.Fatalf("the grounds: %+v", grounds)
	}
	if *got.Info.DaysLimit != 90 || len(grounds[1].Note) != 2 || grounds[1].Note[1] != "two" {
		t.Fatalf("the values: %+v", got.Info)
	}
}
