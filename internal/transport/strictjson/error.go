package strictjson

import "strconv"

// A Code says what is wrong with a document. Codes are stable words, fit for metrics and for a caller.
type Code string

// The codes.
const (
	CodeSyntax       Code = "syntax"        // not JSON (RFC 8259)
	CodeTruncated    Code = "truncated"     // it ends before it is complete; also a document of nothing
	CodeTrailing     Code = "trailing"      // something other than white space behind it
	CodeDuplicateKey Code = "duplicate_key" // a name twice in one object, however escaped
	CodeUTF8         Code = "utf8"          // not UTF-8 within a string
	CodeSurrogate    Code = "surrogate"     // half of a surrogate pair
	CodeBOM          Code = "bom"           // a byte order mark where none is allowed
	CodeBytes        Code = "bytes"         // longer than Limits.Bytes
	CodeDepth        Code = "depth"         // deeper than Limits.Depth
	CodeValues       Code = "values"        // more values than Limits.Values
	CodeMembers      Code = "members"       // an object of more members than Limits.Members
	CodeKeyBytes     Code = "key_bytes"     // a name longer than Limits.KeyBytes
)

// Codes returns the closed list, in a fixed order.
func Codes() []Code {
	return []Code{CodeSyntax, CodeTruncated, CodeTrailing, CodeDuplicateKey, CodeUTF8, CodeSurrogate, CodeBOM,
		CodeBytes, CodeDepth, CodeValues, CodeMembers, CodeKeyBytes}
}

// Bound reports whether the document may be right but is larger than its reader allows.
func (c Code) Bound() bool {
	switch c {
	case CodeBytes, CodeDepth, CodeValues, CodeMembers, CodeKeyBytes:
		return true
	case CodeSyntax, CodeTruncated, CodeTrailing, CodeDuplicateKey, CodeUTF8, CodeSurrogate, CodeBOM:
		return false
	}
	return false
}

// An Error says what is wrong with a document, and where. It holds nothing of what the document says: a name of the
// path that does not look like a contract's own is masked, for people's names and numbers are used as keys too.
type Error struct {
	Code    Code
	Offset  int    // of the byte that cannot stand, from the start of what Check was given
	Pointer string // RFC 6901, of the value (or the doubled member) it stands in; "" is the whole document
}

// Error returns "JSON code at byte offset in pointer", fit for a log.
func (e *Error) Error() string {
	text := "JSON " + string(e.Code) + " at byte " + strconv.Itoa(e.Offset)
	if e.Pointer != "" {
		text += " in " + e.Pointer
	}
	return text
}

// within puts e one level deeper into the document. Only a failing document pays for its path.
func (e *Error) within(segment string) *Error {
	e.Pointer = "/" + segment + e.Pointer
	return e
}

// Mask stands in Error.Pointer for a name that may tell something about a person.
const Mask = "*"

// segment returns the name k as it may be shown: letters, digits, "_" and "-", up to 32 of them, beginning with a
// letter, at most two of them digits. Document and phone numbers do not pass, nor does a name in Cyrillic.
func segment(k []byte) string {
	if len(k) == 0 || len(k) > 32 || !letter(k[0]) {
		return Mask
	}
	digits := 0
	for _, c := range k {
		if '0' <= c && c <= '9' {
			digits++
		} else if !letter(c) && c != '_' && c != '-' {
			return Mask
		}
	}
	if digits > 2 {
		return Mask
	}
	return string(k)
}

func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
