package person

import (
	"encoding/binary"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/sverka/sverka/adapters"
)

// A Key says which stated fields make two questions of one lookup equal: those that the lookup needs or reads. Make one per
// lookup with NewKey; it is immutable and safe for concurrent use.
type Key struct {
	fields    []adapters.Field
	documents []adapters.DocumentType // nil: all
}

// NewKey returns the key of a lookup's questions.
func NewKey(spec adapters.Spec) Key {
	read := slices.Clone(spec.Reads)
	documents, all := []adapters.DocumentType{}, slices.Contains(spec.Reads, adapters.FieldDocument)
	for _, need := range spec.Needs {
		for _, r := range need {
			read = append(read, r.Field)
			documents = append(documents, r.Documents...)
			all = all || r.Field == adapters.FieldDocument && len(r.Documents) == 0
		}
	}
	if slices.Contains(read, adapters.FieldAnyName) {
		read = append(read, adapters.FieldName, adapters.FieldLatinName)
	}
	if slices.Contains(read, adapters.FieldPatronymic) || slices.Contains(read, adapters.FieldPreviousNames) {
		read = append(read, adapters.FieldName)
	}
	k := Key{documents: documents}
	if all {
		k.documents = nil
	}
	for _, f := range adapters.Fields() {
		if slices.Contains(read, f) {
			k.fields = append(k.fields, f)
		}
	}
	return k
}

// Append appends the key's fields of stated to dst, in a canonical form: two statements give the same bytes if and only if
// they ask the registry the same. It is personal data: its one use is as the input of an HMAC.
//
// Only writing is folded here (NFC, case, kinds of spaces, hyphens and apostrophes), not letters as for comparing:
// Кодиров and Қодиров may be one person to us and two to a registry, and who corrects a letter must not be given the
// answer to the letter before. A key that is too fine costs an exchange; one that is too coarse tells of somebody else.
func (k Key) Append(dst []byte, stated *adapters.Stated) []byte {
	for _, f := range k.fields {
		dst = appendText(dst, string(f))
		dst = k.appendField(dst, f, stated)
	}
	return dst
}

func (k Key) appendField(dst []byte, f adapters.Field, s *adapters.Stated) []byte {
	switch f {
	case adapters.FieldName:
		return appendCyrillicNames(dst, s)
	case adapters.FieldLatinName:
		return appendLatinNames(dst, s)
	case adapters.FieldBirthDate:
		return appendDate(dst, s.BirthDate)
	case adapters.FieldBirthPlace:
		return appendPlace(dst, s.BirthPlace)
	case adapters.FieldLivingPlace:
		return appendPlace(dst, s.LivingPlace)
	case adapters.FieldSex:
		return appendText(dst, string(s.Sex))
	case adapters.FieldCitizenship:
		dst = appendCount(dst, len(s.Citizenships))
		for _, c := range s.Citizenships {
			dst = appendText(dst, string(c))
		}
		return dst
	case adapters.FieldDocument:
		return k.appendDocuments(dst, s.Documents)
	case adapters.FieldForeignID:
		dst = appendCount(dst, len(s.ForeignIDs))
		for _, id := range s.ForeignIDs {
			dst = appendWritten(appendText(dst, string(id.Country)), id.Value)
		}
		return dst
	case adapters.FieldSNILS:
		return appendText(dst, s.SNILS.Reveal())
	case adapters.FieldINN:
		return appendText(dst, s.INN.Reveal())
	case adapters.FieldENP:
		return appendWritten(dst, s.ENP)
	default:
		return dst
	}
}

func appendCyrillicNames(dst []byte, s *adapters.Stated) []byte {
	dst = append(dst, flag(s.NoPatronymic), flag(s.SingleName))
	dst = appendWritten(dst, s.FamilyName, s.GivenName, s.Patronymic)
	dst = appendCount(dst, len(s.PreviousNames))
	for _, n := range s.PreviousNames {
		dst = appendWritten(dst, n.FamilyName, n.GivenName, n.Patronymic)
	}
	return dst
}

func appendLatinNames(dst []byte, s *adapters.Stated) []byte {
	dst = appendWritten(dst, s.LatinFamilyName, s.LatinGivenName)
	dst = appendCount(dst, len(s.PreviousNames))
	for _, n := range s.PreviousNames {
		dst = appendWritten(dst, n.LatinFamilyName, n.LatinGivenName)
	}
	return dst
}

func (k Key) appendDocuments(dst []byte, documents []adapters.Document) []byte {
	for _, d := range documents {
		p := d.Paper()
		if k.documents != nil && !slices.Contains(k.documents, p.Type) {
			continue
		}
		dst = appendText(appendText(append(dst, 1), string(p.Type)), string(p.Country))
		dst = appendWritten(dst, p.Series, p.Number, p.Issuer, p.IssuerCode)
		dst = appendDate(appendDate(dst, p.IssuedOn), p.ExpiresOn)
	}
	return append(dst, 0)
}

func appendPlace(dst []byte, p adapters.Place) []byte {
	return appendWritten(appendText(dst, string(p.Country)), p.RegionCode, p.Settlement, p.Text)
}

func appendDate(dst []byte, d adapters.Date) []byte {
	year, month, day := d.Parts()
	return appendCount(appendCount(appendCount(dst, year), int(month)), day)
}

func appendCount(dst []byte, n int) []byte { return binary.AppendVarint(dst, int64(n)) }

func appendText(dst []byte, s string) []byte { return append(appendCount(dst, len(s)), s...) }

func flag(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// appendWritten appends each text with its length before it, its writing folded.
func appendWritten(dst []byte, texts ...adapters.Secret) []byte {
	var buf [128]byte
	for _, t := range texts {
		w := foldWriting(buf[:0], t.Reveal())
		dst = append(appendCount(dst, len(w)), w...)
	}
	return dst
}

// foldWriting appends s in small letters, NFC, with one kind of hyphen and apostrophe, and single spaces between words.
func foldWriting(dst []byte, s string) []byte {
	space := false
	for _, r := range composed(s) {
		switch c := classOf(r); {
		case c == silent:
			continue
		case c == apostrophe:
			r = '\''
		case isHyphen(r):
			r = '-'
		case c == separator && (r <= ' ' || unicode.IsSpace(r)):
			space = len(dst) > 0
			continue
		}
		if space {
			dst = append(dst, ' ')
		}
		space = false
		dst = utf8.AppendRune(dst, small(r))
	}
	return dst
}

// small is unicode.ToLower, with a short cut for the letters of nearly all names, most of which are small already.
func small(r rune) rune {
	switch {
	case 'а' <= r && r <= 'я':
		return r
	case 'А' <= r && r <= 'Я':
		return r + ('а' - 'А')
	default:
		return unicode.ToLower(r)
	}
}
