package audit

import (
	"bytes"
	"crypto/hpke"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Keys of months are sealed by HPKE (RFC 9180), base mode: ML-KEM-768 with X25519, HKDF-SHA-256, AES-256-GCM. What is sealed is
// kept for years, so that who copies it today must not be able to open it when X25519 alone no longer holds.
func suite() (hpke.KEM, hpke.KDF, hpke.AEAD) {
	return hpke.MLKEM768X25519(), hpke.HKDFSHA256(), hpke.AES256GCM()
}

const (
	officerPublicMark  = "sverka-officer-public-1 "
	officerPrivateMark = "SVERKA-OFFICER-PRIVATE-1 "
	sealedMark         = "sverka-sealed-month-1 "
)

// An OfficerPublic is what keys of months are sealed to.
type OfficerPublic struct {
	id  string // the first 16 hexadecimal digits of the key's SHA-256
	key hpke.PublicKey
}

// An OfficerPrivate opens what was sealed to its public key.
type OfficerPrivate struct {
	id  string
	key hpke.PrivateKey
}

// NewOfficer makes a pair of keys, as the texts that ParseOfficerPublic and ParseOfficerPrivate read.
func NewOfficer() (private, public string, err error) {
	kem, _, _ := suite()
	key, err := kem.GenerateKey()
	if err != nil {
		return "", "", err
	}
	secret, err := key.Bytes()
	if err != nil {
		return "", "", err
	}
	return officerPrivateMark + base64.StdEncoding.EncodeToString(secret) + "\n",
		officerPublicMark + base64.StdEncoding.EncodeToString(key.PublicKey().Bytes()) + "\n", nil
}

func idOf(key hpke.PublicKey) string {
	sum := sha256.Sum256(key.Bytes())
	return hex.EncodeToString(sum[:8])
}

// ParseOfficerPublic reads the public keys of text, one a line; lines that are empty or begin with # are none.
func ParseOfficerPublic(text string) ([]OfficerPublic, error) {
	kem, _, _ := suite()
	var all []OfficerPublic
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		raw, err := unmarked(line, officerPublicMark)
		if err != nil {
			return nil, errors.New("expected an officer's public key, as gateway audit keygen officer writes it")
		}
		key, err := kem.NewPublicKey(raw)
		if err != nil {
			return nil, errors.New("the officer's public key is none")
		}
		all = append(all, OfficerPublic{idOf(key), key})
	}
	if len(all) == 0 {
		return nil, errors.New("there is no officer's public key in it")
	}
	return all, nil
}

// ParseOfficerPrivate reads a private key.
func ParseOfficerPrivate(text string) (OfficerPrivate, error) {
	kem, _, _ := suite()
	raw, err := unmarked(strings.TrimSpace(text), officerPrivateMark)
	if err != nil {
		return OfficerPrivate{}, errors.New("expected an officer's private key, as gateway audit keygen officer writes it")
	}
	key, err := kem.NewPrivateKey(raw)
	if err != nil {
		return OfficerPrivate{}, errors.New("the officer's private key is none")
	}
	return OfficerPrivate{idOf(key.PublicKey()), key}, nil
}

func unmarked(text, mark string) ([]byte, error) {
	encoded, ok := strings.CutPrefix(text, mark)
	if !ok {
		return nil, errors.New("another mark")
	}
	return base64.StdEncoding.DecodeString(encoded)
}

func purposeOf(m Month) []byte { return []byte("sverka audit key of " + m.String()) }

// seal returns key, of the month m, so that only the officer can open it.
func (o OfficerPublic) seal(m Month, key []byte) ([]byte, error) {
	_, kdf, aead := suite()
	sealed, err := hpke.Seal(o.key, kdf, aead, purposeOf(m), key)
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, "%s%s %s %s\n", sealedMark, m, o.id, base64.StdEncoding.EncodeToString(sealed)), nil
}

// open returns the key of the month m that seal sealed.
func (o OfficerPrivate) open(m Month, text []byte) ([]byte, error) {
	head := fmt.Appendf(nil, "%s%s %s ", sealedMark, m, o.id)
	encoded, ok := bytes.CutPrefix(bytes.TrimSpace(text), head)
	if !ok {
		return nil, fmt.Errorf("the sealed key of %s is no such key, or another officer's", m)
	}
	sealed, err := base64.StdEncoding.DecodeString(string(encoded))
	if err != nil {
		return nil, fmt.Errorf("the sealed key of %s is changed", m)
	}
	_, kdf, aead := suite()
	key, err := hpke.Open(o.key, kdf, aead, purposeOf(m), sealed)
	if err != nil || len(key) != monthKeySize {
		return nil, fmt.Errorf("the sealed key of %s cannot be opened with this private key, or is changed", m)
	}
	return key, nil
}
