package auditcmd_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/audit"
	"github.com/sverka/sverka/internal/audit/auditcmd"
)

func run(t testing.TB, in string, args ...string) (code int, out, said string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = auditcmd.Run(t.Context(), args, auditcmd.Streams{In: strings.NewReader(in), Out: &stdout, Err: &stderr})
	return code, stdout.String(), stderr.String()
}

// home makes keys in the test's directory and a log of one lookup, and returns its id.
func home(t testing.TB) (id string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, args := range [][]string{
		{"keygen", "log", "-name", "gateway.test/1", "-private", "log.key", "-public", "log.pub"},
		{"keygen", "officer", "-private", "officer.key", "-public", "officer.pub"},
	} {
		if code, _, said := run(t, "", args...); code != auditcmd.ExitHolds {
			t.Fatal(said)
		}
	}
	cfg := audit.Default()
	cfg.Directory, cfg.Reserve, cfg.Log = "log", audit.Reserve{}, slog.New(slog.DiscardHandler)
	var err error
	if cfg.Signer, err = audit.ParseSigner(text(t, "log.key")); err != nil {
		t.Fatal(err)
	}
	if cfg.Officers, err = audit.ParseOfficerPublic(text(t, "officer.pub")); err != nil {
		t.Fatal(err)
	}
	l, err := audit.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	snils, err := adapters.ParseSNILS("112-233-445 95")
	if err != nil {
		t.Fatal(err)
	}
	id = uuid.Must(uuid.NewV7()).String()
	a, err := l.Intend(t.Context(), audit.Question{LookupID: id, Lookup: "tax/inn", Query: adapters.Query{
		Subject: adapters.NewSubject(&adapters.Stated{SNILS: snils}), Caller: "portal",
	}})
	if err == nil {
		err = l.Conclude(t.Context(), a, audit.Result{Outcome: adapters.Match})
	}
	if err = firstOf(err, l.Close()); err != nil {
		t.Fatal(err)
	}
	return id
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func text(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Every way to call it has its exit code, and says what is wrong by the name of the flag or field, never by what was given.
func TestExitCodesAndWhatIsSaid(t *testing.T) {
	id := home(t)
	find := []string{"find", "-directory", "log", "-private", "officer.key", "-operator", "7", "-why", "case", "-log-key", "log.key", "-officers", "officer.pub"}
	for name, c := range map[string]struct {
		in   string
		args []string
		code int
		said string
	}{
		"nothing":                    {args: nil, code: 2, said: "gateway audit keygen log"},
		"help":                       {args: []string{"help"}, code: 0, said: "Exit codes"},
		"help of a command":          {args: []string{"verify", "-h"}, code: 0, said: "-checkpoint"},
		"no such command":            {args: []string{"Каримов"}, code: 2, said: "no such command"},
		"keygen of nothing":          {args: []string{"keygen"}, code: 2, said: "log or officer"},
		"keygen of something else":   {args: []string{"keygen", "x"}, code: 2, said: "log or officer"},
		"keygen without files":       {args: []string{"keygen", "officer"}, code: 2, said: "-private, -public"},
		"keygen without a name":      {args: []string{"keygen", "log", "-private", "a", "-public", "b"}, code: 2, said: "-name"},
		"keygen over a key":          {args: []string{"keygen", "officer", "-private", "officer.key", "-public", "officer.pub"}, code: 1, said: "there is a file already"},
		"verify":                     {args: []string{"verify", "-directory", "log", "-public", "log.pub"}, code: 0, said: "HOLDS"},
		"verify says so in words":    {args: []string{"verify", "-directory", "log", "-public", "log.pub"}, code: 0, said: " records; none of their bodies has been erased.\nIt was checked against 1 checkpoint; the newest was signed at "},
		"verify with a checkpoint":   {args: []string{"verify", "-directory", "log", "-public", "log.pub", "-checkpoint", "log/checkpoint"}, code: 0, said: "2 checkpoints"},
		"verify of nothing":          {args: []string{"verify", "-public", "log.pub"}, code: 2, said: "-directory: must be given"},
		"verify of a file":           {args: []string{"verify", "-directory", "log.pub", "-public", "log.pub"}, code: 2, said: "-directory: must be a directory"},
		"verify of what is not":      {args: []string{"verify", "-directory", "none", "-public", "log.pub"}, code: 2, said: "no such file"},
		"verify without a key":       {args: []string{"verify", "-directory", "log"}, code: 2, said: "-public: must be given"},
		"verify with a wrong key":    {args: []string{"verify", "-directory", "log", "-public", "officer.pub"}, code: 2, said: "expected a log's public key"},
		"verify with an operand":     {args: []string{"verify", "-directory", "log", "-public", "log.pub", "Каримов"}, code: 2, said: "0 arguments"},
		"verify by another's":        {args: []string{"verify", "-directory", "log", "-public", "log.pub", "-checkpoint", "officer.pub"}, code: 1, said: "checkpoint"},
		"prove nonsense":             {args: []string{"prove", "-directory", "log", "-public", "log.pub", "Каримов"}, code: 2, said: "expected a lookup_id"},
		"prove what is not":          {args: []string{"prove", "-directory", "log", "-public", "log.pub", uuid.Must(uuid.NewV7()).String()}, code: 4, said: "no record"},
		"prove":                      {args: []string{"prove", "-directory", "log", "-public", "log.pub", id}, code: 0, said: id},
		"check nonsense":             {in: "Каримов", args: []string{"check", "-public", "log.pub"}, code: 3, said: "no proof"},
		"find":                       {in: `{"snils": "11223344595"}`, args: find, code: 0, said: id},
		"find with a question":       {in: `{"subject": {"snils": "11223344595"}, "purpose": "x"}`, args: find, code: 0, said: id},
		"find nobody":                {in: `{"inn": "500100732259"}`, args: find, code: 0, said: "0 lookups"},
		"find by nothing":            {in: `{"sex": "male"}`, args: find, code: 1, said: "nothing that it could be found by"},
		"find by a wrong number":     {in: `{"snils": "11223344596"}`, args: find, code: 2, said: "snils: expected"},
		"find by a wrong document":   {in: `{"documents": [{"type": "x", "number": "1"}]}`, args: find, code: 2, said: "documents/0/type: expected a type of document"},
		"find in nonsense":           {in: `Каримов`, args: find, code: 2, said: "one JSON object"},
		"find in another shape":      {in: `{"snils": 11223344595}`, args: find, code: 2, said: "texts"},
		"find with doubled members":  {in: `{"snils": "11223344595", "snils": "11223344595"}`, args: find, code: 2, said: "one JSON object"},
		"find by nobody":             {in: `{}`, args: []string{"find", "-directory", "log", "-private", "officer.key", "-why", "x"}, code: 2, said: "-operator: must be given"},
		"find by a person's number":  {in: `{}`, args: []string{"find", "-directory", "log", "-private", "officer.key", "-why", "x", "-operator", "11223344595"}, code: 2, said: "-operator: must not hold a SNILS"},
		"find for his number":        {in: `{}`, args: []string{"find", "-directory", "log", "-private", "officer.key", "-why", "request of 112-233-445 95", "-operator", "7"}, code: 2, said: "-why: must not hold a SNILS"},
		"find for his INN":           {in: `{}`, args: []string{"find", "-directory", "log", "-private", "officer.key", "-why", "5001-0073-2259", "-operator", "7"}, code: 2, said: "-why: must not hold a SNILS or an INN"},
		"find with a wrong key":      {in: `{}`, args: []string{"find", "-directory", "log", "-private", "log.key", "-why", "x", "-operator", "x"}, code: 2, said: "officer's private key"},
		"find beside no gateway":     {in: `{"snils": "11223344595"}`, args: find[:9], code: 1, said: "nothing is shown"},
		"find with a log key's half": {in: `{"snils": "11223344595"}`, args: find[:11], code: 1, said: "-officers: must be given"},
	} {
		t.Run(name, func(t *testing.T) {
			code, out, said := run(t, c.in, c.args...)
			if code != c.code || !strings.Contains(out+said, c.said) {
				t.Errorf("exit code %d, %s%s\nwant %d, %s", code, out, said, c.code, c.said)
			}
			for _, personal := range []string{"Каримов", "11223344596", "11223344595"} {
				if strings.Contains(out+said, personal) {
					t.Errorf("it repeats %s", personal)
				}
			}
		})
	}
}

// Of a pair of which one file is there already nothing is written: neither half is of use without the other.
func TestAPairOfKeysIsWrittenWholeOrNotAtAll(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, there := range []string{"a.key", "a.pub"} {
		if err := os.WriteFile(there, []byte("kept"), 0o600); err != nil {
			t.Fatal(err)
		}
		code, _, said := run(t, "", "keygen", "officer", "-private", "a.key", "-public", "a.pub")
		if code != auditcmd.ExitFailed || !strings.Contains(said, there+": there is a file already") {
			t.Errorf("%s is there: exit code %d, %s", there, code, said)
		}
		left, err := filepath.Glob("*")
		if err != nil || len(left) != 1 || left[0] != there || text(t, there) != "kept" {
			t.Errorf("%s was there, and now %v: %v", there, left, err)
		}
		if err := os.Remove(there); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAProofThatWasChangedDoesNotHold(t *testing.T) {
	id := home(t)
	_, proof, _ := run(t, "", "prove", "-directory", "log", "-public", "log.pub", id)
	if code, shown, said := run(t, proof, "check", "-public", "log.pub"); code != auditcmd.ExitHolds || !strings.Contains(shown, `"caller": "portal"`) || !strings.Contains(said, "HOLDS") {
		t.Fatalf("%d %s%s", code, shown, said)
	}
	var p audit.Proof
	if err := json.Unmarshal([]byte(proof), &p); err != nil {
		t.Fatal(err)
	}
	p.Records[1].Payload[30] ^= 1
	changed, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	if code, _, said := run(t, string(changed), "check", "-public", "log.pub"); code != auditcmd.ExitDamaged || !strings.Contains(said, "record 1: it is not in the tree") {
		t.Errorf("%d %s", code, said)
	}
}

func TestALogThatWasChangedDoesNotHold(t *testing.T) {
	home(t)
	name := filepath.Join("log", "journal", "0000000001.seg")
	data := []byte(text(t, name))
	at := bytes.Index(data, []byte("portal"))
	copy(data[at:], "nobody")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, _ := run(t, "", "verify", "-directory", "log", "-public", "log.pub")
	if code != auditcmd.ExitDamaged || !strings.Contains(out, "DAMAGE segment 1: record 0: ") || !strings.Contains(out, "DOES NOT HOLD") {
		t.Errorf("%d %s", code, out)
	}
}

// The private keys are their owner's alone.
func TestPrivateKeysAreTheOwnersAlone(t *testing.T) {
	home(t)
	for _, name := range []string{"log.key", "officer.key"} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}
