package pension

// SNILSCheck is the record of pension/snils-check. It is empty: the registry says no more than that number and person belong
// together, which the outcome says already.
type SNILSCheck struct{}
