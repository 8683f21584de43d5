package client

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/sverka/sverka/adapters"
)

// about is what the flags state of a question besides its subject: nothing of it is about the person.
type about struct {
	purpose, serviceCode, basis, reference, actor, actorID, caseID string
}

// The patterns are the API's own; a word of a closed list is the gateway's to judge.
const (
	wordPattern      = `^[a-z_]{1,40}$`
	codePattern      = `^[A-Za-z0-9._/-]{1,64}$`                // service_code, case_id
	referencePattern = `^[0-9A-Za-zА-Яа-яЁё№ .,_/():-]{1,128}$` // basis.reference
	actorIDPattern   = `^[0-9A-Za-z._:@/-]{1,128}$`             // actor.id
)

// check refuses what the API would not take there, and what looks like a person's data, without repeating it.
func (a about) check() error {
	for _, stated := range []struct {
		flag, value, pattern string
		numbered             bool // a portal's case and a document have numbers; a name has none
	}{
		{"-purpose", a.purpose, wordPattern, false},
		{"-service-code", a.serviceCode, codePattern, false},
		{"-basis", a.basis, wordPattern, false},
		{"-reference", a.reference, referencePattern, true},
		{"-actor", a.actor, wordPattern, false},
		{"-actor-id", a.actorID, actorIDPattern, false},
		{"-case", a.caseID, codePattern, true},
	} {
		switch {
		case stated.value == "":
		case !regexp.MustCompile(stated.pattern).MatchString(stated.value):
			return fmt.Errorf("%s must match %s; what was given is not repeated here, for it may be about a person", stated.flag, stated.pattern)
		case personal(stated.value), stated.numbered && bareWords(stated.value):
			return fmt.Errorf("%s looks like a person's data, which is never an argument: everybody on this machine sees those. "+
				"It is not repeated here; if it is right all the same, state it in the question itself", stated.flag)
		}
	}
	return nil
}

// personal reports whether s by itself looks like what identifies a person: a number whose check digits hold (СНИЛС, ИНН,
// ЕНП), a passport's, a calendar day, an address of e-mail, or words in Cyrillic with no digit in them, as a name is.
func personal(s string) bool {
	bare := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .-/:_", r) {
			return -1
		}
		return r
	}, s)
	_, snils := adapters.ParseSNILS(bare)
	_, inn := adapters.ParseINN(bare)
	_, enp := adapters.ParseENP(bare)
	if snils == nil || inn == nil || enp == nil {
		return true
	}
	cyrillic := strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) })
	digit := strings.ContainsFunc(s, unicode.IsDigit)
	return cyrillic && !digit || likePersonal.MatchString(s)
}

// bareWords reports whether s is letters without any digit, as a name is in either script. That of an officer may be his login, and
// a service's code may be a word.
func bareWords(s string) bool {
	return s != "" && !strings.ContainsFunc(s, unicode.IsDigit)
}

// likePersonal is a day in either order, a passport's series and number, or an e-mail address.
var likePersonal = regexp.MustCompile(
	`^(\d{4}[-./]\d{2}[-./]\d{2}|\d{2}[-./]\d{2}[-./]\d{4}|[A-Za-z]{1,2}[ -]?\d{6,9}|[^@]+@[^@]+\.[^@]+)$`)

// members are what a states, as the query's members, each with the flags that state it.
func (a about) members() []member {
	return []member{
		{"purpose", "-purpose", text(a.purpose)},
		{"service_code", "-service-code", text(a.serviceCode)},
		{"basis", "-basis", object(a.basis, "reference", a.reference)},
		{"actor", "-actor", object(a.actor, "id", a.actorID)},
		{"case_id", "-case", text(a.caseID)},
	}
}

// A member is one member of a query that flags can state; without a value they do not.
type member struct {
	name, flag string
	value      json.RawMessage
}

func text(s string) json.RawMessage {
	if s == "" {
		return nil
	}
	return quoted(s)
}

// object returns the object of a kind and of a name, where they are stated.
func object(kind, name, value string) json.RawMessage {
	var members []string
	if kind != "" {
		members = append(members, `"kind":`+string(quoted(kind)))
	}
	if value != "" {
		members = append(members, `"`+name+`":`+string(quoted(value)))
	}
	if members == nil {
		return nil
	}
	return json.RawMessage("{" + strings.Join(members, ",") + "}")
}

// quoted writes s, which has been checked, as JSON; that cannot fail.
func quoted(s string) json.RawMessage {
	doc, _ := json.Marshal(s)
	return doc
}
