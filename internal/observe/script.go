package main

import "github.com/sverka/sverka/mock"

// script returns the bad day: the lanes, which are played side by side, a registry each, and what comes after them, alone.
func script() (lanes [][]act, finale []act) {
	return [][]act{
		{hang(), rejected(), certificateEnds()},
		{flap(), otherPerson(), drift(), findsNobody(), clockOff()},
		{closed(), denial()},
		{slow(), throttled(), down()},
		{unknownCallers(), secretRefused(), reloadFailed(), tracesLost(), stateNotSaved()},
	}, []act{stateSetAside(), quotaSpent(), crash()}
}

// burns is the alert that a lookup's budget of 28 days is being spent at 14.4 times its pace, which wakes somebody.
func burns(registry, lookup string) selector {
	return selector(`SverkaRegistryBudgetBurns{registry="` + registry + `",lookup="` + lookup + `",burn="14.4",severity="critical"}`)
}

// late are alerts that come if the act takes somewhat longer than it must, on a machine that is busy.
func late(all ...selector) (may []excuse) {
	for _, s := range all {
		may = append(may, excuse{s, "it is due a little later than the last that ends the act"})
	}
	return may
}

func hang() act {
	return act{
		name: "hang", at: "migration", story: "migration/status takes questions and never answers",
		begin: befalls("migration", mock.Rule{Fault: "hang", Lookup: "migration/status"}),
		end:   mends("migration"),
		due: []selector{
			`SverkaBreakerNotClosed{registry="migration",lookup="status",cause="timeout/exchange",rule="in_a_row",severity="warning"}`,
			`SverkaBreakerNotClosedLong{registry="migration",lookup="status",cause="timeout/exchange",rule="in_a_row",severity="critical"}`,
			burns("migration", "status"),
		},
		may: append(late(
			`SverkaNoSuccess{registry="migration",lookup="status",severity="critical"}`,
		), excuse{`SverkaSlow{registry="migration",lookup="status",severity="warning"}`,
			"the first questions wait for the limit of an exchange, which is not compressed: they are more than one in twenty of so short a time"}),
		wakes: []string{"SverkaBreakerNotClosedLong", "SverkaRegistryBudgetBurns", "SverkaNoSuccess"},
	}
}

func rejected() act {
	return act{
		name: "rejected", at: "migration", story: "migration/document calls our questions invalid: its contract has changed",
		begin: befalls("migration", mock.Rule{Fault: "fault_validation", Lookup: "migration/document"}),
		end:   mends("migration"),
		due: []selector{
			`SverkaRejected{registry="migration",lookup="document",severity="warning"}`,
			`SverkaNoSuccess{registry="migration",lookup="document",severity="critical"}`,
			burns("migration", "document"),
		},
		wakes: []string{"SverkaNoSuccess", "SverkaRegistryBudgetBurns"},
	}
}

func flap() act {
	return act{
		name: "flap", at: "pension", story: "every second exchange of pension/snils-check breaks off",
		begin: befalls("pension", mock.Rule{Fault: "flap", Lookup: "pension/snils-check"}),
		end:   mends("pension"),
		due: []selector{
			`SverkaBreakerTripsOften{registry="pension",lookup="snils-check",severity="warning"}`,
			`SverkaBreakerNotClosed{registry="pension",lookup="snils-check",cause="unavailable/reset",rule=~"rate|in_a_row|probe",severity="warning"}`,
			burns("pension", "snils-check"),
		},
		may: []excuse{{`SverkaBreakerNotClosedLong{registry="pension",lookup="snils-check",cause="unavailable/reset",rule=~"rate|in_a_row|probe",severity="critical"}`,
			"whether the probes that break off make it more than half of half an hour is chance"}},
		wakes: []string{"SverkaRegistryBudgetBurns", "SverkaBreakerNotClosedLong"},
	}
}

func otherPerson() act {
	return act{
		name: "other-person", at: "pension", story: "three replies of pension/payments are about somebody else",
		begin: befalls("pension", mock.Rule{Fault: "other_person", Lookup: "pension/payments", Count: 3}),
		end:   mends("pension"),
		due:   []selector{`SverkaOtherPerson{registry="pension",lookup="payments",reason="other_person",severity="critical"}`},
		wakes: []string{"SverkaOtherPerson"},
	}
}

func drift() act {
	return act{
		name: "drift", at: "pension", story: "pension/snils leaves out what its contract requires",
		begin: befalls("pension", mock.Rule{Fault: "missing_required", Lookup: "pension/snils"}),
		end:   mends("pension"),
		due: []selector{
			`SverkaMalformed{registry="pension",lookup="snils",severity="warning"}`,
			`SverkaBreakerNotClosed{registry="pension",lookup="snils",cause="malformed/contract",rule=~"in_a_row|probe",severity="warning"}`,
		},
	}
}

func findsNobody() act {
	return act{
		name: "finds-nobody", at: "pension", story: "pension/snils answers in time and in form that there is no such person, whoever is asked about",
		begin: befalls("pension", mock.Rule{Fault: "fault_business", Lookup: "pension/snils"}),
		end:   mends("pension"),
		due:   []selector{`SverkaFindsNobody{registry="pension",lookup="snils",severity="warning"}`},
	}
}

func denial() act {
	return act{
		name: "denial", at: "tax", story: "tax refuses the gateway: forbidden",
		begin: befalls("tax", mock.Rule{Fault: "403"}),
		end:   both(mends("tax"), passes("tax")),
		due: []selector{
			`SverkaDenied{registry="tax",severity="critical"}`,
			`SverkaGateHolding{registry="tax",cause="denied",severity="warning"}`,
			`SverkaGateHoldingLong{registry="tax",cause="denied",severity="critical"}`,
			burns("tax", "inn"), burns("tax", "taxpayer"),
		},
		wakes: []string{"SverkaDenied"},
	}
}

func throttled() act {
	return act{
		name: "throttled", at: "mvd", story: "mvd says that we ask too much",
		begin: befalls("mvd", mock.Rule{Fault: "429:seconds"}),
		end:   mends("mvd"),
		due:   []selector{`SverkaGateHolding{registry="mvd",cause="throttled",severity="warning"}`},
		may:   waits("mvd", "restrictions", "criminal-record"),
	}
}

// waits are alerts of lookups that wait for the gate as long as their callers do, which is not compressed.
func waits(registry string, lookups ...string) (may []excuse) {
	for _, l := range lookups {
		may = append(may, excuse{selector(`SverkaSlow{registry="` + registry + `",lookup="` + l + `",severity="warning"}`), "callers wait for the gate as long as they may"})
	}
	return may
}

func down() act {
	return act{
		name: "down", at: "mvd", story: "mvd is down for half an hour: connections are refused",
		begin: dies("mvd"), lasts: halfAnHour,
		end: revives("mvd"),
		due: []selector{
			`SverkaGateHolding{registry="mvd",cause="connection",severity="warning"}`,
			`SverkaGateHoldingLong{registry="mvd",cause="connection",severity="critical"}`,
			burns("mvd", "restrictions"),
		},
		may: append(waits("mvd", "restrictions", "criminal-record"),
			excuse{burns("mvd", "criminal-record"), "it is asked so rarely that ten failures are about as many as come"},
			excuse{`SverkaNoSuccess{registry="mvd",lookup="restrictions",severity="critical"}`, "the gate's probes, of which five are needed, fall to either lookup"},
			excuse{`SverkaNoSuccess{registry="mvd",lookup="criminal-record",severity="critical"}`, "the same"},
		),
		wakes: []string{"SverkaGateHoldingLong", "SverkaRegistryBudgetBurns", "SverkaNoSuccess"}, // whichever comes first: of one page
	}
}

func closed() act {
	return act{
		name: "maintenance", at: "tax", story: "tax is closed for an hour, as its calendar says, and breaks off whatever comes",
		begin: atItsHour, lasts: forItsHour,
		end: mends("tax"),
	}
}

func slow() act {
	return act{
		name: "slow", at: "mvd", story: "mvd/restrictions answers, and takes longer than its objective",
		begin: befalls("mvd", mock.Rule{Lookup: "mvd/restrictions", Delay: delayed("uniform(700ms,900ms)")}),
		end:   mends("mvd"),
		due:   []selector{`SverkaSlow{registry="mvd",lookup="restrictions",severity="warning"}`},
	}
}

func unknownCallers() act {
	return act{
		name: "unknown-callers", story: "somebody tries keys that nobody was given",
		begin: triesKeys, end: nothing,
		due: []selector{`SverkaCallersUnknown{cause="unknown",way="key",severity="warning"}`},
	}
}

func secretRefused() act {
	return act{
		name: "secret-refused", story: "the key for mvd is rotated, and everybody may read the new one",
		begin: secret("run/mvd.key", everybody), end: secret("run/mvd.key", owner),
		due: []selector{`SverkaSecretRefused{secret="registries.mvd.driver.key_file",severity="warning"}`},
	}
}

func reloadFailed() act {
	return act{
		name: "reload-failed", story: "the file of callers is changed, and the new one is wrong",
		begin: callers(func(text string) string { return text + "    rate: many\n" }), end: callers(nil),
		due: []selector{`SverkaReloadFailed{severity="warning"}`},
	}
}

func certificateEnds() act {
	const few, plenty = 2, 400
	return act{
		name: "certificate-ends", at: "migration", story: "the certificate that migration is to be shown ends in two days, and nobody has ordered the next",
		begin: renewed(few), end: renewed(plenty),
		due: []selector{`SverkaCertificateEnds{registry="migration",whose="ours",severity="critical"}`},
		may: []excuse{{`SverkaCertificateEndsSoon{registry="migration",whose="ours",severity="warning"}`,
			"it takes an hour of the rules, and the act ends when somebody has been woken; of whoever is, it is silenced"}},
		wakes: []string{"SverkaCertificateEnds"},
	}
}

func clockOff() act {
	return act{
		name: "clock-off", at: "pension", story: "the clock of pension is two minutes fast",
		begin: movesOn("pension", "2m"), end: isSetRight("pension"),
		due: []selector{`SverkaClockOff{registry="pension",severity="warning"}`},
	}
}

func tracesLost() act {
	return act{
		name: "traces-lost", story: "the collector of traces is away",
		begin: collectorGoes, end: collectorReturns,
		due: []selector{`SverkaTracesLost{severity="warning"}`},
	}
}

func stateNotSaved() act {
	return act{
		name: "state-not-saved", story: "somebody moves the directory of the state file away",
		begin: folderGoes, end: folderReturns,
		due: []selector{`SverkaStateNotSaved{severity="warning"}`},
	}
}

func stateSetAside() act {
	return act{
		name: "state-set-aside", story: "half of the state file is lost when the gateway is started anew",
		begin: startedOnRubbish, end: startedOnItsState,
		due: []selector{`SverkaStateSetAside{severity="warning"}`},
	}
}

func quotaSpent() act {
	return act{
		name: "quota", at: "tax", story: "a caller asks tax/obligations about everybody, until most of the day's quota is spent",
		begin: asksEverybody, end: quotaIsRaised,
		due: []selector{`SverkaQuotaLow{registry="tax",operation="obligations",severity="warning"}`},
	}
}

func crash() act {
	return act{
		name: "crash", story: "the gateway is killed, and nobody starts it again",
		begin: killed, end: startedAgain,
		due:   []selector{`SverkaDown{severity="critical"}`},
		wakes: []string{"SverkaDown"},
	}
}
