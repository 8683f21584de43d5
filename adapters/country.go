package adapters

import "strings"

// Country is a state by its three-letter code of ОКСМ (Общероссийский классификатор стран мира, ОК (МК (ИСО 3166) 004-97)
// 025-2001), or one of the codes of ICAO 9303 for people without one. The zero Country was not stated.
type Country string

// Codes that stand for no state (ICAO 9303-3, section 5).
const (
	Stateless     Country = "XXA" // stateless person, 1954 convention
	Refugee       Country = "XXB" // refugee, 1951 convention
	RefugeeOther  Country = "XXC" // refugee, other than by the convention
	NoNationality Country = "XXX" // nationality unspecified
)

// States that ОКСМ lists and ISO 3166 does not.
const (
	Abkhazia     Country = "ABH" // Республика Абхазия
	SouthOssetia Country = "OST" // Республика Южная Осетия
)

// oksm holds ОКСМ in alphabetical order, seven characters and a space a state: its three letters and three digits.
const oksm = "" +
	"ABH895 ABW533 AFG004 AGO024 AIA660 ALA248 ALB008 AND020 ARE784 ARG032 ARM051 ASM016 ATA010 ATF260 ATG028 " +
	"AUS036 AUT040 AZE031 BDI108 BEL056 BEN204 BES535 BFA854 BGD050 BGR100 BHR048 BHS044 BIH070 BLM652 BLR112 " +
	"BLZ084 BMU060 BOL068 BRA076 BRB052 BRN096 BTN064 BVT074 BWA072 CAF140 CAN124 CCK166 CHE756 CHL152 CHN156 " +
	"CIV384 CMR120 COD180 COG178 COK184 COL170 COM174 CPV132 CRI188 CUB192 CUW531 CXR162 CYM136 CYP196 CZE203 " +
	"DEU276 DJI262 DMA212 DNK208 DOM214 DZA012 ECU218 EGY818 ERI232 ESH732 ESP724 EST233 ETH231 FIN246 FJI242 " +
	"FLK238 FRA250 FRO234 FSM583 GAB266 GBR826 GEO268 GGY831 GHA288 GIB292 GIN324 GLP312 GMB270 GNB624 GNQ226 " +
	"GRC300 GRD308 GRL304 GTM320 GUF254 GUM316 GUY328 HKG344 HMD334 HND340 HRV191 HTI332 HUN348 IDN360 IMN833 " +
	"IND356 IOT086 IRL372 IRN364 IRQ368 ISL352 ISR376 ITA380 JAM388 JEY832 JOR400 JPN392 KAZ398 KEN404 KGZ417 " +
	"KHM116 KIR296 KNA659 KOR410 KWT414 LAO418 LBN422 LBR430 LBY434 LCA662 LIE438 LKA144 LSO426 LTU440 LUX442 " +
	"LVA428 MAC446 MAF663 MAR504 MCO492 MDA498 MDG450 MDV462 MEX484 MHL584 MKD807 MLI466 MLT470 MMR104 MNE499 " +
	"MNG496 MNP580 MOZ508 MRT478 MSR500 MTQ474 MUS480 MWI454 MYS458 MYT175 NAM516 NCL540 NER562 NFK574 NGA566 " +
	"NIC558 NIU570 NLD528 NOR578 NPL524 NRU520 NZL554 OMN512 OST896 PAK586 PAN591 PCN612 PER604 PHL608 PLW585 " +
	"PNG598 POL616 PRI630 PRK408 PRT620 PRY600 PSE275 PYF258 QAT634 REU638 ROU642 RUS643 RWA646 SAU682 SDN729 " +
	"SEN686 SGP702 SGS239 SHN654 SJM744 SLB090 SLE694 SLV222 SMR674 SOM706 SPM666 SRB688 SSD728 STP678 SUR740 " +
	"SVK703 SVN705 SWE752 SWZ748 SXM534 SYC690 SYR760 TCA796 TCD148 TGO768 THA764 TJK762 TKL772 TKM795 TLS626 " +
	"TON776 TTO780 TUN788 TUR792 TUV798 TWN158 TZA834 UGA800 UKR804 UMI581 URY858 USA840 UZB860 VAT336 VCT670 " +
	"VEN862 VGB092 VIR850 VNM704 VUT548 WLF876 WSM882 YEM887 ZAF710 ZMB894 ZWE716 "

const oksmWidth = len("ABH895 ")

// ParseCountry reads a three-letter code in capitals. The error is a ValueError, which does not quote s.
func ParseCountry(s string) (Country, error) {
	c := Country(s)
	if c == Stateless || c == Refugee || c == RefugeeOther || c == NoNationality {
		return c, nil
	}
	if c.number() == "" {
		return "", &ValueError{CodeUnknown, "a three-letter country code of ОКСМ, or XXA, XXB, XXC, XXX"}
	}
	return c, nil
}

// Countries returns the closed list: the states of ОКСМ in alphabetical order, then the codes that stand for no state.
func Countries() []Country {
	list := make([]Country, 0, len(oksm)/oksmWidth+4)
	for at := 0; at < len(oksm); at += oksmWidth {
		list = append(list, Country(oksm[at:at+3]))
	}
	return append(list, Stateless, Refugee, RefugeeOther, NoNationality)
}

// IsZero reports whether no country is stated.
func (c Country) IsZero() bool { return c == "" }

// IsState reports whether c stands for a state.
func (c Country) IsState() bool { return c.number() != "" }

// Numeric returns the three digits of ОКСМ, with which ФНС names a country. Stateless is 999, as ФНС's own list has it; the
// other codes that stand for no state have none, and give "".
func (c Country) Numeric() string {
	if c == Stateless {
		return "999"
	}
	return c.number()
}

// number looks c up in ОКСМ, by halves.
func (c Country) number() string {
	low, high := 0, len(oksm)/oksmWidth
	for low < high {
		mid := (low + high) / 2
		row := oksm[mid*oksmWidth:]
		switch strings.Compare(row[:3], string(c)) {
		case 0:
			return row[3:6]
		case -1:
			low = mid + 1
		default:
			high = mid
		}
	}
	return ""
}
