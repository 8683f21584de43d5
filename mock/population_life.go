package mock

import (
	"strconv"
	"time"

	"github.com/sverka/sverka/mock/population"
)

// A life is what chance decided about one person of the population. What the four registries keep of it is in population_record.go.
type life struct {
	population.Identity
	crowd *crowd
	stay  stay
	fate  string
}

// life returns what chance decided about somebody.
func (c *crowd) life(id population.Identity) *life {
	l := &life{Identity: id, crowd: c}
	what := l.chance("stay: " + string(id.Group))
	for i := range stays {
		if stays[i].what == what {
			l.stay = stays[i]
		}
	}
	l.fate = l.chance(ofFate)
	switch {
	case l.fate == "became_russian" && what != "vnzh":
		l.fate = "holds"
	case l.stay.months == 0 && (l.fate == "expired" || l.fate == "expired_unnoticed"):
		l.fate = "annulled" // there is no term that could run out
	}
	return l
}

// met reports whether registries beyond migration have met the person.
func (l *life) met() bool { return l.fate != "just_arrived" && l.fate != "not_kept" }

// account is what the pension registry has: none, in_use, merged, day_and_month_exchanged, or closed.
func (l *life) account() string {
	switch is := l.chance(ofAccount); {
	case !l.met() || is == "none":
		return "none"
	case l.fate == "deceased":
		return "closed"
	default:
		return is
	}
}

// taxpayer is what the tax registry has: none, active, duplicate, registering, or death.
func (l *life) taxpayer() string {
	switch is := l.chance(ofINN); {
	case !l.met() || is == "none" || l.Group == population.Stateless: // whose papers that registry does not search by
		return "none"
	case l.fate == "deceased":
		return "death"
	default:
		return is
	}
}

// registered is what the registry has of where the person lives: registered, moved_out, nowhere, or ended with the stay.
func (l *life) registered() string {
	if l.fate != "holds" {
		return "ended"
	}
	return l.chance(ofRegistration)
}

// lapsed reports whether the stay ran out or was ended.
func (l *life) lapsed() bool { return l.fate == "expired" || l.fate == "annulled" }

func (l *life) lists() string {
	if l.lapsed() {
		return l.chance(ofLapsedLists)
	}
	return l.chance(ofLists)
}

// persona returns the person with what some registries keep about him.
func (l *life) persona(registries ...string) *persona {
	p := &persona{ID: crowdID + strconv.Itoa(l.Number), Person: l.person()}
	for _, name := range registries {
		registrationOf(name).keep(l, &p.Keeps)
	}
	return p
}

func (l *life) person() subject {
	at := l.region()
	s := subject{
		FamilyName: l.Family, GivenName: l.Given, Patronymic: l.Patronymic, NoPatronymic: l.Patronymic == "", SingleName: l.Given == "",
		LatinFamilyName: l.LatinFamily, LatinGivenName: l.LatinGiven, BirthDate: l.BirthDate, Sex: l.Sex, Citizenships: []string{l.Citizenship},
		BirthPlace:  &place{Country: l.BirthCountry, Settlement: l.BirthPlace},
		LivingPlace: &place{Country: "RUS", RegionCode: at.code, Settlement: at.settlement},
		Documents:   []paper{l.passport()},
	}
	if l.account() != "none" {
		s.SNILS = l.crowd.SNILS(l.Number)
	}
	if l.taxpayer() != "none" {
		s.INN = l.crowd.INN(l.Number)
	}
	return s
}

func (l *life) passport() paper {
	of := l.Passport
	issued := time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC).Add(24 * time.Hour * time.Duration(l.draw("passport issued", 2200))) //nolint:gosec // it is below 2200
	return paper{
		Type: of.Type, Country: of.Country, Series: of.Series, Number: l.crowd.Document(l.Number, of.Type, of.Digits),
		IssuedOn: issued.Format(time.DateOnly), Issuer: of.Issuer,
	}
}

// A region is where people live.
type region struct{ code, settlement, oktmo string }

//nolint:gochecknoglobals // a table, never written to
var regions = [...]region{
	{"77", "Москва", "45301000"}, {"77", "Москва", "45301000"}, {"50", "Химки", "46783000"}, {"78", "Санкт-Петербург", "40301000"},
	{"47", "Выборг", "41615000"}, {"66", "Екатеринбург", "65701000"}, {"23", "Сочи", "03726000"}, {"54", "Новосибирск", "50701000"},
	{"63", "Самара", "36701000"}, {"16", "Казань", "92701000"}, {"25", "Владивосток", "05701000"}, {"61", "Ростов-на-Дону", "60701000"},
}

func (l *life) region() region { return regions[l.draw("region", uint64(len(regions)))] }
