package httpapi

import "regexp"

// LookupNames returns the lookups of the contract, as registry/lookup and in its order.
func LookupNames() []string {
	var all []string
	for _, m := range regexp.MustCompile(`(?m)^  `+lookupsPath+`([a-z]+/[a-z-]+):$`).FindAllSubmatch(openAPI, -1) {
		all = append(all, string(m[1]))
	}
	return all
}
