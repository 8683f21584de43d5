package person

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"github.com/sverka/sverka/adapters"
)

// Identifiers returns each thing by which a stated person can be told from others, in a canonical form: the numbers and documents
// that the lookup reads, and the name in each script with a birth date. Letters are folded as for comparing, and what does not
// tell people apart (a patronymic, a document's type and dates) is left out: another spelling is no other identifier. It is
// personal data: its one use is as the input of an HMAC.
func (k Key) Identifiers(s *adapters.Stated) (all [][]byte) {
	for _, f := range k.fields {
		switch f { //nolint:exhaustive // the others tell nobody from others
		case adapters.FieldName:
			all = append(all, everyName("name", FoldCyrillic, s, func(n adapters.PersonName) (family, given adapters.Secret) { return n.FamilyName, n.GivenName })...)
		case adapters.FieldLatinName:
			all = append(all, everyName("latin", FoldLatin, s, func(n adapters.PersonName) (family, given adapters.Secret) {
				return n.LatinFamilyName, n.LatinGivenName
			})...)
		case adapters.FieldDocument:
			for _, d := range s.Documents {
				if p := d.Paper(); k.documents == nil || slices.Contains(k.documents, p.Type) {
					all = append(all, identifier("document", string(p.Country), FoldNumber(p.SeriesNumber())))
				}
			}
		case adapters.FieldForeignID:
			for _, id := range s.ForeignIDs {
				all = append(all, identifier("foreign_id", string(id.Country), FoldNumber(id.Value.Reveal())))
			}
		case adapters.FieldSNILS:
			all = append(all, numbered("snils", s.SNILS.Reveal())...)
		case adapters.FieldINN:
			all = append(all, numbered("inn", s.INN.Reveal())...)
		case adapters.FieldENP:
			all = append(all, numbered("enp", FoldNumber(s.ENP.Reveal()))...)
		}
	}
	return all
}

// everyName is the name in a script, and each previous one, with the birth date: a record of a previous name matches too. What a
// previous name leaves out is as it is now.
func everyName(kind string, fold func(string) string, s *adapters.Stated, of func(adapters.PersonName) (family, given adapters.Secret)) (all [][]byte) {
	if s.BirthDate.IsZero() {
		return nil
	}
	now := adapters.PersonName{FamilyName: s.FamilyName, GivenName: s.GivenName, LatinFamilyName: s.LatinFamilyName, LatinGivenName: s.LatinGivenName}
	nowFamily, nowGiven := of(now)
	for _, n := range append([]adapters.PersonName{now}, s.PreviousNames...) {
		family, given := of(n)
		family, given = stated(family, nowFamily), stated(given, nowGiven)
		if family.IsZero() {
			continue
		}
		name := appendDate(identifier(kind, joined(fold(family.Reveal())), joined(fold(given.Reveal()))), s.BirthDate)
		if !slices.ContainsFunc(all, func(other []byte) bool { return bytes.Equal(other, name) }) {
			all = append(all, name)
		}
	}
	return all
}

func stated(s, otherwise adapters.Secret) adapters.Secret {
	if s.IsZero() {
		return otherwise
	}
	return s
}

// joined takes out of a folded name what separates its words: where a name is parted makes no other one.
func joined(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, name)
}

// numbered is a number, if it is stated.
func numbered(kind, digits string) [][]byte {
	if digits == "" {
		return nil
	}
	return [][]byte{identifier(kind, digits)}
}

func identifier(parts ...string) []byte {
	var dst []byte
	for _, part := range parts {
		dst = appendText(dst, part)
	}
	return dst
}

// AppendClaim appends to dst who a person is stated to be, whichever lookup is asked: his names, birth date, numbers and
// documents, folded as for Identifiers. Two statements that differ in nothing else claim the same. It is personal data: its one
// use is as the input of an HMAC.
func AppendClaim(dst []byte, s *adapters.Stated) []byte {
	dst = appendText(dst, FoldCyrillic(s.FamilyName.Reveal()))
	dst = appendText(dst, FoldCyrillic(s.GivenName.Reveal()))
	dst = appendText(dst, FoldCyrillic(s.Patronymic.Reveal()))
	dst = appendText(dst, FoldLatin(s.LatinFamilyName.Reveal()))
	dst = appendText(dst, FoldLatin(s.LatinGivenName.Reveal()))
	dst = appendDate(dst, s.BirthDate)
	dst = appendText(appendText(dst, s.SNILS.Reveal()), s.INN.Reveal())
	dst = appendText(dst, FoldNumber(s.ENP.Reveal()))
	dst = appendCount(dst, len(s.ForeignIDs))
	for _, id := range s.ForeignIDs {
		dst = append(dst, identifier(string(id.Country), FoldNumber(id.Value.Reveal()))...)
	}
	for _, d := range s.Documents {
		p := d.Paper()
		dst = append(dst, identifier(string(p.Type), string(p.Country), FoldNumber(p.SeriesNumber()))...)
	}
	return dst
}
