package person_test

import (
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/person"
)

// cyr reads "family|given|patronymic"; missing parts are not told.
func cyr(text string) adapters.PersonName {
	p := append(strings.Split(text, "|"), "", "")
	return adapters.PersonName{
		FamilyName: adapters.NewSecret(p[0]), GivenName: adapters.NewSecret(p[1]), Patronymic: adapters.NewSecret(p[2]),
	}
}

// lat reads "family|given".
func lat(text string) adapters.PersonName {
	p := append(strings.Split(text, "|"), "")
	return adapters.PersonName{LatinFamilyName: adapters.NewSecret(p[0]), LatinGivenName: adapters.NewSecret(p[1])}
}

type namePair struct{ a, b string }

func comparePairs(t *testing.T, want adapters.Comparison, read func(string) adapters.PersonName,
	compare func(a, b adapters.PersonName) adapters.Comparison, pairs []namePair,
) {
	t.Helper()
	for _, p := range pairs {
		if got := compare(read(p.a), read(p.b)); got != want {
			t.Errorf("%s / %s: got %s, want %s", p.a, p.b, got, want)
		}
		if got := compare(read(p.b), read(p.a)); got != want {
			t.Errorf("%s / %s (turned round): got %s, want %s", p.b, p.a, got, want)
		}
	}
}

func TestCyrillicNamesThatAreTheSame(t *testing.T) {
	comparePairs(t, adapters.Same, cyr, person.CompareName, []namePair{
		{"Каримов|Азиз|Рустамович", "Каримов|Азиз|Рустамович"},
		{"Каримов|Азиз|Рустамович", "КАРИМОВ|АЗИЗ|РУСТАМОВИЧ"},
		{"Фёдоров|Пётр|Семёнович", "ФЕДОРОВ|ПЕТР|СЕМЕНОВИЧ"},
		{"Каримов|Азиз", " Каримов | Азиз "},
		{"Каримов|Азиз", "Каримов\u00a0|Азиз"},
		{"Нгуен Ван|Ань", "НГУЕН  ВАН|АНЬ"},
		{"Иванова-Ким|Анна", "Иванова Ким|Анна"},
		{"Иванова-Ким|Анна", "Иванова\u2011Ким|Анна"},
		{"Иванова-Ким|Анна", "Иванова – Ким|Анна"},
		{"Абдуллаев|Абдул-Азиз", "Абдуллаев|Абдулазиз"},
		{"Аль-Масри|Омар", "АЛЬ МАСРИ|ОМАР"},
		{"О'Коннор|Шон", "О’Коннор|Шон"},
		{"О'Коннор|Шон", "ОКоннор|Шон"},
		{"Маъруфов|Саъдулло", "Маруфов|Садулло"},
		{"Ма'руфов|Саъдулло", "Маъруфов|Са`дулло"},
		{"Ўктамов|Ғайрат", "Уктамов|Гайрат"},
		{"Қодиров|Ҳасан", "Кодиров|Хасан"},
		{"Раҳимзода|Ҷамшед", "Рахимзода|Джамшед"},
		{"Шарифӣ|Нурӣ", "Шарифи|Нури"},
		{"Әбдіқадыров|Нұрлан", "Абдикадыров|Нурлан"},
		{"Өмүрбеков|Бакыт", "Омурбеков|Бакыт"},
		{"Багіров|Андрій", "Багиров|Андрий"},
		{"У\u0306ктамов|И\u0306у", "Ўктамов|Йу"},                 // NFD against NFC
		{"Kаримов|Aзиз", "Каримов|Азиз"},                         // Latin K and A
		{"Кapимoв|Азиз", "Каримов|Азиз"},                         // Latin a, p, o
		{"Каримов|Азиз|Рустам угли", "Каримов|Азиз|Рустам ўғли"}, // spellings of the particle
		{"Каримов|Азиз|Рустам угли", "Каримов|Азиз|Рустам-оглы"},
		{"Каримов|Азиз|Рустам угли", "Каримов|Азиз|Рустамугли"},
		{"Каримова|Лола|Рустам кизи", "Каримова|Лола|Рустам қизи"},
		{"Мамедова|Лейла|Гасан гызы", "Мамедова|Лейла|Гасан кызы"},
		{"Сериков|Данияр|Маратұлы", "Сериков|Данияр|Марат улы"},
		{"Каримов|Азиз|Рустам угли", "Каримов|Азиз|Рустам"},
		{"Каримов|Азиз|Рустамович", "Каримов|Азиз"},   // told on one side only
		{"Каримов|Азиз|Рустамович", "Каримов|Азиз|-"}, // a dash for "none"
		{"Каримов|Азиз|Рустамович", "Каримов|Азиз|Отсутствует"},
		{"Каримов|Азиз|Рустамович", "Каримов|Азиз|б/о"},
		{"Мамедов|Али|Гасан оглы", "Мамедов|Али Гасан оглы"}, // the patronymic in the given name
		{"Мамедов|Али", "Мамедов|Али Гасан оглы"},
		{"Каримов|Азиз|Рустамович", "Каримов|Азиз Рустамович"},
		{"Каримов|Азиз", "Каримов|Азиз Рустамович"},
		{"Нгуен Ван|Ань", "Нгуен|Ван Ань"}, // the same words, parted differently
		{"Каримов Азиз Рустамович", "Каримов|Азиз|Рустамович"},
		{"Сукарно", "|Сукарно"}, // a single name
		{"Сукарно", "Сукарно|Сукарно"},
		{"Сукарно", "Сукарно|-"},
		{"Сукарно", "Сукарно|нет"},
		{"Нур-Мухаммад", "|Нурмухаммад"},
		{"Сукарно||Рустам угли", "|Сукарно|Рустам оглы"},
		{"Нгуен Ван|Ань|Рустам угли", "Нгуен|Ван Ань|Рустам"},
		{"У|Тан", "У|Тан"}, // a whole name of one letter
	})
}

func TestCyrillicNamesThatDiffer(t *testing.T) {
	comparePairs(t, adapters.Differs, cyr, person.CompareName, []namePair{
		{"Каримов|Азиз", "Каримов|Алишер"},
		{"Каримов|Азиз", "Рахимов|Азиз"},
		{"Каримов|Азиз", "Каримова|Азиз"},
		{"Каримов|Азиз|Рустамович", "Каримов|Азиз|Анварович"},
		{"Каримов|Азиз|Рустамович", "Каримов|Азиз|Рустамовна"},
		{"Каримов|Азиз|Рустам угли", "Каримов|Азиз|Анвар угли"},
		{"Каримов|Азиз|Рустам угли", "Каримов|Азиз|Рустам кизи"},
		{"Каримов|Азиз|Рустам кизи", "Каримов|Азиз|Рустамович"},
		{"Каримов|Азиз|Рустам угли", "Каримов|Азиз|Анварович"},
		{"Каримов|Андрей", "Каримов|Андреи"}, // й is a letter of its own
		{"Шукин|Азиз", "Щукин|Азиз"},
		{"Эминов|Азиз", "Еминов|Азиз"},
		{"Мухаммадов|Али", "Мухаммедов|Али"}, // another transcription is another spelling
		{"Юсупов|Али", "Усупов|Али"},
		{"Ибрагимов|Мухаммад Хасан", "Ибрагимов|Мухаммад Хусейн"}, // twins
		{"Ибрагимов|Хасан", "Ибрагимов|Хусейн"},
		{"Ки|Мин", "Ким|Ин"}, // the same letters in all, another name
		{"Сукарно", "Сухарто"},
		{"Сукарно", "Каримов|Азиз"},
		{"Каримов|А.", "Каримов|Б."},
		{"Каримов|Азиз", "Каримов|Б."},
		{"Каримов|Азиз А.", "Каримов|А. Акбар"}, // the initial is taken by the initial
		{"Сукарно||Рустамович", "|Сукарно|Анварович"},
		{"Оглы|Али|Ага улы", "Оглы|Али|Агаш улы"},
		{"Каримов|Азиз|Улы", "Каримов|Азиз|Оглы"}, // endings without a father are names
	})
}

func TestCyrillicNamesThatCannotBeCompared(t *testing.T) {
	comparePairs(t, adapters.NotCompared, cyr, person.CompareName, []namePair{
		{"", ""},
		{"Каримов|Азиз", ""},
		{"||Рустамович", "||Рустамович"}, // a patronymic is no name
		{"Каримов|Азиз", "Каримов"},
		{"Каримов|Азиз", "|Азиз"},
		{"Каримов|Азиз", "Каримов|А."},
		{"Каримов|Азиз|Рустамович", "Каримов|А|Р"},
		{"Гарсиа Лопес|Хуан", "Гарсиа|Хуан"},
		{"Ибрагимов|Мухаммад Хасан", "Ибрагимов|Мухаммад"},
		{"Иванова-Петрова|Анна", "Петрова-Иванова|Анна"},
		{"Нгуен|Ань", "Ань|Нгуен"},
		{"Пак|Ми На", "Пак|Мин А"},
		{"Кимин", "Ки|Мин"},
		{"Каримов|Азиз", "KARIMOV|AZIZ"}, // Latin in the Cyrillic field
		{"Каримов|Азиз", "Кар***|Азиз"},  // masked
		{"Каримов|Азиз", "Rаримов|Азиз"}, // R looks like no Cyrillic letter
	})
}

func TestRussianFormOfThePatronymicNeitherProvesNorContradicts(t *testing.T) {
	comparePairs(t, adapters.Same, cyr, person.CompareName, []namePair{
		{"Каримов|Азиз|Рустам угли", "Каримов|Азиз|Рустамович"},
		{"Каримова|Лола|Рустам кизи", "Каримова|Лола|Рустамовна"},
		{"Каримов|Азиз|Сергей угли", "Каримов|Азиз|Сергеевич"},
	})
}

func TestLatinNamesThatAreTheSame(t *testing.T) {
	comparePairs(t, adapters.Same, lat, person.CompareLatinName, []namePair{
		{"KARIMOV|AZIZ", "Karimov|Aziz"},
		{"NGUYEN VAN|ANH", "NGUYEN<VAN|ANH"},
		{"NGUYEN VAN|ANH", "NGUYEN|VAN ANH"},
		{"OKTAMOV|GAYRAT", "O'KTAMOV|GʻAYRAT"},
		{"ALMASRI|OMAR", "AL-MASRI|OMAR"},
		{"OEZTUERK|GOEKHAN", "ÖZTÜRK|GÖKHAN"}, // ICAO 9303-3, section 6: either spelling
		{"OZTURK|GOKHAN", "ÖZTÜRK|GÖKHAN"},
		{"ELIYEV|ELCIN", "ƏLİYEV|ELÇİN"},
		{"STRAUSS|BJORN", "STRAUß|BJØRN"},
		{"STRAUSS|BJOERN", "STRAUß|BJØRN"},
		{"MUELLER|HAAKON", "MÜLLER|HÅKON"},
		{"MULLER|HAKON", "MÜLLER|HÅKON"},
		{"JAEGER|ANNA", "JÄGER|ANNA"},
		{"KАRIMOV|АZIZ", "KARIMOV|AZIZ"}, // Cyrillic А
		{"KARIMOV|AZIZ", "KARIMOV|AZIZ RUSTAMOVICH"},
		{"MAMMADOV|ALI", "MAMMADOV|ALI HASAN OGLU"},
		{"MAMMADOV|ALI HASAN OGLY", "MAMMADOV|ALI HASAN OGLU"},
		{"SUKARNO", "|SUKARNO"},
	})
}

func TestLatinNamesThatDiffer(t *testing.T) {
	comparePairs(t, adapters.Differs, lat, person.CompareLatinName, []namePair{
		{"KARIMOV|AZIZ", "KARIMOV|ALISHER"},
		{"KARIMOV|AZIZ", "RAHIMOV|AZIZ"},
		{"KARIMOV|AZIZ", "KARIMOVA|AZIZ"},
		{"KI|MIN", "KIM|IN"},
		{"IBRAGIMOV|MUHAMMAD HASAN", "IBRAGIMOV|MUHAMMAD HUSEIN"},
		{"MAMMADOV|ALI HASAN OGLU", "MAMMADOV|ALI RASHID OGLU"},
		{"OZTURK|GOKHAN", "ÖZTÜRK|SERKAN"},
	})
}

func TestLatinNamesThatCannotBeCompared(t *testing.T) {
	comparePairs(t, adapters.NotCompared, lat, person.CompareLatinName, []namePair{
		{"KARIMOV|AZIZ", ""},
		{"KARIMOV|AZIZ", "KARIMOV"},
		{"KARIMOV|AZIZ", "KARIMOV|A"},
		{"KARIMOV|AZIZ", "КАРИМОВ|АЗИЗ"}, // Cyrillic in the Latin field
		{"GARCIA LOPEZ|JUAN", "GARCIA|JUAN"},
		{"YUSUPOV|ALI", "IUSUPOV|ALI"},  // ICAO 9303 of 2015 and before it
		{"KHASANOV|ALI", "HASANOV|ALI"}, // х by the Russian and the Uzbek rules
		{"XASANOV|JAMSHID", "KHASANOV|DZHAMSHID"},
		{"SHCHERBAKOV|YAKOV", "SCHERBAKOV|IAKOV"},
		{"TCHERNOV|ALEXANDR", "CHERNOV|ALEKSANDR"},
		{"BELY|GENNADY", "BELYY|GENNADII"},
	})
}

func TestScriptsAreNotComparedWithEachOther(t *testing.T) {
	cyrillic, latin := cyr("Каримов|Азиз"), lat("KARIMOV|AZIZ")
	if got := person.CompareName(cyrillic, latin); got != adapters.NotCompared {
		t.Errorf("Cyrillic names: got %s", got)
	}
	if got := person.CompareLatinName(cyrillic, latin); got != adapters.NotCompared {
		t.Errorf("Latin names: got %s", got)
	}
}
