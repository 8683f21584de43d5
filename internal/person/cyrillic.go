package person

import (
	"unicode"
	"unicode/utf8"
)

// FoldCyrillic returns a Cyrillic name as it is compared: small Russian letters, one space between words. It folds
//
//   - form and case: NFC, small letters;
//   - ё into е: documents print either, and both name one person (Минобрнауки, letter ИР-829/08 of 1 October 2012);
//   - spaces, hyphens, full stops and brackets of all kinds into one space between words;
//   - apostrophes of all kinds, and ъ, away: ъ is the apostrophe of Central Asian Cyrillic (Маъруф, Ma'ruf, Маруф);
//   - letters of neighbouring alphabets into the Russian ones that Russian documents print for them (қ into к);
//   - Latin letters into the Cyrillic ones that look alike, within a word that also holds Cyrillic ones: a slip of the
//     keyboard. A word all in Latin stays Latin.
//
// No other two letters become one: и and й, е and э, ш and щ are different names.
func FoldCyrillic(s string) string { return string(appendCyrillic(make([]byte, 0, len(s)), s)) }

// appendCyrillic appends s, folded. Names in Russian letters, which are nearly all, take one pass and no table.
func appendCyrillic(dst []byte, s string) []byte {
	first, space := len(dst), false
	for _, r := range s {
		switch {
		case 'а' <= r && r <= 'я':
		case 'А' <= r && r <= 'Я':
			r += 'а' - 'А'
		case r == 'ё' || r == 'Ё':
			r = 'е'
		case r == ' ' || r == '-':
			space = true
			continue
		default:
			return inCyrillic.appendFolded(dst[:first], s)
		}
		if r == 'ъ' {
			continue
		}
		if space && len(dst) > first {
			dst = append(dst, ' ')
		}
		space = false
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

func appendCyrillicLetter(dst []byte, r rune, own bool) []byte {
	if own {
		r = cyrillicTwin(r) // before the case is lost: H looks like Н, h does not
	}
	r = unicode.ToLower(r)
	if own {
		r = cyrillicTwin(r) // İ becomes i only now
	}
	if r < utf8.RuneSelf {
		return utf8.AppendRune(dst, r)
	}
	if russian := neighbour(r); russian != "" {
		return append(dst, russian...)
	}
	if r == 'ъ' {
		return dst
	}
	return utf8.AppendRune(dst, r)
}

func isCyrillic(r rune) bool {
	if r <= 0x0481 {
		return r >= 0x0400
	}
	return unicode.Is(unicode.Cyrillic, r)
}

// cyrillicTwin returns the Cyrillic letter that looks like the Latin r, or r. Only pairs that print alike are here: m, t
// and h are not, for small т and н do not look so.
func cyrillicTwin(r rune) rune {
	switch r {
	case 'A', 'a':
		return 'а'
	case 'B':
		return 'в'
	case 'C', 'c':
		return 'с'
	case 'E', 'e':
		return 'е'
	case 'H':
		return 'н'
	case 'I', 'i':
		return 'і'
	case 'K', 'k':
		return 'к'
	case 'M':
		return 'м'
	case 'O', 'o':
		return 'о'
	case 'P', 'p':
		return 'р'
	case 'T':
		return 'т'
	case 'X', 'x':
		return 'х'
	case 'Y', 'y':
		return 'у'
	}
	return r
}

// neighbour returns the Russian letters for a small letter of another Cyrillic alphabet, or "". They are those that
// notaries' translations and Russian documents print for it; no norm binds them. Where practice has two (Kazakh ә: а, э,
// я) the commoner stands, and the rarer is a different spelling.
func neighbour(r rune) string {
	switch r {
	case 'ё', 'ѐ', 'є', 'ӗ': // Ukrainian, Chuvash
		return "е"
	case 'ў', 'ӯ', 'ү', 'ұ', 'ӱ', 'ӳ': // Uzbek, Belarusian; Tajik; Turkic, Mongolian; Kazakh
		return "у"
	case 'қ', 'ҡ', 'ҟ', 'ԛ', 'ќ': // Uzbek, Tajik, Kazakh; Bashkir; Abkhaz; Kurdish; Macedonian
		return "к"
	case 'ғ', 'ґ', 'ҕ', 'ӷ', 'ѓ', 'ҝ': // Uzbek, Tajik, Kazakh; Ukrainian; Abkhaz; Macedonian; Azerbaijani, a soft one
		return "г"
	case 'ҳ', 'һ': // Uzbek, Tajik; Kazakh, Tatar, Azerbaijani
		return "х"
	case 'і', 'ї', 'ӣ', 'ѝ', 'ӥ': // Kazakh, Belarusian and Ukrainian; the latter's ї; Tajik
		return "и"
	case 'ј': // Azerbaijani, Serbian
		return "й"
	case 'ә', 'ӑ', 'ӓ': // Kazakh, Tatar, Azerbaijani; Chuvash
		return "а"
	case 'ө', 'ӧ', 'ӫ': // Kazakh, Kyrgyz, Mongolian, Azerbaijani
		return "о"
	case 'ң', 'ҥ', 'ӈ': // Kazakh, Kyrgyz, Turkmen
		return "н"
	case 'ҷ', 'җ', 'ҹ', 'џ', 'ӂ': // Tajik; Tatar, Turkmen; Azerbaijani; Serbian; Moldovan
		return "дж"
	case 'ҫ': // Bashkir, Chuvash
		return "с"
	case 'ҙ': // Bashkir
		return "з"
	case 'ԥ': // this and the next two: Abkhaz
		return "п"
	case 'ҭ':
		return "т"
	case 'ҵ':
		return "ц"
	case 'ӡ', 'ѕ': // Abkhaz, Macedonian
		return "дз"
	case 'љ': // Serbian
		return "ль"
	case 'њ':
		return "нь"
	}
	return ""
}
