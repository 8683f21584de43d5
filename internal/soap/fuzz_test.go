package soap

import (
	"bytes"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/sverka/sverka/wsdl"
)

// FuzzContract holds documents to the contracts of all registries: the checker neither crashes nor errs outside of its own error, and
// what it accepts it accepts under another prefix, too.
func FuzzContract(f *testing.F) {
	entries, err := fs.Glob(wsdl.FS(), "*/*.wsdl")
	if err != nil || len(entries) == 0 {
		f.Fatalf("%d contracts, %v", len(entries), err)
	}
	var contracts []*Contract
	for i, entry := range entries {
		contract, err := Compile(wsdl.FS(), entry)
		if err != nil {
			f.Fatal(err)
		}
		contracts = append(contracts, contract)
		samples, err := filepath.Glob(filepath.Join("../../wsdl", filepath.Dir(entry), "testdata", "*.xml"))
		if err != nil || len(samples) == 0 {
			f.Fatalf("%s: %d samples, %v", entry, len(samples), err)
		}
		for _, sample := range samples {
			text, err := os.ReadFile(sample)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(byte(i), text)
		}
	}
	f.Fuzz(func(t *testing.T, which byte, document []byte) {
		contract := contracts[int(which)%len(contracts)]
		err := contract.Check(document)
		var e *Error
		if err != nil {
			if !errors.As(err, &e) || e.Code == "" || strings.ContainsFunc(err.Error(), func(r rune) bool { return r > '~' }) {
				t.Fatalf("a broken error: %#v", err)
			}
			return
		}
		root, err := readDocument(bytes.TrimPrefix(document, []byte(byteOrderMark)), Limits{}.withDefaults())
		if err != nil {
			return // in another charset: the tree reader takes UTF-8
		}
		if err := contract.Check([]byte(render(root))); err != nil {
			t.Errorf("accepted, and refused when written with other prefixes: %v\n%s", err, document)
		}
	})
}

// FuzzMultipart wraps an envelope as XOP stacks do: the state of the reader of its parts gives back what was wrapped, or an error.
func FuzzMultipart(f *testing.F) {
	f.Add("b", "text/xml", "<a/>", "")
	f.Add("uuid:1", "application/xop+xml", "<a>\r\n--b\r\n</a>", "")
	f.Add("b", "text/xml; charset=windows-1251", "--b--", "\r\n--b\r\n\r\nattached\r\n--b--")
	f.Add("b", "text/html", "<html>", "--b--")
	f.Fuzz(func(t *testing.T, boundary, partType, envelope, rest string) {
		body := "--" + boundary + "\r\nContent-Type: " + partType + "\r\nContent-Id: <r>\r\n\r\n" + envelope + "\r\n--" + boundary + "--" + rest
		contentType, got, err := rootPart(map[string]string{"boundary": boundary, "start": "<r>"}, []byte(body))
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || got != nil || contentType != "" {
				t.Fatalf("got %q and %#v", got, err)
			}
			return
		}
		if len(got) == 0 || !strings.Contains(body, string(got)) {
			t.Fatalf("%q gives %q", body, got)
		}
		clean := !strings.ContainsAny(boundary+partType, "\r\n:") && !strings.Contains(envelope, "--"+boundary)
		if clean && rest == "" && string(got) != envelope && strings.TrimSpace(boundary) == boundary {
			t.Fatalf("%q was wrapped, %q is unwrapped", envelope, got)
		}
	})
}

// FuzzWindows1251 sends a text in that charset by each way of saying so: it is read as it was, whatever else the prolog says.
func FuzzWindows1251(f *testing.F) {
	for _, text := range []string{"Ёлкин", "Ўктам № 7 — «да»", "plain", "\u00a0", "&#1178;", "漢"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		packed, err := charmap.Windows1251.NewEncoder().String("<a>" + text + "</a>")
		if err != nil || strings.ContainsRune(text, utf8.RuneError) || !utf8.ValidString(text) {
			return
		}
		for _, c := range []struct{ header, prolog string }{
			{"text/xml; charset=windows-1251", ""},
			{"text/xml", `<?xml version="1.0" encoding="windows-1251"?>`},
			{"text/xml; charset=CP1251", `<?xml version="1.0" encoding="UTF-8"?>`},
		} {
			got, err := plainText(http.Header{"Content-Type": {c.header}}, []byte(c.prolog+packed), Limits{}.withDefaults())
			if want := c.prolog + "<a>" + text + "</a>"; err != nil || string(got) != want {
				t.Errorf("%v: %q is read as %q, %v", c, want, got, err)
			}
		}
	})
}

// FuzzDate holds xs:date and xs:dateTime to the calendar of package time.
func FuzzDate(f *testing.F) {
	for _, text := range []string{"2024-02-29", "2023-02-29", "1900-02-29", "0001-01-01Z", "2026-11-22+14:00", "2026-11-22T24:00:00", "2026-11-22T10:20:30.5-05:00", "01.11.1990", "9999-12-31", "2026-11-22+14:01"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		date, isDay := readDate([]byte(text))
		head := text[:min(dateLength, len(text))]
		byTime, err := time.Parse(time.DateOnly, head)
		known := err == nil && byTime.Year() >= 1
		if isDay && (!known || byTime.Year() != date.year || int(byTime.Month()) != date.month || byTime.Day() != date.day) {
			t.Errorf("%q is read as %+v", text, date)
		}
		if known && text == head && !isDay {
			t.Errorf("%q is refused", text)
		}
		if got := DateWithoutZone(text); got != text && (!isDay || got != head) {
			t.Errorf("%q without its zone is %q", text, got)
		}
		if isDateTime([]byte(text)) == "" && (!known || len(text) < len("2006-01-02T15:04:05")) {
			t.Errorf("%q is a dateTime", text)
		}
	})
}
