package population

// A nationText is a nation as it is written down here: eight names of men and of women in both alphabets, what patronymics are made of,
// the endings of family names, and the letters that its passports spell otherwise than ICAO 9303 does.
type nationText struct {
	name, men, women       string
	fathers, son, daughter string
	his, hers              string
	spelled                string
}

//nolint:gochecknoglobals // a table, never written to
var nations = [...]nationText{
	{
		"uzbek",
		"Азиз AZIZ, Бахтиёр BAKHTIYOR, Жасур JASUR, Отабек OTABEK, Равшан RAVSHAN, Шерзод SHERZOD, Улугбек ULUGBEK, Фаррух FARRUKH",
		"Дилноза DILNOZA, Зулфия ZULFIYA, Мадина MADINA, Нигора NIGORA, Севара SEVARA, Умида UMIDA, Феруза FERUZA, Шахноза SHAKHNOZA",
		"Рустам Алишер Бахром Тохир Улугбек Зафар", "ович", "овна", "ов OV", "ова OVA", "Ж=J",
	},
	{
		"tajik",
		"Абдулло ABDULLO, Далер DALER, Искандар ISKANDAR, Мехродж MEHROJ, Парвиз PARVIZ, Сухроб SUHROB, Фируз FIRUZ, Хуршед KHURSHED",
		"Гулнора GULNORA, Зарина ZARINA, Манижа MANIZHA, Мехрангез MEHRANGEZ, Нилуфар NILUFAR, Парвина PARVINA, Ситора SITORA, Шахло SHAHLO",
		"Саид Рахмон Шариф Джамшед Холмурод Тимур", "ович", "овна", "зода ZODA", "зода ZODA", "",
	},
	{
		"kyrgyz",
		"Азамат AZAMAT, Бакыт BAKYT, Данияр DANIIAR, Нурбек NURBEK, Талант TALANT, Улан ULAN, Чынгыз CHYNGYZ, Эрмек ERMEK",
		"Айгуль AIGUL, Бегимай BEGIMAI, Гульзат GULZAT, Жылдыз JYLDYZ, Мээрим MEERIM, Нургуль NURGUL, Салтанат SALTANAT, Чолпон CHOLPON",
		"Бекжан Талант Марат Асан Кубат Мирлан", " уулу", " кызы", "баев BAEV", "баева BAEVA", "Ж=J",
	},
	{
		"ukrainian",
		"Андрей ANDRII, Богдан BOHDAN, Василий VASYL, Дмитрий DMYTRO, Иван IVAN, Олег OLEH, Сергей SERHII, Тарас TARAS",
		"Анна HANNA, Галина HALYNA, Ирина IRYNA, Наталия NATALIIA, Оксана OKSANA, Ольга OLHA, Светлана SVITLANA, Юлия YULIIA",
		"Иван Тарас Степан Петр Богдан Роман", "ович", "овна", "енко ENKO", "енко ENKO", "",
	},
	{
		"azeri",
		"Анар ANAR, Вугар VUGAR, Ильгар ILGAR, Камран KAMRAN, Натиг NATIG, Рашад RASHAD, Тофик TOFIG, Эльчин ELCHIN",
		"Айсель AYSEL, Гюнель GUNEL, Лейла LEYLA, Нигяр NIGAR, Севиндж SEVINJ, Улькер ULKAR, Фидан FIDAN, Эльнара ELNARA",
		"Тофик Гасан Рамиз Вагиф Ильхам Назим", " оглы", " кызы", "ли LI", "ли LI", "Х=X",
	},
	{
		"armenian",
		"Армен ARMEN, Ашот ASHOT, Гарник GARNIK, Давид DAVIT, Карен KAREN, Самвел SAMVEL, Тигран TIGRAN, Ваган VAHAN",
		"Ануш ANUSH, Асмик HASMIK, Гаянэ GAYANE, Лилит LILIT, Мариам MARIAM, Наринэ NARINE, Сона SONA, Шушаник SHUSHANIK",
		"Армен Карен Ашот Ваган Гагик Рубен", "ович", "овна", "ян YAN", "ян YAN", "",
	},
	{
		"kazakh",
		"Алмас ALMAS, Арман ARMAN, Бауыржан BAUYRZHAN, Дархан DARKHAN, Ерлан YERLAN, Нурлан NURLAN, Серик SERIK, Тимур TIMUR",
		"Айгерим AIGERIM, Алия ALIYA, Гульнар GULNAR, Дана DANA, Жанар ZHANAR, Камила KAMILA, Назгуль NAZGUL, Сауле SAULE",
		"Марат Серик Болат Арман Ержан Канат", "ович", "овна", "беков BEKOV", "бекова BEKOVA", "",
	},
	{
		"belarusian",
		"Алесь ALES, Антон ANTON, Виктор VIKTAR, Глеб HLEB, Денис DZIANIS, Павел PAVEL, Роман RAMAN, Юрий YURY",
		"Алеся ALESIA, Вера VERA, Дарья DARYA, Елена ALENA, Марина MARYNA, Надежда NADZEYA, Татьяна TATSIANA, Яна YANA",
		"Иван Антон Роман Степан Виктор Мирон", "ович", "овна", "ович OVICH", "ович OVICH", "Г=H",
	},
	{
		"moldovan",
		"Василе VASILE, Виорел VIOREL, Ион ION, Мирча MIRCEA, Николае NICOLAE, Раду RADU, Штефан STEFAN, Траян TRAIAN",
		"Анжела ANGELA, Виорика VIORICA, Дойна DOINA, Иляна ILEANA, Лидия LIDIA, Мария MARIA, Родика RODICA, Снежана SNEJANA",
		"Иван Штефан Виорел Михаил Траян Роман", "ович", "овна", "ару ARU", "ару ARU", "Ж=J",
	},
	{
		"turkmen",
		"Батыр BATYR, Довлет DOVLET, Керим KERIM, Мерет MERET, Ораз ORAZ, Сердар SERDAR, Чары CHARY, Язмурад YAZMURAD",
		"Айна AYNA, Бахар BAHAR, Гозель GOZEL, Джерен JEREN, Мая MAYA, Мерджен MERJEN, Огульнур OGULNUR, Энеджан ENEJAN",
		"Ораз Мурад Аман Сапар Ашир Чарыяр", "ович", "овна", "ов OV", "ова OVA", "",
	},
	{
		"chinese",
		"Вэй WEI, Ган GANG, Лэй LEI, Мин MING, Пэн PENG, Тао TAO, Цян QIANG, Цзюнь JUN",
		"Ин YING, Ли LI, На NA, Пин PING, Сюэ XUE, Фан FANG, Хуа HUA, Янь YAN",
		"", "", "", "", "", "",
	},
	{
		"vietnamese",
		"Ван Ань VAN AN, Ван Хунг VAN HUNG, Дык Туан DUC TUAN, Куанг Винь QUANG VINH, Куок Кхань QUOC KHANH, Минь Дык MINH DUC, Тхань Лонг THANH LONG, " +
			"Хыу Нам HUU NAM",
		"Тхи Лан THI LAN, Тхи Май THI MAI, Тхи Нга THI NGA, Тхи Хоа THI HOA, Тхи Хыонг THI HUONG, Тху Ха THU HA, Минь Тху MINH THU, Тхи Бить THI BICH",
		"", "", "", "", "", "",
	},
	{
		"indian", // some have one name only
		"-, Аджай AJAY, Виджай VIJAY, Говинд GOVIND, Кумар KUMAR, Раджеш RAJESH, Санджай SANJAY, Шанкар SHANKAR",
		"-, Анита ANITA, Гита GEETA, Деви DEVI, Камала KAMALA, Лакшми LAKSHMI, Прия PRIYA, Сунита SUNITA",
		"", "", "", "", "", "",
	},
	{
		"arab",
		"Абдулла ABDULLAH, Ахмад AHMAD, Джамаль JAMAL, Ибрагим IBRAHIM, Мустафа MUSTAFA, Омар OMAR, Халед KHALED, Юсеф YOUSEF",
		"Амина AMINA, Аиша AISHA, Лейла LAYLA, Марьям MARYAM, Нур NOUR, Рания RANIA, Фатима FATIMA, Ханан HANAN",
		"", "", "", "", "", "",
	},
	{
		"russian",
		"Артём ARTEM, Виктор VIKTOR, Григорий GRIGORII, Леонид LEONID, Михаил MIKHAIL, Николай NIKOLAI, Пётр PETR, Фёдор FEDOR",
		"Алёна ALENA, Вера VERA, Евгения EVGENIIA, Лидия LIDIIA, Мария MARIIA, Нина NINA, Раиса RAISA, Тамара TAMARA",
		"Семён Виктор Иван Леонид Роман Артём", "ович", "овна", "ин IN", "ина INA", "",
	},
}
