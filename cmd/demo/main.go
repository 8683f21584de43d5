// Command demo serves the mock registries and a gateway on them, after one question that shows the whole way: what "make run" starts. See
// internal/demo, and commands mock and gateway for each alone.
package main

import (
	"os"

	"github.com/sverka/sverka/internal/command"
)

func main() { os.Exit(command.Run("demo", run)) }
