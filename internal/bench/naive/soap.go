package main

import (
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // the digest of the UsernameToken Profile is SHA-1 by its standard
	"encoding/base64"
	"encoding/xml"
	"time"
)

const (
	wsse        = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
	wsu         = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
	digestType  = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest"
	nonceType   = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary"
	createdForm = "2006-01-02T15:04:05.000Z"
)

// security is the header block of a UsernameToken.
type security struct {
	XMLName        xml.Name `xml:"wsse:Security"`
	WSSE           string   `xml:"xmlns:wsse,attr"`
	WSU            string   `xml:"xmlns:wsu,attr"`
	MustUnderstand string   `xml:"soap:mustUnderstand,attr"`
	Token          struct {
		Username string `xml:"wsse:Username"`
		Password struct {
			Type   string `xml:"Type,attr"`
			Digest string `xml:",chardata"`
		} `xml:"wsse:Password"`
		Nonce struct {
			Encoding string `xml:"EncodingType,attr"`
			Value    string `xml:",chardata"`
		} `xml:"wsse:Nonce"`
		Created string `xml:"wsu:Created"`
	} `xml:"wsse:UsernameToken"`
}

// newSecurity signs one message: Base64(SHA-1(nonce + created + password)).
func newSecurity(username, password string) *security {
	nonce := make([]byte, 16)
	_, _ = rand.Read(nonce) // never fails
	created := time.Now().UTC().Format(createdForm)
	digest := sha1.Sum([]byte(string(nonce) + created + password)) //nolint:gosec // see the import
	s := &security{WSSE: wsse, WSU: wsu, MustUnderstand: "1"}
	s.Token.Username = username
	s.Token.Password.Type, s.Token.Password.Digest = digestType, base64.StdEncoding.EncodeToString(digest[:])
	s.Token.Nonce.Encoding, s.Token.Nonce.Value = nonceType, base64.StdEncoding.EncodeToString(nonce)
	s.Token.Created = created
	return s
}
