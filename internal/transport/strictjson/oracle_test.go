package strictjson_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/sverka/sverka/internal/transport/strictjson"
)

// boundless takes the bounds away, so that only the grammar and the named extras are left.
func boundless() strictjson.Limits {
	return strictjson.Limits{Bytes: math.MaxInt, Depth: 9_000, Values: math.MaxInt, Members: math.MaxInt, KeyBytes: math.MaxInt}
}

// want says, slowly and by other means, whether a document is to pass: encoding/json takes it, and none of the extras
// that encoding/json lets through is in it. Of several faults the codes of all are returned; of none, nothing.
func want(doc []byte) map[strictjson.Code]bool {
	codes := map[strictjson.Code]bool{}
	if !json.Valid(doc) {
		for _, c := range []strictjson.Code{strictjson.CodeSyntax, strictjson.CodeTruncated, strictjson.CodeTrailing} {
			codes[c] = true
		}
	}
	if !utf8.Valid(doc) {
		codes[strictjson.CodeUTF8] = true
	}
	if hasLoneSurrogate(doc) {
		codes[strictjson.CodeSurrogate] = true
	}
	// Of a document with another fault, a doubled name may come first.
	if len(codes) > 0 || hasDuplicate(doc) {
		codes[strictjson.CodeDuplicateKey] = true
	}
	if bytes.HasPrefix(doc, []byte("\ufeff")) {
		codes = map[strictjson.Code]bool{strictjson.CodeBOM: true}
	}
	return codes
}

// hasLoneSurrogate takes away escaped backslashes, then pairs, and looks for what is left.
func hasLoneSurrogate(doc []byte) bool {
	text := strings.ReplaceAll(string(doc), `\\`, "..")
	pair := regexp.MustCompile(`(?i)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})`)
	return regexp.MustCompile(`(?i)\\ud[89a-f][0-9a-f]{2}`).MatchString(pair.ReplaceAllString(text, ".."))
}

// hasDuplicate walks the tokens of a valid document.
func hasDuplicate(doc []byte) bool {
	d := json.NewDecoder(bytes.NewReader(doc))
	d.UseNumber()
	return walkValue(d)
}

func walkValue(d *json.Decoder) bool {
	t, err := d.Token()
	if err != nil {
		panic(err)
	}
	switch t {
	case json.Delim('{'):
		names, found := map[string]bool{}, false
		for d.More() {
			name, _ := d.Token()
			found = found || names[name.(string)]
			names[name.(string)] = true
			found = walkValue(d) || found
		}
		_, _ = d.Token()
		return found
	case json.Delim('['):
		found := false
		for d.More() {
			found = walkValue(d) || found
		}
		_, _ = d.Token()
		return found
	}
	return false
}

// agree fails unless the checker says of doc what the oracle says.
func agree(t interface{ Fatalf(string, ...any) }, checker *strictjson.Checker, doc []byte) {
	codes := want(doc)
	_, err := checker.Check(doc)
	var e *strictjson.Error
	switch {
	case err == nil && len(codes) == 0:
	case err == nil:
		t.Fatalf("%q passed, want one of %v", doc, codes)
	case len(codes) == 0:
		t.Fatalf("%q: %v, want it to pass", doc, err)
	case !errors.As(err, &e) || !codes[e.Code]:
		t.Fatalf("%q: %v, want one of %v", doc, err, codes)
	case e.Offset < 0 || e.Offset > len(doc):
		t.Fatalf("%q: offset %d is outside", doc, e.Offset)
	}
}

// document draws a JSON document: right, but for what some of its strings hold and for doubled names.
func document(depth int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		kind := rapid.IntRange(0, 6).Draw(t, "kind")
		if depth == 0 {
			kind %= 4
		}
		pad := rapid.SampledFrom([]string{"", " ", "\n\t", "\r"}).Draw(t, "pad")
		switch kind {
		case 0:
			return pad + rapid.SampledFrom([]string{"true", "false", "null"}).Draw(t, "literal") + pad
		case 1:
			return pad + rapid.StringMatching(`-?(0|[1-9][0-9]{0,3})(\.[0-9]{1,3})?([eE][+-]?[0-9]{1,2})?`).Draw(t, "number")
		case 2, 3:
			return pad + quoted().Draw(t, "string") + pad
		case 4:
			return pad + "[" + pad + strings.Join(rapid.SliceOfN(document(depth-1), 0, 4).Draw(t, "items"), ",") + pad + "]"
		default:
			n := rapid.IntRange(0, 5).Draw(t, "members")
			members := make([]string, n)
			for i := range members {
				members[i] = pad + quoted().Draw(t, "name") + pad + ":" + document(depth-1).Draw(t, "value")
			}
			return pad + "{" + strings.Join(members, ",") + pad + "}"
		}
	})
}

// quoted draws a string of few letters, so that names meet, each written plainly or as an escape.
func quoted() *rapid.Generator[string] {
	return rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]string{
		"a", `\u0061`, "b", "ж", `\u0436`, "😀", `\ud83d\ude00`, `\\`, `\u005c`, `\"`, `\/`, "/", `\n`, `\t`,
		"0123456789abcdef", "Каримов Азиз",
		`\ud83d`, `\ude00`, "\xff", "\xd0", "\xed\xa0\x80",
	}), 0, 3), func(parts []string) string { return `"` + strings.Join(parts, "") + `"` })
}

func TestAgreesWithEncodingJSONButForTheNamedExtras(t *testing.T) {
	checker := strictjson.New(boundless())
	rapid.Check(t, func(t *rapid.T) { agree(t, checker, []byte(document(3).Draw(t, "document"))) })
}

func TestAgreesOnBrokenDocuments(t *testing.T) {
	checker := strictjson.New(boundless())
	rapid.Check(t, func(t *rapid.T) {
		doc := []byte(document(3).Draw(t, "document"))
		at := rapid.IntRange(0, len(doc)-1).Draw(t, "at")
		switch rapid.IntRange(0, 2).Draw(t, "break") {
		case 0:
			doc = doc[:at]
		case 1:
			doc[at] = rapid.Byte().Draw(t, "byte")
		default:
			doc = append(doc[:at:at], doc[at+1:]...)
		}
		agree(t, checker, doc)
	})
}

// TestWhatPassesDecodesAsItReads holds the promise that the pass is for: no decoder can lose a member of what passed.
func TestWhatPassesDecodesAsItReads(t *testing.T) {
	checker := strictjson.New(boundless())
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(quoted(), 0, 40, func(q string) string {
			s, err := strconv.Unquote(strings.ReplaceAll(q, `\/`, "/"))
			if err != nil {
				return q
			}
			return s
		}).Draw(t, "names")
		doc := []byte("{" + strings.Join(names, ":0,") + ":0}")
		if len(names) == 0 {
			doc = []byte("{}")
		}
		if _, err := checker.Check(doc); err != nil {
			return
		}
		var got map[string]int
		if err := json.Unmarshal(doc, &got); err != nil || len(got) != len(names) {
			t.Fatalf("%q: %d of %d members, %v", doc, len(got), len(names), err)
		}
	})
}

func FuzzCheck(f *testing.F) {
	for _, seed := range []string{
		`{"a":1,"\u0061":2}`, `{"subject":{"family_name":"Каримов"}}`, `["\ud83d\ude00","\ud83d"]`, "\ufeff[]", "{\"\xff\":1}",
		`[-0.1e+2,01]`, `{"a":{"a":[{}]}}`, `"\\\"\/\b\f\n\r\t"`, "[1]x", `nul`, "\"12345678\\u00e9\x1f\"",
	} {
		f.Add([]byte(seed))
	}
	checker := strictjson.New(boundless())
	f.Fuzz(func(t *testing.T, doc []byte) {
		kept := bytes.Clone(doc)
		agree(t, checker, doc)
		if !bytes.Equal(doc, kept) {
			t.Fatal("the document was changed")
		}
	})
}
