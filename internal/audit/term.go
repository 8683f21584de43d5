package audit

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/sverka/sverka/adapters"
)

// The labels of terms: what a record can be found by. They are part of the format.
const (
	byName     = "name"
	byLatin    = "latin name"
	bySNILS    = "snils"
	byINN      = "inn"
	byENP      = "enp"
	byForeign  = "foreign id "
	byDocument = "document "

	ofActor     = "actor "
	ofReference = "reference"
	ofRequest   = "request"
	ofReply     = "reply"
)

// labelled is something that a person can be found by, folded. It is personal data and does not outlive a call.
type labelled struct {
	label string
	text  []byte
}

// labels returns all that a person can be found by as stated: each identifier, and each name with the birth date.
func labels(s *adapters.Stated) []labelled {
	var all []labelled
	add := func(label string, text []byte) {
		if len(text) > 0 {
			all = append(all, labelled{label, text})
		}
	}
	born := []byte(s.BirthDate.Reveal())
	add(byName, named(s.FamilyName, s.GivenName, born))
	add(byLatin, named(s.LatinFamilyName, s.LatinGivenName, born))
	for _, n := range s.PreviousNames {
		add(byName, named(n.FamilyName, n.GivenName, born))
		add(byLatin, named(n.LatinFamilyName, n.LatinGivenName, born))
	}
	add(bySNILS, []byte(s.SNILS.Reveal()))
	add(byINN, []byte(s.INN.Reveal()))
	add(byENP, folded(nil, s.ENP.Reveal()))
	for _, id := range s.ForeignIDs {
		add(byForeign+string(id.Country), folded(nil, id.Value.Reveal()))
	}
	for _, d := range s.Documents {
		p := d.Paper()
		add(byDocument+string(p.Type), folded(nil, p.SeriesNumber()))
	}
	return all
}

// named returns a name with a birth date, folded; nothing if one of them is not stated. A patronymic is left out: who has one does
// not always state it.
func named(family, given adapters.Secret, born []byte) []byte {
	if family.IsZero() || len(born) == 0 {
		return nil
	}
	text := append(folded(nil, family.Reveal()), '|')
	text = append(folded(text, given.Reveal()), '|')
	return append(text, born...)
}

// folded appends the letters and digits of s, small, composed, е for ё: who looks for a person need not write him as the portal did.
func folded(dst []byte, s string) []byte {
	if !norm.NFC.IsNormalString(s) {
		s = norm.NFC.String(s)
	}
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		if r = unicode.ToLower(r); r == 'ё' {
			r = 'е'
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

// terms returns the terms of labels under the key k. What was stated twice has one.
func (k *monthKey) terms(all []labelled) []Term {
	terms := make([]Term, 0, len(all))
	for _, l := range all {
		t := k.term(l.label, l.text)
		if !slices.Contains(terms, t) {
			terms = append(terms, t)
		}
	}
	return terms
}

// coarser returns labels and, for each name with a birth date, the same with no more than its month and its year: so it may have been
// stated.
func coarser(all []labelled) []labelled {
	wide := all
	for _, l := range all {
		if l.label != byName && l.label != byLatin {
			continue
		}
		text := string(l.text)
		for at := strings.LastIndexByte(text, '-'); at > strings.LastIndexByte(text, '|'); at = strings.LastIndexByte(text, '-') {
			text = text[:at]
			wide = append(wide, labelled{l.label, []byte(text)})
		}
	}
	return wide
}
