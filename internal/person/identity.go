package person

import (
	"iter"
	"slices"

	"github.com/sverka/sverka/adapters"
)

// Identifiers yields each thing by which a stated person can be told from others, in a canonical form: the numbers and documents
// that the lookup reads, and the name in each script with a birth date. Letters are folded as for comparing, and what does not
// tell people apart (a patronymic, a document's type and dates) is left out: another spelling is no other identifier. It is
// personal data: its one use is as the input of an HMAC. What is yielded is the caller's to keep.
func (k Key) Identifiers(s *adapters.Stated) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for _, text := range k.identifiers(s) {
			if !yield(text) {
				return
			}
		}
	}
}

func (k Key) identifiers(s *adapters.Stated) (all [][]byte) {
	for _, f := range k.fields {
		switch f { //nolint:exhaustive // the others tell nobody from others
		case adapters.FieldName:
			all = append(all, namedOn("name", FoldCyrillic(s.FamilyName.Reveal()), FoldCyrillic(s.GivenName.Reveal()), s.BirthDate)...)
		case adapters.FieldLatinName:
			all = append(all, namedOn("latin", FoldLatin(s.LatinFamilyName.Reveal()), FoldLatin(s.LatinGivenName.Reveal()), s.BirthDate)...)
		case adapters.FieldDocument:
			for _, d := range s.Documents {
				if p := d.Paper(); k.documents == nil || slices.Contains(k.documents, p.Type) {
					all = append(all, identifier("document", string(p.Country), FoldNumber(p.Series.Reveal()+p.Number.Reveal())))
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

// namedOn is a name with its birth date, if both are stated.
func namedOn(kind, family, given string, born adapters.Date) [][]byte {
	if family == "" || born.IsZero() {
		return nil
	}
	return [][]byte{appendDate(identifier(kind, family, given), born)}
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
		dst = append(dst, identifier(string(p.Type), string(p.Country), FoldNumber(p.Series.Reveal()+p.Number.Reveal()))...)
	}
	return dst
}
