//go:build xmllint

// Every golden reply of every SOAP registry, spoilt at every element, and the kept corpus of the fuzz targets: what this package reads
// of them is held to libxml2.

package soap

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/sverka/sverka/mock/fault"
	"github.com/sverka/sverka/wsdl"
)

// A referee asks xmllint about many documents at a time, and about each but once.
type referee struct {
	args     []string
	asked    map[string]bool // what is to be asked
	verdicts map[string]bool
}

func newReferee(args ...string) *referee {
	return &referee{args: append([]string{"--noout", "--nonet"}, args...), asked: map[string]bool{}, verdicts: map[string]bool{}}
}

func (r *referee) ask(document string) { r.asked[document] = true }

// answer runs xmllint over all that was asked. A document is good if no error is said of it; warnings are opinions.
func (r *referee) answer(t *testing.T) {
	t.Helper()
	const atATime = 2000
	for batch := range slices.Chunk(slices.Sorted(maps.Keys(r.asked)), atATime) {
		dir := t.TempDir()
		names := make([]string, len(batch))
		for i, document := range batch {
			names[i] = fmt.Sprintf("d%04d.xml", i)
			write(t, dir, names[i], document)
		}
		command := exec.Command("xmllint", append(slices.Clone(r.args), names...)...)
		command.Dir = dir
		said, err := command.CombinedOutput()
		if _, ran := err.(*exec.ExitError); err != nil && !ran {
			t.Fatal(err)
		}
		if bytes.Contains(said, []byte("failed to compile")) {
			t.Fatalf("xmllint does not take the schema: %s", said)
		}
		bad := map[string]bool{}
		for _, m := range regexp.MustCompile(`(?m)^(d[0-9]{4}\.xml)( fails|:[0-9]+: (?:parser|namespace) error)(.*)`).FindAllSubmatch(said, -1) {
			bad[string(m[1])] = bad[string(m[1])] || !bytes.Contains(m[3], []byte("is not a valid URI")) // which Namespaces in XML leaves to others
		}
		for i, document := range batch {
			r.verdicts[document] = !bad[names[i]]
		}
	}
}

// schemaOf gives a schema that includes all of a registry's.
func schemaOf(t *testing.T, registry, namespace string) string {
	t.Helper()
	dir, err := filepath.Abs("../../wsdl/" + registry)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.xsd"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d schemas, %v", len(files), err)
	}
	text := strings.ReplaceAll(schemaHead, "urn:s", namespace)
	for _, file := range files {
		text += `<xs:include schemaLocation="` + file + `"/>`
	}
	return write(t, t.TempDir(), "all.xsd", text+"</xs:schema>")
}

// read reads a message as an Operation does, but that any element of the contract may be its Body's. fault says that it is one.
func read(contract *Contract, message []byte) (isFault bool, err error) {
	r := contract.pool.get()
	defer contract.pool.put(r)
	limits := Limits{}.withDefaults()
	text, err := plainText(nil, message, limits)
	if err != nil {
		return false, err
	}
	r.scanner.reset(text, limits, contract.known)
	envelope := envelopeReader{scanner: &r.scanner}
	if err := envelope.open(); err != nil {
		return false, err
	}
	if envelope.isFault() {
		err := readFault(&envelope, contract, 500)
		var f *Fault
		if errors.As(err, &f) {
			return true, nil
		}
		return true, err
	}
	s := &r.scanner
	decl := contract.element(s.space, s.local)
	if decl == nil {
		return false, contract.undeclared(s)
	}
	if err := r.decode(contract, decl, nil); err != nil {
		return false, err
	}
	return false, envelope.close()
}

// payload gives the first element in the Body of a message, each element with its namespace written out, as encoding/xml reads it;
// what the contract cannot know is left out where bare. "" if there is none.
func payload(message []byte, bare bool) string {
	d := xml.NewDecoder(bytes.NewReader(message))
	var out bytes.Buffer
	depth, inside, skipped := 0, 0, 0
	body := false
	for {
		token, err := d.Token()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return out.String()
			}
			return ""
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			begins := body && inside == 0 && depth == 3 && out.Len() == 0
			body = body || depth == 2 && t.Name.Local == "Body"
			if !begins && inside == 0 {
				continue
			}
			inside++
			if bare && (skipped > 0 || t.Name.Local == "unknownElement" || strings.HasSuffix(t.Name.Space, "/other")) {
				skipped++
				continue
			}
			fmt.Fprintf(&out, `<%s xmlns="%s"`, t.Name.Local, t.Name.Space)
			for _, a := range t.Attr {
				if a.Name.Space == namespaceXSI {
					fmt.Fprintf(&out, ` xmlns:i="%s" i:%s="%s"`, namespaceXSI, a.Name.Local, a.Value)
				}
			}
			out.WriteString(">")
		case xml.EndElement:
			depth--
			if inside > 0 {
				inside--
				if skipped > 0 {
					skipped--
					continue
				}
				out.WriteString("</" + t.Name.Local + ">")
			}
		case xml.CharData:
			if inside > 0 && skipped == 0 {
				_ = xml.EscapeText(&out, t)
			}
		}
	}
}

// A spoilt is one mutant and what is thought of it.
type spoilt struct {
	fault.Mutant
	golden        string
	isFault       bool
	err           error
	whole, strict string // whole: the payload as it stands; strict: without what the contract cannot know
}

// spoil gives the mutants of all golden replies of a registry, read by this package.
func spoil(t *testing.T, registry string, contract *Contract) []spoilt {
	t.Helper()
	files, err := filepath.Glob("../../adapters/" + registry + "/testdata/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d goldens, %v", len(files), err)
	}
	var all []spoilt
	seen := map[string]bool{}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range archive.Files {
			_, body, _ := strings.Cut(string(part.Data), "\n\n")
			if part.Name != "reply" || !strings.HasPrefix(strings.TrimSpace(body), "<") || seen[body] {
				continue
			}
			seen[body] = true
			body = strings.ReplaceAll(body, "$ID", "0198f2a4-7c1e-7b60-9a53-2f1d0c8e4b11")
			mutants := fault.Mutants(fault.SOAP11, []byte(body), nil)
			for _, m := range append(mutants, fault.Mutant{Mutation: "none", Body: []byte(body)}) {
				s := spoilt{Mutant: m, golden: file, whole: payload(m.Body, false), strict: payload(m.Body, true)}
				s.isFault, s.err = read(contract, m.Body)
				all = append(all, s)
			}
		}
	}
	return all
}

// TestMutatedGoldensAgainstXMLLint: what is read of the mutants of all golden replies is well-formed to libxml2, and its payload valid by
// the schema, once what the schema cannot know and the design lets pass is left out. What is refused though libxml2 finds it
// valid is counted by why, and no other reason may come up.
func TestMutatedGoldensAgainstXMLLint(t *testing.T) {
	entries, err := fs.Glob(wsdl.FS(), "*/*.wsdl")
	if err != nil || len(entries) == 0 {
		t.Fatalf("%d contracts, %v", len(entries), err)
	}
	for _, entry := range entries {
		registry := path.Dir(entry)
		t.Run(registry, func(t *testing.T) {
			contract, err := Compile(wsdl.FS(), entry)
			if err != nil {
				t.Fatal(err)
			}
			all := spoil(t, registry, contract)
			formed, schema := newReferee(), newReferee("--schema", schemaOf(t, registry, contract.Namespace()))
			removed := map[string]string{}
			for _, s := range all {
				if s.err == nil {
					formed.ask(string(s.Body))
				}
				schema.ask(s.whole)
				if s.err == nil || s.Mutation == fault.Removed {
					schema.ask(s.strict)
				}
				if s.Mutation == fault.Removed {
					removed[s.golden+s.Path] = s.strict
				}
			}
			formed.answer(t)
			schema.answer(t)
			compareSpoilt(t, all, removed, formed.verdicts, schema.verdicts)
		})
	}
}

func compareSpoilt(t *testing.T, all []spoilt, removed map[string]string, formed, schema map[string]bool) {
	t.Helper()
	both, extended, none := 0, 0, 0
	ours := map[string]int{}
	for _, s := range all {
		valid := s.isFault || schema[s.whole] // a fault's elements are not the schema's
		switch {
		case s.err == nil && !formed[string(s.Body)]:
			t.Errorf("%s: %s: read, and not well-formed:\n%s", s.golden, s.Mutant, s.Body)
		case s.err == nil && valid:
			both++
		case s.err == nil && (schema[s.strict] || s.Mutation == fault.Moved && schema[removed[s.golden+s.Path]]):
			extended++
		case s.err == nil:
			t.Errorf("%s: %s: read, and not valid:\n%s", s.golden, s.Mutant, s.whole)
		case schema[s.whole]:
			ours[whyRefused(s)]++
			if whyRefused(s) == "" {
				t.Errorf("%s: %s: valid, and refused: %v\n%s", s.golden, s.Mutant, s.err, s.whole)
			}
		default:
			none++
		}
	}
	t.Logf("%d documents: %d accepted by both, %d with what the schema cannot know, %d refused by both, refused here alone: %v",
		len(all), both, extended, none, ours)
	if both < 50 || none < 200 {
		t.Errorf("%d documents are accepted by both, %d refused by both: too few to tell", both, none)
	}
}

// whyRefused gives the reason for which a message is refused though its payload is valid, or "" where there may be none: the payload
// does not show what is wrong around it.
func whyRefused(s spoilt) string {
	var e *Error
	if !errors.As(s.err, &e) {
		return ""
	}
	switch e.Code {
	case CodeEnvelope, CodeVersion, CodeNotSOAP, CodeEmptyBody, CodeUnexpectedBody, CodeSecondChild:
		return string(e.Code)
	default:
		return ""
	}
}

// TestFuzzCorpusAgainstXMLLint: what the scanner accepts of the kept corpus of all targets that read XML is well-formed to libxml2.
func TestFuzzCorpusAgainstXMLLint(t *testing.T) {
	documents := corpus(t)
	formed := newReferee()
	var accepted, refused []string
	for _, document := range documents {
		if _, err := scanAll([]byte(document), Limits{}.withDefaults()); err == nil {
			accepted = append(accepted, document)
		} else {
			refused = append(refused, document)
		}
		formed.ask(document)
	}
	formed.answer(t)
	ours := 0
	for _, document := range refused {
		if formed.verdicts[document] {
			ours++
		}
	}
	for _, document := range accepted {
		if !formed.verdicts[document] {
			t.Errorf("%q: scanned, and not well-formed", document)
		}
	}
	t.Logf("%d documents: %d accepted, %d refused, of them %d here alone", len(documents), len(accepted), len(refused), ours)
	if len(accepted) == 0 || len(refused) == 0 {
		t.Error("too few to tell")
	}
}

// corpus gives the values of the kept corpora that begin like XML.
func corpus(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/fuzz/*/*")
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob("../../adapters/*/testdata/fuzz/*/*")
	if err != nil {
		t.Fatal(err)
	}
	var documents []string
	for _, file := range append(files, more...) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^(?:\[\]byte|string)\((".*")\)$`).FindAllStringSubmatch(string(text), -1) {
			value, err := strconv.Unquote(m[1])
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			if strings.HasPrefix(strings.TrimSpace(value), "<") {
				documents = append(documents, value)
			}
		}
	}
	return documents
}
