package httpapi

import "github.com/sverka/sverka/adapters"

// formatOf returns how the values of a format of the contract are checked, or nil for a format that says nothing more
// than the rest of its schema. Each is what subject.go reads the value by.
func formatOf(name string) func(string) error {
	switch name {
	case "partial-date":
		return failing(adapters.ParseDate)
	case "country-code":
		return failing(adapters.ParseCountry)
	case "state-code":
		return failing(func(s string) (adapters.ForeignID, error) { return adapters.ParseForeignID(adapters.Country(s), "0") })
	case "foreign-id":
		return failing(func(s string) (adapters.ForeignID, error) { return adapters.ParseForeignID("UZB", s) })
	case "region-code":
		return failing(adapters.ParseRegionCode)
	case "document-number":
		return failing(adapters.ParseDocumentNumber)
	case "snils":
		return failing(adapters.ParseSNILS)
	case "inn":
		return failing(adapters.ParseINN)
	case "enp":
		return failing(adapters.ParseENP)
	case "cyrillic-name":
		return failing(adapters.ParseCyrillicName)
	case "latin-name":
		return failing(adapters.ParseLatinName)
	case "text":
		return failing(parseText)
	default:
		return nil
	}
}

func failing[T any](parse func(string) (T, error)) func(string) error {
	return func(s string) error {
		_, err := parse(s)
		return err
	}
}

// parseText reads free text. The contract's own bounds are narrower than this one.
func parseText(s string) (adapters.Secret, error) {
	const longest = 255
	return adapters.ParseText(s, longest)
}
