package soap

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

func TestWindows1251IsDecodedWhole(t *testing.T) {
	for c := range 256 {
		got, err := fromWindows1251([]byte{byte(c)})
		want, errWant := charmap.Windows1251.NewDecoder().Bytes([]byte{byte(c)})
		if c == 0x98 {
			if err == nil {
				t.Errorf("the byte 98 is decoded as %q", got)
			}
			continue
		}
		if err != nil || errWant != nil || !bytes.Equal(got, want) {
			t.Errorf("%x: got %q, %v, want %q", c, got, err, want)
		}
	}
}

func TestCharsetNames(t *testing.T) {
	for label, want := range map[string]charset{
		"UTF-8": charsetUTF8, "utf8": charsetUTF8, " US-ASCII ": charsetUTF8, "Windows-1251": charsetWindows1251, "CP1251": charsetWindows1251,
		"koi8-r": charsetUnknown, "iso-8859-5": charsetUnknown, "utf-16": charsetUnknown, "": charsetUnknown,
	} {
		if got := charsetNamed(label); got != want {
			t.Errorf("%q: got %d, want %d", label, got, want)
		}
	}
}

func TestAPlainMessageIsNotCopied(t *testing.T) {
	body := wrap(t, V11, checkBody)
	for _, header := range []string{"", "text/xml", "text/xml; charset=UTF-8", "application/soap+xml;charset=utf-8"} {
		got, err := plainText(contentType(header), body, Limits{}.withDefaults())
		if err != nil || &got[0] != &body[0] {
			t.Errorf("%q: copied, %v", header, err)
		}
	}
}

// FuzzCharset finds bodies whose text would not be UTF-8, or would be too large.
func FuzzCharset(f *testing.F) {
	f.Add("text/xml; charset=windows-1251", []byte("\xcf\xf0\xe8\xe2\xe5\xf2"))
	f.Add("text/xml", []byte("<?xml version='1.0' encoding='windows-1251'?><a>\xcf</a>"))
	f.Add(`multipart/related; type="application/xop+xml"; boundary=b; start="<r>"`, []byte("--b\r\nContent-ID: <r>\r\nContent-Type: text/xml; charset=cp1251\r\n\r\n\xcf\r\n--b--"))
	f.Add("", []byte(byteOrderMark+"<a/>"))
	f.Fuzz(func(t *testing.T, header string, body []byte) {
		before := bytes.Clone(body)
		text, err := plainText(contentType(header), body, Limits{Bytes: 1 << 16}.withDefaults())
		if !bytes.Equal(before, body) {
			t.Fatal("the body has been changed")
		}
		if err != nil {
			if _, ok := asError(err); !ok {
				t.Fatalf("a broken error: %#v", err)
			}
			return
		}
		if !utf8.Valid(text) || len(text) > 3*len(body) || strings.HasPrefix(string(text), byteOrderMark) && bytes.Count(body, []byte(byteOrderMark)) < 2 {
			t.Fatalf("%q gives %q", body, text)
		}
	})
}
