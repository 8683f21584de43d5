package person

import "github.com/sverka/sverka/adapters"

// PreviousNames returns the previous names of s by which a registry that keeps Cyrillic can be searched, each whole, in their order.
// One that states nothing in Cyrillic is left out: Latin is never turned into Cyrillic for a question.
func PreviousNames(s *adapters.Stated) []adapters.PersonName {
	var names []adapters.PersonName
	for _, old := range s.PreviousNames {
		if hasCyrillic(old) {
			names = append(names, completed(old, presentName(s)))
		}
	}
	return names
}

func presentName(s *adapters.Stated) adapters.PersonName {
	return adapters.PersonName{
		FamilyName: s.FamilyName, GivenName: s.GivenName, Patronymic: s.Patronymic,
		LatinFamilyName: s.LatinFamilyName, LatinGivenName: s.LatinGivenName,
	}
}

func hasCyrillic(n adapters.PersonName) bool {
	return !n.FamilyName.IsZero() || !n.GivenName.IsZero() || !n.Patronymic.IsZero()
}

func hasLatin(n adapters.PersonName) bool {
	return !n.LatinFamilyName.IsZero() || !n.LatinGivenName.IsZero()
}

// completed returns old with the parts that it leaves out taken from now. What a previous name leaves out was the same as it is now: a
// woman who states the family name that she bore before a marriage bore her given name with it.
func completed(old, now adapters.PersonName) adapters.PersonName {
	for _, part := range [...]struct {
		old *adapters.Secret
		now adapters.Secret
	}{
		{&old.FamilyName, now.FamilyName}, {&old.GivenName, now.GivenName}, {&old.Patronymic, now.Patronymic},
		{&old.LatinFamilyName, now.LatinFamilyName}, {&old.LatinGivenName, now.LatinGivenName},
	} {
		if part.old.IsZero() {
			*part.old = part.now
		}
	}
	return old
}
