package httpapi

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"
)

// What tells of a person may be written so that no person reads it and every program does: as hexadecimal, base64, or a SHA-256, from
// which a number of eleven digits is found by trying them all. What is written in any other way is not looked for.

const (
	leastHex    = 2 * leastTelling
	leastBase64 = 8                       // that of leastTelling bytes
	sumHex      = 2 * sha256.Size         // digits
	sumBase64   = (sha256.Size*8 + 5) / 6 // letters, without padding
)

// hexIn reports whether bare holds what tells of the person as hexadecimal, whatever stands before it.
func (t *telltale) hexIn(bare string) bool {
	return anyRun(bare, leastHex, isHexDigit, func(run string) bool {
		for _, part := range []string{run, run[1:]} {
			if decoded, _ := hex.DecodeString(part[:len(part)&^1]); t.textIn(decoded) {
				return true
			}
		}
		return false
	})
}

// base64In is hexIn of base64, that of URLs too, in s.
func (t *telltale) base64In(s string) bool {
	return anyRun(s, leastBase64, isBase64, func(run string) bool {
		written, decoded := []byte(plainBase64(run)), make([]byte, len(run))
		for skipped := range 4 {
			part := written[skipped:]
			if len(part)%4 == 1 {
				part = part[:len(part)-1]
			}
			if n, _ := base64.RawStdEncoding.Decode(decoded, part); t.textIn(decoded[:n]) {
				return true
			}
		}
		return false
	})
}

func plainBase64(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '-':
			return '+'
		case '_':
			return '/'
		default:
			return r
		}
	}, s)
}

// textIn reports whether a text within b tells of the person. Bytes of no text part texts.
func (t *telltale) textIn(b []byte) bool {
	start, count := 0, 0 // of the text so far, and how much of it counts
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', isCyrillic(r):
			count++
		case r < ' ' || r >= 0x7f:
			if count >= leastTelling && t.textual(string(b[start:i])) {
				return true
			}
			start, count = i+size, 0
		}
		i += size
	}
	return count >= leastTelling && t.textual(string(b[start:]))
}

func (t *telltale) textual(s string) bool { return t.bareIn(bared(s)) || t.bornIn(s) }

// digestIn reports whether s, bare, holds the SHA-256 of what is stated, in some way of writing that, as hexadecimal or base64.
func (t *telltale) digestIn(s, bare string) bool {
	long := func(string) bool { return true }
	if !anyRun(bare, sumHex, isHexDigit, long) && !anyRun(s, sumBase64, isBase64, long) {
		return false
	}
	s = plainBase64(s)
	for _, stated := range t.stated {
		for _, written := range writings(stated) {
			sum := sha256.Sum256([]byte(written))
			if strings.Contains(bare, strings.ToUpper(hex.EncodeToString(sum[:]))) || strings.Contains(s, base64.RawStdEncoding.EncodeToString(sum[:])) {
				return true
			}
		}
	}
	return false
}

// writings are the ways in which a value is usually written.
func writings(stated string) []string {
	_, first := utf8.DecodeRuneInString(stated)
	all := []string{stated, bared(stated), strings.ToUpper(stated), strings.ToLower(stated), stated[:first] + strings.ToLower(stated[first:])}
	if digits := stated; len(digits) == len("11223344595") {
		head := digits[:3] + "-" + digits[3:6] + "-" + digits[6:9]
		all = append(all, head+" "+digits[9:], head+"-"+digits[9:])
	}
	return slices.Compact(all)
}

// anyRun reports whether found is true of one of the runs of s, as long as can be and at least least, whose bytes are all of a kind.
func anyRun(s string, least int, kind func(byte) bool, found func(run string) bool) bool {
	start := 0
	for i := range len(s) + 1 {
		if i < len(s) && kind(s[i]) {
			continue
		}
		if i-start >= least && found(s[start:i]) {
			return true
		}
		start = i + 1
	}
	return false
}

func isHexDigit(c byte) bool { return '0' <= c && c <= '9' || 'A' <= c && c <= 'F' }

func isBase64(c byte) bool {
	return isLetter(c) || '0' <= c && c <= '9' || c == '+' || c == '/' || c == '-' || c == '_'
}
