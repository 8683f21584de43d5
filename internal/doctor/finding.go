package doctor

// A Result says how a thing was found.
type Result string

// The results, from the best to the worst; skipped counts as ok.
const (
	OK      Result = "ok"
	Skipped Result = "skipped" // not looked at: the text says why
	Warn    Result = "warn"    // it works, and somebody should look
	Bad     Result = "bad"     // it does not work, or not for long
)

// The exit codes of "gateway doctor": stable, for scripts.
const (
	ExitOK     = 0 // all is well, or was not to be looked at
	ExitWarn   = 1 // something should be looked at
	ExitBad    = 2 // something does not work; also a configuration that does not hold
	ExitFailed = 3 // it could not look: wrong flags, an interruption, or what it found cannot be printed
)

// groupItself is the group of what is no registry's.
const groupItself = "gateway"

// A Finding is one thing that was looked at.
type Finding struct {
	Group  string `json:"group"` // gateway, or a registry
	Check  string `json:"check"` // a word of Checks
	Result Result `json:"result"`
	Text   string `json:"text"`         // what was found
	Do     string `json:"do,omitempty"` // what to do about it; of warn and bad always there
}

// A Report is all that was found. Its JSON is stable: members and words are added, and never change.
type Report struct {
	Format    string         `json:"format"` // sverka.doctor/1
	Result    Result         `json:"result"` // the worst; ok where nothing is warn or bad
	Version   string         `json:"version"`
	Config    string         `json:"config"`
	At        string         `json:"at"`
	Exchanges map[string]int `json:"exchanges"` // spent on each registry, for quotas count them
	Findings  []Finding      `json:"findings"`
}

const format = "sverka.doctor/1"

// Checks returns the closed list of what is looked at.
func Checks() []string {
	return []string{
		"version", "user", "config", "access", "audit", "secret", "certificate", "state", "files", "core", "traces",
		"credential", "maintenance", "dns", "connect", "reply", "tls", "clock", "lookup",
	}
}

func (r *Report) add(group, check string, result Result, text, do string) {
	r.Findings = append(r.Findings, Finding{Group: group, Check: check, Result: result, Text: text, Do: do})
}

// worst returns the worst result.
func (r *Report) worst() Result {
	worst := OK
	for _, f := range r.Findings {
		if f.Result == Bad || f.Result == Warn && worst == OK {
			worst = f.Result
		}
	}
	return worst
}

// Exit returns the exit code for the report.
func (r *Report) Exit() int {
	switch r.worst() {
	case Bad:
		return ExitBad
	case Warn:
		return ExitWarn
	default:
		return ExitOK
	}
}
