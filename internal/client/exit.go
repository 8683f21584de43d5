package client

import "github.com/sverka/sverka/internal/gen/api"

// The exit codes of "gateway lookup": stable, for scripts. The first three are those of the whole program.
const (
	ExitAnswered    = 0   // the registry answered, whatever the outcome
	ExitFailed      = 1   // what came could not be printed
	ExitMisused     = 2   // wrong flags, or a question that cannot be sent
	ExitPending     = 3   // the registry has taken the question; it is to be resumed
	ExitCaller      = 4   // not answered, by the caller's doing: a wrong field, no right, too often, its deadline; a plan that lacks something
	ExitRegistry    = 5   // not answered, by the registry's doing
	ExitGateway     = 6   // not answered, by the gateway's doing: held back, or a bug
	ExitUnreachable = 7   // the gateway cannot be reached, or does not reply in time
	ExitNotTheAPI   = 8   // what replies is not the gateway's API
	ExitInterrupted = 130 // Ctrl-C, or SIGTERM
)

// exitCodes says in the usage text what each means.
const exitCodes = `Exit codes:
    0  answered, whatever the outcome: read it
    1  what came could not be printed
    2  wrong flags, or a question that cannot be sent
    3  pending: the registry has taken the question
    4  not answered, by the caller's doing; with -plan: not ready to be asked
    5  not answered, by the registry's doing
    6  not answered, by the gateway's doing
    7  the gateway cannot be reached, or does not reply in time
    8  what replies is not the gateway's API
  130  interrupted
`

// exitOf says whose doing a failure is.
func exitOf(origin api.Origin) int {
	switch origin {
	case api.OriginCaller:
		return ExitCaller
	case api.OriginRegistry:
		return ExitRegistry
	case api.OriginGateway:
	}
	return ExitGateway
}
