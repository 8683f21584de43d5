package main

import (
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
)

// section returns what the README says to those who run the mocks.
func section(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "\n## You run the mocks")
	ours, _, _ := strings.Cut(rest, "\n## ")
	return ours
}

// fenced returns the first block of a language in the README's section.
func fenced(t *testing.T, language string) string {
	t.Helper()
	_, rest, begun := strings.Cut(section(t), "\n```"+language+"\n")
	block, _, ended := strings.Cut(rest, "\n```\n")
	if !begun || !ended {
		t.Fatalf("the README has no block of %s for those who run the mocks", language)
	}
	return block
}

// What the README shows is a test of package mock, whole: it can be copied, and it passes.
func TestTheREADMEsTestIsOneThatPasses(t *testing.T) {
	example, err := os.ReadFile("../../mock/example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	if got := fenced(t, "go"); got != strings.TrimSpace(string(example)) {
		t.Errorf("the README shows\n%s\nand mock/example_test.go is\n%s", got, example)
	}
}

// What the README names is there: flags, a person, a fault, the parts of the page.
func TestTheREADMENamesWhatThereIs(t *testing.T) {
	var help strings.Builder
	_ = run(t.Context(), []string{"-h"}, io.Discard, &help)
	flags := regexp.MustCompile("`bin/mock (-[a-z]+)").FindAllStringSubmatch(section(t), -1)
	for _, flag := range flags {
		if flag[1] != "-h" && !strings.Contains(help.String(), "  "+flag[1]+" ") {
			t.Errorf("there is no flag %s", flag[1])
		}
	}
	if len(flags) == 0 {
		t.Error("the README names no flag")
	}
	url, _, _ := process(t)
	_, page, err := call("GET", url+"/", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"entry-banned", "fault_server", "pension/snils-check", ">Ask<", ">Journal<", ">Faults<", ">People<"} {
		if !strings.Contains(section(t), strings.Trim(word, "<>")) || !strings.Contains(page, word) {
			t.Errorf("%s is not both in the README and on the page", word)
		}
	}
}
