package doctor

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the goldens")

// report has every result, a finding without anything to do and one of a registry.
func report() *Report {
	r := &Report{Format: format, Version: "v1", Config: "gateway.yaml", At: "2026-11-26T12:00:00Z", Exchanges: map[string]int{"tax": 1, "mvd": 0}}
	r.add(groupItself, "version", OK, "gateway v1, go1", "")
	r.add(groupItself, "access", Warn, "access is off: <everybody> may ask", "Write access.")
	r.add("tax", "tls", Bad, "it ended on 2026-11-01", "Tell its operators.")
	r.add("mvd", "lookup", Skipped, "no test subject is configured", "")
	r.Result = r.worst()
	return r
}

// What scripts read never changes; members and words may be added.
func TestTheReportIsStable(t *testing.T) {
	for file, asJSON := range map[string]bool{"testdata/report.json": true, "testdata/report.txt": false} {
		var out bytes.Buffer
		if err := report().print(&out, asJSON); err != nil {
			t.Fatal(err)
		}
		if *update {
			write(t, file, out.String())
		}
		if want, err := os.ReadFile(file); err != nil || out.String() != string(want) {
			t.Errorf("%s: %v, got\n%s", file, err, out.String())
		}
	}
}

func TestTheExitCodeIsThatOfTheWorst(t *testing.T) {
	for _, tc := range []struct {
		results []Result
		worst   Result
		code    int
	}{
		{nil, OK, ExitOK}, {[]Result{OK, Skipped}, OK, ExitOK}, {[]Result{OK, Warn, Skipped}, Warn, ExitWarn},
		{[]Result{Bad, Warn}, Bad, ExitBad}, {[]Result{Warn, Bad, OK}, Bad, ExitBad},
	} {
		var r Report
		for _, result := range tc.results {
			r.add(groupItself, "state", result, "", "")
		}
		if r.worst() != tc.worst || r.Exit() != tc.code {
			t.Errorf("%v: %s and %d, want %s and %d", tc.results, r.worst(), r.Exit(), tc.worst, tc.code)
		}
	}
}

// A whole run says no word that is not of the closed lists, and something of each check that there is.
func TestARunSaysSomethingOfEachCheck(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(well))
	defer server.Close()
	file := patient(t, server.URL, nil)
	var out, failed bytes.Buffer
	code := Run(t.Context(), []string{"-json", "-config", file}, "test", &out, &failed)
	var r Report
	decoder := json.NewDecoder(&out)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r); err != nil || code != r.Exit() || r.Format != "sverka.doctor/1" {
		t.Fatalf("%v %d %s", err, code, failed.String())
	}
	seen := make(map[string]bool)
	for _, f := range r.Findings {
		if seen[f.Check] = true; !slices.Contains(Checks(), f.Check) || !slices.Contains([]Result{OK, Skipped, Warn, Bad}, f.Result) {
			t.Errorf("%+v is of no list", f)
		}
	}
	for _, check := range Checks() {
		if !seen[check] {
			t.Errorf("nothing is said of %s", check)
		}
	}
	for _, name := range []string{"migration", "pension", "tax", "mvd"} {
		if r.Exchanges[name] != 1 {
			t.Errorf("%s was asked %d exchanges", name, r.Exchanges[name])
		}
	}
}

func TestWhatItCannotLookAtIsACodeOfItsOwn(t *testing.T) {
	t.Chdir(t.TempDir())
	for args, want := range map[string]int{
		"-config nowhere.yaml": ExitBad, "-h": ExitOK, "-no-such-flag": ExitFailed, "more": ExitFailed, "-timeout 0s": ExitFailed,
	} {
		var out, failed bytes.Buffer
		if code := Run(t.Context(), strings.Fields(args), "test", &out, &failed); code != want {
			t.Errorf("%s: %d\n%s%s", args, code, out.String(), failed.String())
		}
	}
}
