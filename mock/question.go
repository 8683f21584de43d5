package mock

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/sverka/sverka/internal/soap"
)

// A question is what a request asks by, whatever the registry: folded values by the words of the gateway's API. It serves the
// journal only: no registry decides by it.
type question map[string][]string

// readQuestion reads a request, as far as it can be read.
func readQuestion(header http.Header, body []byte) question {
	q := question{}
	if bytes.HasPrefix(bytes.TrimLeft(body, "\xef\xbb\xbf \t\r\n"), []byte("<")) {
		if text, err := soap.Text(header, body); err == nil {
			body = text
		}
		q.readXML(body)
	} else {
		var v any
		if json.Unmarshal(body, &v) == nil {
			q.readJSON("", v)
		}
	}
	q.join()
	return q
}

// wordOf returns our word for what a contract calls an element or a member; "" for what nobody is asked by.
func wordOf(name string) string {
	switch name {
	case "lastName", "FamilyName", "secondName", "surname":
		return "family_name"
	case "firstName", "FirstName", "name":
		return "given_name"
	case "middleName", "Patronymic", "patronymic", "patronymicName":
		return "patronymic"
	case "lastNameLat":
		return "latin_family_name"
	case "firstNameLat":
		return "latin_given_name"
	case "birthDate", "BirthDate", "birthday", "Birthday":
		return "birth_date"
	case "sex", "Gender":
		return "sex"
	case "citizenship", "Citizenship":
		return "citizenships"
	case "series", "Series", "documentSeries":
		return "series"
	case "number", "Number", "documentNumber":
		return "documents"
	case "snils", "Snils", "SNILS":
		return "snils"
	case "inn", "Inn", "INN":
		return "inn"
	default:
		return ""
	}
}

func (q question) add(word, value string) {
	switch word {
	case "birth_date":
		value = withoutZone(value)
	case "sex":
		value = value[:min(1, len(value))]
	}
	if word != "" && strings.TrimSpace(value) != "" {
		q[word] = append(q[word], fold(strings.TrimSpace(value)))
	}
}

func (q question) readXML(body []byte) {
	d := xml.NewDecoder(bytes.NewReader(body))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it has been decoded, or its Latin is read all the same
	var name string
	var text strings.Builder
	for {
		token, err := d.Token()
		if err != nil {
			return
		}
		switch t := token.(type) {
		case xml.StartElement:
			name = t.Name.Local
			text.Reset()
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			if t.Name.Local == name {
				q.add(wordOf(name), text.String())
			}
			name = ""
		}
	}
}

func (q question) readJSON(name string, v any) {
	switch v := v.(type) {
	case map[string]any:
		if year, ok := v["year"]; ok {
			q.add(wordOf(name), dateOf(year, v["month"], v["day"]))
			return
		}
		for _, member := range sortedKeys(v) { // a person stands before his previous names
			if member != "requester" { // who asks is nobody who is asked about
				q.readJSON(member, v[member])
			}
		}
	case []any:
		for _, one := range v {
			q.readJSON(name, one)
		}
	case string:
		q.add(wordOf(name), v)
	}
}

// dateOf joins the parts of a date that are known.
func dateOf(year, month, day any) string {
	var text strings.Builder
	fmt.Fprint(&text, year)
	for _, part := range []any{month, day} {
		n, known := part.(float64)
		if !known || n == 0 {
			break
		}
		fmt.Fprintf(&text, "-%02d", int(n))
	}
	return text.String()
}

// join puts series and number together: where the one ends and the other begins is nobody's knowledge.
func (q question) join() {
	series := q["series"]
	delete(q, "series")
	for i, number := range q["documents"] {
		if i < len(series) {
			q["documents"][i] = series[i] + number
		}
	}
}
