package main

import (
	"fmt"
	"strings"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/client"
)

// newKey makes an API key. The key itself is never printed: terminals, and those who record them, remember.
func newKey(args []string, s client.Streams) int {
	if asksForHelp(args) {
		fmt.Fprint(s.Out, usageAccess)
		return 0
	}
	if len(args) != 2 || args[0] != "newkey" || strings.HasPrefix(args[1], "-") {
		fmt.Fprintln(s.Err, "gateway access newkey takes the name of a file that is not there yet, for the key; gateway help access says more")
		return misused
	}
	hash, err := app.NewKey(args[1])
	if err != nil {
		fmt.Fprintln(s.Err, err)
		return failed
	}
	fmt.Fprintln(s.Out, "sha256: "+hash)
	return 0
}
