package state

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"github.com/sverka/sverka/internal/resilience"
)

// The format: a line with its name, its version and the SHA-256 of all that follows, which is one JSON document. A change of
// the document's shape is another version. What version 1 could say, 2 says in the same way; 2 also knows who gave an override.
const (
	magic    = "sverka-state"
	version  = "2"
	version1 = "1"
)

// maxSize bounds a state file. One with 12 lookups has about 5 KiB.
const maxSize = 1 << 20

// A document is all that the file holds.
type document struct {
	Registries map[string]resilience.State `json:"registries"`
}

// A flaw is what is wrong with a state file.
type flaw string

// The flaws.
const (
	flawSize       flaw = "it is larger than any state"
	flawFormat     flaw = "it is no state file"
	flawVersion    flaw = "it is of another version"
	flawSum        flaw = "it is cut or changed"
	flawContent    flaw = "it says what cannot be"
	flawKind       flaw = "it is no regular file"
	flawOwner      flaw = "it belongs to another user"
	flawPermission flaw = "others may write it"
	flawUnreadable flaw = "it cannot be read"
)

// Error implements error.
func (f flaw) Error() string { return string(f) }

// encode returns d as the file holds it.
func encode(d document) ([]byte, error) {
	body, err := json.MarshalIndent(d, "", " ")
	if err != nil {
		return nil, err
	}
	return withSum(version, body), nil
}

func withSum(version string, body []byte) []byte {
	sum := sha256.Sum256(body)
	return append([]byte(magic+" "+version+" "+hex.EncodeToString(sum[:])+"\n"), body...)
}

// decode reads what encode wrote. The error is a flaw.
func decode(text []byte) (document, error) {
	head, body, _ := bytes.Cut(text, []byte("\n"))
	words := bytes.Split(head, []byte(" "))
	switch {
	case len(text) > maxSize:
		return document{}, flawSize
	case len(words) != 3 || string(words[0]) != magic:
		return document{}, flawFormat
	case string(words[1]) != version && string(words[1]) != version1:
		return document{}, flawVersion
	}
	sum := sha256.Sum256(body)
	if string(words[2]) != hex.EncodeToString(sum[:]) {
		return document{}, flawSum
	}
	return read(body)
}

func read(body []byte) (document, error) {
	var d document
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if decoder.Decode(&d) != nil || decoder.More() {
		return document{}, flawContent
	}
	for _, s := range d.Registries {
		if s.Validate() != nil {
			return document{}, flawContent
		}
	}
	return d, nil
}

// asFlaw returns what is wrong, for one that is none too.
func asFlaw(err error) flaw {
	var f flaw
	if errors.As(err, &f) {
		return f
	}
	return flawUnreadable
}

// stamp is the name of a moment in the name of a file.
func stamp(t time.Time) string { return t.UTC().Format(stampLayout) }

func isStamp(text string) bool {
	_, err := time.Parse(stampLayout, text) //nolint:forbidigo // its error is dropped
	return err == nil
}

const stampLayout = "20060102T150405.000000000Z"
