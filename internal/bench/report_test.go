package main

import (
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
)

func TestQuantileIsTheNearestRank(t *testing.T) {
	var hundred []int
	for i := range 100 {
		hundred = append(hundred, 100-i)
	}
	for _, c := range []struct {
		of   []int
		q    float64
		want int
	}{
		{nil, 0.5, 0}, {[]int{7}, 0.99, 7}, {[]int{3, 1, 2}, 0.5, 2}, {[]int{4, 1, 3, 2}, 0.5, 2},
		{hundred, 0.99, 99}, {hundred, 1, 100}, {hundred, 0, 1},
	} {
		if got := quantile(c.of, c.q); got != c.want {
			t.Errorf("quantile %v of %v is %d, want %d", c.q, c.of, got, c.want)
		}
	}
}

func TestOnlyCountsFailARun(t *testing.T) {
	for _, c := range []struct {
		name  string
		print func(r *report)
		word  string
		over  bool
	}{
		{"a ratio within", func(r *report) { r.ratio("x", 1.5, 1.5, "") }, "PASS", false},
		{"a ratio beyond", func(r *report) { r.ratio("x", 1.51, 1.5, "") }, "OVER", false},
		{"a count within", func(r *report) { r.atMost("x", 3, 3) }, "PASS", false},
		{"a count beyond", func(r *report) { r.atMost("x", 4, 3) }, "FAIL", true},
		{"enough", func(r *report) { r.atLeast("x", 3, 3) }, "PASS", false},
		{"too few", func(r *report) { r.atLeast("x", 2, 3) }, "FAIL", true},
	} {
		var text strings.Builder
		r := newReport(&text)
		c.print(r)
		if !strings.Contains(text.String(), c.word) || r.over != c.over {
			t.Errorf("%s: over %v: %s", c.name, r.over, text.String())
		}
	}
}

func TestAttemptsAllowed(t *testing.T) {
	if got, want := attemptsAllowed(1000, 20*time.Second), 1000+200+3+2; got != want {
		t.Errorf("got %d, want %d", got, want)
	}
}

func TestSeriesAreSummedByLabels(t *testing.T) {
	s, err := parseSeries([]byte("# HELP a b\n# TYPE a gauge\n" +
		"a{lookup=\"x\",registry=\"one\"} 2\na{lookup=\"y\",registry=\"one\"} 3\na{lookup=\"x\",registry=\"two\"} 4\nab 7\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		labels []string
		want   int
	}{
		{"a", nil, 9}, {"a", []string{`registry="one"`}, 5}, {"a", []string{`registry="one"`, `lookup="x"`}, 2}, {"ab", nil, 7}, {"b", nil, 0},
	} {
		if got := s.sum(c.name, c.labels...); got != c.want {
			t.Errorf("%s %v: got %d, want %d", c.name, c.labels, got, c.want)
		}
	}
}

func TestPeopleAreDistinctAndTheirNumbersHold(t *testing.T) {
	seen := map[string]bool{}
	for number := range 5000 {
		snils := string(appendSNILS(nil, number))
		if _, err := adapters.ParseSNILS(snils); err != nil {
			t.Fatalf("person %d: %v", number, err)
		}
		question := string(appendStatusQuestion(nil, number))
		if seen[snils] || seen[question] {
			t.Fatalf("person %d is another one too", number)
		}
		seen[snils], seen[question] = true, true
	}
}

func TestTimesAndMemoryDoNotFailARun(t *testing.T) {
	var text strings.Builder
	r := newReport(&text)
	r.within("a time", time.Second, time.Millisecond, millis, "")
	r.holds("memory", 2<<20, 1<<20, "")
	if strings.Count(text.String(), "OVER") != 2 || r.over {
		t.Errorf("over %v: %s", r.over, text.String())
	}
}
