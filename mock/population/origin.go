package population

import "strings"

// A Group is what the states of a citizenship have in common for somebody who comes to Russia.
type Group string

// The groups.
const (
	VisaFree  Group = "visa_free" // ninety days without a visa, work by a patent
	EAEU      Group = "eaeu"      // work by a contract
	ByVisa    Group = "visa"
	Asylum    Group = "asylum"
	Stateless Group = "stateless"
)

// An origin is a citizenship: how many have it, and how its people are called and documented.
type origin struct {
	country string
	share   uint64 // of a thousand
	women   uint64 // of a hundred
	group   Group
	nation  string
	series  string // of passports
	digits  int
	places  string // of birth; none: those of the other origin named in born
	born    string
	issuer  string
}

// origins are the citizenships, by and large as frequent as among those who are registered in Russia. The last has what the others leave.
//
//nolint:gochecknoglobals // a table, never written to
var origins = [...]origin{
	{"UZB", 340, 22, VisaFree, "uzbek", "FB", 7, "Самарканд,Ташкент,Андижан,Наманган,Бухара", "UZB", "МВД Узбекистана"},
	{"TJK", 200, 20, VisaFree, "tajik", "", 9, "Душанбе,Худжанд,Куляб,Хорог", "TJK", "МВД Таджикистана"},
	{"KGZ", 120, 40, EAEU, "kyrgyz", "ID", 7, "Ош,Бишкек,Нарын,Талас", "KGZ", "МКК Кыргызстана"},
	{"UKR", 70, 52, VisaFree, "ukrainian", "FE", 7, "Сумы,Полтава,Днепр", "UKR", "ГМС Украины"},
	{"AZE", 50, 30, VisaFree, "azeri", "C", 7, "Баку,Гянджа,Шеки", "AZE", "МВД Азербайджана"},
	{"ARM", 50, 38, EAEU, "armenian", "AT", 7, "Ереван,Гюмри,Ванадзор", "ARM", "Полиция Армении"},
	{"KAZ", 40, 48, EAEU, "kazakh", "N", 7, "Караганда,Павлодар,Актобе", "KAZ", "МВД Казахстана"},
	{"BLR", 30, 45, EAEU, "belarusian", "MP", 7, "Гродно,Минск,Гомель", "BLR", "МВД Беларуси"},
	{"MDA", 25, 45, VisaFree, "moldovan", "AB", 7, "Бельцы,Кишинёв,Кагул", "MDA", "АГУ Молдовы"},
	{"TKM", 15, 45, ByVisa, "turkmen", "A", 7, "Мары,Ашхабад,Дашогуз", "TKM", "ГМС Туркменистана"},
	{"CHN", 18, 40, ByVisa, "chinese", "E", 8, "Далянь,Харбин,Чэнду", "CHN", "Бюро общественной безопасности"},
	{"VNM", 15, 42, ByVisa, "vietnamese", "C", 7, "Хюэ,Ханой,Винь", "VNM", "Иммиграционный департамент"},
	{"IND", 12, 20, ByVisa, "indian", "Z", 7, "Ченнаи,Пуне,Кочи", "IND", "МИД Индии"},
	{"SYR", 8, 35, Asylum, "arab", "N", 9, "Хомс,Алеппо,Латакия", "SYR", "МВД Сирии"},
	{"XXA", 7, 45, Stateless, "russian", "", 7, "Шымкент,Караганда", "KAZ", "ГУ МВД России"},
}

// A Share is how often something is the case.
type Share struct {
	What     string
	Thousand int // of a thousand people; of the last, all that are left
}

// Origins returns the citizenships as shares.
func Origins() []Share {
	all := make([]Share, len(origins))
	for i := range origins {
		all[i] = Share{origins[i].country, int(origins[i].share)} //nolint:gosec // at most a thousand
	}
	return all
}

func originOf(draw uint64) *origin {
	draw %= 1000
	for i := range origins[:len(origins)-1] {
		if draw < origins[i].share {
			return &origins[i]
		}
		draw -= origins[i].share
	}
	return &origins[len(origins)-1]
}

func (o *origin) birthplace(draw uint64) (country, place string) {
	all := strings.Split(o.places, ",")
	return o.born, all[draw%uint64(len(all))]
}

func (o *origin) passport() Passport {
	p := Passport{Type: "national_passport", Country: o.country, Series: o.series, Issuer: o.issuer, Digits: o.digits}
	switch o.country {
	case "KGZ":
		p.Type = "national_id_card"
	case "XXA":
		p.Type, p.Country = "stateless_id", "RUS"
	}
	return p
}
