package mock

import (
	"bytes"
	"errors"
	"html"
	"reflect"
	"strings"
	"testing"
	"text/template"

	"pgregory.net/rapid"
)

// drawn fills everything in a value that templates read: texts, numbers, lists of up to three, pointers that may be nil.
func drawn(t *rapid.T, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(rapid.OneOf(rapid.Just(""), rapid.Just("ИВАНОВ"), rapid.Just("records"), rapid.String()).Draw(t, "text"))
	case reflect.Int:
		v.SetInt(int64(rapid.IntRange(0, 3).Draw(t, "number")))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "flag"))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), rapid.IntRange(0, 3).Draw(t, "length"), 3))
		for i := range v.Len() {
			drawn(t, v.Index(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			drawn(t, v.Index(i))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		drawn(t, v.Elem())
	case reflect.Struct:
		for _, f := range v.Fields() {
			if f.CanSet() && (f.Kind() != reflect.Pointer || rapid.Bool().Draw(t, "there")) {
				drawn(t, f)
			}
		}
	}
}

// text/template is the referee: of the same templates it makes the same replies.
func TestARendererWritesWhatTextTemplateWould(t *testing.T) {
	soap, err1 := templates("xml", "templates/*/*.xml")
	rest, err2 := templates("json", "templates/*.json", "templates/*/*.json")
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	ours := map[string]*renderer{
		"migration": builtIn(migrationReplies()), "pension": builtIn(pensionReplies()), "tax": builtIn(taxReplies()), "mvd": builtIn(mvdReplies()),
	}
	for name, data := range map[string]any{
		"pension-snils-validation.xml": &validationReply{}, "pension-payments.xml": &paymentsReply{}, "pension-snils-by-additional-data.xml": &searchReply{},
		"status-found.xml": &statusInfo{}, "registration-found.xml": &registrationInfo{}, "identity-document-found.xml": &identityDocumentInfo{},
		"migration-document.xml": &documentReply{Asked: &documentRequest{}}, "document-found.xml": &documentInfo{}, "migration-status.xml": &personReply{},
		"mvd-reply.json": &mvdReply{}, "mvd-restrictions.json": &restrictionsReply{}, "tax-inn.json": &innReply{Asked: &innRequest{}},
		"tax-taxpayer.json": &taxpayerReply{Asked: &taxpayerRequest{}}, "tax-obligations.json": &obligationsReply{Asked: &taxpayerRequest{}},
		"error.json": &map[string]string{"Code": "a", "Message": "<b>"}, "tax-token.json": &map[string]string{"Token": "a", "ExpireTime": "\u2028"},
	} {
		referee := soap
		if strings.HasSuffix(name, ".json") {
			referee = rest
		}
		registry, _, _ := strings.Cut(name, "-")
		all := ours[registry]
		switch {
		case strings.HasSuffix(name, "-found.xml"):
			all = ours["migration"]
		case name == "error.json":
			all = ours["tax"]
		}
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { checkRendered(t, referee, all, name, data) })
		})
	}
}

func checkRendered(t *rapid.T, referee *template.Template, all *renderer, name string, data any) {
	v := reflect.New(reflect.TypeOf(data).Elem()).Elem()
	v.Set(reflect.ValueOf(data).Elem())
	if v.Kind() == reflect.Struct {
		drawn(t, v)
	}
	for _, asked := range []string{"Asked"} { // which is always there
		if v.Kind() == reflect.Struct && v.FieldByName(asked).IsValid() && v.FieldByName(asked).IsNil() {
			v.FieldByName(asked).Set(reflect.New(v.FieldByName(asked).Type().Elem()))
		}
	}
	var want bytes.Buffer
	got, err1 := all.render("<", name, v.Interface(), ">")
	err2 := referee.ExecuteTemplate(&want, name, v.Interface())
	if (err1 == nil) != (err2 == nil) || err1 == nil && string(got) != "<"+want.String()+">" {
		t.Fatalf("%+v\ngot  %s %v\nwant %s %v", v.Interface(), html.EscapeString(string(got)), err1, html.EscapeString(want.String()), err2)
	}
}

func TestATemplateThatIsNotUnderstoodIsAnError(t *testing.T) {
	for text, says := range map[string]string{
		`{{len .A | xml}}`: "not understood", `{{.A}}`: "the escaper", `{{printf .A .B | xml}}`: "not understood", `{{range $i := .A}}{{end}}`: "no variables or two",
		`{{range .A}}{{else}}{{end}}`: "no else", `{{template "other"}}`: "that there is", `{{template "none" .}}`: "that there is",
		`{{with $x := .A}}{{end}}`: "one value", `{{break_ .A | xml}}`: "not understood", `{{if (eq .A .B)}}{{end}}`: "not understood",
		`{{range .A}}{{break}}{{end}}`: "not understood",
	} {
		all, err := template.New("main").Funcs(template.FuncMap{"xml": escapeXML, "break_": escapeXML}).Parse(text + `{{define "other"}}{{end}}`)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := newRenderer(all, escapeXML, writePlainXML); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: got %v, want %q", text, err, says)
		}
	}
}

func TestWhatIsNotThereCannotBeRendered(t *testing.T) {
	for name, data := range map[string]any{
		"error.json": map[string]string{"Code": "a"}, "none.json": 1, "tax-inn.json": innReply{}, "mvd-reply.json": struct{ ID string }{"a"},
	} {
		all := builtIn(taxReplies())
		if strings.HasPrefix(name, "mvd") {
			all = builtIn(mvdReplies())
		}
		if _, err := all.render("", name, data, ""); err == nil {
			t.Errorf("%s was rendered", name)
		}
	}
}
