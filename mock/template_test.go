package mock

import (
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Whatever is printed is read back as it was, but for what XML has no way to say.
func TestTextIsReadBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		written, err := escapeXML(text)
		if err != nil {
			t.Fatal(err)
		}
		var read struct {
			Text string `xml:",chardata"`
		}
		if err := xml.Unmarshal([]byte("<a>"+written+"</a>"), &read); err != nil {
			t.Fatalf("%q: %v", written, err)
		}
		var want strings.Builder
		for _, r := range text {
			if r == 0x9 || r == 0xa || r == 0xd || r >= 0x20 && r <= 0xd7ff || r >= 0xe000 && r <= 0xfffd || r >= 0x10000 {
				want.WriteRune(r)
			} else {
				want.WriteRune('\uFFFD')
			}
		}
		if read.Text != want.String() {
			t.Fatalf("%q was read as %q", text, read.Text)
		}
		quoted, err := escapeJSON(text)
		var back string
		if err != nil || json.Unmarshal([]byte(quoted), &back) != nil || back != strings.ToValidUTF8(text, "\uFFFD") {
			t.Fatalf("%q was read as %q", text, back)
		}
	})
}

func TestEveryActionIsEscapedWhereverItStands(t *testing.T) {
	for escaper, files := range map[string][]string{"xml": {"templates/*/*.xml"}, "json": {"templates/*.json", "templates/*/*.json"}} {
		all, err := templates(escaper, files...)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range all.Templates() {
			if one.Tree == nil {
				continue
			}
			text := one.Root.String()
			for rest := text; ; {
				_, after, found := strings.Cut(rest, "{{")
				if !found {
					break
				}
				action, tail, _ := strings.Cut(after, "}}")
				rest = tail
				keyword, _, _ := strings.Cut(action, " ")
				switch keyword {
				case "if", "else", "range", "with", "end", "template":
					continue
				}
				if !strings.HasSuffix(action, "| "+escaper) {
					t.Errorf("%s: {{%s}} is not escaped", one.Name(), action)
				}
			}
		}
	}
}
