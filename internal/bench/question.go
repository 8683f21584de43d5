package main

import "strconv"

// A lookup is one kind of question that figures are taken of.
type lookup struct {
	name string // registry/lookup
	// appendQuestion appends a question about a person: the same number, the same one; another number, another one.
	appendQuestion func(dst []byte, number int) []byte
}

func migrationStatus() lookup { return lookup{"migration/status", appendStatusQuestion} }

func pensionSNILSCheck() lookup { return lookup{"pension/snils-check", appendCheckQuestion} }

// appendStatusQuestion asks as the design's section 8 does.
func appendStatusQuestion(dst []byte, number int) []byte {
	n := nameOf(number)
	dst = appendStart(dst, n, number)
	dst = append(dst, `, "latin_family_name": "`+n.latinFamily+`", "latin_given_name": "`+n.latinGiven+`", "citizenships": ["UZB"], `+
		`"documents": [{"type": "national_passport", "country": "UZB", "series": "FA", "issued_on": "2021-03-02", "number": "`...)
	dst = appendDigits(dst, number, 9)
	return append(dst, `"}]`+end...)
}

func appendCheckQuestion(dst []byte, number int) []byte {
	dst = append(appendStart(dst, nameOf(number), number), `, "snils": "`...)
	dst = appendSNILS(dst, number)
	return append(dst, `"`+end...)
}

// appendStart appends what both ask of a person.
func appendStart(dst []byte, n name, number int) []byte {
	dst = append(dst, `{"subject": {"family_name": "`+n.family+`", "given_name": "`+n.given+
		`", "patronymic": "Рустамович", "sex": "male", "birth_date": "`...)
	dst = appendDigits(dst, 1960+number%45, 4)
	dst = appendDigits(append(dst, '-'), 1+number%12, 2)
	dst = appendDigits(append(dst, '-'), 1+number%28, 2)
	return append(dst, '"')
}

// end is what a question says besides its subject.
const end = `}, "purpose": "account_registration", "basis": {"kind": "public_service"}, ` +
	`"actor": {"kind": "citizen", "id": "8412-0093"}, "case_id": "2026-000123"}`

type name struct{ family, given, latinFamily, latinGiven string }

// nameOf returns one of 64 names.
func nameOf(number int) name {
	families := [...][2]string{
		{"Каримов", "KARIMOV"}, {"Юсупов", "YUSUPOV"}, {"Рахмонов", "RAKHMONOV"}, {"Абдуллаев", "ABDULLAEV"},
		{"Назаров", "NAZAROV"}, {"Мамедов", "MAMEDOV"}, {"Оганесян", "OGANESYAN"}, {"Жээнбеков", "ZHEENBEKOV"},
	}
	given := [...][2]string{
		{"Азиз", "AZIZ"}, {"Рустам", "RUSTAM"}, {"Фаррух", "FARRUKH"}, {"Эмиль", "EMIL"},
		{"Тимур", "TIMUR"}, {"Ислом", "ISLOM"}, {"Нурлан", "NURLAN"}, {"Давид", "DAVID"},
	}
	f, g := families[number%8], given[number/8%8]
	return name{f[0], g[0], f[1], g[1]}
}

// appendSNILS appends a number with its check digits: the sum of digit times place, modulo 101, 100 being 00.
func appendSNILS(dst []byte, number int) []byte {
	dst = appendDigits(dst, 100_000_000+number%800_000_000, 9)
	sum := 0
	for i, digit := range dst[len(dst)-9:] {
		sum += int(digit-'0') * (9 - i)
	}
	return appendDigits(dst, sum%101%100, 2)
}

// appendDigits appends n with zeros in front, width digits in all.
func appendDigits(dst []byte, n, width int) []byte {
	var room [20]byte
	digits := strconv.AppendInt(room[:0], int64(n), 10)
	for range width - len(digits) {
		dst = append(dst, '0')
	}
	return append(dst, digits...)
}
