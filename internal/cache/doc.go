// Package cache holds what equal questions share: answers that are kept for a while (Kept), questions on their way
// (Flights), and questions that a registry has taken and will answer later (Tickets). All of it lives in the process's
// memory, is bounded, and is found by a Key, from which nothing personal can be read.
package cache

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
)

// A Key names a question: registry, lookup, caller, purpose and the folded fields that the lookup reads, under a key
// that the process makes at its start and never writes down.
type Key [sha256.Size]byte

// A Keyer makes keys. It is safe for concurrent use.
type Keyer struct{ secret [32]byte }

// NewKeyer returns a Keyer with a fresh random secret.
func NewKeyer() *Keyer {
	k := &Keyer{}
	_, _ = rand.Read(k.secret[:]) // crypto/rand.Read never fails: it ends the process instead
	return k
}

// Key returns the key of text, which has to delimit its parts unambiguously.
func (k *Keyer) Key(text []byte) (key Key) {
	mac := hmac.New(sha256.New, k.secret[:])
	_, _ = mac.Write(text)
	mac.Sum(key[:0])
	return key
}
