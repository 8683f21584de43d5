package adapters

// A ValueError says why a value could not be read. It never quotes the value.
type ValueError struct {
	Code     string // one of the Code constants
	Expected string // a phrase that completes "expected ..."
}

// The codes of field errors: stable, part of the API.
const (
	CodeRequired    = "required"    // nothing is stated and the lookup needs it
	CodeFormat      = "format"      // not written as it should be
	CodeCheckDigit  = "check_digit" // its check digits do not hold: mistyped
	CodeUnknown     = "unknown"     // not a word of the closed list
	CodeTooLong     = "too_long"
	CodeConflict    = "conflict"     // contradicts another field, or two where one is wanted
	CodePrecision   = "precision"    // a date not known well enough for the lookup
	CodeUnsupported = "unsupported"  // right, but the registry cannot be asked about such
	CodeScript      = "script"       // letters of another alphabet than the field's
	CodeMixedScript = "mixed_script" // letters of two alphabets in one word: a slip of the keyboard
	CodePersonal    = "personal"     // holds personal data, where none may be
)

// Error implements error.
func (e *ValueError) Error() string { return "expected " + e.Expected }

// Codes returns the closed list, in a fixed order.
func Codes() []string {
	return []string{CodeRequired, CodeFormat, CodeCheckDigit, CodeUnknown, CodeTooLong, CodeConflict, CodePrecision,
		CodeUnsupported, CodeScript, CodeMixedScript, CodePersonal}
}
