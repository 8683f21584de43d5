package audit

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A Checkpoint is a tree that was signed for: so many records, with this root.
type Checkpoint struct {
	Tree tlog.Tree
	At   time.Time
	// Text is the signed note: origin, size and root by C2SP's tlog-checkpoint, a line with the time, and the signature.
	Text string
}

const (
	checkpointName = "checkpoint"
	maxCheckpoint  = 4 << 10
	atMark         = "at "
)

// A Signer signs checkpoints. Its name is the log's.
type Signer struct {
	signer   note.Signer
	verifier note.Verifier
}

// A Verifier knows a log's checkpoints by its public key.
type Verifier struct{ verifier note.Verifier }

// NewSigner makes a pair of keys for the log of that name, as the texts that ParseSigner and ParseVerifier read. A name is not
// empty and holds no space and no plus sign.
func NewSigner(name string) (private, public string, err error) {
	if name == "" || strings.ContainsAny(name, "+ \t\n") {
		return "", "", errors.New("a log's name must be given, without spaces and plus signs: that of a host and a number, such as gateway-1.example/1")
	}
	private, public, err = note.GenerateKey(rand.Reader, name)
	return private + "\n", public + "\n", err
}

// ParseSigner reads a private key.
func ParseSigner(text string) (Signer, error) {
	text = strings.TrimSpace(text)
	signer, err := note.NewSigner(text)
	if err != nil {
		return Signer{}, errors.New("expected a log's private key, as gateway audit keygen log writes it")
	}
	parts := strings.SplitN(text, "+", 5) // PRIVATE+KEY+name+hash+base64 of an algorithm's byte and the seed
	seed, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(seed) != 1+ed25519.SeedSize {
		return Signer{}, errors.New("expected a log's private key, of Ed25519")
	}
	public, _ := ed25519.NewKeyFromSeed(seed[1:]).Public().(ed25519.PublicKey)
	key, err := note.NewEd25519VerifierKey(signer.Name(), public)
	if err != nil {
		return Signer{}, err
	}
	verifier, err := note.NewVerifier(key)
	return Signer{signer, verifier}, err
}

// Verifier returns who knows s's signatures.
func (s Signer) Verifier() Verifier { return Verifier{s.verifier} }

// ParseVerifier reads a public key.
func ParseVerifier(text string) (Verifier, error) {
	verifier, err := note.NewVerifier(strings.TrimSpace(text))
	if err != nil {
		return Verifier{}, errors.New("expected a log's public key, as gateway audit keygen log writes it")
	}
	return Verifier{verifier}, nil
}

// Name returns the log's name.
func (v Verifier) Name() string { return v.verifier.Name() }

// sign returns the checkpoint of t.
func (s Signer) sign(t tlog.Tree, at time.Time) (Checkpoint, error) {
	at = at.UTC().Truncate(time.Second)
	text := fmt.Sprintf("%s\n%d\n%s\n%s%s\n", s.signer.Name(), t.N, t.Hash, atMark, at.Format(time.RFC3339))
	signed, err := note.Sign(&note.Note{Text: text}, s.signer)
	return Checkpoint{Tree: t, At: at, Text: string(signed)}, err
}

// Open reads a checkpoint that this log's key signed.
func (v Verifier) Open(text []byte) (Checkpoint, error) {
	opened, err := note.Open(text, note.VerifierList(v.verifier))
	var unknown *note.UnverifiedNoteError
	switch {
	case errors.As(err, &unknown):
		return Checkpoint{}, fmt.Errorf("the checkpoint is not signed by the key of %s", v.Name())
	case err != nil:
		return Checkpoint{}, errors.New("it is no checkpoint, or it is changed: its signature does not hold")
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 5 || lines[0] != v.Name() || lines[4] != "" {
		return Checkpoint{}, errors.New("the checkpoint is another log's, or of another version")
	}
	n, badSize := strconv.ParseInt(lines[1], 10, 64) //nolint:forbidigo // its error is dropped
	root, badRoot := tlog.ParseHash(lines[2])
	stamp, _ := strings.CutPrefix(lines[3], atMark)
	at, badTime := time.Parse(time.RFC3339, stamp) //nolint:forbidigo // its error is dropped
	if badSize != nil || badRoot != nil || badTime != nil || n < 0 {
		return Checkpoint{}, errors.New("the checkpoint is signed, and does not say what a checkpoint says")
	}
	return Checkpoint{Tree: tlog.Tree{N: n, Hash: root}, At: at, Text: string(text)}, nil
}

// openAll reads several checkpoints that stand one after the other, such as those of a log's lines. Each ends with the line of its
// signature.
func (v Verifier) openAll(text []byte) ([]Checkpoint, error) {
	var all []Checkpoint
	for len(bytes.TrimSpace(text)) > 0 {
		end := bytes.Index(text, []byte("\n— "))
		if end < 0 {
			return nil, errors.New("expected one or more checkpoints")
		}
		one, rest := text, []byte(nil)
		if line := bytes.IndexByte(text[end+1:], '\n'); line >= 0 {
			one, rest = text[:end+1+line+1], bytes.TrimLeft(text[end+1+line+1:], "\n")
		}
		c, err := v.Open(one)
		if err != nil {
			return nil, err
		}
		all, text = append(all, c), rest
	}
	if len(all) == 0 {
		return nil, errors.New("expected one or more checkpoints")
	}
	return all, nil
}

// readCheckpoint returns the checkpoint of d; found is false if there is none.
func readCheckpoint(d disk, v Verifier) (c Checkpoint, found bool, err error) {
	text, err := readAll(d, checkpointName, maxCheckpoint)
	if errors.Is(err, fs.ErrNotExist) {
		return Checkpoint{}, false, nil
	}
	if err == nil {
		c, err = v.Open(text)
	}
	if err != nil {
		return Checkpoint{}, false, fmt.Errorf("%s: %w", checkpointName, err)
	}
	return c, true, nil
}
