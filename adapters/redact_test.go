package adapters_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"io"
	"log"
	"log/slog"
	"strings"
	"testing"
	texttemplate "text/template"

	"github.com/sverka/sverka/adapters"
)

// eachCanary calls check with every canary value in every shape.
func eachCanary(t *testing.T, check func(t *testing.T, v any, s shape)) {
	for name, v := range canaries(t) {
		for _, s := range shapes() {
			t.Run(name+"/"+s.name, func(t *testing.T) { check(t, s.wrap(v), s) })
		}
	}
}

// wantHidden fails when output shows a canary.
func wantHidden(t *testing.T, how, output string) {
	t.Helper()
	if form, ok := found(output, forms()...); ok {
		t.Errorf("%s shows %q: %.300s", how, form, output)
	}
}

// wantRedacted fails when output shows a canary or, in an open shape, a plain word beside one.
func wantRedacted(t *testing.T, how, output string, s shape) {
	t.Helper()
	wantHidden(t, how, output)
	if word, ok := found(output, string(plainCountry), string(plainType), string(plainSex)); ok && s.open {
		t.Errorf("%s shows the word %q: %.300s", how, word, output)
	}
}

func TestNoVerbShowsAHiddenValue(t *testing.T) {
	formats := make([]string, 0, 312)
	for verb := 'A'; verb <= 'z'; verb++ {
		if 'Z' < verb && verb < 'a' {
			continue
		}
		for _, flags := range []string{"", "+", "#", "-040", "# ", "+40.2"} {
			formats = append(formats, "%"+flags+string(verb))
		}
	}
	all := strings.Join(formats, "\n")
	eachCanary(t, func(t *testing.T, v any, s shape) {
		args := make([]any, len(formats))
		for i := range args {
			args[i] = v
		}
		// %p, and a verb that does not fit, make fmt call no methods and go into everything: only pointers hide there.
		wantHidden(t, "a verb", fmt.Sprintf(all, args...))
		wantRedacted(t, "%v", fmt.Sprintf("%v %+v %#v", v, v, v), s)
		wantRedacted(t, "Sprint", fmt.Sprint(v), s)
		wantRedacted(t, "Sprintln", fmt.Sprintln("x", v), s)
		wantRedacted(t, "Errorf", fmt.Errorf("%v %+v %#v", v, v, v).Error(), s)
		wantRedacted(t, "a width", fmt.Sprintf("%[1]*[2]v", 60, v), s)
	})
}

func TestNoLoggerShowsAHiddenValue(t *testing.T) {
	eachCanary(t, func(t *testing.T, v any, s shape) {
		var out bytes.Buffer
		options := &slog.HandlerOptions{AddSource: true}
		for _, h := range []slog.Handler{slog.NewTextHandler(&out, options), slog.NewJSONHandler(&out, options)} {
			logger := slog.New(h)
			logger.Info("m", "k", v)
			logger.Info("m", slog.Any("k", v), slog.Group("g", "k", v))
			logger.With("k", v).WithGroup("g").Info("m", v) // no key: !BADKEY
		}
		log.New(&out, "", 0).Print(v, " ", v)
		wantRedacted(t, "a logger", out.String(), s)
	})
}

func TestNoEncoderShowsAHiddenValue(t *testing.T) {
	eachCanary(t, func(t *testing.T, v any, s shape) {
		encoders := map[string]func(any) ([]byte, error){
			"json":     json.Marshal,
			"xml":      xml.Marshal,
			"gob":      encodeGob,
			"template": execute(texttemplate.Must(texttemplate.New("").Parse(`{{.}} {{printf "%+v" .}} {{print .}}`)).Execute),
			"html":     execute(template.Must(template.New("").Parse(`<a title="{{.}}">{{.}}</a><script>x = {{.}}</script>`)).Execute),
		}
		for name, encode := range encoders {
			out, err := recovering(encode, v)
			wantRedacted(t, name, string(out), s)
			if err != nil {
				wantRedacted(t, name+"'s error", err.Error(), s)
			}
		}
	})
}

// recovering turns an encoder's panic, which is how some refuse a value, into an error.
func recovering(encode func(any) ([]byte, error), v any) (out []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return encode(v)
}

func encodeGob(v any) ([]byte, error) {
	var out bytes.Buffer
	err := gob.NewEncoder(&out).Encode(v)
	return out.Bytes(), err
}

func execute(run func(w io.Writer, data any) error) func(any) ([]byte, error) {
	return func(v any) ([]byte, error) {
		var out bytes.Buffer
		err := run(&out, v)
		return out.Bytes(), err
	}
}

func TestRedactedIsWhatIsSeen(t *testing.T) {
	for name, v := range canaries(t) {
		switch v.(type) {
		case adapters.Query, adapters.Reply[record], adapters.Answer[record]:
			continue // open structs of redacted ones
		}
		if got := fmt.Sprintf("%v|%+v|%#v|%s|%q|%d|%x", v, v, v, v, v, v, v); got != strings.Repeat(adapters.Redacted+"|", 6)+adapters.Redacted {
			t.Errorf("%s: fmt writes %s", name, got)
		}
		if got, err := v.(json.Marshaler).MarshalJSON(); err != nil || string(got) != `"`+adapters.Redacted+`"` {
			t.Errorf("%s: json writes %s, %v", name, got, err)
		}
		if got, err := xml.Marshal(exported{v}); err != nil || !strings.Contains(string(got), ">"+adapters.Redacted+"<") {
			t.Errorf("%s: xml writes %s, %v", name, got, err)
		}
		if got := v.(slog.LogValuer).LogValue(); got.String() != adapters.Redacted {
			t.Errorf("%s: slog writes %s", name, got)
		}
	}
}

func TestRecoveredPanicShowsNoHiddenValue(t *testing.T) {
	eachCanary(t, func(t *testing.T, v any, s shape) {
		defer func() {
			r := recover()
			wantRedacted(t, "a recovered panic", fmt.Sprint(r)+fmt.Sprintf("%+v %#v", r, r), s)
		}()
		panic(v)
	})
}

func TestHiddenIsNotComparable(t *testing.T) {
	for name, v := range canaries(t) {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: == compares addresses and says nothing", name)
				}
			}()
			_ = v == v // that it panics is what is tested
		}()
	}
}

func TestZeroValuesAreNotStated(t *testing.T) {
	if !(adapters.Secret{}).IsZero() || !adapters.NewSecret("").IsZero() || adapters.NewSecret("x").IsZero() {
		t.Error("Secret.IsZero")
	}
	if (adapters.Secret{}).Reveal() != "" || (adapters.Hidden[int]{}).Reveal() != 0 {
		t.Error("a zero value reveals something")
	}
	if adapters.Hide("").IsZero() {
		t.Error("Hide of a zero value is not stated")
	}
	if adapters.Hide(7).Reveal() != 7 || adapters.NewSecret("x").Reveal() != "x" {
		t.Error("what was hidden is not revealed")
	}
	if got := (adapters.Subject{}).Stated(); got == nil || !got.BirthDate.IsZero() {
		t.Error("a zero Subject states something")
	}
	if got := (adapters.Document{}).Paper(); got == nil || got.SeriesNumber() != "" {
		t.Error("a zero Document says something")
	}
	for i, p := range []adapters.Place{{Country: "UZB"}, {RegionCode: adapters.NewSecret("77")}, {Settlement: adapters.NewSecret("x")}, {Text: adapters.NewSecret("x")}} {
		if p.IsZero() || !(adapters.Place{}).IsZero() {
			t.Errorf("Place.IsZero of the %d. member", i)
		}
	}
	if got := fmt.Sprint(adapters.Secret{}); got != adapters.Redacted {
		t.Errorf("a zero Secret prints as %s: that nothing is stated tells something too", got)
	}
}

func TestHidingTakesOneAllocation(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { sink = adapters.NewSecret(canaryName) }); n > 1 {
		t.Errorf("got %v allocations", n)
	}
}

var sink adapters.Secret

func TestSubjectAndDocumentGiveBackWhatTheyHold(t *testing.T) {
	stated, paper := &adapters.Stated{Sex: adapters.Male}, &adapters.Paper{Series: adapters.NewSecret("FA"), Number: adapters.NewSecret("12")}
	if adapters.NewSubject(stated).Stated() != stated || adapters.NewDocument(paper).Paper() != paper {
		t.Error("another one came back")
	}
	if got := paper.SeriesNumber(); got != "FA12" {
		t.Errorf("series and number: got %q", got)
	}
}

func TestValuesAreEqualByContent(t *testing.T) {
	if !adapters.NewSecret("x").Equal(adapters.NewSecret("x")) || adapters.NewSecret("x").Equal(adapters.NewSecret("y")) {
		t.Error("Secret.Equal")
	}
	a, errA := adapters.ParseSNILS(canarySNILS)
	b, errB := adapters.ParseSNILS("112-233-445 95")
	if err := errors.Join(errA, errB); err != nil || !a.Equal(b) || a.Equal(adapters.SNILS{}) {
		t.Error("SNILS.Equal", err)
	}
	c, errC := adapters.ParseINN(canaryINN)
	if errC != nil || !c.Equal(c) || c.Equal(adapters.INN{}) {
		t.Error("INN.Equal", errC)
	}
}
