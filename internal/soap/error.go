package soap

import (
	"bytes"
	"log/slog"
	"strconv"
	"strings"
)

// Code is why a message was not accepted. The list is closed.
type Code string

// The codes of [Error].
const (
	CodeEmpty          Code = "empty"           // no bytes at all, or no element in them
	CodeTooLarge       Code = "too_large"       // more bytes than the limit
	CodeTooDeep        Code = "too_deep"        // more nested elements than the limit
	CodeTooManyTokens  Code = "too_many_tokens" // more tags and texts than the limit
	CodeTooManyAttrs   Code = "too_many_attributes"
	CodeCharset        Code = "charset"         // a charset that is not known, or bytes that do not belong to it
	CodeMultipart      Code = "multipart"       // multipart that is broken or carries attachments
	CodeNotXML         Code = "not_xml"         // not well-formed
	CodeTruncated      Code = "truncated"       // well-formed as far as it goes, but cut off
	CodeHTML           Code = "html"            // a web page, as proxies answer
	CodeDoctype        Code = "doctype"         // a document type declaration, which SOAP forbids
	CodeInstruction    Code = "instruction"     // a processing instruction, which SOAP forbids
	CodeTrailing       Code = "trailing"        // something after the document element
	CodeNotSOAP        Code = "not_soap"        // XML, but the root is no Envelope
	CodeVersion        Code = "version"         // an Envelope of no known version
	CodeEnvelope       Code = "envelope"        // Header and Body are not as the standard has them
	CodeMustUnderstand Code = "must_understand" // a mandatory header block that is not understood
	CodeEmptyBody      Code = "empty_body"
	CodeSecondChild    Code = "second_body_child"
	CodeUnexpectedBody Code = "unexpected_body" // the Body holds another element than the one expected
	CodeFault          Code = "fault"           // a Fault that cannot be read
	CodeStatus         Code = "status"          // a proper reply with an HTTP status that contradicts it
	CodeContract       Code = "contract"        // not what the contract says; Rule says which rule
	CodeDecode         Code = "decode"          // the Go type cannot take what the contract allows: a bug of ours
	CodeEncode         Code = "encode"          // the Go value cannot be written: a bug of ours
)

// Rule is the rule of a contract that a message breaks. The list is closed.
type Rule string

// The rules of [Error.Rule].
const (
	RuleMissing      Rule = "missing"         // a required element is not there
	RuleDuplicate    Rule = "duplicate"       // an element comes more often than allowed
	RuleTooFew       Rule = "too_few"         // an element comes less often than required
	RuleOrder        Rule = "order"           // a known element at a place where it may not stand
	RuleBothChoices  Rule = "both_choices"    // two branches of a choice
	RuleNoChoice     Rule = "no_choice"       // no branch of a required choice
	RuleNamespace    Rule = "namespace"       // a known name in another namespace
	RuleUnknown      Rule = "unknown_element" // an element where only text may stand, or one that the contract does not declare
	RuleNil          Rule = "nil"             // xsi:nil where the contract has none, or with content
	RuleText         Rule = "text"            // text where only elements may stand
	RuleEmpty        Rule = "empty"           // nothing where a value must stand
	RuleAttribute    Rule = "attribute"       // a required attribute is not there, or stands in a namespace
	RuleEnumeration  Rule = "enumeration"
	RulePattern      Rule = "pattern"
	RuleLength       Rule = "length"
	RuleMinLength    Rule = "min_length"
	RuleMaxLength    Rule = "max_length"
	RuleMinInclusive Rule = "min_inclusive"
	RuleMaxInclusive Rule = "max_inclusive"
	RuleDate         Rule = "date"      // not an xs:date of the calendar
	RuleDateTime     Rule = "date_time" // not an xs:dateTime of the calendar
	RuleInteger      Rule = "integer"   // not an integer
	RuleIntegerRange Rule = "integer_range"
	RuleBoolean      Rule = "boolean"
)

// An Error says why a message is not accepted. Its text is safe to log: it holds codes, the contract's own names, positions and
// lengths, and never a piece of the message.
type Error struct {
	Code Code
	Rule Rule // set only with CodeContract
	// Path leads to the place in the contract's own names, "Response/item[3]/state", an attribute as "@name"; or in the
	// standard's, "Envelope/Header". It is empty where no element was reached.
	Path string
	// Offset counts bytes from the start of the message after it was turned into UTF-8 and taken out of its multipart; Line
	// counts from 1. Both are 0 where the error has no place in the text.
	Offset int
	Line   int
	// Length is the length in bytes of the value that breaks Rule.
	Length int
	// Value is that value if it is harmless, matching [A-Za-z0-9_]{1,32}; else "".
	Value string
	// Expected are the names of the elements that could have stood there, as the contract has them.
	Expected []string
	// Note says more in words of this package.
	Note string
}

// Error tells everything but Value.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("soap: ")
	b.WriteString(string(e.Code))
	if e.Rule != "" {
		b.WriteString(": " + string(e.Rule))
	}
	if e.Path != "" {
		b.WriteString(" at " + e.Path)
	}
	if e.Line > 0 {
		b.WriteString(", line " + strconv.Itoa(e.Line) + ", offset " + strconv.Itoa(e.Offset))
	}
	if e.Length > 0 {
		b.WriteString(", length " + strconv.Itoa(e.Length))
	}
	if len(e.Expected) > 0 {
		b.WriteString(", expected " + strings.Join(e.Expected, " or "))
	}
	if e.Note != "" {
		b.WriteString(": " + e.Note)
	}
	return b.String()
}

// LogValue gives the error as a group of its fields, Value included: it is harmless by construction.
func (e *Error) LogValue() slog.Value {
	attrs := make([]slog.Attr, 0, 8)
	attrs = append(attrs, slog.String("code", string(e.Code)))
	for _, f := range []struct{ key, text string }{
		{"rule", string(e.Rule)}, {"path", e.Path}, {"value", e.Value}, {"note", e.Note},
		{"expected", strings.Join(e.Expected, " ")},
	} {
		if f.text != "" {
			attrs = append(attrs, slog.String(f.key, f.text))
		}
	}
	if e.Line > 0 {
		attrs = append(attrs, slog.Int("line", e.Line), slog.Int("offset", e.Offset))
	}
	if e.Length > 0 {
		attrs = append(attrs, slog.Int("length", e.Length))
	}
	return slog.GroupValue(attrs...)
}

// SpokeSOAP reports whether the peer sent an Envelope at all: false means that something in front of it answered, or nothing
// did, and that the HTTP status says more than the body.
func (e *Error) SpokeSOAP() bool {
	switch e.Code {
	case CodeEmpty, CodeHTML, CodeNotXML, CodeNotSOAP, CodeCharset, CodeMultipart, CodeDoctype:
		return false
	default:
		return true
	}
}

// Class gives the class of the fault that a receiver owes the sender of such a message.
func (e *Error) Class() Class {
	switch e.Code {
	case CodeVersion:
		return ClassVersionMismatch
	case CodeMustUnderstand:
		return ClassMustUnderstand
	case CodeDecode, CodeEncode:
		return ClassReceiver
	default:
		return ClassSender
	}
}

// harmless gives value if it may be shown, and "" if not.
func harmless(value []byte) string {
	const longest = 32
	if len(value) == 0 || len(value) > longest {
		return ""
	}
	for _, c := range value {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && c != '_' && (c < '0' || c > '9') {
			return ""
		}
	}
	return string(value)
}

// lineAt gives the line of an offset in src, from 1.
func lineAt(src []byte, offset int) int {
	return 1 + bytes.Count(src[:min(offset, len(src))], []byte{'\n'})
}
