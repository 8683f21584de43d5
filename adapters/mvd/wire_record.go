package mvd

import (
	"strconv"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/mvd"
)

// A reader turns the wire's values into ours and keeps the first that the calendar refuses; what the contract alone can say was
// checked before. Nothing it keeps quotes a value.
type reader struct {
	failure  *adapters.Failure
	unlisted []adapters.KindOf
}

func (r *reader) fail(reason adapters.Reason, pointer, wrong string) {
	r.keepFailure(adapters.Fail(adapters.Malformed, reason, "reply "+pointer+": "+wrong))
}

func (r *reader) keepFailure(f *adapters.Failure) {
	if r.failure == nil {
		r.failure = f
	}
}

// date reads a calendar date; a zone behind it does not shift it.
func (r *reader) date(pointer string, s wire.CalendarDate) adapters.Date {
	const bare = len("2006-01-02")
	d, err := adapters.ParseDate(string(s)[:min(bare, len(s))])
	if err != nil {
		r.fail(adapters.ReasonContract, pointer, "no such day")
	}
	return d
}

// partial reads a birth date of which only the year, or year and month, may be known.
func (r *reader) partial(pointer string, w wire.PartialDate) adapters.Date {
	text := pad(int(w.Year), 4)
	if w.Month.Set {
		text += "-" + pad(int(w.Month.Value), 2)
	}
	if w.Day.Set {
		if !w.Month.Set {
			r.fail(adapters.ReasonContract, pointer, "a day without a month")
			return adapters.Date{}
		}
		text += "-" + pad(int(w.Day.Value), 2)
	}
	d, err := adapters.ParseDate(text)
	if err != nil {
		r.fail(adapters.ReasonContract, pointer, "no such day")
	}
	return d
}

// pad writes n with at least width digits.
func pad(n, width int) string {
	text := strconv.Itoa(n)
	for len(text) < width {
		text = "0" + text
	}
	return text
}

// record reads what is listed about s, and returns the person whom the first sure entry is about. Every entry is read, so that a bad one
// is found wherever it stands; those that are not surely about s are only counted.
func (r *reader) record(w *wire.Records, s *adapters.Stated) (*CriminalRecord, adapters.Told) {
	const pointer = "/answer/records"
	c := &CriminalRecord{Note: note(w.AdditionalInfo)}
	p := picker{stated: s, sure: isConvict}
	for _, e := range w.Conviction {
		at := pointer + "/conviction"
		keep(&p, &c.Convictions, r.conviction(at, e), r.told(at, e.PersonalInfo))
	}
	for _, e := range w.Impeachment {
		at := pointer + "/impeachment"
		brought := Prosecution{Brought: r.act(at, e.ImpeachmentInfo), Result: secret(e.Judgment), Note: note(e.AdditionalInfo)}
		keep(&p, &c.Prosecutions, brought, r.told(at, e.PersonalInfo))
	}
	for _, e := range w.Manhunt {
		at := pointer + "/manhunt"
		keep(&p, &c.Wanted, Wanted{Announced: r.act(at, e.ManhuntInfo), Note: note(e.AdditionalInfo)}, r.told(at, e.PersonalInfo))
	}
	for _, e := range w.ExemptionMaterial {
		at := pointer + "/exemptionMaterial"
		keep(&p, &c.Refusals, r.refusal(at, e), r.told(at, e.PersonalInfo))
	}
	c.Unsure = p.unsure
	return c, p.told
}

// told is the person as an entry of the information centres has him.
func (r *reader) told(pointer string, p wire.PersonalInfo) adapters.Told {
	return adapters.Told{
		Name: adapters.PersonName{
			FamilyName: adapters.NewSecret(string(p.LastName)),
			GivenName:  adapters.NewSecret(string(p.FirstName.Value)),
			Patronymic: adapters.NewSecret(string(p.PatronymicName.Value)),
		},
		BirthDate:  r.partial(pointer+"/personalInfo/birthDate", p.BirthDate),
		BirthPlace: adapters.Place{Text: secret(p.Birthplace)},
	}
}

func (r *reader) conviction(pointer string, w wire.Conviction) Conviction {
	c := Conviction{
		Sentenced: r.act(pointer+"/condemnation", w.Condemnation),
		Removed:   secret(w.RemoveConvictionReasons),
		Note:      note(w.AdditionalInfo),
	}
	if w.Judgement.Set {
		j := w.Judgement.Value
		c.Penalty, c.Fine = secret(j.Type), secret(j.Fine)
		period := j.Period.Value
		c.Term = Term{Years: int(period.Years.Value), Months: int(period.Months.Value), Days: int(period.Days.Value)}
	}
	if w.Release.Set {
		c.ReleasedOn = r.date(pointer+"/release/date", w.Release.Value.Date)
	}
	return c
}

func (r *reader) refusal(pointer string, w wire.ExemptionMaterial) Refusal {
	refusal := Refusal{Reason: secret(w.Reason), Note: note(w.AdditionalInfo)}
	if w.Denial.Set {
		refusal.Refused = r.act(pointer+"/denial", w.Denial.Value)
	}
	return refusal
}

func (r *reader) act(pointer string, w wire.Act) Act {
	act := Act{On: r.date(pointer+"/date", w.Date), By: secret(w.Enforcer)}
	for _, c := range w.Cause {
		act.Articles = append(act.Articles, Article{
			Article: adapters.NewSecret(c.Article), Part: secret(c.Part), Paragraph: secret(c.Paragraph),
		})
	}
	return act
}

func secret(s wire.OptString) adapters.Secret { return adapters.NewSecret(s.Value) }

func note(s wire.OptAdditionalInfo) adapters.Secret { return adapters.NewSecret(string(s.Value)) }
